"""Letters that name units: with net_h = w_1 x_1 + w_2 x_2 + b_1, the h of net_h and out_h counts nothing.

An index says the same of every unit, so that it stands on both sides; a sum written out in numbers is that of one unit,
and the letter on its left a part of the unit's name.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Big, Dots, Node
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES


def name_letters(sides: Sequence[tuple[Node, Node]], habits: Habits) -> set[str]:
    """Letters on the left of a weighted input that is written out in numbers, whatever other such letters it reads."""
    candidates = [(letter, right) for left, right in sides if (letter := _own_letter(left, habits))]
    found: set[str] = set()
    while added := {letter for letter, right in candidates if _is_of_one_unit(right, found, habits)} - found:
        found |= added
    return found


def _own_letter(left: Node, habits: Habits) -> str:
    """The only index of what a statement is about, where it may be a name: nothing is summed over it."""
    mention = mention_of(left, habits)
    if mention is None or len(mention.units) != 1 or mention.base in COST_LETTERS | {"delta"}:
        return ""
    letter = name_of(mention.units[0])
    is_index = letter in habits.index_letters | habits.example_letters | habits.layer_letters
    return letter if letter.isalpha() and len(letter) == 1 and not is_index else ""


def _is_of_one_unit(right: Node, names: set[str], habits: Habits) -> bool:
    """Whether a right side is a weighted input in which no letter counts: w_1 x_1 + w_2 x_2 + b_1, v out_h + b_o."""
    if not isinstance(right, Addition) or any(isinstance(n, Big | Dots) for n in right.walk()):
        return False
    found = [m for m in mentions(right, habits) if m.base not in BIASES]
    letters = set(_open_letters(found))
    return letters <= names and (bool(letters) or _has_numbered_weight(found))


def _has_numbered_weight(found: Sequence[Mention]) -> bool:
    return any(m.base in WEIGHTS and m.units and all(name_of(u).isdigit() for u in m.units) for m in found)


def _open_letters(found: Sequence[Mention]) -> Iterator[str]:
    for mention in found:
        for unit in mention.units:
            shift = shift_of(unit)
            if shift is None or shift[0]:
                yield shift[0] if shift else name_of(unit)
