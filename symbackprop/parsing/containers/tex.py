r"""LaTeX: comments, verbatim text and definitions blanked out, short names for environments written out, then one scan.

Blanks keep the places; a definition is in force from where it stands.
"""

import re
from collections.abc import Iterator

from symbackprop.parsing.containers.assembly import Assembly
from symbackprop.parsing.containers.delimiters import Dialect, formulas
from symbackprop.parsing.containers.displays import Passage
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.groups import group_end
from symbackprop.parsing.containers.macros import Definition, definitions

DIALECT = Dialect(is_trusted=True)
VERBATIM = {"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "alltt", "filecontents",
            "filecontents*"}  # fmt: skip
LEVELS = {"part": 0, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5}
_SIGN = re.compile(
    r"\\begin\s{0,9}\{([A-Za-z]{1,30}\*?)\}|\\(?:verb|lstinline)\*?([^A-Za-z*\s{]|\s(?=[^\s\\]))|\\iffalse(?![A-Za-z])"
    r"|\\end\s{0,9}\{document\}|\\.|%",
    re.DOTALL,
)
_HEADING = re.compile(
    r"\\(part|chapter|section|subsection|subsubsection|paragraph)\*?\s{0,9}(?:\[[^\]]{0,300}\])?\s{0,9}(?=\{)"
)
_BREAK = re.compile(r"\n[ \t\r]*\n|\\par(?![A-Za-z])")
_EDGE = re.compile(r"\\(?:begin|end)\s{0,9}\{|\$\$|\\\[|\\\]")
_CONTROL = re.compile(r"\\([A-Za-z@]+)")


def read_tex(assembly: Assembly, page: Excerpt) -> None:
    """All displays of a LaTeX file."""
    page = _blanked(page, _hidden(page.text))
    found = list(definitions(page.text))
    page = _blanked(page, ((d.start, d.end) for d in found))
    page = _with_environments(page, found)
    marks = iter([*_headings(page), (len(page) + 1, 0, "")])
    at, level, title = next(marks)
    waiting = iter(found)
    definition = next(waiting, None)
    before = 0
    for formula in formulas(page.text, DIALECT):
        while at <= formula.outer[0]:
            assembly.heading(level, title)
            before = at
            at, level, title = next(marks)
        outer = page.span(*formula.outer)
        while definition is not None and definition.start <= outer[1]:
            assembly.expander.define([definition])
            definition = next(waiting, None)
        block = _paragraph(page.text, max(before, formula.outer[0] - 2000), formula.outer[0])
        passage = Passage(assembly.path, block, len(block))
        assembly.add(
            page.cut(*formula.inner),
            outer,
            formula.delimiter,
            passage,
            environment=formula.environment,
            is_display=formula.is_display,
        )


def _paragraph(text: str, start: int, end: int) -> str:
    """The paragraph before a place; where nothing stands before it in its own, the one before."""
    parts = [p for p in _BREAK.split(text[start:end]) if p.strip()]
    return parts[-1] if parts else ""


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Comments, verbatim text, what is switched off, and what comes after the end."""
    at, absent = 0, set[str]()
    while (sign := _SIGN.search(text, at)) is not None:
        token, start, at = sign[0], sign.start(), sign.end()
        if token == "%":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
            yield start, at
        elif sign[2] is not None:
            line = text.find("\n", at)
            end = text.find(sign[2], at, len(text) if line < 0 else line)
            if end >= 0:
                yield start, end + 1
                at = end + 1
        elif token.startswith("\\end") and "document" in token:
            yield start, len(text)
            return
        else:
            closer = f"\\end{{{sign[1]}}}" if sign[1] in VERBATIM else "\\fi" if token == "\\iffalse" else ""
            end = text.find(closer, at) if closer and closer not in absent else -1
            if end >= 0:
                yield start, end + len(closer)
                at = end + len(closer)
            elif closer:
                absent.add(closer)


def _blanked(page: Excerpt, spans: Iterator[tuple[int, int]]) -> Excerpt:
    """With spaces for some characters; their places stay."""
    return page.rewritten((a, b, re.sub(r"[^\n]", " ", page.text[a:b])) for a, b in spans)


def _with_environments(page: Excerpt, found: list[Definition]) -> Excerpt:
    r"""With macros such as \be for \begin{equation} written out."""
    names = {d.macro.name: d.macro.body for d in found if not d.macro.arguments and _is_edge(d.macro.body)}
    if not names:
        return page
    controls = (c for c in _CONTROL.finditer(page.text) if c[1] in names)
    return page.rewritten((c.start(), c.end(), names[c[1]]) for c in controls)


def _is_edge(body: str) -> bool:
    """Whether a body opens what it does not close, or closes what it does not open."""
    signs = [s[0] for s in _EDGE.finditer(body)]
    return bool(signs) and (len(signs) % 2 == 1 or not signs[0].startswith(("\\begin", "$$", "\\[")))


def _headings(page: Excerpt) -> Iterator[tuple[int, int, str]]:
    for mark in _HEADING.finditer(page.text):
        end = group_end(page.text, mark.end(), 300)
        if end is not None:
            yield mark.start(), LEVELS[mark[1]], page.text[mark.end() + 1 : end - 1]
