"""Calls of numpy.einsum with results and gradients: writes einsum.json.

Operand k of n elements holds ((7i + 13k + 5) * 31 + (i // 3) * k) % 7 - 3 at position i, row-major; the gradients are those of
sum(g * result), where g is filled in the same way with k = 97. A call is linear in each operand, so an element of a gradient is what
the sum becomes when the operand is 1 there and 0 elsewhere. All numbers are whole.

    python3 test/reference/einsum.py
"""

import json
from pathlib import Path

import numpy as np

calls = [
    # products, sums, transposes
    ("pq,qr->pr", [[3, 4], [4, 2]]),
    ("pq,qr->rp", [[3, 4], [4, 2]]),
    ("qp,qr->pr", [[4, 3], [4, 2]]),
    ("bpq,bqr->bpr", [[2, 3, 4], [2, 4, 2]]),
    ("u,v->uv", [[3], [4]]),
    ("uv,uv->", [[3, 4], [3, 4]]),
    ("uv,uv->v", [[3, 4], [3, 4]]),
    ("uvw->wuv", [[2, 3, 4]]),
    ("uvw->v", [[2, 3, 4]]),
    ("uv->", [[5, 3]]),
    ("u,v->", [[3], [2]]),
    ("u,vw->w", [[3], [2, 4]]),
    (" p q , q r -> p r ", [[2, 3], [3, 2]]),
    # a letter twice and more within an operand
    ("pp->", [[4, 4]]),
    ("pp->p", [[4, 4]]),
    ("ppp->p", [[3, 3, 3]]),
    ("pqqp->q", [[3, 2, 2, 3]]),
    ("ppq,qr->pr", [[3, 3, 2], [2, 4]]),
    ("pqp,ppq->pq", [[2, 3, 2], [2, 2, 3]]),
    # a letter in more than two operands
    ("sa,sb,sc->abc", [[3, 2], [3, 3], [3, 2]]),
    ("sa,sb,sc->s", [[3, 2], [3, 3], [3, 2]]),
    ("x,x,x->", [[6], [6], [6]]),
    # chains and nets of several
    ("ab,bc,cd,de->ae", [[2, 3], [3, 4], [4, 2], [2, 3]]),
    ("ab,bc,cd,de,ea->", [[2, 3], [3, 2], [2, 4], [4, 2], [2, 2]]),
    ("abc,cd,de,bef,fa->d", [[2, 3, 2], [2, 3], [3, 2], [3, 2, 2], [2, 2]]),
    ("ab,cd,ef,fa->bce", [[2, 2], [3, 2], [2, 3], [3, 2]]),
    ("pq,qr,rs,st,tu,uv,vw->pw", [[2, 2]] * 7),
    # ellipses
    ("...", [[2, 3]]),
    ("...p,...p->...", [[2, 3, 4], [3, 4]]),
    ("p...,p...->...", [[4, 2, 3], [4, 3]]),
    ("...pq,...qr->...pr", [[2, 3, 4], [2, 4, 2]]),
    ("p...q->q...p", [[2, 3, 4, 2]]),
    ("...pp->...p", [[2, 3, 3]]),
    ("p...,...->p...", [[3, 2], [2]]),
    ("...p,p...", [[2, 3], [3, 2]]),
    ("...,...", [[2, 3], [3]]),
    # the output left unsaid
    ("ba", [[2, 3]]),
    ("qp,pr", [[2, 3], [3, 4]]),
    ("Pp,pQ", [[2, 3], [3, 4]]),
    ("pp", [[3, 3]]),
    # axes of one element that are repeated
    ("pq,pq->pq", [[3, 1], [3, 4]]),
    ("pq,pq->p", [[1, 4], [3, 1]]),
    ("...p,...p->...p", [[2, 1], [1, 3]]),
    ("pp,p->p", [[1, 1], [3]]),
    ("pq,qr->pr", [[2, 1], [4, 3]]),
    # upper and lower case
    ("aA,Ab->ab", [[2, 3], [3, 2]]),
    ("aA->Aa", [[2, 3]]),
    # nothing to count
    (",->", [[], []]),
    (",p->p", [[], [3]]),
    ("p,->", [[3], []]),
    ("pq->p", [[3, 0]]),
    ("pq->q", [[3, 0]]),
    ("pq,q->p", [[3, 0], [0]]),
    # more axes than there are letters
    ("ABCDEFGHIJKLM,NOPQRSTUVWXYZ,abcdefghijklm,nopqrstuvwxyz...->z...A", [[2] + [1] * 12, [1] * 13, [1] * 12 + [2], [1] * 12 + [2, 3, 2]]),
]


def filled(k, shape):
    i = np.arange(int(np.prod(shape)))
    return (((7 * i + 13 * k + 5) * 31 + i // 3 * k) % 7 - 3).astype(float).reshape(shape)


def gradient(expression, operands, k, g):
    result = np.zeros(operands[k].shape)
    for at in np.ndindex(*operands[k].shape):
        unit = np.zeros(operands[k].shape)
        unit[at] = 1
        result[at] = (g * np.einsum(expression, *operands[:k], unit, *operands[k + 1:])).sum()
    return result


def array(a):
    return {"shape": list(a.shape), "values": [int(v) for v in a.ravel()]}


cases = []
for expression, shapes in calls:
    operands = [filled(k, shape) for k, shape in enumerate(shapes)]
    result = np.asarray(np.einsum(expression, *operands))
    g = filled(97, result.shape)
    cases.append({"expression": expression, "shapes": shapes, "result": array(result), "gradients": [array(gradient(expression, operands, k, g)) for k in range(len(operands))]})
Path(__file__).with_suffix(".json").write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
