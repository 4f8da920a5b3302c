r"""Errors named above by what they are the errors of: δ^z_k is ∂E/∂z_k, and δ^o_k is ∂E/∂o_k beside it, where o = g(z).

A text tells it by both names, one of what the function is of and one of what it gives, and by a chain in which they
stand for slopes.  Where a minus stands before one of these, it may mean −∂E/∂z_k, and nothing is read so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Derivative, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, ERROR
from symbackprop.proofreading.vocabulary.quantities import TARGETS


def with_errors_of_states(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, such errors as the slopes that they are."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    named = {error for n in nodes if (error := _error(n)) is not None}
    states = {name for name, unit in named if any(_entry(n) == (name, unit) for n in nodes)}
    costs = Counter(n.of.text for n in nodes if isinstance(n, Derivative) and _is_cost(n.of) and isinstance(n.of, Name))
    is_told = any({own, of} <= states for f in formulas for own, of in _applied(f)) and states == {n for n, _ in named}
    if not is_told or not costs or any(map(_turns, formulas)) or not any(map(_stands_for_slope, formulas)):
        return list(formulas)
    return [f.changed(partial(_slopes, cost=costs.most_common(1)[0][0])) for f in formulas]


def _error(node: Node) -> tuple[str, str] | None:
    """(z, k) of δ^z_k."""
    if not isinstance(node, Scripted) or name_of(node.base) != ERROR or node.primes:
        return None
    name, unit = name_of(node.sup), name_of(node.sub)
    is_named = len(name) == 1 == len(unit) and name.islower() and unit.islower() and name != unit
    return (name, unit) if is_named else None


def _entry(node: Node) -> tuple[str, str] | None:
    """(z, k) of z_k."""
    return (name_of(node.base), name_of(node.sub)) if isinstance(node, Scripted) and node.sup is None else None


def _is_cost(node: Node) -> bool:
    return name_of(node) in COST_LETTERS


def _applied(formula: Formula) -> Iterator[tuple[str, str]]:
    """(o, z) of o_k = g(z_k)."""
    own, right = _entry(formula.left) if formula.left is not None else None, formula.right
    if own is not None and isinstance(right, Product | Apply):
        argument = right.factors[-1] if isinstance(right, Product) else right.arguments[0] if right.arguments else right
        argument = argument.body if isinstance(argument, Group) else argument
        if (of := _entry(argument)) is not None and (isinstance(right, Apply) or len(right.factors) == 2):
            yield own[0], of[0]


def _turns(formula: Formula) -> bool:
    """Whether a statement with such an error has it, or a slope, with a minus, or begins a difference by a target."""
    sides = [side for side in formula.sides if any(_error(n) or isinstance(n, Derivative) for n in side.walk())]
    if not any(_error(n) for side in formula.sides for n in side.walk()):
        return False
    sums = [n for side in formula.sides for n in side.walk() if isinstance(n, Addition)]
    is_turned = any(isinstance(side, Addition) and side.signs[0] < 0 for side in sides)
    firsts = (n.terms[0] for n in sums if len(n.terms) == 2 and n.signs == (1, -1))
    return is_turned or any(name_of(f.base if isinstance(f, Scripted) else f) in TARGETS for f in firsts)


def _stands_for_slope(formula: Formula) -> bool:
    """Whether one side is made of slopes alone, and the other has such an error."""
    sides = formula.sides
    slopes = [any(isinstance(n, Derivative) and _is_cost(n.of) for n in side.walk()) for side in sides]
    errors = [any(_error(n) for n in side.walk()) for side in sides]
    return len(sides) == 2 and True in slopes and True in errors and slopes != errors


def _slopes(node: Node, cost: str) -> Node:
    """A formula with ∂E/∂z_k for each δ^z_k."""
    if isinstance(node, Scripted) and (error := _error(node)) is not None and node.sub is not None:
        by = Scripted(node.span, Name(node.span, error[0]), node.sub, None)
        return Derivative(node.span, Name(node.span, cost), (by,), "∂")
    return rebuilt(node, partial(_slopes, cost=cost))
