"""`{across} da2/da1`: the derivative of one layer's output by another's, in a network of one unit a layer.

    ∂a²/∂a¹ = ∂a²/∂z² ∂z²/∂a¹ = σ'(z²) w²

It is a gradient like any other, of a System whose cost is a² and in which a¹ is data.
"""

import re
from dataclasses import replace

from sympy import Expr, Indexed

from symbackprop.documents.compositions import OPTIONS, chain
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.equations import displayed
from symbackprop.documents.parsing import Directive
from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Equation, Role, System, heads
from symbackprop.sweep import backprop


def between(system: System, above: str, below: str) -> System:
    """The equations that lead from one quantity to another, as scalars, the last one being what is differentiated.

    Raises: UsageError where a layer has several units, or nothing leads from one to the other.
    """
    chosen: list[Equation] = []
    wanted = {above}
    for equation in reversed(system.equations):
        if equation.defines in wanted - {below}:
            chosen.insert(0, equation)
            wanted |= heads(equation.rhs)
    if above not in {e.defines for e in chosen} or below not in wanted:
        raise UsageError(f"nothing leads from {below} to {above}", expected="da2/da1, the later quantity above")
    wide = [n for n in sorted(wanted) if any(extent(i) != 1 for i in system[n].axes)]
    if wide:
        raise UsageError(f"{wide[0]} has several entries", expected="one unit in every layer")
    tensors = [replace(t, axes=(), role=_role(t.role)) for t in system.tensors if t.name in wanted]
    flat = System(tuple(tensors), (), cost=above)
    equations = tuple(Equation(_scalar(e.lhs, flat), _scalar(e.rhs, flat)) for e in chosen)
    return System(tuple(tensors), equations, cost=above, output=_first_below(chosen, above))


def _role(role: Role) -> Role:
    """The weighted input is a quantity here: δ is kept for derivatives of the network's own cost."""
    return Role.QUANTITY if role is Role.WEIGHTED_INPUT else role


def _scalar(expr: Expr, flat: System) -> Expr:
    """The entries as symbols; a sum over one unit is its only term."""
    from symbackprop.calculus.canonical import canonical

    plain = canonical(expr)
    return plain.xreplace({e: flat[str(e.base.label)].entry for e in plain.atoms(Indexed)})


def _first_below(chosen: list[Equation], above: str) -> str:
    """What the last equation reads of the others: there the chain stops."""
    defined = {e.defines for e in chosen}
    last = next(e for e in chosen if e.defines == above)
    return next(iter(sorted(heads(last.rhs) & defined)), "")


@directive("across", options=(*OPTIONS, "chain"))
def make_across(evaluator: Evaluator, given: Directive) -> Made:
    """`{across}`: the derivative of one quantity by another that it reads through others."""
    target = evaluator.target(given)
    match = re.fullmatch(r"d(\w+)/d(\w+)", given.argument)
    if match is None:
        raise given.error("which derivative?", given.argument_place, expected="da2/da1")
    part = between(evaluator.network(given).system, match[1], match[2])
    system = backprop(part, [match[2], *(e.defines for e in part.equations if e.defines != match[1])])
    (gradient,) = system.gradient(match[2])
    found = chain(gradient, system, evaluated=not given.flag("chain"))
    return [displayed(evaluator, given, target, [(found, system)])]
