"""Equations broken up until each is one matrix product, one sum (or maximum), or one formula entry by entry.

    δ[s, j] = Σ_i δ'[s, i] w[i, j] · σ'(z[s, j])   →   t[s, j] = Σ_i δ'[s, i] w[i, j]       a product
                                                        δ[s, j] = t[s, j] σ'(z[s, j])         a formula
    a[s, j] = exp(z[s, j]) / Σ_k exp(z[s, k])      →   t1[s] = max_j z[s, j]                a maximum: no overflow
                                                        t2[s, j] = exp(z[s, j] − t1[s])       a formula
                                                        t3[s] = Σ_j t2[s, j]                  a sum
                                                        a[s, j] = t2[s, j] / t3[s]            a formula

What comes out is a list of equations still, in an order of evaluation: NumPy calls, loops and scalar code are all
written from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sympy import Add, Expr, Idx, Indexed, Integer, KroneckerDelta, Mul, S, Sum, exp, log

from symbackprop.compiling.fusion import LogSoftmax, LogSumExp, Softmax
from symbackprop.compiling.rows import EXAMPLES
from symbackprop.errors import UnknownNodeError, UsageError
from symbackprop.language.indices import bound, extent, free_indices, rebuild, summation
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import Equation, System, Tensor


@dataclass(frozen=True)
class Product:
    """target = keep · target + coefficient · Σ_i left · right: a matrix product, i being the index of both."""

    target: Indexed
    left: Indexed
    right: Indexed
    over: Idx
    coefficient: Expr = S.One
    keep: Expr = S.Zero


@dataclass(frozen=True)
class Total:
    """target = keep · target + Σ body over some indices, or the greatest body."""

    target: Expr
    body: Expr
    over: tuple[Idx, ...]
    greatest: bool = False
    keep: Expr = S.Zero


@dataclass(frozen=True)
class Map:
    """target = body, entry by entry: nothing in it is summed."""

    target: Expr
    body: Expr


Instruction = Product | Total | Map


@dataclass(frozen=True)
class Block:
    """The instructions that one equation has become."""

    equation: Equation
    instructions: tuple[Instruction, ...]


@dataclass
class StraightLine:
    """Breaks equations up, one after the other; `tensors` are all quantities, temporary ones among them."""

    system: System
    tensors: dict[str, Tensor] = field(default_factory=dict)
    _pending: list[Instruction] = field(default_factory=list)
    _known: dict[tuple[str, str, int], Tensor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The system's own quantities are known."""
        self.tensors.update(self.system.by_name)

    def block(self, equation: Equation, shown: Equation | None = None) -> Block:
        """One equation; `shown` is how it was before it was rewritten for floating point."""
        coefficient, rest = scalar_factor(equation.rhs)
        if isinstance(rest, Sum) and isinstance(equation.lhs, Indexed) and not isinstance(rest.function, Add):
            self._sum(rest, coefficient, equation.lhs)
        else:
            self._pending.append(Map(equation.lhs, self.formula(equation.rhs)))
        done, self._pending = tuple(self._pending), []
        return Block(shown or equation, done)

    def formula(self, expr: Expr) -> Expr:
        """The expression with a name for every sum in it."""
        if isinstance(expr, Unspecified | Dependence):
            hint = "give the network an activation and a cost"
            raise UsageError(f"{expr.name} is left open: it has no value", hint=hint)
        if isinstance(expr, KroneckerDelta):
            raise UnknownNodeError("an entry that differs by its place has no compiled form", text=str(expr))
        if isinstance(expr, Sum):
            return self._sum(expr, Integer(1), None)
        if isinstance(expr, Softmax | LogSoftmax):
            v, j = self._named(self.formula(expr.args[0])), expr.args[1]
            if isinstance(expr, Softmax):
                return self._along("above", v, j) / self._along("below", v, j)
            return v - self._along("greatest", v, j) - log(self._along("below", v, j))
        if isinstance(expr, LogSumExp):
            (j,) = bound(expr.args[0])
            v = self._named(self.formula(expr.args[0].function))
            return self._along("greatest", v, j) + log(self._along("below", v, j))
        if not expr.args or isinstance(expr, Idx | Indexed):
            return expr
        if isinstance(expr, Mul) and any(isinstance(f, Sum) for f in expr.args):
            coefficient, rest = scalar_factor(expr)  # Σ takes its factor in: 1/m Σ_s δ x is Σ_s (δ/m) x
            sums = [f for f in Mul.make_args(rest) if isinstance(f, Sum)]
            others = [self.formula(f) for f in Mul.make_args(rest) if f is not sums[0]]
            return Mul(self._sum(sums[0], coefficient, None), *others)
        return rebuild(expr, [self.formula(a) for a in expr.args])

    def temporary(self, axes: Sequence[Idx]) -> Tensor:
        """A new quantity."""
        number = 1
        while f"t{number}" in self.tensors:
            number += 1
        tensor = Tensor(f"t{number}", tuple(axes))
        self.tensors[tensor.name] = tensor
        return tensor

    def _named(self, body: Expr) -> Indexed:
        """An entry that holds a formula's value."""
        if isinstance(body, Indexed):
            return body
        tensor = self.temporary(in_order(free_indices(body)))
        self._pending.append(Map(tensor.entry, body))
        return tensor.entry

    def _along(self, what: str, v: Indexed, j: Idx) -> Expr:
        """Of v along j: the greatest, exp(v − greatest) "above", its sum "below"; each computed once."""
        name, place = str(v.base.label), v.indices.index(j)
        own = self.tensors[name]
        along = own.axes[place]
        others = tuple(i for i in own.axes if i != along)
        key = (what, name, place)
        if key not in self._known:
            self._known[key] = self.temporary(own.axes if what == "above" else others)
            target = self._known[key].entry
            if what == "greatest":
                new: Instruction = Total(target, own.entry, (along,), greatest=True)
            elif what == "above":
                new = Map(target, exp(own.entry - self._along("greatest", own.entry, along)))
            else:
                new = Total(target, self._along("above", own.entry, along), (along,))
            self._pending.append(new)
        where = v.indices if what == "above" else [i for n, i in enumerate(v.indices) if n != place]
        return self._known[key].at(*where)

    def _sum(self, expr: Sum, coefficient: Expr, target: Indexed | None) -> Expr:
        """A sum as a matrix product or a total, into a target or a new quantity."""
        over, body = bound(expr), self.formula(expr.function)
        if isinstance(body, Add) and not _covers(body):
            terms = [self._sum(summation(t, *over), coefficient, None) for t in body.args]
            return Add(*terms)
        numbers, *groups = _groups(body)
        coefficient = coefficient * numbers
        entry: Expr = self.temporary(in_order(free_indices(expr))).entry if target is None else target
        absent = [i for i in over if not any(i in free_indices(g) for g in groups)]
        coefficient = Mul(coefficient, *(extent(i) for i in absent))
        over = tuple(i for i in over if i not in absent)
        shared = [i for i in over if all(i in free_indices(g) for g in groups)]
        if len(groups) == 1 or not over:
            whole = coefficient * Mul(*groups)
            self._pending.append(Total(entry, whole, over) if over else Map(entry, whole))
        elif len(groups) == 2 and len(shared) == len(over) == 1:
            self._product(entry, groups[0], groups[1], shared[0], coefficient)
        else:
            raise UnknownNodeError("a sum that is no matrix product has no compiled form", text=str(expr))
        return entry

    def _product(self, target: Indexed, a: Expr, b: Expr, over: Idx, coefficient: Expr) -> None:
        """The factor that holds the first axis of the target stands on the left."""
        if target.indices and target.indices[0] not in free_indices(a):
            a, b = b, a
        for side in (a, b):
            if len(free_indices(side)) > 2 or not free_indices(side) - {over} <= set(target.indices):
                raise UnknownNodeError("a product of more than matrices has no compiled form", text=str(a * b))
        self._pending.append(Product(target, self._named(a), self._named(b), over, coefficient))


def in_order(indices: Iterable[Idx]) -> tuple[Idx, ...]:
    """Indices in the order of the axes of a new quantity: examples first."""
    return tuple(sorted(indices, key=lambda i: (extent(i) != EXAMPLES, str(i))))


def scalar_factor(expr: Expr) -> tuple[Expr, Expr]:
    """The factors that are one number, and the rest."""
    numbers = [f for f in Mul.make_args(expr) if not free_indices(f) and not f.has(Sum)]
    return Mul(*numbers), Mul(*(f for f in Mul.make_args(expr) if f not in numbers))


def _covers(body: Add) -> bool:
    """Whether each term has one factor with all axes, so that nothing in the sum is a matrix product."""
    every = free_indices(body)
    return all(any(free_indices(f) == every for f in Mul.make_args(t)) for t in body.args)


def _groups(body: Expr) -> list[Expr]:
    """The number in a product, then its factors by their axes; a factor joins the smallest that has all its axes."""
    coefficient, rest = scalar_factor(body)
    groups: dict[frozenset[Idx], Expr] = {}
    for factor in Mul.make_args(rest):
        axes = free_indices(factor)
        groups[axes] = groups.get(axes, Integer(1)) * factor
    for axes in sorted(groups, key=len):
        wider = [other for other in groups if axes < other]
        if wider:
            home = min(wider, key=lambda other: (len(other), sorted(map(str, other))))
            groups[home] = groups.pop(axes) * groups[home]
    return [coefficient, *(g for g in groups.values() if g != 1)]
