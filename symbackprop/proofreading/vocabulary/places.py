"""Letters that stand for every place of an axis at once."""

from sympy import Expr


class Place(int):
    """A value of a letter: a number for the engine, and an index expression for what holds for all of them."""

    where: Expr

    def __new__(cls, value: int, where: Expr) -> "Place":
        """The number and the index."""
        found = super().__new__(cls, value)
        found.where = where
        return found

    def __add__(self, step: int) -> "Place":
        return Place(int(self) + step, self.where + step)
