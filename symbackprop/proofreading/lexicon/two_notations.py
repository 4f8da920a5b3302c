r"""Notes in two notations: a small network whose layers index letters tell, then one of any number of layers.

What holds of s_k = Σ_j w_{jk} h_j says nothing of s_j^l = Σ_k w_{kj}^l h_k^{l-1}; so each part may have to be read by
itself, as chapters may.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import flat, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS

LAYERS = frozenset({"l", "ell", "L"})
SMALL, ANY = "before layers are counted", "where layers are counted"
ENOUGH = 3
"""How many equations have weights in a notation."""


def with_two_notations(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, those of each notation in a part of their own where a text changes it once."""
    kinds = [{_is_counted(w) for side in f.sides for w in _weights(side)} for f in formulas]
    counted = [f.number for f, kind in zip(formulas, kinds, strict=True) if True in kind]
    lettered = [f.number for f, kind in zip(formulas, kinds, strict=True) if False in kind]
    if not counted or not lettered or lettered[-1] >= counted[0]:
        return list(formulas)
    last = lettered[-1]
    parts = [f for f in formulas if f.number <= last], [f for f in formulas if f.number > last]
    if not all(map(_is_whole, parts)):
        return list(formulas)
    return [replace(f, notation=SMALL if f.number <= last else ANY) for f in formulas]


def each_alone(read: Callable[[list[Formula]], Sequence[Formula]]) -> Callable[[list[Formula]], list[Formula]]:
    """A stage of reading that each notation goes through by itself."""

    def apart(formulas: list[Formula]) -> list[Formula]:
        parts = (list(part) for _, part in groupby(formulas, key=lambda f: f.notation))
        return [f for part in parts for f in read(part)]

    return apart


def _weights(side: Node) -> list[Scripted]:
    """The weights of a formula that have two letters below."""
    found = (n for n in side.walk() if isinstance(n, Scripted) and name_of(scripts(n)[0]) in WEIGHTS)
    return [n for n in found if any(len(flat(sub)) == 2 for sub in scripts(n)[1])]


def _is_counted(weight: Scripted) -> bool:
    """Whether a weight has the letter of its layer above."""
    bodies = (s.body if isinstance(s, Group) else s for s in scripts(weight)[2])
    return any((shift_of(body) or ("", 0))[0] in LAYERS for body in bodies)


def _is_whole(part: Sequence[Formula]) -> bool:
    """Whether a part says how a layer is computed, and more about its weights."""
    about = [f for f in part if len(f.sides) == 2 and any(map(_weights, f.sides))]
    sums = [
        f for f in about if isinstance(f.left, Name | Scripted) and isinstance(f.right, Big) and f.right.kind == "sum"
    ]
    return len(about) >= ENOUGH and any(_weights(f.right) for f in sums if f.right is not None)
