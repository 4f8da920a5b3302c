r"""Biases among the weights: \Theta = [b W] and \tilde{a} with a 1 above a, each in two blocks."""

from dataclasses import dataclass

from symbackprop.proofreading.vocabulary.quantities import Key
from symbackprop.proofreading.worlds.templates import is_augmented
from symbackprop.proofreading.worlds.world import World

WEIGHTS = frozenset({"w", "theta", "W"})
FIRST, REST = "~first", "~bar"
"""What is added to the name of weights for the column of biases, and for all other columns."""


@dataclass(frozen=True)
class Block:
    """Which part of which quantity a block is."""

    whole: Key
    cut: tuple[slice, slice]


def block_axis(world: World) -> int:
    """The axis along which the blocks of weights stand; those of what they multiply stand along the other."""
    return 0 if world.reading.rows else 1


def weights_in_blocks(world: World, key: Key) -> tuple[Key, Key] | None:
    """The keys of the biases and of the weights proper; None for what has no blocks."""
    if key.base not in WEIGHTS or key.layer is None or key.tag or not is_augmented(world):
        return None
    return key._replace(base=key.base + FIRST), key._replace(base=key.base + REST)


def block_of(world: World, key: Key) -> Block | None:
    """The block that a key names; None for a whole quantity."""
    root, accent, _ = key.base.partition("~")
    if not accent or weights_in_blocks(world, whole := key._replace(base=root)) is None:
        return None
    own = slice(0, 1) if key.base.endswith(FIRST) else slice(1, None)
    every = slice(None)
    return Block(whole, (own, every) if block_axis(world) == 0 else (every, own))


def under_ones(world: World, key: Key) -> Key | None:
    """What stands under the ones of an activation with a tilde; None for any other quantity."""
    if not is_augmented(world) or key.base != f"{world.input_base}~tilde":
        return None
    return key._replace(base=world.input_base)
