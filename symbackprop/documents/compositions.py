"""`{chain}` and `{nested}`: gradients as chains of local derivatives, and equations written into each other.

    {chain} dw          ∂C/∂w_jk = δ_j ∂z_j/∂w_jk                 what the chain rule says, before anything is evaluated
    {chain} dw, whole   ∂C/∂w_jk = ∂C/∂a_j ∂a_j/∂z_j ∂z_j/∂w_jk   the same down to the cost
    {nested} a          a_j = g(Σ_k w_jk a_k + b_j)               z written into a

Both are theorems: their steps are rewritings of the derived System, and the referee judges them like all others.
"""

from collections.abc import Iterator
from dataclasses import replace

from sympy import Add, Expr, Idx, Indexed, Integer, KroneckerDelta, Mul, Piecewise, Sum

from symbackprop.calculus import tidying
from symbackprop.calculus.contraction import contraction
from symbackprop.calculus.definitions import instance, meaning
from symbackprop.calculus.derivation import Derivation, walk
from symbackprop.calculus.local_derivatives import local_derivative
from symbackprop.documents import model
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.equations import displayed
from symbackprop.documents.parsing import Directive
from symbackprop.documents.quantities import Asked, equations_of, pieces
from symbackprop.errors import UsageError
from symbackprop.language.indices import free_indices, inside, names_in, rename_apart, substitute
from symbackprop.language.nodes import Dependence, Local, Partial
from symbackprop.language.systems import Equation, Role, System, entries, head

OPTIONS = ("layer", "form", "steps", "label", "convention", "verdict")
_LONGEST = 200


def chain(gradient: Equation, system: System, whole: bool = False, evaluated: bool = False) -> Equation:
    """A gradient as its chain of local derivatives; `whole` down to the derivative by the last activation.

    `evaluated` goes on: derivatives by activations by a chain of their own, then the value of every local derivative.
    `system` has an equation for every derivative on the way, the first step of which is the chain rule.
    """
    derivation = Derivation(gradient.lhs)
    _link(derivation, gradient.lhs, system)
    while whole and (entry := _open(derivation.state, system)) is not None:
        _link(derivation, entry, system)
    if evaluated:
        _evaluate(derivation, system)
        while (entry := _unnamed(derivation.state, system)) is not None:
            _link(derivation, entry, system)
            _evaluate(derivation, system)
        _tidy(derivation, system)
    return Equation(gradient.lhs, derivation.state, derivation.steps, name=gradient.name)


def _evaluate(derivation: Derivation, system: System) -> None:
    """The value of every local derivative in the state."""
    while local := derivation.first(Local):
        equation = next(
            e for e in system.definitions(head(local.expr)) if instance(e, local.expr, names_in(local)) is not None
        )
        value = local_derivative(replace(equation, lhs=local.expr), local.variable, system)
        derivation.rewrite("local derivative", local, rename_apart(value.rhs, names_in(derivation.state)))
    while (found := contraction(derivation.state)) is not None:
        derivation.rewrite(*found)


def _tidy(derivation: Derivation, system: System) -> None:
    """What the sweep does in the end: cancel, use the assumptions, collect."""
    for found in tidying.cancellation(system, derivation.state):
        derivation.rewrite(*found)
    while (tidier := tidying.next_tidying(system, derivation.state)) is not None:
        derivation.rewrite(*tidier)


def _unnamed(state: Expr, system: System) -> Expr | None:
    """The derivative by an activation in a state: the errors, weights and biases have names of their own.

    That by the output stays where the cost is left open.
    """
    (cost,) = system.definitions(system.cost)
    for entry in sorted(entries(state), key=str):
        tensor = system.by_name.get(head(entry))
        unnamed = tensor is not None and tensor.role is Role.GRADIENT and bool(system.definitions(tensor.name))
        if unnamed and not (cost.rhs.has(Dependence) and _is_last(entry, system)):
            return entry
    return None


def _is_last(entry: Expr, system: System) -> bool:
    """Whether an entry of a derivative is one by the output of the network."""
    of = system[head(entry)].gradient_of
    return of == system.output and (not system[of].is_generic or entry.indices[0] == system[of].axes[0].upper)


def _link(derivation: Derivation, entry: Expr, system: System) -> None:
    """One link: the chain rule for an adjoint, summed over those entries only on which anything depends."""
    rhs = _chain_rule(entry, system, names_in(derivation.state))
    derivation.rewrite("chain rule", entry, rhs)
    for local in [n for n in walk(rhs) if isinstance(n, Local)]:
        if deltas := diagonal(local, system):
            derivation.rewrite("zero for other entries", local, Mul(*deltas, local))
    while (found := contraction(derivation.state)) is not None:
        derivation.rewrite(*found)


def _chain_rule(entry: Expr, system: System, avoid: set[str]) -> Expr:
    """The chain rule for an entry of an adjoint, as the sweep states it."""
    for equation in system.definitions(head(entry)):
        if instance(equation, entry, avoid) is not None and equation.steps:
            stated = Equation(equation.lhs, equation.steps[0].after)
            found = instance(stated, entry, avoid)
            assert found is not None
            return found
    for equation in system.definitions(head(entry)):  # layer L − 1, of which nobody knows that it is a hidden one
        layer = equation.lhs.indices[0] if isinstance(equation.lhs, Indexed) else None
        if isinstance(layer, Idx) and inside(entry.indices[0], layer) is not False and equation.steps:
            new = dict(zip(equation.lhs.indices, entry.indices, strict=True))
            return substitute(rename_apart(equation.steps[0].after, avoid | names_in(entry)), new)
    raise UsageError(f"{entry} has no chain rule")


def _open(state: Expr, system: System) -> Expr | None:
    """An adjoint in a chain that is not the derivative by the output."""
    for entry in sorted(entries(state), key=str):
        of = system[head(entry)].gradient_of if head(entry) in system.by_name else None
        if of is not None and system.definitions(head(entry)) and not _is_last(entry, system):
            return entry
    return None


def diagonal(local: Local, system: System) -> list[Expr]:
    """The deltas in every term of a local derivative: it is 0 for all other entries."""
    rhs = meaning(system, local.expr, names_in(local))
    if rhs is None:
        return []
    derivation = Derivation(Partial(rhs, local.variable))
    derivation.differentiate()
    found = (_deltas(t, set(free_indices(local))) for t in Add.make_args(derivation.state))
    terms = [t for t in found if t is not None]
    if not terms:  # nothing depends on anything
        return [Integer(0)]
    return [d for d in terms[0] if all(d in t for t in terms)]


def _deltas(term: Expr, free: set[Idx]) -> list[Expr] | None:
    """The deltas among the factors of a product, those under its sums included; None for a term that is 0."""
    found: list[Expr] = []
    for factor in Mul.make_args(term):
        if factor == 0:
            return None
        if isinstance(factor, KroneckerDelta) and free_indices(factor) <= free:
            found.append(factor)
        elif isinstance(factor, Sum):
            found += _deltas(factor.function, free) or []
        elif isinstance(factor, Dependence | Piecewise | Add):
            continue
    return found


def nested(equation: Equation, through: set[str], system: System) -> Equation:
    """The equation with the definitions of some quantities written into it."""
    derivation = Derivation(equation.lhs)
    first = meaning(system, equation.lhs, names_in(equation.lhs))
    derivation.rewrite("definition", equation.lhs, equation.rhs if first is None else first)
    for _ in range(_LONGEST):
        entry = next(_within(derivation.state, through, system), None)
        if entry is None:
            return Equation(equation.lhs, derivation.state, derivation.steps, name=equation.name)
        inner = meaning(system, entry, names_in(derivation.state))
        if inner is None:  # layer l − 1, which may be the input
            break
        derivation.rewrite("definition", entry, inner)
    raise UsageError(f"{equation.lhs} has no end", hint="in the generic network every layer reads another")


def _within(state: Expr, through: set[str], system: System) -> Iterator[Expr]:
    for entry in sorted(entries(state), key=str):
        name = head(entry)
        tensor = system.by_name.get(name)
        if tensor is not None and system.definitions(name) and {_letter(name, system), name} & through:
            yield entry


def _letter(name: str, system: System) -> str:
    """The letter by which a document names a quantity: dw for ∂C/∂w."""
    tensor = system[name]
    if tensor.gradient_of is None or tensor.role is Role.ERROR:
        return tensor.symbol
    return f"d{system[tensor.gradient_of].symbol}"


def every_derivative(system: System) -> tuple[str, ...]:
    """All quantities between data and cost, so that each derivative gets an equation of its own."""
    between = (Role.ACTIVATION, Role.WEIGHTED_INPUT, Role.QUANTITY)
    return tuple(t.name for t in system.with_role(*between) if system.definitions(t.name))


@directive("chain", options=(*OPTIONS, "whole", "evaluated"))
def make_chain(evaluator: Evaluator, given: Directive) -> Made:
    """`{chain}`: gradients as chains of local derivatives."""
    network = evaluator.network(given)
    found: list[tuple[Equation, System]] = []
    how = {"whole": given.flag("whole"), "evaluated": given.flag("evaluated")}
    for name, _ in pieces(given.argument):
        wanted = every_derivative(network.system)
        more = [t.name for t in network.system.with_role(Role.INPUT)] if name in ("dx", "da") else []
        system = evaluator.workspace.derived(network, (*wanted, *more), evaluator.convention(given))
        plain = evaluator.workspace.derived(network, (), evaluator.convention(given))
        cases = plain if how["evaluated"] and name == "delta" else system  # there the last layer is a case of its own
        asked = equations_of(Asked(name, given.option("layer")), cases)
        found += [(chain(e, system, **how), system) for e in asked]
    return _shown(evaluator, given, found)


@directive("nested", options=(*OPTIONS, "through"))
def make_nested(evaluator: Evaluator, given: Directive) -> Made:
    """`{nested}`: equations with others written into them."""
    network = evaluator.network(given)
    through = set(given.option("through", "z").replace(",", " ").split())
    found = []
    for name, _ in pieces(given.argument):
        more = [t.name for t in network.system.with_role(Role.INPUT)] if name == "dx" else []
        system = evaluator.workspace.derived(network, more, evaluator.convention(given))
        asked = equations_of(Asked(name, given.option("layer")), system)
        found += [(nested(e, through, system), system) for e in asked]
    return _shown(evaluator, given, found)


def _shown(evaluator: Evaluator, given: Directive, found: list[tuple[Equation, System]]) -> list[model.Block]:
    if not found:
        raise given.error("which equation?", expected="a quantity such as dw or a")
    target = evaluator.target(given)
    return [displayed(evaluator, given, target, found)]
