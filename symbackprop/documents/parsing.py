"""MyST Markdown into blocks: CommonMark with tables, front matter, {directives} in fences and {roles} in text.

Prose becomes blocks here; what stands in a directive or a role is handed to the evaluator, in the order of the
document, with its place.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from symbackprop.documents import model
from symbackprop.documents.settings import suggestion
from symbackprop.documents.source import Place, Source
from symbackprop.errors import DocumentError

_DIRECTIVE = re.compile(r"\{([\w:-]+)\}\s*(.*)")
_OPTION = re.compile(r"\s*:([\w-]+):\s*(.*?)\s*$")


@dataclass(frozen=True)
class Option:
    """A line `:name: value` of a directive."""

    value: str
    place: Place
    key: Place


@dataclass(frozen=True)
class Directive:
    """A directive as it stands in the source."""

    name: str
    argument: str
    options: dict[str, Option]
    body: str
    place: Place
    argument_place: Place
    body_line: int
    source: Source

    def error(self, message: str, place: Place | None = None, **parts: Any) -> DocumentError:
        """An error that points at the directive's argument, or at its name."""
        return self.source.error(place or self.place, message, **parts)

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Raise DocumentError for an option that this directive does not have."""
        for name, option in self.options.items():
            if name not in known:
                raise self.error(f"{{{self.name}}} has no option {name!r}", option.key, **suggestion(name, known))

    def option(self, name: str, default: str = "") -> str:
        """The value of an option."""
        return self.options[name].value if name in self.options else default

    def flag(self, name: str) -> bool:
        """Whether an option stands there, and does not say false."""
        return name in self.options and self.options[name].value.lower() not in ("false", "no")

    def where(self, name: str) -> Place:
        """Where the value of an option stands; the argument, when there is no such option."""
        return self.options[name].place if name in self.options else self.argument_place


@dataclass(frozen=True)
class Pending:
    """A directive that waits for the end of the document."""

    directive: Directive


OnRole = Callable[[str, str, Place], model.Inline]
OnDirective = Callable[[Directive], list[Any]]


@dataclass
class Parser:
    """Reads one source; errors are collected, so that one run shows them all."""

    source: Source
    on_role: OnRole
    on_directive: OnDirective
    errors: list[DocumentError] = field(default_factory=list)
    _anchors: dict[str, int] = field(default_factory=dict)

    def blocks(self, text: str, line: int = 0) -> list[Any]:
        """The blocks of a text that begins at a line of the source."""
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode
        from mdit_py_plugins.front_matter import front_matter_plugin
        from mdit_py_plugins.myst_role import myst_role_plugin

        reader = MarkdownIt("commonmark").enable("table").use(myst_role_plugin)
        if line == 0:
            reader.use(front_matter_plugin)
        return list(self._children(SyntaxTreeNode(reader.parse(text)), line))

    def guarded(self, work: Callable[[], Any], default: Any) -> Any:
        """The result of some work, or a default and one more error."""
        try:
            return work()
        except DocumentError as error:
            self.errors.append(error)
            return default

    def _children(self, node: Any, line: int) -> Iterator[Any]:
        for child in node.children:
            yield from self.guarded(partial(self._listed, child, line), [])

    def _listed(self, node: Any, line: int) -> list[Any]:
        return list(self._block(node, line))

    def _block(self, node: Any, line: int) -> Iterator[Any]:
        match node.type:
            case "front_matter":
                return
            case "heading":
                content = self._inlines(node.children[0], line)
                yield model.Heading(int(node.tag[1]), content, self.anchor(model.plain(content)))
            case "paragraph":
                yield model.Paragraph(self._inlines(node.children[0], line))
            case "bullet_list" | "ordered_list":
                start = None if node.type == "bullet_list" else int(node.attrs.get("start", 1))
                items = tuple(tuple(self._children(item, line)) for item in node.children)
                tight = all(p.hidden for item in node.children for p in item.children if p.type == "paragraph")
                yield model.Listing(items, start, tight)
            case "blockquote":
                yield model.Quotation(tuple(self._children(node, line)))
            case "fence" | "code_block":
                yield from self._fence(node, line)
            case "table":
                yield self._table(node, line)
            case "hr":
                yield model.Rule()
            case "html_block" if node.content.strip().startswith("<!--"):
                return
            case _:
                place = Place(line + (node.map[0] if node.map else 0))
                raise self.source.error(
                    place, f"a document cannot hold {node.type.replace('_', ' ')}", hint="a figure is a directive"
                )

    def anchor(self, text: str) -> str:
        """An anchor for a heading, unique in the document."""
        stem = re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "section"
        self._anchors[stem] = self._anchors.get(stem, 0) + 1
        return stem if self._anchors[stem] == 1 else f"{stem}-{self._anchors[stem]}"

    def _table(self, node: Any, line: int) -> model.Table:
        rows = [[self._inlines(c.children[0], line) if c.children else () for c in row.children]
                for part in node.children for row in part.children]  # fmt: skip
        first = node.children[0].children[0].children
        align = tuple(str(c.attrs.get("style", "text-align:left")).removeprefix("text-align:") for c in first)
        return model.Table(tuple(rows[0]), tuple(tuple(r) for r in rows[1:]), align)

    # Directives

    def _fence(self, node: Any, line: int) -> Iterator[Any]:
        match = _DIRECTIVE.match(node.info or "")
        if match is None:
            yield model.CodeBlock(node.content.rstrip("\n"), (node.info or "").strip())
            return
        yield from self.on_directive(self._directive(node, match, line + node.map[0]))

    def _directive(self, node: Any, match: re.Match[str], first: int) -> Directive:
        name, argument = match[1], match[2].strip()
        place = self.source.find(name, first)
        argument_place = self.source.find(argument, first, place.column + len(name)) if argument else place
        options: dict[str, Option] = {}
        lines = node.content.split("\n")
        used = 0
        for number, text in enumerate(lines):
            found = _OPTION.match(text)
            if found is None:
                break
            used = number + 1
            key = self.source.find(found[1], first + used)
            if found[1] in options:
                raise self.source.error(key, f"the option {found[1]!r} stands twice")
            value = self.source.find(found[2], first + used, key.column + len(found[1])) if found[2] else key
            options[found[1]] = Option(found[2], value, key)
        body = "\n".join(lines[used:]).rstrip()
        return Directive(name, argument, options, body, place, argument_place, first + 1 + used, self.source)

    # Text

    def inlines(self, text: str, place: Place) -> model.Inlines:
        """The inlines of a text that stands at a place: a caption, an option."""
        from markdown_it import MarkdownIt
        from markdown_it.tree import SyntaxTreeNode
        from mdit_py_plugins.myst_role import myst_role_plugin

        reader = MarkdownIt("commonmark").use(myst_role_plugin)
        root = SyntaxTreeNode(reader.parseInline(text))
        node = root.children[0]
        return tuple(self._walk(node.children, _Cursor(self.source, place.line, place.column, place.line + 50)))

    def _inlines(self, node: Any, line: int) -> model.Inlines:
        first, last = node.map or (0, 1)
        cursor = _Cursor(self.source, line + first, 0, line + last)
        return tuple(self._walk(node.children, cursor))

    def _walk(self, nodes: Any, cursor: "_Cursor") -> Iterator[model.Inline]:
        for node in nodes:
            match node.type:
                case "text":
                    if node.content:
                        yield model.Text(node.content)
                case "code_inline":
                    cursor.advance(node.content)
                    yield model.CodeText(node.content)
                case "em" | "strong":
                    yield model.Emphasis(tuple(self._walk(node.children, cursor)), node.type == "strong")
                case "link":
                    yield model.Link(str(node.attrs["href"]), tuple(self._walk(node.children, cursor)))
                case "softbreak" | "hardbreak":
                    yield model.LineBreak(node.type == "hardbreak")
                case "myst_role":
                    name = node.meta["name"]
                    place = cursor.advance(f"{{{name}}}`{node.content}`")
                    inner = replace(place, column=place.column + len(name) + 3, width=max(1, len(node.content)))
                    made = self.guarded(partial(self.on_role, name, node.content, inner), None)
                    if made is not None:
                        yield made
                case _:
                    place = Place(cursor.line, cursor.column)
                    raise self.source.error(place, f"a document cannot hold {node.type.replace('_', ' ')} in its text")


@dataclass
class _Cursor:
    """How far a line of text has been read, to tell equal roles apart."""

    source: Source
    line: int
    column: int
    last: int

    def advance(self, text: str) -> Place:
        place = self.source.find(text, self.line, self.column, self.last)
        self.line, self.column = place.line, place.column + place.width
        return place
