"""PDF by Typst, which needs no TeX installation: blocks as Typst markup, drawings as they are, fonts that it brings.

A display that is wider than the line is set smaller; a long derivation goes on overleaf.
"""

import json
from collections.abc import Iterable

from symbackprop.documents import model
from symbackprop.documents.formulas import Formula
from symbackprop.documents.writers.columns import shares
from symbackprop.documents.writers.markdown import reference

LINE = 50.0
"""The line of a table, whose letters are smaller than those of text, in em."""
_PREAMBLE = """\
#set page(paper: "a4", margin: (x: 27mm, y: 25mm), numbering: "1")
#set text(font: ("Libertinus Serif", "New Computer Modern"), size: 10.5pt, lang: "en")
#set par(justify: true, leading: 0.66em, spacing: 0.95em)
#set list(indent: 0.6em)
#set enum(indent: 0.6em)
#show math.equation: set text(font: "New Computer Modern Math")
#show heading: set block(above: 1.7em, below: 0.8em)
#show heading.where(level: 1): set text(size: 14pt)
#show heading.where(level: 2): set text(size: 11.5pt)
#show raw.where(block: true): it => block(fill: luma(247), stroke: 0.5pt + luma(220), inset: 8pt, radius: 2pt,
  width: 100%, text(size: 8pt, it))
#show table: set par(justify: false)
#show link: set text(fill: rgb("#1f5fae"))
#let fit(body) = layout(size => {
  let wide = measure(body).width
  if wide > size.width { text(size: (size.width / wide) * 0.99 * 1em, body) } else { body }
})
#let numbered(number, body, remark: none) = block(width: 100%, above: 1.1em, below: 1.1em, breakable: false)[
  #layout(size => {
    let tag = [#h(0.8em);(#number)]
    let (wide, side) = (measure(body).width, measure(tag).width)
    if wide + 2 * side <= size.width {
      grid(columns: (side, 1fr, side), align: (left, center + horizon, right + horizon), [], body, tag)
    } else if wide + side <= size.width {
      grid(columns: (1fr, side), align: (center + horizon, right + horizon), body, tag)
    } else { fit(body); align(right, tag) }
  })
  #if remark != none { align(center, text(size: 8.5pt, style: "italic", fill: rgb("#26743a"), remark)) }
]
#let at(side, body) = { show math.equation: set align(side); body }
#let derivation(number, rows) = block(width: 100%, inset: (left: 0.9em), stroke: (left: 1pt + luma(210)))[
  #block(sticky: true, text(size: 9pt, style: "italic", fill: luma(90))[Derivation of (#number)])
  #text(size: 9pt, fit(rows))
]
#let remarked(kind, title, body) = block(width: 100%, inset: 9pt, fill: luma(247),
  stroke: (left: 2pt + rgb("#1f5fae")))[
  *#title*\\ #body
]
"""


def write_pdf(document: model.Document) -> dict[str, bytes]:
    """The document as FILE.pdf."""
    import typst

    source = TypstWriter(document).text()
    return {f"{document.stem}.pdf": typst.compile(source.encode())}


class TypstWriter:
    """Walks blocks."""

    def __init__(self, document: model.Document) -> None:
        """A writer of one document."""
        self.document = document

    def text(self) -> str:
        """The whole document as Typst."""
        title, subtitle = string(self.document.title), string(self.document.subtitle)
        head = f"#set document(title: {title}, date: none)\n{_PREAMBLE}"
        head += f"#align(center)[#text(size: 19pt, weight: 600, {title})]\n"
        if self.document.subtitle:
            head += f'#align(center)[#text(size: 11.5pt, style: "italic", fill: luma(90), {subtitle})]\n'
        return f"{head}#v(1.2em)\n\n{self.blocks(self.document.blocks)}\n"

    def blocks(self, blocks: Iterable[model.Block]) -> str:
        """Blocks with an empty line between."""
        return "\n\n".join(self.block(b) for b in blocks)

    def block(self, block: model.Block) -> str:
        """One block."""
        match block:
            case model.Heading(level, content, anchor):
                return f"#heading(level: {max(1, level - 1)})[{self.inlines(content)}] <{anchor}>"
            case model.Paragraph(content):
                return self.inlines(content) + "\n#parbreak()"
            case model.Listing(items, start):
                kind = "list" if start is None else f"enum(start: {start})"
                call = f"#{kind}" if start is None else f"#enum(start: {start})"
                return call + "".join(f"[{self.blocks(item)}]" for item in items)
            case model.Quotation(inner):
                return f"#quote(block: true)[{self.blocks(inner)}]"
            case model.CodeBlock(text, language):
                return f"#raw({string(text)}, lang: {string(language)}, block: true)"
            case model.Table():
                return self._table(block)
            case model.Rule():
                return "#line(length: 100%, stroke: 0.5pt + luma(200))"
            case model.EquationBlock():
                return self._equation(block)
            case model.FigureBlock():
                return self._figure(block)
            case model.Admonition(kind, title, inner):
                shown = self.inlines(title) or kind.capitalize()
                return f"#remarked({string(kind)}, [{shown}], [{self.blocks(inner)}])"
        raise TypeError(f"no Typst for {type(block).__name__}")

    def _table(self, table: model.Table) -> str:
        given = shares(table)
        columns = ", ".join("auto" for _ in table.align) if given is None else ", ".join(f"{g:.3f}fr" for g in given)
        head = "".join(f"[*{self.inlines(c)}*], " for c in table.head)
        rows = "".join(",\n" + ", ".join(self._cell(c, given, n) for n, c in enumerate(row)) for row in table.rows)
        caption = f"\n#align(center)[_{self.inlines(table.caption)}_]" if table.caption else ""
        return (
            f"#align(center, text(size: 8.5pt, table(columns: ({columns},), stroke: none, inset: (x: 5pt, y: 4pt), "
            f"align: ({', '.join(f'{a} + horizon' for a in table.align)},),\n"
            f"table.hline(stroke: 0.8pt), table.header({head.rstrip(', ')}), table.hline(stroke: 0.4pt){rows},\n"
            f"table.hline(stroke: 0.8pt))))" + caption
        )

    def _cell(self, cell: model.Inlines, given: list[float] | None, column: int) -> str:
        """A cell; mathematics that is wider than its column goes on in another row, or is set smaller."""
        if len(cell) == 1 and isinstance(cell[0], model.Mathematics) and cell[0].formula.tree is not None:
            formula = cell[0].formula.fitted(LINE if given is None else given[column] * LINE)
            shown = f"#{_at('left', formula)}"
            return f"[{shown}]" if given is None else f"[#fit([{shown}])]"
        return f"[{self.inlines(cell)}]"

    def _equation(self, block: model.EquationBlock) -> str:
        remark = f", remark: {string(block.remark)}" if block.remark else ""
        if not block.number:
            return f"#fit({display(block.formula)})"
        shown = f"#[#numbered({string(block.number)}, {display(block.formula)}{remark})] <{block.anchor}>"
        steps = [f"#derivation({string(block.number)}, {_rows(f)})" for f in block.steps]
        return "\n\n".join([shown, *steps])

    def _figure(self, block: model.FigureBlock) -> str:
        drawing = f'image(bytes({string(block.svg)}), format: "svg", alt: {string(block.alternative)})'
        caption = f"*Figure {block.number}.* {self.inlines(block.caption)}"
        return (
            f"#[#block(width: 100%, breakable: false, above: 1.4em, below: 1.4em)[\n"
            f"#align(center, layout(size => {{ let drawn = {drawing}\n"
            f"if measure(drawn).width > size.width {{ block(width: size.width, drawn) }} else {{ drawn }} }}))\n"
            f"#text(size: 9pt)[{caption}]]] <{block.anchor}>"
        )

    # Text

    def inlines(self, inlines: Iterable[model.Inline]) -> str:
        """A line of text."""
        return "".join(self.inline(i) for i in inlines)

    def inline(self, inline: model.Inline) -> str:
        """A part of a line; text goes in as strings, so that no character is a mark."""
        match inline:
            case model.Text(text):
                return f"#{string(text)};" if text else ""
            case model.CodeText(text):
                return f"#raw({string(text)});"
            case model.Emphasis(children, strong):
                return f"#{'strong' if strong else 'emph'}[{self.inlines(children)}];"
            case model.Link(href, children):
                return f"#link({string(href)})[{self.inlines(children)}];"
            case model.Mathematics(formula):
                return f"${formula.typst()}$" if formula.tree is not None else f"#raw({string(formula.printed)});"
            case model.Reference(label):
                target = self.document.labels[label]
                return f"#link(<{target.anchor}>)[#{string(reference(target))}];"
            case model.LineBreak(hard):
                return "#linebreak();\n" if hard else "\n"
        raise TypeError(f"no Typst for {type(inline).__name__}")


def display(formula: Formula) -> str:
    """A display as an argument."""
    return f"$ {formula.fitted().typst()} $" if formula.tree is not None else f"raw({string(formula.printed)})"


def _rows(formula: Formula) -> str:
    """A derivation as rows, between which a page may end."""
    formula = formula.fitted()
    if not formula.rows:
        return display(formula)
    cells = ",\n".join(", ".join(map(_at, ("right", "left", "left"), row)) for row in formula.rows)
    return (
        "grid(columns: 3, align: (right + horizon, left + horizon, left + horizon), "
        f"column-gutter: (0.28em, 2.2em), row-gutter: 0.75em,\n{cells})"
    )


def _at(side: str, formula: Formula) -> str:
    """Mathematics as large as in a display, at one side of a cell."""
    return f"at({side}, $ {formula.typst()} $)" if formula.typst() else "[]"


def string(text: str) -> str:
    """A string literal; JSON's escapes are Typst's, but for characters that stand as they are."""
    return json.dumps(text, ensure_ascii=False).replace("\\/", "/").replace("\\u", "\\u")
