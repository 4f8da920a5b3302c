"""The directives of derivations in a Sphinx book, beside "myst_parser" among its extensions.

A page declares its networks in its front matter like any derivation; `{equation}`, `{claim}`, `{derivatives}`,
`{verdicts}`, `{ledger}`, `{numbers}` and the role {q} then work as `symbackprop build` has them.  `{figure} flow` and
`{code} numpy` are ours, every other figure and code is Sphinx's own; labels are those of Sphinx's {eq}.  A mistake is
an error of the build at the line where it stands.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.images import Figure as PlainFigure
from sphinx.application import Sphinx
from sphinx.directives.code import CodeBlock as PlainCode
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from symbackprop import __version__
from symbackprop.documents import model
from symbackprop.documents.evaluation import Evaluation
from symbackprop.documents.parsing import Directive, Option
from symbackprop.documents.source import Place, Source
from symbackprop.errors import SymbackpropError
from symbackprop.figures.catalogue import FIGURES

OURS = ("equation", "claim", "derivatives", "verdicts", "ledger", "numbers")
_KEY = "symbackprop_evaluation"
logger = logging.getLogger(__name__)


class _AnyOption(dict[str, Callable[[Any], Any]]):
    """Accepts every option: which ones exist, the directive itself says, with its own message."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Callable[[Any], Any]:
        return directives.unchanged


def evaluation(env: Any) -> Evaluation:
    """What the page that is being read is evaluated in, made once."""
    if _KEY not in env.temp_data:
        path = Path(env.doc2path(env.docname))
        source = Source(str(path.name), path.read_text(encoding="utf-8"))
        env.temp_data[_KEY] = Evaluation(source, env.docname)
    return env.temp_data[_KEY]


class Made(SphinxDirective):
    """A directive whose blocks are made of a derived system."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _AnyOption()

    def run(self) -> list[nodes.Node]:
        """The nodes, or an error at the line of the directive."""
        try:
            made = evaluation(self.env)
            return Nodes(self).blocks(made.evaluator.blocks(self.given(made.source)))
        except SymbackpropError as error:
            logger.error("%s", error, location=(self.env.docname, self.lineno))
            return [nodes.error("", nodes.literal_block(str(error), str(error)))]

    def given(self, source: Source) -> Directive:
        """The directive as the evaluator knows it."""
        line = self.lineno - 1
        argument = self.arguments[0] if self.arguments else ""
        place = source.find(self.name, line)
        options = {
            name: Option(value or "", source.find(value or name, line), source.find(name, line))
            for name, value in self.options.items()
        }
        body = "\n".join(self.content)
        at = source.find(argument, line) if argument else Place(line)
        return Directive(self.name, argument, options, body, place, at, self.content_offset, source)


class Drawing(PlainFigure):
    """`{figure}`: a drawing of the network where the argument names one, else a figure as Sphinx has it."""

    def run(self) -> list[nodes.Node]:
        """Ours or the plain one."""
        if self.arguments and self.arguments[0] in FIGURES:
            return _as(Made, self).run()
        return list(super().run())


class Code(PlainCode):
    """`{code} numpy`: the emitted NumPy, else code as Sphinx has it."""

    def run(self) -> list[nodes.Node]:
        """Ours or the plain one."""
        if self.arguments == ["numpy"] and not self.content:
            return _as(Made, self).run()
        return list(super().run())


def _as(kind: type[Made], given: Any) -> Made:
    """The same directive, read by another class."""
    return kind(
        given.name, given.arguments, given.options, given.content, given.lineno,
        given.content_offset, given.block_text, given.state, given.state_machine,
    )  # fmt: skip


class Quantity(SphinxRole):
    """{q}`delta[l]`: a quantity in the notation of the page."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The formula."""
        try:
            made: Any = evaluation(self.env).role("q", self.text, Place(max(0, self.lineno - 1)))
        except SymbackpropError as error:
            logger.error("%s", error, location=(self.env.docname, self.lineno))
            return [nodes.literal(self.text, self.text)], []
        return [nodes.math("", made.formula.latex)], []


class Nodes:
    """Blocks as docutils nodes."""

    def __init__(self, directive: Made) -> None:
        """For one directive, which knows the page."""
        self.directive = directive

    def blocks(self, blocks: Any) -> list[nodes.Node]:
        """All of them."""
        return [node for block in blocks for node in self.block(block)]

    def block(self, block: Any) -> list[nodes.Node]:
        """One block."""
        match block:
            case model.EquationBlock():
                return self.equation(block)
            case model.Table():
                return [self.table(block)]
            case model.FigureBlock():
                return [self.figure(block)]
            case model.CodeBlock(text, language):
                return [nodes.literal_block(text, text, language=language or "text")]
            case model.Paragraph(content):
                return [nodes.paragraph("", "", *self.inlines(content))]
            case model.Heading(_, content):
                return [nodes.rubric("", "", *self.inlines(content))]
            case _:
                raise TypeError(f"a page has no place for {type(block).__name__}")

    def equation(self, block: model.EquationBlock) -> list[nodes.Node]:
        """A display that {eq} can link to, its derivation folded where the page is HTML."""
        label = block.anchor.removeprefix("equation-")
        found = [*self.display(block.formula.fitted().latex, label)]
        if block.steps:
            found.append(nodes.raw("", "<details><summary>derivation</summary>", format="html"))
            found += [node for steps in block.steps for node in self.display(steps.fitted().latex)]
            found.append(nodes.raw("", "</details>", format="html"))
        if block.remark:
            found.append(nodes.paragraph("", "", nodes.emphasis(block.remark, block.remark)))
        return found

    def display(self, latex: str, label: str | None = None) -> list[nodes.Node]:
        """A displayed formula, numbered by Sphinx where it has a label."""
        env = self.directive.env
        node = nodes.math_block(latex, latex, nowrap=False, number=None, label=label, docname=env.docname)
        if label is None:
            return [node]
        domain: Any = env.get_domain("math")
        domain.note_equation(env.docname, label, location=node)
        node["number"] = domain.get_equation_number_for(label)
        target = nodes.target("", "", ids=[nodes.make_id(f"equation-{label}")])
        self.directive.state.document.note_explicit_target(target)
        return [target, node]

    def table(self, block: model.Table) -> nodes.table:
        """A table."""
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in block.head), cols=len(block.head))
        group += nodes.thead("", self.row(block.head))
        group += nodes.tbody("", *(self.row(r) for r in block.rows))
        return nodes.table("", group)

    def row(self, cells: Any) -> nodes.row:
        """A row."""
        return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", *self.inlines(c))) for c in cells))

    def figure(self, block: model.FigureBlock) -> nodes.figure:
        """A drawing: SVG in HTML, TikZ in LaTeX."""
        found = nodes.figure("")
        found += nodes.raw("", block.svg, format="html")
        found += nodes.raw("", block.tikz, format="latex")
        if block.caption:
            found += nodes.caption("", "", *self.inlines(block.caption))
        return found

    def inlines(self, content: Any) -> list[nodes.Node]:
        """A line of text."""
        return [self.inline(i) for i in content]

    def inline(self, inline: Any) -> nodes.Node:
        """One piece of it."""
        match inline:
            case model.Text(text):
                return nodes.Text(text)
            case model.CodeText(text):
                return nodes.literal(text, text)
            case model.Mathematics(formula):
                return nodes.math("", formula.latex)
            case model.Emphasis(children, strong):
                return (nodes.strong if strong else nodes.emphasis)("", "", *self.inlines(children))
            case model.Link(href, children):
                return nodes.reference("", "", *self.inlines(children), refuri=href)
            case model.Reference(label):
                anchor = label if label.startswith("equation-") else f"equation-{label}"
                shown = f"({label.removeprefix('equation-')})"
                return nodes.reference("", shown, refid=nodes.make_id(anchor), internal=True)
            case _:
                return nodes.Text(" ")


def setup(app: Sphinx) -> dict[str, Any]:
    """Enter the directives and the role into Sphinx."""
    for name in OURS:
        app.add_directive(name, Made)
    app.add_directive("figure", Drawing, override=True)
    app.add_directive("code", Code, override=True)
    app.add_role("q", Quantity())
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
