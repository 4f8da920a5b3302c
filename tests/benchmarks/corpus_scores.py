"""How much of a labelled corpus the checker understands, and how often it is right.

Run: python tests/benchmarks/corpus_scores.py CORPUS [DOCUMENT…] [--verbose] [--jobs N] [--seconds S]
CORPUS holds `documents/` and `labels.jsonl`: doc, line, latex, verdict (ok, wrong, definition, ambiguous,
not_math_of_backprop), corrected_latex for wrong ones, in_scope_v1.

    understood    share of ok and wrong labels that get proved, agrees or refuted
    wrong found   share of wrong labels that are refuted
    false alarms  share of ok and definition labels that are refuted
    repair right  share of the refuted wrong ones whose first correction means what the label's does
"""

import argparse
import json
import os
import re
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.report import DocumentReport, Finding

try:
    from symbackprop.proofreading.sameness import same_meaning
except ImportError:
    same_meaning = None

FORGOTTEN = re.compile(
    r"\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag|newline|displaystyle)(?![A-Za-z])"
    r"|\\begin\{array\}(?:\{[lcr|]*\})?|\\(?:begin|end)\{(?:align|equation|array)(?:ed)?\*?\}"
    r"|\\\\(?:\[[^\]]*\])?|[\s&]|\\(?:qquad|quad|;|,|!)"
)
NEAR = 3
"""How many lines behind the place of a label its display may begin."""
JUDGED = (Verdict.PROVED, Verdict.AGREES, Verdict.REFUTED)


@dataclass
class Score:
    """A label, what was found in its place, and the verdict on the whole of it."""

    label: dict
    findings: list[Finding]

    @property
    def verdict(self) -> Verdict | None:
        """A chain is as good as its links; None where nothing was found."""
        found = {f.verdict for f in self.findings}
        for verdict in (Verdict.REFUTED, Verdict.UNDECIDED, Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION):
            if verdict in found:
                return Verdict.AGREES if verdict is Verdict.PROVED and Verdict.AGREES in found else verdict
        return None

    @property
    def wanted(self) -> str:
        """What the label says."""
        return self.label["verdict"]


def bare(latex: str) -> tuple[str, list[int]]:
    """LaTeX without what a labeller may leave out (space, alignment, ends of rows), and where each character stood."""
    kept, at = [], 0
    for gone in FORGOTTEN.finditer(latex):
        kept += range(at, gone.start())
        at = gone.end()
    kept += range(at, len(latex))
    return "".join(latex[i] for i in kept), kept


def label_span(label, displays) -> tuple[int, int] | None:
    """The characters of the file that a label is about."""
    target = bare(label["latex"])[0].rstrip(".,;")
    there = [d for d in displays if d.place.line <= label["line"] <= d.end.line]
    near = (d for d in displays if 0 < d.place.line - label["line"] <= NEAR and target in bare(d.latex.text)[0])
    there = there or list(near)  # whether $ or the \\begin behind it opens a display, labels may say otherwise
    for display in there:
        text, kept = bare(display.latex.text)
        if (at := text.find(target)) >= 0 and target:
            return display.latex.span(kept[at], kept[at + len(target) - 1] + 1)
        if target in bare(display.expanded.text)[0]:
            return display.outer
    return there[0].outer if len(there) == 1 else None


def scores_of(report: DocumentReport, labels) -> list[Score]:
    """Every label with the findings that stand for the most part in its place."""
    displays = read_displays(report.original.text, report.original.name)
    found = []
    for label in labels:
        span = label_span(label, displays)
        inside = [f for f in report.findings if span and _shared(f.outer, span) * 2 > f.outer[1] - f.outer[0]]
        found.append(Score(label, inside))
    return found


def _shared(one: tuple[int, int], other: tuple[int, int]) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def is_repaired(report: DocumentReport, score: Score) -> bool:
    """Whether the first correction is the true one."""
    true = score.label.get("corrected_latex")
    for finding in score.findings:
        if finding.verdict is Verdict.REFUTED and finding.correction and true:
            if same_meaning is not None:
                return bool(same_meaning(report, finding.correction.latex, true))
            return sides(finding.correction.latex) <= sides(true)
    return False


def sides(latex: str) -> set[str]:
    """The sides of a chain, as bare text: a stand-in for meaning."""
    text = re.sub(r"\\(?:cdot|times|left|right)(?![A-Za-z])|[*{}]", "", bare(latex)[0]).rstrip(".,;")
    return {side for side in re.split(r"=|\\approx|\\leftarrow", text) if side}


def counted(report: DocumentReport, scores: list[Score]) -> Counter:
    """The counts that the four shares are made of."""
    count = Counter(findings=len(report.findings), seconds=report.seconds)
    for score in scores:
        judged, refuted = score.verdict in JUDGED, score.verdict is Verdict.REFUTED
        if score.wanted in ("ok", "wrong"):
            count["claims"] += 1
            count["understood"] += judged
        if score.wanted == "wrong":
            count["wrong"] += 1
            count["caught"] += refuted
            count["repaired"] += refuted and is_repaired(report, score)
        if score.wanted in ("ok", "definition"):
            count["right"] += 1
            count["alarms"] += refuted
        if score.wanted == "not_math_of_backprop":
            count["other"] += refuted
    return count


def share(count: Counter, part: str, whole: str) -> str:
    """A share in percent, with its two counts."""
    percent = f"{100 * count[part] / count[whole]:5.1f}%" if count[whole] else "     –"
    return f"{percent} {count[part]:>3}/{count[whole]:<3}"


def line(name: str, count: Counter) -> str:
    """One row of the table."""
    shares = (("understood", "claims"), ("caught", "wrong"), ("alarms", "right"), ("repaired", "caught"))
    return f"{name[:34]:34s} " + "  ".join(share(count, *pair) for pair in shares) + f"  {count['seconds']:6.1f}"


def misses(report: DocumentReport, scores: list[Score]):
    """What went wrong, a line for each label."""
    for score in scores:
        verdict, wanted = score.verdict, score.wanted
        why = ""
        if wanted in ("ok", "wrong") and verdict not in JUDGED:
            why = "not understood"
        elif wanted == "wrong" and verdict is not Verdict.REFUTED:
            why = "MISSED"
        elif wanted in ("ok", "definition", "not_math_of_backprop") and verdict is Verdict.REFUTED:
            why = "FALSE ALARM"
        elif wanted == "wrong" and not is_repaired(report, score):
            why = "repair not right"
        if why:
            yield f"  {score.label['line']}: {why} ({wanted} → {verdict.value if verdict else 'nothing found'})"
            yield f"      label    {' '.join(score.label['latex'].split())[:150]}"
            yield from _details(score, why)


def _details(score: Score, why: str):
    for finding in score.findings:
        shown = finding.verdict not in (Verdict.PROVED, Verdict.AGREES) or why == "MISSED"
        if shown and (finding.verdict is not Verdict.DEFINITION or why != "FALSE ALARM"):
            yield f"      {finding.verdict.value:<10} {' '.join(finding.latex.split())[:110]}   {finding.reason[:200]}"
            if finding.correction:
                yield f"      repair   {finding.correction.latex[:110]}"
    if score.label.get("corrected_latex"):
        yield f"      true     {' '.join(score.label['corrected_latex'].split())[:150]}"


def cause(reason: str) -> str:
    """A reason without what it is about, to be counted."""
    return re.sub(r"'[^']*'|`[^`]*`|\"[^\"]*\"", "…", reason).split("\n")[0][:100] or "no reason given"


def checked(path: Path, seconds: float | None) -> DocumentReport:
    """One document."""
    options = {} if seconds is None else {"seconds": seconds}
    return proofread(path.read_text(encoding="utf-8"), path.name, **options)


def main() -> int:
    """Print a row for every document, the totals, what is undecided by cause; --verbose lists every miss."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("documents", nargs="*", help="only those whose name begins so")
    arguments.add_argument("--verbose", action="store_true")
    arguments.add_argument("--out-of-scope", action="store_true", help="score the labels outside the scope too")
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments.add_argument("--seconds", type=float)
    given = arguments.parse_args()
    by_document = defaultdict(list)
    for text in (given.corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(text)
        chosen = not given.documents or label["doc"].startswith(tuple(given.documents))
        if chosen and (label["in_scope_v1"] or given.out_of_scope):
            by_document[label["doc"]].append(label)
    total, causes = Counter(), Counter()
    begin = time.perf_counter()
    heads = ("understood", "wrong found", "false alarms", "repair right")
    print(f"{'document':34s} " + "  ".join(f"{head:^14s}" for head in heads) + "  seconds")
    paths = [given.corpus / "documents" / name for name in by_document]
    with ProcessPoolExecutor(given.jobs) as pool:
        reports = pool.map(checked, paths, [given.seconds] * len(paths))
        for (name, labels), report in zip(by_document.items(), reports, strict=True):
            scores = scores_of(report, labels)
            count = counted(report, scores)
            total += count
            claimed = [s for s in scores if s.wanted in ("ok", "wrong")]
            undecided = (f for s in claimed for f in s.findings if f.verdict is Verdict.UNDECIDED)
            causes.update(cause(f.reason) for f in undecided)
            causes["nothing found in the place of the label"] += sum(not s.findings for s in claimed)
            print(line(name, count), flush=True)
            if given.verbose:
                print("\n".join(misses(report, scores)))
    print(line("TOTAL", total))
    print("aim on unseen documents                >= 90%          >= 85%          <= 0.5%         >= 80%")
    print(f"{total['findings']} statements in {time.perf_counter() - begin:.1f} s", end="; ")
    print(f"refuted though no mathematics of backpropagation: {total['other']}")
    if same_meaning is None:
        print("repairs are compared as text only")
    print("\nundecided statements of ok and wrong labels, by cause:")
    for reason, number in causes.most_common(40):
        print(f"{number:>5}  {reason}" if number else "", end="\n" if number else "")
    return 0


if __name__ == "__main__":
    sys.exit(main())
