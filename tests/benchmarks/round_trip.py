"""What is typeset is read again: every equation proved, in every notation; and mutated ones refuted and repaired.

Run: python tests/benchmarks/round_trip.py [--mutations 100] [--seed 0] [--verbose]
A mutation changes the LaTeX of one derived equation in one place: a transpose, a factor 1/m, a sign, the prime of a
derivative, a layer, ⊙, the order of a product.  It must be refuted, and its first repair must be what stood there.
"""

import argparse
import os
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import symbackprop as sb
from symbackprop.checking.verdicts import Verdict

NOTATIONS = ("default", "nielsen", "halevy", "ng", "punnen", "coursera", "bishop", "rows")
TRANSPOSES = r"\^\{(?:\\mathsf\{T\}|\\mathrm\{T\}|T|\\top)\}"
MUTATIONS = {
    "a transpose less": (TRANSPOSES, ""),
    "a transpose less in a layer": (r"(\][^\]{}]{0,2}|\))(?:\\mathsf\{T\}|T)\}", r"\1}"),
    "a factor 1/m less": (r"\\frac\{1\}\{m\} ?", ""),
    "a factor 1/m more": (r"= ", r"= \\frac{1}{m} "),
    "another sign": (r"= ", r"= -"),
    "minus for plus": (r" \+ ", " - "),
    "plus for minus": (r" - ", " + "),
    "a derivative less": (r"(\\sigma|\\tanh|g|h)'", r"\1"),
    "another layer": (r"\[2\]", "[1]"),
    "one layer up": (r"\(1\)", "(2)"),
    "a product for ⊙": (r" \\odot ", " "),
    "another order": (r"(\\delta\^\S+) (\S+)$", r"\2 \1"),
}  # fmt: skip


def documents(notation: str):
    """The equations of some networks in one notation, and which of them are derived."""
    batch = "rows" if notation == "rows" else "columns"
    two = [sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2")]
    for stack, cost in (([*two, sb.Softmax()], sb.CrossEntropy()), ([*two, sb.Tanh()], sb.Quadratic())):
        for convention in ("total", "per example"):
            net = sb.network("n_0", *stack, cost=cost, batch=batch)
            system = sb.backprop(net, convention=convention)
            latex = [sb.typeset(e, form="matrix", notation=notation, system=system) for e in system.equations]
            yield latex, [at for at, e in enumerate(system.equations) if e.steps]


def text_of(equations: list[str]) -> str:
    """A note with a display for each."""
    return "\n\n".join(f"$$\n{latex}\n$$" for latex in equations)


def verdicts(notation: str, equations: list[str]):
    """The report on a note."""
    return sb.check_document(text_of(equations), name=f"{notation}.md")


def mutated(latex: str, kind: str, rng: random.Random) -> str:
    """The equation with one change on its right side, where there is a place for it."""
    pattern, replacement = MUTATIONS[kind]
    start = latex.find("=")
    places = [m for m in re.finditer(pattern, latex) if m.start() >= start]
    if not places:
        return latex
    place = rng.choice(places)
    return latex[: place.start()] + place.expand(replacement) + latex[place.end() :]


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
    latex = repair.latex if repair else ""
    same = re.sub(r"\s|\\[;,!]", "", latex) == re.sub(r"\s|\\[;,!]", "", equations[at])
    return kind, "repaired" if same else "refuted", wrong, latex, equations[at]


def main() -> int:
    """Print a row for every notation, then the mutations by kind."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mutations", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--verbose", action="store_true")
    given = arguments.parse_args()
    all_notes = [(n, *found) for n in NOTATIONS for found in documents(n)]
    notes = [(n, equations) for n, equations, _ in all_notes]
    rng = random.Random(given.seed)
    cases = []
    while len(cases) < given.mutations:
        (notation, equations, derived), kind = rng.choice(all_notes), rng.choice(sorted(MUTATIONS))
        at = rng.choice(derived)
        wrong = mutated(equations[at], kind, rng)
        if wrong != equations[at]:
            cases.append((notation, equations, at, kind, wrong))
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        total: Counter = Counter()
        by_notation: dict[str, Counter] = {}
        for (notation, _), report in zip(notes, pool.map(verdicts, *zip(*notes, strict=True)), strict=True):
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
            if given.verbose and found != "repaired":
                print(f"    {found} ({kind})\n      wrong   {wrong}\n      repair  {repair}\n      right   {right}")
    for kind, counts in sorted(by_kind.items()):
        print(f"{kind:28s} " + ", ".join(f"{count} {found}" for found, count in sorted(counts.items())))
    refuted = total["refuted"] + total["repaired"]
    print(f"{given.mutations} mutations: {refuted} refuted, {total['repaired']} repaired to what stood there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
