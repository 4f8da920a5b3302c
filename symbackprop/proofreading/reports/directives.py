r"""What a document says to its proofreader: its conventions, and which equations are wrong on purpose.

    <!-- symbackprop: cost=quadratic batch=columns -->        Markdown, HTML, notebooks
    % symbackprop: cost=quadratic delta="per example"         TeX, and within any display
    .. symbackprop: batch=rows                                reStructuredText
    symbackprop: {cost: quadratic, batch: columns}            front matter of Markdown, also on lines of its own

    <!-- symbackprop: wrong -->                               the display that comes next
    % symbackprop: wrong                                      within a display: the row that comes next

A note is a comment of its container, so that nobody sees it in print.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.displays import Container, Display, Original
from symbackprop.proofreading.readings.stated import KNOWN, is_known
from symbackprop.proofreading.reports.report import Fault, Finding
from symbackprop.typesetting.notation import NOTATIONS

CONVENTIONS = ("notation", "cost", "batch", "delta", "hidden", "output")
WRONG = "wrong"
_HTML = r"<!--\s{0,9}symbackprop\s{0,9}:\s{0,9}([^>]{0,500}?)\s{0,9}-->"
_PERCENT = r"(?<!\\)%[ \t]{0,9}symbackprop[ \t]{0,9}:[ \t]*([^\r\n]{0,500})"
_DOTS = r"^\.\.[ \t]+symbackprop[ \t]{0,9}:[ \t]*([^\r\n]{0,500})"
_COMMENT = re.compile(f"{_HTML}|{_PERCENT}|{_DOTS}", re.MULTILINE)
_FENCE = re.compile(
    r"^([ \t>]*)(```+|~~~+).*?(?:^[ \t>]*\2|\Z)|(?<!`)(`{1,9})(?!`)[^\n]{0,300}?(?<!`)\3(?!`)", re.MULTILINE | re.DOTALL
)
_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE | re.DOTALL)
_KEY = re.compile(r"^symbackprop[ \t]*:[ \t]*([^\r\n]*)((?:\r?\n[ \t]+[^\r\n]*)*)", re.MULTILINE)
_WORD = re.compile(r"""([\w-]+)(?:\s*[=:]\s*("[^"]*"|'[^']*'|[^\s,}"']+))?""")


@dataclass(frozen=True)
class Directives:
    """What a document says: its conventions by name, the characters of the statements that are wrong on purpose."""

    conventions: Mapping[str, str]
    deliberate: tuple[tuple[int, int], ...] = ()
    faults: tuple[Fault, ...] = ()

    def is_deliberate(self, offset: int) -> bool:
        """Whether the statement that begins at a character of the file is wrong on purpose."""
        return any(start <= offset < end for start, end in self.deliberate)


@dataclass(frozen=True)
class _Note:
    """A comment for the proofreader: where it stands, and its words."""

    start: int
    end: int
    words: tuple[tuple[str, str | None], ...]


def read_directives(original: Original, displays: Sequence[Display]) -> Directives:
    """What the comments and the front matter of a document say; what is not understood in them is a fault."""
    conventions: dict[str, str] = {}
    deliberate: list[tuple[int, int]] = []
    faults: list[Fault] = []
    for note in _notes(original):
        for key, value in note.words:
            if key == WRONG and value is None:
                marked = [*_marked(note, displays)]
                deliberate += marked
                faults += [] if marked else [_idle(original, note)]
            elif key == "notation" and value is not None and value not in NOTATIONS:
                message = f"there is no notation {value!r}"
                hint = f"known: {', '.join(NOTATIONS)}"
                faults.append(Fault(original, (note.start, note.end), "directive", message, hint=hint))
            elif value is not None and not is_known(key, value):
                faults.append(_unknown_value(original, note, key, value))
            elif key in CONVENTIONS and value is not None:
                conventions[key] = value
            else:
                faults.append(_unknown(original, note, key, value))
    return Directives(conventions, tuple(deliberate), tuple(faults))


def _unknown(original: Original, note: _Note, key: str, value: str | None) -> Fault:
    known = ", ".join(f"{name}=…" for name in CONVENTIONS)
    message = f"{key} needs a value" if key in CONVENTIONS else f"there is no convention {key!r}"
    return Fault(original, (note.start, note.end), "directive", message, hint=f"known: {known}, {WRONG}")


def _idle(original: Original, note: _Note) -> Fault:
    message = "no equation comes after this mark, which says that the next one is wrong"
    return Fault(original, (note.start, note.end), "directive", message)


def groundless(said: Directives, findings: Sequence[Finding]) -> Iterator[Fault]:
    """The marks of equations that are wrong on purpose where nothing is wrong: all hold that are judged."""
    holding = (Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION)
    for start, end in said.deliberate:
        own = [f for f in findings if start <= f.outer[0] < end]
        if own and all(f.verdict in holding for f in own):
            message = "marked as wrong on purpose, and nothing here is refuted"
            yield Fault(own[0].original, own[0].outer, "directive", message, f"it {_IS[own[0].verdict]}")


_IS = {Verdict.PROVED: "is proved", Verdict.AGREES: "agrees", Verdict.DEFINITION: "is a definition"}


def _unknown_value(original: Original, note: _Note, key: str, value: str) -> Fault:
    near = get_close_matches(value.lower(), KNOWN[key], 1, 0.6)
    meant = f"did you mean {near[0]} ?   " if near else ""
    message = f"{key}={value}: there is no such choice"
    return Fault(original, (note.start, note.end), "directive", message, f"{meant}known: {', '.join(KNOWN[key])}")


def _notes(original: Original) -> Iterator[_Note]:
    text = original.text
    if "symbackprop" not in text:
        return
    if original.container is Container.MARKDOWN and (head := _HEAD.match(text)) and (key := _KEY.search(head[1])):
        yield _Note(head.start(1) + key.start(), head.start(1) + key.end(), _words(key[1] + " " + key[2]))
    has_code = original.container in (Container.MARKDOWN, Container.NOTEBOOK)
    code = [found.span() for found in _FENCE.finditer(text)] if has_code else []
    for comment in _COMMENT.finditer(text):
        at = bisect_left(code, (comment.start() + 1, 0)) - 1
        if at >= 0 and comment.start() < code[at][1]:
            continue
        said = next(group for group in comment.groups() if group is not None)
        if original.container is Container.NOTEBOOK:
            said = re.sub(r"\\n.*|(?<!\\)\",?\s*$", "", said).replace('\\"', '"')
        yield _Note(*comment.span(), _words(said))


def _words(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((m[1], m[2] and m[2].strip("\"'")) for m in _WORD.finditer(text))


def _marked(note: _Note, displays: Sequence[Display]) -> Iterator[tuple[int, int]]:
    """The characters that a mark concerns: the next display; within one, up to the end of the next row."""
    for display in displays:
        start, end = display.outer
        if start <= note.start < end:
            row = re.compile(r"\\\\(?!\w)|\\cr\b").search(display.original.text, note.end, end)
            yield note.end, row.end() if row else end
            return
        if start >= note.end:
            yield start, end
            return
