r"""Letters of errors: Δ_2 in ∂C/∂W_2 = Δ_2 A_1^T is ∂C/∂Z_2, whatever the text says first of how it is computed.

An error that is called δ is known by its name.  Another letter is one where the text uses it as nothing else could be
used: a gradient by weights is the letter times the activations below, with a function of nothing between.  Then its
first formula is a claim like those after it, and no definition.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Derivative, Differential, Group, Nabla, Node, Number, Product
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, ERROR_LETTERS, WEIGHTS, Mention, mention_of
from symbackprop.proofreading.vocabulary.mentions import mentions as mentions_in
from symbackprop.proofreading.vocabulary.quantities import COSTS

BELOW = frozenset("axhozyAXHOZY")
"""What an error is multiplied by where the gradient by weights comes out: activations."""
COUNTS = frozenset({"m", "N", "n", "1"})
Sides = tuple[Node, Node]


def error_letters(equations: Sequence[Sides], habits: Habits) -> frozenset[str]:
    """The letters that are used as the errors of layers, where δ is not."""
    sides = [side for pair in equations for side in pair]
    if any(m.base == ERROR and (m.layer is not None or m.units) for s in sides for m in mentions_in(s, habits)):
        return frozenset()
    habits.error_letters = ERROR_LETTERS
    if not habits.subscript_layers.isdisjoint(ERROR_LETTERS):
        habits.subscript_layers.add(ERROR)  # Δ_l has its layer where δ_l would have it
    habits.forget()
    found = {letter for left, right in equations if (letter := _multiplied(left, right, habits))}
    found -= {letter for left, right in equations for letter in _used_otherwise(left, right, habits)}
    found |= {letter for left, right in equations if (letter := _said(left, right, habits))}
    habits.error_letters = frozenset()
    habits.forget()
    return frozenset(found)


def _said(left: Node, right: Node, habits: Habits) -> str:
    """The letter that a text says to be the slope by a weighted input, Δ_l = ∂L/∂Z_l; whatever else it is used for."""
    own, slope = mention_of(left, habits), _slope(right)
    if own is None or own.base != ERROR or own.layer is None or slope is None or not _is_by_weighted(slope, habits):
        return ""
    by = mention_of(slope.by[0], habits)
    return own.letter if by is not None and by.layer is not None and _shift(by) == _shift(own) else ""


def _multiplied(left: Node, right: Node, habits: Habits) -> str:
    """The letter of what a gradient by weights is, times activations."""
    by = _parameter(left, habits)
    if by is None or by.layer is None or by.base not in WEIGHTS or not isinstance(right, Product):
        return ""
    every = [mention_of(f, habits) for f in right.factors if not _is_count(f)]
    known = [m for m in every if m is not None]
    if len(known) != len(every) or sorted(m.base == ERROR for m in known) != [False, True]:
        return ""
    (error,) = (m for m in known if m.base == ERROR)
    (other,) = (m for m in known if m.base != ERROR)
    return error.letter if other.base.partition("~")[0] in BELOW else ""


def _parameter(left: Node, habits: Habits) -> Mention | None:
    """What the cost is differentiated by."""
    by = left.by[0] if isinstance(left, Derivative) and len(left.by) == 1 else None
    by = left.by if isinstance(left, Nabla) else by
    by = left.of if isinstance(left, Differential) and left.sign != "Δ" else by
    return mention_of(by, habits) if by is not None else None


def _is_count(node: Node) -> bool:
    """Whether a factor is 1/m."""
    names = [n for n in node.walk() if name_of(n) or isinstance(n, Number)]
    return all(name_of(n) in COUNTS for n in names)


def _used_otherwise(left: Node, right: Node, habits: Habits) -> Iterator[str]:
    """The letters that one statement uses as no error of a layer could be: added up, as a slope by something else."""
    own = mention_of(left, habits)
    is_error = own is not None and own.base == ERROR
    if own is not None and is_error and _goes_on(right, own, habits):
        yield own.letter
    slope = _slope(right)
    if own is not None and is_error and slope is not None and not _is_by_weighted(slope, habits):
        yield own.letter
    for side in (left, right):
        yield from (m.letter for m in mentions_in(side, habits) if m.base == ERROR and len(m.units) > 1)


def _goes_on(right: Node, own: Mention, habits: Habits) -> bool:
    """Whether something is added to the quantity itself: Δ ← Δ + δ a^T."""
    terms = right.terms if isinstance(right, Addition) else ()
    found = (mention_of(t, habits) for t in terms)
    return any(m is not None and m.letter == own.letter and _shift(m) == _shift(own) for m in found)


def _slope(right: Node) -> Derivative | None:
    """The derivative that a symbol is said to stand for."""
    node = right.body if isinstance(right, Group) else right
    return node if isinstance(node, Derivative) else None


def _is_by_weighted(slope: Derivative, habits: Habits) -> bool:
    """Whether the cost is differentiated by weighted inputs, whose activations the text has too."""
    of, by = mention_of(slope.of, habits), mention_of(slope.by[0], habits)
    is_cost = of is not None and of.base in COSTS
    return is_cost and len(slope.by) == 1 and by is not None and by.base.lower() not in ("a", "h", "x", "y", "w", "b")


def _shift(mention: Mention) -> object:
    return shift_of(mention.layer) if mention.layer is not None else None
