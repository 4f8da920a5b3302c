"""reStructuredText: the `math` role and directive.

docutils knows the line of a directive but not the place of a role, and neither to the column, so the few constructs
that matter here are read by the line: sections, literal blocks, comments, directives, roles.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symbackprop.parsing.containers.assembly import Assembly, excerpt_of_lines
from symbackprop.parsing.containers.displays import Passage
from symbackprop.parsing.containers.excerpts import Excerpt

_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")
_DIRECTIVE = re.compile(r"\s*\.\.\s+([\w:-]+)::(?:\s+|$)")
_EXPLICIT = re.compile(r"\s*\.\.(?:\s|$)")
_OPTION = re.compile(r"\s*:(\w[\w-]*):\s*(.*)$")
_ROLE = re.compile(r"``.*?``|:math:`((?:[^`\\]|\\.)+)`|(?<![:`\w])`((?:[^`\\]|\\.)+)`(:math:)?(?![`_\w])", re.DOTALL)
LITERAL = {
    "code",
    "code-block",
    "sourcecode",
    "parsed-literal",
    "literalinclude",
    "raw",
    "highlight",
    "ipython",
    "plot",
    "graphviz",
    "mermaid",
    "doctest",
    "testcode",
    "jupyter-execute",
    "toctree",
    "csv-table",
}


@dataclass
class _Lines:
    """The lines of a file, and where each begins."""

    text: str
    starts: list[int] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "_Lines":
        lines = text.split("\n")
        starts, at = [], 0
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        return cls(text, starts, [line.rstrip() for line in lines])

    def indent(self, number: int) -> int:
        line = self.lines[number]
        return len(line) - len(line.lstrip())

    def span(self, number: int) -> tuple[int, int]:
        """A line without its indentation."""
        start = self.starts[number]
        return start + self.indent(number), start + len(self.lines[number])

    def block_end(self, first: int, indent: int) -> int:
        """Past the lines that are blank or indented more than that."""
        number = first
        while number < len(self.lines) and (not self.lines[number] or self.indent(number) > indent):
            number += 1
        while number > first and not self.lines[number - 1]:
            number -= 1
        return number


def read_restructured(assembly: Assembly, page: Excerpt) -> None:
    """All displays of a reStructuredText file."""
    _Reader(assembly, page.text).read()


class _Reader:
    """A pass over the lines."""

    def __init__(self, assembly: Assembly, text: str) -> None:
        self.assembly, self.source = assembly, _Lines.of(text)
        self.styles: list[str] = []
        self.is_math_default = False

    def read(self) -> None:
        number, lines = 0, self.source.lines
        while number < len(lines):
            if not lines[number]:
                number += 1
            elif (past := self._heading(number)) or (past := self._explicit(number)):
                number = past
            else:
                number = self._paragraph(number)

    def _heading(self, number: int) -> int:
        """Past a title with its underline, and its overline where it has one; 0 where there is none."""
        lines = self.source.lines
        over = bool(_UNDERLINE.fullmatch(lines[number])) and number + 2 < len(lines)
        if over and lines[number + 2] == lines[number] and lines[number + 1].strip():
            title, style, past = lines[number + 1], lines[number][0] * 2, number + 3
        elif (
            number + 1 < len(lines)
            and _UNDERLINE.fullmatch(lines[number + 1])
            and not _UNDERLINE.fullmatch(lines[number])
            and len(lines[number + 1]) + 8 >= len(lines[number])
            and self.source.indent(number) == 0
        ):
            title, style, past = lines[number], lines[number + 1][0], number + 2
        else:
            return 0
        if style not in self.styles:
            self.styles.append(style)
        self.assembly.heading(self.styles.index(style), title.strip())
        return past

    def _explicit(self, number: int) -> int:
        """Past a directive or comment, or past the line of one whose content is read as text; 0 where there is none."""
        line, indent = self.source.lines[number], self.source.indent(number)
        if not _EXPLICIT.match(line):
            return 0
        directive = _DIRECTIVE.match(line)
        if directive is None:
            return self.source.block_end(number + 1, indent)
        name, end = directive[1].lower(), self.source.block_end(number + 1, indent)
        if name == "default-role":
            self.is_math_default = line[directive.end() :].strip() == "math"
        if name == "math":
            self._math(number, directive.end(), end)
            return end
        if name in LITERAL:
            return end
        start = self.source.starts[number]
        self._scan(Excerpt.of(line[directive.end() :], start + directive.end()))
        return number + 1

    def _math(self, number: int, column: int, end: int) -> None:
        """The formulas of a directive: paragraphs are formulas of their own."""
        source = self.source
        groups: list[list[tuple[int, int]]] = [[]]
        if column < len(source.lines[number]):
            groups[0].append((source.starts[number] + column, source.starts[number] + len(source.lines[number])))
        label = ""
        for line in range(number + 1, end):
            if option := _OPTION.match(source.lines[line]):
                label = option[2] if option[1] in ("label", "name") else label
            elif source.lines[line]:
                groups[-1].append(source.span(line))
            elif groups[-1]:
                groups.append([])
        begin = source.starts[number] + source.indent(number)
        passage = Passage(self.assembly.path, "", 0, self.assembly.previous)
        for number, group in enumerate(filter(None, groups)):
            latex = excerpt_of_lines(source.text, group)
            outer = (group[0][0] if number else begin, group[-1][1])
            self.assembly.add(latex, outer, "directive", passage, label=label)

    def _paragraph(self, number: int) -> int:
        """Past a paragraph; and past the literal block that it announces."""
        source, first = self.source, number
        while number < len(source.lines) and source.lines[number]:
            if number > first and _EXPLICIT.match(source.lines[number]):
                break
            number += 1
        block = excerpt_of_lines(source.text, [source.span(n) for n in range(first, number)])
        self._scan(block)
        if block.text.endswith("::"):
            return source.block_end(number, min(source.indent(n) for n in range(first, number)))
        return number

    def _scan(self, block: Excerpt) -> None:
        """The roles of a paragraph."""
        for found in self._roles(block):
            inner = block.cut(*found.span(1 if found[1] is not None else 2))
            passage = Passage(self.assembly.path, block.text, found.start(), self.assembly.previous)
            self.assembly.add(inner, block.span(*found.span()), "role", passage, is_display=False)
        self.assembly.follow(block.text)

    def _roles(self, block: Excerpt) -> Iterator[re.Match[str]]:
        for found in _ROLE.finditer(block.text):
            if found[1] is not None or found[3] or (found[2] is not None and self.is_math_default):
                yield found
