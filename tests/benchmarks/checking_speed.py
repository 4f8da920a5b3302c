"""How fast documents are checked: one of 50 equations from cold, 100 over all cores, and where the time goes.

Run: python tests/benchmarks/checking_speed.py [--documents 100] [--jobs N] [FILE…]
The aim: 50 equations in under 5 seconds cold on 2 cores.  Without files, documents are typeset from derived networks.
"""

import argparse
import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import symbackprop as sb

NOTATIONS = ("default", "nielsen", "halevy", "ng", "coursera", "bishop")
HIDDEN = (sb.Sigmoid(), sb.Tanh(), sb.ReLU())
INSTALLED = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
"""Modules are compiled before, as those of an installed package are."""


def equations(number: int, layers: int) -> list[str]:
    """The derived equations of a network, as LaTeX."""
    stack = [layer for _ in range(layers - 1) for layer in (sb.Dense(f"n_{_ + 1}"), HIDDEN[number % len(HIDDEN)])]
    batch = ("columns", "rows", None)[number % 3]
    net = sb.network("n_0", *stack, sb.Dense(f"n_{layers}"), sb.Softmax(), cost=sb.CrossEntropy(), batch=batch)
    notation = NOTATIONS[number % len(NOTATIONS)] if batch != "rows" else "default"
    system = sb.backprop(net)
    return [sb.typeset(e, form="matrix", notation=notation, system=system) for e in system.equations]


def document(number: int, count: int) -> str:
    """A note of so many equations: networks of several depths, a section each."""
    text, found = [f"# Note {number}"], 0
    layers = 2
    while found < count:
        own = equations(number, layers)[: count - found]
        text += [f"## {layers} layers", *(f"$$\n{latex}\n$$" for latex in own)]
        found += len(own)
        layers += 1
    return "\n\n".join(text)


def cold(path: Path, *more: str) -> float:
    """Seconds of the whole command, in a process of its own, which imports all that it needs."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "symbackprop", "check", str(path), *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=INSTALLED)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return time.perf_counter() - begin


def where_time_goes(path: Path) -> None:
    """The share of each part of the library, and of SymPy, by the time in its own functions."""
    from symbackprop.proofreading.documents import check_document

    profile = cProfile.Profile()
    profile.enable()
    report = check_document(path)
    profile.disable()
    parts: Counter[str] = Counter()
    statistics = pstats.Stats(profile)
    for (file, _, name), (_, _, own, _, _) in statistics.stats.items():
        pieces = Path(file).parts
        part = next((p for p in ("sympy", "numpy", "mpmath") if p in pieces), "")
        if not part and "symbackprop" in pieces:
            at = len(pieces) - 1 - pieces[::-1].index("symbackprop")
            part = ".".join(pieces[at + 1 : at + 3]).removesuffix(".py")
        parts[part or ("built in: " + name if file == "~" else "Python")] += own
    whole = sum(parts.values())
    print(f"\nwhere {whole:.1f} s go (under a profiler), {len(report)} statements:")
    for part, seconds in parts.most_common(15):
        print(f"{100 * seconds / whole:6.1f}%  {part}")


def main() -> int:
    """Print seconds and equations a second."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--documents", type=int, default=100)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder, "note.md")
        note.write_text(document(0, 50), encoding="utf-8")
        cold(note)  # compiles what is not compiled yet
        many = Path(folder, "many")
        many.mkdir()
        for number in range(given.documents):
            (many / f"note{number}.md").write_text(document(number % 12, 50), encoding="utf-8")
        for path in given.files or [note]:
            seconds = cold(path)
            print(f"{path.name}: {seconds:.2f} s cold")
        if not given.files:
            print(f"50 equations: {50 / seconds:.1f} equations a second, the start of Python among it (aim: < 5 s)")
        begin = cold(many, "--jobs", str(given.jobs))
        total = 50 * given.documents
        print(f"{given.documents} documents with {total} equations, {given.jobs} processes: {begin:.1f} s, "
              f"{total / begin:.0f} equations a second")  # fmt: skip
        where_time_goes(given.files[0] if given.files else note)
    return 0


if __name__ == "__main__":
    sys.exit(main())
