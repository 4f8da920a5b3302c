"""Trials at concrete sizes: two expressions evaluated at random points, entry by entry, to 30 digits."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

import mpmath
from sympy import Expr, Idx, Indexed, IndexedBase, Symbol

from symbackprop.checking.evaluation import Evaluator, OutsideDomain
from symbackprop.checking.miniatures import Miniature
from symbackprop.checking.points import DIGITS, SPANS, WIDE, Env, Point, Sizes
from symbackprop.checking.verdicts import Counterexample
from symbackprop.language.indices import free_indices, index_name
from symbackprop.language.systems import System

TOLERANCE = mpmath.mpf(10) ** -30
PLACES = 8
MANY = 64
DISTINCT = (3, 2, 5, 4, 7, 6)


@dataclass(frozen=True)
class Outcome:
    """What trials found: the sizes at which both sides agreed, a counterexample, or why there was no trial."""

    sizes: tuple[str, ...] = ()
    counterexample: Counterexample | None = None
    reason: str = ""


def sizes_to_try(system: System) -> list[Sizes]:
    """Small sizes first: all 1, all equal, all different."""
    names = sorted({s.name for s in system.sizes} | {s.name for e in system.equations for s in _sizes_in(e.rhs)})
    if is_generic(system):
        others = [n for n in names if n != "L"]
        return [_generic(others, depth, equal) for depth in (1, 2, 3) for equal in (True, False)]
    if not names:
        return [Sizes()]
    numbers = [[1] * len(names), [2] * len(names), [DISTINCT[n % len(DISTINCT)] for n in range(len(names))]]
    return [Sizes(tuple(zip(names, values, strict=True))) for values in numbers]


def _sizes_in(expr: Expr) -> set[Symbol]:
    heads = {e.base.label for e in expr.atoms(Indexed)}
    labels = {i.label for i in expr.atoms(Idx)}
    found = {s for s in expr.atoms(Symbol) if s.is_integer and s.is_positive and not isinstance(s, Idx)}
    return found - heads - labels


def is_generic(system: System) -> bool:
    """Whether widths are n[l]."""
    return any(i.upper.has(IndexedBase) or i.upper.has(Indexed) for t in system.tensors for i in t.axes)


def _generic(others: list[str], depth: int, equal: bool) -> Sizes:
    widths = (2,) * (depth + 1) if equal else (3, 2, 4, 2)[: depth + 1]
    return Sizes((("L", depth), *((n, 2) for n in others)), widths)


class Trials:
    """Evaluates statements about one System at random points."""

    def __init__(self, system: System, seed: int = 0) -> None:
        self.miniature = Miniature(system)
        self.system, self.seed = self.miniature.system, seed
        self.sizes = sizes_to_try(self.system)
        self.tried: dict[Sizes, Evaluator | None] = {}

    def evaluator(self, sizes: Sizes) -> Evaluator | None:
        """An evaluator at a point where every quantity is real, or None."""
        if sizes not in self.tried:
            points = (Point(self.system, sizes, self.seed, span) for span in SPANS)
            self.tried[sizes] = next(filter(None, map(self._honest, points)), None)
        return self.tried[sizes]

    def _honest(self, point: Point) -> Evaluator | None:
        """An evaluator at a point, unless the cost is not real there."""
        evaluator = Evaluator(point)
        try:
            if self.system.cost:
                evaluator.entry((self.system.cost, ()))
        except OutsideDomain:
            return None
        return evaluator

    def _evaluators(self, sizes: Sizes, many: int) -> Iterator[Evaluator]:
        """Evaluators at several points, of both signs, near 0 and not; the same for the same seed."""
        first = self.evaluator(sizes)
        if first is None:
            return
        yield first
        for n in range(1, many):
            point = Point(self.system, sizes, self.seed + n, WIDE if n % 2 else SPANS[n // 2 % len(SPANS)])
            more = self._honest(point)
            if more is not None:
                yield more

    def compare(self, left: Expr, right: Expr, most: int | None = None) -> Outcome:
        """Both sides at all sizes to try (or the first `most`), at all or some values of the free indices.

        Where there are few such values, several points are tried.  A counterexample is brought to smaller sizes as
        long as it stays one.
        """
        left, right = self.miniature.of(left), self.miniature.of(right)
        agreed: list[str] = []
        reason = "no sizes at which the statement has an instance"
        with mpmath.workdps(DIGITS):
            for sizes in self.sizes[:most]:
                if self.evaluator(sizes) is None:
                    reason = "no point was found at which every quantity is real"
                    continue
                found, tried = self._at(sizes, left, right)
                if found:
                    return Outcome(tuple(agreed), self._smallest(sizes, found, left, right))
                if tried:
                    agreed.append(self.said(sizes))
        return Outcome(tuple(dict.fromkeys(agreed)), None, "" if agreed else reason)

    def _at(self, sizes: Sizes, left: Expr, right: Expr) -> tuple[Counterexample | None, int]:
        """(the first counterexample at these sizes, how many places were compared)."""
        spots = sizes.places(ordered(free_indices(left) | free_indices(right)))
        tried = 0
        for evaluator in self._evaluators(sizes, PLACES // max(1, len(spots)) or 1):
            for env in _some(spots, self.seed):
                found = self._compared(evaluator, env, left, right)
                if found is None:
                    continue
                tried += 1
                if found:
                    first = (self._compared(evaluator, e, left, right) for e in spots[:MANY])
                    return next((f for f in first if f), found), tried
        return None, tried

    def _compared(
        self, evaluator: Evaluator, env: Env, left: Expr, right: Expr
    ) -> Counterexample | Literal[False] | None:
        """The counterexample at one place, False where both sides agree, None where they have no value."""
        try:
            ours, theirs = evaluator.value(left, env), evaluator.value(right, env)
        except OutsideDomain:
            return None
        if abs(ours - theirs) <= TOLERANCE * max(1, abs(ours), abs(theirs)):
            return False
        return self.counterexample(evaluator, env, ours, theirs)

    def _smallest(self, sizes: Sizes, found: Counterexample, left: Expr, right: Expr) -> Counterexample:
        """The counterexample at sizes of which none can be made smaller by one."""
        for position, (name, value) in enumerate(sizes.numbers):
            if value > 1 and not sizes.widths:
                fewer = (*sizes.numbers[:position], (name, value - 1), *sizes.numbers[position + 1 :])
                smaller = self._at(Sizes(fewer), left, right)[0]
                if smaller:
                    return self._smallest(Sizes(fewer), smaller, left, right)
        return found

    def counterexample(self, evaluator: Evaluator, env: Env, ours: mpmath.mpf, theirs: mpmath.mpf) -> Counterexample:
        """Two values that differ, with the sizes and the entry, 1-based."""
        entry = ", ".join(f"{index_name(i)}={v + (1 if i.lower == 0 else 0)}" for i, v in env.items())
        left, right = (mpmath.nstr(mpmath.chop(value, TOLERANCE), 12) for value in (ours, theirs))
        return Counterexample(self.said(evaluator.sizes), entry, left, right, evaluator.point.seed)

    def said(self, sizes: Sizes) -> str:
        """The sizes of a trial in words."""
        return ", ".join(part for part in (str(sizes), self.miniature.said) if part) or "the sizes given"


def _some(spots: list[Env], seed: int) -> list[Env]:
    """The first place, and some others where there are many."""
    return spots if len(spots) <= PLACES else [spots[0], *Random(seed).sample(spots[1:], PLACES - 1)]


def ordered(indices: frozenset[Idx]) -> tuple[Idx, ...]:
    """Indices so that those on which a range depends come first."""
    found: list[Idx] = []
    waiting = sorted(indices, key=str)
    while waiting:
        ready = [i for i in waiting if not (free_indices(i) - {i}) & set(waiting)]
        found += ready or waiting
        waiting = [i for i in waiting if i not in found]
    return tuple(found)
