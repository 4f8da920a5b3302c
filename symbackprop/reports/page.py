"""The page of a training: one self-contained HTML document, of the same make as the derivations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from symbackprop.documents import model
from symbackprop.documents.formulas import Formula, display
from symbackprop.documents.writers.html import HtmlWriter
from symbackprop.errors import SymbackpropError, UsageError
from symbackprop.figures.catalogue import draw
from symbackprop.language.systems import Equation, System
from symbackprop.optimisers.optimiser import Optimiser, optimised
from symbackprop.reports.curves import draw_curves
from symbackprop.reports.examination import Examination
from symbackprop.reports.sections import examined, first_weights
from symbackprop.sweep import backprop
from symbackprop.training.data import Data
from symbackprop.training.loop import Training
from symbackprop.training.scaling import Scaling
from symbackprop.typesetting.notation import find_notation

_LINE = 40.0
"""How wide an equation may be on the page, in em."""


@dataclass
class Numbers:
    """Numbers and anchors of figures and equations."""

    counts: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> tuple[str, str]:
        """The next number of its kind, and an anchor."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return str(self.counts[kind]), f"{kind}-{self.counts[kind]}"

    def figure(self, svg: str, caption: str) -> model.FigureBlock:
        """A figure with its caption."""
        number, anchor = self.next("figure")
        return model.FigureBlock(number, anchor, svg, "", words(caption), caption)

    def heading(self, shown: str) -> model.Heading:
        """A section."""
        return model.Heading(2, words(shown), self.next("section")[1])


def words(shown: str) -> model.Inlines:
    """A line of plain text."""
    return (model.Text(shown),)


def training_page(
    network: System, training: Training, train: Data, test: Data, scaling: Scaling, settings: Mapping[str, Any]
) -> str:
    """The page as HTML: what was trained, the equations, the curves, and what the network does on the test part."""
    numbers, exam = Numbers(), Examination.of(network, training.parameters, test, scaling)
    shapes = "-".join(str(w) for w in widths(network))
    blocks = [
        *_results(training, train, test),
        _settings(training, settings),
        *_verified(training),
        *_network(network, numbers),
        *_equations(network, training.optimiser, numbers),
        *_curves(training, numbers),
        *examined(exam, numbers),
        *first_weights(network, training.parameters, train.image, numbers),
    ]
    title = f"{shapes} on {train.name or 'data'}"
    document = model.Document("training", title, tuple(blocks), _subtitle(training, exam))
    return HtmlWriter(document).page()


def widths(network: System) -> list[Any]:
    """The widths of the layers, the inputs first."""
    weights = [t for t in network.parameters if len(t.axes) == 2]
    return [weights[0].axes[1].upper + 1, *(t.axes[0].upper + 1 for t in weights)]


def _subtitle(training: Training, exam: Examination) -> str:
    epochs = f"{training.epoch} epoch{'' if training.epoch == 1 else 's'}"
    return f"{exam.reached} on examples that it never saw, after {epochs}"


def _results(training: Training, train: Data, test: Data) -> Iterator[model.Block]:
    """A row for each part: its examples, and what was measured on it with the parameters that were kept."""
    parts = {"training": f"{len(train):,}", "validation": "of these", "test": f"{len(test):,}"}
    rows = []
    for name, examples in parts.items():
        prefix = "" if name == "training" else f"{name}_"
        if training.epoch and f"{prefix}cost" in training.history:
            found = [training.history.get(f"{prefix}{what}") for what in ("cost", "accuracy")]
            values = (None if v is None else float(v[training.epoch - 1]) for v in found)
            shown = ("" if v is None else f"{v:{form}}" for v, form in zip(values, (".5g", ".2%"), strict=True))
            rows.append(tuple(map(words, (name, examples, *shown))))
    head = tuple(map(words, ("part", "examples", "cost", "accuracy")))
    if rows:
        yield model.Table(head, tuple(rows), ("left", "right", "right", "right"))


def _settings(training: Training, settings: Mapping[str, Any]) -> model.Paragraph:
    """How it was trained, in a sentence or two."""
    count = sum(int(np.size(p)) for p in training.parameters.values())
    told = [f"{name.replace('_', ' ')} {_shown(value)}" for name, value in settings.items() if value is not None]
    said = f"{count:,} parameters; {', '.join(told)}; {training.steps:,} steps in {training.seconds:,.1f} s."
    return model.Paragraph(words(said + (f" Ended: {training.ended}." if training.ended else "")))


def _verified(training: Training) -> Iterator[model.Block]:
    if training.verified:
        yield model.Paragraph(words("Before training, what is compiled was held against what the equations mean:"))
        items = (f"{f.what}: differs by {f.difference:.0e}" for f in training.verified)
        yield model.Listing(tuple((model.Paragraph(words(item)),) for item in items))


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _network(network: System, numbers: Numbers) -> Iterator[model.Block]:
    yield numbers.heading("The network")
    derived = backprop(network) if not network.theorems else network
    for kind, caption in (
        ("network", "The network by its units: every unit reads all units of the layer before."),
        ("schematic", "Forward from left to right, and back from right to left: one box for each equation."),
    ):
        try:
            yield numbers.figure(draw(derived, kind).svg(), caption)
        except SymbackpropError:  # a network that this kind of figure does not show
            continue


def _equations(network: System, optimiser: Optimiser | None, numbers: Numbers) -> Iterator[model.Block]:
    derived = backprop(network) if not network.theorems else network
    yield numbers.heading("The equations")
    groups = (
        ("From the inputs to the cost:", [e for e in derived.equations if e.is_definition]),
        ("The errors and gradients that follow by the chain rule, from the last layer down:", derived.theorems),
    )
    for said, equations in groups:
        if equations:
            yield model.Paragraph(words(said))
            yield _display(derived, equations, numbers)
    if optimiser is not None:
        yield model.Paragraph(words(f"A step of {type(optimiser).__name__}, for each weight of a layer:"))
        yield _display(*_step(derived, optimiser), numbers)


def _step(derived: System, optimiser: Optimiser) -> tuple[System, list[Equation]]:
    """The optimiser's equations for the first weights: they are the same for all others."""
    stepped = optimised(derived, optimiser)
    names = {t.name for t in derived.parameters[1:]}
    new = stepped.equations[len(derived.equations) :]
    return stepped, [e for e in new if not any(e.defines.endswith(f"_{name}") for name in names)]


def _display(system: System, equations: Any, numbers: Numbers) -> model.EquationBlock:
    number, anchor = numbers.next("equation")
    return model.EquationBlock(_formula(system, list(equations)).fitted(_LINE), number, anchor)


def _formula(system: System, equations: list[Equation]) -> Formula:
    notation = find_notation("default")
    try:
        return display(equations, system, "matrix", notation)
    except UsageError:
        return display(equations, system, "component", notation)


def _curves(training: Training, numbers: Numbers) -> Iterator[model.Block]:
    if not training.history:
        return
    yield numbers.heading("The training")
    for what in ("cost", "accuracy"):
        parts = {
            name: training.history[key].tolist()
            for name, key in (("training", what), ("validation", f"validation_{what}"), ("test", f"test_{what}"))
            if key in training.history
        }
        if parts:
            caption = f"The {what} of all examples of a part, measured after each epoch."
            yield numbers.figure(draw_curves(what, parts, training.epoch), caption)
