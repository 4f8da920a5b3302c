"""What the demo writes: the derivation as LaTeX and Markdown, the NumPy module, the weights and the training curve."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import symbackprop as sb
from symbackprop.checking.verdicts import Report
from symbackprop.commands.statements import Statement, statements
from symbackprop.commands.train import Trained, save_weights
from symbackprop.language.systems import System

FILES = ("README.md", "derivation.md", "derivation.tex", "network.py", "training.png", "training.svg", "weights.npz")
SIGN = ("README.md", "# symbackprop demo\n")  # by which a folder of an earlier demo is known
_TITLE = "Backpropagation in a 64-30-10 network"
_ABOUT = "Each equation with the referee's verdict, then its derivation."
_OPENING = rf"""\documentclass{{article}}
\usepackage[a3paper,landscape,margin=15mm]{{geometry}}
\usepackage{{amsmath,amssymb}}
\allowdisplaybreaks
\begin{{document}}
\section*{{{_TITLE}}}
{_ABOUT}"""


def write_results(folder: Path, system: System, report: Report, found: Trained) -> None:
    """All files of the demo."""
    listed = list(statements(system, report, "matrix", "default"))
    texts = {
        "README.md": _readme(found),
        "derivation.md": "\n".join(_markdown(listed, system)),
        "derivation.tex": "\n".join(_latex(listed, system)),
        "network.py": sb.lambdify(system).source,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    with (folder / "weights.npz").open("wb") as file:
        save_weights(file, found)
    _plot(folder, found)


def _readme(found: Trained) -> str:
    return f"""\
{SIGN[1]}
* `derivation.tex`, `derivation.md`: the equations of a 64-30-10 network, derived step by step, with verdicts.
* `network.py`: the same equations as NumPy functions; it needs NumPy alone.
* `weights.npz`: the trained parameters, and the scaling of the inputs, (x − x_shift) / x_scale.
* `training.png`, `training.svg`: the training curve.

Training accuracy {found.train_accuracy:.2%}, test accuracy {found.test_accuracy:.2%}.
"""


def _markdown(listed: list[Statement], system: System) -> Iterator[str]:
    yield f"# {_TITLE}\n\n{_ABOUT}\n"
    for s in listed:
        yield f"## {s.name}: {s.verdict}\n\n$$\n{s.latex}\n$$\n"
        if s.equation.steps:
            yield f"$$\n{sb.typeset(s.equation, steps=True, system=system)}\n$$\n"
    yield from (f"Assumed: ${a}$.\n" for a in _assumptions(system))


def _latex(listed: list[Statement], system: System) -> Iterator[str]:
    yield _OPENING
    for s in listed:
        verdict = s.verdict.replace("·", "---")
        yield f"\\subsection*{{\\texttt{{{s.name}}}: {verdict}}}\n\\[\n{s.latex}\n\\]"
        if s.equation.steps:
            yield _breakable(sb.typeset(s.equation, steps=True, system=system))
    yield from (f"\nAssumed: ${a}$." for a in _assumptions(system))
    yield "\\end{document}\n"


def _breakable(latex: str) -> str:
    """A derivation that may run over a page: align* in place of aligned."""
    opening, closing = r"\begin{aligned}", r"\end{aligned}"
    if not (latex.startswith(opening) and latex.endswith(closing)):
        return f"\\[\n{latex}\n\\]"
    return r"\begin{align*}" + latex[len(opening) : -len(closing)] + r"\end{align*}"


def _assumptions(system: System) -> Iterator[str]:
    for a in system.assumptions:
        yield f"{sb.typeset(a.lhs, system=system)} = {sb.typeset(a.rhs, system=system)}"


def _plot(folder: Path, found: Trained) -> None:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullFormatter

    history = found.training.history
    epochs = np.arange(1, len(history["cost"]) + 1)
    with rc_context({"svg.hashsalt": "symbackprop"}):
        figure = Figure(figsize=(10, 4), layout="constrained")
        cost, accuracy = figure.subplots(1, 2)
        for name, label in (("", "training part"), ("test_", "test part")):
            cost.plot(epochs, history[f"{name}cost"], label=label)
            accuracy.plot(epochs, 100 * history[f"{name}accuracy"], label=label)
        cost.set(xlabel="epoch", ylabel="cost C", yscale="log", title="64-30-10 on handwritten digits")
        cost.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        cost.yaxis.set_major_formatter("{x:g}")
        cost.yaxis.set_minor_formatter(NullFormatter())
        accuracy.set(xlabel="epoch", ylabel="accuracy in %", title=f"test accuracy {found.test_accuracy:.2%}")
        for panel in (cost, accuracy):
            panel.legend()
            panel.grid(alpha=0.3)
        figure.savefig(folder / "training.png", dpi=150)
        figure.savefig(folder / "training.svg", metadata={"Date": None})
