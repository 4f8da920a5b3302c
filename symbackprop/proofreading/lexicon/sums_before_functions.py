r"""Sums that are written before the function of them: a_j = Σ_i w_{ji} x_i + b_j = σ(z_j).

Where nothing else says what z is, it is the sum, and a is σ(z): neither link of the chain holds, and all that a text
goes on to say does.
"""

from collections.abc import Sequence
from itertools import pairwise

from symbackprop.parsing.latex.outline import outline
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions


def sums_before_functions(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define the argument of a function by the sum before it, and what the chain begins with by the function."""
    defined = {lexicon.fold(d.mention.base) for d in lexicon.definitions}
    for first, second in pairwise(formulas):
        own = second.statement
        is_chain = own.link == 1 and own.display is first.statement.display and own.chain == first.statement.chain
        wrong = lexicon.all.get(first.number) if is_chain and own.relation == "=" else None
        weighted = _argument(second, lexicon) if wrong is not None else None
        if wrong is None or weighted is None or wrong not in lexicon.definitions or second.right is None:
            continue
        reads = [m.base for m in mentions(wrong.body, lexicon.habits)]
        is_sum = any(base in WEIGHTS for base in reads) and weighted.base not in reads
        if not is_sum or not _are_beside(wrong.mention, weighted) or lexicon.fold(weighted.base) in defined:
            continue
        at = lexicon.definitions.index(wrong)
        lexicon.definitions[at : at + 1] = [
            Definition(weighted, wrong.body, first),
            Definition(wrong.mention, second.right, second),
        ]
        del lexicon.all[first.number]


def _argument(formula: Formula, lexicon: Lexicon) -> Mention | None:
    """The z_j of σ(z_j); None for anything else."""
    called = head(formula.right, lexicon.habits) if formula.right is not None else None
    if called is None or len(called[1]) != 1 or called[0].base not in FUNCTION_LETTERS or not called[0].is_plain:
        return None
    found = mention_of(called[1][0], lexicon.habits)
    return found if found is not None and found.is_plain else None


def _are_beside(one: Mention, other: Mention) -> bool:
    """Whether two quantities have the same indices and stand in the same layer, as a_j^l and z_j^l do."""
    layers = [outline(m.layer) if m.layer is not None else "" for m in (one, other)]
    units = [tuple(map(name_of, m.units)) for m in (one, other)]
    return one.base != other.base and layers[0] == layers[1] and units[0] == units[1] and one.label == other.label
