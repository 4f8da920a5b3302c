"""What is printed, before it is LaTeX, MathML or Typst: a small tree of letters, scripts, fractions, fences and tables.

    δ^{[l]}_{j}     Script(Identifier("δ"), above=Fenced("[", l, "]"), below=j)

The printers build this tree and know no output format; a renderer knows the format and no mathematics.  Letters are
Unicode; what a style is called is the renderer's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Literal


class Style(StrEnum):
    """How letters are set."""

    ITALIC = "italic"
    UPRIGHT = "upright"
    FUNCTION = "function"
    BOLD = "bold"
    SANS = "sans"
    SCRIPT = "script"


@dataclass(frozen=True)
class Math:
    """A piece of mathematics in print."""

    @property
    def parts(self) -> tuple["Math", ...]:
        """The pieces that it is made of."""
        return tuple(_trees(getattr(self, f.name) for f in fields(self)))


@dataclass(frozen=True)
class Identifier(Math):
    """A letter, or a name of several: w, σ, loss; of style FUNCTION the name of a function: log, ReLU."""

    text: str
    style: Style = Style.ITALIC


@dataclass(frozen=True)
class Number(Math):
    """Digits."""

    text: str


@dataclass(frozen=True)
class Words(Math):
    """Plain text."""

    text: str


@dataclass(frozen=True)
class Space(Math):
    """A wide space, so many quads."""

    quads: int = 1


@dataclass(frozen=True)
class Operator(Math):
    """A sign between two sides, or in front of one: + − = ⊙; `separator` is a comma."""

    sign: str
    form: Literal["infix", "prefix", "separator", "silent"] = "infix"


TIMES = Operator("times", "silent")
"""A product that is written by juxtaposition."""
APPLY = Operator("apply", "silent")
"""A function before its argument in parentheses."""
BESIDE = Operator("beside", "silent")
"""Two things that stand side by side, with nothing between them: ∂ and C, Σ and its body."""
COMMA = Operator(",", "separator")
MINUS, PLUS, EQUALS = Operator("−"), Operator("+"), Operator("=")
ASSIGNS = Operator("←")
NEGATIVE = Operator("−", "prefix")


@dataclass(frozen=True)
class Row(Math):
    """Pieces one after another."""

    pieces: tuple[Math, ...]


@dataclass(frozen=True)
class Script(Math):
    """A base with a superscript, a subscript, or both."""

    base: Math
    above: Math | None = None
    below: Math | None = None

    @property
    def together(self) -> "Script":
        """The scripts of a base that has one and gets the other, side by side: (x_i)² as x_i²."""
        inner = self.base
        if not isinstance(inner, Script) or (self.above and inner.above) or (self.below and inner.below):
            return self
        return Script(inner.base, self.above or inner.above, self.below or inner.below).together


@dataclass(frozen=True)
class Prime(Math):
    """f′, f″."""

    base: Math
    order: int = 1


@dataclass(frozen=True)
class Fraction(Math):
    """One thing over another."""

    above: Math
    below: Math


@dataclass(frozen=True)
class Root(Math):
    """A square root."""

    of: Math


@dataclass(frozen=True)
class Fenced(Math):
    """Something in parentheses, brackets or bars, which grow with it or do not."""

    left: str
    of: Math
    right: str
    grows: bool = False


@dataclass(frozen=True)
class Fence(Math):
    """One sign of a pair of parentheses whose other sign stands in another row."""

    sign: str
    closes: bool
    grows: bool = False


@dataclass(frozen=True)
class Big(Math):
    """An operator with limits: Σ_{k=1}^{n}."""

    sign: str
    below: Math | None = None
    above: Math | None = None


@dataclass(frozen=True)
class Accent(Math):
    """A mark over something: hat, bar, tilde or vec."""

    mark: str
    of: Math


@dataclass(frozen=True)
class Cases(Math):
    """Values, each with its condition."""

    rows: tuple[tuple[Math, Math], ...]


@dataclass(frozen=True)
class Table(Math):
    """A matrix written out, in brackets."""

    rows: tuple[tuple[Math, ...], ...]


@dataclass(frozen=True)
class Hole(Math):
    """A place in a template, to be filled."""

    name: str


@dataclass(frozen=True)
class AlignedRow(Math):
    """left = right, with a remark; `continued` where the right side goes on from the row above."""

    left: Math | None
    right: Math
    remark: Math | None = None
    continued: bool = False
    relation: Operator = EQUALS


@dataclass(frozen=True)
class Aligned(Math):
    """Rows aligned at their relations, with a column for remarks."""

    rows: tuple[AlignedRow, ...]


def row(*pieces: Math | None) -> Math:
    """Pieces side by side; rows in rows are flattened, and one piece alone is itself."""
    flat: list[Math] = []
    for piece in pieces:
        if piece is not None:
            flat += piece.pieces if isinstance(piece, Row) else (piece,)
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def joined(pieces: Iterator[Math] | list[Math] | tuple[Math, ...], by: Math = TIMES) -> Math:
    """Pieces with an operator between them."""
    separated: list[Math] = []
    for piece in pieces:
        separated += [by, piece] if separated else [piece]
    return row(*separated)


def parenthesised(of: Math) -> Math:
    """Something in parentheses, which grow where it is tall."""
    return Fenced("(", of, ")", is_tall(of))


def is_tall(tree: Math) -> bool:
    """Whether parentheses around it must grow."""
    return any(isinstance(t, Big | Fraction | Cases | Table) or (isinstance(t, Fenced) and t.grows) for t in walk(tree))


def walk(tree: Math) -> Iterator[Math]:
    """A tree and all its parts."""
    yield tree
    for part in tree.parts:
        yield from walk(part)


def filled(template: Math, **values: Math) -> Math:
    """A template with its holes filled."""
    if isinstance(template, Hole):
        return values[template.name]
    if isinstance(template, Row):
        return row(*(filled(p, **values) for p in template.pieces))
    changed = {
        f.name: filled(held, **values) for f in fields(template) if isinstance(held := getattr(template, f.name), Math)
    }
    return type(template)(**{f.name: getattr(template, f.name) for f in fields(template)} | changed)


def _trees(held: object) -> Iterator[Math]:
    if isinstance(held, Math):
        yield held
    elif isinstance(held, Iterator | tuple):
        for each in held:
            yield from _trees(each)
