"""The directives and roles that a derivation can use.  This table is the whole language.

A directive is a fence: three backticks, its name in braces, an argument; then lines `:option: value`; then a body.
An option without a value is a flag.  Every directive that shows equations takes `:network: name` (the first network
of the head, unless it is given) and `:notation: name`.  A wrong name, label, option or quantity stops the build with
file, line, column and a caret.

`{equation} QUANTITY …`
    Equations of the derived system, in one numbered display.  A quantity is a letter (z, a, w, b, C; delta; dw, db,
    da, dx for ∂C/∂w, …), a name (z2, delta1), a derivative (dC/dw; dz/dw for the local one, dz[j]/dw[j,k] at given
    entries), next_w for what the network's optimiser makes of w (next_v for what it remembers), f' for what is known
    of a function (sigmoid'), or `assumptions`.
    :layer:      2; L, L-1 counted from the last; l for every layer of the generic network (BP2 is delta with l)
    :form:       component or matrix (the head's `form`, else component)
    :steps:      the derivations, folded where the format can; `:steps: open` unfolded
    :label:      what stands in parentheses instead of a number, and what {eq} links to
    :convention: total or per example: what δ carries
    :verdict:    the referee's verdict beside the equation

`{claim}`
    An equation that the author states, in index form, in the body: `delta[l,j] = sum(w[l+1,i,j]*delta[l+1,i], i) *
    g'(z[l,j])` (see reading.py).  It is printed only if the referee proves it (or finds it to agree, which is said).
    :where:      ranges, `l = 1..L-1`
    :label: :form: :convention:

`{chain} QUANTITY …`
    Gradients as chains of local derivatives, ∂C/∂w_jk = δ_j ∂z_j/∂w_jk, before anything is evaluated.
    :whole:      down to the derivative by the last activation
    :evaluated:  with the value of every local derivative in its place
    and the options of {equation}

`{across} da2/da1`
    One layer's output by another's, in a network of one unit a layer; `:chain:` for the chain alone.

`{nested} QUANTITY …`
    Equations with the definitions of other quantities written into them: a = g(w a + b).
    :through:    which ones, `z a` (z)
    and the options of {equation}

`{locals} dz/dw dz/db …`
    A table of local derivatives: at all entries, and where they are not 0.   :layer:

`{accumulation} dw`
    A gradient over a batch as a loop: Δ ← Δ + δ aᵀ for every example, then ∂C/∂W.   :layer: :form: :label: :convention:

`{correction} u v`
    What an optimiser remembers after t equal gradients, and what its correction makes of it.   :layer: :label:

`{lines} db`
    Gradients that are a sum over an axis, as lines of NumPy with axis and keepdims.   :layer: :convention:

`{hadamard} [1,2] [3,4]`
    Two vectors or matrices of whole numbers, multiplied entry by entry.   :label:

`{prediction}`
    The class that an output stands for: a threshold for one sigmoid unit, the greatest of K outputs.   :label:

`{definition} delta`
    Which derivative a letter stands for: δ ≡ ∂C/∂z.   :layer: :form: :label:

`{derivatives} NAME …`
    A table: each activation with its derivative, each cost with ∂C/∂a, and the verdicts; all of them without names.

`{verdicts}`
    A table of all equations of this document, wherever it stands: number, verdict, for which sizes, steps judged.

`{figure} flow | output-layer | schematic | training-loop | network | path`
    A drawing of the network; the body is its caption; `:label:`, and the options of the figure.

`{code} numpy`
    The NumPy function that the equations become.

`{numbers}`
    A worked example: each quantity as a formula, with its numbers, and its value; the argument names a part of it
    (Forward pass, Backward pass, Update, …), all without.  The numbers stand in the head, in the network's `numbers:
    {x: [0.05, 0.1], y: […], w1: [[…], […]], b1: […], …, alpha: 0.5, freeze: [biases]}`.
    :of:         those quantities of the part alone, `z1 a1`
    :lines:      without the equations for all entries: they stand elsewhere
    :nudges:     the changes to try, `w2[1,1]=0.001 w1[1,1]=0.001`
    :digits:     how many are printed (9)

`{ledger} FILE.yaml`
    A table *as printed → verdict → as derived* of the equations that another document prints and the referee refutes;
    `:all:` for all of them.  What such a file holds is said in claims.py.

`{note}`, `{tip}`, `{important}`, `{warning}` TITLE
    Remarks that stand apart; the body is Markdown.

Roles: {eq}`BP1` links to an equation, {fig}`flow` to a figure; {q}`delta[l]` spells a quantity in the document's
notation, as a whole (`w[l]`, `A` in capitals if the notation has it so) or an entry (`w[l,j,k]`), or any expression
of such; {q}`alpha` needs `symbols: [alpha]` in the head.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.documents import formulas, model
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive, Parser
from symbackprop.documents.quantities import Asked, differentiated, equations_of, instantiated, pieces
from symbackprop.documents.reading import Reader
from symbackprop.documents.settings import suggestion
from symbackprop.documents.source import Place
from symbackprop.documents.workspace import Shown, Workspace, derive, judge
from symbackprop.errors import DocumentError, SymbackpropError, UsageError
from symbackprop.language.systems import Equation, System
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.typeset import Form

Made = list[model.Block]
Maker = Callable[["Evaluator", Directive], Made]
COMMON = ("network", "notation")


@dataclass(frozen=True)
class Kind:
    """A directive: who makes its blocks, its options, and whether it waits for the end of the document."""

    make: Maker
    options: tuple[str, ...] | None
    late: bool = False


KINDS: dict[str, Kind] = {}


def directive(*names: str, options: tuple[str, ...] | None = (), late: bool = False) -> Callable[[Maker], Maker]:
    """Enter a directive into the table; `options=None` leaves them to its maker."""

    def enter(make: Maker) -> Maker:
        for name in names:
            KINDS[name] = Kind(make, options, late)
        return make

    return enter


@dataclass
class Evaluator:
    """Makes blocks of directives, and inlines of roles."""

    workspace: Workspace
    parser: Parser

    def blocks(self, given: Directive) -> Made:
        """The blocks of a directive."""
        kind = KINDS[given.name]
        if kind.options is not None:
            given.refuse_unknown((*kind.options, *COMMON))
        try:
            return kind.make(self, given)
        except SymbackpropError as error:
            raise given.source.pointed(given.argument_place, error) from None

    def network(self, given: Directive) -> Declared:
        """The network that a directive means."""
        networks = self.workspace.head.networks
        name = given.option("network") or next(iter(networks), "")
        if not networks:
            raise given.error("no network is declared", hint="networks: {main: {generic: true}} in the head")
        if name not in networks:
            raise given.error(f"no network is named {name!r}", given.where("network"), **suggestion(name, networks))
        return networks[name]

    def target(self, given: Directive) -> model.Target:
        """The number of an equation; asked for first, so that a mistake further on does not hide its label."""
        return self.workspace.numbered("equation", given.option("label"), given.where("label"))

    def notation(self, given: Directive) -> Notation:
        """The notation in which a directive prints."""
        if "notation" not in given.options:
            return self.workspace.head.notation
        try:
            return find_notation(given.option("notation"))
        except SymbackpropError as error:
            raise given.source.pointed(given.where("notation"), error) from None

    def form(self, given: Directive) -> Form:
        """The form in which a directive prints."""
        form = given.option("form", self.workspace.head.form)
        if form not in get_args(Form):
            raise given.error(f"there is no form {form!r}", given.where("form"), **suggestion(form, get_args(Form)))
        return form  # type: ignore[return-value]

    def convention(self, given: Directive) -> str | None:
        """The convention that a directive asks for."""
        from symbackprop.conventions import find_convention

        name = given.option("convention") or None
        try:
            return find_convention(name).name if name else None
        except SymbackpropError as error:
            raise given.source.pointed(given.where("convention"), error) from None


# Equations


@directive("equation", options=("layer", "form", "steps", "label", "convention", "verdict"))
def make_equation(evaluator: Evaluator, given: Directive) -> Made:
    """`{equation}`: equations of the derived system."""
    if not given.argument:
        raise given.error("which equation?", expected="a quantity such as delta, dw or dz/dw")
    target = evaluator.target(given)
    network = evaluator.network(given)
    found: list[tuple[Equation, System]] = []
    convention = evaluator.convention(given)
    for name, column in pieces(given.argument):
        asked = Asked(name, given.option("layer"))
        place = Place(given.argument_place.line, given.argument_place.column + column, len(name))
        try:
            system = evaluator.workspace.derived(network, differentiated(asked, network.system), convention)
            found += [(e, system) for e in equations_of(asked, system)]
        except SymbackpropError as error:
            about_layer = "layer" in error.headline and "layer" in given.options
            raise given.source.pointed(given.where("layer") if about_layer else place, error) from None
    return [displayed(evaluator, given, target, found, _live(given, network, evaluator))]


def displayed(
    evaluator: Evaluator,
    given: Directive,
    target: model.Target,
    found: list[tuple[Equation, System]],
    code: str = "",
    remark: str = "",
) -> model.EquationBlock:
    """The numbered display of some equations."""
    notation, form = evaluator.notation(given), evaluator.form(given)
    systems = list(dict.fromkeys(id(s) for _, s in found))
    merged = found[0][1] if len(systems) == 1 else max((s for _, s in found), key=len)
    steps: tuple[formulas.Formula, ...] = ()
    if "steps" in given.options and given.option("steps") not in ("false", "no"):
        steps = tuple(formulas.derivation(e, s, form, notation) for e, s in found if e.steps)
    shown = [Shown(target.number, target.anchor, e, s) for e, s in found if e.name != "assumption"]
    evaluator.workspace.shown += shown
    if given.flag("verdict"):
        remark = "; ".join(dict.fromkeys(verdict_text(evaluator.workspace.judgement(s)) for s in shown))
    return model.EquationBlock(
        formulas.display([e for e, _ in found], merged, form, notation),
        target.number,
        target.anchor,
        steps,
        given.option("steps") == "open",
        remark,
        code,
    )


def _live(given: Directive, network: Declared, evaluator: Evaluator) -> str:
    """The Python that shows the same in a notebook; nothing where the network takes more than one line."""
    if network.optimiser is not None or not network.code:
        return ""
    head = evaluator.workspace.head
    words = [network.name, *(repr(name) for name, _ in pieces(given.argument))]
    more = {
        "layer": given.option("layer"),
        "form": "" if evaluator.form(given) == "component" else evaluator.form(given),
        "notation": given.option("notation") or ("" if head.notation_name == "default" else head.notation_name),
        "convention": given.option("convention"),
    }
    words += [f"{key}={value!r}" for key, value in more.items() if value]
    words += ["steps=True"] if given.flag("steps") else []
    wanted = network.wrt
    words += [f"wrt={list(wanted)!r}"] if wanted else []
    return f"show({', '.join(words)})"


def verdict_text(judgement: Judgement) -> str:
    """A verdict in words."""
    if judgement.overall is Verdict.DEFINITION:
        return "definition"
    return " · ".join(part for part in (judgement.overall.value, judgement.scope) if part)


@directive("claim", options=("where", "label", "form", "convention", "verdict"))
def make_claim(evaluator: Evaluator, given: Directive) -> Made:
    """`{claim}`: the author's own equation, printed if the referee does not refute it."""
    target = evaluator.target(given)
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network, (), evaluator.convention(given))
    place = evaluator.workspace.source.find(given.body.split("\n")[0].strip(), given.body_line)
    reader = Reader(system, symbols=evaluator.workspace.head.symbols)
    try:
        claim = reader.equation(" ".join(given.body.split()), ranges(given.option("where")))
        judgement = judge(claim, system)
    except SymbackpropError as error:
        raise given.source.pointed(place, error) from None
    if judgement.overall in (Verdict.REFUTED, Verdict.UNDECIDED):
        raise given.error(
            f"the claim is {judgement.overall.value}",
            place,
            got=str(judgement.counterexample or judgement.reason),
            hint="a derivation prints nothing that the referee does not accept",
        )
    remark = "" if judgement.overall is Verdict.PROVED else verdict_text(judgement)
    return [displayed(evaluator, given, target, [(claim, system)], remark=remark)]


def ranges(text: str) -> dict[str, tuple[str, str]]:
    """`l = 1..L-1, k = 1..n` as ranges."""
    found = {}
    for piece in filter(None, (p.strip() for p in text.split(","))):
        name, equals, span = piece.partition("=")
        low, dots, high = span.partition("..")
        if not (equals and dots):
            raise UsageError("this is no range", text=piece, expected="l = 1..L-1")
        found[name.strip()] = (low.strip(), high.strip())
    return found


@directive("verdicts", late=True)
def make_verdicts(evaluator: Evaluator, given: Directive) -> Made:
    """`{verdicts}`: the referee on every equation of the document."""
    rows = []
    for shown in evaluator.workspace.shown:
        judgement = evaluator.workspace.judgement(shown)
        left = formulas.inline(shown.equation.lhs, shown.system, evaluator.notation(given))
        steps = f"{len(judgement.steps)}" if judgement.steps else ""
        rows.append((
            (model.Reference(shown.anchor),),
            (model.Mathematics(left),),
            (model.Text("definition" if judgement.verdict is Verdict.DEFINITION else judgement.overall.value),),
            (model.Text(judgement.scope),),
            (model.Text(steps),),
        ))  # fmt: skip
    head = ("equation", "of", "verdict", "for", "steps judged")
    return [model.Table(texts(*head), tuple(rows), ("left", "left", "left", "left", "right"))]


def texts(*cells: str) -> tuple[model.Inlines, ...]:
    """A row of plain cells."""
    return tuple((model.Text(c),) for c in cells)


# Tables, code, figures


@directive("derivatives")
def make_derivatives(evaluator: Evaluator, given: Directive) -> Made:
    """`{derivatives}`: activations and costs with their derivatives."""
    from symbackprop.documents.derivatives import tables

    wanted = [name for name, _ in pieces(given.argument)]
    return tables(wanted, evaluator.notation(given))


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


@directive("ledger", options=("all",))
def make_ledger(evaluator: Evaluator, given: Directive) -> Made:
    """`{ledger}`: as printed, verdict, as derived."""
    from symbackprop.documents.ledgers import table

    path = Path(given.source.name).parent / given.argument
    if not path.is_file():
        raise given.error(f"there is no file {given.argument}", given.argument_place, got=str(path))
    return table(path, every=given.flag("all"))


@directive("note", "tip", "important", "warning")
def make_admonition(evaluator: Evaluator, given: Directive) -> Made:
    """A remark that stands apart."""
    title = evaluator.parser.inlines(given.argument, given.argument_place) if given.argument else ()
    inner = evaluator.parser.blocks(given.body, given.body_line)
    return [model.Admonition(given.name, title, tuple(inner))]


__all__ = ["KINDS", "DocumentError", "Evaluator", "derive", "directive", "displayed", "instantiated"]
