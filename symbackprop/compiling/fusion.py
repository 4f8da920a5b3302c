"""What is known of an equation before it becomes code: values that are there already, and logarithms of exponentials.

    σ'(z) = σ(z)(1 − σ(z)),  a = σ(z)      →  a (1 − a)
    a_j = exp(z_j) / Σ_k exp(z_k)          →  softmax(z)_j
    log a,  a = softmax(z)                 →  log_softmax(z)
    log a, log(1 − a),  a = σ(z)           →  −softplus(−z), −softplus(z)
    log Σ_k exp(z_k)                       →  log_sum_exp(z)

Every rewriting is an identity of mathematics; it is made because floating point tells the two sides apart.
"""

from collections.abc import Mapping
from typing import Any

from sympy import Add, Expr, Idx, Indexed, Mul, Pow, Sum, exp, log, sympify

from symbackprop.compiling.exponentials import bounded_logarithm
from symbackprop.language.functions import ARGUMENT, ScalarFunction, sigmoid, softplus
from symbackprop.language.indices import bound, free_indices, rebuild, substitute, summation
from symbackprop.language.systems import Equation, System


class Along(Expr):
    """Along(v, j): a function of all entries of v along the index j, at entry j."""

    is_commutative = True
    is_real = True
    helper = ""

    def __new__(cls, v: Any, j: Any) -> "Along":
        """The node for v along j."""
        return Expr.__new__(cls, sympify(v), j)


class Softmax(Along):
    """exp(v_j) / Σ_k exp(v_k)."""

    helper = "softmax"


class LogSoftmax(Along):
    """log(exp(v_j) / Σ_k exp(v_k))."""

    helper = "log_softmax"


class LogSumExp(Expr):
    """log Σ_k exp(v_k), holding Σ_k v_k: the sum keeps k bound."""

    is_commutative = True
    is_real = True


def fused(system: System) -> tuple[Equation, ...]:
    """The equations of a system, in order, rewritten for floating point."""
    identities = {e.lhs.func: e.rhs for e in system.identities if isinstance(e.lhs, ScalarFunction)}
    known: dict[str, Equation] = {}
    done = []
    for equation in system.equations:
        rhs = _Fusion(known, identities).visit(equation.rhs)
        known[equation.defines] = Equation(equation.lhs, rhs)
        done.append(Equation(equation.lhs, rhs, name=equation.name))
    return tuple(done)


class _Fusion:
    """One right side, rewritten from the inside out, with the equations before it at hand."""

    def __init__(self, known: Mapping[str, Equation], identities: Mapping[Any, Expr]) -> None:
        self.known = known
        self.identities = identities

    def visit(self, expr: Expr) -> Expr:
        """The rewritten expression."""
        if not expr.args or isinstance(expr, Idx | Indexed):
            return expr
        expr = rebuild(expr, [a if isinstance(a, Idx) else self.visit(a) for a in expr.args])
        if isinstance(expr, ScalarFunction):
            return self.function(expr)
        if isinstance(expr, Mul):
            return self.cancelled(_softmax(expr))
        if isinstance(expr, log):
            return self.logarithm(expr)
        return expr

    def function(self, expr: ScalarFunction) -> Expr:
        """f(z) by its name a, and f'(z) by its identity where all that the identity reads has a name."""
        there = self.named(expr)
        if there is not None or expr.func.base is None or expr.func not in self.identities:
            return there if there is not None else expr
        closed = self.identities[expr.func].xreplace({ARGUMENT: expr.args[0]})
        reads = sorted(closed.atoms(ScalarFunction), key=str)
        names = {f: self.named(f) for f in reads}
        if isinstance(closed, ScalarFunction):
            return names[closed] or closed
        if not reads or None in names.values():
            return expr
        return closed.xreplace(names)

    def named(self, expr: Expr) -> Expr | None:
        """The entry that an earlier equation defines as this value."""
        z = expr.args[0]
        for equation in self.known.values():
            if type(equation.rhs) is not type(expr):
                continue
            there = equation.rhs.args[0]
            if there == z:
                return equation.lhs
            if isinstance(z, Indexed) and isinstance(there, Indexed) and z.base == there.base:
                new = dict(zip(there.indices, z.indices, strict=True))
                if set(new) == set(equation.where) and len(new) == len(z.indices):
                    return substitute(equation.lhs, new)
        return None

    def meaning(self, entry: Expr) -> Expr:
        """The right side that defines an entry, or the entry itself."""
        if isinstance(entry, Indexed) and (equation := self.known.get(str(entry.base.label))):
            if len(equation.where) == len(entry.indices):
                return substitute(equation.rhs, dict(zip(equation.where, entry.indices, strict=True)))
        elif entry.is_Symbol and (equation := self.known.get(entry.name)):
            return equation.rhs
        return entry

    def logarithm(self, expr: Expr) -> Expr:
        """log of a softmax, of σ and 1 − σ (a user's own ratio of exponentials alike), of a sum of exponentials."""
        inner = expr.args[0]
        if isinstance(inner, Sum) and len(bound(inner)) == 1 and isinstance(inner.function, exp):
            return LogSumExp(summation(inner.function.args[0], *bound(inner)))
        for argument, sign in ((inner, 1), (1 - inner, -1)):
            meant = self.meaning(argument)
            if isinstance(meant, Softmax) and sign == 1:
                return LogSoftmax(*meant.args)
            if isinstance(meant, sigmoid):
                return -softplus(-sign * meant.args[0])
            if isinstance(meant, ScalarFunction) and meant.func.base is None:
                value = meant.func.definition(meant.args[0])
                formula = log(value if sign == 1 else 1 - value)
                if bounded_logarithm(formula) is not None:
                    return formula
        return expr

    def cancelled(self, expr: Expr) -> Expr:
        """(y/a + …) a: multiplied out where a factor cancels a denominator, which may be 0 in floating point."""
        if not isinstance(expr, Mul):
            return expr
        bases = {f.as_base_exp()[0] for f in expr.args}
        for factor in expr.args:
            if isinstance(factor, Add):
                below = {p.base for t in factor.args for p in Mul.make_args(t) if isinstance(p, Pow) and _divides(p)}
                if below & (bases - {factor}):
                    others = Mul(*(f for f in expr.args if f is not factor))
                    return Add(*(self.cancelled(t * others) for t in factor.args))
        return expr


def _divides(power: Pow) -> bool:
    return bool(power.exp.is_negative)


def _softmax(expr: Mul) -> Expr:
    """exp(v_j) / Σ_k exp(v_k) as one value, with the factors that stand beside it."""
    for below in expr.args:
        total = below.base if isinstance(below, Pow) and below.exp == -1 else None
        if not (isinstance(total, Sum) and len(bound(total)) == 1 and isinstance(total.function, exp)):
            continue
        (k,) = bound(total)
        for above in expr.args:
            if isinstance(above, exp):
                for j in sorted(free_indices(above) - free_indices(total), key=str):
                    if substitute(total.function, {k: j}) == above and j.args[1] == k.args[1]:
                        rest = Mul(*(f for f in expr.args if f not in (above, below)))
                        return rest * Softmax(above.args[0], j)
    return expr
