"""Derivatives, read for all sizes: of the cost by the referee's names, of others through all that they read."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sympy import Integer

from symbackprop.language.indices import summation
from symbackprop.language.nodes import Partial
from symbackprop.language.systems import heads
from symbackprop.parsing.latex.tree import (
    ANY,
    Derivative,
    Differential,
    Nabla,
    Name,
    Node,
)
from symbackprop.proofreading.proving.calls import applied
from symbackprop.proofreading.proving.forms import Blocks, Formal
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.worlds.arguments import bare
from symbackprop.proofreading.worlds.costs import main_cost
from symbackprop.proofreading.worlds.derivatives import numerator
from symbackprop.proofreading.worlds.selections import quantity, selection_of

if TYPE_CHECKING:
    from symbackprop.proofreading.proving.formalist import Formalist


def derivative(f: "Formalist", node: Derivative, env: Env) -> Formal:
    """∂u/∂v."""
    if len(node.by) != 1:
        raise Unsaid("a second derivative")
    if node.sign == ANY:
        raise Unsaid("one parameter for all")
    return differentiated(f, node.of, node.by[0], env)


def gradient(f: "Formalist", node: Nabla, env: Env) -> Formal:
    """∇_v u."""
    if node.by is None:
        raise Unsaid("a gradient by everything")
    return differentiated(f, node.of, node.by, env, is_last=True)


def differential(f: "Formalist", node: Differential, env: Env) -> Formal:
    """dW, the derivative of the cost by W."""
    if node.sign not in ("d", "∂", "delta"):
        raise Unsaid("a change of a quantity")
    value = differentiated(f, None, node.of, env)
    mention = mention_of(node.of, f.habits)
    return f.algebra.turned(value.plain()) if mention is not None and mention.transposed else value


def differentiated(f: "Formalist", of: Node | None, by: Node, env: Env, is_last: bool = False) -> Formal:
    """∂of/∂by; `of` None is the cost."""
    mention = mention_of(bare(by), f.habits)
    if mention is None:
        raise Unsaid("a derivative by what is no quantity")
    mention = replace(mention, transposed=False)
    if is_last and mention.layer is None and f.habits.has_layers and mention.base in "aAxyoh":
        mention = replace(mention, layer=Name(mention.node.span, sorted(f.habits.depth_letters)[0]))
    if mention.base in env.local:
        return _by_variable(f, of, mention, env)
    if mention.layer is not None and f.world.deep is not None:
        raise Unsaid("a network told in two ways")
    return by_quantity(f, of, mention, env)


def _by_variable(f: "Formalist", of: Node | None, mention: Mention, env: Env) -> Formal:
    """dσ/dz, where z may be any number."""
    variable: Formal = env.local[mention.base]  # type: ignore[assignment]
    if of is None:
        raise Unsaid("a derivative by a parameter")
    function = mention_of(bare(of), f.habits)
    if function is not None and function.base in f.lexicon.functions and function.is_plain:
        return applied(f, replace(function, primes=1), [mention.node], env)
    value = f.array(of, env)
    return value.named(Partial(value.expr, variable.expr))


def by_quantity(f: "Formalist", of: Node | None, mention: Mention, env: Env) -> Formal:
    """∂of/∂(a quantity, or an entry of it)."""
    key = quantity(f.world, mention, env)
    above = numerator(f.interpreter, of, env)
    if above is None:
        assert of is not None
        return _of_expression(f, of, mention, key, env)
    of_key, of_selection, is_cost = above
    if is_cost:
        found = _of_cost(f, of_key, key)
        value, ident = f.part(found, mention, key, env)
        shape, axes = ((), ()) if value.is_scalar else (value.shape, value.axes)
        scale = f._scale(mention, env, shape, of)
        if isinstance(value, Blocks):
            return value.mapped(lambda p: p.named(p.expr * scale))
        return Formal(value.expr * scale, shape, axes, (of_key, ()), (key, ident), 0)
    whole = f.model.jacobian(of_key, key)
    rank = whole.rank
    first, above_ident = _half(f, whole, of_selection, 0, rank)
    array = f.world.node(key)
    selection = selection_of(f.world, array, mention, key, env)
    second, below_ident = _half(f, first, selection, first.rank, len(first.shape))
    return replace(second, of=(of_key, above_ident), by=(key, below_ident))


def _of_cost(f: "Formalist", of: Key, key: Key) -> Formal:
    if of == main_cost(f.world):
        return f.model.of_cost(key)
    whole = f.model.jacobian(of, key)
    expr = whole.expr
    for i in whole.axes[: whole.rank]:
        expr = expr if i is None else summation(expr, i)
    return Formal(expr, whole.shape[whole.rank :], whole.axes[whole.rank :])


def _half(
    f: "Formalist", value: Formal, selection: tuple[slice | int, ...] | None, start: int, stop: int
) -> tuple[Formal, tuple[str, ...]]:
    """The named entries on one side of a Jacobian; a single entry has no axes."""
    shape, axes = value.shape[start:stop], value.axes[start:stop]
    part = Formal(value.expr, shape, axes)
    ident: tuple[str, ...] = ()
    if selection is not None:
        part, ident = f._chosen(part, selection)
    if part.is_scalar:
        part = Formal(part.expr)
    shape = value.shape[:start] + part.shape + value.shape[stop:]
    axes = value.axes[:start] + part.axes + value.axes[stop:]
    rank = len(part.shape) if start == 0 else value.rank
    return Formal(part.expr, shape, axes, value.of, value.by, rank), ident


def _of_expression(f: "Formalist", of: Node, mention: Mention, key: Key, env: Env) -> Formal:
    above = f.array(of, env)
    by = f.model.quantity(key)
    if above.expr.has(Partial) or any(n not in f.model.by_name for n in heads(above.expr)) or by.is_inline:
        raise Unsaid("a derivative of derivatives")
    to = f.algebra.renewed(Formal(Integer(1), by.array.shape, by.axes))
    expr = f.model.through(above.expr, frozenset(heads(above.expr)), by, to.axes, Partial)
    if expr == 0:
        raise Unsaid("a derivative by what is not read")
    whole = Formal(expr, above.shape + to.shape, above.axes + to.axes, rank=len(above.shape))
    selection = selection_of(f.world, f.world.node(key), mention, key, env)
    found, ident = _half(f, whole, selection, whole.rank, len(whole.shape))
    return replace(found, of=("expression", id(of)), by=(key, ident))
