r"""Ledgers of printed equations: what another document says, each equation transcribed as a claim and judged.

    title: Notes on chapter 2
    equations: 14                    # how many the document has, counted in the document
    conventions: what the document says of itself, in our words
    notation: nielsen                # in which the derived counterparts are printed
    names: {yhat: "a[L]"}            # the author's names for quantities
    systems: {one: {generic: true}}  # networks, as in the head of a derivation
    system: one                      # the one that is meant where an entry names none
    entries:
      - place: 94                    # the line of the document; part: 2 for the second equation on it
        label: BP2
        printed: '\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma''(z^l)'
        claim: "delta[l] = (w[l+1].T @ delta[l+1]) * sigma_prime(z[l])"
        reading: how it is understood, where that is not plain
        repair: the nearest statement that holds, for one that does not
        also: [{claim: …, system: …, reading: …}]    # other ways to read it

No verdict is ever typed: the referee finds it when the ledger is read.  The first reading, the document's own, is the
verdict on the entry.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from sympy import Expr

from symbackprop.calculus.canonical import same
from symbackprop.calculus.definitions import instance
from symbackprop.checking.comparisons import UNFOLDINGS, Proof
from symbackprop.checking.ranges import range_fault
from symbackprop.checking.referee import NOT_UNDERSTOOD, Referee, check
from symbackprop.checking.referee import statement as said
from symbackprop.checking.verdicts import Counterexample, Judgement, Verdict, weakest
from symbackprop.documents.networks import declared
from symbackprop.documents.quantities import is_entry
from symbackprop.documents.settings import Setting, read_settings, suggestion
from symbackprop.documents.source import Source
from symbackprop.documents.workspace import derive
from symbackprop.errors import SymbackpropError
from symbackprop.language.indices import names_in
from symbackprop.language.systems import Equation, System, head
from symbackprop.optimisers.optimiser import optimised
from symbackprop.parsing.statements import Claim, Statement, misfit_values, read_statement
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.presentation import Math
from symbackprop.typesetting.typeset import Form, present

LEDGER = ("title", "equations", "conventions", "notation", "names", "systems", "system", "entries")
READING = ("claim", "system", "reading", "repair")
ENTRY = ("place", "part", "label", "printed", *READING, "also")
SECONDS = 60.0
DEEP = 12


@dataclass(frozen=True)
class Reading:
    """One way to understand a printed equation, and the referee's judgement on each of its links."""

    statement: Statement
    system: str
    text: str
    judgements: tuple[Judgement, ...]
    shown: tuple[Math, ...] = ()
    repair: "Reading | None" = None

    @property
    def derived(self) -> str:
        """What is derived instead of a refuted statement, or its repair: LaTeX."""
        return r" \qquad ".join(map(latex, self.shown))

    @property
    def verdict(self) -> Verdict:
        """The verdict on the weakest link; a statement that only gives a name is a definition."""
        return weakest(*(j.verdict for j in self.judgements)) if self.judgements else Verdict.DEFINITION

    @property
    def judgement(self) -> Judgement:
        """The judgement on the weakest link."""
        for judgement in self.judgements:
            if judgement.verdict is self.verdict:
                return judgement
        return Judgement(Verdict.DEFINITION, self.statement.text)


@dataclass(frozen=True)
class Entry:
    """An equation of a document: where it stands, as printed, and how it reads."""

    place: int
    part: int
    label: str
    printed: str
    readings: tuple[Reading, ...]

    @property
    def reading(self) -> Reading:
        """The document's own reading."""
        return self.readings[0]

    @property
    def verdict(self) -> Verdict:
        """The verdict on it."""
        return self.reading.verdict


@dataclass(frozen=True)
class Ledger:
    """All equations of a document, judged."""

    title: str
    conventions: str
    equations: int
    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the order of the document."""
        return iter(self.entries)

    def with_verdict(self, *verdicts: Verdict) -> tuple[Entry, ...]:
        """The entries with some verdicts."""
        return tuple(e for e in self.entries if e.verdict in verdicts)


def read_ledger(path: Path) -> Ledger:
    """A ledger with every claim judged.   Raises: DocumentError with the place of what cannot be read."""
    source = Source.read(path)
    settings = read_settings(source.text, source)
    given = settings.mapping("a ledger", LEDGER)
    for key in ("title", "equations", "systems", "entries"):
        if key not in given:
            raise settings.error(f"the ledger has no {key}", expected=", ".join(LEDGER))
    judge = _Judge(given)
    return Ledger(
        given["title"].text("a title"),
        given["conventions"].text("conventions") if "conventions" in given else "",
        _count(given["equations"]),
        tuple(judge.entry(e) for e in given["entries"].items("entries")),
    )


def _count(setting: Setting) -> int:
    if not isinstance(setting.value, int) or isinstance(setting.value, bool) or setting.value < 1:
        raise setting.error("this is a whole number from 1", got=repr(setting.value))
    return setting.value


class _Judge:
    """Reads and judges entries; one System and one referee for each that is declared."""

    def __init__(self, given: Mapping[str, Setting]) -> None:
        self.given = given
        self.declared = given["systems"].mapping("systems", ())
        self.aliases = {str(k): str(v) for k, v in given["names"].bare.items()} if "names" in given else {}
        self.notation = given["notation"].text("a notation") if "notation" in given else "default"
        self.benches: dict[str, Bench] = {}

    def bench(self, setting: Setting | None, at: Setting) -> tuple[str, "Bench"]:
        """The referees for the System that an entry names, or the ledger."""
        setting = setting or self.given.get("system")
        name = setting.text("a system") if setting else next(iter(self.declared), "")
        if name not in self.declared:
            raise (setting or at).error(f"no system is named {name!r}", **suggestion(name, self.declared))
        if name not in self.benches:
            network = declared(name, self.declared[name])
            system = derive(network.system, network.wrt, network.convention)
            if network.optimiser is not None:
                system = optimised(system, network.optimiser)
            self.benches[name] = Bench(system)
        return name, self.benches[name]

    def entry(self, setting: Setting) -> Entry:
        """One row."""
        given = setting.mapping("an entry", ENTRY)
        for key in ("place", "printed", "claim"):
            if key not in given:
                raise setting.error(f"the entry has no {key}", expected=", ".join(ENTRY))
        readings = [self.reading(given, setting)]
        for other in given["also"].items("other readings") if "also" in given else ():
            readings.append(self.reading(other.mapping("a reading", READING), other))
        return Entry(
            _count(given["place"]),
            _count(given["part"]) if "part" in given else 1,
            given["label"].text("a label") if "label" in given else "",
            given["printed"].text("LaTeX"),
            tuple(readings),
        )

    def reading(self, given: Mapping[str, Setting], at: Setting) -> Reading:
        """A claim, judged; for a refuted one what is derived instead, and its repair."""
        if "claim" not in given:
            raise at.error("the reading has no claim", expected=", ".join(READING))
        name, bench = self.bench(given.get("system"), at)
        text = given["reading"].text("a reading") if "reading" in given else ""
        reading = self.judged(given["claim"], name, text, bench)
        if "repair" in given:
            reading = replace(reading, repair=self.judged(given["repair"], name, "", bench))
        if reading.verdict is Verdict.REFUTED:
            derived = self.derived(reading.statement, bench.system)
            repair = self.printed(reading.repair.statement, bench.system) if reading.repair else ()
            reading = replace(reading, shown=derived or repair)
        return reading

    def judged(self, claim: Setting, name: str, text: str, bench: "Bench") -> Reading:
        """A statement with its judgements."""
        try:
            statement = read_statement(claim.text("a claim"), bench.system, self.aliases)
        except SymbackpropError as error:
            raise claim.source.pointed(claim.place, error) from None
        return Reading(statement, name, text, tuple(bench.judge(c) for c in statement.claims))

    def derived(self, statement: Statement, system: System) -> tuple[Math, ...]:
        """What the System says of the quantity on the left of the first claim, if it says something."""
        left = next((c.left for c in statement.claims if c.left is not None), None)
        if left is None or not is_entry(left):
            return ()
        form: Form = "matrix" if statement.sign == "=" else "component"
        own = [Equation(left, rhs) for e in system.definitions(head(left)) if (rhs := _read(e, left)) is not None]
        found = own or system.definitions(head(left))
        return tuple(present(e, form, self.notation, system=system) for e in found)

    def printed(self, statement: Statement, system: System) -> tuple[Math, ...]:
        """The two ends of a statement in the ledger's notation."""
        equations = [c.equation for c in statement.claims if c.equation is not None]
        if not equations:
            return ()
        form: Form = "matrix" if is_entry(equations[0].lhs) and statement.sign == "=" else "component"
        ends = Equation(equations[0].lhs, equations[-1].rhs)
        return (present(ends, form, self.notation, system=system),)


class Bench:
    """The referee of one System, and one of the same System whose gradients are declared, but derived by no equation.

    To the second one ∂C/∂q is whatever the chain rule makes of the definitions, down to the data, so that an equation
    that names no error is compared with what all errors come to.  In the generic network that would have no end.
    """

    def __init__(self, system: System) -> None:
        """The referees."""
        self.system, self.referee = system, Referee(system)
        derived = {t.name for t in system.tensors if t.gradient_of}
        definitions = tuple(e for e in system.equations if e.defines not in derived)
        is_generic = any(t.is_generic for t in system.tensors)
        self.forward = None if is_generic else Referee(replace(system, equations=definitions))

    def judge(self, claim: Claim) -> Judgement:
        """The judgement on left = right: by shapes, as a definition of the System, or as a statement."""
        if claim.misfit is not None:
            left, right = misfit_values(claim.misfit)
            shapes = Counterexample("any that differ", "the shapes", left, right)
            return Judgement(Verdict.REFUTED, claim.text, (), claim.misfit.headline, shapes)
        assert claim.equation is not None
        equation = claim.equation
        own = _own_definition(equation, self.system)
        if own is not None:
            return replace(next(iter(check(own, given=self.system))), name=claim.text)
        fault = range_fault(equation, self.system)
        if fault is not None:
            return Judgement(fault[0], claim.text, (), fault[1])
        return self._statement(equation, claim.text)

    def _statement(self, equation: Equation, text: str) -> Judgement:
        """Proved without named errors, as it stands, or with more definitions unfolded than usual; else by trials."""
        if self.forward is not None and (proof := _proof(equation, self.forward, UNFOLDINGS)) is not None:
            return _proved(proof, text)
        found = self._stated(equation, text, self.referee)
        if found.verdict is not Verdict.AGREES:
            return found
        if self.forward is not None and _is_written_out(self.system):
            written = self._stated(equation, text, self.forward)
            if written.verdict is Verdict.PROVED:
                return written
        proof = _proof(equation, self.forward or self.referee, DEEP)
        return found if proof is None else _proved(proof, text)

    @staticmethod
    def _stated(equation: Equation, text: str, referee: Referee) -> Judgement:
        referee.until = monotonic() + SECONDS
        return referee.statement(equation.lhs, equation.rhs, text)


def _is_written_out(system: System) -> bool:
    """Whether all sizes are numbers, so that sums can be written out term by term."""
    return not system.sizes


def _proof(equation: Equation, referee: Referee, unfoldings: int) -> Proof | None:
    """A referee's proof for all sizes, if it finds one."""
    try:
        left, right = (referee.chains.form(side) for side in (equation.lhs, equation.rhs))
        return referee.comparison.proof_of_forms(left, right, unfoldings)
    except NOT_UNDERSTOOD:
        return None


def _proved(proof: Proof, text: str) -> Judgement:
    return Judgement(Verdict.PROVED, text, reason=proof.how, assumptions=tuple(map(said, proof.assumptions)))


def _own_definition(equation: Equation, system: System) -> Equation | None:
    """The definition of the System that an equation repeats, if it repeats one."""
    left = equation.lhs
    if not is_entry(left) or system[head(left)].gradient_of is not None:
        return None
    for own in system.definitions(head(left)):
        rhs = _read(own, left)
        if rhs is not None and same(rhs, equation.rhs):
            return own
    return None


def _read(definition: Equation, entry: Expr) -> Expr | None:
    """The right side of a definition at an entry."""
    return instance(definition, entry, names_in(entry))
