"""A System, and claims about it, at sizes that the caller gives: n_0 = 1, m = 3; sizes that are not given stay open.

An index that takes one value only is that value, so that what holds for one unit, or one example, is seen to hold.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sympy import Expr, Idx, Sum, Symbol

from symbackprop.checking.trials import is_generic
from symbackprop.checking.verdicts import Judgement
from symbackprop.errors import UsageError
from symbackprop.language.indices import bound, rebuild, size, summation
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Assumption, Equation, Step, System


class GivenSizes:
    """The change that puts numbers for sizes, and how a judgement says for which it holds."""

    def __init__(self, sizes: Mapping[str, int], system: System) -> None:
        """Numbers for some of the System's sizes.

        Raises: UsageError for what is not one of its sizes, or not a positive integer.
        """
        known = [s.name for s in system.sizes if not (is_generic(system) and s.name == "L")]
        for name in sizes:
            if name not in known:
                raise UsageError(f"{name} is not an open size of the system", expected=", ".join(known) or "none")
        self.numbers = {name: size(value) for name, value in sizes.items()}
        if not all(value.is_Integer for value in self.numbers.values()):
            raise UsageError(f"sizes are given as positive integers, not {dict(sizes)}")
        self.said = ", ".join(f"{name}={value}" for name, value in self.numbers.items())

    def of(self, expr: Expr, index: Callable[[Idx], Expr] | None = None) -> Expr:
        """An expression at these sizes; `index` says what becomes of an index: a number, if there is one only."""
        if isinstance(expr, Idx):
            return (index or self._place)(expr)
        if isinstance(expr, Symbol):
            return self.numbers.get(expr.name, expr) if expr.is_integer and expr.is_positive else expr
        if isinstance(expr, Sum):
            return summation(self.of(expr.function, index), *map(self._index, bound(expr)))
        if isinstance(expr, Dependence):
            at = [tuple(self.of(i, index) for i in place) for place in expr.at]
            return Dependence(expr.name, self.of(expr.body, index), tuple(map(self._index, expr.bound)), at)
        return rebuild(expr, [self.of(a, index) for a in expr.args]) if expr.args else expr

    def _index(self, i: Idx) -> Idx:
        return Idx(i.label, (self.of(i.lower), self.of(i.upper)))

    def _place(self, i: Idx) -> Expr:
        ranged = self._index(i)
        return ranged.lower if ranged.lower == ranged.upper else ranged

    def equation(self, equation: Equation) -> Equation:
        """An equation at these sizes."""
        steps = tuple(Step(s.rule, self.of(s.before), self.of(s.after)) for s in equation.steps)
        return replace(equation, lhs=self.of(equation.lhs), rhs=self.of(equation.rhs), steps=steps)

    def system(self, system: System) -> System:
        """A System at these sizes."""
        tensors = (replace(t, axes=tuple(map(self._index, t.axes)), factor=self.of(t.factor)) for t in system.tensors)
        return replace(
            system,
            tensors=tuple(tensors),
            equations=tuple(map(self.equation, system.equations)),
            assumptions=tuple(map(self._assumption, system.assumptions)),
        )

    def _assumption(self, assumption: Assumption) -> Assumption:
        left, right = (self.of(side, self._index) for side in (assumption.lhs, assumption.rhs))
        return Assumption(left, right, assumption.reason)

    def judgement(self, judged: Judgement) -> Judgement:
        """What was found, said of these sizes alone."""
        found = judged.sizes if judged.sizes != "all" else ("",)
        example = judged.counterexample
        return replace(
            judged,
            sizes=tuple(map(self._joined, found)),
            counterexample=replace(example, sizes=self._joined(example.sizes)) if example else None,
            steps=tuple(map(self.judgement, judged.steps)),
            cost=self.judgement(judged.cost) if judged.cost else None,
        )

    def _joined(self, said: str) -> str:
        return ", ".join(part for part in (self.said, said) if part and part != "the sizes given")
