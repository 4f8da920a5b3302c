r"""Scripts behind several letters in braces: the k of {\bf A x}^k is that of x alone, where the text has x^k elsewhere.

Braces there set the letters in bold and hold nothing together.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES

Symbols = frozenset[tuple[str, str]]
"""Letters, each with what stands above it: x and k."""


def with_scripts_of_last_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, what stands above several letters above the last of them."""
    nodes = [n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Scripted) and n.sup is not None]
    if not any(_letters(n) for n in nodes):
        return list(formulas)
    known = frozenset((outline(n.base), outline(n.sup)) for n in nodes if isinstance(n.base, Name) and n.sup)
    return [f.changed(partial(_lowered, known=known)) for f in formulas]


def _letters(node: Node) -> tuple[Node, ...]:
    """The A and x of {A x}^k; nothing for any other node."""
    if not isinstance(node, Scripted) or node.sub is not None or node.primes or not isinstance(node.sup, Name):
        return ()
    if node.sup.text in TRANSPOSES:
        return ()  # (W x)^T is no product of W and x^T
    base = node.base.body if isinstance(node.base, Group) and node.base.opening == "{" else node.base
    is_plain = isinstance(base, Product) and not any(base.operators) and all(isinstance(f, Name) for f in base.factors)
    return base.factors if is_plain and isinstance(base, Product) else ()


def _lowered(node: Node, known: Symbols) -> Node:
    letters = _letters(node)
    if letters and isinstance(node, Scripted) and node.sup and (outline(letters[-1]), outline(node.sup)) in known:
        last = replace(node, base=letters[-1], span=(letters[-1].span[0], node.span[1]))
        return Product(node.span, (*letters[:-1], last), ("",) * (len(letters) - 1))
    return rebuilt(node, partial(_lowered, known=known))
