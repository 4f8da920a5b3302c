"""The code of an array with the index of each of its axes beside it."""

from dataclasses import dataclass

from sympy import Idx

from symbackprop.compiling.printer import Code

Axes = tuple[Idx, ...]


@dataclass(frozen=True)
class Labelled:
    """The code of an array and the index of each of its axes."""

    code: Code
    axes: Axes

    @property
    def text(self) -> str:
        """The code, in brackets unless it is a name, a call or a subscript."""
        return self.code.name if is_closed(self.code.name) else f"({self.code.name})"

    def transposed(self, axes: Axes) -> "Labelled":
        """The same array with its axes in another order."""
        if axes == self.axes:
            return self
        if len(axes) == 2:
            return Labelled(Code(f"{self.text}.T"), axes)
        order = ", ".join(str(self.axes.index(i)) for i in axes)
        return Labelled(Code(f"{self.text}.transpose({order})"), axes)

    def aligned(self, axes: Axes) -> Code:
        """The code that broadcasts along `axes`: transposed, with None for every axis that it lacks."""
        turned = self.transposed(tuple(i for i in axes if i in self.axes))
        places = [":" if i in self.axes else "None" for i in axes]
        while places and places[0] == "None":
            places.pop(0)
        if "None" not in places:
            return turned.code
        return Code(f"{turned.text}[{', '.join(places)}]")


def is_closed(text: str) -> bool:
    """Whether a text needs no brackets before `.T` or `[`: no operator stands outside its brackets."""
    depth = 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and letter in " +-*/@<>=":
            return False
    return True
