"""What is typeset is read again: every equation proved, in every notation; and mutated ones refuted and repaired.

Run: python tests/benchmarks/round_trip.py [--mutations 100] [--seed 0] [--jobs N] [--verbose]
A mutation changes the LaTeX of one derived equation in one place, by the list in `slips.py`.  It counts where it no
longer holds at random points under the reading of the whole note; then it must be refuted, and its first repair must
be proved and mean what stood there.
"""

import argparse
import os
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from slips import SLIPS, slipped

import symbackprop as sb
from symbackprop.checking.verdicts import Verdict
from symbackprop.layers.network import generic_network
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.proofreader import lexicon_for, read_formulas
from symbackprop.proofreading.sameness import same_meaning
from symbackprop.proofreading.trials.outcomes import Found

NOTATIONS = ("default", "nielsen", "halevy", "ng", "punnen", "coursera", "bishop", "rows")


def networks(batch: str):
    """Networks written as numbers and the generic one, whole batches and one example."""
    two = [sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2")]
    three = [*two, sb.Tanh(), sb.Dense("n_3"), sb.Sigmoid()]
    for stack, cost in (
        ([*two, sb.Softmax()], sb.CrossEntropy()),
        ([*two, sb.Tanh()], sb.Quadratic()),
        (three, sb.Quadratic()),
    ):
        for convention in ("total", "per example"):
            yield sb.backprop(sb.network("n_0", *stack, cost=cost, batch=batch), convention=convention)
        yield sb.backprop(sb.network("n_0", *stack, cost=cost))
    for activation, cost in ((None, None), (sb.Sigmoid(), sb.Quadratic())):
        for own in (batch, None):
            yield sb.backprop(generic_network(activation, None, cost, own))


def documents(notation: str):
    """The equations of some networks in one notation, in both forms, and which of them are derived."""
    for system in networks("rows" if notation == "rows" else "columns"):
        for form in ("matrix", "component"):
            latex = [sb.typeset(e, form=form, notation=notation, system=system) for e in system.equations]
            yield latex, [at for at, e in enumerate(system.equations) if e.steps]


def text_of(equations: list[str]) -> str:
    """A note with a display for each."""
    return "\n\n".join(f"$$\n{latex}\n$$" for latex in equations)


def verdicts(notation: str, equations: list[str]):
    """The report on a note."""
    return sb.check_document(text_of(equations), name=f"{notation}.md")


@lru_cache
def judge_of(note: str) -> Judge:
    """The judge of a note."""
    formulas = read_formulas(read_displays(note, "note.md"))
    judge = Judge(lexicon_for(formulas), formulas, float("inf"))
    judge.election.vote(judge.until)
    return judge


def is_meant_otherwise(equations: list[str], at: int, wrong: str) -> bool:
    """Whether a changed equation can be read and no longer holds, under the reading of the note in which it did."""
    judge = judge_of(text_of(equations))
    before, past = len(text_of(equations[:at])), len(text_of(equations[: at + 1]))
    own = next(f for f in judge.formulas if before <= f.statement.outer[0] < past)
    changed = next((f for f in read_formulas(read_displays(text_of([wrong]), "note.md")) if f.right is not None), None)
    for reading in judge.election.alternatives(own, judge.election.choose(own.number)) if changed is not None else ():
        court = judge.bench.court(own.number, reading)
        if court.trial(own).found is Found.TRUE:
            return court.trial(replace(own, right=changed.right)).found is not Found.TRUE
    return False


def judged(case) -> tuple[str, str, str, str, str]:
    """A mutation: its kind, what was found, the wrong equation, the first repair, the right one."""
    notation, equations, at, kind, wrong = case
    changed = [*equations[:at], wrong, *equations[at + 1 :]]
    report = verdicts(notation, changed)
    before, past = len(text_of(changed[:at])), len(text_of(changed[: at + 1]))
    own = [f for f in report.findings if before <= f.outer[0] < past]
    refuted = [f for f in own if f.verdict is Verdict.REFUTED]
    if not refuted:
        return kind, own[0].verdict.value if own else "not found", wrong, own[0].reason if own else "", equations[at]
    repair = refuted[0].correction
    if repair is None:
        return kind, "refuted, not repaired", wrong, refuted[0].reason, equations[at]
    right = equations[at].partition(r" \qquad")[0]
    same = re.sub(r"\s|\\[;,!]", "", repair.latex) == re.sub(r"\s|\\[;,!]", "", right)
    if not same and not same_meaning(report, repair.latex, right):
        return kind, "repaired to another", wrong, repair.latex, equations[at]
    return kind, f"repaired, {repair.verdict.value}", wrong, repair.latex, equations[at]


def main() -> int:
    """Print a row for every notation, then the mutations by kind."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mutations", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--slips-only", action="store_true")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--verbose", action="store_true")
    given = arguments.parse_args()
    all_notes = [(n, *found) for n in NOTATIONS for found in documents(n)]
    notes = [(n, equations) for n, equations, _ in all_notes] if not given.slips_only else []
    rng = random.Random(given.seed)
    cases = []
    kinds = sorted(SLIPS)
    while len(cases) < given.mutations:
        (notation, equations, derived), kind = rng.choice(all_notes), rng.choice(kinds)
        at = rng.choice(derived)
        wrong = slipped(equations[at], kind, rng)
        if wrong != equations[at] and is_meant_otherwise(equations, at, wrong):
            cases.append((notation, equations, at, kind, wrong))
    with ProcessPoolExecutor(given.jobs) as pool:
        total: Counter = Counter()
        by_notation: dict[str, Counter] = {}
        for (notation, _), report in zip(
            notes, pool.map(verdicts, [n for n, _ in notes], [e for _, e in notes]), strict=True
        ):
            by_notation.setdefault(notation, Counter()).update(f.verdict.value for f in report.findings)
            if given.verbose:
                for f in report.findings:
                    if f.verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
                        print(f"    {notation}: {f.verdict.value} {' '.join(f.latex.split())[:90]}   {f.reason[:90]}")
        for notation, counts in by_notation.items():
            print(f"{notation:10s} " + ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items())))
        by_kind: dict[str, Counter] = {}
        for kind, found, wrong, repair, right in pool.map(judged, cases):
            by_kind.setdefault(kind, Counter())[found] += 1
            total[found] += 1
            if given.verbose and found != "repaired, proved":
                print(f"    {found} ({kind})\n      wrong   {wrong}\n      repair  {repair}\n      right   {right}")
    for kind, counts in sorted(by_kind.items()):
        print(f"{kind:28s} " + ", ".join(f"{count} {found}" for found, count in sorted(counts.items())))
    print(f"{given.mutations} mutations: " + ", ".join(f"{count} {found}" for found, count in total.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
