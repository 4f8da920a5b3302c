"""What a trainer computes, before it is written for NumPy or for loops: instructions, and updates of one long vector.

    p ← p − α g    for an entry p of the vector of all parameters, and its gradient g

An optimiser's equations are taken once, for the vector: an update is one pass over memory, however many layers there
are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import Expr, Integer

from symbackprop.compiling.accumulation import SHARE
from symbackprop.compiling.flat import PART, G, Layout, P, layout
from symbackprop.compiling.folding import Fold, folded, found
from symbackprop.compiling.formulas import Identities, identities_of
from symbackprop.compiling.fusion import fused
from symbackprop.compiling.module import live
from symbackprop.compiling.orientation import turned_matrices
from symbackprop.compiling.rows import EXAMPLES, scaled
from symbackprop.compiling.straight_line import Block, StraightLine
from symbackprop.errors import UnknownNodeError, UsageError
from symbackprop.language.indices import index
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.optimisers.optimiser import Optimiser, updates_of


@dataclass(frozen=True, eq=False)
class Program:
    """Instructions in order, and all that they name.

    `blocks` compute the gradients (and the cost), `updates` change the vector p of parameters and the vectors `states`
    that the optimiser remembers.  `scale` is what the gradients carry besides: −α where an update is p + (−α g).
    `gradients_in` is the vector that the gradients go into: g, or, where they are `folded`, one that takes them in by
    its own update.  `standing` are the quantities that lie in memory as (features, examples).  Where a step
    `accumulates`, the gradients are a part's share of those of all its examples, and are added up in g.
    """

    system: System
    layout: Layout
    tensors: dict[str, Tensor]
    blocks: tuple[Block, ...]
    updates: tuple[Equation, ...]
    states: tuple[str, ...]
    scale: Expr
    identities: Identities
    cost: bool
    gradients_in: str = G
    standing: frozenset[str] = frozenset()
    folded: bool = False
    accumulates: bool = False


@lru_cache(maxsize=16)
def program(
    system: System, optimiser: Optimiser, batch_size: int, cost: bool = True, accumulates: bool = False
) -> Program:
    """The program of a system with gradients, in rows.

    Where the update is p − α g, gradients carry −α from the start, so that it is one addition.
    """
    plan = layout(system.parameters, {})
    declared, updates = _updates(optimiser, plan.size)
    p, g = declared[P].entry, declared[G].entry
    scale = SHARE if accumulates else _step_length(updates, p, g)
    equations = needed(system, cost) if scale == 1 else _scaled(system, needed(system, cost), scale)
    lines = StraightLine(system)
    blocks = tuple(lines.block(e, system.definitions(e.defines)[0]) for e in equations)
    if scale not in (1, SHARE):
        updates = tuple(replace(e, rhs=p + g) if e.where else e for e in updates)
    states = tuple(t.name for t in declared.values() if t.role is Role.STATE and t.updates is None)
    turned, standing = turned_matrices(system, blocks, batch_size)
    plan = replace(plan, turned=turned)
    tensors = {**lines.tensors, **declared}
    known = identities_of(system)
    into = PART if accumulates else G
    return Program(
        system, plan, tensors, blocks, updates, states, scale, known, cost, into, standing, accumulates=accumulates
    )


def needed(system: System, cost: bool) -> list[Equation]:
    """The equations of the gradients of parameters, and of the cost where it is wanted."""
    names = {t.name for t in system.parameters}
    gradients = [t.name for t in system.tensors if t.gradient_of in names and system.definitions(t.name)]
    return live(fused(system), [*gradients, *([system.cost] if cost else [])])


@lru_cache(maxsize=16)
def program_with_folded_updates(
    system: System, optimiser: Optimiser, batch_size: int, cost: bool = True, accumulates: bool = False
) -> Program:
    """The program in which gradients go straight into the parameters, or into what an optimiser remembers.

    Where they cannot, they are a vector of their own, and the optimiser's update is one pass over it; where a step
    accumulates, they go straight into that vector.
    """
    plan = layout(system.parameters, {})
    declared, updates = _updates(optimiser, plan.size)
    lines = StraightLine(system)
    fold = Fold(G, Integer(1), Integer(1), None) if accumulates else found(updates, declared)
    equations = _scaled(system, needed(system, cost), SHARE) if accumulates else needed(system, cost)
    first: list[Block] = []
    last: list[Block] = []
    for e in equations:
        parameter = system[system[e.defines].gradient_of or e.defines]
        shown = system.definitions(e.defines)[0]
        block = folded(lines, fold, e, parameter, shown) if fold and parameter.is_parameter else None
        if fold and block is None and parameter.is_parameter:
            raise UnknownNodeError(f"the gradient of {parameter.name} is not one sum", text=str(shown.rhs))
        first, last = (first, [*last, block]) if block else ([*first, lines.block(e, shown)], last)
    blocks = (*first, *last)
    turned, standing = turned_matrices(system, blocks, batch_size)
    plan = replace(plan, turned=turned)
    states = tuple(t.name for t in declared.values() if t.role is Role.STATE and t.updates is None)
    if fold:
        updates = tuple(e for e in updates if e is not fold.equation)
    tensors = {**lines.tensors, **declared}
    vector = fold.vector if fold else G
    known = identities_of(system)
    scale = SHARE if accumulates else Integer(1)
    return Program(
        system, plan, tensors, blocks, updates, states, scale, known, cost, vector, standing, bool(fold), accumulates
    )


def _scaled(system: System, equations: Sequence[Equation], scale: Expr) -> list[Equation]:
    """The equations with all derivatives of the cost multiplied by a factor."""
    adjoints = {t.name for t in system.tensors if t.gradient_of}
    return [replace(e, rhs=scaled(e.rhs, scale, adjoints)) if e.defines in adjoints else e for e in equations]


def with_sizes(system: System, sizes: Mapping[str, int]) -> System:
    """The system with numbers for symbolic widths.

    Raises: UsageError for a width that is left open.
    """
    new = {s: Integer(sizes[s.name]) for s in system.sizes if s.name in sizes and s != EXAMPLES}
    missing = [s.name for s in system.sizes if s not in new and s != EXAMPLES]
    if missing:
        raise UsageError(f"the size {missing[0]} is open", hint=f"sizes={{{missing[0]!r}: …}}")
    if not new:
        return system
    tensors = [replace(t, axes=tuple(i.xreplace(new) for i in t.axes)) for t in system.tensors]
    equations = [replace(e, lhs=e.lhs.xreplace(new), rhs=e.rhs.xreplace(new), steps=()) for e in system.equations]
    return replace(system, tensors=tuple(tensors), equations=tuple(equations), assumptions=())


def shared(system: System, examples: int | None) -> System:
    """λ/2m of L2 meant for all N examples: λ/2N in a batch of m, and in one example, where it was λ/2."""
    strength = system.by_name.get("lam")
    if strength is None or examples is None:
        return system
    share = strength.entry * (Integer(1) if system.batch is None else EXAMPLES) / examples
    equations = [replace(e, rhs=e.rhs.xreplace({strength.entry: share}), steps=()) for e in system.equations]
    return replace(system, equations=tuple(equations))


def _updates(optimiser: Optimiser, size: int) -> tuple[dict[str, Tensor], tuple[Equation, ...]]:
    """The optimiser's equations for the vector of all parameters."""
    i = index("i", size)
    p, g = Tensor(P, (i,), Role.WEIGHT), Tensor(G, (i,), Role.GRADIENT, gradient_of=P)
    declared, updates = updates_of(optimiser, p, g)
    return {P: p, G: g, **declared}, updates


def _step_length(updates: Sequence[Equation], p: Expr, g: Expr) -> Expr:
    """c where the only update is p ← p + c g; 1 for another."""
    entrywise = [e for e in updates if e.where]
    step = (entrywise[0].rhs - p).expand()
    c = step.coeff(g)
    return c if len(entrywise) == 1 and step == (c * g).expand() and not c.has(p, g) else Integer(1)
