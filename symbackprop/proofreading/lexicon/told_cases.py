"""Cases told in the words around equations: "∂p_i/∂z_j = p_i (1 − p_i) if i = j", "Case 2: i ≠ j", "otherwise".

The two indices are compared in a formula of its own or in plain words, in a heading or an item.  What compares them is
said of the equations behind it; right behind an equation, after "if" or in brackets, of that one alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from symbackprop.parsing.containers.displays import Container, Display
from symbackprop.parsing.latex.tree import Name, Node
from symbackprop.proofreading.lexicon.definitions import Case, Formula
from symbackprop.proofreading.vocabulary.marks import name_of

REACH = 8
"""How many statements a case that stands alone is in force for, within its section."""
NEAR = 24
"""How many characters may stand between two cases of which what follows is said."""
FAR = 80
"""How many characters behind the last formula are read."""
_LETTER = "[ijklmnpqrscy]"
_OTHERWISE = r"(?i:\b(?:otherwise|else|sonst|andernfalls|sinon|caso contr[aá]rio)\b|иначе|否则|否則|それ以外|그 외)"
_PLAIN = re.compile(
    rf"(?<![\w\\^{{}}=<>])(?P<one>{_LETTER})\s*(?P<sign>==?|≠|!=|\\neq?(?![a-z])|=/=)\s*(?P<other>{_LETTER})"
    rf"(?![a-zA-Z0-9_^(\[]|\s*(?:[-+/=]|\*(?!\*)))|{_OTHERWISE}"
)
_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|\"cell_type\":\s*\"code\".*?(?:\"cell_type\"|\Z)", re.DOTALL)
_IF = (
    r"(?:(?:if|when|whenever|for|where|with|in case|wenn|falls|für|si|quand|lorsque|pour|cuando|para|se|quando|если"
    r"|при|для)\s|[当當若]|如果|对于|對於)"
)
_BEHIND = re.compile(rf"[\s,，、*]*(?:{_IF}|[(（])[\s*(]*")
_LEADS = re.compile(r"[\s*)）:：,，]*(?:then|时|時|일 때|のとき|の場合|alors|dann|gilt|entonces|то)?[\s*):：,，]*")


@dataclass(frozen=True)
class _Told:
    """A case, from which statement on, in which section, and where it stands; no letters for "otherwise"."""

    case: Case
    number: int
    section: tuple[str, ...]
    span: tuple[int, int]


def told_cases(formulas: Sequence[Formula]) -> dict[int, Case]:
    """The cases that statements are said for, by their numbers."""
    return _Telling(formulas).cases()


def alone(formula: Formula) -> Case | None:
    """i ≠ j in a display of its own."""
    relation = formula.statement.relation
    one, other = _letter(formula.left), _letter(formula.right)
    if not one or not other or relation not in ("=", "≠") or formula.statement.link:
        return None
    return Case(one, other, relation == "=")


class _Telling:
    """The displays of a text in their order, and what the words between them say of cases."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self.groups = [list(group) for _, group in groupby(formulas, key=lambda f: id(f.statement.display))]
        self.found: dict[int, Case] = {}
        self.current: _Told | None = None
        self.last: _Told | None = None

    def cases(self) -> dict[int, Case]:
        """Each case is said of the display before it, else it is in force for those behind it."""
        before: list[Formula] = []
        for at, group in enumerate(self.groups):
            for told in self._before(at):
                self._tell(told, before)
            case = alone(group[0])
            if case is not None:
                self._tell(self._of_formula(case, at), before)
                continue
            self.found |= {f.number: self.current.case for f in group if self.current and _reaches(self.current, f)}
            before = group
        for told in self._before(len(self.groups)):
            self._tell(told, before)
        return self.found

    def _tell(self, told: _Told, before: Sequence[Formula]) -> None:
        if not told.case.one:  # otherwise
            if self.last is None or told.section != self.last.section:
                return
            told = replace(told, case=self.last.case._replace(are_same=not self.last.case.are_same))
        open_ = [f for f in before if f.number not in self.found and _compares_of(f, told.case)]
        if open_ and self._is_behind(told, before[0].statement.display):
            self.found |= {f.number: told.case for f in open_}
            self.current = None
        else:
            self.current = None if self._are_all(told) else told
        self.last = told

    def _is_behind(self, told: _Told, display: Display) -> bool:
        """Whether a case is said of the display before it: "… if i = j", and not of what follows it."""
        gap = _plain(display, display.outer[1], told.span[0])
        is_otherwise = _plain(display, *told.span).strip(" =≠").isalpha()
        if not (_BEHIND.fullmatch(gap) or (is_otherwise and not gap.strip(" ,，、"))) or "\n\n" in gap:
            return False
        following = next((g[0].statement.display for g in self.groups if g[0].number > told.number), None)
        end = following.outer[0] if following is not None else told.span[1] + NEAR
        return "\n" not in gap or not _LEADS.fullmatch(_plain(display, told.span[1], end))

    def _are_all(self, told: _Told) -> bool:
        """Whether a text tells both cases in one breath, i = y and i ≠ y: what follows is said for either."""
        if self.current is None:
            return False
        case, opposite = self.current.case, told.case
        gap = self._text(self.current.span[1], told.span[0])
        is_opposite = {*case[:2]} == {*opposite[:2]} and case.are_same is not opposite.are_same
        return is_opposite and len(gap) <= NEAR and not set(gap) & set(".:;。：；")

    def _text(self, start: int, end: int) -> str:
        return _plain(self.groups[0][0].statement.display, start, end)

    def _of_formula(self, case: Case, at: int) -> _Told:
        """A case in a formula; in a heading it is said of what stands below that."""
        own = self.groups[at][0]
        later = next((g[0].section for g in self.groups[at + 1 :] if alone(g[0]) is None), own.section)
        is_heading = bool(later) and own.statement.display.latex.text in later[-1]
        return _Told(case, own.number, later if is_heading else own.section, own.statement.display.outer)

    def _before(self, at: int) -> Iterator[_Told]:
        """The cases in plain words between a display and the one before it, those behind the last one too."""
        if not self.groups:
            return
        first = self.groups[min(at, len(self.groups) - 1)][0]
        text = first.statement.display.original.text
        start = self.groups[at - 1][0].statement.display.outer[1] if at else 0
        end = first.statement.display.outer[0] if at < len(self.groups) else min(start + FAR, len(text))
        words = _CODE.sub(lambda code: " " * len(code[0]), text[start:end])
        for said in _PLAIN.finditer(words):
            is_same = (said["sign"] or "").startswith("=") and said["sign"] != "=/="
            case = Case(said["one"] or "", said["other"] or "", is_same)
            yield _Told(case, first.number, first.section, (start + said.start(), start + said.end()))


def _plain(display: Display, start: int, end: int) -> str:
    """A piece of a file as it is read: a notebook's without what JSON puts between lines."""
    text = display.original.text[start:end]
    if display.original.container is Container.NOTEBOOK:
        text = re.sub(r'(?:\\n)?",\s*"', "\n", text).replace("\\n", "\n")
    return text


def _reaches(told: _Told, formula: Formula) -> bool:
    return formula.number - told.number <= REACH and formula.section == told.section


def _compares_of(formula: Formula, case: Case) -> bool:
    """Whether both indices of a case stand on the left of a statement."""
    names = {name_of(n) for n in formula.left.walk()} if formula.left is not None else set()
    return {case.one, case.other} <= names


def _letter(node: Node | None) -> str:
    is_letter = isinstance(node, Name) and len(node.text) == 1 and node.text.islower() and not node.accents
    return node.text if is_letter and isinstance(node, Name) else ""
