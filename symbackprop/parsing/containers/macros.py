r"""The author's macros: \newcommand, \def, \let, \DeclareMathOperator and \DeclarePairedDelimiter, written out.

What a macro writes stands for the characters that call it, its arguments for themselves: places stay exact.  Expansion
is bounded: a macro that calls itself, or writes more than a page, is refused by name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.groups import group_end

DEEPEST = 60
MOST_CALLS = 5_000
MOST_CALLS_IN_ALL = 100_000
MOST_WRITTEN = 400_000
LONGEST_BODY = 5_000
MOST_FAILURES = 500
_DEFINITION = re.compile(
    r"\\(newcommand|renewcommand|providecommand|def|gdef|edef|let|DeclareMathOperator|DeclarePairedDelimiter"
    r"|DeclareRobustCommand|(?:New|Renew|Provide|Declare)DocumentCommand)(?![A-Za-z])\*?"
)
_CONTROL = re.compile(r"\\([A-Za-z@]+|.)", re.DOTALL)
_NAME = re.compile(r"\s{0,9}(?:\{\s{0,9}\\([A-Za-z@]+|.)\s{0,9}\}|\\([A-Za-z@]+|.))", re.DOTALL)
_OPTION = re.compile(r"\s{0,9}\[([^\[\]]{0,200})\]")
_PARAMETERS = re.compile(r"((?:[\[(,;|/ ]{0,3}#[1-9]){0,9}[\])|/]{0,3})\s{0,9}(?=\{)")
_BETWEEN = re.compile(r"#[1-9]")
_SPECIFICATION = re.compile(r"\{\s{0,9}(?:O\s{0,9}\{([^{}]{0,200})\}|(o))?((?:\s{0,9}m){0,9})\s{0,9}\}\Z")
_EQUALS = re.compile(r"\s{0,9}=?\s{0,9}(\\[A-Za-z@]+|\\.|[^\s\\{}])")
_ARGUMENT = re.compile(r"#([1-9])")
_ENDS_IN_WORD = re.compile(r"(?<!\\)(?:\\\\)*\\[A-Za-z@]+\Z")


@dataclass(frozen=True, slots=True)
class Macro:
    r"""`\name` with so many arguments, the first of them optional where it has a default.

    `between` are the signs around arguments that are not in braces: [ , ] of \def\pair[#1,#2]{…}.
    """

    name: str
    body: str
    arguments: int = 0
    default: str | None = None
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a macro is defined."""

    start: int
    end: int
    macro: Macro


class EndlessMacroError(Exception):
    """A macro that cannot be written out; says which, and where in the text."""

    def __init__(self, name: str, reason: str, offset: int) -> None:
        self.name, self.reason, self.offset = name, reason, offset
        super().__init__(f"\\{name} {reason}")


def definitions(text: str) -> Iterator[Definition]:
    """The definitions of macros in a text, in order; what is no simple definition is passed over."""
    at = failures = 0
    while failures < MOST_FAILURES and (keyword := _DEFINITION.search(text, at)) is not None:
        found = _read(text, keyword)
        if found is not None:
            yield found
        else:
            failures += 1
        at = keyword.end() if found is None else found.end


def _read(text: str, keyword: re.Match[str]) -> Definition | None:
    kind, name = keyword[1], _NAME.match(text, keyword.end())
    if name is None:
        return None
    macro, at = name[1] or name[2], name.end()
    arguments, default = 0, None
    between: tuple[str, ...] = ()
    if kind == "let":
        target = _EQUALS.match(text, at)
        same = target is None or target[1] == "\\" + macro
        return None if target is None or same else Definition(keyword.start(), target.end(), Macro(macro, target[1]))
    if kind in ("def", "gdef", "edef"):
        parameters = _PARAMETERS.match(text, at)
        if parameters is None:
            return None
        arguments, at = parameters[1].count("#"), parameters.end()
        signs = tuple(t.strip() for t in _BETWEEN.split(parameters[1]))
        between = signs if any(signs) else ()
    elif kind.endswith("DocumentCommand"):
        end = group_end(text, at, LONGEST_BODY)
        expected = _SPECIFICATION.match(text[at:end]) if end is not None else None
        if expected is None or end is None:
            return None
        default = "" if expected[2] else expected[1]
        arguments, at = expected[3].count("m") + (default is not None), end
    elif kind != "DeclareMathOperator":
        arguments, default, at = _options(text, at)
    body = _group(text, at)
    if body is None:
        return None
    if kind == "DeclareMathOperator":
        body = (f"\\operatorname{{{body[0]}}}", body[1])
    elif kind == "DeclarePairedDelimiter":
        closing = _group(text, body[1])
        if closing is None:
            return None
        body, arguments = (f"{body[0]} #1 {closing[0]}", closing[1]), 1
    return Definition(keyword.start(), body[1], Macro(macro, body[0], arguments, default, between))


def _options(text: str, at: int) -> tuple[int, str | None, int]:
    """The number of arguments, the default of the first, and where the body begins."""
    count = _OPTION.match(text, at)
    if count is None or not count[1].strip().isdigit():
        return 0, None, at
    default = _OPTION.match(text, count.end())
    return min(9, int(count[1])), default and default[1], (default or count).end()


def _group(text: str, at: int) -> tuple[str, int] | None:
    """The text of a group in braces, and where it ends."""
    while at < len(text) and text[at].isspace():
        at += 1
    end = group_end(text, at, LONGEST_BODY)
    return None if end is None else (text[at + 1 : end - 1], end)


@dataclass
class Expander:
    """The macros in force, and how much of the document's allowance is spent."""

    table: dict[str, Macro] = field(default_factory=dict)
    calls: int = 0
    endless: dict[str, str] = field(default_factory=dict)

    def define(self, found: Sequence[Definition]) -> None:
        """Put macros in force."""
        for definition in found:
            self.table[definition.macro.name] = definition.macro
            self.endless.pop(definition.macro.name, None)

    def expanded(self, text: Excerpt) -> Excerpt:
        """With its own definitions taken out, each in force from where it stands, and all calls written out.

        Raises: EndlessMacroError.
        """
        if _DEFINITION.search(text.text) is None:
            return self._written_out(text)
        parts, at = [], 0
        for definition in definitions(text.text):
            parts.append(self._written_out(text.cut(at, definition.start)))
            self.define([definition])
            at = definition.end
        return _joined([*parts, self._written_out(text.cut(at))])

    def _written_out(self, text: Excerpt) -> Excerpt:
        if not self.table or "\\" not in text.text:
            return text
        names = {m[1] for m in _CONTROL.finditer(text.text)}
        return _Expansion(self, text).result() if names & self.table.keys() else text


@dataclass
class _Frame:
    """A text that is being read, from where on, and how many macros deep."""

    text: Excerpt
    at: int
    depth: int


class _Expansion:
    """One text being written out: a stack of what still has to be read."""

    def __init__(self, expander: Expander, text: Excerpt) -> None:
        self.expander = expander
        self.frames = [_Frame(text, 0, 0)]
        self.done: list[Excerpt] = []
        self.calls = self.written = 0

    def result(self) -> Excerpt:
        while self.frames:
            frame = self.frames[-1]
            call = self._next_call(frame)
            if call is None:
                self.done.append(frame.text.cut(frame.at))
                self.frames.pop()
                continue
            self.done.append(frame.text.cut(frame.at, call.start()))
            frame.at = call.end()
            self._write(frame, call, self.expander.table[call[1]])
        return _joined(self.done)

    def _next_call(self, frame: _Frame) -> re.Match[str] | None:
        for control in _CONTROL.finditer(frame.text.text, frame.at):
            if control[1] in self.expander.table:
                return control
        return None

    def _write(self, frame: _Frame, call: re.Match[str], macro: Macro) -> None:
        place = frame.text.span(call.start(), call.end())
        self._require_bounded(macro.name, frame.depth, call.start())
        depth = frame.depth + 1
        if macro.arguments:
            frame = self._whole(frame)
        start = frame.at
        given, frame.at = _arguments(frame.text, start, macro, place)
        if frame.at > start:  # what the macro writes stands for the whole call
            place = place[0], max(place[1], frame.text.span(start, frame.at)[1])
        pieces: list[Excerpt] = []
        end = 0
        for mark in _ARGUMENT.finditer(macro.body):
            pieces.append(Excerpt.standing_for(macro.body[end : mark.start()], *place))
            number = int(mark[1])
            pieces += [given[number - 1]] if number <= len(given) else []
            end = mark.end()
        pieces.append(Excerpt.standing_for(macro.body[end:], *place))
        body = _joined(pieces)
        self.written += len(body)
        self.frames.append(_Frame(body, 0, depth))

    def _require_bounded(self, name: str, depth: int, offset: int) -> None:
        self.calls += 1
        self.expander.calls += 1
        reason = self.expander.endless.get(name, "")
        if depth >= DEEPEST:
            reason = "expands for ever"
        elif self.calls > MOST_CALLS or self.written > MOST_WRITTEN or self.expander.calls > MOST_CALLS_IN_ALL:
            reason = "expands to too much"
        if reason:
            self.expander.endless[name] = reason
            raise EndlessMacroError(name, reason, offset)

    def _whole(self, frame: _Frame) -> _Frame:
        """A frame in which arguments can be read: at the end of one, the next joined to it."""
        while len(self.frames) > 1 and not frame.text.text[frame.at :].strip():
            self.frames.pop()
            below = self.frames[-1]
            frame = below
        return frame


def _joined(pieces: Iterable[Excerpt]) -> Excerpt:
    r"""One after the other; a control word and a letter of the next, \partial and f, stay two."""
    parts: list[Excerpt] = []
    for piece in pieces:
        if not piece.text:
            continue
        if piece.text[0].isalpha() and parts and _ENDS_IN_WORD.search(parts[-1].text):
            parts.append(Excerpt.standing_for(" ", *parts[-1].span(len(parts[-1]) - 1)))
        parts.append(piece)
    return Excerpt.joined(parts)


def _delimited(text: Excerpt, at: int, between: tuple[str, ...]) -> tuple[list[Excerpt], int] | None:
    """The arguments between the signs of a macro, [w_1, n], and where they end; None where the signs are others."""
    given: list[Excerpt] = []
    for n, sign in enumerate(between):
        if n:
            end = _sign_end(text.text, at, sign) if sign else None
            if end is None:
                return None
            given.append(text.cut(at, end - len(sign)))
            at = end
            continue
        while at < len(text) and text.text[at].isspace():
            at += 1
        if not text.text.startswith(sign, at):
            return None
        at += len(sign)
    return given, at


def _sign_end(text: str, start: int, sign: str) -> int | None:
    """Past the next sign that stands in no braces and no brackets."""
    depth = 0
    for at in range(start, min(len(text), start + LONGEST_BODY)):
        if depth == 0 and text.startswith(sign, at):
            return at + len(sign)
        if text[at] in "{[(":
            depth += 1
        elif text[at] in "}])":
            depth -= 1
            if depth < 0:
                return None
    return None


def _arguments(text: Excerpt, at: int, macro: Macro, place: tuple[int, int]) -> tuple[list[Excerpt], int]:
    """The arguments that a call is given, and where they end; one that is missing is empty."""
    given: list[Excerpt] = []
    if macro.between and (delimited := _delimited(text, at, macro.between)) is not None:
        return delimited
    if macro.default is not None:
        option = _OPTION.match(text.text, at)
        given.append(Excerpt.standing_for(macro.default, *place) if option is None else text.cut(*option.span(1)))
        at = at if option is None else option.end()
    while len(given) < macro.arguments:
        while at < len(text) and text.text[at].isspace():
            at += 1
        end = group_end(text.text, at)
        if end is not None:
            given.append(text.cut(at + 1, end - 1))
        else:
            control = _CONTROL.match(text.text, at)
            end = control.end() if control else min(at + 1, len(text))
            given.append(text.cut(at, end))
        at = end
    return given, at
