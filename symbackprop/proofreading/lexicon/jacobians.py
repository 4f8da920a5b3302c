r"""Jacobians by the letter of a cost: J(x) = ∂f(x)/∂x is a matrix, and then J(x) = W_2 diag(φ′(z)) W_1 is said of it.

A J that a text says to be the derivative of what is no cost, and that it differentiates nowhere, is no cost itself: it
is read under a name of its own, and what it depends on is left out.  Nor is one that is computed with a diagonal
matrix: that defines it, where the text does not say what it is the derivative of.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Apply,
    Derivative,
    Differential,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Product,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.quantities import COSTS, DIAGONALS, JACOBIAN

LETTER = "J"
COMPUTED = "Jacobian"
"""What a Jacobian is called of which a text only says how it is computed."""
SCRIPTS = frozenset({"sub", "sup"})
ENTRY = 2
"""How many indices an entry has."""


def with_jacobians(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, J under the name of a Jacobian where it is one."""
    told = any(map(_is_jacobian, formulas))
    if not (told or any(map(_is_computed, formulas))) or LETTER in _differentiated(sides_of(formulas)):
        return list(formulas)
    name = JACOBIAN if told else COMPUTED
    return [f.changed(lambda side: _named(side, name)) for f in formulas]


def _is_jacobian(formula: Formula) -> bool:
    """Whether a statement says that J is the derivative of what is no cost."""
    slope = formula.right
    if formula.statement.relation not in ("=", ":=", "≡") or not isinstance(slope, Derivative) or len(slope.by) != 1:
        return False
    return symbol_of(formula.left) == LETTER and bool(symbol_of(slope.of)) and symbol_of(slope.of) not in COSTS


def _is_computed(formula: Formula) -> bool:
    """Whether J is a product with diag(φ′(z)) in it."""
    calls = (n for n in formula.right.walk() if isinstance(n, Apply)) if formula.right is not None else ()
    return symbol_of(formula.left) == LETTER and any(name_of(n.function) in DIAGONALS for n in calls)


def _differentiated(sides: Sequence[Node]) -> Iterator[str]:
    """The letters of what is differentiated anywhere."""
    for node in (n for side in sides for n in side.walk()):
        if isinstance(node, Derivative | Nabla | Differential):
            yield symbol_of(node.of)


def _named(node: Node, name: str) -> Node:
    if isinstance(node, Product):
        return _without_arguments(node, name)
    if isinstance(node, Scripted) and symbol_of(node) == LETTER:
        return _of_entry(node, name)
    if isinstance(node, Name) and node.text == LETTER:
        return replace(node, text=name)
    return rebuilt(node, lambda part: _named(part, name), leaving=SCRIPTS if isinstance(node, Scripted) else ())


def _of_entry(node: Scripted, name: str) -> Node:
    """J_{ij}, J^T and J; a J_f with the name of what it is a Jacobian of is another."""
    base, subs, _, _ = scripts(node)
    indices = [part for sub in subs for part in flat(sub)]
    is_own = isinstance(base, Name) and (not indices or len(indices) == ENTRY)
    return _rebased(node, name) if is_own else node


def _rebased(node: Node, name: str) -> Node:
    if isinstance(node, Scripted):
        return replace(node, base=_rebased(node.base, name))
    return replace(node, text=name) if isinstance(node, Name) else node


def _without_arguments(node: Product, name: str) -> Node:
    """J for J(x), beside whatever else is multiplied."""
    factors, operators = [_named(node.factors[0], name)], []
    for sign, before, factor in zip(node.operators, node.factors, node.factors[1:], strict=False):
        bracket = scripts(factor)[0] if isinstance(factor, Scripted) else factor
        if not sign and symbol_of(before) == LETTER and _is_argument(bracket):
            span = before.span[0], factor.span[1]
            factors[-1] = replace(factors[-1], span=span)
            if isinstance(factor, Scripted):
                factors[-1] = replace(factor, base=factors[-1], span=span)
        else:
            factors.append(_named(factor, name))
            operators.append(sign)
    return replace(node, factors=tuple(factors), operators=tuple(operators)) if operators else factors[0]


def _is_argument(node: Node) -> bool:
    """Whether it is (x) or (x, w): symbols, and nothing computed."""
    if not isinstance(node, Group) or node.opening != "(":
        return False
    items = node.body.items if isinstance(node.body, Listing) else (node.body,)
    return all(name_of(scripts(item)[0] if isinstance(item, Scripted) else item) for item in items)
