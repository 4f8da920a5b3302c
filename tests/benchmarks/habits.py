r"""Does it matter how a note is written?   python tests/benchmarks/habits.py [NOTES] [--seed 0] [--show]

Right notes are put together at random from the habits that authors have (`habit_notes.py`, `habit_chains.py`).
Printed: what is said of all claims, and the habits that stand in notes that are not understood throughout more often
than in others.
"""

import argparse
from collections import Counter

from habit_chains import KINDS
from habit_notes import Chance

from symbackprop.proofreading.proofreader import proofread


def main() -> None:
    """Write the notes, have them read, and print what is said of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notes", nargs="?", type=int, default=40, help="how many notes of each kind")
    parser.add_argument("--seed", type=int, default=0, help="of the first note")
    parser.add_argument("--kind", choices=KINDS, help="only this kind")
    parser.add_argument("--show", action="store_true", help="print the notes that are not understood")
    options = parser.parse_args()
    verdicts: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for kind, write in KINDS.items():
        for seed in range(options.seed, options.seed + options.notes) if options.kind in (None, kind) else ():
            chosen: dict[str, str] = {}
            text = write(Chance(seed, chosen))
            report = proofread(text, "note.md")
            found = Counter(f.verdict.value for f in report.findings)
            verdicts += found
            used = [f"{kind}: {name} {choice}" for name, choice in chosen.items()]
            everywhere.update(used)
            if found["undecided"] or found["refuted"]:
                lost.update(used)
                print(f"{kind} {seed}: {dict(found)}  {'  '.join(f'{h} {c}' for h, c in chosen.items())}", flush=True)
                for finding in report.findings if options.show else ():
                    print(f"   {finding.verdict.value:10s} {finding.latex.strip()}   {finding.reason}")
    print("all:", dict(verdicts))
    often = sorted(lost, key=lambda used: (-lost[used] / everywhere[used], -lost[used]))
    for habit in often[:20]:
        print(f"  {habit}: {lost[habit]} of {everywhere[habit]} notes with it are not understood throughout")


if __name__ == "__main__":
    main()
