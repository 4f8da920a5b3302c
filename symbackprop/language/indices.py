"""Indices, sizes and sums: the alphabet of the index form.

An index is a SymPy `Idx` that carries its own range, 0-based: `index("k", n)` runs over 0, …, n − 1.  A range may
depend on another index (k runs over the n[l−1] units of layer l − 1), and substituting l rewrites the range with it:
ragged sums need nothing more.  Every bound index is renamed apart at every substitution; SymPy's own `subs` is
never used on sums.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from sympy import Expr, Idx, Integer, Mul, Sum, Symbol, SympifyError, Tuple, sympify

from symbackprop.errors import UsageError
from symbackprop.language.nodes import Dependence

Size: TypeAlias = int | str | Any  # Any: a SymPy expression


def size(value: Size) -> Expr:
    """A width or a number of examples: a positive integer, or a symbol for one (by name or as a SymPy symbol)."""
    if isinstance(value, bool | float):
        raise UsageError(f"a size is a positive integer or a symbol, not {value!r}")
    if isinstance(value, str):
        if not re.fullmatch(r"[^\W\d_]\w*", value):
            raise UsageError(f"a size is a positive integer or a symbol, not {value!r}", hint='for example 30 or "n_1"')
        return Symbol(value, integer=True, positive=True)
    if isinstance(value, Symbol):
        return Symbol(value.name, integer=True, positive=True)
    try:
        number = sympify(value)
    except SympifyError:
        number = None
    if not isinstance(number, Expr):
        raise UsageError(f"a size is a positive integer or a symbol, not {value!r}", hint='for example 30 or "n_1"')
    if number.is_Integer and number < 1:
        raise UsageError(f"a size is a positive integer or a symbol, not {value}", expected="at least 1")
    if number.is_integer is not True:
        raise UsageError(f"a size is a positive integer or a symbol, not {value!r}")
    return number


def index(name: str, count: Expr | int, start: Expr | int = 0) -> Idx:
    """The index `name` over start, …, start + count − 1."""
    low = sympify(start)
    return _over(Symbol(name, integer=True), low, low + sympify(count) - 1)


@lru_cache(maxsize=100_000)
def _over(label: Symbol, low: Expr, high: Expr) -> Idx:
    """An index, the same one for the same name and range: SymPy compares what is not the same part by part."""
    return Idx(label, (low, high))


def index_name(i: Idx) -> str:
    """The printed name of an index, without its range."""
    return str(i.label)


def extent(i: Idx) -> Expr:
    """The number of values that an index takes."""
    return i.upper - i.lower + 1


def renamed(i: Idx, name: str) -> Idx:
    """The same range under another name."""
    return _over(Symbol(name, integer=True), i.lower, i.upper)


def names_in(*exprs: Expr) -> set[str]:
    """The names of all indices, bound or free, in some expressions."""
    return {index_name(i) for e in exprs for i in e.atoms(Idx)}


_ALTERNATIVES = {
    "j": "jipqr", "k": "kipqr", "i": "ipqr", "s": "stuv", "l": "lhe", "p": "pqr", "q": "qr", "t": "tuv",
}  # fmt: skip


def fresh(i: Idx, avoid: Iterable[str]) -> Idx:
    """The index itself if its name is not to be avoided, else the first free name of its kind (i, p, q, …, j_1, …)."""
    taken = set(avoid)
    stem = index_name(i).split("_")[0]
    for name in _ALTERNATIVES.get(stem, stem):
        if name not in taken:
            return renamed(i, name)
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return renamed(i, f"{stem}_{number}")


def summation(body: Expr, *indices: Idx) -> Expr:
    """Σ over the indices, the first outermost: a later range may depend on an earlier index.  Σ 0 is 0.

    (SymPy keeps `Sum(0, …)`, and lists its limits the other way round, innermost first.)
    """
    if body == 0 or not indices:
        return sympify(body)
    return Sum(body, *((i, i.lower, i.upper) for i in reversed(indices)))


def bound(expr: Expr) -> tuple[Idx, ...]:
    """The indices that this node itself binds (not those bound deeper), the outermost first."""
    if isinstance(expr, Sum):
        return tuple(limit[0] for limit in reversed(expr.limits))
    if isinstance(expr, Dependence):
        return tuple(expr.bound)
    return ()


@lru_cache(maxsize=50_000)
def free_indices(expr: Expr) -> frozenset[Idx]:
    """The indices that occur free, those inside the ranges of other indices included."""
    if isinstance(expr, Idx):
        return frozenset([expr]).union(*(free_indices(a) for a in expr.args[1:]))
    inner: frozenset[Idx] = frozenset().union(*(free_indices(a) for a in expr.args)) if expr.args else frozenset()
    own = bound(expr)
    if not own:
        return inner
    if isinstance(expr, Dependence):
        inside = free_indices(expr.body) - set(own)
        return inside.union(*(free_indices(a) for a in expr.at), *(free_indices(a) for i in own for a in i.args[1:]))
    return inner - set(own)


def rebind(expr: Expr, new: Mapping[Idx, Idx]) -> Expr:
    """The same node with its bound indices renamed (a change of name only; the caller has checked for capture)."""
    whole: dict[Idx, Expr] = {}
    for i in bound(expr):  # the outermost first: the ranges of later ones follow it
        whole[i] = substitute(new.get(i, i), whole)
    body = substitute(expr.function if isinstance(expr, Sum) else expr.body, whole)
    if isinstance(expr, Sum):
        return summation(body, *whole.values())
    return Dependence(expr.name, body, Tuple(*whole.values()), expr.at)


def rename_apart(expr: Expr, avoid: Iterable[str]) -> Expr:
    """The same expression with no bound index named like one in `avoid`."""
    taken = set(avoid)
    if not expr.args or isinstance(expr, Idx) or not (taken & names_in(expr)):
        return expr
    own = bound(expr)
    if own:
        used = taken | names_in(expr)
        new: dict[Idx, Idx] = {}
        for i in own:
            if index_name(i) in taken:
                new[i] = fresh(i, used)
                used.add(index_name(new[i]))
        if new:
            expr = rebind(expr, new)
    return rebuild(expr, [rename_apart(a, taken) for a in expr.args])


def rebuild(expr: Expr, args: list[Expr]) -> Expr:
    """The node with other arguments; the node itself when nothing changed; no sum of 0."""
    if all(new is old for new, old in zip(args, expr.args, strict=True)):
        return expr
    if isinstance(expr, Sum):
        return summation(args[0], *(limit[0] for limit in reversed(args[1:])))
    if isinstance(expr, Idx):
        return _over(args[0], *args[1])
    return expr.func(*args)


def substitute(expr: Expr, new: Mapping[Idx, Expr]) -> Expr:
    """Replace free indices by index expressions, ranges included, renaming bound indices apart: no capture."""
    if not new or not expr.args:
        return expr
    if isinstance(expr, Idx):
        if expr in new:
            return new[expr]
        return rebuild(expr, [expr.args[0], *(substitute(a, new) for a in expr.args[1:])])
    own = bound(expr)
    if own:
        new = {old: value for old, value in new.items() if old not in own}
        if not new or not (free_indices(expr) & set(new)):
            return expr
        expr = rename_apart_top(expr, names_in(*new.values()))
    return rebuild(expr, [substitute(a, new) for a in expr.args])


def rename_apart_top(expr: Expr, avoid: set[str]) -> Expr:
    """Rename only this node's own bound indices away from some names."""
    clashing = [i for i in bound(expr) if index_name(i) in avoid]
    if not clashing:
        return expr
    used = avoid | names_in(expr)
    new: dict[Idx, Idx] = {}
    for i in clashing:
        new[i] = fresh(i, used)
        used.add(index_name(new[i]))
    return rebind(expr, new)


def replace(expr: Expr, before: Expr, after: Expr) -> Expr:
    """Replace every occurrence of a subexpression; a product or a sum of terms may also contain it as a part."""
    if expr == before:
        return after
    if not expr.args or isinstance(expr, Idx):
        return expr
    if isinstance(expr, Mul) and isinstance(before, Mul) and set(before.args) <= set(expr.args):
        return Mul(after, *(replace(a, before, after) for a in expr.args if a not in set(before.args)))
    return rebuild(expr, [replace(a, before, after) for a in expr.args])


def low(value: Expr) -> Expr:
    """The least value of an index expression that is linear with coefficients ±1."""
    return _extreme(value, -1)


def high(value: Expr) -> Expr:
    """The greatest value of such an index expression."""
    return _extreme(value, +1)


def _extreme(value: Expr, sign: int) -> Expr:
    for i in sorted(free_indices(value), key=str):
        slope = value.coeff(i) * sign
        value = value.xreplace({i: i.upper if slope > 0 else i.lower})
    return value


def inside(value: Expr, i: Idx) -> bool | None:
    """Whether an index expression always lies in the range of `i`: True, never: False, sometimes or unknown: None."""
    if isinstance(value, Idx) and (value.lower, value.upper) == (i.lower, i.upper):
        return True
    if (low(value) - i.lower).is_nonnegative and (i.upper - high(value)).is_nonnegative:
        return True
    if (low(value) - i.upper).is_positive or (i.lower - high(value)).is_positive:
        return False
    return None


def equal(left: Expr, right: Expr) -> bool | None:
    """Whether two index expressions are always equal (True), never (False) or sometimes (None)."""
    gap = left - right
    if gap == 0:
        return True
    if low(gap).is_positive or high(gap).is_negative:
        return False
    return None


def is_integer(value: Expr) -> bool:
    """Whether an index expression is a plain number."""
    return isinstance(value, Integer)
