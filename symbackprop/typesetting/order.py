"""The author's order: SymPy sorts factors and terms its own way, and a reader expects another.

Scalar factors first, then weights, errors, targets, activations, functions of them, sums, and derivatives of
activations last; terms: data before penalties, positive before negative, biases last.  Ranks are data; ties are broken
by the printed text, so that the order depends on nothing else.
"""

import re

from sympy import Abs, Add, Expr, Function, Idx, Indexed, KroneckerDelta, Pow, Sum, Symbol

from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import free_indices
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified
from symbackprop.language.systems import Role
from symbackprop.typesetting.spelling import Spelling

RANK = {
    Role.HYPERPARAMETER: 0,
    Role.WEIGHT: 10,
    Role.STATE: 15,
    Role.ERROR: 20,
    Role.GRADIENT: 20,
    Role.TARGET: 30,
    Role.QUANTITY: 35,
    Role.WEIGHTED_INPUT: 35,
    Role.ACTIVATION: 40,
    Role.INPUT: 40,
    Role.COST: 45,
    Role.BIAS: 48,
}
COST_GRADIENT, FUNCTION, SUM, DERIVATIVE, PRIME, INDICATOR = 20, 50, 70, 75, 80, 90


def is_scalar(expr: Expr, spelling: Spelling) -> bool:
    """Whether a factor belongs in front: numbers, sizes, hyperparameters and what is made of them."""
    if isinstance(expr, Idx | KroneckerDelta | Dependence | Unspecified | Partial | Sum) or free_indices(expr):
        return False
    if isinstance(expr, Indexed):
        return bool(expr.base.label.is_integer)
    if isinstance(expr, Symbol):
        return bool(expr.is_integer) or spelling.tensor(expr.name).role is Role.HYPERPARAMETER
    return all(is_scalar(a, spelling) for a in expr.args)


def rank(factor: Expr, spelling: Spelling) -> int:
    """Where a factor stands in a product."""
    if isinstance(factor, Pow) and factor.exp.is_number:
        return rank(factor.base, spelling)
    if isinstance(factor, Add):
        return min(max(rank(f, spelling) for a in factor.args for f in a.as_ordered_factors()) + 5, PRIME - 1)
    if isinstance(factor, Indexed):
        return 0 if factor.base.label.is_integer else RANK[spelling.split(factor)[0].role]
    if isinstance(factor, Symbol):
        return 0 if factor.is_integer else RANK[spelling.tensor(factor.name).role]
    if isinstance(factor, ScalarFunction):
        return PRIME if factor.func.base is not None else FUNCTION
    if isinstance(factor, Unspecified):
        return PRIME if factor.order else FUNCTION
    return _rank_of_node(factor)


def _rank_of_node(factor: Expr) -> int:
    if isinstance(factor, Local) and isinstance(factor.expr, Symbol):
        return COST_GRADIENT
    kinds = ((Dependence, COST_GRADIENT), (Sum, SUM), (Partial, DERIVATIVE), (KroneckerDelta, INDICATOR))
    for kind, place in kinds:
        if isinstance(factor, kind):
            return place
    return FUNCTION if isinstance(factor, Function | Pow | Abs) else 0


def is_derivative(factor: Expr, spelling: Spelling) -> bool:
    """Whether a factor is a derivative of the cost that prints as a fraction."""
    if isinstance(factor, Indexed):
        return spelling.split(factor)[0].role is Role.GRADIENT
    return isinstance(factor, Dependence | Local) and rank(factor, spelling) == COST_GRADIENT


def is_penalty(term: Expr, spelling: Spelling) -> bool:
    """Whether a hyperparameter multiplies a term, other than a memory of an optimiser."""
    factors = term.as_ordered_factors()
    if any(isinstance(f, Indexed) and spelling.split(f)[0].role is Role.STATE for f in factors):
        return False
    return any(
        isinstance(s, Symbol) and not s.is_integer and spelling.tensor(s.name).role is Role.HYPERPARAMETER
        for f in factors
        for s in ([f] if isinstance(f, Symbol) else [])
    )


def is_bias(term: Expr, spelling: Spelling) -> bool:
    """Whether a term is a bias by itself."""
    return isinstance(term, Indexed) and spelling.split(term)[0].role is Role.BIAS


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts w2 before w10, and a sum by what is summed rather than by its limits."""
    text = re.sub(r"\\sum_\S+ ", "", text)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.findall(r"\d+|\D+", text))
