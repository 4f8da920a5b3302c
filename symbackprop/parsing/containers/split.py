r"""Single statements: rows cut from blocks, links from chains, conditions and notes from both.

    \begin{align} z &= w a + b, \quad a = \sigma(z) \\ &= \frac{1}{1 + e^{-z}} \end{align}

is z = w a + b;  a = σ(z);  σ(z) = 1/(1 + e^{-z}).  Every part keeps the characters of the file that it stands for.
"""

import re
from dataclasses import dataclass, field, replace

from symbackprop.parsing.containers.assembly import LABEL, TAG, tag_of
from symbackprop.parsing.containers.displays import Display, Place
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.relations import EQUALITIES, Kind, Sign
from symbackprop.parsing.containers.rows import Row, rows_of, trimmed

_OPERATORS = r"[+\-−*/·×⊙∘]|\\(?:cdot|times|odot|circ|bigodot|otimes|oplus|pm|ast|star|div)(?![A-Za-z])"
_BEGINS_OPERATOR = re.compile(rf"\s*(?:{_OPERATORS}|[)\]]|\\right|\\[Bb]igg?r)")
_LIMIT = r"\s*[_^]\s*(?:\{(?:[^{}]|\{[^{}]{0,20}\}){0,30}\}|\\?\w)"
_ENDS_OPERATOR = re.compile(rf"(?:{_OPERATORS}|[(\[]|\\left\S?|\\(?:sum|prod)(?:{_LIMIT}){{0,2}})(?:\s|\\[,:;!])*$")
_SAID = re.compile(r"(?:for|if|when|forall|otherwise)\W*[A-Za-z\d]|[=<>]|\\(?:in|neq?|[lg]eq?)(?![A-Za-z])")
_LETTER = r"[A-Za-z](?:_\{?\w\}?)?(?:\^\{?\(\w\)\}?)?"
_CASE_BEFORE = re.compile(
    rf"[\s&]*({_LETTER}\s*(?:=|\\neq?(?![a-z])|≠)\s*(?:{_LETTER}|\d))\s*:(?!=|\s*\w\s*(?:[,;]|$))\s*(?=[^:=]*=)"
)
"""y = 1: L = −log ŷ begins with the case that the rest is said for."""
_NUMBER_BEFORE = re.compile(
    r"[\s&]*(?:\(\d{1,2}\)\s*[:：]|\d{1,2}\s*(?:[)：]|:(?!=|\s*\w\s*(?:[,;=]|$))))\s*(?=[^:=]*=)"
)
"""1: z = w x + b begins with its number in a list, which is no factor of it."""
_WORDS_BEFORE = re.compile(
    r"[\s&]*(\\text[a-z]*\s*\{[^{}]*\}(?:(?!\\(?:n?eq?|[gl]eq?|neq|not)(?![a-z]))[^=<>≠≤≥&:]){0,60})[:：](?!=)\s*(?=[^:=]*=)"
)
r"""\text{Gradient for } v: ∂E/∂v = δ z begins with what it is about."""
_NUMBER = re.compile(r"\(\s*(\w{0,3}\d[\w.\-]{0,9})\s*\)")
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
    is_phrase: bool = False

    @property
    def has_relation(self) -> bool:
        return bool(self.signs)

    def goes_on_in_words(self, sign: Sign) -> bool:
        """Whether words belong to a left side that is no formula: the part of ∂C/∂a that comes from δ."""
        return not self.signs and (sign.kind is Kind.PHRASE or (self.is_phrase and sign.kind is Kind.NOTE))

    def begins_with_relation(self, text: str) -> bool:
        return self.has_relation and not text[self.start : self.signs[0].start].strip(" &\n\t{}")


class _Splitter:
    """The rows of a display, read one after the other."""

    def __init__(self, display: Display) -> None:
        self.display = display
        self.found: list[Statement] = []
        self.chain = -1
        self.is_unfinished = False
        self.more: list[Excerpt] = []
        self.notes: list[Excerpt] = []
        text = display.latex.text
        self.shared_label = display.label if len(LABEL.findall(text)) < 2 else ""
        self.shared_tag = display.tag if len(TAG.findall(text)) < 2 else ""

    def statements(self) -> list[Statement]:
        for number, row in enumerate(rows_of(self.display.expanded)):
            first = len(self.found)
            for segment in _merged(row.text.text, _segments(row)):
                self._segment(number, row, segment)
            self._mark(row, first)
        self._settle()
        return self.found

    def _mark(self, row: Row, first: int) -> None:
        """Give a row's label and tag to its statements."""
        label, tag = LABEL.search(row.whole.text), TAG.search(row.whole.text)
        for at in range(first, len(self.found)):
            own = self.found[at]
            numbers = [n[1] for c in own.condition if (n := _NUMBER.fullmatch(c.text))]
            if numbers:
                own = replace(
                    own, tag=numbers[0], condition=tuple(c for c in own.condition if not _NUMBER.fullmatch(c.text))
                )
            self.found[at] = replace(
                own,
                label=label[1] if label else self.shared_label,
                tag=tag_of(tag) or own.tag or self.shared_tag,
            )

    def _segment(self, number: int, row: Row, segment: _Segment) -> None:
        text = row.text
        edges = [segment.start, *(e for s in segment.signs for e in (s.start, s.end)), segment.end]
        sides = [_flat(text.cut(a, b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
        notes = tuple(n for n in (_flat(text.cut(a, b)) for a, b in segment.notes) if n.text)
        is_empty = not segment.signs and not sides[0].text
        joins = not is_empty and self._joins(row, segment, sides[0])
        if joins:
            self.more.append(sides[0])
        if is_empty or (joins and not segment.signs):
            self.notes += notes if self.found else ()
        else:
            self._links(number, text, segment, sides, notes, goes_on=joins or not sides[0].text)
        if not is_empty:
            ending = text.text[segment.start : segment.end].rstrip("& \n\t")[-40:]
            self.is_unfinished = bool(segment.signs or joins) and (
                not sides[-1].text or bool(_ENDS_OPERATOR.search(ending))
            )

    def _joins(self, row: Row, segment: _Segment, first: Excerpt) -> bool:
        """Whether a part goes on with the side before it, which stands in another row."""
        if not self.found or segment.opens not in (None, Kind.SPACE):
            return False
        begins = row.continues or bool(_BEGINS_OPERATOR.match(first.text))
        return self.is_unfinished or (begins and not (segment.has_relation and self.found[-1].relation))

    def _links(
        self,
        number: int,
        text: Excerpt,
        segment: _Segment,
        sides: list[Excerpt],
        notes: tuple[Excerpt, ...],
        *,
        goes_on: bool,
    ) -> None:
        """The links of a part; the first goes on from the side before, where it has no left side of its own."""
        self._settle()
        goes_on = goes_on and bool(self.found)
        if goes_on:
            last = self.found[-1]
            left, head = (last.right, last.head) if last.relation else (last.left, last.head)
            if not last.relation:
                self.found.pop()
        else:
            self.chain += 1
            left = head = sides[0]
        if not segment.signs:
            self._add(left, "", Excerpt("", left.runs), head, number, left.span(), False, notes)
        for link, (sign, right) in enumerate(zip(segment.signs, sides[1:], strict=True)):
            from_relation = goes_on and link == 0
            inherited = left if from_relation else None
            relation = text.span(sign.start, sign.end)
            spans = [relation, *(side.span() for side in (left, right) if side.text and side is not inherited)]
            outer = min(first for first, _ in spans), max(past for _, past in spans)
            self._add(left, sign.relation, right, head, number, outer, from_relation, notes)
            left = right

    def _settle(self) -> None:
        """Put what goes on in later rows, and what is said there, to the last statement."""
        if self.found and (self.more or self.notes):
            last = self.found[-1]
            side = last.right if last.relation else last.left
            parts: list[Excerpt] = [side]
            for more in self.more:
                past = parts[-1].span()[1] if parts[-1].text else more.span()[0]
                parts += [Excerpt.standing_for(" ", past, past), more]
            joined = Excerpt.joined(parts).stripped() if self.more else side
            end = max(last.outer[1], joined.span()[1])
            is_link = bool(last.relation)
            self.found[-1] = replace(
                last,
                left=last.left if is_link else joined,
                head=last.head if is_link else joined,
                right=joined if is_link else last.right,
                outer=(last.outer[0], end),
                condition=(*last.condition, *self.notes),
            )
        self.more, self.notes = [], []

    def _add(
        self,
        left: Excerpt,
        relation: str,
        right: Excerpt,
        head: Excerpt,
        row: int,
        outer: tuple[int, int],
        is_continuation: bool,
        notes: tuple[Excerpt, ...],
    ) -> None:
        link = self.found[-1].link + 1 if self.found and self.found[-1].chain == self.chain else 0
        self.found.append(
            Statement(self.display, left, relation, right, head, self.chain, row, link, outer, is_continuation, notes)
        )


def _flat(text: Excerpt) -> Excerpt:
    """One side: without alignment, and without what may be ignored around it."""
    text = trimmed(text)
    if "&" not in text.text or "\\begin" in text.text:
        return text
    found = re.finditer(r"\\.|&", text.text, re.DOTALL)
    return trimmed(text.rewritten((sign.start(), sign.end(), " ") for sign in found if sign[0] == "&"))


def _segments(row: Row) -> list[_Segment]:
    """A row cut at everything that may separate."""
    text = row.text.text
    case = _CASE_BEFORE.match(text) or _WORDS_BEFORE.match(text)
    numbered = _NUMBER_BEFORE.match(text)
    begin = case.end() if case is not None else numbered.end() if numbered is not None else 0
    found = [_Segment(begin, len(text), None, notes=[case.span(1)] if case is not None else [])]
    relations = {len(text[: s.start].rstrip()) for s in row.signs if s.kind is Kind.RELATION}
    alignments = 0
    for sign in (s for s in _resolved(row) if s.start >= begin):
        current = found[-1]
        if sign.kind is Kind.RELATION:
            current.signs.append(sign)
        elif current.goes_on_in_words(sign):
            current.is_phrase = True
        elif sign.kind in (Kind.NOTE, Kind.PHRASE):
            current.end = sign.start
            current.notes.append((sign.start, sign.end))
            found.append(_Segment(sign.end, len(text), Kind.SPACE))
        elif sign.kind is Kind.ALIGNMENT:
            alignments += 1
            begins_statement = not current.signs and current.opens is Kind.COMMA and sign.end in relations
            if alignments % 2 == 0 and not begins_statement:
                current.end = sign.start
                found.append(_Segment(sign.end, len(text), Kind.SPACE))
        else:
            current.end = sign.start
            found.append(_Segment(sign.end, len(text), sign.kind))
    return found


def _resolved(row: Row) -> list[Sign]:
    """Arrows: between statements and before one an implication, between two expressions a relation, else nothing."""
    separators = (Kind.COMMA, Kind.JOINING, Kind.CONDITION, Kind.IMPLICATION)
    before, seen = [], False
    for sign in row.signs:
        before.append(seen)
        seen = sign.kind is Kind.RELATION or (seen and sign.kind not in separators)
    found, seen = [], False
    for sign, was in zip(reversed(row.signs), reversed(before), strict=True):
        if sign.kind is Kind.ARROW:
            if seen and (was or not trimmed(row.text.cut(0, sign.start)).text):
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
            is_said = bool(_SAID.search(text, first, segments[at - 1].end))
            leads = not current.has_relation and not text[current.start : current.end].strip(" &\n\t")
            parts = segment.opens is Kind.SPACE or (leads and segment.opens is Kind.COMMA)
            if is_said and parts and segment.has_relation and not _is_range(text, segments, at):
                if leads:  # said before the statement: ∀ i ≠ k, u = 0
                    segment.notes = [*current.notes, *segment.notes]
                    segment.opens = current.opens
                    found.pop()
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
    before, here = text[current.start : current.end].rstrip("& \n\t"), text[segment.start : segment.end]
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
