"""The numbers that a document has given so far, and what makes them old."""

from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.tree import Node, Number
from symbackprop.proofreading.numeric.comparison import agrees
from symbackprop.proofreading.numeric.examples import gathered
from symbackprop.proofreading.numeric.facts import Known
from symbackprop.proofreading.numeric.names import NEXT
from symbackprop.proofreading.numeric.substitution import is_literal
from symbackprop.proofreading.vocabulary.quantities import INPUTS, TARGETS


class Memory:
    """What is known by its name, what was `said` of it alone, and `former`ly, and the texts of the numbers."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.said: dict[str, Known] = {}
        self.former: dict[str, Known] = {}
        self.printed: set[str] = set()
        self.seen: set[str] = set()

    def give(self, name: str, value: Known) -> None:
        """A number that is given; another one than before makes what was computed from it old."""
        old = self.known.get(name)
        if old is not None and not agrees(old, value):
            self.forget()
        self.known[name] = value
        self.gather(name)

    def gather(self, name: str) -> None:
        """Learn what all examples together are, where that was the last of them."""
        if (whole := gathered(name, self.known)) is not None:
            self.known[whole[0]] = whole[1]

    def redefine(self, name: str) -> None:
        """A formula for what was a given number before, z = 0 and then z = X θ: that number was another one's."""
        if name in self.said:
            self.former[name] = self.said.pop(name)
        if name in self.known and self.known[name].is_given:
            del self.known[name]

    def is_former(self, name: str, value: Known) -> bool:
        """Whether it is the number that was given first, where a name stands for two: a target and an output."""
        return name in self.former and agrees(self.former[name], value)

    def forget(self) -> None:
        """What was computed is old from here on."""
        self.known = {k: v if v.is_given else replace(v, is_firm=False) for k, v in self.known.items()}

    def has_slope(self, name: str) -> bool:
        """Whether something was differentiated by a quantity."""
        return any(known.endswith(f"/∂{name}") for known in self.known)

    def is_data(self, name: str) -> bool:
        """Whether a number is one that another example has instead."""
        known = self.known.get(name)
        return known is not None and known.is_given and name.split("|")[0].partition("~")[0] in INPUTS | TARGETS

    def sibling(self, name: str, number: Node, value: Known) -> str:
        """The other quantity of the same letter that has just this computed number."""
        if not is_literal(number) or not any(n.text in self.printed for n in number.walk() if isinstance(n, Number)):
            return ""
        alike = [k for k in self.known if k != name and k.split("|")[0] == name.split("|")[0] and "/" not in k]
        same = [k for k in alike if np.array_equal(self.known[k].value, value.value)]
        return same[0] if len(same) == 1 else ""

    def is_next_round(self, name: str, value: Known) -> bool:
        """Whether a number is the updated one: from here on all updated numbers are in force."""
        following = self.known.get(name + NEXT)
        if following is None or not agrees(following, value):
            return False
        updated = {k: v for k, v in self.known.items() if k.endswith(NEXT)}
        self.forget()
        self.known |= {k.removesuffix(NEXT): replace(v, is_given=True) for k, v in updated.items()}
        self.known = {k: v for k, v in self.known.items() if k not in updated}
        return True
