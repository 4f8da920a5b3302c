"""`{code}`, `{figure}` and remarks: what stands between the equations."""

from typing import Any

from symbackprop.documents import model
from symbackprop.documents.directives import COMMON, Evaluator, Made, directive
from symbackprop.documents.parsing import Directive
from symbackprop.documents.source import Place


@directive("code", options=("outputs",))
def make_code(evaluator: Evaluator, given: Directive) -> Made:
    """`{code} numpy`: the emitted NumPy."""
    from symbackprop.compiling.numpy_functions import lambdify

    if given.argument != "numpy":
        raise given.error(f"there is no code {given.argument!r}", given.argument_place, expected="numpy")
    system = evaluator.workspace.derived(evaluator.network(given))
    outputs = given.option("outputs").replace(",", " ").split() or None
    return [model.CodeBlock(lambdify(system, outputs).source.rstrip("\n"), "python", live=True)]


@directive("figure", options=None)
def make_figure(evaluator: Evaluator, given: Directive) -> Made:
    """`{figure}`: a drawing of the network."""
    from symbackprop.figures.catalogue import draw

    network = evaluator.network(given)
    own = {k.replace("-", "_"): _value(o.value) for k, o in given.options.items() if k not in (*COMMON, "label", "alt")}
    drawing = draw(evaluator.workspace.derived(network), given.argument, evaluator.notation(given), **own)
    target = evaluator.workspace.numbered("figure", given.option("label"), given.where("label"))
    line = Place(given.body_line)
    caption = evaluator.parser.inlines(" ".join(given.body.split()), line) if given.body else ()
    alternative = given.option("alt") or model.plain(caption)
    return [model.FigureBlock(target.number, target.anchor, drawing.svg(), drawing.tikz(), caption, alternative)]


def _value(text: str) -> Any:
    """A figure's option: a flag, a number, several of them, or a word."""
    if "," in text:
        return tuple(_value(part.strip()) for part in text.split(","))
    if text in ("", "true", "false"):
        return text != "false"
    return int(text) if text.lstrip("-").isdigit() else text


@directive("note", "tip", "important", "warning")
def make_admonition(evaluator: Evaluator, given: Directive) -> Made:
    """A remark that stands apart."""
    title = evaluator.parser.inlines(given.argument, given.argument_place) if given.argument else ()
    inner = evaluator.parser.blocks(given.body, given.body_line)
    return [model.Admonition(given.name, title, tuple(inner))]
