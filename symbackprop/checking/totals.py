"""A final gradient held against the cost itself, with every definition substituted: no chain rule, no named error.

Up to two layers deep this is a proof for all sizes; beyond, where the substituted cost grows about sevenfold a layer,
it is a comparison with central differences of the cost at 50 digits, the gradient computed as its equations say.
"""

from functools import cached_property
from random import Random

import mpmath
from sympy import Indexed

from symbackprop.checking.comparisons import Comparison
from symbackprop.checking.differentiation import differentiated
from symbackprop.checking.evaluation import Evaluator, OutsideDomain
from symbackprop.checking.forms import Form
from symbackprop.checking.points import DIGITS
from symbackprop.checking.trials import TOLERANCE, Trials, is_generic
from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.language.systems import Equation, System, heads

DEPTH = 5
PLACES = 3
NAME = "against the cost"


class Totals:
    """Compares gradients with the cost of one System."""

    def __init__(self, comparison: Comparison, trials: Trials) -> None:
        self.comparison, self.trials = comparison, trials
        self.chains, self.system = comparison.chains, comparison.system

    def judge(self, equation: Equation) -> Judgement:
        """How a gradient compares with the derivative of the substituted cost."""
        if self.is_shallow and self._proved(equation):
            return Judgement(Verdict.PROVED, NAME, reason="all definitions substituted")
        return self._differences(equation)

    @cached_property
    def is_shallow(self) -> bool:
        """Whether the cost is at most two layers (z, a, z, a, C) above the data."""
        return not is_generic(self.system) and depth(self.system) <= DEPTH

    @cached_property
    def cost(self) -> Form:
        """The cost in terms of data alone."""
        return self._substituted(self.chains.form(self.system[self.system.cost].entry))

    def _substituted(self, form: Form) -> Form:
        order = self.comparison.order
        for name in sorted(order, key=order.__getitem__, reverse=True):
            form = self.chains.unfold(form, [name])
        return form

    def _proved(self, equation: Equation) -> bool:
        claimed = self.chains.form(equation.rhs)
        while names := [n for n in claimed.names if n in self.chains.sources]:
            before = claimed
            claimed = self.chains.unfold(claimed, names)
            if claimed == before:
                return False
        quantity = self.chains.sources[equation.defines]
        variable = self.chains.form(self.system[str(quantity)].at(*_places(equation))).single
        if variable is None:
            return False
        true = differentiated(self.cost, variable[0][0][0])
        return self.comparison.proof_of_forms(true, self._substituted(claimed), unfoldings=0) is not None

    def _differences(self, equation: Equation) -> Judgement:
        agreed: list[str] = []
        small = self.trials.miniature.of(equation.lhs)
        with mpmath.workdps(DIGITS):
            for sizes in self.trials.sizes:
                honest = self.trials.evaluator(sizes)
                if honest is None:
                    continue
                claimed = Evaluator(honest.point, claimed=True)
                spots = sizes.places(tuple(i for i in Equation(small, small).where))
                for env in Random(0).sample(spots, min(PLACES, len(spots))):
                    try:
                        true, said = honest.value(small, env), claimed.value(small, env)
                    except OutsideDomain:
                        continue
                    if abs(true - said) > TOLERANCE * max(1, abs(true), abs(said)):
                        example = self.trials.counterexample(honest, env, true, said)
                        return Judgement(Verdict.REFUTED, NAME, (example.sizes,), "", example)
                if spots:
                    agreed.append(self.trials.said(sizes))
        if not agreed:
            return Judgement(Verdict.UNDECIDED, NAME, (), "no point was found at which every quantity is real")
        return Judgement(Verdict.AGREES, NAME, tuple(dict.fromkeys(agreed)), "differences of the cost at 50 digits")


def _places(equation: Equation) -> tuple[object, ...]:
    return tuple(equation.lhs.indices) if isinstance(equation.lhs, Indexed) else ()


def depth(system: System) -> int:
    """The longest way from the data to the cost, in equations."""
    level: dict[str, int] = {}
    gradients = {t.name for t in system.tensors if t.gradient_of}
    for e in system.equations:
        if e.defines not in gradients:
            level[e.defines] = 1 + max((level.get(n, 0) for n in heads(e.rhs) if n != e.defines), default=0)
    return level.get(system.cost, 0)
