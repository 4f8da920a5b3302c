r"""Outputs that only their use tells: beside softmax(z)_i = e^{z_i} / Σ_j e^{z_j}, the p of L = −Σ_i y_i log p_i.

Where a text differentiates that cost by z, and says of p nothing else, p is softmax of z; and so is the a of
∂L/∂z_i = a_i − y_i, of which it says nothing else either.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Apply, Derivative, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.lexicon.layer_forms import symbol_of
from symbackprop.proofreading.lexicon.normalised import normalised_vector
from symbackprop.proofreading.vocabulary.marks import name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, mention_of
from symbackprop.proofreading.vocabulary.quantities import TARGETS

LOGARITHMS = frozenset({"log", "ln"})


def add_softmax_outputs(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define the output of softmax under the names that nothing defines."""
    softmax = next(((f, z) for f in formulas if f.right is not None and (z := normalised_vector(f.right))), None)
    costs = [d for d in lexicon.definitions if d.mention.base in COST_LETTERS and _outputs(d.body)]
    if softmax is None or not costs:
        return
    formula, vector = softmax
    sides = sides_of(formulas)
    slopes = {symbol_of(by) for s in sides for n in s.walk() if isinstance(n, Derivative) for by in n.by}
    defined = {lexicon.fold(d.mention.base) for d in lexicon.definitions}
    if vector not in slopes or lexicon.fold(vector) in defined:
        return
    names = [*_outputs(costs[0].body), *(n for s in sides for n in _compared(s))]
    for name in names:
        mention = mention_of(name, lexicon.habits)
        if mention is not None and lexicon.fold(mention.base) not in defined | {lexicon.fold(vector)} | TARGETS:
            defined.add(lexicon.fold(mention.base))
            body = Apply(name.span, Name(name.span, "softmax"), (Name(name.span, vector),))
            lexicon.definitions.append(Definition(mention, body, formula))


def _outputs(body: Node) -> list[Name]:
    """The p of y_i log p_i, as a whole."""
    logarithms = (n for n in body.walk() if isinstance(n, Apply) and name_of(n.function) in LOGARITHMS)
    bases = (scripts(a)[0] for n in logarithms for a in n.arguments if isinstance(a, Scripted))
    return [base for base in bases if isinstance(base, Name)]


def _compared(side: Node) -> Iterator[Name]:
    """The a of a_i − y_i."""
    for node in side.walk():
        if isinstance(node, Addition) and len(node.terms) == 2 and node.signs == (1, -1):
            first, second = (scripts(t)[0] if isinstance(t, Scripted) else t for t in node.terms)
            if isinstance(first, Name) and name_of(second) in TARGETS:
                yield first
