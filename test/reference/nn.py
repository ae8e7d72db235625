"""Every layer and function of std/nn with NumPy: what it gives, and the derivatives of a weighted sum of that by each parameter and argument.

    python3 test/reference/nn.py

Arguments and parameters are closed formulas of their cells' places, which nn.test.ts writes out in the same way: counted from 0, the k-th
argument has sin(1 + k + 0.7 n) in its n-th cell, the k-th parameter of its layer 0.5 sin(2 + k + 0.7 n), and the n-th cell of the result
the weight cos(0.3 + 0.9 n). Derivatives are complex steps, Im f(x + 1e-30 i) / 1e-30, in which nothing cancels (Squire, Trapp 1998), so
only the way forward is written here. `start` is what the library starts a parameter from: a constant, or a standard deviation times what
tsql draws. Writes nn.json.
"""

import json
import re
import sys
from pathlib import Path

import numpy as np
from numpy import einsum, sqrt, tanh

here = Path(__file__).parent
sys.path.insert(0, str(here / "nets"))
from draws import normals  # noqa: E402

found = []


def place(shape): return np.arange(np.prod(shape, dtype=int)).reshape(shape)
def axes_of(text): return text.split(",") if text else []


def drawn(sd): return lambda name, shape: sd * normals(("net." + name).replace(".", "_"), range(shape[0]), shape[1:], 0)
def glorot(fan_in, fan_out): return drawn(sqrt(2 / (fan_in + fan_out)))
def he(fan_in): return drawn(sqrt(2 / fan_in))
def constant(value): return lambda name, shape: np.full(shape, float(value))


def case(use, sizes, signature, given={}, **params):
    """A layer or function over letters, with settings: `LayerNorm[d](eps = 0.2)`; `x[s,d], token[s]: v -> y[s,d]`, where an argument with a
    type has given values, as one of `given` has; for each parameter its axes and what it starts from."""
    name, letters, settings = re.fullmatch(r"(\w+)\[(.*?)\](?:\((.*)\))?", use).groups()
    extent = {k: int(n) for k, n in re.findall(r"(\w+) = (\d+)", sizes)}
    shape = lambda axes: tuple(extent[a.rstrip("'")] for a in axes)
    tensors = [(a, axes_of(x), kind) for a, x, kind in re.findall(r"(\w+)\[(.*?)\](?:: (\w+))?", signature)]
    *arguments, (_, out, _) = tensors

    def run(forward):
        values = {a: np.array(given[a]) if a in given else np.sin(1 + k + 0.7 * place(shape(x))) for k, (a, x, _) in enumerate(arguments)}
        counted = {}
        for p, (x, _) in params.items():
            layer = p.rpartition(".")[0]
            k = counted[layer] = counted.get(layer, -1) + 1
            values[p] = 0.5 * np.sin(2 + k + 0.7 * place(shape(axes_of(x))))
        y = forward(**values)
        assert y.shape == shape(out), (use, y.shape, shape(out))
        weight = np.cos(0.3 + 0.9 * place(y.shape))
        slopes = {t: np.zeros(v.shape) for t, v in values.items() if t not in given}
        for tensor, slope in slopes.items():
            for cell in np.ndindex(*slope.shape):
                moved = values[tensor].astype(complex)
                moved[cell] += 1e-30j
                slope[cell] = (weight * forward(**{**values, tensor: moved})).sum().imag / 1e-30
        found.append({
            "use": name, "letters": letters, "settings": settings or "", "sizes": sizes,
            "arguments": [{"name": a, "axes": x, "type": kind, "values": given.get(a)} for a, x, kind in arguments],
            "parameters": [{"name": p, "axes": axes_of(x), "start": start(p, shape(axes_of(x))).tolist()} for p, (x, start) in params.items()],
            "out": out, "y": y.tolist(), "slopes": {t: v.tolist() for t, v in slopes.items()},
        })
        return forward
    return run


# ------------------------------------------------------------------ dense layers, tables, norms

@case("Dense[i,j]", "s = 2, i = 3, j = 2", "x[s,i] -> y[s,j]", W=("i,j", glorot(3, 2)), b=("j", constant(0)))
def dense(x, W, b):
    return x @ W + b


@case("Embedding[v,d]", "s = 4, v = 3, d = 2", "token[s]: v -> y[s,d]", given={"token": [2, 0, 2, 1]}, E=("v,d", drawn(1 / sqrt(2))))
def embedding(token, E):
    return E[token]


def layer_norm(eps):
    def forward(x, gain, bias):
        centred = x - x.mean(-1, keepdims=True)
        return gain * centred / sqrt((centred**2).mean(-1, keepdims=True) + eps) + bias
    return forward


gain, bias = ("d", constant(1)), ("d", constant(0))
case("LayerNorm[d]", "s = 2, d = 4", "x[s,d] -> y[s,d]", gain=gain, bias=bias)(layer_norm(1e-5))
case("LayerNorm[d](eps = 0.2)", "s = 2, d = 3", "x[s,d] -> y[s,d]", gain=gain, bias=bias)(layer_norm(0.2))


def rms_norm(eps):
    return lambda x, gain: gain * x / sqrt((x**2).mean(-1, keepdims=True) + eps)


case("RMSNorm[d]", "s = 2, d = 4", "x[s,d] -> y[s,d]", gain=gain)(rms_norm(1e-5))
case("RMSNorm[d](0.2)", "s = 2, d = 3", "x[s,d] -> y[s,d]", gain=gain)(rms_norm(0.2))


def gelu(x):
    return 0.5 * x * (1 + tanh(sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


@case("FeedForward[d,f]", "s = 2, d = 3, f = 4", "x[s,d] -> y[s,d]", **{
    "up.W": ("d,f", glorot(3, 4)), "up.b": ("f", constant(0)), "down.W": ("f,d", glorot(4, 3)), "down.b": ("d", constant(0))})
def feed_forward(x, **w):
    return gelu(x @ w["up.W"] + w["up.b"]) @ w["down.W"] + w["down.b"]


# ------------------------------------------------------------------ convolutions and pools

def windows(x, outputs, kernel, stride=1, padding=0):
    """x[.., r] as x[.., u, m], which is x[.., stride * u + m - padding]; 0 outside of x."""
    at = stride * np.arange(outputs)[:, None] + np.arange(kernel) - padding
    return np.where((at >= 0) & (at < x.shape[-1]), x[..., at.clip(0, x.shape[-1] - 1)], 0)


def windows2(x, outputs, kernel, stride=(1, 1), padding=0):
    """x[.., r, q] as x[.., u, m, v, n], along each axis as above"""
    x = windows(x, outputs[1], kernel[1], stride[1], padding)
    return np.moveaxis(windows(np.moveaxis(x, -3, -1), outputs[0], kernel[0], stride[0], padding), (-2, -1), (-4, -3))


def conv1(*at):
    return lambda x, K, c: einsum("abm,saum->sbu", K, windows(x, *at)) + c[:, None]


def conv2(*at):
    return lambda x, K, c: einsum("abmn,saumvn->sbuv", K, windows2(x, *at)) + c[:, None, None]


flat, image = "x[s,a,r] -> y[s,b,u]", "x[s,a,r,q] -> y[s,b,u,v]"
kernel1, kernel2 = lambda fan: {"K": ("a,b,m", he(fan)), "c": ("b", constant(0))}, lambda fan: {"K": ("a,b,m,n", he(fan)), "c": ("b", constant(0))}
case("Conv1d[a,b,r,u,m]", "s = 2, a = 2, b = 3, r = 6, u = 4, m = 3", flat, **kernel1(6))(conv1(4, 3))
case("Conv1d[a,b,r,u,m](stride = 2)", "s = 2, a = 2, b = 3, r = 6, u = 2, m = 3", flat, **kernel1(6))(conv1(2, 3, 2))
case("Conv1dPadded[a,b,r,u,m]", "s = 2, a = 2, b = 3, r = 5, u = 5, m = 3", flat, **kernel1(6))(conv1(5, 3, 1, 1))
case("Conv1dPadded[a,b,r,u,m](padding = 2, stride = 2)", "s = 2, a = 2, b = 2, r = 5, u = 3, m = 4", flat, **kernel1(8))(conv1(3, 4, 2, 2))
case("Conv2d[a,b,r,q,u,v,m,n]", "s = 2, a = 2, b = 3, r = 6, q = 5, u = 4, v = 4, m = 3, n = 2", image, **kernel2(12))(conv2((4, 4), (3, 2)))
case("Conv2d[a,b,r,q,u,v,m,n](2)", "s = 2, a = 2, b = 3, r = 6, q = 5, u = 2, v = 2, m = 3, n = 2", image, **kernel2(12))(conv2((2, 2), (3, 2), (2, 2)))
case("Conv2dPadded[a,b,r,q,u,v,m,n]", "s = 2, a = 1, b = 2, r = 3, q = 4, u = 3, v = 4, m = 3, n = 3", image, **kernel2(9))(conv2((3, 4), (3, 3), (1, 1), 1))
case("Conv2dPadded[a,b,r,q,u,v,m,n](2, 2)", "s = 2, a = 2, b = 2, r = 4, q = 3, u = 3, v = 3, m = 3, n = 2", image, **kernel2(12))(conv2((3, 3), (3, 2), (2, 2), 2))


def largest(x):
    """Of the last axis, what has the largest real part."""
    return np.take_along_axis(x, x.real.argmax(-1)[..., None], -1)[..., 0]


def average(x):
    return x.mean(-1)


def pool1(of, *at):
    return lambda x: of(windows(x, *at))


def pool2(of, *at):
    def forward(x):
        cut = np.moveaxis(windows2(x, *at), -2, -3)
        return of(cut.reshape(*cut.shape[:-2], -1))
    return forward


for pool, of in (("max_pool", largest), ("mean_pool", average)):
    case(f"{pool}1d[r,u,m]", "s = 2, r = 6, u = 3, m = 2", "x[s,r] -> y[s,u]")(pool1(of, 3, 2, 2))
    case(f"{pool}1d[r,u,m](stride = 1)", "s = 2, r = 6, u = 4, m = 3", "x[s,r] -> y[s,u]")(pool1(of, 4, 3, 1))
    case(f"{pool}2d[r,q,u,v,m,n]", "s = 2, a = 2, r = 4, q = 6, u = 2, v = 2, m = 2, n = 3", "x[s,a,r,q] -> y[s,a,u,v]")(pool2(of, (2, 2), (2, 3), (2, 3)))
    case(f"{pool}2d[r,q,u,v,m,n](stride_q = 2, stride_r = 1)", "s = 2, r = 4, q = 6, u = 3, v = 3, m = 2, n = 2", "x[s,r,q] -> y[s,u,v]")(pool2(of, (3, 3), (2, 2), (1, 2)))


# ------------------------------------------------------------------ attention

def softmax(z, seen):
    """Over the last axis, of what is seen. Who sees nothing attends to nothing."""
    e = np.where(seen, np.exp(z - z.real.max(-1, keepdims=True)), 0)
    total = e.sum(-1, keepdims=True)
    return e / np.where(total == 0, 1, total)


def attention(x, memory, Wq, Wk, Wv, Wo, seen):
    query, key, value = (einsum("spd,dhk->shpk", a, w) for a, w in ((x, Wq), (memory, Wk), (memory, Wv)))
    att = softmax(einsum("shpk,shqk->shpq", query, key) / sqrt(Wq.shape[-1]), seen)
    return einsum("shpq,shqk,hkd->spd", att, value, Wo)


projections = {w: ("d,h,k", glorot(4, 2)) for w in ("Wq", "Wk", "Wv")} | {"Wo": ("h,k,d", glorot(6, 4))}
sizes = "s = 2, p = 3, d = 4, h = 3, k = 2"
case("SelfAttention[p,d,h,k]", sizes, "x[s,p,d] -> y[s,p,d]", **projections)(lambda x, **w: attention(x, x, **w, seen=True))
case("CausalAttention[p,d,h,k]", sizes, "x[s,p,d] -> y[s,p,d]", **projections)(lambda x, **w: attention(x, x, **w, seen=np.tri(3) > 0))


@case("MaskedAttention[p,d,h,k]", sizes, "x[s,p,d], keep[s,p] -> y[s,p,d]", given={"keep": [[1, 0, 1], [0, 0, 0]]}, **projections)
def masked_attention(x, keep, **w):
    return attention(x, x, **w, seen=keep[:, None, None, :] > 0)


case("CrossAttention[p,q,d,h,k]", f"{sizes}, q = 2", "x[s,p,d], memory[s,q,d] -> y[s,p,d]", **projections)(lambda x, memory, **w: attention(x, memory, **w, seen=True))


# ------------------------------------------------------------------ steps of recurrent nets

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gates(*names):
    return {k: v for g in names for k, v in (
        (f"W{g}", ("i,j", glorot(3, 2))), (f"U{g}", ("j,j'", glorot(2, 2))), (f"b{g}", ("j", constant(1 if g == "f" else 0))))}


@case("RNN[i,j]", "s = 2, i = 3, j = 2", "x[s,i], h[s,j] -> y[s,j]", W=("i,j", glorot(3, 2)), U=("j,j'", glorot(2, 2)), b=("j", constant(0)))
def rnn(x, h, W, U, b):
    return tanh(x @ W + h @ U + b)


@case("GRU[i,j]", "s = 2, i = 3, j = 2", "x[s,i], h[s,j] -> y[s,j]", **gates("z", "r", "n"))
def gru(x, h, Wz, Uz, bz, Wr, Ur, br, Wn, Un, bn):
    z, r = sigmoid(x @ Wz + h @ Uz + bz), sigmoid(x @ Wr + h @ Ur + br)
    return (1 - z) * tanh(x @ Wn + r * (h @ Un) + bn) + z * h


@case("LSTM[i,j,q]", "s = 2, i = 3, j = 2, q = 2", "x[s,i], hc[s,q,j] -> y[s,q,j]", **gates("i", "f", "o", "c"))
def lstm(x, hc, Wi, Ui, bi, Wf, Uf, bf, Wo, Uo, bo, Wc, Uc, bc):
    h, c = hc[:, 0], hc[:, 1]
    c = sigmoid(x @ Wf + h @ Uf + bf) * c + sigmoid(x @ Wi + h @ Ui + bi) * tanh(x @ Wc + h @ Uc + bc)
    return np.stack([sigmoid(x @ Wo + h @ Uo + bo) * tanh(c), c], 1)


# ------------------------------------------------------------------ graphs

@case("GraphConv[n,e,i,j]", "s = 2, n = 4, e = 6, i = 3, j = 2", "x[s,n,i], src[e]: n, dst[e]: n -> y[s,n,j]",
      given={"src": [0, 1, 2, 0, 3, 0], "dst": [1, 0, 1, 2, 2, 1]}, W=("i,j", glorot(3, 2)), b=("j", constant(0)))
def graph_conv(x, src, dst, W, b):
    adjacent = np.eye(x.shape[1])
    np.add.at(adjacent, (dst, src), 1)
    scale = adjacent.sum(1) ** -0.5
    return einsum("nm,smi,ij->snj", scale[:, None] * adjacent * scale, x, W) + b


Path(__file__).with_suffix(".json").write_text("[\n" + ",\n".join(json.dumps(c) for c in found) + "\n]\n")
