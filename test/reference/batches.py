"""Least squares by Adam on batches: which rows a step takes, by the generator that is described at the head of
compiler/tensor/random.ts, and what they make of the weights. Writes batches.json: the rows of every step, and the weights after the
last; for the whole data 50, for steps of 16, the last of each epoch having 2.

    python3 test/reference/batches.py
"""

import json
import math
from pathlib import Path

import numpy as np

M, rows, size, epochs, seed = 2 ** 26, 50, 16, 3, 7
odd = [int((math.sqrt(p) % 1) * 2 ** 24) * 2 + 1 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)]


def turn(state, value, k):
    left, right = state
    x = (right + value % M) % M
    return x, (left + x * (x + odd[k % len(odd)]) // 2 ** 13 + value // M) % M


def uniform(stream, numbers):
    state = odd[0] % M, odd[1] % M
    for k, character in enumerate(stream + "\0" * 4):
        state = turn(state, ord(character), k)
    for k, number in enumerate([*numbers, 0, 0, 0, 0, 0]):  # the lane, which is 0, and four rounds that take in nothing
        state = turn(state, number, k)
    return (state[0] * M + state[1] + 0.5) / 2 ** 52


def batch(step):
    per_epoch = -(-rows // size)
    epoch, k = divmod(step - 1, per_epoch)
    order = sorted(range(rows), key=lambda s: (uniform("batch s", [seed, epoch, s]), s))
    return sorted(order[k * size:(k + 1) * size])


s, k = np.arange(rows)[:, None], np.arange(3)[None, :]
x = np.cos(0.7 * s + 1.3 * k * k)
y = np.sin(0.4 * s[:, 0]) + 0.5 * x[:, 0]
w, b = np.zeros(3), 0.0
state = [(np.zeros(3), np.zeros(3)), (0.0, 0.0)]


def adam(p, g, m, v, t, lr=0.05, b1=0.9, b2=0.999, eps=1e-8):
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2
    return p - lr * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + eps), (m, v)


taken = []
for t in range(1, epochs * -(-rows // size) + 1):
    chosen = batch(t)
    taken.append(chosen)
    error = x[chosen] @ w + b - y[chosen]
    gw, gb = 2 * x[chosen].T @ error / len(chosen), 2 * error.mean()
    w, state[0] = adam(w, gw, *state[0], t)
    b, state[1] = adam(b, gb, *state[1], t)

loss = ((x @ w + b - y) ** 2).mean()
Path(__file__).with_suffix(".json").write_text(json.dumps({"batches": taken, "w": w.tolist(), "b": float(b), "loss": float(loss)}) + "\n")
