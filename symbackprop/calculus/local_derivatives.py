"""∂q/∂x through the equation that defines q alone, by the rules of calculus: ∂z_j/∂w_jk = a_k."""

from sympy import Expr

from symbackprop.calculus.contraction import contraction
from symbackprop.calculus.definitions import folding, instance
from symbackprop.calculus.derivation import Derivation
from symbackprop.errors import UsageError
from symbackprop.language.indices import names_in
from symbackprop.language.nodes import Local, Partial
from symbackprop.language.systems import Equation, System, head, heads


def local_derivative(equation: Equation, variable: Expr, system: System) -> Equation:
    """A local derivative with its steps.   Raises: UsageError where the equation does not read x."""
    local = Local(equation.lhs, variable)
    derivation = Derivation(local)
    definition = next(
        d
        for e in system.definitions(head(equation.lhs))
        if (d := instance(e, equation.lhs, names_in(local))) is not None
    )
    if head(variable) not in heads(definition):
        raise UsageError(f"{equation.lhs} does not read {variable}")
    derivation.rewrite("definition", local, Partial(definition, variable))
    derivation.differentiate()
    while (found := contraction(derivation.state) or folding(system, derivation.state)) is not None:
        derivation.rewrite(*found)
    return Equation(local, derivation.state, derivation.steps, name=f"∂{equation.lhs}/∂{variable}")
