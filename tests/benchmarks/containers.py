"""How many labelled equations of a corpus are found at their lines, and how many are cut where the label is cut.

Run: python tests/benchmarks/containers.py CORPUS [--missed]
CORPUS holds `documents/` and `labels.jsonl` (doc, line, latex, for notebooks cell and cell_line).
"""

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

from symbackprop.parsing.containers.reading import read_displays
from symbackprop.parsing.containers.split import split_display

SIGNS = {"←": "\\leftarrow", "≡": "\\equiv", "≈": "\\approx", "→": "\\rightarrow", "∈": "\\in", "≠": "\\neq"}


def bare(latex):
    """LaTeX without what a labeller may leave out: space, alignment, ends of rows, final punctuation."""
    latex = re.sub(r"\\(?:tag|label)\*?\{[^{}]*\}|\\(?:nonumber|notag|newline|displaystyle)(?![A-Za-z])", "", latex)
    latex = re.sub(r"\\begin\{array\}(?:\{[lcr|]*\})?|\\(?:begin|end)\{(?:align|equation|array)(?:ed)?\*?\}", "", latex)
    latex = re.sub(r"\\\\(?:\[[^\]]*\])?|[\s&]|\\(?:qquad|quad|;|,|!)", "", latex)
    return latex.rstrip(".,;")


def statements_of(display):
    """Every run of statements, with what is said beside them, as bare text: as read, and as the file has it."""
    found, statements = set(), split_display(display)
    for first, statement in enumerate(statements):
        for last in range(first, min(len(statements), first + 12)):
            run = statements[first : last + 1]
            spans = [s.outer for s in run] + [c.span() for s in run for c in s.condition]
            found.add(bare(joined(run)))
            found.add(bare(display.original.text[statement.outer[0] : max(end for _, end in spans)]))
            found.add(bare(display.original.text[min(start for start, _ in spans) : max(end for _, end in spans)]))
    return found


def joined(chain):
    """A run of statements as one text."""
    return chain[0].left.text + "".join(f" {written(s.relation)} {s.right.text}" for s in chain)


def written(relation):
    """A relation as one sign, whatever its spelling."""
    return SIGNS.get(relation, relation)


def main():
    """Print a line for every document, and the sums."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("corpus", type=Path)
    arguments.add_argument("--missed", action="store_true")
    given = arguments.parse_args()
    labels = [json.loads(line) for line in (given.corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    by_document = defaultdict(list)
    for label in labels:
        by_document[label["doc"]].append(label)
    total = Counter()
    print(f"{'document':36s} {'displays':>8s} {'labels':>6s} {'found':>6s} {'split':>6s} {'ms':>6s}")
    for name, wanted in by_document.items():
        text = (given.corpus / "documents" / name).read_text(encoding="utf-8")
        begin = time.perf_counter()
        displays = read_displays(text, name)
        pieces = {id(d): statements_of(d) for d in displays}
        seconds = time.perf_counter() - begin
        here = Counter(labels=len(wanted), displays=len(displays))
        for label in wanted:
            target = bare(label["latex"])
            there = [d for d in displays if d.place.line <= label["line"] <= d.end.line]
            found = [d for d in there if target in bare(d.latex.text) or target in bare(d.expanded.text)]
            is_split = any(target in pieces[id(d)] for d in found)
            here["found"] += bool(found)
            here["split"] += is_split
            if given.missed and not (found and is_split):
                print(f"    {'split' if found else 'found'} {label['line']}: {label['latex'][:160]!r}")
        total += here
        counts = "".join(f" {here[key]:6d}" for key in ("labels", "found", "split"))
        print(f"{name[:36]:36s} {here['displays']:8d}{counts} {seconds * 1e3:6.0f}")
    share = {key: 100 * total[key] / total["labels"] for key in ("found", "split")}
    print(f"found {total['found']}/{total['labels']} = {share['found']:.1f}%, cut alike {share['split']:.1f}%")


if __name__ == "__main__":
    main()
