"""The usual units: where a text never says what net_j is, and differentiates it by w_{ji}, it is Σ_i w_{ji} o_i + b_j.

What it adds up are the outputs of units, which the text differentiates by it: ∂o_j/∂net_j.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symbackprop.proofreading.chaining.fact import Fact, matched
from symbackprop.proofreading.chaining.terms import Called, Quantity, Slope, Term, of_atom
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS

NUMBER, ANY = -1, "any"
"""Where it stands: before all else; and the name of the function that makes outputs of them."""


def usual_units(slopes: Sequence[Slope], made: Sequence[Fact], *, is_entrywise: bool) -> Iterator[Fact]:
    """What is usual of the units that nothing says anything of; `made` are those that something does.

    Each output is a function of its own sum, unless the text speaks of softmax.
    """
    biases = {s.by.name for s in slopes if _base(s.by) in BIASES and len(s.by.indices) == 1}
    for slope in dict.fromkeys(slopes):
        net, weight = slope.of, slope.by
        letters = [i.letter for i in weight.indices]
        is_made = any(f.body is not None and matched(f.of, net) is not None for f in made)
        if is_made or len(net.indices) != 1 or len(letters) != 2 or _base(weight) not in WEIGHTS:
            continue
        (own,) = net.indices
        outputs = [s.of for s in slopes if s.by == net and s.of.indices == net.indices and _is_state(s.of)]
        if own.letter not in letters or own.step or not all(letters) or letters[0] == letters[1] or not outputs:
            continue
        (before,) = (i for i in weight.indices if i != own)
        summed = Term(Fraction(1), (weight, Quantity(outputs[0].name, (before,))), frozenset({before.letter}))
        bias = tuple(Term(Fraction(1), (Quantity(name, (own,)),)) for name in sorted(biases)[:1])
        yield Fact.made(net, (summed, *bias), NUMBER)
        if is_entrywise and not any(matched(f.of, outputs[0]) is not None for f in made):
            yield Fact.made(outputs[0], of_atom(Called(ANY, 0, of_atom(net))), NUMBER)


def _is_state(quantity: Quantity) -> bool:
    return _base(quantity) not in COSTS


def _base(quantity: Quantity) -> str:
    return quantity.name.partition("|")[0]
