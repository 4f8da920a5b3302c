"""Seconds a document and a format: `python tests/benchmarks/documents.py [FOLDER]`, derivations/ unless it is given."""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from symbackprop.documents.building import build, sources, write
from symbackprop.documents.evaluation import evaluate
from symbackprop.documents.source import Source

FORMATS = ("html", "pdf", "tex", "md", "ipynb")
ROOT = Path(__file__).parents[2]


def main() -> None:
    """One row a document, then the whole build as the command does it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "derivations"
    paths = sources([folder])
    print(f"{'document':<28}{'evaluate':>10}" + "".join(f"{name:>9}" for name in FORMATS))
    for path in paths:
        begun = perf_counter()
        document = evaluate(Source.read(path), path.stem)
        cells = [perf_counter() - begun]
        for name in FORMATS:
            begun = perf_counter()
            write(document, name)
            cells.append(perf_counter() - begun)
        print(f"{path.stem:<28}{cells[0]:>10.2f}" + "".join(f"{c:>9.2f}" for c in cells[1:]))
    with tempfile.TemporaryDirectory() as out:
        begun = perf_counter()
        build(paths, Path(out) / "built", FORMATS)
        print(f"all {len(paths)} documents in all formats: {perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    main()
