"""Definitions at work: an equation read at given indices, and a right side recognised as its left side again."""

from collections.abc import Iterator

from sympy import Expr, Idx, Indexed, Mul, Pow, Sum, exp

from symbackprop.calculus.contraction import Rewriting
from symbackprop.calculus.derivation import walk
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import (
    bound,
    free_indices,
    index_name,
    inside,
    names_in,
    rebind,
    rebuild,
    rename_apart,
    renamed,
    substitute,
)
from symbackprop.language.systems import Equation, System, head


def instance(equation: Equation, entry: Expr, avoid: set[str]) -> Expr | None:
    """The right side that an equation gives for an entry, or None when it does not define that entry.

    Bound indices are renamed apart from `avoid`.
    """
    if head(entry) != equation.defines:
        return None
    new: dict[Idx, Expr] = {}
    if isinstance(entry, Indexed):
        for own, given in zip(equation.lhs.indices, entry.indices, strict=True):
            if not isinstance(own, Idx):
                if own != given:
                    return None
            elif own.lower == 1 and inside(given, own) is not True:
                return None
            else:
                new[own] = given
    apart = rename_apart(equation.rhs, avoid | names_in(entry) | {index_name(i) for i in new})
    return substitute(apart, new)


def meaning(system: System, entry: Expr, avoid: set[str]) -> Expr | None:
    """What the system's definition of an entry says; None for data."""
    for equation in system.definitions(head(entry)):
        if (rhs := instance(equation, entry, avoid)) is not None:
            return rhs
    return None


def standard_names(expr: Expr, depth: int = 0) -> Expr:
    """The expression with bound indices named by their depth: equal for expressions that differ in these names only."""
    if not expr.args or isinstance(expr, Idx):
        return expr
    own = bound(expr)
    if own:
        new = {i: renamed(i, f"_{depth + n}") for n, i in enumerate(own)}
        expr = rebind(expr, new)
    return rebuild(expr, [standard_names(a, depth + len(own)) for a in expr.args])


def folding(system: System, state: Expr) -> Rewriting | None:
    """σ(z_j) = a_j, and e^(z_j) / Σ_k e^(z_k) = a_j: a right side in the state is its left side again."""
    for node in walk(state):
        if isinstance(node, ScalarFunction) and node.func.base is None:
            for equation in _elementwise(system):
                if (entry := _entry_for(equation, equation.rhs, node)) is not None:
                    return Rewriting("definition", node, entry)
        if isinstance(node, Mul) and any(_is_reciprocal_sum(f) for f in node.args):
            for equation in _quotients(system):
                if (folded := _fold_quotient(equation, node)) is not None:
                    return Rewriting("definition", node, folded)
    return None


def _elementwise(system: System) -> Iterator[Equation]:
    return (e for e in system.equations if isinstance(e.rhs, ScalarFunction) and isinstance(e.lhs, Indexed))


def _quotients(system: System) -> Iterator[Equation]:
    for e in system.equations:
        if isinstance(e.rhs, Mul) and isinstance(e.lhs, Indexed) and any(_is_reciprocal_sum(f) for f in e.rhs.args):
            yield e


def _is_reciprocal_sum(factor: Expr) -> bool:
    return isinstance(factor, Pow) and isinstance(factor.base, Sum) and factor.exp.is_negative is True


def _factors(product: Expr) -> list[Expr]:
    """The factors one by one: 1/S twice for S⁻², e^u and e^v for e^(u+v), which SymPy writes as one."""
    found: list[Expr] = []
    for f in Mul.make_args(product):
        if isinstance(f, exp) and f.exp.is_Add:
            found += [exp(t) for t in f.exp.args]
        elif isinstance(f, exp) and (times := f.exp.as_coeff_Mul()[0]).is_Integer and times > 1:
            found += [exp(f.exp / times)] * int(times)
        elif isinstance(f, Pow) and f.exp.is_Integer and f.exp < 0:
            found += [1 / f.base] * -int(f.exp)
        else:
            found.append(f)
    return found


def _fold_quotient(equation: Equation, node: Mul) -> Expr | None:
    """The product with all factors of the equation's right side replaced by its left side."""
    pattern = _factors(equation.rhs)
    key = next((f for f in pattern if free_indices(f) >= set(equation.where)), None)
    if key is None:
        return None
    have = _factors(node)
    for factor in have:
        entry = _entry_for(equation, key, factor)
        whole = None if entry is None else instance(equation, entry, set())
        if entry is None or whole is None:
            continue
        rest = list(have)
        for needed in _factors(whole):
            match = next((f for f in rest if standard_names(f) == standard_names(needed)), None)
            if match is None:
                break
            rest.remove(match)
        else:
            return Mul(entry, *rest)
    return None


def _entry_for(equation: Equation, pattern: Expr, expr: Expr) -> Expr | None:
    """The left side at the indices for which the pattern is the expression, or None."""
    found = unify(pattern, expr, set(equation.where), {})
    if found is None or set(found) != set(equation.where):
        return None
    entry = substitute(equation.lhs, found)
    return entry if instance(equation, entry, set()) is not None else None


def unify(pattern: Expr, expr: Expr, wild: set[Idx], found: dict[Idx, Expr]) -> dict[Idx, Expr] | None:
    """The values of some indices that make a pattern equal to an expression."""
    if isinstance(pattern, Idx) and pattern in wild:
        known = found.get(pattern, expr)
        return {**found, pattern: expr} if known == expr else None
    if pattern == expr and not (free_indices(pattern) & wild):
        return found
    if type(pattern) is not type(expr) or len(pattern.args) != len(expr.args) or not pattern.args:
        return None
    result: dict[Idx, Expr] | None = found
    for p, e in zip(pattern.args, expr.args, strict=True):
        if result is None:
            return None
        result = unify(p, e, wild, result)
    return result
