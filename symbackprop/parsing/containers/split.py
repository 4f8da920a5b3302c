r"""Single statements: rows cut from blocks, links from chains, conditions and notes from both.

    \begin{align} z &= w a + b, \quad a = \sigma(z) \\ &= \frac{1}{1 + e^{-z}} \end{align}

is z = w a + b;  a = σ(z);  σ(z) = 1/(1 + e^{-z}).  Every part keeps the characters of the file that it stands for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from symbackprop.parsing.containers.assembly import LABEL, TAG
from symbackprop.parsing.containers.displays import Display, Place
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.relations import EQUALITIES, Kind, Sign
from symbackprop.parsing.containers.rows import Row, rows_of, trimmed

_OPERATORS = r"[+\-−*/·×⊙∘]|\\(?:cdot|times|odot|circ|bigodot|otimes|oplus|pm|ast|star|div)(?![A-Za-z])"
_BEGINS_OPERATOR = re.compile(rf"\s*(?:{_OPERATORS}|[)\]]|\\right|\\[Bb]igg?r)")
_ENDS_OPERATOR = re.compile(rf"(?:{_OPERATORS}|[(\[]|\\left\S?)\s*$")
_RANGE = re.compile(r"\s*[a-z](?:\s*,\s*[a-z])*\s*=\s*[^=]{1,24}$")
_ENUMERATED = re.compile(r"\s*(?:\\(?:l|c)?dots[a-z]?|\.{2,}|…|⋯|-?\d+|[A-Za-z](?:\s*[+-]\s*\d)?)\s*[.。]?\s*$")


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """`left relation right`, one link of a chain.

    `head` is the left side of the whole chain and `chain` its number in the display; a row that begins with a relation
    inherits its left side (`is_continuation`).  Without a relation, `left` is an expression.  `condition` holds what is
    said about it beside: "for l = L−1, …, 2", "∀ i", "(plus bias)".  `outer` are its characters in the file.
    """

    display: Display = field(repr=False)
    left: Excerpt
    relation: str
    right: Excerpt
    head: Excerpt = field(repr=False)
    chain: int
    row: int
    link: int
    outer: tuple[int, int]
    is_continuation: bool = False
    condition: tuple[Excerpt, ...] = ()
    label: str = ""
    tag: str = ""

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.display.original.place(self.outer[0])

    @property
    def is_claim(self) -> bool:
        """Whether it says that two things are the same, or that one becomes the other."""
        return self.relation in EQUALITIES and bool(self.left.text) and bool(self.right.text)


def split_display(display: Display) -> list[Statement]:
    """The statements of a display, in order; none where it has a problem."""
    return [] if display.problem else _Splitter(display).statements()


@dataclass
class _Segment:
    """A part of a row between separators: its relations, what is said beside it."""

    start: int
    end: int
    opens: Kind | None
    signs: list[Sign] = field(default_factory=list)
    notes: list[tuple[int, int]] = field(default_factory=list)

    @property
    def has_relation(self) -> bool:
        return bool(self.signs)

    def begins_with_relation(self, text: str) -> bool:
        return self.has_relation and not text[self.start : self.signs[0].start].strip(" &\n\t{}")


class _Splitter:
    """The rows of a display, read one after the other."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.found: list[Statement] = []
        self.chain = -1
        self.is_unfinished = False

    def statements(self) -> list[Statement]:
        for number, row in enumerate(rows_of(self.display.expanded)):
            first = len(self.found)
            for segment in _merged(row.text.text, _segments(row)):
                self._segment(number, row, segment)
            self._mark(row, first)
        return self.found

    def _mark(self, row: Row, first: int) -> None:
        """Give a row's label and tag to its statements."""
        label, tag = LABEL.search(row.text.text), TAG.search(row.text.text)
        for at in range(first, len(self.found)):
            own = self.found[at]
            self.found[at] = replace(
                own,
                label=label[1] if label else own.label or self.display.label,
                tag=tag[1] if tag else own.tag or self.display.tag,
            )

    def _segment(self, number: int, row: Row, segment: _Segment) -> None:
        text = row.text
        edges = [segment.start, *(e for s in segment.signs for e in (s.start, s.end)), segment.end]
        sides = [_flat(text.cut(a, b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        notes = tuple(n for n in (_flat(text.cut(a, b)) for a, b in segment.notes) if n.text)
        if not any(side.text for side in sides):
            if self.found and notes and not segment.signs:
                self.found[-1] = replace(self.found[-1], condition=self.found[-1].condition + notes)
            if not segment.signs:
                return
        joins = (
            self.found
            and segment.opens in (None, Kind.SPACE)
            and (
                self.is_unfinished
                or (not segment.has_relation and (row.continues or bool(_BEGINS_OPERATOR.match(sides[0].text))))
            )
        )
        begin = text.span(segment.start, segment.end)[0]
        is_continuation = False
        if joins:
            self._extend(sides[0])
            left, is_continuation = self.found[-1].right, True
        elif not sides[0].text and segment.signs and self.found:
            left, is_continuation = self.found[-1].right if self.found[-1].relation else self.found[-1].left, True
            if not self.found[-1].relation:
                self.found.pop()
        else:
            self.chain += 1
            left = sides[0]
        head = self.found[-1].head if is_continuation and self.found else left
        if not segment.signs and not joins:
            self._add(left, "", Excerpt("", left.runs), head, number, 0, left.span(), False, notes)
        for link, (sign, right) in enumerate(zip(segment.signs, sides[1:], strict=True)):
            from_relation = is_continuation and link == 0
            begin = text.span(sign.start, sign.end)[0] if from_relation or not left.text else left.span()[0]
            end = right.span()[1] if right.text else text.span(sign.start, sign.end)[1]
            self._add(left, sign.relation, right, head, number, link, (begin, end), from_relation, notes)
            left = right
        last = segment.end if segment.end < len(text) else len(text)
        ending = trimmed(text.cut(segment.start, last)).text
        self.is_unfinished = bool(segment.signs or joins) and (
            not sides[-1].text or bool(_ENDS_OPERATOR.search(ending[-40:]))
        )

    def _extend(self, more: Excerpt) -> None:
        """What goes on in the next row belongs to the right side before."""
        last = self.found[-1]
        side = last.right if last.relation else last.left
        joined = (
            Excerpt.joined((side, Excerpt.standing_for(" ", side.span()[1], side.span()[1]), more))
            if side.text
            else more
        )
        end = more.span()[1] if more.text else last.outer[1]
        if last.relation:
            self.found[-1] = replace(last, right=joined, outer=(last.outer[0], end))
        else:
            self.found[-1] = replace(last, left=joined, head=joined, outer=(last.outer[0], end))

    def _add(
        self,
        left: Excerpt,
        relation: str,
        right: Excerpt,
        head: Excerpt,
        row: int,
        link: int,
        outer: tuple[int, int],
        is_continuation: bool,
        notes: tuple[Excerpt, ...],
    ) -> None:
        self.found.append(
            Statement(self.display, left, relation, right, head, self.chain, row, link, outer, is_continuation, notes)
        )


def _flat(text: Excerpt) -> Excerpt:
    """One side: without alignment, and without what may be ignored around it."""
    text = trimmed(text)
    if "&" not in text.text or "\\begin" in text.text:
        return text
    parts, at = [], 0
    for sign in re.finditer(r"\\.|&", text.text, re.DOTALL):
        if sign[0] == "&":
            parts += [text.cut(at, sign.start()), Excerpt.standing_for(" ", *text.span(*sign.span()))]
            at = sign.end()
    return trimmed(Excerpt.joined([*parts, text.cut(at)]))


def _segments(row: Row) -> list[_Segment]:
    """A row cut at everything that may separate."""
    text = row.text.text
    found = [_Segment(0, len(text), None)]
    alignments = 0
    for sign in _resolved(row.signs):
        current = found[-1]
        if sign.kind is Kind.RELATION:
            current.signs.append(sign)
        elif sign.kind is Kind.NOTE:
            current.end = sign.start
            current.notes.append((sign.start, sign.end))
            found.append(_Segment(sign.end, len(text), Kind.SPACE))
        elif sign.kind is Kind.ALIGNMENT:
            alignments += 1
            if alignments % 2 == 0:
                current.end = sign.start
                found.append(_Segment(sign.end, len(text), Kind.SPACE))
        else:
            current.end = sign.start
            found.append(_Segment(sign.end, len(text), sign.kind))
    return found


def _resolved(signs: Sequence[Sign]) -> list[Sign]:
    """Arrows: between two statements an implication, between two expressions a relation, else nothing."""
    separators = (Kind.COMMA, Kind.JOINING, Kind.CONDITION, Kind.IMPLICATION)
    before, seen = [], False
    for sign in signs:
        before.append(seen)
        seen = sign.kind is Kind.RELATION or (seen and sign.kind not in separators)
    found, seen = [], False
    for sign, was in zip(reversed(signs), reversed(before), strict=True):
        if sign.kind is Kind.ARROW:
            if was and seen:
                found.append(Sign(Kind.IMPLICATION, sign.start, sign.end))
            elif not was and not seen:
                found.append(Sign(Kind.RELATION, sign.start, sign.end, "→"))
        else:
            found.append(sign)
        seen = sign.kind is Kind.RELATION or (seen and sign.kind not in separators)
    return found[::-1]


def _merged(text: str, segments: list[_Segment]) -> list[_Segment]:
    """The parts that belong together put together again; what is no statement becomes a note of one."""
    found: list[_Segment] = []
    pending: list[tuple[int, int]] = []
    in_condition = False
    for at, segment in enumerate(segments):
        current = found[-1] if found else None
        body = text[segment.start : segment.end].strip(" &\n\t")
        if segment.opens is Kind.CONDITION and current is not None:
            current.notes.append((segment.start, segment.end))
            in_condition = True
        elif in_condition and current is not None and segment.opens in (Kind.COMMA, Kind.SPACE, None):
            first, _ = current.notes[-1]
            is_new = segment.has_relation and bool(text[first:segment.start].strip(" ,\\quad")) and not _is_range(
                text, segments, at
            ) and segment.opens is Kind.SPACE  # fmt: skip
            if is_new:
                found.append(segment)
                in_condition = False
            else:
                current.notes[-1] = (first, segment.end)
        elif current is None or segment.opens in (Kind.JOINING, Kind.IMPLICATION):
            in_condition = False
            segment.notes = pending + segment.notes
            pending = []
            found.append(segment)
        elif not body and not segment.has_relation:
            current.notes += segment.notes
        elif _belongs(text, current, segment):
            current.end = segment.end
            current.signs += segment.signs
            current.notes += segment.notes
        elif segment.has_relation and not _is_range(text, segments, at):
            if not current.has_relation:  # what stands before, apart, is a name or a number of the statement
                segment.notes = [*current.notes, (current.start, current.end), *segment.notes]
                segment.opens = current.opens
                found.pop()
            found.append(segment)
        else:
            current.notes.append((segment.start, segment.end))
            in_condition = segment.has_relation
    return found


def _belongs(text: str, current: _Segment, segment: _Segment) -> bool:
    """Whether a part goes on with what stands before it."""
    before, here = text[current.start : current.end], text[segment.start : segment.end]
    if segment.begins_with_relation(text) or _ENDS_OPERATOR.search(before[-40:]) or _BEGINS_OPERATOR.match(here):
        return not (segment.opens is Kind.COMMA and not segment.begins_with_relation(text))
    if current.has_relation and not text[current.signs[-1].end : current.end].strip():
        return True
    if segment.opens is Kind.COMMA:
        return not current.has_relation if segment.has_relation else not here.lstrip().startswith("\\text")
    return False


def _is_range(text: str, segments: list[_Segment], at: int) -> bool:
    """Whether a part says what an index runs over: i = 1, …, n."""
    segment = segments[at]
    if not _RANGE.match(text[segment.start : segment.end].rstrip(" )&")):
        return False
    following = segments[at + 1] if at + 1 < len(segments) else None
    if following is None or following.opens is not Kind.COMMA:
        return bool(re.search(r"\\[lc]?dots|\.\.|…|⋯", text[segment.start : segment.end]))
    return bool(_ENUMERATED.match(text[following.start : following.end]))
