"""Nets by hand: a net of two layers, a convolutional net, a transformer of two blocks, a GRU, a graph convolutional network, a matrix
factorisation, a net with noise and dropout, a variational autoencoder, two nets against each other and a regression on a part of the rows,
each as in the .tsql file of its name. Weights, noise and what is dropped are drawn as tsql draws them, batches and parts take the rows
that tsql takes, and Adam (AdamW for the transformer) makes ten steps. Writes nets.json: what is reported, before the first step and after
each.

    python3 test/reference/nets/nets.py
"""

import json
from pathlib import Path

import numpy as np

from draws import batches, normals, shares, uniforms
from tape import T, einsum, exp, gradients, relu, sigmoid, softmax, softplus, tanh, top, xent

STEPS = 10
glorot = lambda a, b: np.sqrt(2 / (a + b))
he = lambda a: np.sqrt(2 / a)


class Net:
    """Parameters by name, and the step that training is at: what is drawn anew is drawn for it. Its stream has the name of the table (enc_W of
    enc.W); with `_draw`, where the law is not N(0, 1) or uniform in (0, 1)."""

    def __init__(self, seed):
        self.seed, self.params, self.step, self.training = seed, {}, 0, False

    def draw(self, name, shape, sd): self.params[name] = T(sd * normals(name.replace(".", "_"), range(shape[0]), shape[1:], self.seed))
    def fill(self, name, shape, value=0.0): self.params[name] = T(np.full(shape, value))
    def __getitem__(self, name): return self.params[name]

    def dense(self, name, i, j):
        self.draw(name + ".W", (i, j), glorot(i, j))
        self.fill(name + ".b", (j,))

    def noise(self, stream, rows, width): return normals(stream, rows, (width,), self.seed, self.step)
    def keep(self, stream, rows, width, p): return (uniforms(stream, rows, (width,), self.seed, self.step) < p) * 1.0


def adam(lr, decay=0.0, b1=0.9, b2=0.999, eps=1e-8):
    """Kingma and Ba, algorithm 1; with a decay AdamW: Loshchilov and Hutter, algorithm 2."""
    m, v = {}, {}

    def rule(k, p, g, t):
        m[k] = b1 * m.get(k, 0) + (1 - b1) * g
        v[k] = b2 * v.get(k, 0) + (1 - b2) * g * g
        return p - lr * (m[k] / (1 - b1**t) / (np.sqrt(v[k] / (1 - b2**t)) + eps) + decay * p)
    return rule


def train(net, goals, rows, index, size, reports):
    """The goals of a step in order: each a loss of some rows, the parameters that it trains and their rule. A step sees a batch of the rows,
    or where there is no index, all. Returned: each of the reports before the first step and after each."""
    found = [[report().value.item() for report in reports]]
    order = batches(index, rows, size, net.seed) if index else None
    for t in range(1, STEPS + 1):
        net.step, net.training = t, True
        chosen = next(order) if index else rows
        for loss, names, rule in goals:
            params = [net[k] for k in names]
            for k, p, g in zip(names, params, gradients(loss(chosen), params)):
                p.value = rule(k, p.value, g, t)
        net.training = False
        found.append([report().value.item() for report in reports])
    return [list(column) for column in zip(*found)]


def minimized(net, loss, rows, index, size, rule):
    """One goal for all parameters, reported over all rows."""
    rows = np.arange(rows)
    return train(net, [(loss, list(net.params), rule)], rows, index, size, [lambda: loss(rows)])


def mlp():
    rows, net = 24, Net(3)
    s, i = np.arange(rows)[:, None], np.arange(6)[None]
    x, y = np.cos(0.7 * s + 1.3 * i * i), np.arange(rows) ** 2 % 7 % 3
    net.dense("first", 6, 5)
    net.dense("second", 5, 3)

    def loss(r):
        hid = tanh(einsum("si,ij->sj", x[r], net["first.W"]) + net["first.b"])
        return xent(einsum("sj,jc->sc", hid, net["second.W"]) + net["second.b"], y[r]).mean()
    return minimized(net, loss, rows, "s", 10, adam(0.05))


def conv():
    rows, net = 12, Net(4)
    s, a, y, z = np.ogrid[:rows, :2, :6, :6]
    x, label = np.sin(0.9 * s + 2 * a + 0.5 * y * y + 0.7 * z), np.arange(rows) % 3
    net.draw("conv.K", (2, 3, 3, 3), he(2 * 9))
    net.fill("conv.c", (3,))
    net.draw("V", (3, 2, 2, 3), glorot(12, 3))

    def loss(r):
        patches = np.lib.stride_tricks.sliding_window_view(x[r], (3, 3), (2, 3))
        out = relu(einsum("abmn,sauvmn->suvb", net["conv.K"], patches) + net["conv.c"])
        pool = top(out.reshape(len(r), 2, 2, 2, 2, 3), (2, 4)).reshape(len(r), 2, 2, 3)
        return xent(einsum("buvc,suvb->sc", net["V"], pool), label[r]).mean()
    return minimized(net, loss, rows, "s", 5, adam(0.02))


def transformer():
    text = np.arange(34) ** 2 % 11 % 6
    rows, p, d, h, k, f, l, net = 8, 4, 6, 2, 3, 5, 2, Net(5)
    net.draw("E", (6, d), 0.5)
    net.draw("P", (p, d), 0.5)
    for name in ("before", "behind"):
        net.fill(f"block.{name}.gain", (l, d), 1.0)
        net.fill(f"block.{name}.bias", (l, d))
    for name in ("Wq", "Wk", "Wv"):
        net.draw(f"block.att.{name}", (l, d, h, k), glorot(d, k))
    net.draw("block.att.Wo", (l, h, k, d), glorot(h * k, d))
    for name, (i, j) in (("up", (d, f)), ("down", (f, d))):
        net.draw(f"block.ff.{name}.W", (l, i, j), glorot(i, j))
        net.fill(f"block.ff.{name}.b", (l, j))
    net.fill("last.gain", (d,), 1.0)
    net.fill("last.bias", (d,))
    future = np.where(np.arange(p)[None] > np.arange(p)[:, None], -np.inf, 0.0)

    def layer_norm(x, gain, bias):
        centred = x - x.mean(-1)
        return gain * centred / ((centred**2).mean(-1) + 1e-5) ** 0.5 + bias

    def gelu(x):
        return 0.5 * x * (1 + tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))

    def block(x, n):
        w = lambda name: net[f"block.{name}"][n]
        y = layer_norm(x, w("before.gain"), w("before.bias"))
        q, key, value = (einsum("wpd,dhk->wphk", y, w(f"att.{name}")) for name in ("Wq", "Wk", "Wv"))
        att = softmax(einsum("wphk,wqhk->whpq", q, key) * k**-0.5 + future)
        x = x + einsum("whpq,wqhk,hkd->wpd", att, value, w("att.Wo"))
        y = layer_norm(x, w("behind.gain"), w("behind.bias"))
        y = gelu(einsum("wpd,df->wpf", y, w("ff.up.W")) + w("ff.up.b"))
        return x + einsum("wpf,fd->wpd", y, w("ff.down.W")) + w("ff.down.b")

    def loss(r):
        at = 3 * r[:, None] + np.arange(p)
        x = net["E"][text[at]] + net["P"]
        for n in range(l):
            x = block(x, n)
        logit = einsum("vd,wpd->wpv", net["E"], layer_norm(x, net["last.gain"], net["last.bias"]))
        return xent(logit, text[at + 1]).mean()
    return minimized(net, loss, rows, "w", 3, adam(0.02, decay=0.1))


def gru():
    rows, steps, i, j, net = 14, 3, 2, 3, Net(6)
    s, t, n = np.ogrid[:rows, :steps, :i]
    x, y = np.sin(0.5 * s + 0.8 * t + n), np.cos(0.5 * np.arange(rows) + 3)
    for gate in "zrn":
        net.draw(f"cell.W{gate}", (i, j), glorot(i, j))
        net.draw(f"cell.U{gate}", (j, j), glorot(j, j))
        net.fill(f"cell.b{gate}", (j,))
    net.draw("w", (j,), 0.5)
    net.fill("b", ())

    def loss(r):
        h = T(np.zeros((len(r), j)))
        for t in range(steps):
            inner = {g: einsum("si,ij->sj", x[r, t], net[f"cell.W{g}"]) + net[f"cell.b{g}"] for g in "zrn"}
            outer = {g: einsum("sk,kj->sj", h, net[f"cell.U{g}"]) for g in "zrn"}
            z, reset = sigmoid(inner["z"] + outer["z"]), sigmoid(inner["r"] + outer["r"])
            h = (1 - z) * tanh(inner["n"] + reset * outer["n"]) + z * h
        return ((einsum("sj,j->s", h, net["w"]) + net["b"] - y[r]) ** 2).mean()
    return minimized(net, loss, rows, "s", 6, adam(0.03))


def gcn():
    nodes, net = 7, Net(7)
    src, dst = np.array([0, 1, 1, 2, 2, 3, 4, 5, 5, 6, 0, 3]), np.array([1, 0, 2, 1, 3, 2, 5, 4, 6, 5, 3, 0])
    n, f = np.ogrid[:nodes, :4]
    x, label, known = np.cos(1.1 * n + 0.6 * f * f), np.array([0, 0, 1, 1, 2, 2, 0]), np.array([0, 2, 3, 5])
    adjacent = np.eye(nodes)
    np.add.at(adjacent, (dst, src), 1)
    scale = adjacent.sum(1) ** -0.5
    adjacent = scale[:, None] * adjacent * scale
    net.dense("conv1", 4, 5)
    net.dense("conv2", 5, 3)

    def loss(_):
        hid = relu(einsum("nm,mi,ij->nj", adjacent, x, net["conv1.W"]) + net["conv1.b"])
        return xent((einsum("nm,mj,jc->nc", adjacent, hid, net["conv2.W"]) + net["conv2.b"])[known], label[known]).mean()
    return minimized(net, loss, nodes, None, None, adam(0.05))


def factorisation():
    rows, net = 30, Net(8)
    r = np.arange(rows)
    u, v, y = r * r % 7 % 5, (3 * r + 1) % 11 % 6, np.sin(r)
    net.draw("U", (5, 2), 0.3)
    net.draw("V", (6, 2), 0.3)
    net.fill("bu", (5,))
    net.fill("bv", (6,))

    def loss(r):
        pred = einsum("rk,rk->r", net["U"][u[r]], net["V"][v[r]]) + net["bu"][u[r]] + net["bv"][v[r]]
        return ((pred - y[r]) ** 2).mean()
    return minimized(net, loss, rows, "r", 8, adam(0.05))


def dropout():
    rows, net = 20, Net(9)
    s, i = np.ogrid[:rows, :4]
    x, y = np.sin(0.8 * s + 1.7 * i), np.arange(rows) ** 2 % 7 % 3
    net.dense("first", 4, 6)
    net.dense("second", 6, 3)

    def loss(r):
        seen = x[r] + 0.2 * net.noise("noise_draw", r, 4) if net.training else x[r]
        thin = tanh(einsum("si,ih->sh", seen, net["first.W"]) + net["first.b"])
        if net.training:
            thin = thin * (net.keep("keep_draw", r, 6, 0.8) / 0.8) * (net.keep("loss_dropout_keep_draw", r, 6, 0.7) / 0.7)
        return xent(einsum("sh,hc->sc", thin, net["second.W"]) + net["second.b"], y[r]).mean()
    return minimized(net, loss, rows, "s", 8, adam(0.05))


def variational():
    rows, net = 16, Net(10)
    s, i = np.ogrid[:rows, :5]
    x = np.cos(0.6 * s + 0.9 * i * i)
    for name, shape in (("inner", (5, 4)), ("centre", (4, 2)), ("width", (4, 2)), ("outer", (2, 5))):
        net.dense(name, *shape)
    layer = lambda name, a: einsum("si,ij->sj", a, net[name + ".W"]) + net[name + ".b"]

    def loss(r):
        hid = tanh(layer("inner", x[r]))
        mu, logvar = layer("centre", hid), layer("width", hid)
        code = mu + exp(logvar * 0.5) * net.noise("eps", r, 2)
        misfit = ((layer("outer", code) - x[r]) ** 2).sum(-1)
        surprise = 0.5 * (exp(logvar) + mu**2 - 1 - logvar).sum(-1)
        return (misfit + 0.1 * surprise).mean()
    return minimized(net, loss, rows, "s", 6, adam(0.03))


def adversarial():
    net = Net(11)
    rows, i = np.arange(18), np.arange(3)
    truth = np.sin(0.5 * rows[:, None] + i)
    for name, shape in (("maker1", (2, 4)), ("maker2", (4, 3)), ("judge", (3, 4))):
        net.dense(name, *shape)
    net.draw("v", (4,), 0.5)
    net.fill("c", ())
    layer = lambda name, a: einsum("si,ij->sj", a, net[name + ".W"]) + net[name + ".b"]
    judged = lambda a: einsum("sh,h->s", tanh(layer("judge", a)), net["v"]) + net["c"]
    made = lambda r: layer("maker2", tanh(layer("maker1", net.noise("z", r, 2))))
    caught = lambda r: (softplus(judged(truth[r]) * -1) + softplus(judged(made(r)))).mean()
    fooled = lambda r: softplus(judged(made(r)) * -1).mean()
    makers = [k for k in net.params if k.startswith("maker")]
    judges = [k for k in net.params if k not in makers]
    return train(net, [(caught, judges, adam(0.02)), (fooled, makers, adam(0.03))], rows, "s", 7, [lambda: caught(rows), lambda: fooled(rows)])


def parts():
    net = Net(12)
    s, k = np.ogrid[:25, :3]
    x, y = 2 * np.cos(0.7 * s + 1.3 * k * k) + k, np.sin(0.9 * np.arange(25)) > 0
    rows, rest = shares("s", 25, 0.7, 3)
    u = (x - x[rows].mean(0)) / x[rows].std(0)
    net.params["w"] = T(0.1 * np.arange(3))
    net.fill("b", ())

    def loss(r):
        logit = einsum("sk,k->s", u[r], net["w"]) + net["b"]
        return (softplus(logit) - y[r] * logit).mean()
    return train(net, [(loss, ["w", "b"], adam(0.1))], rows, "s", 6, [lambda: loss(rows), lambda: loss(rest)])


if __name__ == "__main__":
    found = {f.__name__: f() for f in (mlp, conv, transformer, gru, gcn, factorisation, dropout, variational,
                                       adversarial, parts)}
    Path(__file__).with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")
    for name, reports in found.items():
        for losses in reports:
            print(name, *(f"{x:.6f}" for x in losses))
