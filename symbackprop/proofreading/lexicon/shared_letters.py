r"""A letter that counts examples and units at once: ∂J/∂W_{ij} = (1/m) Σ_{i=1}^m ∂J^{(i)}/∂W_{ij}.

What the sum counts stands in brackets above, x^{(i)}; the i below is the one outside.  The two get names of their own.
"""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import COUNTED, flat, limit_letters, name_of, upper_name
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

FRESH = "ι"


def with_own_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, an example's letter renamed where a sum over examples also has it as the index of a unit."""
    return [f.changed(_parted) for f in formulas]


def _parted(node: Node) -> Node:
    if isinstance(node, Big) and node.lower is not None and upper_name(node) in COUNTED:
        letters = limit_letters(node)
        if len(letters) == 1 and _is_shared(node.body, letters[0]):
            return replace(node, lower=_named(node.lower, letters[0]), body=_above(node.body, letters[0]))
    if not any(isinstance(n, Big) for n in node.walk()):
        return node
    return rebuilt(node, _parted)


def _is_shared(body: Node, letter: str) -> bool:
    """Whether a letter stands in brackets above one symbol and below another."""
    scripted = [n for n in body.walk() if isinstance(n, Scripted)]
    above = any(_is_example(n, letter) for n in scripted)
    below = any(letter in map(name_of, flat(n.sub)) for n in scripted if n.sub is not None and not _is_cost(n))
    return above and below


def _is_cost(node: Scripted) -> bool:
    return name_of(node.base) in COST_LETTERS


def _is_example(node: Scripted, letter: str) -> bool:
    if _is_cost(node) and node.sub is not None:
        return name_of(node.sub) == letter
    parts = flat(node.sup) if node.sup is not None else []
    return any(isinstance(p, Group) and p.opening == "(" and name_of(p.body) == letter for p in parts)


def _above(node: Node, letter: str) -> Node:
    """The formula with examples named anew."""
    if isinstance(node, Scripted) and _is_example(node, letter):
        where = "sub" if _is_cost(node) and node.sub is not None else "sup"
        part = _named(getattr(node, where), letter)
        node = replace(node, sub=part) if where == "sub" else replace(node, sup=part)
    return rebuilt(node, lambda part: _above(part, letter), leaving=("sub", "sup"))


def _named(node: Node, letter: str) -> Node:
    if isinstance(node, Name):
        return replace(node, text=FRESH) if node.text == letter else node
    return rebuilt(node, lambda part: _named(part, letter))
