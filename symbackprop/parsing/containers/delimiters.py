r"""Finding mathematics in running text: $ … $, $$ … $$, \( … \), \[ … \], \\( … \\), \begin{align} … \end{align}.

Makers of sites have tags for it too: {{< math >}} … {{< /math >}} of Hugo, {% katex %} … {% endkatex %} of Jekyll,
{% <math> %} … {% </math> %} of Zola.

One pass from left to right; what is code is passed over.  A search for an end that is not there is remembered, so that
a million unfinished beginnings cost one search.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.faults import LONGEST_DISPLAY
from symbackprop.parsing.containers.prose import looks_like_mathematics

LONGEST_CODE = 10_000
LONGEST_INLINE = 500
MOST_TRIED = 20
ENVIRONMENTS = frozenset(
    [
        "equation",
        "align",
        "gather",
        "multline",
        "eqnarray",
        "flalign",
        "alignat",
        "displaymath",
        "math",
        "dmath",
        "dgroup",
        "subequations",
        "split",
        "aligned",
        "gathered",
        "alignedat",
        "IEEEeqnarray",
        "xalignat",
        "xxalignat",
        "empheq",
        "darray",
    ]
)
WITH_COLUMNS = frozenset({"alignat", "alignedat", "IEEEeqnarray", "xalignat", "xxalignat", "darray"})
"""Environments that are told their columns: {rCl}, {2}."""
_COLUMNS = re.compile(r"\s{0,9}\{[\w\s]{0,20}\}")
_TAG_NAMES = r"(?:display_?)?math(?:jax)?(?:/block|/display|block)?|katex|latex|tex|equation"
_TAG = (
    rf"\{{\{{(?P<hugo>[<%]\s{{0,9}})(?P<named>{_TAG_NAMES})\b[^{{}}<>%/]{{0,60}}?(?P<end>\s{{0,9}}[>%]\}}\}})"
    rf"|\{{%(?P<jekyll>-?\s{{0,9}})(?P<angle><?)(?P<called>{_TAG_NAMES})\b[^{{}}<>%/]{{0,60}}?(?P<stop>>?\s{{0,9}}-?%\}})"
)
_OPENER = re.compile(
    r"`+|<!--|<code>|\\\\[(\[]|\\[(\[]|\\begin\s{0,9}\{\s{0,9}([A-Za-z]{1,30}(?:\\?\*)?)\s{0,9}\}|\\.|\$\$|\$"
    rf"|{_TAG}",
    re.DOTALL,
)
_BARE_OPENER = re.compile(rf"{_OPENER.pattern}|^[ \t]*\[[ \t]*$|(?<![\w)\]}}])\(", re.DOTALL | re.MULTILINE)
_BARE_END = re.compile(r"^[ \t]*\][ \t]*$", re.MULTILINE)
_BARE_DISPLAY = re.compile(r"^[ \t]*\[[ \t]*\n([^$]{1,2000}?)\n[ \t]*\][ \t]*$", re.MULTILINE)
_FORMULA = re.compile(r"\\[A-Za-z]|[_^=]")
_CLOSE = {
    "$$": re.compile(r"(?:[^\\$]++|\\.|\$(?!\$))*+\$\$", re.DOTALL),
    "$": re.compile(r"(?:[^\\$\n]++|\\.|\n(?!\s*\n))*+\$", re.DOTALL),
}
_TEXT_GROUP = re.compile(r"\\(?:text\w*|mbox|hbox|mathrm|operatorname)\s*\{[^{}]*$")
_MEANS = re.compile(r"[\w\\]")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a kind of document does: code in backticks, Jekyll's two backslashes, whether a lone $ may be money.

    With `has_bare_brackets` its delimiters have lost their backslashes: [ and ] in lines of their own, ( and ).
    """

    has_code_spans: bool = False
    has_double_backslashes: bool = False
    is_trusted: bool = False
    has_dollars: bool = True
    has_bare_brackets: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """Mathematics in a text: from where to where, without its delimiters and with them."""

    outer: tuple[int, int]
    inner: tuple[int, int]
    delimiter: str
    environment: str
    is_display: bool


@dataclass
class Scanner:
    """A pass over one text."""

    text: str
    dialect: Dialect
    absent: dict[str, int] = field(default_factory=dict)

    def formulas(self) -> Iterator[Formula]:
        """All mathematics, in order."""
        at, openers = 0, _BARE_OPENER if self.dialect.has_bare_brackets else _OPENER
        while (opener := openers.search(self.text, at)) is not None:
            found, at = self.read(opener)
            if found is not None:
                yield found

    def read(self, opener: re.Match[str]) -> tuple[Formula | None, int]:
        """The mathematics that begins here, if it does, and where to go on."""
        sign, start, end = opener[0], opener.start(), opener.end()
        if sign[0] == "`":
            return None, self._past_code(sign, end)
        if sign[0] == "<":
            return None, (
                self._find("-->" if sign == "<!--" else "</code>", end) if self.dialect.has_code_spans else end
            ) or end
        if sign == "$":
            return self._inline(start, end)
        if sign[0] == "{":
            closer = _closing_tag(opener)
            is_display = not self.text[self.text.rfind("\n", 0, start) + 1 : start].strip()
            return self._enclosed(start, end, "tag", self._find(closer, end), closer, is_display)
        if sign.strip() in ("[", "("):
            return self._in_bare_brackets(start, end, is_display=sign != "(")
        if sign == "$$" and self.dialect.has_dollars:
            return self._enclosed(start, end, "$$", self._match("$$", end), "$$", True)
        if sign[-1] in "([" and (len(sign) == 2 or self.dialect.has_double_backslashes):
            closer = sign[:-1] + (")" if sign[-1] == "(" else "]")
            return self._enclosed(start, end, sign, self._find(closer, end), closer, sign[-1] == "[")
        if opener[1] is not None and _unstarred(opener[1]) in ENVIRONMENTS:
            closer = f"\\end{{{opener[1]}}}"
            past = self._find(closer, end)
            if past is not None:
                columns = _COLUMNS.match(self.text, end) if _unstarred(opener[1]) in WITH_COLUMNS else None
                inner = (columns.end() if columns else end, past - len(closer))
                name = opener[1].replace("\\", "")
                return Formula((start, past), inner, "begin", name, name != "math"), past
        if len(sign) == 3 and not self.dialect.has_double_backslashes:
            return None, start + 2
        return None, end

    def _enclosed(
        self, start: int, end: int, sign: str, past: int | None, closer: str, is_display: bool
    ) -> tuple[Formula | None, int]:
        if past is None:
            return None, end
        inner = (end, past - len(closer))
        content = self.text[inner[0] : inner[1]]
        doubtful = not self.dialect.is_trusted and sign != "$$"
        if not _MEANS.search(content) or (doubtful and not looks_like_mathematics(content)):
            return None, past if sign == "$$" else end
        return Formula((start, past), inner, sign, "", is_display), past

    def _in_bare_brackets(self, start: int, end: int, *, is_display: bool) -> tuple[Formula | None, int]:
        """What stands between [ and ] in lines of their own, or between ( and ) in one line, if it is a formula."""
        if is_display:
            close = _BARE_END.search(self.text, end, end + LONGEST_DISPLAY)
            found = (close.start(), close.end()) if close is not None else None
        else:
            line = self.text.find("\n", end)
            found = _closing(self.text, end, len(self.text) if line < 0 else line)
        if found is None:
            return None, end
        last, past = found
        content = self.text[end:last]
        if not _FORMULA.search(content) or not looks_like_mathematics(f" {content} "):
            return None, end
        return Formula((start, past), (end, last), "[" if is_display else "(", "", is_display), past

    def _inline(self, start: int, end: int) -> tuple[Formula | None, int]:
        if not self.dialect.has_dollars:
            return None, end
        if self.text.startswith("`", end) and self.dialect.has_code_spans:
            close = self.text.find("`$", end + 1, end + LONGEST_DISPLAY)
            if close > 0 and "\n\n" not in self.text[end:close]:
                return Formula((start, close + 2), (end + 1, close), "$", "", False), close + 2
        past = self._match("$", end)
        for _ in range(8):  # dollars within \text{…}
            if past is None or not _TEXT_GROUP.search(self.text, max(end, past - 200), past - 1):
                break
            past = self._match("$", past)
        if past is None:
            return None, end
        content = self.text[end : past - 1]
        if self.dialect.is_trusted:
            is_formula = bool(content.strip())
        else:
            followed = self.text[past : past + 1]
            is_formula = looks_like_mathematics(content, is_followed_by_digit=followed.isdigit())
        return (Formula((start, past), (end, past - 1), "$", "", False), past) if is_formula else (None, end)

    def _past_code(self, ticks: str, end: int) -> int:
        if not self.dialect.has_code_spans:
            return end
        # no code in a line is longer; runs of ever another length would otherwise each be looked for to the end
        close = re.compile(rf"(?<!`)`{{{len(ticks)}}}(?!`)").search(self.text, end, end + LONGEST_CODE)
        if close is None:
            return end
        return end if _BLANK_LINE.search(self.text, end, close.start()) else close.end()

    def _match(self, sign: str, start: int) -> int | None:
        """Past the next closing sign."""
        if self.absent.get(sign, len(self.text) + 1) <= start:
            return None
        found = _CLOSE[sign].match(self.text, start, start + LONGEST_DISPLAY)
        if found is None and sign == "$$":
            self.absent[sign] = start
        return None if found is None else found.end()

    def _find(self, closer: str, start: int) -> int | None:
        """Past the next closing text."""
        if self.absent.get(closer, len(self.text) + 1) <= start:
            return None
        at = self.text.find(closer, start, start + LONGEST_DISPLAY)
        if at < 0:
            if self.text.find(closer, start) < 0:
                self.absent[closer] = start
            return None
        return at + len(closer)


def _closing_tag(opener: re.Match[str]) -> str:
    """What closes a tag, spaced as it is: {{< /math >}} for {{< math >}}, {% endmath %} for {% math %}."""
    if opener["hugo"]:
        return f"{{{{{opener['hugo']}/{opener['named']}{opener['end']}"
    closes = "</" if opener["angle"] else "end"
    return f"{{%{opener['jekyll']}{closes}{opener['called']}{opener['stop']}"


def _closing(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the parenthesis stands that closes the one before `start`, and past it."""
    depth = 1
    for at in range(start, min(end, start + LONGEST_INLINE)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at, at + 1
    return None


def has_bare_brackets(text: str) -> bool:
    """Whether formulas of a text stand between lines that are [ and ]: its backslashes were lost."""
    found = _BARE_DISPLAY.finditer(text)
    return any(_FORMULA.search(d[1]) and looks_like_mathematics(d[1]) for d in islice(found, MOST_TRIED))


def formulas(text: str, dialect: Dialect) -> Iterator[Formula]:
    """All mathematics in a text, in order."""
    return Scanner(text, dialect).formulas()


_NESTED = re.compile(
    r"\s*(?:\$\$(?P<a>(?:[^\\$]|\\.)*)\$\$|\$(?P<b>(?:[^\\$]|\\.)*)\$"
    r"|\\\((?P<c>(?:[^\\$]|\\[^()\[\]])*)\\\)|\\\[(?P<d>(?:[^\\$]|\\[^()\[\]])*)\\\])\s*",
    re.DOTALL,
)


def without_delimiters(latex: Excerpt) -> Excerpt:
    r"""Mathematics whose author delimited it twice: `\( $z$ \)`, `$$ \[ z \] $$`, and several \[ … \] as rows."""
    while (found := _NESTED.fullmatch(latex.text)) is not None and found.lastgroup is not None:
        latex = latex.cut(*found.span(found.lastgroup))
    if _SEVERAL.fullmatch(latex.text) is None:
        return latex
    signs = [*_DISPLAYED.finditer(latex.text)]
    ends = signs[1:-1:2]
    return latex.rewritten((s.start(), s.end(), r" \\ " if s in ends else " ") for s in signs)


_SEVERAL = re.compile(r"\s*(?:\\\[(?:[^\\]|\\[^\[\]])*\\\]\s*){2,40}")
_DISPLAYED = re.compile(r"\\[\[\]]")
_OPEN = re.compile(
    r"`+|\\\\[\[\]]|\\[\[\]]|\\(?:begin|end)\s{0,9}\{\s{0,9}([A-Za-z]{1,30}(?:\\?\*)?)\s{0,9}\}|\\.|\$\$"
    rf"|{_TAG}|\{{\{{[<%]\s{{0,9}}/[^{{}}]{{1,40}}\}}\}}|\{{%-?\s{{0,9}}(?:end|</)[^{{}}]{{1,40}}\}}",
    re.DOTALL,
)


def _unstarred(environment: str) -> str:
    r"""The name of an environment without the star, which Markdown may have to escape: align\*."""
    return environment.removesuffix("*").removesuffix("\\")


def left_open(line: str, delimiter: str = "") -> str:
    """The display delimiter that is open at the end of a line, if one is: what has to come to close it.

    Given what was open at its beginning.
    """
    if "$$" not in line and "\\" not in line and "{{" not in line and "{%" not in line:
        return delimiter
    code = ""
    for sign in _OPEN.finditer(line):
        token = sign[0]
        if delimiter:
            delimiter = "" if token.replace(" ", "") == delimiter.replace(" ", "") else delimiter
        elif token[0] == "`":
            code = token if not code else "" if token == code else code
        elif not code:
            delimiter = _closing_tag(sign) if sign["named"] or sign["called"] else _awaited(token, sign[1])
    return delimiter


def _awaited(token: str, environment: str | None) -> str:
    if token == "$$":
        return "$$"
    if token in ("\\[", "\\\\["):
        return token[:-1] + "]"
    if token.startswith("\\begin") and environment and _unstarred(environment) in ENVIRONMENTS:
        return f"\\end{{{environment}}}"
    return ""
