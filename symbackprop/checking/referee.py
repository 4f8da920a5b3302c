"""The referee: every step, every equation and every identity of a System, judged by the definitions alone.

*Derive with a clever program; check with a small dull one that does not import it.*  For a derivative of the cost the
referee forms the chain rule over all equations that read the quantity by itself, so that a path that was forgotten
or counted twice is a difference like any other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from time import process_time

from sympy import Expr, Indexed, Symbol, simplify, sympify

from symbackprop.checking.cases import kink_notes
from symbackprop.checking.chains import Chains
from symbackprop.checking.comparisons import Comparison, Proof
from symbackprop.checking.deadlines import deadline
from symbackprop.checking.given_sizes import GivenSizes
from symbackprop.checking.instances import proved_at
from symbackprop.checking.meanings import plain
from symbackprop.checking.ranges import range_fault
from symbackprop.checking.structure import structural_faults
from symbackprop.checking.sums import numbered_anew
from symbackprop.checking.totals import NAME, Totals
from symbackprop.checking.trials import Outcome, Trials
from symbackprop.checking.verdicts import Judgement, Report, Verdict
from symbackprop.errors import SymbackpropError
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.plain_equations import infer_system
from symbackprop.language.systems import Assumption, Equation, Step, System, heads

NOT_UNDERSTOOD = (SymbackpropError, ArithmeticError, NotImplementedError, RecursionError, TypeError, ValueError)


FIRST_SIZES = 2


def check(
    what: System | Equation | Iterable[Equation],
    *,
    given: System | None = None,
    sizes: Mapping[str, int] | None = None,
    seed: int = 0,
    seconds: float = 120.0,
) -> Report:
    """Judge a System, or some equations `given` a System; `seed` draws the random points.

    An equation given a System is a claim: its left side may be any expression.  With `sizes`, such as {"m": 1}, the
    verdicts are about these sizes alone.  Past `seconds` what is left is UNDECIDED.

    >>> from symbackprop import Dense, Quadratic, Sigmoid, Verdict, backprop, check, network
    >>> report = check(backprop(network(2, Dense(3), Sigmoid(), cost=Quadratic())))
    >>> report.require(Verdict.PROVED) is report
    True
    """
    if isinstance(what, System):
        system, equations, identities = what, what.equations, what.identities
    else:
        equations = tuple(map(_claim, (what,) if isinstance(what, Equation) else what))
        system, identities = given or _system_of(equations), ()
    if sizes:
        return _at_sizes(GivenSizes(sizes, system), what, system, equations, (seed, seconds))
    referee = Referee(system, seed, process_time() + seconds)
    judged = referee.against_the_cost([(e, referee.judge(e)) for e in (*identities, *equations)])
    if isinstance(what, System):
        judged += referee.structure()
    return Report(tuple(judged), tuple(statement(a) for a in system.assumptions))


def _at_sizes(
    given: GivenSizes, what: object, system: System, equations: Iterable[Equation], limits: tuple[int, float]
) -> Report:
    small = given.system(system)
    claims = small if isinstance(what, System) else [given.equation(e) for e in equations]
    report = check(claims, given=small, seed=limits[0], seconds=limits[1])
    return replace(report, judgements=tuple(map(given.judgement, report)))


def _claim(equation: Equation) -> Equation:
    """An equation whose sides are expressions, plain numbers included."""
    return replace(equation, lhs=sympify(equation.lhs), rhs=sympify(equation.rhs))


def _defines(equation: Equation) -> str:
    """The name on the left side; none for a claim about an expression."""
    return equation.defines if isinstance(equation.lhs, Indexed | Symbol | ScalarFunction) else ""


def _system_of(equations: tuple[Equation, ...]) -> System:
    """Plain equations as a System; identities of scalar functions need none."""
    if all(isinstance(e.lhs, ScalarFunction) for e in equations):
        return System((), ())
    return infer_system(equations)


def statement(assumption: Assumption) -> str:
    """An assumption in words."""
    return f"{assumption.lhs} = {assumption.rhs}: {assumption.reason}"


class Referee:
    """Judges statements about one System; equal statements are judged once."""

    def __init__(self, system: System, seed: int = 0, until: float = float("inf")) -> None:
        self.system, self.until, self.effort = system, until, float("inf")
        self.chains = Chains(system)
        self.comparison = Comparison(self.chains)
        self.trials = Trials(system, seed)
        self.totals = Totals(self.comparison, self.trials)
        self._seen: dict[tuple[Expr, Expr], Judgement] = {}

    def judge(self, equation: Equation) -> Judgement:
        """The judgement on an equation: its ranges, its steps, and the whole."""
        name = equation.name or str(equation.lhs)
        fault = None if isinstance(equation.lhs, ScalarFunction) else self._range_fault(equation)
        if fault is not None:
            return Judgement(fault[0], name, reason=fault[1])
        derived = _defines(equation) in self.chains.sources or isinstance(equation.lhs, ScalarFunction)
        if equation.is_definition and not derived and equation in self.system.equations:
            return Judgement(Verdict.DEFINITION, name)
        steps = tuple(self.step(s, n) for n, s in enumerate(equation.steps, 1))
        whole = self.statement(equation.lhs, equation.rhs, name)
        return replace(whole, steps=(*steps, *self._ends(equation)), preconditions=tuple(_notes(equation)))

    def against_the_cost(self, judged: list[tuple[Equation, Judgement]]) -> list[Judgement]:
        """Hold every final gradient against the cost too, where no derivative that it is built of is refuted."""
        wrong = {_defines(e) for e, j in judged if j.verdict is Verdict.REFUTED}
        out: list[Judgement] = []
        for equation, judgement in judged:
            quantity = self.chains.sources.get(_defines(equation))
            final = quantity is not None and not self.system.definitions(quantity)
            if final and equation in self.system.equations and not wrong & self._reads(equation):
                judgement = replace(judgement, cost=self._cost(equation))
            out.append(judgement)
        return out

    def structure(self) -> list[Judgement]:
        """What the System does not define, or defines out of order or by itself; nothing where it is well made."""
        try:
            return list(structural_faults(self.trials))
        except NOT_UNDERSTOOD as error:
            return [Judgement(Verdict.UNDECIDED, "the system", (), str(error) or type(error).__name__)]

    def _reads(self, equation: Equation) -> set[str]:
        """The derivatives of the cost that an equation is built of, directly or not, itself included."""
        found, waiting = set[str](), [equation.defines]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [n for e in self.system.definitions(name) for n in heads(e.rhs) if n in self.chains.sources]
        return found

    def _cost(self, equation: Equation) -> Judgement:
        if process_time() > self.until:
            return Judgement(Verdict.UNDECIDED, NAME, (), "out of time")
        try:
            return self.totals.judge(equation)
        except NOT_UNDERSTOOD as error:
            return Judgement(Verdict.UNDECIDED, NAME, (), str(error) or type(error).__name__)

    def step(self, step: Step, number: int = 1) -> Judgement:
        """The judgement on one rewriting."""
        return self.statement(step.before, step.after, f"step {number}, {step.rule}")

    def _ends(self, equation: Equation) -> list[Judgement]:
        """Whether the steps lead from the left side to the right one; said only where they do not."""
        if not equation.steps:
            return []
        states = equation.chain()
        pairs = ((states[0], equation.lhs, "the first step"), (states[-1], equation.rhs, "the last step"))
        judged = [self.statement(a, b, name) for a, b, name in pairs if a != b]
        return [j for j in judged if j.verdict is not Verdict.PROVED]

    def _range_fault(self, equation: Equation) -> tuple[Verdict, str] | None:
        try:
            return range_fault(equation, self.system)
        except NOT_UNDERSTOOD as error:
            return Verdict.UNDECIDED, str(error)

    def statement(self, left: Expr, right: Expr, name: str) -> Judgement:
        """The judgement on left = right."""
        left, right = sympify(left), sympify(right)
        if (left, right) not in self._seen:
            if process_time() > self.until:
                return Judgement(Verdict.UNDECIDED, name, sizes=(), reason="out of time")
            with deadline(self.until, self.effort), numbered_anew():
                self._seen[left, right] = self._judged(left, right)
        return replace(self._seen[left, right], name=name)

    def _judged(self, left: Expr, right: Expr) -> Judgement:
        """A proof at sight; then a counterexample at small sizes, which is cheaper than the search for a deep proof."""
        proof, reason = self._proof(self.comparison.proof_at_sight, left, right)
        outcome = Outcome() if proof else self._trial(left, right, reason, FIRST_SIZES)
        if not proof and not outcome.counterexample:
            proof, more = self._proof(self.comparison.proof_by_definitions, left, right)
            reason = more or reason
        if proof is not None:
            assumptions = tuple(statement(a) for a in proof.assumptions)
            return Judgement(Verdict.PROVED, "", reason=proof.how, assumptions=assumptions)
        if not outcome.counterexample:
            outcome = self._trial(left, right, reason)
        if outcome.counterexample:
            return Judgement(Verdict.REFUTED, "", (outcome.counterexample.sizes,), reason, outcome.counterexample)
        simplified = _scalar_proof(left, right) if outcome.sizes else None
        if simplified is not None:
            return Judgement(Verdict.PROVED, "", reason=simplified.how)
        written = self._written_out(left, right) if outcome.sizes else ()
        if written:
            return Judgement(Verdict.PROVED, "", written, "written out, the difference is exactly 0")
        if outcome.sizes:
            return Judgement(Verdict.AGREES, "", outcome.sizes, reason or "equal to 30 digits at random points")
        return Judgement(Verdict.UNDECIDED, "", (), outcome.reason or reason)

    def _proof(self, prove: Callable[[Expr, Expr], Proof | None], left: Expr, right: Expr) -> tuple[Proof | None, str]:
        """(a proof, why there is none if that is known)."""
        try:
            return prove(left, right), ""
        except NOT_UNDERSTOOD as error:
            return None, str(error) or type(error).__name__

    def _trial(self, left: Expr, right: Expr, reason: str, most: int | None = None) -> Outcome:
        try:
            return self.trials.compare(left, right, most)
        except NOT_UNDERSTOOD as error:
            return Outcome(reason=reason or str(error) or type(error).__name__)

    def _written_out(self, left: Expr, right: Expr) -> tuple[str, ...]:
        if self.trials.miniature.said:
            return ()
        try:
            return proved_at(self.comparison, left, right, self.trials.sizes)
        except NOT_UNDERSTOOD:
            return ()


def _scalar_proof(left: Expr, right: Expr) -> Proof | None:
    """An identity of scalar functions: here `simplify` may prove, and can never refute."""
    if not isinstance(left, ScalarFunction) or len(left.free_symbols) != 1:
        return None
    if left.free_symbols != right.free_symbols:
        return None
    return Proof(how="SymPy simplifies the difference to 0") if simplify(plain(left - right)) == 0 else None


def _notes(equation: Equation) -> list[str]:
    exprs = [equation.lhs, equation.rhs, *(e for s in equation.steps for e in (s.before, s.after))]
    return list(dict.fromkeys(note for e in exprs for note in kink_notes(e)))
