"""The figures by name, and the one door to them."""

import inspect
from collections.abc import Callable
from typing import Any

from symbackprop.errors import UsageError
from symbackprop.figures.alphabet import Alphabet
from symbackprop.figures.chains import read_chain
from symbackprop.figures.drawing import Figure
from symbackprop.figures.flow import draw_flow
from symbackprop.figures.output_layer import draw_output_layer
from symbackprop.figures.path import draw_path
from symbackprop.figures.schematic import draw_schematic
from symbackprop.figures.training_loop import draw_training_loop
from symbackprop.figures.units import draw_units
from symbackprop.language.systems import System
from symbackprop.typesetting.notation import Notation

FIGURES: dict[str, Callable[..., Figure]] = {
    "flow": draw_flow,
    "output-layer": draw_output_layer,
    "schematic": draw_schematic,
    "training-loop": draw_training_loop,
    "network": draw_units,
    "path": draw_path,
}


def draw(system: System, kind: str = "flow", notation: str | Notation = "default", **options: Any) -> Figure:
    """A figure of a network, made from its equations: change the network and the figure changes.

    `kind` is "flow", "output-layer", "schematic", "training-loop", "network" or "path".  Options: `layers`, how many at
    most (by itself, what fits a page), of flow, schematic and network; `units`, how many of a layer at most, and
    `mark`, the weight (l, j, k), of network; `layer`, where it begins, of path.  The figure has `.svg()` and `.tikz()`
    and shows itself in a notebook.

    Raises: UsageError for a kind or an option that does not exist, or when the System is no feed-forward network.
    """
    if kind not in FIGURES:
        raise UsageError(f"there is no figure {kind!r}", expected=", ".join(FIGURES))
    known = list(inspect.signature(FIGURES[kind]).parameters)[2:]
    for option in options:
        if option not in known:
            raise UsageError(f"the figure {kind!r} has no option {option!r}", expected=", ".join(known) or "no options")
    chain = read_chain(system)
    return FIGURES[kind](chain, Alphabet(chain, notation), **options)
