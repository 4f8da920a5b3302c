"""Equations, and how we know them: `Tensor`, `Step`, `Equation`, `Assumption`, `System`.

A `System` is a list of equations in order of evaluation, each defining one new quantity (or one case of it, for some
range of layers), with everything else that they mean written down: what each name is, its indices and their ranges,
and what is assumed.  A forward pass is a System; its gradients are equations of the same kind.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from sympy import Expr, Idx, Indexed, IndexedBase, S, Symbol

from symbackprop.errors import DefinitionError
from symbackprop.language import indices
from symbackprop.language.explicit import Explicit, explicit
from symbackprop.language.functions import ScalarFunction


class Role(StrEnum):
    """What a quantity is, in the field's words."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    WEIGHTED_INPUT = "weighted input"
    ACTIVATION = "activation"
    COST = "cost"
    HYPERPARAMETER = "hyperparameter"
    ERROR = "error"
    GRADIENT = "gradient"
    STATE = "state"
    QUANTITY = "quantity"


@dataclass(frozen=True)
class Tensor:
    """A named quantity and its axes; no axes make a scalar.

    `axes` are the indices with which it is written, each with its range; a later range may depend on an earlier
    index.  `layer` is a number for w1, w2, …; in the generic network it is the index l, and l is then also the first
    axis.  `gradient_of` names the quantity whose derivative `factor` · ∂C/∂· this one is: the factor is 1, or what a
    convention puts there (m, for an error of one example's loss).  `updates` names the quantity whose next value this
    one is: w ← w − α ∂C/∂w defines the next value of w.
    """

    name: str
    axes: tuple[Idx, ...] = ()
    role: Role = Role.QUANTITY
    symbol: str = ""
    layer: Expr | None = None
    gradient_of: str | None = None
    factor: Expr = S.One
    updates: str | None = None

    @property
    def base(self) -> IndexedBase:
        """The SymPy head of its entries."""
        return IndexedBase(self.name, real=True)

    @property
    def entry(self) -> Expr:
        """The general entry, with the declared indices; a scalar is its own entry."""
        return self.at(*self.axes)

    def at(self, *where: Expr | int) -> Expr:
        """The entry at some index expressions."""
        if len(where) != len(self.axes):
            raise DefinitionError(f"{self.name} has {len(self.axes)} axes, and was written with {len(where)}")
        if not self.axes:
            nonnegative = True if self.role is Role.HYPERPARAMETER else None
            return Symbol(self.name, real=True, nonnegative=nonnegative)
        return self.base[tuple(where)]

    @property
    def is_generic(self) -> bool:
        """Whether the first axis is the layer."""
        return bool(self.axes) and self.layer == self.axes[0]

    @property
    def is_parameter(self) -> bool:
        """Whether training changes it."""
        return self.role in (Role.WEIGHT, Role.BIAS) and self.updates is None


@dataclass(frozen=True)
class Step:
    """One rewriting, `before` = `after` by `rule`: true or false by itself, given its System."""

    rule: str
    before: Expr
    after: Expr


@dataclass(frozen=True)
class Equation:
    """lhs = rhs for all values of the free indices of lhs: without steps a definition, with steps a theorem.

    The steps rewrite parts: `chain()` replays them from the left side to the right one.
    """

    lhs: Expr
    rhs: Expr
    steps: tuple[Step, ...] = ()
    name: str = ""

    @property
    def defines(self) -> str:
        """The name of the quantity (or function) on the left."""
        return head(self.lhs)

    @property
    def where(self) -> tuple[Idx, ...]:
        """The free indices of the left side, in order: the equation holds for all their values."""
        if isinstance(self.lhs, Indexed):
            return tuple(i for i in self.lhs.indices if isinstance(i, Idx))
        return ()

    @property
    def is_definition(self) -> bool:
        """Whether it introduces its left side."""
        return not self.steps

    def chain(self) -> list[Expr]:
        """The whole right side after each step, the left side first."""
        states = [self.steps[0].before if self.steps else self.rhs]
        for step in self.steps:
            states.append(indices.replace(states[-1], step.before, step.after))
        return states

    def at(self, sizes: Mapping[str, int] | None = None, **more: int) -> Explicit:
        """The equation written out entry by entry with numbers for its sizes, as plain SymPy takes it.

        `sympy.lambdify(e.arguments, e.rhs)` is then a function of the arrays `e.names`, in alphabetical order.
        """
        return explicit(self, {**(sizes or {}), **more})

    def _repr_latex_(self) -> str:
        from symbackprop import typeset

        return f"$\\displaystyle {typeset(self)}$"


@dataclass(frozen=True)
class Assumption:
    """lhs = rhs taken as given for all values of its free indices, such as Σ_k y_k = 1, with the reason."""

    lhs: Expr
    rhs: Expr
    reason: str


@dataclass(frozen=True, repr=False)
class System:
    """Equations in order of evaluation, with all that they mean.

    `identities` are theorems about the scalar functions that the equations use, σ'(u) = σ(u)(1 − σ(u));
    `cost` and `output` name the quantity that is differentiated and the network's last activation;
    `defaults` are values of hyperparameters; `batch` is None, "columns" or "rows" where a network decided it;
    `asked` are the quantities by which it was differentiated.
    """

    tensors: tuple[Tensor, ...]
    equations: tuple[Equation, ...]
    assumptions: tuple[Assumption, ...] = ()
    identities: tuple[Equation, ...] = ()
    cost: str = ""
    output: str = ""
    batch: str | None = None
    defaults: tuple[tuple[str, float], ...] = ()
    classes: bool = field(default=False)
    asked: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"System({', '.join(str(e.lhs) for e in self.equations)})"

    def __str__(self) -> str:
        return "\n".join(f"{e.lhs} = {e.rhs}" for e in self.equations)

    def __post_init__(self) -> None:
        """Refuse a name that is declared twice or used without a declaration, and a case that is defined twice."""
        names = [t.name for t in self.tensors]
        for name in names:
            if names.count(name) > 1:
                raise DefinitionError(f"{name} is declared twice")
        seen: set[Expr] = set()
        for equation in self.equations:
            if equation.lhs in seen:
                raise DefinitionError(f"{equation.lhs} is defined twice", text=f"{equation.lhs} = {equation.rhs}")
            seen.add(equation.lhs)
            for name in heads(equation.lhs) | heads(equation.rhs):
                if name not in self.by_name:
                    raise DefinitionError(f"{name} is not declared", text=f"{equation.lhs} = {equation.rhs}")

    @cached_property
    def by_name(self) -> dict[str, Tensor]:
        """The declarations by name."""
        return {t.name: t for t in self.tensors}

    def __getitem__(self, name: str) -> Tensor:
        """The declaration of a name."""
        if name not in self.by_name:
            raise DefinitionError(f"{name} is not declared", expected=", ".join(self.by_name))
        return self.by_name[name]

    def __iter__(self) -> Iterator[Equation]:
        """The equations in order."""
        return iter(self.equations)

    def __len__(self) -> int:
        """The number of equations."""
        return len(self.equations)

    @cached_property
    def _definitions(self) -> dict[str, tuple[Equation, ...]]:
        found: dict[str, tuple[Equation, ...]] = {}
        for e in self.equations:
            found[e.defines] = (*found.get(e.defines, ()), e)
        return found

    def definitions(self, name: str) -> tuple[Equation, ...]:
        """The equations that define a name: none for data, one, or several cases in a generic network."""
        return self._definitions.get(name, ())

    def gradient(self, name: str) -> tuple[Equation, ...]:
        """The equations for ∂C/∂name."""
        return tuple(e for t in self.tensors if t.gradient_of == name for e in self.definitions(t.name))

    def with_role(self, *roles: Role) -> tuple[Tensor, ...]:
        """The tensors that play one of some roles, in order of declaration."""
        return tuple(t for t in self.tensors if t.role in roles)

    @property
    def parameters(self) -> tuple[Tensor, ...]:
        """What training changes: weights and biases."""
        return tuple(t for t in self.tensors if t.is_parameter)

    @property
    def theorems(self) -> tuple[Equation, ...]:
        """The derived equations."""
        return tuple(e for e in self.equations if e.steps)

    @property
    def sizes(self) -> tuple[Symbol, ...]:
        """The symbolic sizes, by name."""
        found = {
            s
            for t in self.tensors
            for i in t.axes
            for s in (i.lower + i.upper).free_symbols
            if isinstance(s, Symbol) and not isinstance(s, Idx) and s.is_integer and s.is_positive
        }
        heads_of_widths = {e.base.label for t in self.tensors for i in t.axes for e in i.upper.atoms(Indexed)}
        return tuple(sorted(found - heads_of_widths, key=lambda s: s.name))

    @property
    def functions(self) -> tuple[type[ScalarFunction], ...]:
        """The scalar functions that occur, derivatives apart, by name."""
        found = {a.func for e in self.equations for a in e.rhs.atoms(ScalarFunction)}
        bases = {f.base or f for f in found}
        return tuple(sorted(bases, key=lambda f: f.label))

    def extended(
        self,
        tensors: Iterable[Tensor] = (),
        equations: Iterable[Equation] = (),
        identities: Iterable[Equation] = (),
    ) -> "System":
        """The System with more in it."""
        return replace(
            self,
            tensors=(*self.tensors, *tensors),
            equations=(*self.equations, *equations),
            identities=(*self.identities, *(i for i in identities if i not in self.identities)),
        )

    def with_defaults(self, values: Mapping[str, float]) -> "System":
        """The System with values for some hyperparameters."""
        return replace(self, defaults=tuple({**dict(self.defaults), **values}.items()))

    def _repr_latex_(self) -> str:
        from symbackprop import typeset

        return f"$$\n{typeset(self)}\n$$"


def head(expr: Expr) -> str:
    """The name of an entry, of a scalar symbol or of a function application."""
    if isinstance(expr, Indexed):
        return str(expr.base.label)
    if isinstance(expr, Symbol):
        return expr.name
    if isinstance(expr, ScalarFunction):
        return expr.func.label
    raise DefinitionError(
        f"the left side of an equation is one quantity, not {expr}", expected="a symbol or an entry such as z[j]"
    )


def entries(expr: Expr) -> set[Expr]:
    """The tensor entries and scalar symbols that an expression reads; sizes, indices and their parts left out."""
    if isinstance(expr, Idx):
        return set()
    if isinstance(expr, Indexed):
        return set() if expr.base.label.is_integer else {expr}
    if isinstance(expr, Symbol):
        return set() if expr.is_integer else {expr}
    skipped = 1 if type(expr).__name__ in ("Unspecified", "Dependence") else 0
    return set().union(*(entries(a) for a in expr.args[skipped:]))


def heads(expr: Expr) -> set[str]:
    """The names that an expression reads."""
    if isinstance(expr, ScalarFunction):
        return heads(expr.args[0])
    return {head(e) for e in entries(expr)}
