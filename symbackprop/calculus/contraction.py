"""The contraction of Kronecker deltas, and the few laws of sums that it needs, each a rewriting with a name.

Σ_k u_k δ_ki = u_i only where i lies in the range of k.  Where that depends on the layer (∂C/∂a^l is a sum over layer
l + 1, which the last layer does not have) the case distinction is raised, and the sweep derives the cases apart.
"""

from typing import NamedTuple

from sympy import Add, Basic, Expr, Idx, Integer, KroneckerDelta, Mul, Number, Piecewise, Sum

from symbackprop.calculus.derivation import walk
from symbackprop.language.indices import bound, equal, free_indices, high, inside, low, substitute, summation


class Rewriting(NamedTuple):
    """What is to be replaced by what, and by which law."""

    rule: str
    before: Expr
    after: Expr


class CaseSplit(Exception):
    """A signal, not an error: what holds depends on whether an index has its least or its greatest value."""

    def __init__(self, split: Idx, value: Expr) -> None:
        """The index and the value."""
        super().__init__(f"{split} = {value}")
        self.index = split
        self.value = value


def contraction(state: Expr) -> Rewriting | None:
    """The next rewriting that brings Kronecker deltas to an end, innermost sums first; None when there is none."""
    sums = [node for node in walk(state) if isinstance(node, Sum) and node.has(KroneckerDelta)]
    for node in reversed(sums):
        if (found := _in_sum(node)) is not None:
            return found
    for node in walk(state):
        if isinstance(node, KroneckerDelta) and equal(*node.args) is False:
            return Rewriting("Kronecker delta", node, Integer(0))
    return None


def _factors(body: Expr) -> tuple[Expr, ...]:
    """The factors of a product; of cases, the deltas that all share and the cases without them.

    SymPy multiplies every factor into the cases of a summand as soon as it is under a Σ.
    """
    if not isinstance(body, Piecewise):
        return Mul.make_args(body)
    products = [Mul.make_args(u) for u, _ in body.args if u != 0]
    shared = [f for f in products[0] if isinstance(f, KroneckerDelta) and all(f in p for p in products)]
    rest = ((Mul(*(f for f in Mul.make_args(u) if f not in shared)), p) for u, p in body.args)
    return (*shared, Piecewise(*rest))


def undecided(state: Expr) -> CaseSplit | None:
    """The case distinction that a remaining delta between a layer index and a layer asks for."""
    for node in walk(state):
        if isinstance(node, KroneckerDelta):
            for i, value in (node.args, node.args[::-1]):
                if isinstance(i, Idx) and i.lower == 1 and value in (i.lower, i.upper):
                    return CaseSplit(i, value)
    return None


def _in_sum(node: Sum) -> Rewriting | None:
    body, own = node.function, bound(node)
    if isinstance(body, Add) and body.has(KroneckerDelta):
        return Rewriting("sum of sums", node, Add(*(summation(t, *own) for t in body.args)))
    factors = _factors(body)
    if any(f.is_Number for f in factors) and any(f.is_Add for f in factors):
        return factoring(node, only=Number)  # SymPy would multiply 2 into a − y as soon as it stood alone with it
    if (after := _contracted_everywhere(node)) != node:
        return Rewriting("Kronecker delta", node, after)
    for factor in factors:
        if isinstance(factor, Add) and factor.has(KroneckerDelta):
            rest = Mul(*(f for f in factors if f is not factor))
            return Rewriting("distributive law", body, Add(*(t * rest for t in factor.args)))
    return factoring(node, only=KroneckerDelta)


def factoring(node: Sum, only: type = Basic) -> Rewriting | None:
    """Σ_k c u_k = c Σ_k u_k, when a factor does not read the indices of the sum."""
    own = set(bound(node))
    factors = Mul.make_args(node.function)
    outside = [f for f in factors if not (free_indices(f) & own)]
    if not any(f.has(only) for f in outside):
        return None
    rest = Mul(*(f for f in factors if free_indices(f) & own))
    if rest == 1:
        return None
    return Rewriting("factor out of the sum", node, Mul(*outside) * summation(rest, *bound(node)))


def _contracted_everywhere(node: Expr) -> Expr:
    """The sum with every delta contracted that has a bound index; the sum itself when there is none."""
    while isinstance(node, Sum):
        factors = _factors(node.function)
        deltas = [f for f in factors if isinstance(f, KroneckerDelta)]
        after = next((r for d in deltas if (r := _contracted(factors, d, bound(node))) is not None), None)
        if after is None:
            break
        node = after
    return node


def _contracted(factors: tuple[Expr, ...], delta: KroneckerDelta, own: tuple[Idx, ...]) -> Expr | None:
    """Σ_k u_k δ_(k+c, e) = u_(e−c), 0 when e − c is never in the range of k; None when the delta has no bound index."""
    for k in own:
        for side, other in (delta.args, delta.args[::-1]):
            if k not in free_indices(side) or k in free_indices(other) or k in free_indices(side - k):
                continue
            value = other - (side - k)
            contained = inside(value, k)
            if contained is False:
                return Integer(0)
            if contained is None and not isinstance(value, Integer):  # an entry Z[1] that is read says that n > 1
                _split(value, k)
                continue
            rest = Mul(*(f for f in factors if f is not delta))
            at_value = {k: value}
            return summation(substitute(rest, at_value), *(substitute(i, at_value) for i in own if i != k))
    return None


def _split(value: Expr, k: Idx) -> None:
    """Raise the case distinction by which `value` lies in the range of `k` or not, if an index decides it."""
    for i in sorted(free_indices(value), key=str):
        if i.lower == 0:
            continue
        for end in (i.upper, i.lower):
            at_end = value.xreplace({i: end})
            if (low(at_end) - k.upper).is_positive or (k.lower - high(at_end)).is_positive:
                raise CaseSplit(i, end)
