"""What a formula is evaluated under: how the text is read, and what letters stand for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from symbackprop.proofreading.vocabulary.quantities import RIGHT
from symbackprop.proofreading.vocabulary.values import Array


@dataclass(frozen=True)
class Reading:
    """What the text leaves open, as it is understood.

    `examples` is the size of the batch (1 for one example); `rows` whether examples are rows; `first` the number of the
    input's layer; `errors` whose derivatives dZ and δ are: those of each example, or of the whole cost; `activation`
    and `cost` what an undefined activation and cost are; `letters` whether index letters tell layers apart;
    `units` is 1 for one unit a layer, `outputs` for one in the last, `inputs` for one number that goes in;
    `error_shift` is 1 where the errors of layer l are called δ_{l+1}; `design` whether X and y, whole, have examples in
    rows beside columns x^{(i)}; `right` is the place of the right class among entries that have numbers; `listed`
    whether layers are made of the units that the text writes out one by one.
    """

    examples: int = 1
    rows: bool = False
    first: int = 0
    leaving: bool = False
    errors: str = "per example"
    layout: str = ""
    activation: str = ""
    output: str = ""
    cost: str = ""
    letters: bool = False
    units: int = 0
    outputs: int = 0
    inputs: int = 0
    depth: int = 3
    error_shift: int = 0
    design: bool = False
    simplex: bool = False
    seed: int = 0
    right: int = RIGHT
    listed: bool = False

    @property
    def last(self) -> int:
        """The number of the output layer."""
        return self.first + self.depth

    def batch_shape(self, width: int) -> tuple[int, int]:
        """The shape of a quantity that every example has."""
        return (self.examples, width) if self.rows else (width, self.examples)

    def shared_shape(self, width: int) -> tuple[int, int]:
        """The shape of a vector that all examples share."""
        return (1, width) if self.rows else (width, 1)


IMPLICIT = "·"
"""What functions that stand alone are taken at: σ′ = σ (1 − σ) holds at every number."""


@dataclass
class Env:
    """What letters stand for while a formula is evaluated: indices (from 0), layers, sizes of indices, parameters."""

    letters: dict[str, int] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    local: dict[str, Array] = field(default_factory=dict)
    renamed: tuple[str, str] = ("", "")
    calling: frozenset[str] = frozenset()

    def bound(self, **letters: int) -> "Env":
        """With more letters."""
        return Env({**self.letters, **letters}, self.sizes, self.local, self.renamed)

    def sized(self, letters: Iterable[str], size: int) -> "Env":
        """With so many values of some more letters."""
        found = dict.fromkeys(letters, size)
        return replace(self, sizes={**self.sizes, **found}) if found else self

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands for anything: the formula is one of the text as it is written."""
        return not (self.letters or self.local or any(self.renamed))
