r"""Normalisers by letters of other things: the N of N(z) = Σ_k e^{z_k}, which softmax divides by, counts no examples.

Nor is the Z of Z = Σ_k e^{z_k} all of z.  A count is computed from no exponential, and a letter that is one too, as the
limit of a sum, or that stands with a layer or an index, is left alone.

In the quotient rule for softmax, (e^{z_i} Σ − e^{z_i} e^{z_i}) / Σ², a letter that nothing defines is the denominator.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Big, Group, Name, Node, Number, Product, Quotient, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.vocabulary.marks import name_of, upper_name

LETTERS = COUNTS | {"K", "Z", "A", "H"}
NAMES = ("S", "D", "Q")
"""What it is called, the first that the text does not use."""


def with_normalisers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, another letter for a count's that is said to be a sum of exponentials."""
    told = [(name, _adds_up(f.right)) for f in formulas if f.right is not None and (name := _named(f.left))]
    defined = {name for name, is_sum in told if is_sum} - {name for name, is_sum in told if not is_sum}
    if not defined & LETTERS:
        return list(formulas)
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    others = {upper_name(n) for n in nodes if isinstance(n, Big)}
    others |= {name_of(n.base) for n in nodes if isinstance(n, Scripted) and not isinstance(n.sup, Number)}
    used = {n.text for n in nodes if isinstance(n, Name)}
    free = [name for name in NAMES if name not in used]
    new = dict(zip(sorted(defined & LETTERS - others), free, strict=False))
    return [f.changed(partial(_renamed, new=new)) for f in formulas]


def with_unsaid_normalisers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the sum of exponentials for a letter that is squared below a difference of such, and never said."""
    sums = [s for f in formulas if f.right is not None and (s := _denominator(f.right)) is not None]
    squared = {name for side in sides_of(formulas) for n in side.walk() if (name := _squared_below(n))}
    unsaid = squared - {_named(f.left) for f in formulas if f.right is not None}
    if not sums or len(unsaid) != 1:
        return list(formulas)
    change = partial(_spelt_out, name=next(iter(unsaid)), total=sums[0])
    return [f.changed(change) if any(map(_squared_below, (n for s in f.sides for n in s.walk()))) else f
            for f in formulas]  # fmt: skip


def _denominator(right: Node) -> Node | None:
    """Σ_k e^{z_k} of e^{z_i} / Σ_k e^{z_k}."""
    return right.denominator if isinstance(right, Quotient) and _adds_up(right.denominator) else None


def _squared_below(node: Node) -> str:
    """The S of (e^{z_i} S − e^{z_i} e^{z_j}) / S²; nothing for any other formula."""
    match node:
        case Quotient(numerator=above, denominator=Scripted(base=Name(text=name), sub=None, sup=Number(text="2"))):
            has_powers = any(isinstance(n, Scripted) and name_of(n.base) == "e" for n in above.walk())
            return name if has_powers and isinstance(above, Addition) else ""
    return ""


def _spelt_out(node: Node, name: str, total: Node) -> Node:
    if isinstance(node, Name) and node.text == name and not node.accents:
        return Group(node.span, _at(total, node.span), "(", ")")
    return rebuilt(node, partial(_spelt_out, name=name, total=total))


def _at(node: Node, span: tuple[int, int]) -> Node:
    """The same in another place of the text."""
    return replace(rebuilt(node, partial(_at, span=span)), span=span)


def _named(left: Node | None) -> str:
    """The N of N and of N(z)."""
    if isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1], Group):
        left = left.factors[0]
    return name_of(left.function if isinstance(left, Apply) else left)


def _adds_up(right: Node) -> bool:
    """Whether it is a sum of exponentials, Σ_k e^{z_k}."""
    body = right.body if isinstance(right, Big) and right.kind == "sum" else None
    is_power = isinstance(body, Scripted) and name_of(body.base) == "e" and body.sup is not None
    return is_power or (isinstance(body, Apply) and name_of(body.function) == "exp")


def _renamed(node: Node, new: dict[str, str]) -> Node:
    if isinstance(node, Name):
        return Name(node.span, new.get(node.text, node.text), node.accents, node.style)
    return rebuilt(node, partial(_renamed, new=new))
