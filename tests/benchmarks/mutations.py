"""Slips of the pen in true equations: each that changes the meaning is refuted, and repaired to what stood there.

Run: python tests/benchmarks/mutations.py [--mutations 100] [--seed 0] [--jobs N] [--verbose]
The notes are derived networks, typeset in several notations, and notes as people write them.  A slip is one small edit
of the right side of an equation that is found true as it stands; those that leave it true are not counted.
"""

import argparse
import os
import random
import sys
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from round_trip import NOTATIONS, documents, text_of

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.parsing.latex.refusal import NotUnderstood
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.mending.edits import KINDS
from symbackprop.proofreading.mending.sides import Side
from symbackprop.proofreading.proofreader import lexicon_for, proofread, read_formulas
from symbackprop.proofreading.sameness import same_meaning
from symbackprop.proofreading.trials.outcomes import Found

NOTES = (
    r"""$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$
$$a^{[l]} = g(z^{[l]})$$
$$\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$$
$$\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g'(z^{[l]})$$
$$\frac{\partial C}{\partial W^{[l]}} = \delta^{[l]} a^{[l-1]T}$$
$$\frac{\partial C}{\partial b^{[l]}} = \delta^{[l]}$$
$$\frac{\partial C}{\partial a^{[l-1]}} = W^{[l]T} \delta^{[l]}$$
""",
    r"""$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$$
$$a^l_j = \sigma(z^l_j)$$
$$\delta^l_j = \frac{\partial C}{\partial z^l_j}$$
$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$$
$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$
$$\frac{\partial C}{\partial b^l_j} = \delta^l_j$$
$$\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j$$
""",
    r"""$$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$
$$A^{[l]} = g^{[l]}(Z^{[l]})$$
$$dZ^{[l]} = dA^{[l]} * g^{[l]'}(Z^{[l]})$$
$$dW^{[l]} = \frac{1}{m} dZ^{[l]} A^{[l-1]T}$$
$$db^{[l]} = \frac{1}{m} np.sum(dZ^{[l]}, axis=1, keepdims=True)$$
$$dA^{[l-1]} = W^{[l]T} dZ^{[l]}$$
""",
)


def notes() -> list[str]:
    """All notes: those that people write twice as often."""
    typeset = [text_of(latex) for notation in NOTATIONS for latex, _ in list(documents(notation))[:2]]
    return [*NOTES * 5, *typeset]


@lru_cache
def judge_of(note: str) -> Judge:
    """The judge of a note."""
    formulas = read_formulas(read_displays(note, "note.md"))
    judge = Judge(lexicon_for(formulas), formulas, float("inf"))
    judge.election.vote(judge.until)
    return judge


def true_ones(judge: Judge):
    """The claims that hold, each with the court in which they do; no definitions."""
    for formula in judge.claims:
        if formula.number in judge.by_number:
            continue
        for reading in judge.election.alternatives(formula, judge.election.choose(formula.number)):
            court = judge.bench.court(formula.number, reading)
            if court.trial(formula).found is Found.TRUE:
                yield formula, court
                break


def slipped(note: str, rng: random.Random):
    """A slip: its kind, the note with it, where, the equation before and after; None where there is none."""
    judge = judge_of(note)
    chosen = list(true_ones(judge))
    if not chosen:
        return None
    formula, court = rng.choice(chosen)
    kind = rng.choice(KINDS)
    side = Side(formula.statement.right.text, formula.right, formula.left, judge.mender.spellings)
    slips = list(kind.find(side))
    if not slips:
        return None
    text = side.text
    for start, end, written in sorted(rng.choice(slips).changes, reverse=True):
        text = text[:start] + written + text[end:]
    try:
        tree = read_formula(text, judge.mender.words)
    except NotUnderstood:
        return None
    if court.trial(replace(formula, right=tree)).found is not Found.FALSE:
        return None
    start, end = formula.statement.right.span()
    left = formula.statement.left.text
    changed = note[:start] + text + note[end:]
    return kind.name, changed, formula.statement.outer[0], f"{left} = {side.text}", f"{left} = {text}"


def judged(case):
    """What becomes of a slip."""
    kind, note, at, right, wrong = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = proofread(note, "note.md")
    finding = next(f for f in report.findings if f.outer[0] == at)
    repair = finding.correction.latex if finding.correction else ""
    found = finding.verdict.value
    if finding.verdict is Verdict.REFUTED:
        if not repair:
            found = "not repaired"
        elif "".join(repair.split()) == "".join(right.split()):
            found = "repaired to what stood there"
        else:
            found = "repaired to the same" if same_meaning(report, repair, right) else "repaired to another"
    return kind, found, wrong, repair or finding.reason, right


def main() -> int:
    """Print the outcomes by kind."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mutations", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--verbose", action="store_true")
    given = arguments.parse_args()
    rng, cases, every = random.Random(given.seed), [], notes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        while len(cases) < given.mutations:
            case = slipped(rng.choice(every), rng)
            if case is not None and case not in cases:
                cases.append(case)
    total, by_kind = Counter(), {}
    with ProcessPoolExecutor(given.jobs) as pool:
        for kind, found, wrong, repair, right in pool.map(judged, cases):
            total[found] += 1
            by_kind.setdefault(kind, Counter())[found] += 1
            if given.verbose and found not in ("repaired to what stood there", "repaired to the same"):
                print(f"  {found} ({kind})\n    wrong   {wrong}\n    repair  {repair}\n    right   {right}")
    for kind, counts in sorted(by_kind.items()):
        print(f"{kind:28s} " + ", ".join(f"{count} {found}" for found, count in counts.most_common()))
    print(f"{given.mutations} slips: " + ", ".join(f"{count} {found}" for found, count in total.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
