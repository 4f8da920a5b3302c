"""`{slope} sigmoid`: the derivative of a named function, from its definition by the rules of calculus, step by step.

    σ'(u) = ∂/∂u 1/(1 + e⁻ᵘ) = e⁻ᵘ/(1 + e⁻ᵘ)² = σ(u)(1 − σ(u))

The library knows σ' in its shortest form.  Here the same form is reached the long way, and every line is judged.
"""

from sympy import exp, tanh

from symbackprop.calculus.closed_forms import derivative
from symbackprop.calculus.derivation import Derivation
from symbackprop.documents import model
from symbackprop.documents.derivatives import ACTIVATIONS
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.equations import displayed
from symbackprop.documents.parsing import Directive
from symbackprop.documents.settings import suggestion
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.nodes import Partial
from symbackprop.language.systems import Equation, System


def slope(function: type[ScalarFunction]) -> tuple[Equation, Equation]:
    """f(u) as it is defined, and f'(u) derived from that."""
    body = function.definition(ARGUMENT)
    if isinstance(body, tanh):  # tanh(u) = tanh(u) would say nothing
        body = body.rewrite(exp)
    closed = derivative(function)
    derivation = Derivation(closed.lhs)
    derivation.rewrite("definition", closed.lhs, Partial(body, ARGUMENT))
    derivation.differentiate()
    if derivation.state != closed.rhs:
        derivation.rewrite("in short", derivation.state, closed.rhs)
    return Equation(function(ARGUMENT), body), Equation(closed.lhs, closed.rhs, derivation.steps, name=closed.name)


@directive("slope", options=("label", "steps", "verdict"))
def make_slope(evaluator: Evaluator, given: Directive) -> Made:
    """`{slope}`: a function with its definition, and its derivative with every step."""
    if given.argument not in ACTIVATIONS:
        raise given.error(
            f"there is no function {given.argument!r}", given.argument_place, **suggestion(given.argument, ACTIVATIONS)
        )
    target = evaluator.target(given)
    definition, theorem = slope(ACTIVATIONS[given.argument])
    system = System((), ())
    block = displayed(evaluator, given, target, [(definition, system), (theorem, system)])
    shown = evaluator.workspace.shown
    evaluator.workspace.shown = [s for s in shown if s.equation is not definition]  # a definition; nothing to judge
    made: list[model.Block] = [block]
    return made
