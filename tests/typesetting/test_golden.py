"""LaTeX as it was reviewed on the page; `UPDATE_GOLDEN=1 pytest tests/typesetting` writes it anew, to be reviewed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from symbackprop.typesetting.typeset import typeset
from tests.typesetting.networks import NETWORKS

GOLDEN = Path(__file__).parent / "golden"
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "generic_component": ("generic", {}),
    "generic_matrix": ("generic", {"form": "matrix"}),
    "generic_nielsen": ("generic", {"form": "matrix", "notation": "nielsen"}),
    "generic_softmax_component": ("generic softmax", {}),
    "generic_softmax_matrix": ("generic softmax", {"form": "matrix"}),
    "columns_component": ("columns", {}),
    "columns_matrix": ("columns", {"form": "matrix"}),
    "columns_ng": ("columns", {"form": "matrix", "notation": "ng"}),
    "rows_matrix": ("rows", {"form": "matrix"}),
    "one_matrix": ("one", {"form": "matrix"}),
    "binary_component": ("binary", {}),
    "binary_matrix": ("binary", {"form": "matrix"}),
    "steps_of_an_error": ("columns", {"form": "matrix", "steps": True, "names": ["delta1"]}),
    "steps_of_a_weight": ("columns", {"steps": True, "names": ["dw1"]}),
}


def latex(case: str) -> str:
    """The LaTeX of a case."""
    network, options = CASES[case]
    return typeset(NETWORKS[network], **options) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_latex_is_as_reviewed(case: str) -> None:
    """Print would change without anybody looking at the page."""
    path = GOLDEN / f"{case}.tex"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(latex(case))
    assert latex(case) == path.read_text()


PROGRAM = """
import symbackprop as sb
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.mathml import mathml
from symbackprop.typesetting.typeset import present
from symbackprop.typesetting.typst import typst
layers = sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax()
net = sb.network(784, *layers, cost=sb.Quadratic(), batch="columns", regularisation=sb.L2())
system = sb.backprop(net)
for form in ("component", "matrix"):
    tree = present(system, form=form, steps=True, notation="coursera")
    print(latex(tree), mathml(tree), typst(tree))
print(sb.typeset(sb.backprop(sb.generic_network(regularisation=sb.L2())), form="matrix", steps=True))
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    """An order taken from a set or a dict of hashes would differ from run to run."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "4242")
    }
    assert len(printed) == 1


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
def test_pdflatex_takes_it(tmp_path: Path) -> None:
    """A missing brace or an unknown command would reach the reader."""
    body = "\n".join(rf"\[ {latex(case)} \]" for case in CASES)
    header = r"\documentclass{article}\usepackage{amsmath,amssymb}\begin{document}"
    (tmp_path / "all.tex").write_text(rf"{header}{body}\end{{document}}")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
