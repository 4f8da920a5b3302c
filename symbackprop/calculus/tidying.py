"""The last lines of a derivation: cancel, use what is assumed, collect a common factor.  Each is a named rewriting.

Nothing here expands or factors for its own sake: one `expand` would turn (1 − a) a into a − a².
"""

from collections.abc import Iterator

from sympy import Add, Dummy, Expr, Indexed, Mul, Pow, Sum, Symbol, cancel, fraction, together

from symbackprop.calculus.closed_forms import at, derivative
from symbackprop.calculus.contraction import Rewriting, factoring
from symbackprop.calculus.definitions import folding, standard_names, unify
from symbackprop.calculus.derivation import walk
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import free_indices, replace
from symbackprop.language.systems import System, entries


def assumption(system: System, state: Expr) -> Rewriting | None:
    """Σ_k y_k = 1, where the system says so."""
    for given in system.assumptions:
        pattern = standard_names(given.lhs)
        for node in walk(state):
            if isinstance(node, Sum) and _matches(pattern, standard_names(node)):
                return Rewriting("assumption", node, given.rhs)
    return None


def _matches(pattern: Expr, expr: Expr) -> bool:
    """Whether two sums are the same but for the names of their free indices, with the same ranges."""
    return unify(pattern, expr, set(free_indices(pattern)), {}) is not None


def hoisting(state: Expr) -> Rewriting | None:
    """Σ_k c u_k = c Σ_k u_k."""
    for node in walk(state):
        if isinstance(node, Sum) and (found := factoring(node)) is not None:
            return found
    return None


def next_tidying(system: System, state: Expr) -> Rewriting | None:
    """The next of the rewritings that need no trial."""
    return hoisting(state) or assumption(system, state) or common_factor(state)


def common_factor(state: Expr) -> Rewriting | None:
    """u v + u w = u (v + w), for the factors that all terms share."""
    if not isinstance(state, Add):
        return None
    terms = [list(Mul.make_args(t)) for t in state.args]
    shared = [f for f in terms[0] if not f.is_Number and all(f in t for t in terms[1:])]
    if not shared:
        return None
    for t in terms:
        for f in shared:
            t.remove(f)
    return Rewriting("common factor", state, Mul(*shared) * Add(*(Mul(*t) for t in terms)))


def cancellation(system: System, state: Expr) -> Iterator[Rewriting]:
    """(a − y)/(a (1 − a)) · σ′(z) = a − y: σ′ in closed form, σ(z) = a, and the fraction cancelled; or nothing.

    Tried on products that hold a derivative f′(z) and a fraction of quantities; given up unless no such fraction stays.
    """
    for node in walk(state):
        if not (isinstance(node, Mul) and _has_fraction(node)):
            continue
        primes = [f for f in node.args if isinstance(f, ScalarFunction) and f.func.base is not None]
        if not primes:
            continue
        prime = primes[0]
        theorem = derivative(prime.func.base)
        rule = theorem.steps[0].rule if len(theorem.steps) == 1 else f"derivative of {prime.func.base.label}"
        steps = [Rewriting(rule, prime, at(theorem, prime.args[0]))]
        product = replace(node, prime, steps[0].after)
        while (fold := folding(system, product)) is not None:
            steps.append(fold)
            product = replace(product, fold.before, fold.after)
        reduced = rational(product)
        if not _has_fraction(reduced):
            yield from steps
            yield Rewriting("cancellation", product, reduced)
            return


def _has_fraction(expr: Expr) -> bool:
    """Whether a quantity (not a size or a hyperparameter) is divided by."""
    return any(
        isinstance(node, Pow) and node.exp.is_negative and any(isinstance(e, Indexed) for e in entries(node.base))
        for node in walk(expr)
    )


def rational(expr: Expr) -> Expr:
    """The expression as a fraction in lowest terms, everything but + − × / an atom."""
    atoms: dict[Expr, Symbol] = {}

    def hide(node: Expr) -> Expr:
        if node.is_Add or node.is_Mul or (node.is_Pow and node.exp.is_Integer):
            return node.func(*(hide(a) for a in node.args))
        if node.is_Number:
            return node
        return atoms.setdefault(node, Dummy(f"t{len(atoms)}", real=True))

    hidden = cancel(together(hide(expr)))
    numerator, denominator = fraction(hidden)
    back = {v: k for k, v in atoms.items()}
    return Mul(numerator.xreplace(back), 1 / denominator.xreplace(back))
