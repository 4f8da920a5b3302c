r"""The signs at the top level of a line of mathematics: relations, what separates statements, words between them.

Depth counts braces, environments and brackets that are closed; one that is not closed, as happens in real notes, hides
nothing.  `\sum_{i=1}` and f(a, b) therefore have no sign.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from symbackprop.parsing.containers.groups import group_end
from symbackprop.parsing.languages import CONDITIONS, JOINTS, LETTERS, OTHERS, says_of_what

_NAMED = {
    "leftarrow": "←", "gets": "←", "longleftarrow": "←", "Leftarrow": "←", "equiv": "≡", "approx": "≈", "simeq": "≈",
    "coloneqq": ":=", "triangleq": ":=", "doteq": ":=", "eqqcolon": "=", "cong": "≡", "propto": "∝", "sim": "∼",
    "neq": "≠", "ne": "≠", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "lt": "<",
    "gt": ">", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊂", "ll": "<", "gg": ">", "ni": "∋",
}  # fmt: skip
_CHARACTERS = {
    ":=": ":=", "==": "=", "+=": "+=", "-=": "-=", "<-": "←", "!=": "≠", "<=": "≤", ">=": "≥", "=": "=", "<": "<",
    ">": ">", "←": "←", "≈": "≈", "≡": "≡", "≔": ":=", "≠": "≠", "≤": "≤", "≥": "≥", "∈": "∈", "∝": "∝", "≜": ":=",
    "⟵": "←", "＝": "=",
}  # fmt: skip
EQUALITIES = frozenset({"=", ":=", "←", "≡", "≈", "+=", "-=", "→"})
ARROWS = {"rightarrow", "to", "mapsto", "longrightarrow", "longmapsto", "→"}
IMPLICATIONS = {
    "Rightarrow", "implies", "Longrightarrow", "iff", "Leftrightarrow", "Longleftrightarrow", "therefore", "⇒", "=>",
    "⟹", "⇔", "impliedby", "Downarrow",
}  # fmt: skip
SPACES = {"quad", "qquad", "hspace", "hskip", "hfill", "enspace", "qqquad"}
_OPENING = {"(", "[", "\\{", "\\lbrace", "\\left", "\\langle", "\\lfloor", "\\lceil"}
_CLOSING = {")", "]", "\\}", "\\rbrace", "\\right", "\\rangle", "\\rfloor", "\\rceil"}
JOINING = {"and", "or", "where", "with", "so", "thus", "then", "hence", "therefore", "but", "while", "和", "且",
           "其中", "以及", "则", "所以", "及", "或"}  # fmt: skip
CONDITIONAL = {"if", "for", "when", "otherwise", "as", "since", "because", "given", "else", "当", "若", "如果",
               "对于", "其他"}  # fmt: skip
_TEXT = {"text", "textrm", "textit", "textbf", "mbox", "hbox", "mathrm", "rm", "textsf", "textnormal"}
_SIGN = re.compile(
    r"\\mathrel\s?\{\s?[+-]\s?(?:=\s?\}|\}\s?=)"
    r"|\\(?:begin|end)\s{0,9}\{\s{0,9}[A-Za-z]{1,30}\*?\s{0,9}\}|\\[A-Za-z]+\*?|\\.|[{}()\[\]&,;，；、]"
    r"|:=|==|(?<!\^)[+-]=|<-|!=|<=|=>|>=|[=<>←≈≡≔≠≤≥∈∝≜⟵＝→⇒⟹⇔]"
    r"|(?<![A-Za-z\\])q?quad(?![A-Za-z])|(?<![A-Za-z\\])(?:for|if|where|when|and|with|otherwise)(?![A-Za-z(_^])",
    re.DOTALL,
)
_NUMBER = re.compile(r"\s{0,9}\(\s?[\d.]{1,9}[a-z]?\s?\)\s{0,9}(?:$|\\\\)")


class Kind(Enum):
    """What a sign does."""

    RELATION = "relation"
    ARROW = "arrow"
    COMMA = "comma"
    SPACE = "space"
    ALIGNMENT = "alignment"
    JOINING = "joining"
    CONDITION = "condition"
    IMPLICATION = "implication"
    NOTE = "note"
    PHRASE = "phrase"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign at the top level, and the relation that it is."""

    kind: Kind
    start: int
    end: int
    relation: str = ""


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    text: str


def signs(text: str) -> list[Sign]:
    """The signs at the top level, in order."""
    found: list[Sign] = []
    past = 0
    for mark in _visible(text):
        if mark.start < past:
            continue
        sign = _sign(text, mark)
        if sign is not None:
            found.append(sign)
            past = sign.end
        elif mark.text in ("\\stackrel", "\\overset", "\\underset"):
            past = mark.end
    return found


def _visible(text: str) -> Iterator[_Mark]:
    """The marks outside of braces, environments and closed brackets."""
    marks: list[_Mark] = []
    open_brackets: list[int] = []
    hidden: list[tuple[int, int]] = []
    depth = 0
    for found in _SIGN.finditer(text):
        token = found[0]
        if token == "{" or token.startswith("\\begin"):
            depth += 1
        elif token == "}" or token.startswith("\\end"):
            depth = max(0, depth - 1)
        elif depth == 0:
            is_delimiter = bool(marks) and marks[-1].text in ("\\left", "\\right") and marks[-1].end == found.start()
            marks.append(_Mark(found.start(), found.end(), token))
            if is_delimiter:  # the bracket of \left( counts once
                marks[-1].text = ""
            elif token in _OPENING:
                open_brackets.append(len(marks) - 1)
            elif token in _CLOSING and open_brackets:
                hidden.append((open_brackets.pop(), len(marks)))
    return _outside(marks, hidden)


def _outside(marks: list[_Mark], hidden: list[tuple[int, int]]) -> Iterator[_Mark]:
    past = 0
    spans = sorted(hidden)
    at = 0
    for number, mark in enumerate(marks):
        while at < len(spans) and spans[at][0] <= number:
            past = max(past, spans[at][1])
            at += 1
        if number >= past:
            yield mark


def _sign(text: str, mark: _Mark) -> Sign | None:
    token, start, end = mark.text, mark.start, mark.end
    if not token:
        return None
    if token.startswith("\\mathrel{") or token.startswith("\\mathrel {"):
        return Sign(Kind.RELATION, start, end, "-=" if "-" in token else "+=")
    if token in _CHARACTERS:
        return Sign(Kind.RELATION, start, end, _CHARACTERS[token])
    if token in ("→", "⇒", "⟹", "⇔", "=>"):
        return Sign(Kind.ARROW if token == "→" else Kind.IMPLICATION, start, end, "→")
    if token in ",;，；、":
        return Sign(Kind.COMMA, start, end)
    if token == "&":
        return Sign(Kind.ALIGNMENT, start, end)
    if token in SPACES:
        return Sign(Kind.SPACE, start, end)
    if token.startswith("\\"):
        return _command(text, token[1:].removesuffix("*"), start, end)
    if token in CONDITIONAL or token in JOINING:
        return Sign(Kind.CONDITION, start, start) if token in CONDITIONAL else Sign(Kind.JOINING, start, end)
    return None


_LOST_BREAK = re.compile(r"\$\s{0,9}-?[\d.]+\s*[a-z]{2}\s*\]")
r"""`\\[4pt]` where every `\[` of a file was made `$$`: the last backslash and the bracket are dollars."""


def _command(text: str, name: str, start: int, end: int) -> Sign | None:
    if name == "$" and (length := _LOST_BREAK.match(text, end)) is not None:
        return Sign(Kind.BREAK, start, length.end())
    if name == "\\" or name in ("newline", "cr", "tabularnewline"):
        length = re.compile(r"\s{0,9}\\?\[\s*-?[\d.]+\s*[a-z]{2}\s*\]").match(text, end) if name == "\\" else None
        return Sign(Kind.BREAK, start, length.end() if length else end)
    if name in _NAMED:
        return Sign(Kind.RELATION, start, end, _NAMED[name])
    if name == "not":
        follows = re.compile(r"\s{0,9}(?:=|\\in(?![A-Za-z]))").match(text, end)
        return Sign(Kind.RELATION, start, follows.end(), "≠") if follows else None
    if name in ARROWS:
        return Sign(Kind.SPACE if _NUMBER.match(text, end) else Kind.ARROW, start, end, "→")
    if name in IMPLICATIONS:
        return Sign(Kind.IMPLICATION, start, end)
    if name == "because":
        is_first = not text[:start].rpartition("\\\\")[2].strip(" &\n\t")
        return Sign(Kind.IMPLICATION, start, end) if is_first else Sign(Kind.CONDITION, start, start)
    if name == "forall":
        return Sign(Kind.CONDITION, start, start)
    if name in ("stackrel", "overset", "underset", "overbrace", "mathrel"):
        return _decorated(text, name, start, end)
    if name in SPACES:
        group = group_end(text, end, 40) if name.startswith("h") else None
        return Sign(Kind.SPACE, start, group or end)
    if name in ("intertext", "shortintertext"):
        past = group_end(text, re.compile(r"\s{0,9}").match(text, end).end(), 2000)  # type: ignore[union-attr]
        return Sign(Kind.BREAK, start, past) if past is not None else None
    if name in _TEXT:
        return _words(text, start, end)
    return None


def _decorated(text: str, name: str, start: int, end: int) -> Sign | None:
    """A relation or an arrow with something over or under it."""
    for _ in range(1 if name == "mathrel" else 2):
        while text[end : end + 1].isspace():
            end += 1
        begin, past = end, group_end(text, end)
        end = past if past is not None else end + 1
    inside = text[begin:end].strip("{} ")
    name = inside.lstrip("\\")
    if name in IMPLICATIONS or name in ARROWS:
        return Sign(Kind.IMPLICATION if name in IMPLICATIONS else Kind.ARROW, start, end, "→")
    relation = _CHARACTERS.get(inside) or _NAMED.get(name)
    return Sign(Kind.RELATION, start, end, relation) if relation else None


def _words(text: str, start: int, end: int) -> Sign | None:
    """Words set as text: those that join two statements, begin a condition, or only say something."""
    at = end
    while text[at : at + 1].isspace():
        at += 1
    past = group_end(text, at, 500)
    if past is None:
        return None
    content = text[at + 1 : past - 1].strip(" ~,.:;()$\\").lower()
    first, of = content.split()[0] if content.split() else "", says_of_what(content)
    is_letter = content in LETTERS and text[at + 1] + text[past - 2] == "  "
    if content in JOINING | JOINTS or is_letter or (first in ("where", "with", "and", "其中") and not of):
        return Sign(Kind.JOINING, start, past)
    if (
        first in CONDITIONAL | CONDITIONS | OTHERS
        or content[:1] in ("当", "若")
        or content[:2] in ("如果", "对于", "其他")
        or content.split()[-1:] in ([word] for word in ("for", "when", "if", "since", "because", "as", "where"))
    ):
        return Sign(Kind.CONDITION, start, start)
    if of:
        return Sign(Kind.PHRASE, start, past)
    if _leads(text, start, past):
        return Sign(Kind.JOINING, start, past)
    if " " in content or text[at + 1 : past - 1].strip().endswith(":") or text[at + 1 : at + 2] == "(":
        return Sign(Kind.NOTE, start, past)
    return None


_SYMBOL = re.compile(r"[\s~]*(?:\\[,;:! ]\s{0,9})?(?:\\(?:[dt]?frac|nabla|partial|hat|bar|tilde|vec|math\w+|bold\w+)\b"
                     r"|\\(?:delta|Delta|theta|Theta|sigma|phi|alpha|eta)\b|[A-Za-z](?![A-Za-z]))")  # fmt: skip


_COMPARED = re.compile(r"[<>≠≤≥]|\\(?:leq?|geq?|neq?|lt|gt|in)(?![a-z])")


def _leads(text: str, start: int, past: int) -> bool:
    """Whether a word with a space behind it, before the first symbol of a row, is prose in any language: Let C = …

    Not where something is compared, as conditions do.
    """
    is_apart = text[past - 2] in " ~" and not text[:start].strip(" &\n\t") and len(text[start:past].split()) < 3
    return is_apart and _SYMBOL.match(text, past) is not None and not _COMPARED.search(text, past)
