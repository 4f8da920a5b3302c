"""Jupyter notebooks: prose as it is, equations as cells that derive them, then cells that check and train.

The outputs of the equations are filled in, so that the notebook reads well before it is run; running it gives the same.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from symbackprop.documents import model
from symbackprop.documents.writers.markdown import MarkdownWriter, reference

_TRAIN = """\
import numpy as np

random = np.random.default_rng(0)
x = random.normal(size={shape})
teacher = sb.initialise({name}, seed=1)
y = sb.predict({name}, teacher, x, raw=True)  # what another network of the same shape answers
training = sb.train({name}, x, y, epochs=20, learning_rate=0.5)
print("cost after each of 20 epochs:", *(f"{{c:.5f}}" for c in training.history["cost"][::5]))"""
_STAND_IN = (
    "example = sb.network(2, sb.Dense(3), sb.Sigmoid(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), "
    'batch="columns")\n'
)


def write_notebook(document: model.Document) -> dict[str, bytes]:
    """The document as FILE.ipynb, with its drawings inside."""
    cells = [_with_id(cell, n) for n, cell in enumerate(NotebookWriter(document).cells())]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    return {f"{document.stem}.ipynb": text.encode()}


def _with_id(cell: dict[str, Any], number: int) -> dict[str, Any]:
    """A cell with an id that depends on what it says and where it stands."""
    return {**cell, "id": sha256(f"{number} {cell['source']}".encode()).hexdigest()[:8]}


def prose(text: str) -> dict[str, Any]:
    """A Markdown cell."""
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code(text: str, latex: str = "") -> dict[str, Any]:
    """A code cell, with the mathematics that it shows."""
    shown = f"$\\displaystyle {latex}$"
    output = {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/latex": shown, "text/plain": latex},
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [output] if latex else [],
        "source": text,
    }


class NotebookWriter(MarkdownWriter):
    """Prose by the Markdown writer, with the few differences of a notebook; cells in between."""

    def cells(self) -> Iterator[dict[str, Any]]:
        """All cells."""
        subtitle = f"\n\n*{self.document.subtitle}*" if self.document.subtitle else ""
        yield prose(f"# {self.document.title}{subtitle}")
        setup = self.document.setup
        yield code(f"import symbackprop as sb\nfrom symbackprop.documents.live import show\n\n{setup}".rstrip())
        waiting: list[str] = []
        for block in self.document.blocks:
            made = self._live(block)
            if made is None:
                waiting.append(self.block(block))
                continue
            if waiting:
                yield prose("\n\n".join(waiting))
                waiting = []
            yield from made
        if waiting:
            yield prose("\n\n".join(waiting))
        yield from self._checks()
        yield from self._training()

    def _live(self, block: model.Block) -> list[dict[str, Any]] | None:
        """The cells of a block that runs, None for prose."""
        match block:
            case model.EquationBlock(formula, number, anchor, code=text) if text:
                head = f'<a id="{anchor}"></a>**({number})**'
                if block.remark:
                    head += f" *{block.remark}*"
                shown = [f.fitted().latex for f in (formula, *block.steps)]
                joined = "\\begin{gathered}\n" + "\n\\\\[2ex]\n".join(shown) + "\n\\end{gathered}"
                return [prose(head), code(text, joined if block.steps else shown[0])]
            case model.CodeBlock(text, "python", live=True):
                return [code(text)]
        return None

    def _checks(self) -> Iterator[dict[str, Any]]:
        names = [line.split(" = ")[0] for line in self.document.setup.splitlines()]
        if names:
            yield prose("## The referee\n\nEvery equation and every step, judged from the definitions alone.")
        for name in names:
            yield code(f"print(sb.check(sb.backprop({name})))")

    def _training(self) -> Iterator[dict[str, Any]]:
        yield prose("## Training with the derived equations")
        name = self.document.training
        setup = "" if name else _STAND_IN
        shape = self.document.training_shape if name else (2, 40)
        yield code(setup + _TRAIN.format(name=name or "example", shape=shape))

    # Differences from Markdown for GitHub

    def inline(self, inline: model.Inline) -> str:
        """Plain dollars, which every notebook reads."""
        match inline:
            case model.Mathematics(formula):
                return f"${formula.latex}$"
            case model.Reference(label):
                target = self.document.labels[label]
                return f"[{reference(target)}](#{target.anchor})"
        return super().inline(inline)

    def figure(self, block: model.FigureBlock) -> str:
        """The drawing itself, since a notebook is one file."""
        caption = f"**Figure {block.number}.** {self.inlines(block.caption)}"
        return f'<a id="{block.anchor}"></a>\n\n{block.svg}\n\n{caption}'
