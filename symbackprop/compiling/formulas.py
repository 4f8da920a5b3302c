"""Named scalar functions written out for loops and ufuncs: by their formulas, safe where floating point overflows.

    1 / (c + eᵛ)  is left as it stands: where eᵛ overflows to ∞ it is 0, which is right.

All else that could overflow is rewritten as in emitted modules (`scalars`).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sympy import Dummy, Expr, Idx, Indexed, Pow, exp

from symbackprop.compiling.scalars import stabilise
from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import rebuild
from symbackprop.language.systems import System

Identities = Mapping[type[ScalarFunction], Expr]


def identities_of(system: System) -> Identities:
    """The closed forms of derivatives that a system brings."""
    return {e.lhs.func: e.rhs for e in system.identities if isinstance(e.lhs, ScalarFunction)}


def written_out(expr: Expr, identities: Identities) -> Expr:
    """The expression with formulas for named functions.

    Raises: UnknownNodeError for a derivative whose closed form is not known.
    """
    if not expr.args or isinstance(expr, Idx | Indexed):
        return expr
    expr = rebuild(expr, [written_out(a, identities) for a in expr.args])
    if not isinstance(expr, ScalarFunction):
        return expr
    if expr.func.base is None:
        meaning: Any = expr.func.definition(ARGUMENT)
    elif expr.func in identities:
        meaning = identities[expr.func]
    else:
        raise UnknownNodeError(f"no closed form of {expr.func.label} is known", text=str(expr))
    return _safe(written_out(meaning, identities)).xreplace({ARGUMENT: expr.args[0]})


@lru_cache(maxsize=1000)
def _safe(formula: Expr) -> Expr:
    """The formula in the letter u, with reciprocals 1/(c + eᵛ) kept and everything else made safe."""
    kept: dict[Expr, Expr] = {}

    def keep(power: Any) -> Expr:
        return kept.setdefault(power, Dummy("q", positive=True))

    guarded = formula.replace(_vanishes, keep)
    return stabilise(guarded).xreplace({new: old for old, new in kept.items()})


def _vanishes(expr: Expr) -> bool:
    """Whether an expression is 1/(c + eᵛ) with c > 0."""
    if not (isinstance(expr, Pow) and expr.exp == -1 and expr.base.is_Add and len(expr.base.args) == 2):
        return False
    constant, rest = expr.base.as_coeff_Add()
    return bool(constant.is_positive) and isinstance(rest, exp)
