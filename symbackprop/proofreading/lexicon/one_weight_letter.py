"""Weights of two letters in a text that gives no forward pass: v_{ij} and w_{jk}, where j tells that one leads to the
other.

They are read as w_{ij} and w_{jk}, whose letters of units tell the layers.  Where the text says what is computed from
each, it tells more than that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Derivative, Differential, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import ERROR

FIRST, SECOND = "v", "w"


def with_one_weight_letter(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, section by section, v read as w."""
    return [f for _, part in groupby(formulas, key=lambda f: f.section) for f in _of_section([*part])]


def _of_section(formulas: list[Formula]) -> list[Formula]:
    symbols = [n for side in sides_of(formulas) for n in side.walk() if isinstance(n, Scripted)]
    first, second = ({own for n in symbols for own in _letters(n, base)} for base in (FIRST, SECOND))
    if len(first) != 1 or len(second) != 1 or any(map(_goes_forward, formulas)):
        return formulas
    if not any(name_of(n.base) == ERROR for n in symbols):
        return formulas
    (a, b), (c, d) = first.pop(), second.pop()
    is_chain = (b == c and a != d) or (a == d and b != c)
    return [f.changed(_renamed) for f in formulas] if is_chain else formulas


def _letters(node: Scripted, base: str) -> Iterator[tuple[str, str]]:
    """The two letters of a weight."""
    below = [name_of(p) for p in flat(node.sub)] if node.sub is not None and name_of(node.base) == base else []
    if len(below) == 2 and below[0] != below[1] and all(len(t) == 1 and t.isalpha() for t in below):
        yield below[0], below[1]


def _goes_forward(formula: Formula) -> bool:
    """Whether a statement computes a state from weights."""
    left, right = formula.left, formula.right
    if left is None or right is None or isinstance(left, Derivative | Differential):
        return False
    base = name_of(scripts(left)[0] if isinstance(left, Scripted) else left)
    read = {name_of(n.base) for n in right.walk() if isinstance(n, Scripted)}
    return base not in (ERROR, FIRST, SECOND) and bool(read & {FIRST, SECOND}) and ERROR not in read


def _renamed(node: Node) -> Node:
    node = rebuilt(node, _renamed)
    is_weight = isinstance(node, Scripted) and [*_letters(node, FIRST)]
    if is_weight and isinstance(node, Scripted) and isinstance(node.base, Name):
        return replace(node, base=replace(node.base, text=SECOND))
    return node
