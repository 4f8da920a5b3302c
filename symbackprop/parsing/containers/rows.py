r"""The rows of a display: environments that only set rows are taken off, and what they hold is cut at `\\`.

`cases` and matrices are values and stay whole, unless a display is nothing else and every row of it is a statement.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from symbackprop.parsing.containers.boxes import opened, out_of_text
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.groups import group_end
from symbackprop.parsing.containers.lines import lines_of_statements
from symbackprop.parsing.containers.relations import EQUALITIES, Kind, Sign, signs

DEEPEST = 12
_ROWS = {
    "equation", "align", "gather", "multline", "eqnarray", "flalign", "alignat", "displaymath", "math", "dmath",
    "dgroup", "subequations", "split", "aligned", "gathered", "alignedat", "IEEEeqnarray", "xalignat", "xxalignat",
    "empheq", "darray", "multlined", "dcases*", "lgathered", "rgathered",
}  # fmt: skip
_VALUES = {"array", "cases", "dcases", "rcases", "matrix", "smallmatrix", "Bmatrix", "numcases"}
_BEGIN = re.compile(r"\\begin\s{0,9}\{\s{0,9}([A-Za-z]{1,30})\*?\s{0,9}\}")
_EDGE = re.compile(r"\\(begin|end)\s{0,9}\{\s{0,9}([A-Za-z]{1,30}\*?)\s{0,9}\}|\\.", re.DOTALL)
_OPTIONS = re.compile(r"\s{0,9}(?:\[[^\[\]]{0,20}\])?(?:\s{0,9}\{[^{}]{0,60}\})?")
_LEFT = re.compile(r"\\left\s{0,9}(?:\\[{}|]|\\[lr]brace|[.(\[{|])\s*")
_RIGHT = re.compile(r"\s*\\right\s{0,9}(?:\\[{}|]|\\[lr]brace|[.)\]}|])\s*$")
_BOX = re.compile(
    r"\\(?!text|mbox|hbox|tag|label|begin|left|intertext)[A-Za-z]+\s{0,9}(?:\{[a-z]{1,20}\}\s{0,9})?(?=\{)"
)
_IGNORED = (
    r"\s|\\(?:displaystyle|textstyle|nonumber|notag|noindent|centering|hfill|small|large|Large|allowbreak|quad|qquad)"
    r"(?![A-Za-z])|\\[,;:!>\s]|~|\\(?:label|tag\*?|eqlabel|hspace\*?|vspace\*?)\s{0,9}\{[^{}]{0,200}\}|%[^\n]*(?:\n|$)"
    r"|\\tag\*?\s{0,9}(?:\d{1,5}|[A-Za-z*])(?![A-Za-z\d])"
)
_PARENTHESIS = re.compile(r"(?<!\\)[()]")
_BEFORE = re.compile(rf"(?:{_IGNORED}|\{{\s*\}}|&)*+")
_ARROW = r"\\(?:long)?(?:rightarrow|Rightarrow)(?![A-Za-z])|\\implies(?![A-Za-z])"
_REMARK = r"(?:\\left\s?)?\(\s{0,9}=[^()=\\]{0,40}(?:\\[A-Za-z]+[^()=\\]{0,40}){0,6}(?:\\right\s?)?\)"
"""What something is called, said behind it: (= −δ_m)."""
_ASIDE = re.compile(r"(?:\\left\s?)?\((\s{0,9}=[^()=]{1,60})(?:\\right\s?)?\)[\s.,;]*$")
"""y_k (= O_k), which says the same as y_k = O_k where nothing else is said."""
_AFTER = re.compile(rf"(?:{_IGNORED}|{_ARROW}|{_REMARK}|&|\\\\|(?<!\\right)(?<!\\left)(?<![.\\])[.,;。，；](?!\.))+$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, the same with its label and tag, its signs; whether it goes on from the one before in any case."""

    text: Excerpt
    whole: Excerpt
    signs: list[Sign]
    continues: bool = False


def rows_of(text: Excerpt) -> list[Row]:
    """The rows of a display."""
    waiting, found = [(out_of_text(text), 0, False)], []
    while waiting:
        whole, depth, continues = waiting.pop()
        inner, is_multline = _peeled(whole, depth)
        here = opened(trimmed(inner))
        marks = signs(here.text)
        if not any(s.kind is Kind.BREAK for s in marks):
            if len(lines := lines_of_statements(here, marks)) > 1:
                waiting += [(line, depth + 1, False) for line in lines][::-1]
                continue
            if trimmed(here).text:
                here, marks = _with_aside(here, marks, inner)
                found.append(Row(here, whole, marks, continues))
            continue
        here = opened(inner)  # the label of the last row stands at its end
        breaks = [s for s in signs(here.text) if s.kind is Kind.BREAK]
        edges = [(0, 0), *((s.start, s.end) for s in breaks), (len(here), len(here))]
        parts = [here.cut(a[1], b[0]) for a, b in pairwise(edges)]
        waiting += [(part, depth + 1, is_multline and n > 0) for n, part in enumerate(parts)][::-1]
    return found


def _with_aside(here: Excerpt, marks: list[Sign], inner: Excerpt) -> tuple[Excerpt, list[Sign]]:
    """A row with the equality that stands in brackets behind a symbol, where it has no other."""
    aside = _ASIDE.search(inner.text) if not any(s.kind is Kind.RELATION for s in marks) else None
    if aside is None or not inner.text[: aside.start()].strip():
        return here, marks
    said = Excerpt.joined([inner.cut(0, aside.start()), inner.cut(aside.start(1), aside.end(1))])
    return said, signs(said.text)


def trimmed(text: Excerpt) -> Excerpt:
    """Without space, labels, alignment and final punctuation around it."""
    before = _BEFORE.match(text.text)
    start = before.end() if before else 0
    end = len(text)
    while end > start and (after := _trailing(text.text, start, end)) < end:
        end = after
    return text.cut(start, end)


def _trailing(text: str, start: int, end: int) -> int:
    """Where what may be ignored at the end begins; looked for in the last characters only."""
    at = max(start, end - 260)
    after = _AFTER.search(text, at, end)
    return end if after is None else after.start()


def _peeled(text: Excerpt, depth: int) -> tuple[Excerpt, bool]:
    """What is within environments of rows, brackets and boxes that hold the whole; whether it is one long formula."""
    is_multline = False
    if depth > DEEPEST:
        return text, False
    for _ in range(DEEPEST):
        inner, name = _inside(trimmed(text))
        is_multline = is_multline or name == "multline"
        if inner is None:
            break
        text = inner
    return text, is_multline


def _inside(text: Excerpt) -> tuple[Excerpt | None, str]:
    """What the outermost wrapping holds, if it holds everything."""
    if (left := _LEFT.match(text.text)) and (right := _RIGHT.search(text.text, max(left.end(), len(text) - 40))):
        inner = text.cut(left.end(), right.start())
        found, name = _inside(trimmed(inner))
        return (found, name) if found is not None and name else (None, "")
    box = _BOX.match(text.text)
    begin = box.end() if box else 0
    if group_end(text.text, begin) == len(text) and len(text) > begin + 2:
        inner = text.cut(begin + 1, len(text) - 1)
        is_statement = any(s.relation in EQUALITIES or s.kind is Kind.BREAK for s in signs(inner.text))
        return (inner, "") if is_statement else (None, "")
    if _is_in_parentheses(text.text):
        inner = text.cut(1, len(text) - 1)
        return (inner, "") if any(s.relation in EQUALITIES for s in signs(inner.text)) else (None, "")
    environment = _BEGIN.match(text.text)
    if environment is None or _environment_end(text.text) != len(text):
        return None, ""
    name, close = environment[1], text.text.rfind("\\end")
    options = _OPTIONS.match(text.text, environment.end()) if name in _TAKES_OPTIONS else None
    inner = text.cut(options.end() if options else environment.end(), close)
    if name in _ROWS or (name in _VALUES and _holds_statements(inner)):
        return inner, name
    return None, ""


def _is_in_parentheses(text: str) -> bool:
    """Whether a pair of parentheses holds the whole, and something that LaTeX has a command for: (∂z/∂b = 1)."""
    if not text.startswith("(") or not text.endswith(")") or "\\" not in text:
        return False
    depth = 0
    for edge in _PARENTHESIS.finditer(text):
        depth += 1 if edge[0] == "(" else -1
        if depth == 0:
            return edge.end() == len(text)
    return False


_TAKES_OPTIONS = {"array", "alignat", "alignedat", "aligned", "gathered", "IEEEeqnarray", "xalignat", "xxalignat",
                  "empheq", "darray"}  # fmt: skip


def _environment_end(text: str) -> int | None:
    """Past the end of the environment that a text begins with."""
    depth = 0
    for edge in _EDGE.finditer(text):
        if edge[1] is not None:
            depth += 1 if edge[1] == "begin" else -1
            if depth <= 0:
                return edge.end()
    return None


def _holds_statements(inner: Excerpt) -> bool:
    """Whether the first row has an equality in its first cell, or its second cell begins with one."""
    cell = 0
    was_alignment = False
    for sign in signs(inner.text):
        if sign.kind is Kind.BREAK:
            return False
        if sign.kind is Kind.ALIGNMENT:
            cell, was_alignment, end = cell + 1, True, sign.end
        elif sign.kind is Kind.RELATION and sign.relation in EQUALITIES:
            begins = was_alignment and not inner.text[end : sign.start].strip()
            return cell == 0 or (cell == 1 and begins)
    return False
