"""Lines of an aligned block: sides, and what is said beside them."""

from dataclasses import dataclass

from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.presentation import EQUALS, Aligned, AlignedRow, Fenced, Math, Operator, Space, Words, row


@dataclass(frozen=True)
class Line:
    """left = right, with the rule of a step, and the layers for which an equation holds.

    `left` is None where it stays the same.
    """

    left: Math | None
    right: Math
    rule: str = ""
    layers: Math | None = None
    relation: Operator = EQUALS

    @property
    def remark(self) -> Math | None:
        """What stands to the right of the equation."""
        if not self.rule:
            return self.layers
        rule = Words(self.rule)
        return row(rule, Space(), Fenced("(", self.layers, ")")) if self.layers is not None else rule

    @property
    def tree(self) -> Math:
        """The equation on one line, without its remark."""
        return row(self.left, self.relation, self.right)

    @property
    def latex(self) -> str:
        """The same in LaTeX."""
        return latex(self.tree)

    @property
    def row(self) -> AlignedRow:
        """The line as a row of an aligned block."""
        return AlignedRow(self.left, self.right, self.remark, relation=self.relation)


def aligned(lines: list[Line]) -> Aligned:
    """An aligned block of lines."""
    return Aligned(tuple(line.row for line in lines))
