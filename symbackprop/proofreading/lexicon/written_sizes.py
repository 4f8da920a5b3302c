"""Sizes below a symbol: the W_{n×m} and (∂C/∂a)_{n×1} of texts that count rows and columns as they go are W and ∂C/∂a.

So are those behind a formula, δ x^T (n × m), and behind an array that is written out with so many rows and columns.
Ones, zeros and the identity keep theirs, which nothing else tells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Annotated, Grid, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of

TIMES = frozenset({"times", "×"})
CONSTANTS = frozenset({"1", "0", "I", "e", "R", "mathbb{1}"})
SIZES = frozenset("nmdkpqrDNMKCHBLPQ")


def without_sizes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas without the sizes that are written below symbols and brackets."""
    return [f.changed(_without) for f in formulas]


def _without(node: Node) -> Node:
    return _alone(_bare(node))


def _alone(node: Node) -> Node:
    """A side without the sizes in brackets behind it."""
    if not isinstance(node, Product) or node.operators[-1]:
        return node
    rest, last = node.factors[:-1], node.factors[-1]
    sizes = last.body if isinstance(last, Group) and last.opening == "(" else None
    if not isinstance(sizes, Product) or len(sizes.factors) != 2 or sizes.operators[0] not in TIMES:
        return node
    if not (_is_shape_of(rest, sizes) or all(map(_is_size, sizes.factors))):
        return node
    return rest[0] if len(rest) == 1 else replace(node, factors=rest, operators=node.operators[:-1])


def _is_shape_of(rest: tuple[Node, ...], sizes: Product) -> bool:
    """Whether an array that is written out has so many rows and columns."""
    rows = rest[0].rows if len(rest) == 1 and isinstance(rest[0], Grid) else ()
    shape = [str(len(rows)), str(len(rows[0]))] if rows else []
    return shape == [n.text if isinstance(n, Number) else "" for n in sizes.factors]


def _is_size(node: Node) -> bool:
    """Whether a letter counts something: n, m, n_l."""
    return name_of(node.base if isinstance(node, Scripted) else node) in SIZES


def _bare(node: Node) -> Node:
    if not any(isinstance(n, Scripted) and (_has_sizes(n) or _is_accented_one(n.base)) for n in node.walk()):
        return node
    node = rebuilt(node, _bare)
    if isinstance(node, Scripted) and _is_accented_one(node.base):
        return replace(node, base=Name(node.base.span, "1", (), "bold"))
    if not isinstance(node, Scripted) or not _has_sizes(node):
        return node
    plain = replace(node, sub=None)
    return plain if plain.sup is not None or plain.primes else node.base


def _has_sizes(node: Scripted) -> bool:
    """Whether n × m stands below a symbol or a bracket."""
    sub = node.sub.body if isinstance(node.sub, Group) and node.sub.opening == "{" else node.sub
    is_size = isinstance(sub, Product) and len(sub.factors) == 2 and sub.operators[0] in TIMES
    base = node.base
    while isinstance(base, Group | Scripted):
        base = base.base if isinstance(base, Scripted) else base.body
    base = base.body if _is_accented_one(base) else base
    is_constant = isinstance(base, Number) or (
        isinstance(base, Name) and (name_of(base) in CONSTANTS or not name_of(base))
    )
    return is_size and not is_constant


def _is_accented_one(node: Node) -> TypeGuard[Annotated]:
    """Whether it is 1 with a dot or an arrow over it: ones, if sizes stand below."""
    return isinstance(node, Annotated) and node.note is None and isinstance(node.body, Number) and node.body.text == "1"
