"""How many values an index has."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.lexicon.spelt_out import numbers_at
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mentions
from symbackprop.proofreading.vocabulary.quantities import ACCUMULATORS, LETTERS, Key
from symbackprop.proofreading.vocabulary.values import Misfit, Unclear
from symbackprop.proofreading.worlds.keys import key_of
from symbackprop.proofreading.worlds.selections import is_row, turned
from symbackprop.proofreading.worlds.world import World

SHARED = frozenset({"w", "theta", "v", "u"})
"""Quantities whose indices do not count units and examples."""


def size_of(world: World, letter: str, body: Node, env: Env, key: Key | None = None, at: int = 0) -> int:
    """How many values an index has: from what it counts on the left, then from what it indexes on the right."""
    if letter in env.sizes:
        return env.sizes[letter]
    if (told := world.told_size(letter, body)) is not None:
        return told
    is_state = key is not None and key.layer is not None and key.root not in SHARED
    if is_state and not _is_of_weights(world, letter, body, at):
        assert key is not None
        return world.reading.examples if at == 1 else world.width(key.layer)
    found = _told(world, letter, body, env)
    if found:
        return found
    if letter in world.habits.example_letters:
        return world.reading.examples
    alike = _alike(letter, mentions(body, world.habits))
    sizes = (size for other in alike if other != letter and (size := _told(world, other, body, env)))
    return next(sizes, 0) or world.reading.units or LETTERS.get(alike[0], 3)


def _told(world: World, letter: str, body: Node, env: Env) -> int | None:
    """The size of an axis that a letter is the index of, those of matrices first."""
    every = sorted(mentions(body, world.habits), key=lambda m: len(m.units) != 2)
    return next((size for mention in every if (size := _axis(world, letter, mention, env))), None)


def _alike(letter: str, every: Sequence[Mention]) -> list[str]:
    """The letters that run as far as one: m and p of ∂w_{mj}/∂w_{pq} = δ_{mp} δ_{jq} are indices of the same axis."""
    axes: dict[tuple[object, ...], set[str]] = {}
    for number, mention in enumerate(every):
        for at, unit in enumerate(mention.units):
            own = (number,) if mention.is_kronecker else (mention.base, mention.label, shift_of(mention.layer), at)
            axes.setdefault(own, set()).add(name_of(unit))
    found, more = {letter}, {letter}
    while more:
        more = {t for letters in axes.values() if letters & found for t in letters if t.isalpha()} - found
        found |= more
    return sorted(found)


def _is_of_weights(world: World, letter: str, body: Node, at: int) -> bool:
    """Whether a letter stands where it stands in weights: in D_{ij} = Δ_{ij} + λ Θ_{ij} no unit and example."""
    own = (m for m in mentions(body, world.habits) if m.base.split("~")[0] in WEIGHTS | ACCUMULATORS)
    return any(len(m.units) == 2 and name_of(m.units[at]) == letter for m in own if at < len(m.units))


def _axis(world: World, letter: str, mention: Mention, env: Env) -> int | None:
    """The size of the axis that a letter is the index of in one mention; None where it is none there."""
    names = [name_of(u) for u in turned(mention).units]
    examples = world.reading.examples
    if name_of(mention.example) == letter:
        return examples
    if letter not in names or mention.is_kronecker or mention.base in world.lexicon.functions:
        return None
    if mention.layer is None and (numbers := numbers_at(world.lexicon, mention, names.index(letter))):
        return max(numbers)
    try:
        key = key_of(world, mention, env)
        told = None if key in world.values else world.shapes.get(key)  # what is computed may have been guessed before
        shape = told or world.node(key).shape
    except (Unclear, Misfit):
        return None
    if shape == () or set(shape) == {1}:
        return 1
    if len(shape) != 2:
        return None
    if len(names) == 2:
        return shape[names.index(letter)]
    if letter in world.habits.example_letters and examples > 1:
        return examples
    return shape[1] if is_row(world, key, shape) else shape[0]
