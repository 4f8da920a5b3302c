"""Indices that cannot be meant, told by the letters alone: z_k = Σ_p w_{kp} a_j leaves j open.

What an entry is made of, or a derivative by an entry comes to, has the indices of that entry and those that are summed
over.  Another one that is open on one side only is a slip, whatever the network is:

    z_j = Σ_j w_{jk} a_k          the sum runs over j, which the left side leaves open
    z_k = Σ_p w_{kp} a_j          j stands for nothing
    ∂C/∂a_k = 2 (a_i − y_i)       the entry of one unit by that of another
    ∂E/∂o_j = Σ_l ∂E/∂net_l       every unit would have the same derivative
    E = Σ_j (t_m − y_m)²          nothing runs over j

Nothing is said where dots, cases or lists may tell what a letter stands for, nor of a letter that no sum and no other
entry of the text runs over: it may be a certain class.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from symbackprop.parsing.latex.tree import (
    Big,
    Cases,
    Derivative,
    Dots,
    Grid,
    Listing,
    Nabla,
    Name,
    Node,
    Relation,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.lexicon.vacuous_sums import vacuous_sum
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import mention_of

EQUAL = ("=", ":=", "≡")
UNTOLD = (Cases, Dots, Grid, Listing, Relation, Words)
"""What may tell in its own way which entries are meant."""

Change = tuple[int, int, str]
Renamed = tuple[int, int, str, str]
"""A change, and the letter that stood there."""


@dataclass(frozen=True)
class Imbalance:
    """Why the indices of a statement cannot be meant, and the changes of its right side that would mend them.

    It `is_defined` as it was meant where it is a definition that was read so.
    """

    reason: str
    changes: tuple[Change, ...] = ()
    what: str = ""
    is_defined: bool = False


class Indices:
    """The letters that a text counts units by, and what statements leave open."""

    def __init__(self, formulas: Sequence[Formula], habits: Habits) -> None:
        self.habits, self.formulas = habits, formulas
        self.running = {letter for f in formulas for letter in self._run_over(f)}

    def imbalance(self, formula: Formula) -> Imbalance | None:
        """What is wrong with the indices of a statement; None where nothing certainly is."""
        left, right = formula.left, formula.right
        if left is None or right is None or formula.statement.relation not in EQUAL:
            return None
        if any(isinstance(n, UNTOLD) for side in (left, right) for n in _outside_scripts(side)):
            return None
        if (vacuous := vacuous_sum(formula, self.formulas, self.habits)) is not None:
            return self._over_nothing(*vacuous)
        has_sum = any(isinstance(n, Big) and n.kind == "sum" for n in right.walk())
        is_slope = isinstance(left, Derivative | Nabla)
        if not is_slope and (not has_sum or mention_of(left, self.habits) is None):
            return None
        own, other = self._open(left), self._open(right)
        extra = sorted((other - own - _names(left)) & self.running)
        needed = own & self._by(left) if is_slope else own
        missing = sorted(needed - other - _names(right))
        if extra and own and (has_sum or missing):
            return self._with_extra(right, extra, own, missing)
        return self._without(left, right, missing[0]) if is_slope and missing and has_sum and not other else None

    def _over_nothing(self, big: Big, over: str, first: str, is_told: bool) -> Imbalance:
        """A sum over a letter that nothing in it has: that one, where the text has it in the same sum elsewhere."""
        reason = f"the sum runs over {over}, and nothing in it has {over}"
        if not is_told:
            return Imbalance(reason, _renamed_limit(big, over, first), f"the sum over {first}", is_defined=True)
        places = tuple(place[:3] for place in sorted(self._places(big.body, first, over, over, ())))
        return Imbalance(reason, places, f"{over} in place of {first}", is_defined=True)

    def _by(self, slope: Node) -> set[str]:
        """The letters of what is differentiated by alone: of ∂p_k/∂z_j the right side may have no k."""
        if not isinstance(slope, Derivative) or len(slope.by) != 1:
            return set()
        return self._open(slope.by[0]) - self._open(slope.of)

    def _run_over(self, formula: Formula) -> Iterator[str]:
        """The letters that sums run over, and those of entries that are said to be something."""
        for side in formula.sides:
            for node in side.walk():
                yield from limit_letters(node) if isinstance(node, Big) else ()
        if formula.left is not None:
            yield from self._open(formula.left)

    def _open(self, node: Node) -> set[str]:
        """The letters of units that a formula leaves open."""
        return {letter for letter, kind in free_letters(node, self.habits).items() if kind == "unit"}

    def _with_extra(self, right: Node, extra: Sequence[str], own: set[str], missing: Sequence[str]) -> Imbalance:
        """Letters that are open on the right alone."""
        sums = [n for n in right.walk() if isinstance(n, Big) and len(limit_letters(n)) == 1]
        first = extra[0]
        around = [n for n in sums if first in self._open(n.body)]
        clash = next((n for n in around if limit_letters(n)[0] in own), None)
        if clash is not None:
            (over,) = limit_letters(clash)
            reason = f"the sum runs over {over}, which the left side leaves open, and not over {first}"
            return Imbalance(reason, _renamed_limit(clash, over, first), f"the sum over {first}")
        if any(first in limit_letters(n) for n in sums):
            reason = f"{first} stands outside of the sum over {first}, and not on the left side"
        else:
            reason = f"{first} is open on the right side alone" + (f", and {missing[0]} on the left" if missing else "")
        otherwise = missing[0] if missing else min(own) if len(own) == 1 else ""
        places = (self._places(right, e, otherwise if missing else "", otherwise, ()) for e in extra)
        changes = tuple(sorted(chain.from_iterable(places)))
        what = ", ".join(dict.fromkeys(f"{to} in place of {was}" for _, _, to, was in changes))
        return Imbalance(reason, tuple(change[:3] for change in changes), what)

    def _without(self, left: Node, right: Node, missing: str) -> Imbalance:
        """A derivative by an entry, the same for every entry."""
        by = left.by[0] if isinstance(left, Derivative) else None
        mention = mention_of(by, self.habits) if by is not None else None
        changes: list[Change] = []
        for node in right.walk():
            if isinstance(node, Derivative) and mention is not None and len(node.by) == 1:
                found = mention_of(node.by[0], self.habits)
                if found is not None and found.base == mention.base and len(found.units) == 1 == len(mention.units):
                    changes = [(*found.units[0].span, missing)]
        reason = f"the left side is by the entry {missing}, and nothing on the right side has {missing}"
        return Imbalance(reason, tuple(changes), f"the derivative by the entry {missing}" if changes else "")

    def _places(self, node: Node, letter: str, to: str, otherwise: str, within: tuple[str, ...]) -> Iterator[Renamed]:
        """Another letter in every place where one is open: a certain one, or what the sum around it runs over."""
        if isinstance(node, Big):
            within = (*within, *limit_letters(node))
        mention = mention_of(node, self.habits)
        put = to or (within[-1] if within else otherwise)
        if mention is not None and put in map(name_of, mention.units):
            put = otherwise  # nobody means u_{jj}
        for unit in mention.units if mention is not None and letter not in within and put else ():
            if shift_of(unit) == (letter, 0) and isinstance(unit, Name):
                yield *unit.span, put, letter
        for part in node.parts() if mention is None else ():
            yield from self._places(part, letter, to, otherwise, within)


def _renamed_limit(node: Big, letter: str, to: str) -> tuple[Change, ...]:
    """Another letter below a sum."""
    found = [n for n in (node.lower.walk() if node.lower is not None else ()) if name_of(n) == letter]
    return ((*found[0].span, to),) if len(found) == 1 else ()


def _outside_scripts(node: Node) -> Iterator[Node]:
    """All nodes but those of scripts, and of what sums run over."""
    yield node
    inside = [node.body] if isinstance(node, Big) else [node.base] if isinstance(node, Scripted) else node.parts()
    for part in inside:
        yield from _outside_scripts(part)


def _names(node: Node) -> set[str]:
    """The letters in scripts, whatever they mean there."""
    scripted = (n for n in node.walk() if isinstance(n, Scripted))
    parts = (part for n in scripted for part in (n.sub, n.sup) if part is not None)
    return {n.text for part in parts for n in part.walk() if isinstance(n, Name)}
