"""A piece of mathematics in a document: what it says, where it stands, and what stands around it."""

import html
import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from symbackprop.parsing.containers.excerpts import Excerpt

PASSAGE = 2000


class Container(StrEnum):
    """The kinds of documents."""

    MARKDOWN = "markdown"
    LATEX = "latex"
    NOTEBOOK = "notebook"
    RESTRUCTURED = "restructured text"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns count from 1; in a notebook also the cell (from 0, as Jupyter counts) and the line in it."""

    line: int
    column: int
    cell: int | None = None
    cell_line: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a notebook: where in the file it begins and ends, and where each of its lines begins."""

    number: int
    start: int
    end: int
    lines: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Original:
    """A file: its name, its text, what kind it is, where its lines and cells begin."""

    name: str
    text: str = field(repr=False)
    container: Container
    lines: Sequence[int] = field(repr=False)
    cells: Sequence[Cell] = field(default=(), repr=False)

    @classmethod
    def of(cls, name: str, text: str, container: Container, cells: Sequence[Cell] = ()) -> "Original":
        """The lines end with `\\n`, whatever stands before it."""
        lines, at = [0], text.find("\n")
        while at >= 0:
            lines.append(at + 1)
            at = text.find("\n", at + 1)
        return cls(name, text, container, lines, cells)

    def place(self, offset: int) -> Place:
        """The line and the column of a character."""
        line = bisect_right(self.lines, offset)
        column = offset - self.lines[line - 1] + 1
        at = bisect_right(self.cells, offset, key=lambda c: c.start) - 1
        if at < 0 or offset > self.cells[at].end:
            return Place(line, column)
        cell = self.cells[at]
        return Place(line, column, cell.number, max(1, bisect_right(cell.lines, offset)))

    def line_of(self, offset: int) -> str:
        """The text of the line of a character, for a message."""
        at = bisect_right(self.lines, offset) - 1
        end = self.lines[at + 1] - 1 if at + 1 < len(self.lines) else len(self.text)
        return self.text[self.lines[at] : end].rstrip("\r")

    def spell(self, latex: str) -> str:
        """LaTeX as it has to be written into this file."""
        if self.container is Container.NOTEBOOK:
            return json.dumps(latex, ensure_ascii=False)[1:-1]
        if self.container is Container.HTML:
            return html.escape(latex, quote=False)
        return latex


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Where in the prose something stands: the headings above it, and the words before it."""

    headings: tuple[str, ...]
    block: str = field(repr=False)
    end: int
    previous: str = field(default="", repr=False)

    @property
    def words(self) -> str:
        """What stands before in the same paragraph; where nothing does, the paragraph before it."""
        own = self.block[max(0, self.end - PASSAGE) : self.end].strip()
        return own or self.previous[-PASSAGE:].strip()

    @property
    def following(self) -> str:
        """What comes after the beginning, in the same paragraph."""
        return self.block[self.end : self.end + PASSAGE].strip()


@dataclass(frozen=True, slots=True, eq=False)
class Display:
    """Mathematics between delimiters.

    `latex` is what stands between them, `expanded` the same with the author's macros written out; `outer` has the
    delimiters in it.  `delimiter` is `$`, `$$`, `\\(`, `\\[`, `begin`, `fence`, `role`, `directive`, `script`, …, and
    `environment` the outermost environment: equation, align, aligned, …  `problem` says why it cannot be read further.
    """

    original: Original = field(repr=False)
    latex: Excerpt
    expanded: Excerpt = field(repr=False)
    outer: tuple[int, int]
    delimiter: str
    environment: str
    is_display: bool
    label: str
    tag: str
    passage: Passage = field(repr=False)
    problem: str = ""

    @property
    def place(self) -> Place:
        """Where its opening delimiter stands."""
        return self.original.place(self.outer[0])

    @property
    def is_cut_off(self) -> bool:
        """Whether code follows at once in which a formula in a line goes on: $b = $`np.sum(`$z$`)`."""
        past = self.passage.end + self.outer[1] - self.outer[0]
        return not self.is_display and self.passage.block[past : past + 1] == "`"

    @property
    def end(self) -> Place:
        """Where its closing delimiter ends."""
        return self.original.place(max(self.outer[0], self.outer[1] - 1))
