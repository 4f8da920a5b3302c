"""What has been printed, with how tightly it holds together: what is looser than its surroundings gets parentheses."""

from dataclasses import dataclass
from functools import cached_property

from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.presentation import TIMES, Math, Row, parenthesised

TERMS, OPEN, PRODUCT, APPLIED, POWER, ATOM = range(6)
"""How tightly a text holds together: a + b; what ends with a sum; a product; log x; a power; a name."""


@dataclass(frozen=True)
class Printed:
    """A tree and how tightly it holds together."""

    tree: Math
    level: int = ATOM

    @cached_property
    def text(self) -> str:
        """Its LaTeX, by which ties in an order are broken."""
        return latex(self.tree)

    def within(self, level: int) -> Math:
        """The tree, in parentheses if it is looser than `level`."""
        return self.tree if self.level >= level else self.bracketed

    @property
    def bracketed(self) -> Math:
        """The tree in parentheses."""
        return parenthesised(self.tree)


def named(tree: Math) -> Printed:
    """A name in print: an atom, unless a convention puts a factor in front, m ∂C/∂z."""
    return Printed(tree, PRODUCT if isinstance(tree, Row) and TIMES in tree.pieces else ATOM)
