"""Steps of the digits net (examples/mlp.tsql) in NumPy: dense arrays, one thread, double precision.

    python3 test/bench/baselines/dense.py FOLDER STEPS

FOLDER holds x, y, w0, w1, b0, b1 as raw doubles, and shape.json: rows and widths. Prints seconds a step and the weights after
them as JSON.
"""

import json
import os
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402 (the number of threads is read when it loads)

folder, steps = Path(sys.argv[1]), int(sys.argv[2])
shape = json.loads((folder / "shape.json").read_text())
rows, (n0, n1, n2) = shape["rows"], shape["width"]


def read(name, *extents):
    return np.fromfile(folder / name, dtype="<f8").reshape(extents)


x, y = read("x", rows, n0), read("y", rows).astype(int)
w0, b0, w1, b1 = read("w0", n0, n1), read("b0", n1), read("w1", n1, n2), read("b1", n2)
hot = np.eye(n2)[y]
seconds = []
for _ in range(steps):
    began = time.perf_counter()
    h = np.tanh(x @ w0 + b0)
    z = h @ w1 + b1
    e = np.exp(z - z.max(axis=1, keepdims=True))
    d1 = (e / e.sum(axis=1, keepdims=True) - hot) / rows
    d0 = (d1 @ w1.T) * (1 - h * h)
    w1, b1 = w1 - 0.5 * (h.T @ d1), b1 - 0.5 * d1.sum(axis=0)
    w0, b0 = w0 - 0.5 * (x.T @ d0), b0 - 0.5 * d0.sum(axis=0)
    seconds.append(time.perf_counter() - began)
print(json.dumps({"seconds": seconds, "w": np.concatenate([w0.ravel(), w1.ravel()]).tolist(), "b": np.concatenate([b0, b1]).tolist(), "numpy": np.__version__}))
