r"""Markdown as GitHub renders it: $$ for displays, $`…`$ in text, drawings as SVG files beside.

GitHub reads Markdown before mathematics, so that `_` and `\\` in a plain $…$ may be eaten; $`…`$ and ```math are safe.
"""

import re
from collections.abc import Iterable, Iterator

from symbackprop.documents import model

_SPECIAL = re.compile(r"([\\`*_\[\]<>$|])")
_ALERTS = {"note": "NOTE", "tip": "TIP", "important": "IMPORTANT", "warning": "WARNING"}


def write_markdown(document: model.Document) -> dict[str, bytes]:
    """The document as FILE.md, and its drawings as figures/FILE-LABEL.svg."""
    writer = MarkdownWriter(document)
    files = {f"{document.stem}.md": writer.text().encode()}
    for figure in document.figures:
        files[writer.figure_file(figure)] = figure.svg.encode()
    return files


class MarkdownWriter:
    """Walks blocks; the notebook writer uses the same for its prose."""

    def __init__(self, document: model.Document) -> None:
        """A writer of one document."""
        self.document = document

    def text(self) -> str:
        """The whole document."""
        head = f"# {escaped(self.document.title)}\n"
        if self.document.subtitle:
            head += f"\n*{escaped(self.document.subtitle)}*\n"
        return head + "\n" + self.blocks(self.document.blocks) + "\n"

    def blocks(self, blocks: Iterable[model.Block]) -> str:
        """Blocks with an empty line between."""
        return "\n\n".join(self.block(b) for b in blocks)

    def block(self, block: model.Block) -> str:
        """One block."""
        match block:
            case model.Heading(level, content):
                return f"{'#' * min(6, level)} {self.inlines(content)}"
            case model.Paragraph(content):
                return self.inlines(content)
            case model.Listing():
                return "\n".join(self._items(block))
            case model.Quotation(inner):
                return _prefixed(self.blocks(inner), "> ")
            case model.CodeBlock(text, language):
                fence = "````" if "```" in text else "```"
                return f"{fence}{language}\n{text}\n{fence}"
            case model.Table():
                return self._table(block)
            case model.Rule():
                return "---"
            case model.EquationBlock():
                return self._equation(block)
            case model.FigureBlock():
                return self.figure(block)
            case model.Admonition(kind, title, inner):
                first = f"[!{_ALERTS.get(kind, 'NOTE')}]"
                heading = f"**{self.inlines(title)}**\n\n" if title else ""
                return _prefixed(f"{first}\n{heading}{self.blocks(inner)}", "> ")
        raise TypeError(f"no Markdown for {type(block).__name__}")

    def _items(self, listing: model.Listing) -> Iterator[str]:
        for number, item in enumerate(listing.items):
            mark = "- " if listing.start is None else f"{listing.start + number}. "
            inner = self.blocks(item)
            lines = inner.split("\n")
            yield mark + "\n".join([lines[0], *((" " * len(mark) + x) if x else "" for x in lines[1:])])
            if not listing.tight and number + 1 < len(listing.items):
                yield ""

    def _table(self, table: model.Table) -> str:
        marks = {"left": ":--", "right": "--:", "center": ":-:"}
        rows = [[_cell(self.inlines(c)) for c in row] for row in (table.head, *table.rows)]
        rows.insert(1, [marks[a] for a in table.align])
        text = "\n".join("| " + " | ".join(row) + " |" for row in rows)
        return f"{text}\n\n*{self.inlines(table.caption)}*" if table.caption else text

    def _equation(self, block: model.EquationBlock) -> str:
        if not block.number:
            return display(block.formula.fitted().latex)
        parts = [f'<a id="{block.anchor}"></a>', self.display(block)]
        if block.remark:
            parts.append(f"*{block.remark}*")
        if block.steps:
            inner = "\n\n".join(display(f.fitted().latex) for f in block.steps)
            opened = " open" if block.unfolded else ""
            parts.append(f"<details{opened}><summary>Derivation of ({block.number})</summary>\n\n{inner}\n\n</details>")
        return "\n\n".join(parts)

    def display(self, block: model.EquationBlock) -> str:
        """The display with its number."""
        return display(rf"{block.formula.fitted().latex} \tag{{{block.number}}}")

    def figure_file(self, block: model.FigureBlock) -> str:
        """The name of a drawing's file: documents that share a folder may use a label twice."""
        return f"figures/{self.document.stem}-{block.anchor.removeprefix('figure-')}.svg"

    def figure(self, block: model.FigureBlock) -> str:
        """A drawing with its caption."""
        caption = self.inlines(block.caption)
        shown = f"**Figure {block.number}.**" + (f" {caption}" if caption else "")
        alternative = escaped(block.alternative or f"Figure {block.number}")
        return f'<a id="{block.anchor}"></a>\n\n![{alternative}]({self.figure_file(block)})\n\n{shown}'

    # Text

    def inlines(self, inlines: Iterable[model.Inline]) -> str:
        """A line of text."""
        return "".join(self.inline(i) for i in inlines)

    def inline(self, inline: model.Inline) -> str:
        """A part of a line."""
        match inline:
            case model.Text(text):
                return escaped(text)
            case model.CodeText(text):
                return f"`` {text} ``" if "`" in text else f"`{text}`"
            case model.Emphasis(children, strong):
                mark = "**" if strong else "*"
                return f"{mark}{self.inlines(children)}{mark}"
            case model.Link(href, children):
                return f"[{self.inlines(children)}]({href})"
            case model.Mathematics(formula):
                return f"$`{formula.latex}`$"
            case model.Reference(label):
                target = self.document.labels[label]
                return f"[{reference(target)}](#{target.anchor})"
            case model.LineBreak(hard):
                return "\\\n" if hard else "\n"
        raise TypeError(f"no Markdown for {type(inline).__name__}")


def reference(target: model.Target) -> str:
    """What a link to a block says."""
    return f"({target.number})" if target.kind == "equation" else f"{target.kind.capitalize()} {target.number}"


def display(latex: str) -> str:
    """A display."""
    return f"$$\n{latex}\n$$"


def escaped(text: str) -> str:
    """Characters that would be read as marks."""
    return _SPECIAL.sub(r"\\\1", text)


def _cell(text: str) -> str:
    """A cell on one line; a bar of mathematics would end it."""
    return re.sub(r"(?<!\\)\|", r"\\vert ", text.replace("\n", " "))


def _prefixed(text: str, prefix: str) -> str:
    return "\n".join((prefix + line).rstrip() for line in text.split("\n"))
