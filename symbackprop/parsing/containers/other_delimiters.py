r"""Formulas between signs that are no delimiters of LaTeX: images of formulas, tags of sites, roles of documentation.

    ![](https://latex.codecogs.com/svg.latex?\frac{dL}{dw}%20=%20x)      <img src="…/render/math?math=…">
    [latex] z = w a [/latex]      <math> z = w a </math>      {math}`z = w a`      :math:`z = w a`      $latex z = w a$

They are given the delimiters \( … \), or \[ … \] where they stand alone, before anything else is read; what a server
that draws formulas has in its address is decoded.  Each kind is a row of a table.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

from symbackprop.parsing.containers.excerpts import Excerpt

LONGEST = 3000
"""How long a formula may be."""
_SERVERS = (
    r"latex\.codecogs\.com/[a-z]{1,9}(?:\.[a-z]{1,9})?\?|render\.githubusercontent\.com/render/math\?math="
    r"|math\.vercel\.app/\?(?:from|inline|block)=|[\w.]{0,30}upmath\.me/[a-z]{1,9}/|s0\.wp\.com/latex\.php\?latex="
    r"|chart\.googleapis\.com/chart\?cht=tx&(?:amp;)?chl=|quicklatex\.com/[\w/.-]{1,60}\?formula="
)
_SITE = rf"(?:https?:)?//(?:{_SERVERS})"
_NAMES = r"latex|math|tex|katex|mathjax|equation|eqn?|mathp|inlinemath|displaymath|katex-block|katex-inline|math-block"
_OPENER = re.compile(
    rf"!\[[^\]\[]{{0,400}}\]\((?P<image>{_SITE})"
    rf"|<img\b[^<>]{{0,400}}?\bsrc\s{{0,9}}=\s{{0,9}}(?P<quote>[\"'])(?P<tag>{_SITE})"
    rf"|\[(?P<square>{_NAMES})\]|(?<!\{{% )<(?P<angle>{_NAMES})(?:\s[^<>]{{0,100}})?>"
    r"|(?P<role>\{math\}|:math:)`|\$(?P<wordpress>latex)\s|(?:stem|latexmath):(?P<stem>\[)|(?P<code>`+)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"(?:%[0-9A-Fa-f]{2})+|\+|&(?:space|plus|amp|lt|gt|quot|#\d{1,5});|\\(?=\))")
_WORDS = {"&space;": " ", "&plus;": "+", "+": " "}
_LOOK = re.compile(
    r"\s*(?:\\(?:dpi|bg|fg|fn|color)(?:_[a-z]{1,12}(?![A-Za-z])|\s{0,3}\{[^{}]{0,30}\})"
    r"|\\(?:inline|large|Large|LARGE|huge|small|tiny|normalsize|displaystyle|svg|png)(?![A-Za-z])|\{\\color\{\w+\}(?=\}))"
)
"""What addresses say of sizes and colours, before the formula."""
_AFTER = re.compile(r"&(?:amp;)?(?:bg|fg|s|c|chf|chs|mode|inline|font|color)=")
_BRACKET = re.compile(r"[()\n]")
_MEANS = re.compile(r"\\[A-Za-z]|[_^=+]|\w\s*\(")
_MARKUP = re.compile(r"</?[A-Za-z]")


def with_delimiters(page: Excerpt) -> Excerpt:
    """A text in which all formulas have delimiters."""
    return page.rewritten(_Scanner(page.text).changes())


@dataclass
class _Scanner:
    text: str
    absent: dict[str, int] = field(default_factory=dict)

    def changes(self) -> Iterator[tuple[int, int, str]]:
        """What is written in the place of signs, and of what is escaped between them, in order."""
        at = 0
        while (opener := _OPENER.search(self.text, at)) is not None:
            at = opener.end()
            if opener["code"]:
                past = self._find(opener["code"], at)
                at = past + len(opener["code"]) if past is not None else at
                continue
            is_address = bool(opener["image"] or opener["tag"])
            inner = self._in_address(opener) if is_address else self._between(opener)
            if inner is None:
                continue
            start, end, past = inner
            if not is_address and (_MARKUP.search(self.text, start, end) or not _MEANS.search(self.text, start, end)):
                continue
            is_alone = self._is_alone(opener.start(), past)
            yield opener.start(), start, r"\[" if is_alone else r"\("
            if is_address:
                yield from self._decoded(start, end, are_spaces="latex.php" in opener[0])
            yield end, past, r"\]" if is_alone else r"\)"
            at = past

    def _between(self, opener: re.Match[str]) -> tuple[int, int, int] | None:
        """Where the formula begins and ends, and past what closes it."""
        name = opener["square"] or opener["angle"]
        closer = f"[/{name}]" if opener["square"] else f"</{name}>" if opener["angle"] else "`"
        closer = "$" if opener["wordpress"] else "]" if opener["stem"] else closer
        end = self._find(closer, opener.end())
        if end is None or "\n\n" in self.text[opener.end() : end]:
            return None
        inner = self.text[opener.end() : end]
        bare = inner.strip().strip("$")
        start = opener.end() + inner.find(bare)
        return start, start + len(bare), end + len(closer)

    def _in_address(self, opener: re.Match[str]) -> tuple[int, int, int] | None:
        """The same for an image, whose address ends at its quotation mark or with its bracket."""
        start = opener.end()
        if opener["quote"]:
            end = self._find(opener["quote"], start)
            past = self._find(">", end) if end is not None else None
            if end is None or past is None:
                return None
            past += 1
        else:
            closing = self._bracket(start)
            if closing is None:
                return None
            end, past = closing, closing + 1
        title = re.compile(r"\s+[\"'(]").search(self.text, start, end)
        end = title.start() if title is not None and not opener["quote"] else end
        behind = _AFTER.search(self.text, start, end)
        end = behind.start() if behind is not None else end
        while (look := _LOOK.match(self.text, start, end)) is not None and look.end() > start:
            start = look.end()
        return start, end, past

    def _bracket(self, start: int) -> int | None:
        """Where the bracket closes that was open at the start of an address."""
        depth = 1
        for sign in _BRACKET.finditer(self.text, start, start + LONGEST):
            if sign[0] == "\n":
                return None
            depth += 1 if sign[0] == "(" else -1
            if not depth:
                return sign.start()
        return None

    def _decoded(self, start: int, end: int, *, are_spaces: bool) -> Iterator[tuple[int, int, str]]:
        """What is escaped, of forms with a + for a space."""
        for found in _ESCAPE.finditer(self.text, start, end):
            text = found[0]
            if text == "+" and not are_spaces:
                continue
            yield *found.span(), unquote(text) if text[0] == "%" else _WORDS.get(text) or unescape(text.strip("\\"))

    def _is_alone(self, start: int, past: int) -> bool:
        """Whether nothing else stands in the lines of a formula."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        stop = self.text.find("\n", past)
        return not before.strip() and not self.text[past : len(self.text) if stop < 0 else stop].strip()

    def _find(self, closer: str, start: int) -> int | None:
        """Where the next closing text begins."""
        if self.absent.get(closer, len(self.text) + 1) <= start:
            return None
        at = self.text.find(closer, start, start + LONGEST)
        if at < 0 and self.text.find(closer, start) < 0:
            self.absent[closer] = start
        return at if at >= 0 else None
