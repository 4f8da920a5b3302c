"""Output units by the letter of hidden ones: δ_j = (t_j − o_j) o_j (1 − o_j), where t_k and w_{kj} tell k from j.

Where letters tell layers, what is compared with targets is the output: such a statement is about units k.  What it says
of the units before them, Δw_{ji} = η (t_j − o_j) o_i, is about units j.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from symbackprop.parsing.latex.tree import Big, Node
from symbackprop.proofreading.lexicon.agreeing_letters import reindexed
from symbackprop.proofreading.lexicon.claim_forms import all_mentions
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of
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
    chain = lexicon.habits.chain
    open_letters = {t for side in formula.sides for t in free_letters(side, lexicon.habits)}
    own = _letters_of_targets(formula, lexicon) & open_letters
    if len(own) != 1 or last in open_letters or not own & chain.keys():
        return formula
    step = chain[last] - chain[next(iter(own))]
    above = {layer: letter for letter, layer in chain.items()}
    names = {t: above.get(layer + step, "") for t, layer in chain.items() if t in open_letters}
    if not all(names.values()) or any(_is_caught(n, names) for side in formula.sides for n in side.walk()):
        return formula
    return formula.changed(partial(reindexed, names=names))


def _is_caught(node: Node, names: Mapping[str, str]) -> bool:
    """Whether a sum over k, or one over j, stands around a j that is to be k."""
    if not isinstance(node, Big):
        return False
    counted, inside = set(limit_letters(node)), {name_of(n) for n in node.body.walk()}
    return any({was, to} & counted and was in inside for was, to in names.items())


def _letters_of_targets(formula: Formula, lexicon: Lexicon) -> set[str]:
    """The k of t_k, single index of what nothing computes."""
    found = [m for m in all_mentions(formula, lexicon.habits) if m.base in TARGETS - lexicon.habits.chained]
    return {name_of(m.units[0]) for m in found if len(m.units) == 1} - {""}
