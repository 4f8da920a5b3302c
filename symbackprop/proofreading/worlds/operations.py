"""Sums, products, quotients and roots of formulas."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from math import prod
from typing import TypeVar

import numpy as np

from symbackprop.parsing.latex.tree import ENTRYWISE, Addition, Differential, Node, Product, Quotient, Root
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import averaged
from symbackprop.proofreading.vocabulary.slopes import contracted, through
from symbackprop.proofreading.vocabulary.values import (
    Array,
    Misfit,
    Slope,
    Unclear,
    Unlaid,
    Value,
    entry_by_entry,
    is_column,
    is_scalar,
    plain,
    plus,
    scaled,
    times,
)
from symbackprop.proofreading.worlds.applications import factor_value
from symbackprop.proofreading.worlds.brackets_left_out import bound_by_shapes
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.identities import with_identities
from symbackprop.proofreading.worlds.ones import fitted_ones

V = TypeVar("V")


def product_value(evaluator: Evaluator, node: Product, env: Env) -> Value:
    """Factors from left to right; derivatives among them are joined by the chain rule first."""
    env = env.sized(averaged(node), evaluator.world.batch)
    factors, operators = _factors(evaluator, node, env)
    if sum(isinstance(f, Slope) for f in factors) > 1:
        joined = contracted(factors)
        if len(joined) == 1:
            return joined[0]
        if len(joined) < len(factors):
            operators = [o if o in ENTRYWISE else "" for o in operators[: len(joined) - 1]]
            factors = joined
    factors = _beside_signs(factors, operators)
    if (taken := _through(factors, operators, node)) is not None:
        return taken
    if evaluator.lays_flat and (flat := _laid_flat(factors, operators, node)) is not None:
        return flat
    try:
        return _from_left(factors, operators, node)
    except Misfit:
        if any(isinstance(f, Slope) and f.is_row for f in factors):
            return _from_left(_beside_rows(factors, operators), operators, node)
        if evaluator.has_diagonals:
            return _from_left(_spread(factors), operators, node)
        found = _otherwise_bound(factors, operators, node) if set(operators) & ENTRYWISE else None
        own = [entry_by_entry(f) for f in factors] if found is None else []
        if any(o is not None for o in own):
            return _from_left([f if o is None else o for f, o in zip(factors, own, strict=True)], operators, node)
        if found is None and evaluator.lexicon.leaves_signs_out:
            found = bound_by_shapes([plain(f) for f in factors], operators, node)
        if found is None:
            raise
        return found


def _beside_signs(factors: list[Value], operators: Sequence[str]) -> list[Value]:
    """The factors, derivatives of each entry by its own as such beside ⊙: (a − y) ⊙ ∂a/∂z is (a − y) ⊙ f′(z)."""
    beside = {at + step for at, sign in enumerate(operators) if sign in ENTRYWISE for step in (0, 1)}
    own = {at: entry_by_entry(factors[at]) for at in beside if at < len(factors)}
    return [f if own.get(at) is None else own[at] for at, f in enumerate(factors)]  # type: ignore[misc]


def _through(factors: Sequence[Value], operators: Sequence[str], node: Product) -> Value | None:
    """The product with the one derivative of a matrix by a matrix that it has; None where it has none, or several."""
    found = [at for at, f in enumerate(factors) if isinstance(f, Slope) and f.is_open]
    if len(found) != 1 or len(factors) == 1 or set(operators) & ENTRYWISE:
        return None
    value = through(factors, found[0], lambda rest: _from_left(rest, [""] * len(rest), node))
    if value is None:
        raise Unlaid("a product with a derivative of a matrix by a matrix", node)
    return value


def _laid_flat(factors: Sequence[Value], operators: Sequence[str], node: Product) -> Array | None:
    """u^T v of u · v and u^T ∂v/∂w of u ∂v/∂w, a column before another of its length; None where there are none."""
    for at, (first, second) in enumerate(pairwise(factors)):
        column = plain(second)
        is_slope = any(isinstance(f, Slope) and prod(f.below) == 1 for f in (first, second))
        is_inner = operators[at] == "cdot" or (is_slope and operators[at] not in ENTRYWISE)
        if is_inner and is_column(column):
            before = _from_left(factors[: at + 1], operators[:at], node)
            if before.shape == column.shape:
                return _from_left([before.T, *factors[at + 1 :]], operators[at:], node)
    return None


def _spread(factors: Sequence[Value]) -> list[Value]:
    """The factors with diag(u) for each column u before a matrix of as many rows: σ′(z) W as a Jacobian."""
    arrays = [plain(f) for f in factors]
    beside = zip(arrays, [*arrays[1:], arrays[-1]], strict=True)
    are_diagonal = (is_column(a) and b.ndim == 2 and b.shape[0] == len(a) and not is_column(b) for a, b in beside)
    return [np.diagflat(a) if is_diagonal else a for a, is_diagonal in zip(arrays, are_diagonal, strict=True)]


def _beside_rows(factors: Sequence[Value], operators: Sequence[str]) -> list[Value]:
    """The factors, what is multiplied entry by entry with a row before it as a row: dC/da ∘ f′ · W."""
    signs = ["", *operators]
    arrays = [plain(f) for f in factors]
    return [a.T if sign in ENTRYWISE and is_column(a) else a for a, sign in zip(arrays, signs, strict=True)]


def _from_left(factors: Sequence[Value], operators: Sequence[str], node: Product) -> Array:
    value = plain(factors[0])
    for n, factor in enumerate(factors[1:]):
        value = times(value, plain(factor), operators[n] if n < len(operators) else "", node)
    return value


def _otherwise_bound(factors: Sequence[Value], operators: Sequence[str], node: Product) -> Array | None:
    """a ∘ b c as a ∘ (b c), else a b ∘ c as a (b ∘ c), else a b ∘ c d ∘ e from the right; None where none fits."""
    for are_cut in (True, False):
        cuts = [0, *(n + 1 for n, sign in enumerate(operators) if (sign in ENTRYWISE) is are_cut), len(factors)]
        with suppress(Misfit):
            runs = [_from_left(factors[i:j], operators[i : j - 1], node) for i, j in pairwise(cuts)]
            return _from_left(runs, [operators[n - 1] for n in cuts[1:-1]], node)
    with suppress(Misfit):
        return _from_right(factors, operators, node)
    return None


def _from_right(factors: Sequence[Value], operators: Sequence[str], node: Product) -> Array:
    """W_1^T · f_1′ ∘ W_2^T · f_2′ ∘ δ: each factor acts on all that stands behind it."""
    value = plain(factors[-1])
    for factor, sign in zip(factors[-2::-1], operators[::-1], strict=True):
        value = times(plain(factor), value, sign, node)
    return value


def in_turn(node: Product, taken: Callable[[int], tuple[V, int]]) -> tuple[list[V], list[str], list[Node]]:
    """The factors from left to right, the signs between them, and where each ends; some take their neighbours."""
    factors: list[V] = []
    operators: list[str] = []
    nodes: list[Node] = []
    at = 0
    while at < len(node.factors):
        value, used = taken(at)
        if at:
            operators.append(node.operators[at - 1])
        factors.append(value)
        nodes.append(node.factors[at + used - 1])
        at += used
    return factors, operators, nodes


def _factors(evaluator: Evaluator, node: Product, env: Env) -> tuple[list[Value], list[str]]:
    """The values of the factors and the signs between them."""
    factors, operators, nodes = in_turn(node, lambda at: factor_value(evaluator, node, at, env))
    return fitted_ones(factors, nodes, evaluator.habits), operators


def addition_value(evaluator: Evaluator, node: Addition, env: Env) -> Value:
    """a ± b; ± itself is two statements."""
    if 0 in node.signs:
        raise Unclear("± is two statements", node)
    first = evaluator.value(node.terms[0], env)
    if len(node.terms) == 1:
        return scaled(first, node.signs[0])
    values = [plain(first), *(evaluator.array(term, env) for term in node.terms[1:])]
    values = with_identities(evaluator, node.terms, values, env)
    value = np.asarray(values[0] * node.signs[0])
    for term, sign in zip(values[1:], node.signs[1:], strict=True):
        value = plus(value, term, sign, node)
    return value


def quotient_value(evaluator: Evaluator, node: Quotient, env: Env) -> Value:
    """a / b, entry by entry where b is an array."""
    if isinstance(node.denominator, Differential) and node.denominator.sign == "∂":
        raise Unclear("nothing is differentiated above this ∂", node)
    above, below = evaluator.value(node.numerator, env), evaluator.array(node.denominator, env)
    if is_scalar(below):
        if not below.reshape(()):
            raise Unclear("a division by 0", node)
        return scaled(above, 1 / complex(below.reshape(())))
    top = plain(above)
    if top.ndim == below.ndim == 2 and top.shape != below.shape and 1 not in (*top.shape, *below.shape):
        raise Misfit("a quotient of arrays of different shapes", node)
    return np.asarray(top / below)


def root_value(evaluator: Evaluator, node: Root, env: Env) -> Value:
    """√a, ∛a."""
    degree = 2.0 if node.degree is None else float(evaluator.array(node.degree, env).real.reshape(()))
    return np.asarray(evaluator.array(node.body, env) ** (1 / degree))
