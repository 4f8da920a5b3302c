r"""The last layer by other names: AL and dAL for A^{[L]} and dA^{[L]}, as code has it, where a text has layers A^{[l]};
l_{last}, in words, for the number of layers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Differential, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import said

STATES = frozenset({"A", "Z"})
LAST = "L"
LETTERS = frozenset({"l", "ell"})
WORDS = frozenset({"last", "final", "end", "max", "out", "output"})
"""What the last of the layers l is called."""


def with_last_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, AL read as A^{[L]}, and l_{last} as the number of layers."""
    sides = sides_of(formulas)
    if any(_is_named(n) for s in sides for n in s.walk()):
        formulas = [f.changed(_counted) for f in formulas]
        sides = sides_of(formulas)
    if not any(_is_layered(n) for s in sides for n in s.walk()):
        return list(formulas)
    return [f.changed(_read) for f in formulas]


def _is_named(node: Node) -> bool:
    """Whether it is l_{last}."""
    is_letter = isinstance(node, Scripted) and name_of(node.base) in LETTERS and node.sup is None and not node.primes
    return is_letter and isinstance(node, Scripted) and said(node.sub) in WORDS


def _counted(node: Node) -> Node:
    """A formula with n_l for l_{last}, which is read as the number of layers."""
    if not _is_named(node):
        return rebuilt(node, _counted)
    assert isinstance(node, Scripted)
    return Scripted(node.span, Name(node.base.span, "n"), Name(node.base.span, "l"))


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
