"""Layers: which one a letter without a number is of, and what the numbers count."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from symbackprop.parsing.latex.tree import Addition, Name, Node, Number
from symbackprop.proofreading.amending.hypotheses import Hypothesis
from symbackprop.proofreading.amending.standing import Standing
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Layering, Lexicon
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import DEPTH, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, Mention
from symbackprop.proofreading.vocabulary.quantities import INPUTS


@dataclass(frozen=True)
class Unlayered(Hypothesis):
    """Letters that stand without a layer, A − Y beside A^{[l]}, are those of one layer."""

    layer: Callable[[Mention], Node]
    bases: frozenset[str]
    input: str = ""

    def habits(self, habits: Habits) -> None:
        """Read them so."""
        habits.recast.append(self._meant)

    def _meant(self, mention: Mention) -> Mention:
        if mention.layer is not None or mention.label or mention.power is not None:
            return mention
        if mention.base in self.bases:
            return replace(mention, layer=self.layer(mention))
        if self.input and mention.base in INPUTS:
            return replace(mention, base=self.input, layer=_below(self.layer(mention)))
        return mention


def _last(mention: Mention) -> Node:
    return Name(mention.node.span, DEPTH)


def _any(every: Sequence[Mention], habits: Habits) -> Callable[[Mention], Node]:
    """What gives a symbol the letter that a text has most for any layer."""
    shifts = [shift for m in every if m.layer is not None and (shift := shift_of(m.layer)) is not None]
    letters = Counter(letter for letter, _ in shifts if letter in habits.layer_letters)
    letter = max(letters, key=lambda t: letters[t], default="l")
    return lambda mention: Name(mention.node.span, letter)


def _below(layer: Node) -> Node:
    return Addition(layer.span, (layer, Number(layer.span, "1")), (1, -1))


def letters_without_layers(standing: Standing) -> Iterator[Hypothesis]:
    """What has layers elsewhere stands without one: it is that of the last layer, or of any."""
    judge = standing.judge
    habits, lexicon = judge.lexicon.habits, judge.lexicon
    if not habits.has_layers or habits.chain:
        return
    every = [m for n in standing.numbers for m in all_mentions(judge.formulas[n], habits)]
    layered = {lexicon.fold(m.base) for m in every if m.layer is not None}
    layered |= {lexicon.fold(d.mention.base) for d in lexicon.definitions if d.mention.layer is not None}
    defined = {d.mention.base for d in lexicon.definitions if d.mention.layer is None}
    of_open = [m for n in standing.open for m in all_mentions(judge.formulas[n], habits)]
    bare = {m.base for m in of_open if m.layer is None and lexicon.fold(m.base) in layered}
    bare -= {*lexicon.functions, *INPUTS}
    said = "letters without a layer are of the last one, X of that before"
    if bare & defined:
        yield Unlayered(said, _last, frozenset(bare), lexicon.activation)  # Z_{ij} = Σ_k X_{ik} W_{kj} + b_j
    bare -= defined
    if not bare:
        return
    yield Unlayered("letters without a layer are of the last one", _last, frozenset(bare))
    yield Unlayered("letters without a layer are of any one", _any(every, habits), frozenset(bare))
    yield Unlayered(said, _last, frozenset(bare), lexicon.activation)


@dataclass(frozen=True)
class Unindexed(Hypothesis):
    """A letter that stands without its index, h'(a) z_i beside h'(a_j), has the one of its layer."""

    letter: str
    bases: frozenset[str]
    layer: int

    def habits(self, habits: Habits) -> None:
        """Read it so."""
        habits.recast.append(self._meant)

    def _meant(self, mention: Mention) -> Mention:
        if mention.units or mention.layer is not None or mention.label or mention.base not in self.bases:
            return mention
        span = mention.node.span
        layer = Addition(span, (Name(span, CHAIN), Number(span, str(self.layer))), (1, 1))
        return replace(mention, units=(Name(span, self.letter),), layer=layer)


def letters_without_indices(standing: Standing) -> Iterator[Hypothesis]:
    """What has an index elsewhere, which tells its layer, stands without one."""
    judge = standing.judge
    habits = judge.lexicon.habits
    of_open = [m for n in standing.open for m in all_mentions(judge.formulas[n], habits)] if habits.chain else []
    layered = {m.base for m in of_open if m.layer is not None}
    bare = frozenset({m.base for m in of_open if not m.units and m.layer is None} & layered)
    for letter, layer in habits.chain.items() if bare else ():
        yield Unindexed(f"what has no index has {letter}", letter, bare, layer)


@dataclass(frozen=True)
class Numbered(Hypothesis):
    """How layers are numbered."""

    layering: Layering
    needed: ClassVar[int] = 2

    def lexicon(self, lexicon: Lexicon) -> None:
        """Number them so."""
        lexicon.layering = self.layering


LAYERINGS = {
    Layering(0, False): "the input is layer 0, weights enter their layer",
    Layering(1, True): "the input is layer 1, weights leave their layer",
    Layering(1, False): "the input is layer 1, weights enter their layer",
    Layering(0, True): "the input is layer 0, weights leave their layer",
}


def numbers_of_layers(standing: Standing) -> Iterator[Hypothesis]:
    """The input is layer 0 or 1, and weights have the number of the layer that they enter, or leave."""
    base = standing.judge.bench.base
    if standing.judge.lexicon.habits.has_layers:
        for layering, said in LAYERINGS.items():
            if layering != (base.first, base.leaving):
                yield Numbered(said, layering)
