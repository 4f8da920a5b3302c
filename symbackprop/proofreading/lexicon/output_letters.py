"""Output units by the letter of hidden ones: δ_j = (t_j − o_j) o_j (1 − o_j), where t_k and w_{kj} tell k from j.

Where letters tell layers, what is compared with targets is the output: such a statement is about units k.
"""

from collections.abc import Sequence
from functools import partial

from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS


def with_output_letters(formulas: Sequence[Formula], lexicon: Lexicon) -> Sequence[Formula]:
    """The statements, those about targets of hidden units' letters with the letter that the cost has for them."""
    chain = lexicon.habits.chain
    costs = {d.number for d in lexicon.definitions if d.mention.base in COSTS}
    found = {t for f in formulas if f.number in costs for t in _letters_of_targets(f, lexicon)}
    if not chain or len(found) != 1 or chain.get(last := found.pop()) != max(chain.values()):
        return formulas
    return [_about_outputs(f, last, lexicon) for f in formulas]


def _about_outputs(formula: Formula, last: str, lexicon: Lexicon) -> Formula:
    letters = _letters_of_targets(formula, lexicon)
    used = {name_of(u) for m in all_mentions(formula, lexicon.habits) for u in m.units}
    if len(letters) != 1 or used != letters or not letters & lexicon.habits.chain.keys() - {last}:
        return formula
    return formula.changed(partial(relettered, names=dict.fromkeys(letters, last)))


def _letters_of_targets(formula: Formula, lexicon: Lexicon) -> set[str]:
    """The k of t_k, single index of what nothing computes."""
    found = [m for m in all_mentions(formula, lexicon.habits) if m.base in TARGETS - lexicon.habits.chained]
    return {name_of(m.units[0]) for m in found if len(m.units) == 1} - {""}
