"""How much is understood of notes as people write them, and which of their choices costs understanding.

Run: python tests/benchmarks/usual_notes.py [SEEDS] [--first 0] [--jobs N] [--slips] [--show SEED] [--verbose]
Every note is random: its style (`notes_of`), its letters, its forms and what it leaves out are drawn each by itself.
Printed: the share of the claims that are proved or agree, by style, then by choice where it is below that of the style
by more than 7 points; alarms, that is, right lines that are refuted.  With --slips one claim of each note is wrong:
printed is how many are refuted, and repaired to what stood there, by kind.
"""

import argparse
import os
import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from corpus_scores import Score, is_repaired, scores_of
from notes_of import note_of
from notes_of.note import Note
from notes_of.slips import slipped

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

GOOD = (Verdict.PROVED, Verdict.AGREES)
FEW, LOWER = 15, 0.07  # claims of a choice below which a share says little; how much lower is told


@dataclass(frozen=True)
class Line:
    """What was said of a line of a note, and what would have been right."""

    latex: str
    wanted: str
    verdict: Verdict | None
    reason: str
    repair: str
    repaired: bool


@dataclass(frozen=True)
class Reading:
    """A note after its reading; `slip` is the kind of the slip, and what stood there before it."""

    seed: int
    style: str
    choices: dict[str, Any]
    lines: list[Line]
    seconds: float
    slip: tuple[str, str] = ("", "")


def read(note: Note, name: str, true: str = "") -> tuple[list[Line], float]:
    """What is said of each line; `true` is what the wrong one should be."""
    labels = [{**label, "corrected_latex": true} for label in note.labels()]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = proofread(note.text, name)
        found = [
            line_of(score, score.wanted == "wrong" and is_repaired(report, score))
            for score in scores_of(report, labels)
        ]
    return found, report.seconds


def line_of(score: Score, repaired: bool) -> Line:
    """A score with the reason of its verdict."""
    finding = next((f for f in score.findings if f.verdict is score.verdict), None)
    repair = next((f.correction.latex for f in score.findings if f.correction), "")
    reason = finding.reason if finding else "nothing found"
    return Line(score.label["latex"], score.wanted, score.verdict, reason, repair, repaired)


def right_note(seed: int) -> Reading:
    """A note without slips."""
    style, note = note_of(seed)
    return Reading(seed, style, note.choices, *read(note, f"{seed}.md"))


def wrong_note(seed: int) -> Reading | None:
    """A note with one slip; None where there is nothing to slip in."""
    style, note = note_of(seed)
    made = slipped(note, random.Random(seed))
    if made is None:
        return None
    kind, true, wrong = made
    return Reading(seed, style, note.choices, *read(wrong, f"{seed}.md", true), slip=(kind, true))


def print_alarms(readings: Iterable[Reading]) -> None:
    """Every right line that is refuted."""
    right = ((reading.seed, line) for reading in readings for line in reading.lines if line.wanted != "wrong")
    alarms = [(seed, line) for seed, line in right if line.verdict is Verdict.REFUTED]
    for seed, line in alarms:
        print(f"ALARM {seed}  {line.latex}  | {line.reason[:150]}")
    print(f"{len(alarms)} alarms")


def print_shares(readings: list[Reading], verbose: bool) -> None:
    """Understood claims by style and by choice."""
    good, every = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for reading in readings:
        for line in reading.lines:
            if line.wanted == "ok":
                choices = [(reading.style, name, str(value)) for name, value in reading.choices.items()]
                for key in [(), (reading.style,), *choices]:
                    every[key] += 1
                    good[key] += line.verdict in GOOD
                if verbose and line.verdict not in GOOD:
                    print(f"{reading.seed} {reading.style}: {line.latex}  | {line.reason[:150]}")
    share = {key: good[key] / every[key] for key in every}
    for key in sorted((key for key in every if len(key) < 2), key=lambda key: (-len(key), share[key])):
        print(f"{100 * share[key]:5.1f}%  {good[key]:4d}/{every[key]:<4d}  {key[0] if key else 'all'}")
    low = [key for key in every if len(key) == 3 and every[key] >= FEW and share[key] < share[key[:1]] - LOWER]
    for key in sorted(low, key=lambda key: (key[0], share[key])):
        print(f"{100 * share[key]:5.1f}%  {good[key]:4d}/{every[key]:<4d}  {key[0]}: {key[1]} {key[2]}")
    slowest = max(readings, key=lambda reading: reading.seconds)
    print(f"{sum(r.seconds for r in readings):.1f} s, the slowest {slowest.seconds:.1f} s (seed {slowest.seed})")


def print_slips(readings: list[Reading], verbose: bool) -> None:
    """Slips that are refuted and repaired, by kind."""
    count: Counter[tuple[str, str]] = Counter()
    for reading in readings:
        kind, true = reading.slip
        for line in (line for line in reading.lines if line.wanted == "wrong"):
            refuted = line.verdict is Verdict.REFUTED
            for key in (kind, "all"):
                count.update({(key, "made"): 1, (key, "found"): refuted, (key, "repaired"): line.repaired})
            if verbose and not line.repaired:
                print(f"{'not repaired' if refuted else 'MISSED'} {reading.seed} {reading.style}, {kind}: {line.latex}")
                print(f"    right   {true}\n    repair  {line.repair}\n    reason  {line.reason[:150]}")
    for kind in dict.fromkeys(kind for kind, _ in sorted(count, key=lambda key: (key[0] == "all", key))):
        made, found, repaired = (count[kind, what] for what in ("made", "found", "repaired"))
        print(f"{kind:10s} found {found}/{made}, repaired {repaired}")


def show(seed: int, with_slip: bool) -> None:
    """Print the note of a seed and what was drawn for it."""
    style, note = note_of(seed)
    made = slipped(note, random.Random(seed)) if with_slip else None
    if made:
        kind, true, note = made
        print(f"a slip ({kind}): instead of {true}\n")
    print(f"{style}: {', '.join(f'{name} {value}' for name, value in note.choices.items())}\n\n{note.text}")


def main() -> int:
    """Print the shares."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("seeds", type=int, nargs="?", default=60, help="how many notes")
    arguments.add_argument("--first", type=int, default=0)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--slips", action="store_true", help="with one slip in each note")
    arguments.add_argument("--show", type=int, metavar="SEED", help="print a note instead")
    arguments.add_argument("--verbose", action="store_true", help="every line that is not understood")
    given = arguments.parse_args()
    if given.show is not None:
        show(given.show, given.slips)
        return 0
    with ProcessPoolExecutor(given.jobs) as pool:
        every = pool.map(wrong_note if given.slips else right_note, range(given.first, given.first + given.seeds))
        readings = [reading for reading in every if reading]
    print_alarms(readings)
    (print_slips if given.slips else print_shares)(readings, given.verbose)
    return 0


if __name__ == "__main__":
    sys.exit(main())
