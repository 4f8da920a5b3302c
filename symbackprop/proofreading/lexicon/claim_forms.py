"""What kind of statement a formula makes, by its form: an update w ← w − …, a Kronecker δ, derivatives written out."""

from collections.abc import Sequence
from typing import TypeGuard

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Derivative,
    Differential,
    Name,
    Node,
    Number,
    Product,
    Quotient,
)
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import COUNTED, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS


def all_mentions(formula: Formula, habits: Habits) -> list[Mention]:
    """Everything that a statement mentions."""
    sides = formula.sides
    return [m for s in sides for m in mentions(s, habits)]


def is_kronecker(formula: Formula, habits: Habits) -> bool:
    """Whether a statement only says what δ_{ij} is: 1 or 0."""
    mention = mention_of(formula.left, habits) if formula.left is not None else None
    if mention is None or not mention.is_kronecker:
        return False
    return name_of(formula.right) in ("0", "1")


def is_written_out(formula: Formula, habits: Habits) -> bool:
    """Whether derivatives of a statement may be those of the cost itself, whatever the convention for errors is."""
    return is_literal(formula, habits) or scales_error(formula, habits)


def is_literal(formula: Formula, habits: Habits) -> bool:
    """Whether all derivatives of a statement are written out as those of one cost, on both sides: none is a name."""
    costs: list[str] = []
    for side in (formula.left, formula.right):
        nodes = list(side.walk()) if side is not None else []
        if any(isinstance(n, Differential) or (isinstance(n, Name) and n.text == "delta") for n in nodes):
            return False
        above = [mention_of(n.of, habits) for n in nodes if isinstance(n, Derivative)]
        costs += [m.base for m in above if m is not None and m.base in COSTS][:1]
    return len(costs) == 2 and len(set(costs)) == 1


def scales_error(formula: Formula, habits: Habits) -> bool:
    """Whether a statement says how many times a written derivative an error is: dZ = m ∂J/∂Z, ∂J/∂z = δ/m."""
    left, right = map(_flat_factors, formula.sides)
    slopes = [f for f in (*left, *right) if isinstance(f, Derivative)]
    errors = [f for f in (*left, *right) if isinstance(f, Differential) or _is_error(f, habits)]
    counts = [f for f in (*left, *right) if name_of(f) in COUNTED]
    above = mention_of(slopes[0].of, habits) if len(slopes) == 1 else None
    is_all = len(left) + len(right) == len(slopes) + len(errors) + len(counts)
    return is_all and above is not None and above.base in COSTS and len(errors) == len(counts) == 1


def _is_error(node: Node, habits: Habits) -> bool:
    mention = mention_of(node, habits)
    return mention is not None and mention.base == "delta"


def _flat_factors(node: Node) -> list[Node]:
    """All factors of a product, those below a line too, and no ones."""
    match node:
        case Product(factors=factors):
            found = [inner for factor in factors for inner in _flat_factors(factor)]
        case Quotient(numerator=above, denominator=below):
            found = [*_flat_factors(above), *_flat_factors(below)]
        case _:
            found = [node]
    return [f for f in found if name_of(f) != "1"]


def is_update(formula: Formula, habits: Habits) -> bool:
    """Whether a statement gives a quantity its next value: w ← w − …, w ← (1 − η λ) w − …"""
    left, right = formula.left, formula.right
    mention = mention_of(left, habits) if left is not None else None
    if mention is None or not isinstance(right, Addition):
        return False
    return any(_is_old(factor, mention, habits) for term in right.terms for factor in _factors(term))


def is_rated_step(formula: Formula, lexicon: Lexicon) -> bool:
    """Whether a statement says how far a step goes, at some rate: Δw = −η ∂C/∂w, w ← w − η ∂C/∂w."""
    left, right = formula.left, formula.right
    is_step = is_update(formula, lexicon.habits) or (isinstance(left, Differential) and left.sign == "Δ")
    return is_step and right is not None and any(m.base in lexicon.rates for m in mentions(right, lexicon.habits))


def is_descent(formula: Formula, habits: Habits) -> bool:
    """Whether an update is a plain step: w ← w − …"""
    right = formula.right
    mention = mention_of(formula.left, habits) if formula.left is not None else None
    if mention is None or not isinstance(right, Addition) or len(right.terms) != 2:
        return False
    return _is_old(right.terms[0], mention, habits)


def _factors(node: Node) -> Sequence[Node]:
    return node.factors if isinstance(node, Product) else (node,)


def _is_old(node: Node, mention: Mention, habits: Habits) -> bool:
    """Whether a node is the same quantity as another, before it is given its next value."""
    found = mention_of(node, habits)
    if found is None or (found.base, found.label) != (mention.base, mention.label):
        return False
    return [*map(name_of, found.units)] == [*map(name_of, mention.units)] and _layer(found) == _layer(mention)


def _layer(mention: Mention) -> object:
    return shift_of(mention.layer) if mention.layer is not None else None


def other_cost(step: Node, habits: Habits) -> Node | None:
    """What goes down in x − η ∂f/∂x, where that is no cost; None for a cost."""
    slopes = [n.of for n in step.walk() if isinstance(n, Derivative)]
    found = mention_of(slopes[0], habits) if len(slopes) == 1 else None
    return slopes[0] if found is not None and found.base not in COSTS else None


def is_slope_of_each(formula: Formula) -> bool:
    """Whether a derivative by a vector is said to be a number, ∂z/∂b = 1: that of each entry by its own."""
    return isinstance(formula.left, Derivative) and isinstance(formula.right, Number) and formula.right.text in "01"


def is_of_layers(side: Node, habits: Habits) -> bool:
    """Whether a side is ∂a/∂z of whole layers, or a product of such: a Jacobian."""
    slopes = _factors(side)
    pairs = [(mention_of(n.of, habits), mention_of(n.by[0], habits)) for n in slopes if _is_single(n)]
    every = [m for pair in pairs for m in pair]
    return len(pairs) == len(slopes) and all(
        m is not None and m.is_plain and m.layer is not None and not m.units and m.base not in COSTS for m in every
    )


def _is_single(node: Node) -> TypeGuard[Derivative]:
    return isinstance(node, Derivative) and len(node.by) == 1


def names_slope_of_layer(formula: Formula, habits: Habits) -> bool:
    """Whether a Jacobian of one layer is said to be a vector, ∂a^l/∂z^l = σ′(z^l): its diagonal is meant."""
    left, right = formula.left, formula.right
    if left is None or right is None or not _is_single(left) or not is_of_layers(left, habits):
        return False
    of, by = (mention_of(n, habits) for n in (left.of, left.by[0]))
    is_own = of is not None and by is not None and _layer(of) == _layer(by)
    is_matrix = any(isinstance(n, Apply) and name_of(n.function).lower() == "diag" for n in right.walk())
    return is_own and not is_matrix and not any(isinstance(n, Derivative) for n in right.walk())
