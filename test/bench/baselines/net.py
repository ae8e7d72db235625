"""A net with one hidden layer on digits in NumPy: a unit is one step of gradient descent over all rows.

    python3 net.py FOLDER     with x, y, W, b, V, d as .npy
"""

import numpy as np
from turns import array, save, take_turns

x, y = array("x") / 255.0, array("y").astype(int)
n = len(x)


def step(W, b, V, d):
    h = np.tanh(x @ W + b)
    z = h @ V + d
    e = np.exp(z - z.max(axis=1, keepdims=True))
    dz = e / e.sum(axis=1, keepdims=True)
    dz[np.arange(n), y] -= 1
    dz /= n
    dh = (dz @ V.T) * (1 - h * h)
    return W - 0.5 * x.T @ dh, b - 0.5 * dh.sum(axis=0), V - 0.5 * h.T @ dz, d - 0.5 * dz.sum(axis=0)


take_turns([array(name) for name in "WbVd"], step, save)
