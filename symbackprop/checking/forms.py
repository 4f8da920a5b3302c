"""Forms: polynomials over atoms, the arithmetic of the canonical form.

A form is Σ c · Π atomᵉ with exact c and exponents that may be negative or fractional: 1/S is the atom S to the power
−1.  An atom is anything that is not a sum or a product of other things: an entry x[i], a function f(form), a
Kronecker delta, a case [form > c], a sum Σ_j of a product, a denominator of several terms.  Two atoms are the same
when their keys are.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, factorint

from symbackprop.checking.deadlines import keep_deadline
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import free_indices, index_name

Number = int | Fraction
Monomial = tuple[tuple["Atom", Number], ...]


@lru_cache(maxsize=100_000)
def index_key(expr: Expr) -> str:
    """An index expression as text, the range of every index with it: two indices of one name stay two."""
    if isinstance(expr, Idx):
        return f"{index_name(expr)}{{{index_key(expr.lower)}:{index_key(expr.upper)}}}"
    if isinstance(expr, Integer):
        return str(expr)
    if isinstance(expr, Add | Mul):
        sign = "+" if isinstance(expr, Add) else "*"
        return "(" + sign.join(sorted(index_key(a) for a in expr.args)) + ")"
    if isinstance(expr, Indexed):
        return f"{expr.base.label}[{','.join(index_key(i) for i in expr.indices)}]"
    return str(expr)


def level_of(i: Idx) -> int:
    """How deep the sum is nested that gave an index its name, @level.position@; 0 for any other name."""
    name = i.label.name
    return int(name[1:].split(".")[0]) if name.startswith("@") else 0


@dataclass(frozen=True, eq=False)
class Atom:
    """What a form is made of: its kind, its head (a name, a function), forms, index expressions, bound indices."""

    kind: str
    head: Any = None
    args: tuple["Form", ...] = ()
    where: tuple[Expr, ...] = ()
    bound: tuple[Idx, ...] = ()
    key: str = field(init=False)
    names: frozenset[str] = field(init=False)
    free: frozenset[Idx] = field(init=False)
    height: int = field(init=False)

    def __post_init__(self) -> None:
        """Derive the key, the names that are read, the free indices, and how deep bound indices are nested."""
        args, where, bound = self.args, self.where, self.bound
        parts = (",".join(map(index_key, bound)), ",".join(map(index_key, where)), ",".join([a.key for a in args]))
        key = f"{self.kind}:{head_key(self.head)}({';'.join(parts)})"
        own = frozenset([self.head]) if self.kind in ("entry", "symbol") else frozenset()
        free = [*(a.free for a in args), *map(free_indices, where), *map(free_indices, bound)]
        deepest = max([0, *(a.height for a in args), *map(level_of, bound)])
        self.__dict__.update(
            key=key,
            names=own.union(*(a.names for a in args)) if args else own,
            free=frozenset().union(*free) - frozenset(bound) if bound else frozenset().union(*free),
            height=deepest,
            _hash=hash(key),
        )

    def __eq__(self, other: object) -> bool:
        """Atoms are equal when their keys are."""
        return self is other or (isinstance(other, Atom) and self.key == other.key)

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined]


@lru_cache(maxsize=10_000)
def head_key(head: Any) -> str:
    """The head of an atom as text; a scalar function is told by its definition, not by its label."""
    if head is None:
        return ""
    if not isinstance(head, type):
        return str(head)
    if not issubclass(head, ScalarFunction):
        return str(head.__name__)
    base: Any = head.base
    return head_key(base) + "'" if base is not None else f"{head.label}<{head.definition}>"


class Form:
    """Σ c · monomial; immutable."""

    __slots__ = ("__dict__", "terms")

    def __init__(self, terms: dict[Monomial, Number]) -> None:
        self.terms = {m: c for m, c in terms.items() if c}

    @cached_property
    def key(self) -> str:
        """The form as text, terms in order."""
        parts = sorted((_monomial_key(m), c) for m, c in self.terms.items())
        return "+".join(f"{c}*{k}" if k else str(c) for k, c in parts)

    @cached_property
    def atoms(self) -> frozenset[Atom]:
        """The atoms of its monomials (not those inside them)."""
        return frozenset(a for m in self.terms for a, _ in m)

    @cached_property
    def names(self) -> frozenset[str]:
        """The tensors and scalars that it reads."""
        return frozenset().union(*(a.names for a in self.atoms))

    @cached_property
    def free(self) -> frozenset[Idx]:
        """Its free indices."""
        return frozenset().union(*(a.free for a in self.atoms))

    @cached_property
    def height(self) -> int:
        """How deep bound indices are nested."""
        return max((a.height for a in self.atoms), default=0)

    def __eq__(self, other: object) -> bool:
        """Equal terms."""
        return self is other or (isinstance(other, Form) and self.terms == other.terms)

    def __hash__(self) -> int:
        return hash(self.key)

    def __bool__(self) -> bool:
        """Whether there is any term."""
        return bool(self.terms)

    def __add__(self, other: "Form") -> "Form":
        """Sum."""
        return total((self, other))

    def __neg__(self) -> "Form":
        return Form({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: "Form") -> "Form":
        """Difference."""
        return total((self, -other))

    def __mul__(self, other: "Form") -> "Form":
        """Product, expanded.   Raises: OutOfTime."""
        keep_deadline(len(self.terms) * len(other.terms))
        if (scale := self.constant) is not None:
            return other._scaled(scale)
        if (scale := other.constant) is not None:
            return self._scaled(scale)
        return self._expanded(other)

    def _scaled(self, scale: Number) -> "Form":
        return self if scale == 1 else Form({m: c * scale for m, c in self.terms.items()})

    def _expanded(self, other: "Form") -> "Form":
        out: dict[Monomial, Number] = {}
        left_over: list[Form] = []
        for m, c in self.terms.items():
            for n, d in other.terms.items():
                factor, product, rest = _multiply(m, n)
                if rest is None:
                    out[product] = out.get(product, 0) + c * d * factor
                else:
                    left_over.append(rest * Form({product: c * d * factor}))
        return total((Form(out), *left_over)) if left_over else Form(out)

    def __repr__(self) -> str:
        return self.key or "0"

    @property
    def constant(self) -> Number | None:
        """The number that it is, or None."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def single(self) -> tuple[Monomial, Number] | None:
        """Its only term, or None."""
        return next(iter(self.terms.items())) if len(self.terms) == 1 else None


ZERO = Form({})


def number(value: Number) -> Form:
    """A constant form."""
    if isinstance(value, Fraction) and value.denominator == 1:
        value = int(value)
    return Form({(): value})


ONE = number(1)


def of(atom: Atom, exponent: Number = 1) -> Form:
    """One atom to some power."""
    return raised(((atom, exponent),))


def raised(factors: Iterable[tuple[Atom, Number]]) -> Form:
    """A product of powers of atoms."""
    powers = tuple(factors)
    keep_deadline(len(powers))
    factor, monomial, rest = _multiply((), powers)
    out = Form({monomial: factor})
    return out if rest is None else rest * out


def total(forms: Iterable[Form]) -> Form:
    """The sum of forms."""
    out: dict[Monomial, Number] = {}
    for form in forms:
        for m, c in form.terms.items():
            out[m] = out.get(m, 0) + c
    return Form(out)


def product(forms: Iterable[Form]) -> Form:
    """The product of forms."""
    out = ONE
    for form in forms:
        out = out * form
        if not out:
            return ZERO
    return out


def positive_power(form: Form, exponent: int) -> Form:
    """form^n, expanded."""
    out = ONE
    for _ in range(exponent):
        out = out * form
    return out


def is_integral(value: Number) -> bool:
    """Whether an exponent is a whole number."""
    return isinstance(value, int) or value.denominator == 1


def denominator(form: Form) -> Atom:
    """The atom of a denominator (or root) of several terms."""
    return Atom("denominator", args=(form,))


def _monomial_key(monomial: Monomial) -> str:
    return "*".join(a.key if e == 1 else f"{a.key}^{e}" for a, e in monomial)


_REDUCED = frozenset({"delta", "bracket", "imaginary", "prime", "denominator"})
"""The kinds of atoms of which not every power is kept as it is."""


def _multiply(m: Monomial, n: Monomial) -> tuple[Number, Monomial, Form | None]:
    """(number, monomial, what must still be multiplied in) of a product of two monomials."""
    powers = dict(m)
    unusual: dict[Atom, None] = {}
    for atom, exponent in n:
        powers[atom] = exponent = powers.get(atom, 0) + exponent
        if not exponent or atom.kind in _REDUCED or not isinstance(exponent, int):
            unusual[atom] = None
    are_more = len(powers) > len(m)
    if not unusual:
        return 1, _monomial(powers, are_more), None
    factor: Number = 1
    rest: Form | None = None
    for atom in unusual:
        exponent = powers[atom]
        if not isinstance(exponent, int) and exponent.denominator == 1:
            powers[atom] = exponent = int(exponent)
        if exponent == 0:
            del powers[atom]
        elif atom.kind in ("delta", "bracket") and exponent > 1:
            powers[atom] = 1
        elif atom.kind == "imaginary":
            factor, powers[atom] = factor * (-1) ** int(exponent // 2), exponent % 2
            if not powers[atom]:
                del powers[atom]
        elif atom.kind == "prime":
            whole = exponent.__floor__()
            factor = factor * (atom.head**whole if whole >= 0 else Fraction(1, atom.head**-whole))
            powers[atom] = exponent - whole
            if not powers[atom]:
                del powers[atom]
        elif atom.kind == "denominator" and exponent >= 1:
            whole = exponent.__floor__()
            rest = positive_power(atom.args[0], whole) * (rest or ONE)
            powers[atom] = exponent - whole
            if not powers[atom]:
                del powers[atom]
    if sum(atom.kind == "bracket" for atom in powers) > 1 and not _keep_one_bracket(powers):
        return 0, (), None
    return factor, _monomial(powers, are_more), rest


def _monomial(powers: dict[Atom, Number], is_unordered: bool) -> Monomial:
    """Powers of atoms, the atoms by their keys."""
    return tuple(sorted(powers.items(), key=lambda item: item[0].key) if is_unordered else powers.items())


def _keep_one_bracket(powers: dict[Atom, Number]) -> bool:
    """[g > 1][g > 2] = [g > 2], [g > 1][g = 2] = [g = 2]; False for a product that is 0, such as [g > 2][g = 1]."""
    groups: dict[Form, list[Atom]] = {}
    for atom in powers:
        if atom.kind == "bracket":
            groups.setdefault(atom.args[0], []).append(atom)
    for group in groups.values():
        points = [a for a in group if a.head[0] == "=="]
        bounds = [a for a in group if a.head[0] == ">"]
        if len(points) > 1 or any(p.head[1] <= b.head[1] for p in points for b in bounds):
            return False
        kept = points[0] if points else max(bounds, key=lambda a: a.head[1])
        for atom in group:
            if atom is not kept:
                del powers[atom]
    return True


def root_of_number(value: Fraction, exponent: Fraction) -> Form:
    """value^exponent for a positive number, as powers of primes."""
    out = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        for prime, times in factorint(part).items():
            out = out * of(Atom("prime", int(prime)), exponent * int(times) * sign)
    return out
