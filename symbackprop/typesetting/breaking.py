"""Mathematics on a line of a given width: what is too wide goes on in rows below.

A long row is broken before its relations, else before + or −, else between factors (a dot then begins the row), else
inside its widest parentheses, whose two signs then stand in different rows.  What has no such place stays as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest

from symbackprop.typesetting.presentation import (
    MINUS,
    PLUS,
    TIMES,
    Aligned,
    AlignedRow,
    Big,
    Fence,
    Fenced,
    Identifier,
    Math,
    Operator,
    Row,
    Space,
    Style,
    Words,
    row,
)
from symbackprop.typesetting.widths import GUTTER, columns, width

LINE = 39.0
"""The width of a line of text on A4, in em."""
NARROWEST = 14.0
"""A column is never made narrower than this."""
REMARK = 15.0
"""The width past which a remark goes on in the row below, where it lists several rules."""
_RELATIONS = set("=←≡≈→")
DOT = Operator("·", "prefix")
_INDENT = 1.0
_NOTHING = Row(())


def fitted(tree: Math, line: float = LINE) -> Math:
    """A tree, or an aligned block of rows none of which is wider than `line`, as far as they can be broken."""
    if isinstance(tree, Aligned):
        return Aligned(tuple(_fitted_rows(tree.rows, line)))
    if width(tree) <= line:
        return tree
    rows = [_as_row(tuple(group)) for is_space, group in groupby(_pieces(tree), _is_wide_space) if not is_space]
    found = tuple(_fitted_rows(rows, line))
    return tree if len(found) == 1 else Aligned(found)


def _as_row(pieces: tuple[Math, ...]) -> AlignedRow:
    """left = right as a row of a block; what has no relation stands on the right alone."""
    place = next((n for n, p in enumerate(pieces) if _is_relation(p)), None)
    if place is None:
        return AlignedRow(None, row(*pieces), continued=True)
    relation = pieces[place]
    assert isinstance(relation, Operator)
    return AlignedRow(row(*pieces[:place]), row(*pieces[place + 1 :]), relation=relation)


def _fitted_rows(rows: Sequence[AlignedRow], line: float) -> Iterator[AlignedRow]:
    remarks = [_wrapped(r.remark) for r in rows]
    lefts, signs = columns((r.left, r.relation) for r in rows)
    beside = max((width(piece) for pieces in remarks for piece in pieces), default=0.0)
    rest = max(NARROWEST, line - lefts - signs - (beside + GUTTER if beside else 0.0))
    is_chain = any(width(r.right) > rest and len(_split_at(r.right, _is_relation)) > 1 for r in rows)
    for given, remark in zip(rows, remarks, strict=True):
        links = _links(given) if is_chain else [given]
        shown = [r for link in links for r in _broken_row(link, rest)]
        for made, rule in zip_longest(shown, remark):
            yield replace(made or AlignedRow(None, _NOTHING, continued=True), remark=rule)


def _links(given: AlignedRow) -> Iterator[AlignedRow]:
    """a = b = c as two rows, their signs below each other."""
    first, *others = _split_at(given.right, _is_relation)
    yield replace(given, right=first)
    for other in others:
        relation, *rest = _pieces(other)
        assert isinstance(relation, Operator)
        yield AlignedRow(None, row(*rest), relation=relation)


def _broken_row(given: AlignedRow, line: float) -> Iterator[AlignedRow]:
    for place, right in enumerate(broken(given.right, line)):
        yield replace(given, left=None if place else given.left, right=right, continued=given.continued or place > 0)


def broken(tree: Math, line: float = LINE) -> list[Math]:
    """A side of an equation in rows that are not wider than `line`, where they can be.

    Terms fill a row; one that has to be broken itself begins a new row.
    """
    rows: list[Math] = []
    inner = line - _INDENT
    for term in [tree] if width(tree) <= line else _split_at(tree, _is_sign):
        pieces = _breakable(term, line if width(tree) <= line else inner, 1)
        for place, piece in enumerate(pieces):
            begins = not rows or (place == 0 and len(pieces) > 1)
            if begins or width(rows[-1]) + width(piece) > inner:
                rows.append(piece)
            else:
                rows[-1] = row(rows[-1], piece)
    return [_begun(r) if place else r for place, r in enumerate(rows)]


def _begun(tree: Math) -> Math:
    """A row that goes on with a factor begins with a dot, so that it is not taken for an argument."""
    first, *others = _pieces(tree)
    return row(DOT, *others) if first == TIMES else tree


def _breakable(tree: Math, line: float, level: int) -> list[Math]:
    """A tree in pieces: as few as make each of them fit."""
    if width(tree) <= line:
        return [tree]
    if level < len(_PLACES):
        return [p for part in _split_at(tree, _PLACES[level]) for p in _breakable(part, line, level + 1)]
    opened = _opened(_pieces(tree))
    return [tree] if opened is None else _breakable(opened, line, 0)


def _split_at(tree: Math, is_place: Callable[[Math], bool]) -> list[Math]:
    """A tree split before some operators."""
    found: list[list[Math]] = [[]]
    before: Math | None = None
    for piece in _pieces(tree):
        if before is not None and is_place(piece) and not _holds(before):
            found.append([])
        found[-1].append(piece)
        before = piece
    return [row(*part) for part in found]


def _is_relation(piece: Math) -> bool:
    return isinstance(piece, Operator) and piece.sign in _RELATIONS


def _is_sign(piece: Math) -> bool:
    return piece in (PLUS, MINUS)


def _is_product(piece: Math) -> bool:
    is_infix = isinstance(piece, Operator) and piece.form == "infix"
    return piece == TIMES or (is_infix and not _is_relation(piece) and not _is_sign(piece))


_PLACES = (_is_sign, _is_product)
"""Before what a side is broken, the best places first."""


def _holds(piece: Math) -> bool:
    """Whether what follows must stand in the same row: Σ and its body, log and its argument."""
    return isinstance(piece, Big) or (isinstance(piece, Identifier) and piece.style is Style.FUNCTION)


def _opened(pieces: Sequence[Math]) -> Math | None:
    """A row whose widest parentheses are two signs of their own; None where there are none worth it."""
    fenced = [(width(p), n) for n, p in enumerate(pieces) if isinstance(p, Fenced) and _holds_sum(p.of)]
    if not fenced:
        return None
    place = max(fenced)[1]
    group = pieces[place]
    assert isinstance(group, Fenced)
    left, right = Fence(group.left, False, group.grows), Fence(group.right, True, group.grows)
    return row(*pieces[:place], left, group.of, right, *pieces[place + 1 :])


def _holds_sum(tree: Math) -> bool:
    """Whether there is a sign to break at, in further parentheses if need be."""
    pieces = _pieces(tree)
    return any(map(_is_sign, pieces)) or any(isinstance(p, Fenced) and _holds_sum(p.of) for p in pieces)


def _wrapped(remark: Math | None) -> list[Math]:
    """A remark that lists rules, in rows that are not too wide."""
    if not isinstance(remark, Words):
        return [] if remark is None else [remark]
    lines: list[str] = []
    for rule in remark.text.split(", "):
        longer = f"{lines[-1]}, {rule}" if lines else rule
        if lines and width(Words(longer)) > REMARK:
            lines[-1] += ","
            lines.append(rule)
        else:
            lines[-1:] = [longer]
    return [Words(text) for text in lines]


def _is_wide_space(piece: Math) -> bool:
    return isinstance(piece, Space) and piece.quads > 1


def _pieces(tree: Math) -> tuple[Math, ...]:
    return tree.pieces if isinstance(tree, Row) else (tree,)
