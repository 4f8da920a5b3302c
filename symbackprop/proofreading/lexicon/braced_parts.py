r"""What a brace calls a part of a formula: \underbrace{W x + b}_{z} defines z = W x + b where it stands.

Other remarks at a brace, words and sizes, say nothing of what the formula computes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.alphabet import LETTERS
from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Annotated, Big, Grid, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.defining import definition_of
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import scripts

BRACES = frozenset({"under", "over"})
JOINED = (Addition, Big, Product)
"""What its brace holds together among factors."""


def with_braced_parts(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas without braces, and what each is told by them."""
    return [_told(f) if any(map(_is_braced, _nodes(f))) else f for f in formulas]


def definitions_in_braces(formula: Formula, lexicon: Lexicon) -> Iterator[Definition]:
    """What the braces of a statement define."""
    for name, part in formula.braced:
        statement = replace(formula.statement, relation=":=")
        found = definition_of(replace(formula, statement=statement, left=name, right=part), lexicon)
        if found is not None and outline(name) != outline(part):
            yield found


def add_braced_parts(lexicon: Lexicon, found: Sequence[Definition]) -> None:
    """Define what braces name, and read it by that name where other definitions have it."""
    names = {outline(d.body): d.mention.node for d in found}

    def named(node: Node) -> Node:
        own = names.get(outline(node)) if isinstance(node, JOINED) else None
        return rebuilt(node, named) if own is None else own

    if names:
        lexicon.definitions[:] = [replace(d, body=named(d.body)) for d in lexicon.definitions]
        lexicon.definitions += found


def _nodes(formula: Formula) -> Iterator[Node]:
    for side in formula.sides:
        yield from side.walk()


def _told(formula: Formula) -> Formula:
    named = [pair for node in _nodes(formula) if isinstance(node, Annotated) and (pair := _named(node)) is not None]
    return replace(formula, braced=tuple(named)).changed(_whole)


def _is_braced(node: Node) -> bool:
    r"""Whether it is a part with a brace, and no symbol with its size, \underset{n \times m}{W}."""
    return isinstance(node, Annotated) and node.position in BRACES and not isinstance(node.body, Name | Scripted)


def _named(node: Annotated) -> tuple[Node, Node] | None:
    """The name of a part and the part; of what is called −δ, the name is that of its negative."""
    note = node.note
    while isinstance(note, Group) and note.opening == "{":
        note = note.body
    if not _is_braced(node) or note is None or isinstance(node.body, Grid):
        return None
    if isinstance(note, Addition) and len(note.terms) == 1 and note.signs == (-1,):
        return (note.terms[0], Addition(node.body.span, (node.body,), (-1,))) if _is_symbol(note.terms[0]) else None
    return (note, node.body) if _is_symbol(note) else None


def _is_symbol(node: Node) -> bool:
    """Whether it is one letter with its scripts; words are remarks."""
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    return isinstance(base, Name) and base.style != "roman" and (len(base.text) == 1 or base.text in LETTERS)


def _whole(node: Node) -> Node:
    """A formula, nothing around its parts where it is one of them."""
    while isinstance(node, Annotated) and _is_braced(node):
        node = node.body
    return _bare(node)


def _bare(node: Node) -> Node:
    if isinstance(node, Annotated) and _is_braced(node):
        body = _whole(node)
        return Group(node.span, body, "{", "}") if isinstance(body, JOINED) else body
    return rebuilt(node, _whole if isinstance(node, Group) else _bare)
