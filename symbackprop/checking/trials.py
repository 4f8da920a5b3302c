"""Trials at concrete sizes: two expressions evaluated at random points, entry by entry, to 30 digits."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import mpmath
from sympy import Expr, Idx, Indexed, IndexedBase, Symbol

from symbackprop.checking.evaluation import Evaluator, OutsideDomain
from symbackprop.checking.miniatures import Miniature
from symbackprop.checking.points import DIGITS, SPANS, Env, Point, Sizes
from symbackprop.checking.verdicts import Counterexample
from symbackprop.language.indices import free_indices, index_name
from symbackprop.language.systems import System

TOLERANCE = mpmath.mpf(10) ** -30
PLACES = 8
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
            self.tried[sizes] = next(self._evaluators(sizes), None)
        return self.tried[sizes]

    def _evaluators(self, sizes: Sizes) -> Iterator[Evaluator]:
        for span in SPANS:
            evaluator = Evaluator(Point(self.system, sizes, self.seed, span))
            try:
                if self.system.cost:
                    evaluator.entry((self.system.cost, ()))
                yield evaluator
            except OutsideDomain:
                continue

    def compare(self, left: Expr, right: Expr, places: int = PLACES) -> Outcome:
        """Both sides at all sizes to try, at all or some values of the free indices."""
        left, right = self.miniature.of(left), self.miniature.of(right)
        agreed: list[str] = []
        reason = "no sizes at which the statement has an instance"
        with mpmath.workdps(DIGITS):
            for sizes in self.sizes:
                evaluator = self.evaluator(sizes)
                if evaluator is None:
                    reason = "no point was found at which every quantity is real"
                    continue
                found, tried = self._at(evaluator, left, right, places)
                if found:
                    return Outcome(tuple(agreed), found)
                if tried:
                    agreed.append(self.said(sizes))
        return Outcome(tuple(dict.fromkeys(agreed)), None, "" if agreed else reason)

    def _at(self, evaluator: Evaluator, left: Expr, right: Expr, most: int) -> tuple[Counterexample | None, int]:
        spots = evaluator.sizes.places(ordered(free_indices(left) | free_indices(right)))
        if len(spots) > most:
            spots = [spots[0], *Random(self.seed).sample(spots[1:], most - 1)]
        tried = 0
        for env in spots:
            try:
                ours, theirs = evaluator.value(left, env), evaluator.value(right, env)
            except OutsideDomain:
                continue
            tried += 1
            if abs(ours - theirs) > TOLERANCE * max(1, abs(ours), abs(theirs)):
                return self.counterexample(evaluator.sizes, env, ours, theirs), tried
        return None, tried

    def counterexample(self, sizes: Sizes, env: Env, ours: mpmath.mpf, theirs: mpmath.mpf) -> Counterexample:
        """Two values that differ, with the sizes and the entry, 1-based."""
        entry = ", ".join(f"{index_name(i)}={v + (1 if i.lower == 0 else 0)}" for i, v in env.items())
        return Counterexample(self.said(sizes), entry, mpmath.nstr(ours, 12), mpmath.nstr(theirs, 12), self.seed)

    def said(self, sizes: Sizes) -> str:
        """The sizes of a trial in words."""
        return ", ".join(part for part in (str(sizes), self.miniature.said) if part) or "the sizes given"


def ordered(indices: frozenset[Idx]) -> tuple[Idx, ...]:
    """Indices so that those on which a range depends come first."""
    found: list[Idx] = []
    waiting = sorted(indices, key=str)
    while waiting:
        ready = [i for i in waiting if not (free_indices(i) - {i}) & set(waiting)]
        found += ready or waiting
        waiting = [i for i in waiting if i not in found]
    return tuple(found)
