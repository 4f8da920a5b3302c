"""Sizes below a symbol: the W_{n×m} and (∂C/∂a)_{n×1} of texts that count rows and columns as they go are W and ∂C/∂a.

Ones, zeros and the identity keep theirs, which nothing else tells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Annotated, Group, Name, Node, Number, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of

TIMES = frozenset({"times", "×"})
CONSTANTS = frozenset({"1", "0", "I", "e", "R", "mathbb{1}"})


def without_sizes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas without the sizes that are written below symbols and brackets."""
    return [f.changed(_bare) for f in formulas]


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
