"""Random notes on backpropagation in the styles that people have, one style a file.

A style draws its letters, forms and omissions from tables, each by itself, and writes a `Note` with them.
"""

import random
from collections.abc import Callable
from contextlib import suppress

from .autoencoder import autoencoder
from .bold_layers import bold_layers
from .chain import chain
from .code_names import code_names
from .four_layers import four_layers
from .layers import layers
from .matrix_calculus import matrix_calculus
from .neuron import neuron
from .note import Clash, Note
from .numbers import numbers
from .pair import pair
from .penalty import penalty
from .row_vectors import row_vectors
from .softmax import softmax
from .textbook import textbook
from .units import units

STYLES: tuple[Callable[[Note], None], ...] = (
    units,
    layers,
    pair,
    neuron,
    chain,
    four_layers,
    softmax,
    numbers,
    code_names,
    textbook,
    penalty,
    row_vectors,
    bold_layers,
    matrix_calculus,
    autoencoder,
)


def note_of(seed: int) -> tuple[str, Note]:
    """The note of a seed and the name of its style: the styles take turns; one without claims is drawn anew."""
    style = STYLES[seed % len(STYLES)]
    rng = random.Random(seed)
    while True:
        note = Note(rng)
        with suppress(Clash):
            style(note)
            if note.claims:
                return style.__name__, note
