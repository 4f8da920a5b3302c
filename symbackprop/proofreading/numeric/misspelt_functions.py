"""Usual functions with a slip in their formula: σ(z) = 1/(1 + e^z) is no function of its own, but the sigmoid, wrong.

Were it a definition, every right slope below it would be refuted.  Only slips that make no function which anybody calls
so are told: a sign, a quotient that was lost.
"""

from collections.abc import Callable

import numpy as np

from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.numeric.arithmetic import NumericWorld, value_in
from symbackprop.proofreading.numeric.facts import Facts
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.functions import KNOWN, SIGMOID

POINTS = np.asarray([[0.4], [-0.7], [1.3], [-2.1]], dtype=complex)
SLIPS: dict[str, Callable[[Array], Array]] = {
    "1 / (1 + e^z)": lambda z: 1 / (1 + np.exp(z)),
    "1 / (1 − e^{−z})": lambda z: 1 / (1 - np.exp(-z)),
    "1 / (1 − e^z)": lambda z: 1 / (1 - np.exp(z)),
    "1 + e^{−z}": lambda z: 1 + np.exp(-z),
    "1 / e^{−z}": lambda z: 1 / np.exp(-z),
}
"""What the sigmoid is not."""


def without_misspelt(lexicon: Lexicon) -> None:
    """Take a formula of the sigmoid that has a slip for a claim, which fails, and not for a definition."""
    for base in [b for b in lexicon.bodies if KNOWN.get(b) is SIGMOID]:
        wrong = [d for d in lexicon.bodies[base] if _is_misspelt(d, lexicon)]
        for definition in wrong:
            lexicon.bodies[base].remove(definition)
            lexicon.all.pop(definition.number, None)
        if not lexicon.bodies[base]:
            del lexicon.bodies[base]


def _is_misspelt(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a formula is the sigmoid with a slip."""
    world = NumericWorld(Facts(lexicon, (), {}, frozenset()))
    value = value_in(world, definition.body, Env(local=dict.fromkeys(definition.parameters, POINTS)))
    if value is None or value.shape != POINTS.shape:
        return False
    return any(np.allclose(value, slip(POINTS), rtol=1e-9) for slip in SLIPS.values())
