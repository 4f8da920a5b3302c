r"""The last layer as code names it: AL and dAL for A^{[L]} and dA^{[L]}, where a text has layers A^{[l]}."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Differential, Group, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of

STATES = frozenset({"A", "Z"})
LAST = "L"


def with_last_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, AL read as A^{[L]}."""
    sides = sides_of(formulas)
    if not any(_is_layered(n) for s in sides for n in s.walk()):
        return list(formulas)
    return [f.changed(_read) for f in formulas]


def _is_layered(node: Node) -> bool:
    """Whether it is A^{[l]}."""
    is_bracket = isinstance(node, Scripted) and isinstance(node.sup, Group) and node.sup.opening == "["
    return is_bracket and isinstance(node, Scripted) and name_of(node.base) in STATES


def _read(node: Node) -> Node:
    node = rebuilt(node, _read)
    if not isinstance(node, Product):
        return node
    pairs = list(_joined(node))
    factors, operators = tuple(f for f, _ in pairs), tuple(o for _, o in pairs[1:])
    return factors[0] if len(factors) == 1 else replace(node, factors=factors, operators=operators)


def _joined(node: Product) -> Iterator[tuple[Node, str]]:
    """(a factor, the sign before it), two letters without a space between them as one."""
    signs = ("", *node.operators)
    at = 0
    while at < len(node.factors):
        factor, sign = node.factors[at], signs[at]
        after = node.factors[at + 1] if at + 1 < len(node.factors) and not node.operators[at] else None
        whole = _of_last(factor, after) if after is not None else None
        yield whole or factor, sign
        at += 1 if whole is None else 2


def _of_last(factor: Node, after: Node) -> Node | None:
    """A^{[L]} of A and L, dA^{[L]} of dA and L; None where they are factors."""
    if isinstance(factor, Differential):
        of = _of_last(factor.of, after)
        return replace(factor, of=of) if of is not None else None
    base = after.base if isinstance(after, Scripted) and after.sup is None and not after.primes else after
    if name_of(factor) not in STATES or name_of(base) != LAST or factor.span[1] != after.span[0]:
        return None
    sub = after.sub if isinstance(after, Scripted) else None
    return Scripted((factor.span[0], after.span[1]), factor, sub, Group(base.span, base, "[", "]"))
