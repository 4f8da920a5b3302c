"""Lines of an aligned block: sides, a remark, and where a long right side is broken."""

from collections.abc import Iterator
from dataclasses import dataclass

from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.presentation import (
    BESIDE,
    EQUALS,
    TIMES,
    Aligned,
    AlignedRow,
    Big,
    Cases,
    Fenced,
    Fraction,
    Identifier,
    Math,
    Number,
    Operator,
    Script,
    Space,
    Table,
    Words,
    row,
)

SMALL = 0.7
"""The size of a script."""
LONGEST = 64
"""The width, in letters, past which a right side is broken between its terms, or else between its factors."""


@dataclass(frozen=True)
class Line:
    """left = right, with the rule of a step, and the layers for which an equation holds.

    `right` is a list of terms, so that a long sum can be broken between them; `left` is None where it stays the same.
    """

    left: Math | None
    right: tuple[Math, ...]
    rule: str = ""
    layers: Math | None = None
    relation: Operator = EQUALS

    @property
    def remark(self) -> Math | None:
        """What stands to the right of the equation."""
        if not self.rule:
            return self.layers
        rule = Words(self.rule)
        return row(rule, Space(), Fenced("(", self.layers, ")")) if self.layers is not None else rule

    @property
    def tree(self) -> Math:
        """The equation on one line, without its remark."""
        return row(self.left, self.relation, *self.right)

    @property
    def latex(self) -> str:
        """The same in LaTeX."""
        return latex(self.tree)

    @property
    def rows(self) -> Iterator[AlignedRow]:
        """The line as rows of an aligned block, the remark in the last one."""
        *first, last = broken(self.right)
        for place, piece in enumerate([*first, last]):
            left = self.left if place == 0 else None
            remark = self.remark if place == len(first) else None
            yield AlignedRow(left, piece, remark, continued=place > 0, relation=self.relation)


def aligned(lines: list[Line]) -> Aligned:
    """An aligned block of lines."""
    return Aligned(tuple(r for line in lines for r in line.rows))


def width(tree: Math) -> float:
    """About how wide a tree is, in letters."""
    match tree:
        case Identifier(text) | Number(text) | Words(text):
            return len(text)
        case Operator(form=form):
            return 0 if form == "silent" else 2 if form == "infix" else 1
        case Fraction(above, below):
            return max(width(above), width(below))
        case Script(base, above, below):
            return width(base) + SMALL * max((width(s) for s in (above, below) if s is not None), default=0)
        case Big(_, below, above):
            return max(2, *(SMALL * width(s) for s in (above, below) if s is not None))
        case Fenced(of=of):
            return width(of) + 2
        case Cases(rows) | Table(rows):
            return max(sum(map(width, cells)) + 2 for cells in rows)
    return sum(map(width, tree.parts))


def broken(terms: tuple[Math, ...]) -> list[Math]:
    """The terms in rows that are not too wide, where they can be."""
    rows: list[Math] = []
    for term in (piece for t in terms for piece in _breakable(t)):
        if rows and width(rows[-1]) + width(term) <= LONGEST:
            rows[-1] = row(rows[-1], term)
        else:
            rows.append(term)
    return rows


def _breakable(term: Math) -> list[Math]:
    """A term, or, where it is too wide, its factors, each but the first with the sign in front of it."""
    pieces = getattr(term, "pieces", ())
    places = [n for n, p in enumerate(pieces) if p in (TIMES, BESIDE) and not isinstance(pieces[n - 1], Big)]
    if width(term) <= LONGEST or not places:
        return [term]
    starts = [0, *places]
    return [row(*pieces[a:b]) for a, b in zip(starts, [*places, len(pieces)], strict=True)]
