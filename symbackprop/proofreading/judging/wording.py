"""What a finding says of a trial: the verdict, the reason in the letters of a document, numbers to check it by."""

import re
from dataclasses import replace

import numpy as np

from symbackprop.checking.verdicts import Counterexample, Verdict
from symbackprop.proofreading.judging.other_costs import Held
from symbackprop.proofreading.mending.corrections import Mended
from symbackprop.proofreading.numeric.ledger import Line
from symbackprop.proofreading.readings.alternatives import described
from symbackprop.proofreading.reports.report import Finding
from symbackprop.proofreading.trials.outcomes import Trial
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.vocabulary.values import Array, Unclear, close, plain
from symbackprop.proofreading.worlds.world import World

GIVEN, BEFORE = "a number that is given", "computed from the numbers before"
_SHAPE = re.compile(r"\d+(?= ×)|(?<=× )\d+")


def with_repair(finding: Finding, mended: Mended | None) -> Finding:
    """A finding with its repair, where there is one."""
    return finding if mended is None else replace(finding, correction=mended.correction, marked=mended.marked)


def of_numbers(finding: Finding, line: Line) -> Finding:
    """What a line of numbers comes to."""
    if line.holds:
        how = line.how or "computed again from the printed numbers"
        return replace(finding, verdict=Verdict.AGREES, reason=how)
    if line.holds is None:
        if line.is_given:
            return replace(finding, verdict=Verdict.DEFINITION, reason=GIVEN)
        return replace(finding, reason="not all numbers for this are given")
    counterexample = None
    if line.left is not None and line.right is not None:
        counterexample = Counterexample("", "", _shown(line.left.value), _shown(line.right.value))
    return replace(finding, verdict=Verdict.REFUTED, reason=BEFORE, counterexample=counterexample)


def agreeing(finding: Finding, trial: Trial, reading: Reading) -> Finding:
    """What holds in numbers, and is not proved."""
    what = f"equal at random points, to 7 digits{', ' + trial.how if trial.how else ''}"
    return replace(finding, verdict=Verdict.AGREES, reason=what, reading=described(reading), sizes=_sizes(reading))


def agreeing_otherwise(finding: Finding, held: Held) -> Finding:
    """What holds with something else than what is in force."""
    reason = f"equal at random points, to 7 digits, with {held.cost}"
    return replace(finding, verdict=Verdict.AGREES, reason=reason, reading=described(held.reading))


def failing(finding: Finding, trial: Trial, world: World, otherwise: str) -> Finding:
    """What fails in a world, with its counterexample; `otherwise` is the reason where the trial has none."""
    reading, counterexample = world.reading, None
    reason = _in_names(trial.reason, world)
    if trial.left is not None and trial.right is not None:
        try:
            left, right = plain(trial.left), plain(trial.right)
            if trial.is_misfit:
                reason = "the sides have different shapes"
            at = _where(left, right)
            counterexample = Counterexample("; ".join(_sizes(reading)), trial.at, _shown(left, at), _shown(right, at))
        except Unclear:
            reason = reason or "the sides differ"
    return replace(
        finding,
        verdict=Verdict.REFUTED,
        reason=reason or otherwise,
        counterexample=counterexample,
        reading=described(reading),
        sizes=_sizes(reading),
    )


def _in_names(reason: str, world: World) -> str:
    """A reason with the shapes in letters: n_1 × m for 5 × 7."""
    reading = world.reading
    if not world.habits.has_layers or reading.units:
        return reason
    names = {str(world.width(layer)): f"n_{layer}" for layer in range(reading.first, world.last + 1)}
    names |= {str(reading.examples): "m"} if reading.examples > 1 else {}
    return _SHAPE.sub(lambda found: names.get(found[0], found[0]), reason)


def _sizes(reading: Reading) -> tuple[str, ...]:
    return (f"m = {reading.examples}, L = {reading.depth}",)


def _where(left: Array, right: Array) -> int:
    """The entry to show of two arrays: the first, or where that is the same in both, the one that differs most."""
    if left.shape != right.shape or not left.size or not close(left.reshape(-1)[:1], right.reshape(-1)[:1]):
        return 0
    return int(np.argmax(np.abs(left - right)))


def _shown(value: Array, at: int = 0) -> str:
    if value.size == 1:
        return f"{value.reshape(()).real:.6g}"
    before = "…, " if at else ""
    return f"{' × '.join(map(str, value.shape))}: {before}{value.reshape(-1)[at].real:.6g}, …"
