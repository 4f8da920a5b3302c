"""The document model: blocks and inlines, as plain values.  Evaluation makes them; a writer does nothing but walk them.

What a writer must know about mathematics is a `Formula`; what stands in the files beside a document is a `Figure`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from symbackprop.documents.formulas import Formula


@dataclass(frozen=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True)
class CodeText:
    """Characters to be read as code."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    """Emphasised inlines; `strong` for strong emphasis."""

    children: tuple["Inline", ...]
    strong: bool = False


@dataclass(frozen=True)
class Link:
    """A link to a page."""

    href: str
    children: tuple["Inline", ...]


@dataclass(frozen=True)
class Mathematics:
    """A formula in a line of text."""

    formula: Formula


@dataclass(frozen=True)
class Reference:
    """A link to a numbered block: (BP1), Figure 2."""

    label: str


@dataclass(frozen=True)
class LineBreak:
    """The end of a line; a `hard` one is kept."""

    hard: bool = False


Inline = Text | CodeText | Emphasis | Link | Mathematics | Reference | LineBreak
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section, since the title stands apart."""

    level: int
    content: Inlines
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    content: Inlines


@dataclass(frozen=True)
class Listing:
    """A list; `start` is the first number of a numbered one, None for bullets."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None
    tight: bool = True


@dataclass(frozen=True)
class Quotation:
    """A block quotation."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class CodeBlock:
    """Lines of code.  In a notebook a `live` one is a cell that runs, else it is shown only."""

    text: str
    language: str = ""
    live: bool = False


@dataclass(frozen=True)
class Table:
    """A table: a row of heads, rows of cells, and for each column left, right or center."""

    head: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    align: tuple[str, ...]
    caption: Inlines = ()


@dataclass(frozen=True)
class Rule:
    """A line between two parts."""


@dataclass(frozen=True)
class EquationBlock:
    """A numbered display: one formula, and the derivations that lead to it.

    `number` is what stands in parentheses, nothing for a display without one; `anchor` is unique in the document.
    `steps` are derivations, folded unless `unfolded`; `remark` says what the equation rests on; `code` is the Python
    that makes it.
    """

    formula: Formula
    number: str
    anchor: str
    steps: tuple[Formula, ...] = ()
    unfolded: bool = False
    remark: str = ""
    code: str = ""


@dataclass(frozen=True)
class FigureBlock:
    """A drawing with a caption, as SVG and as TikZ."""

    number: str
    anchor: str
    svg: str
    tikz: str
    caption: Inlines
    alternative: str = ""


@dataclass(frozen=True)
class Admonition:
    """A remark that stands apart: note, tip, warning, …"""

    kind: str
    title: Inlines
    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Listing | Quotation | CodeBlock | Table | Rule | EquationBlock | FigureBlock | Admonition


@dataclass(frozen=True)
class Target:
    """What a label stands for: `kind` is equation, figure or section."""

    kind: str
    number: str
    anchor: str


@dataclass(frozen=True)
class Document:
    """A whole document: `stem` names its files, `setup` is the Python that makes its networks, and
    `training` names one that can be trained, on inputs of a shape."""

    stem: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    labels: dict[str, Target] = field(default_factory=dict)
    setup: str = ""
    training: str = ""
    training_shape: tuple[int, int] = (0, 0)

    @property
    def figures(self) -> tuple[FigureBlock, ...]:
        """The figures in order."""
        return tuple(b for b in walk(self.blocks) if isinstance(b, FigureBlock))

    @property
    def equations(self) -> tuple[EquationBlock, ...]:
        """The displayed equations in order."""
        return tuple(b for b in walk(self.blocks) if isinstance(b, EquationBlock))


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """All blocks, those inside others too, in order."""
    for block in blocks:
        yield block
        match block:
            case Listing(items):
                for item in items:
                    yield from walk(item)
            case Quotation(inner) | Admonition(blocks=inner):
                yield from walk(inner)
            case _:
                pass


def plain(inlines: Iterable[Inline]) -> str:
    """The characters of a line of text, for anchors and alternatives."""
    found = []
    for inline in inlines:
        match inline:
            case Text(text) | CodeText(text):
                found.append(text)
            case Emphasis(children) | Link(_, children):
                found.append(plain(children))
            case Mathematics(formula):
                found.append(formula.latex)
            case Reference(label):
                found.append(label)
            case LineBreak():
                found.append(" ")
    return "".join(found)
