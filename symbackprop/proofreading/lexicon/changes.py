"""Δw: what a text calls the change of a weight, with its sign and with or without the learning rate."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Addition, Derivative, Differential, Nabla, Node, Number
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.lexicon.unit_errors import differences
from symbackprop.proofreading.vocabulary.mentions import ERROR, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS, Change
from symbackprop.proofreading.vocabulary.signs import sign_of


def find_change(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Read Δw from the formula that says it of the gradient; else from what is done with it, and from its formulas.

    With a rate in its formulas it is a step down, unless the text takes it away from w.  Without one it is the gradient
    that w − η Δw takes away, or has the sign of the errors that it is made of.
    """
    habits = lexicon.habits
    sides = (pair for f in formulas if len(f.sides) == 2 for pair in (f.sides, f.sides[::-1]))
    lexicon.has_small_changes = any(_is_change_of_cost(own, lexicon) and _has_changes(o) for own, o in sides)
    changes = [f for f in formulas if f.left is not None and _is_change(f.left)]
    steps = [f.right for f in changes if f.right is not None and not any(map(_is_change, f.right.walk()))]
    steps = [step for step in steps if any(True for _ in mentions(step, habits))]
    rated = [_has_rate(step, lexicon) for step in steps]
    signed = [(step, Change(sign, has_rate)) for step, has_rate in zip(steps, rated, strict=True)
              if (sign := sign_of(step, _is_gradient))]  # fmt: skip
    if signed:
        first, change = signed[0]
        others = [step for step, other in signed if other.sign != change.sign]
        if all(_costs_of(step) == _costs_of(first) for step in others):  # else a step up one cost is one down another
            lexicon.change = change
        return
    if not steps or len(set(rated)) > 1:
        return
    told = {found for f in formulas if (found := _told_by_update(f, lexicon)) is not None}
    votes = sum(_direction(step, lexicon) for step in steps)
    if rated[0]:
        goes_up = votes > 0 and told == {Change(1, True)}
        lexicon.change = Change(1 if goes_up else -1, True)
    elif votes and told <= {Change(1, False), Change(-1, False)}:
        lexicon.change = next(iter(told)) if len(told) == 1 else Change(1 if votes > 0 else -1, False)


def _costs_of(step: Node) -> set[str]:
    """What a step goes along the slope of."""
    return {symbol_of(n.of) for n in step.walk() if isinstance(n, Derivative | Nabla)}


def _has_rate(step: Node, lexicon: Lexicon) -> bool:
    return any(m.base in lexicon.rates for m in mentions(step, lexicon.habits))


def _told_by_update(formula: Formula, lexicon: Lexicon) -> Change | None:
    """Δw as w ← w + Δw has it, or w ← w − η Δw, which brings the rate itself."""
    own = mention_of(formula.left, lexicon.habits) if formula.left is not None else None
    right = formula.right
    if own is None or not isinstance(right, Addition) or len(right.terms) != 2:
        return None
    changed = [m for n in right.terms[1].walk() if isinstance(n, Differential) and _is_change(n)
               and (m := mention_of(n.of, lexicon.habits)) is not None]  # fmt: skip
    if [m.base for m in changed] != [own.base]:
        return None
    return Change(-right.signs[1], not _has_rate(right.terms[1], lexicon))


def _direction(step: Node, lexicon: Lexicon) -> int:
    """1 where a formula goes up the slope, by the errors or differences that it is made of; 0 where none is told."""
    habits = lexicon.habits
    along = sign_of(step, lambda n: (m := mention_of(n, habits)) is not None and m.base == ERROR)
    return along * lexicon.error_sign if along else next(differences(step, lexicon, 1), 0)


def _has_changes(side: Node) -> bool:
    return any(isinstance(n, Differential) for n in side.walk())


def _is_change_of_cost(side: Node | None, lexicon: Lexicon) -> bool:
    """Whether a side is dL: then each d is a small change, dL = tr(G^T dX), and names no gradient."""
    mention = mention_of(side.of, lexicon.habits) if isinstance(side, Differential) and side.sign == "d" else None
    if mention is None or not mention.is_plain or mention.base not in COSTS or mention.units:
        return False
    return not _is_state(mention.base, lexicon)


def _is_state(base: str, lexicon: Lexicon) -> bool:
    """Whether what may be a cost is one that others are computed from, the S of H = ReLU(S), which no cost is."""
    others = (d for d in lexicon.definitions if d.mention.base not in COSTS)
    return any(m.base == base for d in others for m in mentions(d.body, lexicon.habits))


def _is_change(node: Node) -> bool:
    return isinstance(node, Differential) and node.sign == "Δ"


def is_change_in_numbers(formula: Formula) -> bool:
    """Whether a change is told with a value put in, ΔW_2 = -0.035 a_1: shapes are of no matter there."""
    numbers = (n for n in formula.right.walk() if isinstance(n, Number)) if formula.right is not None else ()
    return formula.left is not None and _is_change(formula.left) and any("." in n.text for n in numbers)


def _is_gradient(node: Node) -> bool:
    """∂C/∂w, ∇w or dw, no other change."""
    return isinstance(node, Derivative | Nabla) or (isinstance(node, Differential) and not _is_change(node))
