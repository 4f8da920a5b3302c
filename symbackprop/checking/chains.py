"""The chain rule from the reader's side: who reads a quantity, and what its derivative of the cost must therefore be.

    ∂C/∂q = Σ over every equation E that reads q, Σ over its entries J:  ∂C/∂E_J · ∂E_J/∂q

The consumers are found in the System itself, so a path that a derivation forgot, or counted twice, shows.  A
derivative ∂C/∂q that is given a name in the System is that name; one that is not is written `∂q` until it is expanded.
"""

from collections.abc import Iterable

from sympy import Expr, Idx, Indexed, Integer

from symbackprop.checking.differentiation import differentiated
from symbackprop.checking.forms import ONE, Atom, Form, of, product, total
from symbackprop.checking.quotients import normal
from symbackprop.checking.reading import Reader
from symbackprop.checking.sums import Change, private, substituted, summed
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import free_indices, inside, substitute
from symbackprop.language.nodes import Local, Partial
from symbackprop.language.systems import Equation, System, head

PENDING = "∂"
MOST_EXPANSIONS = 200


class Chains:
    """The definitions of a System as forms, and the derivatives of its cost."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.adjoints = {t.gradient_of: t for t in system.tensors if t.gradient_of}
        self.sources = {t.name: t.gradient_of for t in system.tensors if t.gradient_of}
        self.factors = {t.name: t.factor for t in system.tensors if t.gradient_of}
        self.reader = Reader(derivative=self.derivative)
        self.definitions = [e for e in system.equations if e.defines not in self.sources]
        self.bodies: dict[Equation, Form] = {}
        self._adjoint_forms: dict[Atom, Form] = {}

    def form(self, expr: Expr) -> Form:
        """An expression as a form, its derivatives taken; an index that has one value is that value."""
        single = {i: i.lower for i in free_indices(expr) if i.lower == i.upper}
        return normal(self.reader.form(substitute(expr, single)))

    def body(self, equation: Equation) -> Form:
        """The right side of a definition."""
        if equation not in self.bodies:
            self.bodies[equation] = self.form(equation.rhs)
        return self.bodies[equation]

    def definition(self, atom: Atom) -> Form | None:
        """What an entry is by the equation that defines it; None for data, and where its case is not certain."""
        for equation in self.system.definitions(atom.head):
            new = _placed(equation, atom.where)
            if new is not None:
                return substituted(self.body(equation), new)
        return None

    def derivative(self, node: Partial, reader: Reader) -> Form:
        """The form of a Partial, or of a Local through the equation that defines its quantity."""
        variable = _atom(reader.form(node.variable), node)
        quantity = reader.form(node.expr)
        if isinstance(node, Local):
            definition = self.definition(_atom(quantity, node))
            if definition is None:
                raise UnknownNodeError(f"no single equation defines {node.expr}", text=str(node))
            quantity = definition
        return differentiated(normal(quantity), variable)

    def adjoint(self, name: str, where: tuple[Expr, ...]) -> Form:
        """∂C/∂name: 1 for the cost, its name (over the declared factor) where it has one, else a pending atom."""
        if name == self.system.cost:
            return ONE
        tensor = self.adjoints.get(name)
        if tensor is not None:
            named = of(Atom("entry" if where else "symbol", tensor.name, where=where))
            return named if tensor.factor == 1 else product([named, self.form(1 / tensor.factor)])
        return of(Atom("entry", PENDING + name, where=where))

    def expansion(self, atom: Atom) -> Form:
        """∂C/∂q by the chain rule, for the atom that names it; the derivatives by the consumers stay as names."""
        if atom not in self._adjoint_forms:
            self._adjoint_forms[atom] = self._expanded(atom)
        return self._adjoint_forms[atom]

    def _expanded(self, atom: Atom) -> Form:
        quantity = self.sources.get(atom.head) or atom.head.removeprefix(PENDING)
        variable = Atom("entry" if atom.where else "symbol", quantity, where=atom.where)
        consumers = (self._through(e, variable) for e in self.definitions if quantity in self.body(e).names)
        return normal(product([self.form(self.factors.get(atom.head, Integer(1))), total(consumers)]))

    def _through(self, equation: Equation, variable: Atom) -> Form:
        own: list[Idx] = []
        new: dict[Idx, Expr] = {}
        for i in equation.where:
            own.append(private(substitute(i, new)))
            new[i] = own[-1]
        places = tuple(substitute(i, new) for i in _indices(equation))
        local = differentiated(substituted(self.body(equation), new), variable)
        return summed(product([self.adjoint(head(equation.lhs), places), local]), own)

    def is_named(self, atom: Atom) -> bool:
        """Whether an atom is a derivative of the cost."""
        return atom.kind in ("entry", "symbol") and (atom.head in self.sources or atom.head.startswith(PENDING))

    def has_equation(self, atom: Atom) -> bool:
        """Whether an equation of the System defines that derivative."""
        return bool(self.system.definitions(atom.head))

    def settled(self, form: Form) -> Form:
        """Every derivative that no equation defines, expanded."""
        for _ in range(MOST_EXPANSIONS):
            names = frozenset(n for n in form.names if self.is_open(n))
            if not names:
                return normal(form)
            form = self.expand(form, names)
        raise UnknownNodeError("the chain rule does not end: is there a cycle?")

    def expand(self, form: Form, names: Iterable[str]) -> Form:
        """The derivatives of some names, expanded once."""
        wanted = frozenset(names)
        change = Change(
            atom=lambda a: self.expansion(a) if a.head in wanted and self.is_named(a) else None, names=wanted
        )
        return normal(change.form(form))

    def is_open(self, name: str) -> bool:
        """Whether a name is a derivative of the cost that no equation defines."""
        derived = name in self.sources or name.startswith(PENDING)
        return derived and not self.system.definitions(name)

    def unfold(self, form: Form, names: Iterable[str]) -> Form:
        """The quantities of some names, replaced by their definitions once."""
        wanted = frozenset(names)
        change = Change(
            atom=lambda a: self.definition(a) if a.kind in ("entry", "symbol") and a.head in wanted else None,
            names=wanted,
        )
        return normal(change.form(form))


def _atom(form: Form, node: Partial) -> Atom:
    found = form.single
    if found is None or found[1] != 1 or len(found[0]) != 1 or found[0][0][0].kind not in ("entry", "symbol"):
        raise UnknownNodeError(f"a derivative is taken of and by names, not {form}", text=str(node))
    return found[0][0][0]


def _indices(equation: Equation) -> tuple[Expr, ...]:
    return tuple(equation.lhs.indices) if isinstance(equation.lhs, Indexed) else ()


def _placed(equation: Equation, where: tuple[Expr, ...]) -> dict[Idx, Expr] | None:
    """What the free indices of an equation are for its left side to be at `where`, if it always can be there."""
    new: dict[Idx, Expr] = {}
    for mine, place in zip(_indices(equation), where, strict=True):
        if isinstance(mine, Idx):
            ranged = substitute(mine, {i: v for i, v in new.items() if i != mine})
            if inside(place, ranged) is not True:
                return None
            new[mine] = place
        elif mine != place:
            return None
    return new
