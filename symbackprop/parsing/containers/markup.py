r"""HTML: MathJax's delimiters in the text of elements, `<script type="math/tex">`, KaTeX's annotations.

A lexer of our own: the standard library's parser takes quadratic time for a million `<a`.  Elements that are code are
passed over; elements within a line leave their text; an entity stands for its characters.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symbackprop.parsing.containers.assembly import Assembly
from symbackprop.parsing.containers.delimiters import Dialect
from symbackprop.parsing.containers.displays import Passage
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.other_delimiters import with_delimiters

DIALECT = Dialect(has_double_backslashes=False)
WITHIN_MARKDOWN = Dialect(has_double_backslashes=True, has_code_spans=True)
BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "body",
    "html",
    "center",
    "details",
    "summary",
    "figure",
    "figcaption",
    "hr",
    "nav",
    "aside",
    "title",
    "head",
    "form",
    "fieldset",
}
PASSED_OVER = {"script", "style", "pre", "code", "textarea", "kbd", "samp", "math", "svg", "template", "noscript", "tt"}
_TAG = re.compile(
    r"<!--|<(/?)([A-Za-z][A-Za-z0-9:-]{0,40})((?:[^<>\"']|\"[^\"<>]{0,5000}\"|'[^'<>]{0,5000}'){0,400})>|<[!?][^<>]{0,2000}>"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ATTRIBUTE = re.compile(r"([\w:-]{1,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TEX = re.compile(r"application/x-tex|math/tex|text/x-?(?:la)?tex", re.IGNORECASE)


def read_html(assembly: Assembly, page: Excerpt, *, is_within_markdown: bool = False) -> None:
    """All displays of HTML, which may be a part of a file."""
    page = page if is_within_markdown else with_delimiters(page)
    _Reader(assembly, page, WITHIN_MARKDOWN if is_within_markdown else DIALECT).read()


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    is_closing: bool
    attributes: str

    def attribute(self, name: str) -> str:
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found[1].lower() == name:
                return html.unescape(found[2] or found[3] or found[4] or "")
        return ""


def _tags(text: str) -> Iterator[_Tag]:
    at, no_comment_end = 0, len(text) + 1
    while (found := _TAG.search(text, at)) is not None:
        at = found.end()
        if found[0] == "<!--":
            close = text.find("-->", at) if at < no_comment_end else -1
            if close < 0:
                no_comment_end = min(no_comment_end, at)
                continue
            yield _Tag(found.start(), close + 3, "!--", False, "")
            at = close + 3
        elif found[2]:
            yield _Tag(found.start(), at, found[2].lower(), found[1] == "/", found[3])


@dataclass
class _Reader:
    """A pass over the tags: the text between them is gathered until a block ends."""

    assembly: Assembly
    page: Excerpt
    dialect: Dialect
    parts: list[Excerpt] = field(default_factory=list)
    at: int = 0
    hidden: list[str] = field(default_factory=list)
    heading: int = 0
    is_katex_display: bool = False
    absent: dict[str, int] = field(default_factory=dict)

    def read(self) -> None:
        for tag in _tags(self.page.text):
            if tag.start < self.at:
                continue
            self._gather(tag.start)
            self.at = tag.end
            if tag.is_closing:
                self._close(tag)
            else:
                self._open(tag)
        self._gather(len(self.page))
        self._flush()

    def _gather(self, end: int) -> None:
        if not self.hidden and end > self.at:
            self.parts.append(_decoded(self.page.cut(self.at, end)))

    def _open(self, tag: _Tag) -> None:
        if "katex-display" in tag.attributes or 'display="block"' in tag.attributes:
            self.is_katex_display = True
        elif "katex" in tag.attributes and "katex-" not in tag.attributes and not self.hidden:
            self.is_katex_display = self.is_katex_display and tag.name == "span"
        if tag.name in ("script", "annotation") and _TEX.search(tag.attribute("type") + tag.attribute("encoding")):
            self._source(tag)
        elif tag.name in PASSED_OVER and not tag.attributes.rstrip().endswith("/"):
            self._skip(tag)
        elif tag.name in BLOCKS:
            self._flush()
            if re.fullmatch("h[1-6]", tag.name):
                self.heading = int(tag.name[1])
        elif tag.name == "br":
            self.parts.append(Excerpt.standing_for("\n", *self.page.span(tag.start, tag.end)))

    def _close(self, tag: _Tag) -> None:
        if tag.name == "math":
            self.is_katex_display = False
        if self.hidden and tag.name == self.hidden[-1]:
            self.hidden.pop()
        if tag.name in BLOCKS:
            self._flush()

    def _skip(self, tag: _Tag) -> None:
        """Past an element that is code; in one of MathML the source in TeX is still looked for."""
        if tag.name in ("math", "svg"):
            if not self.hidden and self._end(tag) is not None:
                self.hidden.append(tag.name)
            return
        end = self._end(tag)
        if end is not None:
            self.at = end[1]

    def _end(self, tag: _Tag) -> tuple[int, int] | None:
        """Where the end tag of an element begins and ends."""
        closer = f"</{tag.name}"
        if self.absent.get(closer, len(self.page) + 1) <= tag.end:
            return None
        found = re.compile(re.escape(closer) + r"\s{0,9}>", re.IGNORECASE).search(self.page.text, tag.end)
        if found is None:
            self.absent[closer] = tag.end
            return None
        return found.span()

    def _source(self, tag: _Tag) -> None:
        end = self._end(tag)
        if end is None:
            return
        self.at = end[1]
        inner = self.page.cut(tag.end, end[0])
        inner = inner if tag.name == "script" else _decoded(inner)
        if not inner.text.strip():
            return
        is_display = "mode=display" in tag.attributes if tag.name == "script" else self.is_katex_display
        block = Excerpt.joined(self.parts).text
        passage = Passage(self.assembly.path, block, len(block), self.assembly.previous)
        outer = self.page.span(tag.start, end[1])
        self.assembly.add(
            inner, outer, "script" if tag.name == "script" else "annotation", passage, is_display=is_display
        )
        self.is_katex_display = False

    def _flush(self) -> None:
        block = Excerpt.joined(self.parts)
        self.parts = []
        if block.text.strip():
            self.assembly.scan(block, self.dialect)
            if self.heading:
                self.assembly.heading(self.heading, block.text)
        self.heading = 0


def _decoded(text: Excerpt) -> Excerpt:
    """With entities read as the characters that they stand for."""
    found = ((e.start(), e.end(), html.unescape(e[0])) for e in _ENTITY.finditer(text.text))
    return text.rewritten(change for change in found if not change[2].startswith("&") or change[2] == "&")
