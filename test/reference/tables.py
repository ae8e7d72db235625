"""Least squares, principal components, k-means and Newton's method with NumPy, on the data of the examples. Writes tables.json.

    node examples/prepare.mjs && python3 test/reference/tables.py
"""

import csv
import json
from pathlib import Path

import numpy as np

here = Path(__file__).parent
data = here.parent.parent / "examples" / "data"


def columns(name, *wanted):
    with open(data / name, newline="") as file:
        return np.array([[float(r[c]) for c in wanted] for r in csv.DictReader(file)])


def standard(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def least_squares():
    x = standard(columns("penguins.csv", "beak_length", "beak_depth", "flipper"))
    kg = columns("penguins.csv", "mass")[:, 0] / 1000
    w, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), kg, rcond=None)
    return {"w": w[:3].tolist(), "b": w[3]}


def line():
    cars = columns("cars.csv", "horsepower", "mpg")
    slope, intercept = np.polyfit(standard(cars[:, 0]), cars[:, 1], 1)
    return {"slope": slope, "intercept": intercept}


def components():
    x = standard(columns("penguins.csv", "beak_length", "beak_depth", "flipper", "mass"))
    values, vectors = np.linalg.eigh(np.cov(x, rowvar=False, bias=True))
    first, second = vectors[:, -1], vectors[:, -2]
    return {"values": values[::-1][:2].tolist(), "first": (first * np.sign(first[0])).tolist(), "second": (second * np.sign(second[0])).tolist(),
            "explained": values[-2:].sum() / values.sum()}


def clusters():
    x = standard(columns("penguins.csv", "beak_length", "beak_depth", "flipper", "mass"))
    c = x[[0, 150, 300]]
    step = 0
    while True:
        step += 1
        near = ((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2).argmin(axis=1)
        new = np.array([x[near == k].mean(axis=0) if (near == k).any() else c[k] for k in range(3)])
        moved, c = ((new - c) ** 2).sum(), new
        if moved < 1e-9:
            break
    distance = ((x[:, None, :] - c[None, :, :]) ** 2).sum(axis=2)
    return {"steps": step, "centres": c.tolist(), "spread": distance.min(axis=1).mean(), "sizes": np.bincount(near, minlength=3).tolist()}


def newton():
    x, y = np.array([1.0, 2, 3, 4, 5, 7]), np.array([8.3, 10.3, 19.0, 16.0, 15.6, 19.8])
    n = len(x)

    def parts(a, b):
        e = np.exp(-b * x)
        r = a * (1 - e) - y
        j = np.column_stack([1 - e, a * x * e])
        cross = x * e
        h = j.T @ j / n + np.array([[0, (r * cross).mean()], [(r * cross).mean(), -(r * a * x * x * e).mean()]])
        return 0.5 * (r ** 2).mean(), j.T @ r / n, h, j, r

    theta = np.array([20.0, 0.5])
    for _ in range(12):
        _, g, h, _, _ = parts(*theta)
        theta = theta - np.linalg.solve(h, g)
    loss, _, h, j, _ = parts(*theta)
    return {"theta": theta.tolist(), "loss": loss, "jv": j[:, 1].tolist(), "hv": h[:, 1].tolist()}


numbers = {"least_squares": least_squares(), "line": line(), "components": components(), "clusters": clusters(), "newton": newton()}
(here / "tables.json").write_text(json.dumps(numbers, indent=1) + "\n")
