"""The reverse sweep: the chain rule, stated once.

    ∂C/∂q = Σ over the equations that read q:  ∂C/∂p · ∂p/∂q

Quantities are taken from the cost backwards, so that every ∂C/∂p is known when it is needed, and each equation counts
once however often it reads q.  The derivative of a quantity that is read once only (an activation, by its layer's
error) is written into its reader: that makes δ^l out of ∂C/∂a^l.  In the generic network the layer is an index like any
other, and the sum over the equations of layer l + 1 makes two cases: the last layer, and all others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from sympy import Add, Expr, Idx, Indexed

from symbackprop.calculus import tidying
from symbackprop.calculus.closed_forms import derivative
from symbackprop.calculus.contraction import CaseSplit, contraction, undecided
from symbackprop.calculus.definitions import folding, meaning
from symbackprop.calculus.derivation import Derivation
from symbackprop.calculus.rules import reads
from symbackprop.conventions import Convention, find_convention
from symbackprop.errors import DefinitionError, UsageError
from symbackprop.language.indices import fresh, index_name, names_in, substitute, summation
from symbackprop.language.nodes import Local, Partial
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import Equation, Role, System, Tensor, entries, head, heads


def backprop(
    network: System | Sequence[Equation],
    wrt: str | Sequence[str] | None = None,
    convention: str | Convention | None = None,
) -> System:
    """The system with the equations of its gradients: δ of every layer, ∂C/∂w and ∂C/∂b, each derived step by step.

    Without `wrt` the gradients are those of the parameters; `wrt="input"`, or names of any quantities, ask for more.
    Plain equations will do for a network: what they never define is data, and all data are parameters unless `wrt`
    says which.

    `convention="per example"` makes δ the error of one example's loss: the 1/m of a batch then stands in ∂C/∂w and
    ∂C/∂b instead.

    Raises: UsageError for an unknown name; UnknownNodeError for a function that no rule covers.
    """
    system = network if isinstance(network, System) else infer_system(_equations(network))
    if system.theorems:
        raise UsageError("this system has its gradients already", hint="call backprop on the forward equations")
    if not system.cost:
        raise DefinitionError("a cost is needed: a scalar that the equations define")
    return Sweep(system, _asked(system, wrt), find_convention(convention)).result()


def _equations(given: object) -> list[Equation]:
    """Plain equations as a list.

    Raises: UsageError for what is none.
    """
    hint = "build them with Equation(left, right), or use network(…)"
    if not isinstance(given, Iterable) or isinstance(given, str):
        raise UsageError(f"neither a network nor a list of equations: {given!r}", hint=hint)
    found = list(given)
    for position, equation in enumerate(found, 1):
        sides = (equation.lhs, equation.rhs) if isinstance(equation, Equation) else ()
        if not sides or not all(isinstance(side, Expr) for side in sides):
            raise UsageError(
                f"item {position} of the list is no equation of SymPy expressions: {equation!r}", hint=hint
            )
    return found


def _asked(system: System, wrt: str | Sequence[str] | None) -> tuple[str, ...]:
    """The names by which the cost is differentiated, in order."""
    given = () if wrt is None else tuple(wrt) if isinstance(wrt, Iterable) and not isinstance(wrt, str) else (wrt,)
    names = [t.name for t in system.parameters]
    for name in given:
        if name == "input":
            names += [t.name for t in system.with_role(Role.INPUT)]
        elif name not in system.by_name or name == system.cost:
            known = ", ".join(n for n in system.by_name if n != system.cost)
            raise UsageError(f"there is no quantity {name!r} to differentiate by", expected=known)
        else:
            names.append(name)
    if not names:
        names = [t.name for t in system.with_role(Role.QUANTITY) if not system.definitions(t.name)]
    return tuple(dict.fromkeys(names))


class Sweep:
    """One reverse sweep over a system."""

    def __init__(self, system: System, asked: tuple[str, ...], convention: Convention) -> None:
        """Find what must be differentiated: whatever lies between the names asked for and the cost."""
        self.system = system
        self.asked = asked
        self.convention = convention
        reading = {e: heads(e.rhs) for e in system.equations}
        self.active = set(asked)
        for e, names in reading.items():
            if names & self.active:
                self.active.add(e.defines)
        self.relevant = {system.cost}
        for e in reversed(system.equations):
            if e.defines in self.relevant:
                self.relevant |= reading[e]
        self.readers: dict[str, list[Equation]] = {}
        for e, names in reading.items():
            if e.defines in self.relevant:
                for name in names & self.active:
                    self.readers.setdefault(name, []).append(e)
        self.reads = reading

    @cached_property
    def adjoints(self) -> dict[str, Tensor]:
        """The name and shape of ∂C/∂q for every q that is needed."""
        taken = set(self.system.by_name)
        found = {}
        for t in self.system.tensors:
            if t.name in self.active and t.name != self.system.cost:
                error = t.role is Role.WEIGHTED_INPUT
                name = t.name.replace(t.symbol, "delta", 1) if error else f"d{t.name}"
                while name in taken:
                    name = f"d_{name}"
                taken.add(name)
                role = Role.ERROR if error else Role.GRADIENT
                symbol = "delta" if error else t.symbol
                found[t.name] = Tensor(name, t.axes, role, symbol, t.layer, t.name, self.convention.factor(t))
        return found

    def result(self) -> System:
        """The system with its gradients, and the theorems about the functions that they use."""
        equations: list[Equation] = []
        for name in self._order():
            equations += self._derive(self.adjoints[name])
        tensors = [t for name, t in self.adjoints.items() if name in self.active]
        extended = self.system.extended(tensors, equations)
        known = extended.extended(identities=[derivative(f) for f in extended.functions])
        return replace(known, asked=self.asked)

    def _order(self) -> Iterator[str]:
        """The quantities to differentiate by, from the cost backwards, parameters right after their readers."""
        done = {self.system.cost}
        waiting = [n for n in self.asked if not self.system.definitions(n)]
        defined = list(dict.fromkeys(e.defines for e in self.system.equations))
        for name in reversed(defined):
            if name in self.active and name not in done and name in self.relevant | set(self.asked):
                done.add(name)
                if not self._is_inlined(name):
                    yield name
            for leaf in [n for n in waiting if all(r.defines in done for r in self.readers.get(n, []))]:
                waiting.remove(leaf)
                yield leaf
        yield from waiting

    def _is_inlined(self, name: str) -> bool:
        """Whether ∂C/∂q is read by one other derivative only, and has no name of its own in the field."""
        if name in self.asked or self.system[name].role is Role.WEIGHTED_INPUT:
            return False
        below = {n for e in self.system.definitions(name) for n in self.reads[e] & self.active}
        return len(below) == 1

    def _derive(self, adjoint: Tensor) -> Iterator[Equation]:
        """The equation of one gradient; several where the layers differ."""
        ranges = [_starting_entry(adjoint)]
        while ranges:
            entry = ranges.pop(0)
            try:
                derivation = self._derivation(entry)
            except CaseSplit as case:
                ranges = _cases(entry, case) + ranges
                continue
            yield Equation(entry, derivation.state, derivation.steps, name=adjoint.name)

    def _derivation(self, entry: Expr) -> Derivation:
        """The derivation of one gradient entry from the chain rule to its last form."""
        derivation = Derivation(entry)
        derivation.rewrite("chain rule", entry, self._chain(entry, names_in(entry)))
        while True:
            if local := derivation.first(Local):
                self._define(derivation, local)
            elif (found := contraction(derivation.state)) is not None:
                derivation.rewrite(*found)
            elif (case := undecided(derivation.state)) is not None:
                raise case
            elif (fold := folding(self.system, derivation.state)) is not None:
                derivation.rewrite(*fold)
            elif (inner := self._inlined_entry(derivation.state)) is not None:
                derivation.rewrite("chain rule", inner, self._chain(inner, names_in(derivation.state)))
            else:
                break
        self._tidy(derivation)
        return derivation

    def _chain(self, entry: Expr, avoid: set[str]) -> Expr:
        """Σ over the equations that read a quantity: ∂C/∂p · ∂p/∂q, or ∂C/∂q where the cost itself reads it."""
        name = self._differentiated(entry)
        variable = self._variable(entry, name)
        factor = self.adjoints[name].factor
        total: Expr = 0 * self.system[self.system.cost].entry
        for reader in self.readers.get(name, []):
            if reader.defines == self.system.cost:
                total += factor * Local(reader.lhs, variable)
                continue
            new: dict[Idx, Expr] = {}
            taken = set(avoid) | names_in(entry)
            for i in reader.where:
                new[i] = fresh(i, taken)
                taken.add(index_name(new[i]))
            new = {old: substitute(i, {k: v for k, v in new.items() if k != old}) for old, i in new.items()}
            lhs = substitute(reader.lhs, new)
            where = [i for i in lhs.indices if isinstance(i, Idx)] if isinstance(lhs, Indexed) else []
            share = factor / self.adjoints[reader.defines].factor
            total += share * summation(self._adjoint_entry(lhs) * Local(lhs, variable), *where)
        return total

    def _define(self, derivation: Derivation, local: Local) -> None:
        """∂p/∂q with the definition of p written out, differentiated by the rules, and recognised quantities named."""
        rhs = meaning(self.system, local.expr, names_in(derivation.state))
        if rhs is None:
            raise DefinitionError(f"{local.expr} has no definition")
        reading = Add(*(t for t in Add.make_args(rhs) if reads(t, local.variable)))  # the other terms are constants
        derivation.rewrite("definition", local, Partial(reading, local.variable))
        derivation.differentiate()

    def _inlined_entry(self, state: Expr) -> Expr | None:
        """An entry of a gradient that has no equation of its own."""
        for entry in sorted(entries(state), key=str):
            if head(entry) in self._by_adjoint and self._is_inlined(self._by_adjoint[head(entry)]):
                return entry
        return None

    def _tidy(self, derivation: Derivation) -> None:
        """Cancel, hoist, use the assumptions, collect a common factor."""
        for found in tidying.cancellation(self.system, derivation.state):
            derivation.rewrite(*found)
        while (tidier := tidying.next_tidying(self.system, derivation.state)) is not None:
            derivation.rewrite(*tidier)

    @cached_property
    def _by_adjoint(self) -> dict[str, str]:
        return {t.name: name for name, t in self.adjoints.items()}

    def _differentiated(self, entry: Expr) -> str:
        return self._by_adjoint[head(entry)]

    def _variable(self, entry: Expr, name: str) -> Expr:
        """The entry of q for an entry of ∂C/∂q."""
        return self.system[name].at(*(entry.indices if isinstance(entry, Indexed) else ()))

    def _adjoint_entry(self, entry: Expr) -> Expr:
        """The entry of ∂C/∂p for an entry of p."""
        return self.adjoints[head(entry)].at(*(entry.indices if isinstance(entry, Indexed) else ()))


def _starting_entry(adjoint: Tensor) -> Expr:
    """The general entry; in the generic network layer 0 is the data, and is left out."""
    entry = adjoint.entry
    if adjoint.is_generic and adjoint.axes[0].lower == 0:
        l_axis = adjoint.axes[0]
        entry = substitute(entry, {l_axis: Idx(l_axis.label, (1, l_axis.upper))})
    return entry


def _cases(entry: Expr, case: CaseSplit) -> list[Expr]:
    """The entry where the index has the special value, and the entry for all other values."""
    i, value = case.index, case.value
    others = (i.lower, i.upper - 1) if value == i.upper else (i.lower + 1, i.upper)
    return [substitute(entry, {i: value}), substitute(entry, {i: Idx(i.label, others)})]
