"""Putting displays together: the passage around them, labels and tags, macros; the same for every container."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symbackprop.parsing.containers.delimiters import Dialect, formulas, without_delimiters
from symbackprop.parsing.containers.displays import Display, Original, Passage
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.faults import LONGEST_DISPLAY, MOST_DISPLAYS, fault
from symbackprop.parsing.containers.macros import EndlessMacroError, Expander, definitions

LABEL = re.compile(r"\\(?:label|eqlabel)\s{0,9}\{([^{}]{0,200})\}")
_BARE_TAG = r"\\tag\*?\s{0,9}(?P<bare>\d{1,5}|[A-Za-z*])(?![A-Za-z\d])"
TAG = re.compile(rf"\\tag\*?\s{{0,9}}\{{(?P<braced>(?:[^{{}}]|\{{[^{{}}]*\}}){{0,200}})\}}|{_BARE_TAG}")
r"""\tag{2}, and \tag 2, which takes what comes next."""
_LABEL_AFTER = re.compile(
    r"[ \t]*\n?[ \t]*(?::eqlabel:`([^`\n]{1,80})`|\{#([\w:.-]{1,80})\}|\(([\w:.-]{1,80})\)[ \t]*(?=\n|$))"
)
_ENVIRONMENT = re.compile(r"\s*+(?:\\label\s{0,9}\{[^{}]*\})?\s*+\\begin\s{0,9}\{\s{0,9}([A-Za-z]{1,30}\*?)\s{0,9}\}")
_PROSE = re.compile(r"\w{2,}\W+\w{2,}|\A\W*[^\W\d_]{3,}\W*\Z")
"""Two words, or one alone in its paragraph: the name of an item."""


def tag_of(found: re.Match[str] | None) -> str:
    """The name that a tag gives; nothing where there is none."""
    return (found["braced"] or found["bare"] or "") if found else ""


@dataclass
class Assembly:
    """The displays of one document, gathered in order."""

    original: Original
    headings: list[tuple[int, str]] = field(default_factory=list)
    previous: str = ""
    displays: list[Display] = field(default_factory=list)
    expander: Expander = field(default_factory=Expander)

    def heading(self, level: int, text: str) -> None:
        """A heading; those of its own level and below are over."""
        self.headings = [*(h for h in self.headings if h[0] < level), (level, " ".join(text.split())[:300])]

    def scan(self, block: Excerpt, dialect: Dialect) -> None:
        """A paragraph: all mathematics in it."""
        path = self.path
        self._label_before(block)
        defined = list(definitions(block.text))
        for found in formulas(block.text, dialect):
            self.expander.define([d for d in defined if d.end <= found.outer[0]])
            defined = [d for d in defined if d.start >= found.outer[1]]
            label = _LABEL_AFTER.match(block.text, found.outer[1]) if found.is_display else None
            passage = Passage(path, block.text, found.outer[0], self.previous)
            self.add(
                block.cut(*found.inner),
                block.span(*found.outer),
                found.delimiter,
                passage,
                environment=found.environment,
                is_display=found.is_display,
                label=next(filter(None, label.groups())) if label else "",
            )
        self.expander.define(defined)
        self.follow(block.text)

    def _label_before(self, block: Excerpt) -> None:
        """A paragraph that begins with the label of the display that ends on the line before."""
        if not self.displays or not (label := _LABEL_AFTER.match(block.text)) or not label[1]:
            return
        last = self.displays[-1]
        if not self.original.text[last.outer[1] : block.span()[0]].strip():
            self.displays[-1] = replace(last, label=last.label or label[1])

    def follow(self, text: str) -> None:
        """What comes later has this paragraph before it."""
        if _PROSE.search(text, 0, 5000):
            self.previous = text

    @property
    def path(self) -> tuple[str, ...]:
        """The headings that are open."""
        return tuple(text for _, text in self.headings)

    def add(
        self,
        latex: Excerpt,
        outer: tuple[int, int],
        delimiter: str,
        passage: Passage | None = None,
        *,
        environment: str = "",
        is_display: bool = True,
        label: str = "",
    ) -> None:
        """One display.   Raises: DocumentError for too many."""
        if len(self.displays) >= MOST_DISPLAYS:
            raise fault(self.original, outer[0], "this document has too many formulas", expected=f"{MOST_DISPLAYS:,}")
        latex = without_delimiters(latex)
        problem = _unsound(latex.text)
        expanded, endless = (latex, "") if problem else self._expanded(latex)
        inside = _ENVIRONMENT.match(expanded.text)
        label_there, tag = LABEL.search(latex.text), TAG.search(latex.text)
        self.displays.append(
            Display(
                self.original,
                latex,
                expanded,
                outer,
                delimiter,
                environment or (inside[1] if inside else ""),
                is_display,
                label or (label_there[1] if label_there else ""),
                tag_of(tag),
                passage or Passage(self.path, "", 0, self.previous),
                problem or endless,
            )
        )

    def _expanded(self, latex: Excerpt) -> tuple[Excerpt, str]:
        try:
            return self.expander.expanded(latex), ""
        except EndlessMacroError as error:
            return latex, f"the macro \\{error.name} {error.reason}"


_SIGN = re.compile(r"\\.|[{}]", re.DOTALL)


def _unsound(latex: str) -> str:
    """What is wrong with the braces, if anything is."""
    if len(latex) > LONGEST_DISPLAY:
        return "this formula is too long"
    depth = deepest = 0
    for sign in _SIGN.finditer(latex):
        depth += (sign[0] == "{") - (sign[0] == "}")
        deepest = max(deepest, depth)
        if depth < 0:
            return "a brace } closes nothing"
    if deepest > 200:
        return f"braces are nested {deepest} deep"
    return "a brace { is not closed" if depth else ""


def excerpt_of_lines(text: str, lines: Sequence[tuple[int, int]]) -> Excerpt:
    """Lines of the file, each from one character to another, as one text; what stands between counts as the break."""
    parts: list[Excerpt] = []
    for number, (start, end) in enumerate(lines):
        if number:
            before = lines[number - 1][1]
            broken = text[before:start]
            parts.append(Excerpt.of("\n", before) if broken == "\n" else Excerpt.standing_for("\n", before, start))
        parts.append(Excerpt.of(text[start:end], start))
    return Excerpt.joined(parts)
