"""HTML: one self-contained page.  Mathematics is MathML, steps fold without a script, and nothing is fetched.

Light or dark as the reader has it; on paper everything is unfolded.
"""

import io
import keyword
import tokenize
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files as resources

from symbackprop.documents import model
from symbackprop.documents.writers.markdown import reference

CELL = 20.0
"""The width past which mathematics in a table is broken, in em."""


def write_html(document: model.Document) -> dict[str, bytes]:
    """The document as FILE.html."""
    return {f"{document.stem}.html": HtmlWriter(document).page().encode()}


@cache
def _style() -> str:
    return resources("symbackprop.documents.writers").joinpath("page.css").read_text(encoding="utf-8")


class HtmlWriter:
    """Walks blocks."""

    def __init__(self, document: model.Document) -> None:
        """A writer of one document."""
        self.document = document

    def page(self) -> str:
        """The whole page."""
        title = escape(self.document.title)
        subtitle = f'\n<p class="subtitle">{escape(self.document.subtitle)}</p>' if self.document.subtitle else ""
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n<main>\n"
            f"<header>\n<h1>{title}</h1>{subtitle}\n</header>\n{self._contents()}"
            f"{self.blocks(self.document.blocks)}\n{self._figure_list()}</main>\n</body>\n</html>\n"
        )

    def _contents(self) -> str:
        headings = [b for b in self.document.blocks if isinstance(b, model.Heading) and b.level <= 2]
        if len(headings) < 4:
            return ""
        items = "\n".join(f'<li><a href="#{h.anchor}">{self.inlines(h.content)}</a></li>' for h in headings)
        return f'<details class="contents" open><summary>Contents</summary>\n<ol>\n{items}\n</ol>\n</details>\n'

    def _figure_list(self) -> str:
        figures = self.document.figures
        if len(figures) < 2:
            return ""
        items = "\n".join(
            f'<li><a href="#{f.anchor}">Figure {f.number}</a> {self.inlines(f.caption)}</li>' for f in figures
        )
        return f'<nav aria-label="Figures">\n<h2>Figures</h2>\n<ul>\n{items}\n</ul>\n</nav>\n'

    def blocks(self, blocks: Iterable[model.Block]) -> str:
        """Blocks one after another."""
        return "\n".join(self.block(b) for b in blocks)

    def block(self, block: model.Block) -> str:
        """One block."""
        match block:
            case model.Heading(level, content, anchor):
                tag = f"h{min(6, max(2, level))}"
                return f'<{tag} id="{anchor}">{self.inlines(content)}</{tag}>'
            case model.Paragraph(content):
                return f"<p>{self.inlines(content)}</p>"
            case model.Listing():
                return self._list(block)
            case model.Quotation(inner):
                return f"<blockquote>\n{self.blocks(inner)}\n</blockquote>"
            case model.CodeBlock(text, language):
                shown = python(text) if language == "python" else escape(text)
                return f"<pre><code>{shown}</code></pre>"
            case model.Table():
                return self._table(block)
            case model.Rule():
                return "<hr>"
            case model.EquationBlock():
                return self._equation(block)
            case model.FigureBlock(number, anchor, svg, _, caption):
                shown = f"<figcaption><strong>Figure {number}.</strong> {self.inlines(caption)}</figcaption>"
                drawing = svg.strip().replace(":root", "")  # its dark colours are for a file of its own, and for us too
                return f'<figure id="{anchor}">\n{drawing}\n{shown}\n</figure>'
            case model.Admonition(kind, title, inner):
                shown = self.inlines(title) or kind.capitalize()
                return f'<aside class="{kind}">\n<p class="title">{shown}</p>\n{self.blocks(inner)}\n</aside>'
        raise TypeError(f"no HTML for {type(block).__name__}")

    def _list(self, listing: model.Listing) -> str:
        tag = "ul" if listing.start is None else "ol"
        start = f' start="{listing.start}"' if listing.start not in (None, 1) else ""
        items = "\n".join(f"<li>{self._item(item, listing.tight)}</li>" for item in listing.items)
        return f"<{tag}{start}>\n{items}\n</{tag}>"

    def _item(self, item: tuple[model.Block, ...], tight: bool) -> str:
        return "\n".join(
            self.inlines(b.content) if tight and isinstance(b, model.Paragraph) else self.block(b) for b in item
        )

    def _table(self, table: model.Table) -> str:
        head = "".join(
            f'<th scope="col" class="{a}">{self.inlines(c)}</th>' for a, c in zip(table.align, table.head, strict=True)
        )
        rows = "\n".join(
            "<tr>"
            + "".join(f'<td class="{a}">{self._cell(c)}</td>' for a, c in zip(table.align, row, strict=True))
            + "</tr>"
            for row in table.rows
        )
        caption = f"<caption>{self.inlines(table.caption)}</caption>\n" if table.caption else ""
        return (
            f'<div class="table" tabindex="0">\n<table>\n{caption}<thead><tr>{head}</tr></thead>\n'
            f"<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
        )

    def _cell(self, cell: model.Inlines) -> str:
        """A cell; mathematics that is wider than a page goes on in another row."""
        return "".join(
            i.formula.fitted(CELL).mathml() if isinstance(i, model.Mathematics) else self.inline(i) for i in cell
        )

    def _equation(self, block: model.EquationBlock) -> str:
        if not block.number:
            return (
                f'<div class="equation"><div class="scroll">{block.formula.fitted().mathml(display=True)}</div></div>'
            )
        number = escape(block.number)
        remark = f'\n<p class="remark">{escape(block.remark)}</p>' if block.remark else ""
        shown = (
            f'<div class="equation" id="{block.anchor}">\n'
            f'<div class="scroll">{block.formula.fitted().mathml(display=True)}</div>\n'
            f'<a class="number" href="#{block.anchor}">({number})</a>{remark}\n</div>'
        )
        if not block.steps:
            return shown
        opened = " open" if block.unfolded else ""
        steps = "\n".join(f'<div class="scroll">{f.fitted().mathml(display=True)}</div>' for f in block.steps)
        return f"{shown}\n<details{opened}>\n<summary>Derivation of ({number})</summary>\n{steps}\n</details>"

    # Text

    def inlines(self, inlines: Iterable[model.Inline]) -> str:
        """A line of text."""
        return "".join(self.inline(i) for i in inlines)

    def inline(self, inline: model.Inline) -> str:
        """A part of a line."""
        match inline:
            case model.Text(text):
                return escape(text, quote=False)
            case model.CodeText(text):
                return f"<code>{escape(text, quote=False)}</code>"
            case model.Emphasis(children, strong):
                tag = "strong" if strong else "em"
                return f"<{tag}>{self.inlines(children)}</{tag}>"
            case model.Link(href, children):
                return f'<a href="{escape(href)}">{self.inlines(children)}</a>'
            case model.Mathematics(formula):
                return formula.mathml()
            case model.Reference(label):
                target = self.document.labels[label]
                return f'<a href="#{target.anchor}">{escape(reference(target))}</a>'
            case model.LineBreak(hard):
                return "<br>\n" if hard else "\n"
        raise TypeError(f"no HTML for {type(inline).__name__}")


def python(text: str) -> str:
    """Python with keywords, strings and comments marked; text that is no Python as it is."""
    lines = text.split("\n")
    made: list[str] = []
    row, column = 1, 0

    def plain(to_row: int, to_column: int) -> None:
        nonlocal row, column
        while row < to_row:
            made.append(escape(lines[row - 1][column:] + "\n", quote=False))
            row, column = row + 1, 0
        made.append(escape(lines[row - 1][column:to_column] if row <= len(lines) else "", quote=False))
        column = to_column

    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return escape(text, quote=False)
    for token in tokens:
        kind = {tokenize.STRING: "s", tokenize.COMMENT: "c"}.get(token.type, "")
        if token.type == tokenize.NAME and keyword.iskeyword(token.string):
            kind = "k"
        if kind:
            plain(*token.start)
            made.append(f'<span class="{kind}">{escape(token.string, quote=False)}</span>')
            row, column = token.end
    plain(len(lines), len(lines[-1]))
    return "".join(made)
