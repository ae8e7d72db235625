"""A net of depth 3, by hand: 6 -> 5 tanh -> 4 tanh -> 3 softmax, on data and from weights that are given by formulas.
Writes mlp.json: loss before and after, weights and biases after 20 steps, for gradient descent, momentum and Adam.

    python3 test/reference/mlp.py
"""

import json
from pathlib import Path

import numpy as np

width = [6, 5, 4, 3]
rows, steps = 24, 20

s, i = np.arange(rows)[:, None], np.arange(width[0])[None, :]
x = np.cos(0.7 * s + 1.3 * i * i)
y = np.arange(rows) ** 2 % 7 % 3
hot = np.eye(3)[y]


def start():
    ws, bs = [], []
    for l in range(3):
        u, v = np.arange(width[l])[:, None], np.arange(width[l + 1])[None, :]
        ws.append(0.5 * np.sin(1.0 + 2 * l + 3 * u + 5 * v))
        bs.append(0.1 * np.cos(1.0 * l + np.arange(width[l + 1])))
    return ws, bs


def forward(ws, bs):
    a = [x]
    for l in range(3):
        z = a[l] @ ws[l] + bs[l]
        a.append(np.tanh(z) if l < 2 else z)
    z = a[3] - a[3].max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return a, logp, -logp[np.arange(rows), y].mean()


def gradients(ws, bs):
    a, logp, _ = forward(ws, bs)
    delta = (np.exp(logp) - hot) / rows
    gw, gb = [None] * 3, [None] * 3
    for l in (2, 1, 0):
        gw[l], gb[l] = a[l].T @ delta, delta.sum(axis=0)
        if l > 0:
            delta = (delta @ ws[l].T) * (1 - a[l] ** 2)
    return gw, gb


def sgd(lr):
    return lambda p, g, m, v, t: (p - lr * g, m, v)


def momentum(lr, mu):
    def rule(p, g, m, v, t):
        m = mu * m + g
        return p - lr * m, m, v
    return rule


def adam(lr, b1=0.9, b2=0.999, eps=1e-8):
    def rule(p, g, m, v, t):
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2
        return p - lr * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + eps), m, v
    return rule


def train(rule):
    ws, bs = start()
    params = ws + bs
    ms, vs = [np.zeros_like(p) for p in params], [np.zeros_like(p) for p in params]
    first = forward(ws, bs)[2]
    for t in range(1, steps + 1):
        gw, gb = gradients(params[:3], params[3:])
        for k, g in enumerate(gw + gb):
            params[k], ms[k], vs[k] = rule(params[k], g, ms[k], vs[k], t)
    last = forward(params[:3], params[3:])[2]
    return {"first": first, "last": last, "W": [p.tolist() for p in params[:3]], "b": [p.tolist() for p in params[3:]]}


numbers = {
    "sgd(lr = 0.3)": train(sgd(0.3)),
    "momentum(lr = 0.1, mu = 0.8)": train(momentum(0.1, 0.8)),
    "adam(lr = 0.02)": train(adam(0.02)),
}
Path(__file__).with_suffix(".json").write_text(json.dumps(numbers, indent=1) + "\n")
