"""Dead units: what is 0 in a world because no ReLU lets anything by there, and would be 0 whatever is said of it."""

import numpy as np

from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.worlds.world import World


def has_dead(world: World, read: set[Key]) -> bool:
    """Whether something that was computed for a claim is 0 in all its entries."""
    return any(not np.any(world.values[key][0]) for key in read & world.values.keys())
