"""`{equation}`, `{claim}` and `{verdicts}`: derived equations, the author's own, and what is known of them all."""

from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.documents import formulas, model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive
from symbackprop.documents.quantities import Asked, differentiated, equations_of, pieces
from symbackprop.documents.reading import Reader
from symbackprop.documents.source import Place
from symbackprop.documents.workspace import Shown, judge
from symbackprop.errors import SymbackpropError, UsageError
from symbackprop.language.systems import Equation, System


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
        "convention": given.option("convention") or network.convention,
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
