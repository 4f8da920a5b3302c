"""What every layer is: forward equations, and nothing else."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from symbackprop.language.systems import Equation
from symbackprop.layers.scope import Scope, Units


class Layer(ABC):
    """A layer of a network.  It states how its output is computed; every derivative comes out of the calculus."""

    starts_layer: bool = False

    @abstractmethod
    def equations(self, a: Units, scope: Scope) -> Iterator[Equation]:
        """The forward equations, the last of which defines the output."""

    @abstractmethod
    def output(self, a: Units, scope: Scope) -> Units:
        """The declared output tensor for an input `a`."""
