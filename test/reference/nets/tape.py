"""Reverse differentiation over NumPy arrays: every result knows what it came from and how to hand a gradient back."""

import numpy as np


class T:
    __array_ufunc__ = None

    def __init__(self, value, back=()):
        self.value, self.back, self.grad = np.asarray(value, float), back, 0.0

    def __add__(a, b): return T(a.value + of(b).value, ((a, lambda g: g), (of(b), lambda g: g)))
    def __mul__(a, b): return T(a.value * of(b).value, ((a, lambda g: g * of(b).value), (of(b), lambda g: g * a.value)))
    def __pow__(a, n): return T(a.value**n, ((a, lambda g: g * n * a.value ** (n - 1)),))
    def __sub__(a, b): return a + of(b) * -1
    def __truediv__(a, b): return a * of(b) ** -1
    __radd__, __rmul__ = __add__, __mul__
    def __rsub__(a, b): return of(b) - a

    def __getitem__(a, at):
        def spread(g):
            whole = np.zeros_like(a.value)
            np.add.at(whole, at, g)
            return whole
        return T(a.value[at], ((a, spread),))

    def sum(a, axis):
        return T(a.value.sum(axis, keepdims=True), ((a, lambda g: g + np.zeros_like(a.value)),))

    def mean(a, axis=None):
        return a.sum(axis) * (a.value.sum(axis, keepdims=True).size / a.value.size)

    def reshape(a, *shape): return T(a.value.reshape(shape), ((a, lambda g: g.reshape(a.value.shape)),))


def of(x): return x if isinstance(x, T) else T(x)


def function(f, slope):
    def apply(a):
        y = f(a.value)
        return T(y, ((a, lambda g: g * slope(a.value, y)),))
    return apply


exp = function(np.exp, lambda x, y: y)
log = function(np.log, lambda x, y: 1 / x)
tanh = function(np.tanh, lambda x, y: 1 - y * y)
sigmoid = function(lambda x: 1 / (1 + np.exp(-x)), lambda x, y: y * (1 - y))
softplus = function(lambda x: np.logaddexp(0, x), lambda x, y: 1 / (1 + np.exp(-x)))
relu = function(lambda x: np.maximum(x, 0), lambda x, y: x > 0)


def einsum(spec, *args):
    """Every letter of an argument stands in another one or in the result."""
    args = [of(a) for a in args]
    ins, out = spec.split("->")
    ins = ins.split(",")

    def back(k):
        others = [(s, a.value) for n, (s, a) in enumerate(zip(ins, args)) if n != k]
        return lambda g: np.einsum(",".join([out, *(s for s, _ in others)]) + "->" + ins[k], g, *(v for _, v in others))
    return T(np.einsum(spec, *(a.value for a in args)), tuple((a, back(k)) for k, a in enumerate(args)))


def top(a, axis):
    """The largest along axes, which no two cells share."""
    y = a.value.max(axis, keepdims=True)
    return T(y, ((a, lambda g: g * (a.value == y)),))


def softmax(z):
    e = exp(z - z.value.max(-1, keepdims=True))
    return e / e.sum(-1)


def xent(z, target):
    """One number a row of logits: log(sum(exp(z))) - z[target]."""
    z = z.reshape(-1, z.value.shape[-1])
    shift = z.value.max(-1, keepdims=True)
    return (log(exp(z - shift).sum(-1)) + shift).reshape(-1) - z[np.arange(len(z.value)), np.ravel(target)]


def gradients(loss, leaves):
    order, seen = [], set()

    def visit(node):
        if id(node) not in seen:
            seen.add(id(node))
            for parent, _ in node.back:
                visit(parent)
            order.append(node)
    visit(loss)
    for node in order:
        node.grad = np.zeros_like(node.value)
    loss.grad = np.ones_like(loss.value)
    for node in reversed(order):
        for parent, hand in node.back:
            g = hand(node.grad)
            while g.ndim > parent.value.ndim:
                g = g.sum(0)
            parent.grad = parent.grad + g.sum(tuple(k for k, n in enumerate(parent.value.shape) if n == 1 and g.shape[k] > 1), keepdims=True)
    return [leaf.grad for leaf in leaves]
