"""What is written without its layer: w_{ij} among others that say theirs is w^{(l)}_{ij}, which is no slip."""

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import Mention, mentions

WRITTEN_LAYER = "layer left out"
"""What a repair is called that writes layers and nothing else."""


def writes_layers_out(before: Node, after: Node, habits: Habits) -> bool:
    """Whether all that a change does is to write the layers of symbols that had none, W^l for W."""
    one, other = list(mentions(before, habits)), list(mentions(after, habits))
    pairs = list(zip(one, other, strict=False))
    layers = [(a.layer, b.layer) for a, b in pairs if outline(a.node) != outline(b.node)]
    same = all(_without_layer(a) == _without_layer(b) for a, b in pairs)
    return len(one) == len(other) and same and bool(layers) and all(a is None and b for a, b in layers)


def _without_layer(mention: Mention) -> tuple[object, ...]:
    """All that a symbol says but its layer."""
    return mention.base, mention.label, mention.transposed, mention.primes, [outline(u) for u in mention.units]
