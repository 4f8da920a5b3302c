"""The largest and the smallest value of a function, and where it tends to: max_z σ′(z) = 1/4, lim_{z→∞} tanh z = 1."""

from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Addition, Big, Name, Node, Relation
from symbackprop.proofreading.vocabulary.contexts import IMPLICIT, Env
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import mentions
from symbackprop.proofreading.vocabulary.values import Array, Unclear, number
from symbackprop.proofreading.worlds.evaluator import Evaluator

FAR, FARTHER = 40.0, 80.0
"""Numbers past which functions of notes do not change."""
WIDE, POINTS = 30.0, 6001
NEAR = 2e-5
"""How far from 0 a difference quotient is what it tends to, but for what its other side makes up for."""
INFINITY = frozenset({"infty", "inf", "∞"})


def extreme(evaluator: Evaluator, body: Node, sign: int, env: Env) -> Array | None:
    """The largest value of a function of the only variable, or the smallest; None of what has none."""
    name = _variable(evaluator, body, env)
    if name is None:
        return None
    middle, width = 0.0, WIDE
    for _ in range(3):
        points = np.linspace(middle - width, middle + width, POINTS).reshape(-1, 1).astype(complex)
        values = sign * evaluator.array(body, _at(env, name, points)).real.reshape(-1)
        if values.size != POINTS or not np.isfinite(values).all():
            raise Unclear("a function that cannot be followed", body)
        middle, width = float(points[np.argmax(values), 0].real), width / 1000
    return number(float(sign * values.max()))


def limit(evaluator: Evaluator, node: Big, env: Env) -> Array:
    """Where a function tends to far away, and a quotient near 0.   Raises: Unclear for any other limit."""
    if is_near_zero(node):
        return _near_zero(evaluator, node, "".join(limit_letters(node)), env)
    name = _variable(evaluator, node.body, env)
    sign = _direction(node.lower)
    if name is None or not sign:
        raise Unclear("lim over an index", node)
    near, far = (evaluator.array(node.body, _at(env, name, np.asarray([[sign * x + 0j]]))) for x in (FAR, FARTHER))
    if near.size != 1 or abs(complex(near.item()) - complex(far.item())) > 1e-12:
        raise Unclear("a function that has no limit here", node)
    return number(float(far.real.item()))


def is_near_zero(node: Big) -> bool:
    """Whether it is the limit for h → 0."""
    lower = node.lower
    return node.kind == "lim" and isinstance(lower, Relation) and lower.sign == "→" and name_of(lower.right) == "0"


def _near_zero(evaluator: Evaluator, node: Big, name: str, env: Env) -> Array:
    """Where a smooth function of h tends to as h → 0: the mean of both sides of it.   Raises: Unclear."""
    steps = [number(sign * size) for size in (NEAR, 2 * NEAR) for sign in (1, -1)]
    one, two, three, four = (evaluator.array(node.body, _at(env, name, step)) for step in steps)
    near, far = (one + two) / 2, (three + four) / 2
    if not name or not np.isfinite(near).all() or np.max(np.abs(near - far)) > 1e-7:
        raise Unclear("a function that has no limit here", node)
    return np.asarray(near)


def _variable(evaluator: Evaluator, body: Node, env: Env) -> str | None:
    """The variable that a function is taken at, where it is one of an identity between functions."""
    found = {m.base for m in mentions(body, evaluator.habits)} & env.local.keys()
    return next(iter(found)) if len(found) == 1 and IMPLICIT not in found else None


def _direction(lower: Node | None) -> int:
    """+1 of z → ∞ and z → +∞, −1 of z → −∞; 0 of any other."""
    if not isinstance(lower, Relation) or lower.sign != "→" or not isinstance(lower.left, Name):
        return 0
    right: Node = lower.right
    sign = 1
    if isinstance(right, Addition) and len(right.terms) == 1:
        sign, right = right.signs[0], right.terms[0]
    return sign if name_of(right) in INFINITY else 0


def _at(env: Env, name: str, points: Array) -> Env:
    return replace(env, local={**env.local, name: points})
