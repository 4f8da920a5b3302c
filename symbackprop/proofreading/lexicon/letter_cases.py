r"""Letters in both cases: whether H is h for a whole batch, or another quantity, as in H_j = σ(h_j)."""

from collections.abc import Sequence

from symbackprop.parsing.latex.tree import Grid
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of, mentions

SHARES = ("p", "q")
"""What the probabilities of classes are called."""
SUMS = ("s", "S")
"""What weighted sums are called, whose letters stand for much else without a layer."""


def both_cases(formula: Formula, habits: Habits) -> set[str]:
    """Letters that one statement has in both cases, whole: the U and u of ∂J/∂u = U^T δ are two quantities."""
    sides = formula.sides
    found = [m for s in sides for m in mentions(s, habits)]
    whole = {m.base for m in found if not (m.units or m.example or m.label or m.layer)}
    apart = {base for base in whole if base.islower() and len(base) == 1 and base.upper() in whole}
    return apart | _computed_from_small(formula, habits)


def layered_sums(every: Sequence[Mention]) -> frozenset[str]:
    """The s of S^l and s_j^l, where either always has a layer: no sample and no set is counted so."""
    layers = {base: [m.layer for m in every if m.base == base] for base in SUMS}
    return frozenset({"s"}) if all(found and None not in found for found in layers.values()) else frozenset()


def stacked_shares(every: Sequence[Mention]) -> frozenset[str]:
    """The p of p_k and P, where the one stands with an index and the other never does."""
    has_index = {
        base: {bool(m.units or m.example) for m in every if m.base == base} for s in SHARES for base in (s, s.upper())
    }
    return frozenset(s for s in SHARES if True in has_index[s] and has_index[s.upper()] == {False})


def _computed_from_small(formula: Formula, habits: Habits) -> set[str]:
    """The h of H_j = σ(h_j): the unit j of a quantity is not computed from itself."""
    own = mention_of(formula.left, habits) if formula.left is not None else None
    if own is None or formula.right is None or len(own.base) != 1 or not own.base.isupper() or not own.units:
        return set()
    units = [name_of(u) for u in own.units]
    read = (m for m in mentions(formula.right, habits) if m.base == own.base.lower())
    is_from_small = any([name_of(u) for u in m.units] == units and m.label == own.label for m in read)
    return {own.base.lower()} if is_from_small and formula.statement.relation != "≈" else set()


def are_apart(lexicon: Lexicon) -> bool:
    """Whether a capital is another quantity than its small letter: z = W x and Z = g(Y), computed from others."""
    reads: dict[str, set[frozenset[str]]] = {}
    for definition in lexicon.definitions:
        names = frozenset(m.base.lower() for m in mentions(definition.body, lexicon.habits))
        own = definition.mention
        if not (own.layer or own.label or own.units):
            kept = names if not isinstance(definition.body, Grid) else frozenset({"", *names})
            reads.setdefault(own.base, set()).add(kept)
    return any(b.islower() and b.upper() in reads and not own & reads[b.upper()] for b, own in reads.items())
