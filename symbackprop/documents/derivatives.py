"""The reference tables: every built-in activation and cost with its derivative, derived and judged."""

from collections.abc import Sequence
from dataclasses import replace

from sympy import exp, tanh

from symbackprop.calculus.closed_forms import derivative
from symbackprop.checking.referee import check
from symbackprop.checking.verdicts import Judgement
from symbackprop.documents import formulas, model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.parsing import Directive
from symbackprop.documents.quantities import Asked, equations_of, pieces
from symbackprop.documents.settings import suggestion
from symbackprop.documents.workspace import derive, judge
from symbackprop.errors import UsageError
from symbackprop.language import functions
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.systems import Equation, Role, System
from symbackprop.layers import activations, costs
from symbackprop.layers.dense import Dense
from symbackprop.layers.network import network
from symbackprop.typesetting.notation import Notation

ACTIVATIONS: dict[str, type[ScalarFunction]] = {
    "sigmoid": functions.sigmoid,
    "tanh": functions.tanh,
    "relu": functions.relu,
    "leaky-relu": activations.LeakyReLU().function(),
    "elu": activations.ELU().function(),
    "softplus": functions.softplus,
    "silu": functions.silu,
    "gelu": functions.gelu,
    "gelu-tanh": functions.gelu_tanh,
}
COSTS: dict[str, tuple[costs.Cost, activations.Activating]] = {
    "quadratic": (costs.Quadratic(), activations.Sigmoid()),
    "mean-squared-error": (costs.MeanSquaredError(), activations.Identity()),
    "mean-absolute-error": (costs.MeanAbsoluteError(), activations.Identity()),
    "binary-cross-entropy": (costs.BinaryCrossEntropy(), activations.Sigmoid()),
    "cross-entropy": (costs.CrossEntropy(), activations.Softmax()),
}
_GROUPS = {"activations": [*ACTIVATIONS, "softmax"], "costs": [*COSTS]}


@directive("derivatives")
def make_derivatives(evaluator: Evaluator, given: Directive) -> Made:
    """`{derivatives}`: activations and costs with their derivatives."""
    wanted = [name for name, _ in pieces(given.argument)]
    return tables(wanted, evaluator.notation(given))


def tables(wanted: Sequence[str], notation: Notation) -> list[model.Block]:
    """The tables of activations and of costs with the rows that are wanted; without names, all of them."""
    names = [n for w in wanted or _GROUPS for n in _GROUPS.get(w, [w])]
    for name in names:
        if name not in (*ACTIVATIONS, "softmax", *COSTS):
            raise UsageError(f"there is no function or cost {name!r}",
                             **suggestion(name, [*_GROUPS, *ACTIVATIONS, "softmax", *COSTS]))  # fmt: skip
    # without layers the input cannot be an activation any more: it gets the letter that it has elsewhere
    letters = tuple((r, "x", "X") if r is Role.INPUT else (r, e, w) for r, e, w in notation.symbols)
    bare = replace(notation, layer="", input_layer=False, symbols=letters)
    first = [activation_row(n, bare) for n in names if n in ACTIVATIONS]
    first += [softmax_row(bare) for n in names if n == "softmax"]
    second = [cost_row(n, bare) for n in names if n in COSTS]
    made: list[model.Block] = []
    if first:
        made.append(_table(("activation", "with its derivative", "verdict"), first))
    if second:
        made.append(_table(("cost", "with its derivative by an output", "verdict"), second))
    return made


def _table(head: tuple[str, ...], rows: list[tuple[model.Inlines, ...]]) -> model.Table:
    return model.Table(tuple((model.Text(h),) for h in head), tuple(rows), ("left",) * len(head))


def activation_row(name: str, notation: Notation) -> tuple[model.Inlines, ...]:
    """f(u) and f′(u)."""
    function = ACTIVATIONS[name]
    theorem = derivative(function)
    judgement = check((theorem,))[theorem.name]
    empty = System((), ())
    body = function.definition(ARGUMENT)
    named = isinstance(body, tanh)  # a function of SymPy's own name would say nothing: tanh(u) = tanh(u)
    definition = Equation(function(ARGUMENT), body.rewrite(exp) if named else body)
    shown = formulas.display([definition, theorem], empty, "component", notation)
    return _row(name, shown, judgement, notation)


def softmax_row(notation: Notation) -> tuple[model.Inlines, ...]:
    """a_j and ∂a_j/∂z_i, which is not diagonal."""
    system = derive(network("n", Dense("K"), activations.Softmax(), cost=costs.CrossEntropy()))
    definition, local = (equations_of(Asked(name), system)[0] for name in ("a", "da/dz"))
    shown = formulas.display([definition, local], system, "component", notation)
    return _row("softmax", shown, judge(local, system), notation)


def cost_row(name: str, notation: Notation) -> tuple[model.Inlines, ...]:
    """C and ∂C/∂a."""
    cost, output = COSTS[name]
    forward = network("n", Dense("K"), output, cost=cost)
    system = derive(forward, [forward.output])
    definition, theorem = (equations_of(Asked(asked), system)[0] for asked in ("C", "da"))
    shown = formulas.display([definition, theorem], system, "component", notation)
    return _row(name, shown, judge(theorem, system), notation)


def _row(name: str, shown: formulas.Formula, judgement: Judgement, notation: Notation) -> tuple[model.Inlines, ...]:
    """Definition and derivative stand one below the other: side by side, the longest leave no place for a verdict."""
    verdict: list[model.Inline] = [model.Text(judgement.overall.value)]
    for number, condition in enumerate(judgement.preconditions):
        verdict += [model.Text("; " if number else " ("), *_spelled(condition, notation)]
    verdict += [model.Text(")")] if judgement.preconditions else []
    return ((model.Text(name.replace("-", " ")),), (model.Mathematics(shown),), tuple(verdict))


def _spelled(condition: str, notation: Notation) -> list[model.Inline]:
    """A precondition of the referee, which calls functions by their plain names, with their names in print."""
    for function in ACTIVATIONS.values():
        slope = function.prime(ARGUMENT)
        before, name, after = condition.partition(f"{slope.func.label}({ARGUMENT})")
        if name and not before:
            return [model.Mathematics(formulas.inline(slope, System((), ()), notation)), model.Text(after)]
    return [model.Text(condition)]
