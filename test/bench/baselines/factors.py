"""Matrix factorisation with biases in NumPy: a unit is one step of gradient descent over all observations.

    python3 factors.py FOLDER     with row, column, seen, U, V, bu, bv as .npy
"""

import numpy as np
from turns import array, save, take_turns

row, column, seen = array("row"), array("column"), array("seen")
n = len(seen)


def step(U, V, bu, bv):
    u, v = U[row], V[column]
    d = (2 / n) * (bu[row] + bv[column] + (u * v).sum(axis=1) - seen)
    dU, dV, dbu, dbv = (np.zeros_like(a) for a in (U, V, bu, bv))
    np.add.at(dU, row, d[:, None] * v)
    np.add.at(dV, column, d[:, None] * u)
    np.add.at(dbu, row, d)
    np.add.at(dbv, column, d)
    return U - 0.5 * dU, V - 0.5 * dV, bu - 0.5 * dbu, bv - 0.5 * dbv


take_turns([array(name) for name in ("U", "V", "bu", "bv")], step, save)
