"""The step of examples/mlp.tsql in NumPy. Reads x, y, w1, b1, w2, b2 as raw arrays from a folder, prints the seconds of each step as
JSON and leaves the weights there.

    python3 mlp.py FOLDER STEPS
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

folder, steps = Path(sys.argv[1]), int(sys.argv[2])
load = lambda name, *shape: np.fromfile(folder / f"{name}.bin", dtype="<f8").reshape(shape)
x, y = load("x", -1, 196), load("y", -1).astype(int)
w1, b1, w2, b2 = load("w1", 196, 32), load("b1", 32), load("w2", 32, 10), load("b2", 10)
n = len(x)

seconds = []
for _ in range(steps):
    began = time.perf_counter()
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    dz = e / e.sum(axis=1, keepdims=True)
    dz[np.arange(n), y] -= 1
    dz /= n
    dh = (dz @ w2.T) * (1 - h * h)
    w1, b1, w2, b2 = w1 - 0.5 * x.T @ dh, b1 - 0.5 * dh.sum(axis=0), w2 - 0.5 * h.T @ dz, b2 - 0.5 * dz.sum(axis=0)
    seconds.append(time.perf_counter() - began)

np.concatenate([w1.ravel(), w2.ravel()]).astype("<f8").tofile(folder / "weights.bin")
print(json.dumps(seconds))
