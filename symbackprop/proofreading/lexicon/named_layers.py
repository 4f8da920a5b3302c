"""Layers by their names: W^{(h)} and a^{(out)} of a network with one hidden layer are W^{(1)} and a^{(2)}.

Hidden and output layer both have to be named, and no layer a number; then all that is known of layers holds of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Group, Name, Node, Number, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts

NAMES: tuple[dict[str, int], ...] = (
    {"H": 1, "O": 2, "I": 0},
    {"h": 1, "o": 2, "out": 2, "in": 0, "output": 2, "input": 0},
    {"hidden": 1, "output": 2, "out": 2, "input": 0, "in": 0, "hid": 1},
)
"""What layers are called, and their numbers; the names of one row stand together."""
STATES = frozenset("wWbzZaAhHos") | {"delta"}
"""What a layer has, so that a bare name above it is no power: z^H."""


def with_numbered_layers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, names of layers read as their numbers."""
    sides = sides_of(formulas)
    above = {_said(p) for side in sides for n in side.walk() for p in _brackets(n)}
    if any(t.isdigit() for t in above):
        return list(formulas)
    for names in NAMES:
        numbers = {names[t] for t in above if t in names}
        if {1, 2} <= numbers:
            return [f.changed(partial(_numbered, names=names)) for f in formulas]
    return list(formulas)


def _brackets(node: Node) -> Iterator[Group]:
    """The brackets above a symbol that a layer has."""
    if isinstance(node, Scripted) and node.sup is not None and name_of(scripts(node)[0]) in STATES:
        yield from (p for p in flat(node.sup) if isinstance(p, Group) and p.opening in "([")


def _said(bracket: Group) -> str:
    body = bracket.body
    return body.text.strip() if isinstance(body, Words) else name_of(body)


def _numbered(node: Node, names: dict[str, int]) -> Node:
    if isinstance(node, Scripted) and node.sup is not None and name_of(scripts(node)[0]) in STATES:
        node = replace(node, sup=_script(node.sup, names))
    return rebuilt(node, lambda part: _numbered(part, names))


def _script(node: Node, names: dict[str, int]) -> Node:
    """A superscript with the numbers of layers in it."""
    if isinstance(node, Group) and node.opening in "([" and _said(node) in names:
        return replace(node, body=Number(node.body.span, str(names[_said(node)])))
    if isinstance(node, Name | Words) and _said_bare(node) in names.keys() - {"h", "o", "i"}:
        number = Number(node.span, str(names[_said_bare(node)]))
        return Group(node.span, number, "(", ")")
    if isinstance(node, Group) and node.opening == "{":
        return replace(node, body=_script(node.body, names))
    if isinstance(node, Product):  # (O)T
        return replace(node, factors=tuple(_script(p, names) for p in node.factors))
    return node


def _said_bare(node: Name | Words) -> str:
    return node.text.strip()
