"""Letters that name units: with net_h = w_1 x_1 + w_2 x_2 + b_1, the h of net_h and out_h counts nothing.

An index says the same of every unit, so that it stands on both sides; a sum written out in numbers is that of one unit,
and the letter on its left a part of the unit's name.  So is the y of δ_y = ∂L/∂y: what a slope is taken by tells it
from δ_h = ∂L/∂h, where y and h are whole quantities and count nothing.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Big, Derivative, Dots, Nabla, Name, Node, Product
from symbackprop.proofreading.lexicon.layer_forms import bracket_of
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES


def name_letters(sides: Sequence[tuple[Node, Node]], habits: Habits) -> set[str]:
    """Letters on the left of a weighted input that is written out in numbers, whatever other such letters it reads."""
    candidates = [(letter, right) for left, right in sides if (letter := _own_letter(left, habits))]
    found: set[str] = set()
    while added := {letter for letter, right in candidates if _is_of_one_unit(right, found, habits)} - found:
        found |= added
    return found


def slope_letters(equations: Sequence[tuple[Node, Node]], habits: Habits) -> set[str]:
    """Letters of whole quantities that name the slopes by them, δ_h = ∂L/∂h, and tell no units apart anywhere.

    Where one does, or is a weighted input o = V h + c, so do others that stand below the same symbol; beside δ_h the o
    of δ_o is the output, whatever that is called.
    """
    pairs = [*equations, *((right, left) for left, right in equations)]
    named = dict(named for left, right in pairs if (named := _named_slope(left, right, habits)) is not None)
    every = [m for pair in equations for side in pair for m in mentions(side, habits)]
    below = {(name_of(m.units[0]), m.base) for m in every if len(m.units) == 1 and m.base in {ERROR, *named.values()}}
    wholes = {m.base for m in every if isinstance(m.node, Name)}
    weighted = {left.text for left, right in equations if isinstance(left, Name) and _is_affine(right, habits)}
    if not named and not any(letter in weighted for letter, _ in below):
        return set()
    errors = {base for _, base in below}
    counted = {name_of(u) for m in every if len(m.units) > 1 or m.base not in errors for u in m.units}
    counted |= habits.index_letters | habits.example_letters | habits.layer_letters
    found = {*named, *(letter for letter, _ in below if letter in wholes)}
    beside = {"o"} & {letter for letter, _ in below} if "h" in found else set()
    return (found | beside) - counted


def _is_affine(right: Node, habits: Habits) -> bool:
    """Whether it is a weighted input V h + c, or a function of one."""
    inner = bracket_of(right) or right
    return isinstance(inner, Addition) and any(m.base in WEIGHTS for m in mentions(inner, habits))


def _named_slope(left: Node, right: Node, habits: Habits) -> tuple[str, str] | None:
    """(h, δ) of δ_h = ∂L/∂h and of δ_h = ∇_h L; None where the slope is by an entry."""
    mention = mention_of(left, habits)
    if mention is None or len(mention.units) != 1 or mention.base in COST_LETTERS or not mention.is_plain:
        return None
    by = right.by[0] if isinstance(right, Derivative) and len(right.by) == 1 else None
    by = right.by if isinstance(right, Nabla) else by
    letter = name_of(mention.units[0])
    is_whole = isinstance(by, Name) and not by.accents and name_of(by) == letter and len(letter) == 1
    return (letter, mention.base) if is_whole and letter.isalpha() else None


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
    every = [*mentions(right, habits)]
    if not every:
        return sum(isinstance(t, Product) for t in right.terms) > 1  # 0.7 · 0.56 − 0.2 · 0.62 + 0.25 is of one unit too
    found = [m for m in every if m.base not in BIASES]
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
