"""The states of a layer, z and a: by which letters a document calls them, and their shapes."""

from symbackprop.proofreading.values import Array
from symbackprop.proofreading.worlds import Key, World


def weighted_key(world: World, layer: int) -> Key:
    """z of a layer, by the document's letter."""
    return Key(world.fold(world.lexicon.weighted), "", layer)


def activation_key(world: World, layer: int) -> Key:
    """a of a layer, by the document's letter."""
    return Key(world.fold(world.lexicon.activation), "", layer)


def data(world: World, width: int) -> tuple[int, int]:
    """The shape of a quantity that every example has."""
    examples = world.reading.examples
    return (examples, width) if world.reading.rows else (width, examples)


def is_data(world: World, value: Array) -> bool:
    """Whether a quantity has a value for each example."""
    examples = world.reading.examples
    return value.ndim == 2 and examples > 1 and value.shape[0 if world.reading.rows else 1] == examples


def logits(world: World) -> Array | None:
    """What softmax is taken of, where probabilities p have no definition."""
    for base in ("o", "z", "s", "a"):
        if base in world.lexicon.bases and not world.by_base.get((base, "")):
            key = Key(base)
            world.demand(key, data(world, 4))
            return world.node(key)
    return None
