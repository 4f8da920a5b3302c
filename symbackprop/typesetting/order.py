"""The author's order: SymPy sorts factors and terms its own way, and a reader expects another.

Scalar factors first, then weights, errors, targets, activations, functions of them, sums, and derivatives of
activations last; terms: data before penalties, positive before negative, biases last.  Ranks are data; ties are broken
by the printed text, so that the order depends on nothing else.
"""

import re

from sympy import Abs, Add, Expr, Function, Idx, Indexed, KroneckerDelta, Mul, Pow, Sum, Symbol

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


def walked(factors: list[Expr], spelling: Spelling) -> list[Expr] | None:
    """Factors as one walks from a weight to the cost, a⁰ σ′(z¹) w² σ′(z²) ∂C/∂a²; None where they are no such walk."""
    places = [_step(f, spelling) for f in factors]
    if not any(isinstance(f, Local | Dependence) or rank(f, spelling) in (PRIME, RANK[Role.ERROR]) for f in factors):
        return None
    found = sorted(((p, n) for n, p in enumerate(places) if p is not None))
    return [factors[n] for _, n in found] if len(found) == len(factors) else None


def _step(factor: Expr, spelling: Spelling) -> tuple[float, int] | None:
    """Where a factor stands on the way: its layer, its weighted input before its activation; the cost is the end."""
    end = float("inf"), 0
    if isinstance(factor, Add | Dependence):
        return end
    if isinstance(factor, Sum):
        inner = [_step(f, spelling) for f in Mul.make_args(factor.function)]
        return min(p for p in inner if p is not None) if all(inner) else None
    if isinstance(factor, Local):
        return end if factor.expr.is_Symbol else _step_of(factor.expr, spelling)
    if rank(factor, spelling) == PRIME:  # ∂a/∂z
        found = _step_of(factor.args[-1], spelling)
        return (found[0], 1) if found is not None else None
    role = spelling.split(factor)[0].role if isinstance(factor, Indexed) else None
    if role in (Role.ERROR, Role.GRADIENT):
        return end
    if role in (Role.ACTIVATION, Role.INPUT):
        return -1, 0
    return _step_of(factor, spelling) if role is Role.WEIGHT else None


def _step_of(entry: Expr, spelling: Spelling) -> tuple[float, int] | None:
    if not isinstance(entry, Indexed):
        return None
    tensor, where, _ = spelling.split(entry)
    layer = tensor.layer if where is None else where
    is_last = tensor.role is Role.ACTIVATION
    return (float(layer), 1 if is_last else 0) if layer is not None and layer.is_number else None


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
