"""The sections of a report that look at examples and weights: confusions, worst mistakes, the first layer."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from symbackprop.documents import model
from symbackprop.language.systems import System
from symbackprop.reports.confusions import MOST, count_confusions, draw_confusions, frequent
from symbackprop.reports.examination import Examination
from symbackprop.reports.galleries import Picture, draw_gallery
from symbackprop.reports.rasters import grey, signed
from symbackprop.reports.scatter import draw_scatter

if TYPE_CHECKING:
    from symbackprop.reports.page import Numbers

_MISTAKES, _UNITS = 24, 48


def examined(exam: Examination, numbers: "Numbers") -> Iterator[model.Block]:
    """The confusion matrix and the worst mistakes, or predictions beside targets."""
    if exam.labels is None or exam.predicted is None:
        yield numbers.heading("The test part")
        yield numbers.figure(
            draw_scatter(exam.targets, exam.outputs), "Outputs over targets; the line is output = target."
        )
        return
    counts = count_confusions(exam.labels, exam.predicted, len(exam.names))
    yield numbers.heading("What is taken for what")
    if len(counts) <= MOST:
        right = int(np.trace(counts))
        caption = f"The test part by true class and by the class found: {right:,} of {counts.sum():,} are right."
        yield numbers.figure(draw_confusions(counts, exam.names), caption)
    if (pairs := frequent(counts, exam.names)) and pairs[0][2] > 2:
        yield _frequent(pairs)
    yield from _mistakes(exam, numbers)


def _frequent(pairs: list[tuple[str, str, int, float]]) -> model.Table:
    head = ("true class", "taken for", "examples", "of the class")
    rows = tuple((_words(a), _words(b), _words(f"{count:,}"), _words(f"{share:.1%}")) for a, b, count, share in pairs)
    return model.Table(tuple(map(_words, head)), rows, ("left", "left", "right", "right"))


def _mistakes(exam: Examination, numbers: "Numbers") -> Iterator[model.Block]:
    worst = exam.worst(_MISTAKES)
    if not worst:
        return
    assert exam.labels is not None and exam.predicted is not None
    yield numbers.heading("The worst mistakes")
    said = [(place, exam.names[exam.labels[place]], exam.names[exam.predicted[place]], sure) for place, sure in worst]
    if len(exam.image) == 2:
        low, high = float(exam.pictures.min()), float(exam.pictures.max())
        pictures = [
            Picture(
                grey(exam.pictures[place].reshape(exam.image), low, high),
                (true, f"→ {taken}, {sure:.0%}"),
                f"test example {place}: {true}, taken for {taken}",
            )
            for place, true, taken, sure in said
        ]
        caption = "What the network was surest of and wrong about: the true class, and below what it was taken for."
        shape = exam.image[0] / exam.image[1]
        yield numbers.figure(draw_gallery(pictures, "Worst mistakes", caption, shape=shape), caption)
        return
    head = ("test example", "true class", "taken for", "output")
    rows = tuple(
        (_words(str(place)), _words(true), _words(taken), _words(f"{sure:.3f}")) for place, true, taken, sure in said
    )
    yield model.Table(tuple(map(_words, head)), rows, ("right", "left", "left", "right"))


def first_weights(
    network: System, parameters: Mapping[str, Any], image: tuple[int, ...], numbers: "Numbers"
) -> Iterator[model.Block]:
    """The weights of each unit of the first layer as an image of the inputs; all of them in one where there is none."""
    first = next((t for t in network.parameters if len(t.axes) == 2), None)
    if first is None:
        return
    weights = np.asarray(parameters[first.name], np.float64)
    greatest = float(np.quantile(np.abs(weights), 0.999)) or 1.0
    yield numbers.heading("The first layer")
    if len(image) == 2 and weights.shape[1] == image[0] * image[1]:
        order = np.argsort(-np.linalg.norm(weights, axis=1), kind="stable")[:_UNITS]
        chosen = np.sort(order)
        pictures = [
            Picture(signed(weights[k].reshape(image), greatest), (), f"the weights of unit {k + 1}") for k in chosen
        ]
        which = (
            "each unit"
            if len(chosen) == len(weights)
            else f"the {len(chosen)} units of {len(weights)} with the greatest weights"
        )
        caption = f"The weights of {which}, at the pixels that they belong to: red above 0, blue below."
        gallery = draw_gallery(pictures, "First layer", caption, columns=8, size=64, shape=image[0] / image[1])
        yield numbers.figure(gallery, caption)
        return
    caption = "The weights of the first layer, a row for each unit, a column for each input: red above 0, blue below."
    height, width = weights.shape
    size = 420.0
    picture = Picture(signed(weights, greatest), (), caption)
    shape = min(1.2, max(0.1, height / width))
    yield numbers.figure(draw_gallery([picture], "First layer", caption, columns=1, size=size, shape=shape), caption)


def _words(shown: str) -> model.Inlines:
    return (model.Text(shown),)
