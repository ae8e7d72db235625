"""The random numbers of tsql in plain integers: what `~` draws, and in which order batches take rows."""

import math

import numpy as np

M = 2**26
ODD = [int(math.sqrt(p) % 1 * 2**24) * 2 + 1 for p in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)]


def turn(state, v=0):
    left, right, k = state
    x = (right + v % M) % M
    return x, (left + x * (x + ODD[k % 12]) // 2**13 + v // M % M) % M, k + 1


def uniform(stream, at, seed, step=0, lane=0):
    """In (0, 1): a function of the name of the stream, the place, the seed, the step and the lane."""
    state = (ODD[0] % M, ODD[1] % M, 0)
    for character in stream + "\0\0\0\0":
        state = turn(state, ord(character))
    state = (*state[:2], 0)
    for v in (seed, step, *at, lane, 0, 0, 0, 0):
        state = turn(state, v)
    return (M * state[0] + state[1] + 0.5) / 2**52


def uniforms(stream, rows, shape, seed, step=0, lane=0):
    """An array of draws, of `rows` along the first axis and all places of `shape` along the others."""
    return np.array([uniform(stream, (int(r), *at), seed, step, lane) for r in rows for at in np.ndindex(*shape)]).reshape(len(rows), *shape)


def normals(stream, rows, shape, seed, step=0):
    """Of N(0, 1), by Box and Muller's transform at every place."""
    u, v = (uniforms(stream, rows, shape, seed, step, lane) for lane in (0, 1))
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)


def batches(index, rows, size, seed):
    """The rows of step 1, 2, ...: an epoch takes all of them once, in an order of its own; the last batch has what is left."""
    epoch = 0
    while True:
        order = sorted(rows, key=lambda s: (uniform("batch " + index, (int(s),), seed, epoch), s))
        for start in range(0, len(rows), size):
            yield np.array(sorted(order[start:start + size]))
        epoch += 1


def shares(index, rows, share, seed):
    """The rows of the first part of a split into two, and those of the second."""
    draw = uniforms("split " + index, range(rows), (), seed)
    return np.flatnonzero(draw < share), np.flatnonzero(draw >= share)
