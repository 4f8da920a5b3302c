"""Rules of calculus as notes list them: d/dx ln x = 1/x, (x^n)′ = n x^{n-1}, for any x and any constants."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from symbackprop.parsing.latex.tree import Apply, Derivative, Group, Node, Root, Scripted
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mention_of, mentions
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.world import World

POINTS = np.asarray([[0.4], [-0.7], [1.3], [-2.1]], dtype=complex)
"""Numbers at which an identity between functions is tried."""
SHARES = np.asarray([[0.2], [0.45], [0.7], [0.9]], dtype=complex)
"""Numbers of which logarithms, roots and powers exist, and of what is left of 1."""
VARIABLES = frozenset({"x", "t", "u", "z", "y", "s", "v"})
CONSTANTS = frozenset({"a", "b", "c", "k", "n", "m", "p", "r", "C"})
LOGARITHMS = frozenset({"log", "ln", "Log", "Ln", "sqrt"})


def points_for(sides: Sequence[Node], world: World) -> Array:
    """The numbers at which an identity is tried."""
    named = {m.base for side in sides for m in mentions(side, world.habits)}
    bodies = (d.body for base, found in world.lexicon.bodies.items() if base in named for d in found)
    return SHARES if any(_is_of_shares(n) for formula in (*sides, *bodies) for n in formula.walk()) else POINTS


def _is_of_shares(node: Node) -> bool:
    """Whether it is a logarithm or a root."""
    return isinstance(node, Root) or (isinstance(node, Apply) and name_of(node.function) in LOGARITHMS)


def letters_of_rule(sides: Sequence[Node], world: World) -> dict[str, Array]:
    """What the letters of a rule stand for; nothing where a statement is none, or its letters mean something here."""
    nodes = [n for side in sides for n in side.walk()]
    found = [m for side in sides for m in mentions(side, world.habits) if m.base not in world.lexicon.functions]
    bases = {m.base for m in found} - {"e", "pi"}
    variables = _variables(nodes, world) or bases & VARIABLES
    constants = bases - variables
    is_rule = len(variables) == 1 and variables <= VARIABLES and constants <= CONSTANTS
    is_rule = is_rule and not any(m.units or m.layer or m.example or m.label or m.primes for m in found)
    means_something = any(world.by_base.get((world.fold(base), "")) for base in bases)
    if not is_rule or means_something or _is_of_quantity(sides, world) or not _needs_numbers(nodes, constants):
        return {}
    numbers = {name: np.full_like(SHARES, 0.6 + crc32(name.encode()) % 89 / 40) for name in sorted(constants)}
    return {**dict.fromkeys(variables, SHARES), **numbers}


def _is_of_quantity(sides: Sequence[Node], world: World) -> bool:
    """Whether a single letter has a slope that is not 0: the a of ∂a/∂z = a (1 − a) depends on z."""
    slopes = [mention_of(n.of, world.habits) for side in sides for n in side.walk() if isinstance(n, Derivative)]
    return any(m is not None and m.is_plain for m in slopes) and all(getattr(s, "text", "") != "0" for s in sides)


def _variables(nodes: Sequence[Node], world: World) -> set[str]:
    """What formulas, and no symbols, are differentiated by."""
    slopes = [n for n in nodes if isinstance(n, Derivative) and mention_of(n.of, world.habits) is None]
    return {name_of(by) for n in slopes for by in n.by}


def _needs_numbers(nodes: Sequence[Node], constants: set[str]) -> bool:
    """Whether a slope is told of what only numbers have: a power of a letter, a logarithm, a root."""
    slopes = any(isinstance(n, Derivative) or (isinstance(n, Scripted) and n.primes and isinstance(n.base, Group))
                 for n in nodes)  # fmt: skip
    return slopes and (bool(constants) or any(_is_of_shares(n) or name_of(n) == "e" for n in nodes))
