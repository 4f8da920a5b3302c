r"""Weight decay in a text whose cost is not said: ∂J/∂W = δ a^T + (λ/m) W says of the cost itself that it is δ a^T.

The usual penalty is (λ/2) ‖W‖² or (λ/2m) ‖W‖², so that its slope is λ W or (λ/m) W.  Where no cost of the text has it,
what a gradient or a step says beside it is read alone.  A term with another weight, another sign or another factor than
the text shows stays, and so do all where they differ: then it is not clear which of them is meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
)
from symbackprop.proofreading.lexicon.definitions import Formula, links_of
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, DECAYS, RATES

_HALF = re.compile(
    r"\\frac\s*\{\s*\\lambda\s*\}\s*\{\s*2\s*\\?[ ,]*([mnN]?)\s*\}"
    r"|\\lambda\s*/\s*\(?\s*2\s*([mnN]?)"
    r"|\\frac\s*\{?1\}?\s*\{?2\}?\s*\\lambda()"
)
"""Half of the factor of weights in a gradient, as it stands before what the size of weights costs."""


class Factor(NamedTuple):
    """What a weight is multiplied by in its gradient: λ, λ/m or 2λ."""

    number: str
    examples: str


ANY = Factor("any", "")
"""That of λ ∇Ω(W), which is right for any Ω."""


def without_unsaid_penalties(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, gradients and steps without the weight decay that no cost of the text has."""
    owners = _owners(formulas)
    found = {f.number: _penalty(f, owners[f.number]) for f in formulas if f.number in owners}
    decayed = {n: factor for n, factor in found.items() if factor is not None}
    shown = {f for f in decayed.values() if f != ANY}
    if not decayed or len(shown) > 1 or any(_has_decay(f) for f in formulas if f.number not in decayed):
        return list(formulas)
    told = _told(formulas[0].statement.display.original.text)
    if told and not shown <= told:
        return list(formulas)
    return [f.changed(partial(_without, owner=owners[f.number])) if f.number in decayed else f for f in formulas]


def _owners(formulas: Sequence[Formula]) -> dict[int, str]:
    """The parameter that each statement is the gradient or the step of, as its chain begins with it."""
    found = dict[int, str]()
    for chain in links_of(formulas):
        left = chain[0].left
        owner = _variable(left) if left is not None else None
        if owner is not None:
            found |= {f.number: outline(owner) for f in chain if _is_parameter(owner)}
    return found


def _variable(left: Node) -> Node:
    match left:
        case Derivative(by=(by,)):
            return by
        case Nabla(by=by) if by is not None:
            return by
        case Differential(of=of):
            return of
        case Nabla(of=of):
            return of
    return left


def _is_parameter(node: Node) -> bool:
    return symbol_of(node).partition("~")[0] in WEIGHTS | BIASES | {"theta", "Theta"}


def _has_decay(formula: Formula) -> bool:
    """Whether a statement says something else of λ and other quantities, as a cost does; numbers for λ are no such
    thing, nor is what stands by itself."""
    if len(formula.sides) < 2:
        return False
    names = {name_of(n) for side in formula.sides for n in side.walk() if isinstance(n, Name)}
    return bool(names & DECAYS) and bool(names - DECAYS)


def _told(text: str) -> set[Factor]:
    """The factors of weights in gradients by what the text says elsewhere that their size costs: λ/m by λ/2m."""
    return {Factor("", "".join(found.groups(""))) for found in _HALF.finditer(text)}


def _penalty(formula: Formula, owner: str) -> Factor | None:
    """The factor of the weight decay in a statement; None where there is none, or more than one."""
    found = [f for node in (formula.right.walk() if formula.right is not None else ())
             for f in _factors_in(node, owner)]  # fmt: skip
    return found[0] if len(found) == 1 else None


def _factors_in(node: Node, owner: str) -> Iterator[Factor]:
    if isinstance(node, Addition) and len(node.terms) > 1:
        for term, sign in zip(node.terms, node.signs, strict=True):
            if (factor := _factor(term, owner, sign)) is not None:
                yield factor


def _without(side: Node, owner: str) -> Node:
    """A side without its weight decay."""
    if isinstance(side, Addition) and any(True for _ in _factors_in(side, owner)):
        kept = [(t, s) for t, s in zip(side.terms, side.signs, strict=True) if _factor(t, owner, s) is None]
        terms, signs = zip(*kept, strict=True)
        side = terms[0] if len(kept) == 1 and signs[0] > 0 else replace(side, terms=terms, signs=signs)
    return rebuilt(side, partial(_without, owner=owner))


def _factor(term: Node, owner: str, sign: int) -> Factor | None:
    """What a weight is multiplied by in a term of its gradient, and in that of a step down, − α λ W."""
    above, below = _parts(term)
    decays = [n for n in above if name_of(n) in DECAYS]
    rates = [n for n in above if name_of(n) in RATES]
    own = [n for n in above if _is_own(n, owner)]
    others = [n for n in above if not any(n is part for part in (*decays, *rates, *own))]
    if len(decays) != 1 or len(own) != 1 or sign != (-1 if rates else 1) or len(rates) > 1:
        return None
    if isinstance(own[0], Nabla | Derivative):
        return ANY if not others and not below else None
    number = "".join(n.text for n in others if isinstance(n, Number))
    count = "".join(name_of(n) for n in below)
    if len(others) > len(number) or number not in ("", "2") or len(below) > 1 or (below and count not in COUNTS):
        return None
    return Factor(number, count)


def _is_own(node: Node, owner: str) -> bool:
    """Whether a factor is the parameter, or the slope by it of something that is no cost, ∇_W Ω."""
    if isinstance(node, Nabla | Derivative):
        return outline(_variable(node)) == owner and symbol_of(node.of) not in COSTS
    return outline(node) == owner


def _parts(node: Node) -> tuple[list[Node], list[Node]]:
    """The factors of a product, and what it is divided by."""
    if isinstance(node, Group) and not isinstance(node.body, Addition):
        return _parts(node.body)
    if isinstance(node, Quotient):
        (above, below), (under, over) = _parts(node.numerator), _parts(node.denominator)
        return [n for n in (*above, *over) if outline(n) != "1"], [*below, *under]
    if isinstance(node, Product):
        every = [_parts(f) for f in node.factors]
        return [n for above, _ in every for n in above], [n for _, below in every for n in below]
    return [node], []
