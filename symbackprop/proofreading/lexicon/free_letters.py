"""Letters that a formula leaves open: the i of δ_i, the l of W^l, which a claim holds for all values of."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from symbackprop.parsing.latex.tree import Addition, Big, Group, Name, Node, Scripted
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import TARGETS, TRUE_CLASS


def free_letters(node: Node, habits: Habits) -> Mapping[str, str]:
    """Letters that a formula leaves open, and what they count: unit, layer or example.  Found once, node by node."""
    known = habits.open.get(id(node))
    if known is None or known[0] is not node:
        found: dict[str, str] = {}
        _gather(node, habits, frozenset(), found)
        known = habits.open[id(node)] = node, found
    return known[1]


def _gather(node: Node, habits: Habits, bound: frozenset[str], found: dict[str, str]) -> None:
    if isinstance(node, Big):
        inner = bound | frozenset(limit_letters(node))
        if not limit_letters(node):
            return
        _gather(node.body, habits, inner, found)
        return
    mention = mention_of(node, habits)
    if mention is not None:
        _mentioned(mention, bound, found)
        if mention.power is not None:
            _gather(mention.power, habits, bound, found)
        return
    if letters := entry_letters(node, habits):
        assert isinstance(node, Scripted)
        _gather(node.base, habits, bound | frozenset(letters), found)
        return
    if isinstance(node, Scripted) and node.sup is not None and _is_power_of_target(node.sup, habits):
        _gather(node.sup, habits, bound, found)
        _gather(replace(node, sup=None) if node.sub is not None else node.base, habits, bound, found)
        return
    if isinstance(node, Scripted):
        for script in (node.sub, node.sup):
            if script is not None:
                for letter in _names(script):
                    if letter not in bound and letter not in ("T", "top", "F", TRUE_CLASS):
                        found.setdefault(letter, "unit?")
    for part in [node.base] if isinstance(node, Scripted) else node.parts():
        _gather(part, habits, bound, found)


def _is_power_of_target(above: Node, habits: Habits) -> bool:
    """Whether it is y_i or 1 − y, as in the likelihood of an example: p^y (1 − p)^{1 − y}."""
    found = [m for n in above.walk() if (m := mention_of(n, habits)) is not None]
    return any(m.base in TARGETS for m in found) and isinstance(above, Name | Scripted | Addition | Group)


def entry_letters(node: Node, habits: Habits) -> tuple[str, ...]:
    """i and j of (x_i y_j)_{ij}, which is the matrix of all entries; none of (W x)_j, which is one of them."""
    if not isinstance(node, Scripted) or node.sub is None or node.sup is not None or node.primes:
        return ()
    letters = tuple(map(name_of, flat(node.sub)))
    is_index = all(len(t) == 1 and t.islower() for t in letters) and len(set(letters)) == len(letters) < 3
    if not is_index or not isinstance(node.base, Group) or node.base.opening not in ("(", "["):
        return ()
    return letters if set(letters) <= free_letters(node.base.body, habits).keys() else ()


def _names(script: Node) -> Iterator[str]:
    for node in script.walk():
        if isinstance(node, Name) and len(node.text) == 1 and node.text.islower():
            yield node.text


def _mentioned(mention: Mention, bound: frozenset[str], found: dict[str, str]) -> None:
    shift = shift_of(mention.layer) if mention.layer is not None else None
    if shift and shift[0] and shift[0] not in bound and shift[0] != CHAIN:
        found[shift[0]] = "layer"
    for unit in mention.units:
        text = name_of(unit)
        shift = shift_of(unit)
        letter = shift[0] if shift else text
        if letter and not letter.isdigit() and letter not in bound and letter != TRUE_CLASS:
            found.setdefault(letter, "unit")
    example = name_of(mention.example)
    if example and not example.isdigit() and example not in bound:
        found.setdefault(example, "example")
