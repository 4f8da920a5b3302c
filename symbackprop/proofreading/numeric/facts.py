"""What is known at a place of a document: numbers, with what each may be off, definitions, and statements."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from symbackprop.proofreading.lexicon.definitions import Definition, Lexicon
from symbackprop.proofreading.numeric.statements import Stated
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.functions import Elementwise


@dataclass(frozen=True)
class Known:
    """A value, by how much it may be off, one unit of its last printed digit, and where it was printed.

    `is_firm` is False for what was only put in for a symbol, and for what a line that does not hold says;
    `is_given` is True for data, which nothing computes; `exact` is what it was before it was rounded, or should be.
    """

    value: Array
    error: Array
    unit: Array
    section: tuple[str, ...] = ()
    number: int = -1
    is_firm: bool = True
    is_given: bool = False
    exact: Array | None = None

    @property
    def unrounded(self) -> "Known":
        """The number before it was printed; what lies between the two may have been meant as well."""
        if self.exact is None:
            return self
        gap = np.abs(self.exact - self.value)
        return replace(self, value=self.exact, error=self.error + np.where(gap <= self.unit, gap, 0.0))

    @property
    def flat(self) -> "Known":
        """A column as a row, and anything else as it is."""
        if self.value.ndim != 2 or self.value.shape[1] != 1 or self.value.size == 1:
            return self
        error, unit = (np.broadcast_to(a, self.value.shape).T for a in (self.error, self.unit))
        return replace(self, value=self.value.T, error=error, unit=unit, exact=None)


def as_given(value: Array) -> Known:
    """A number that is exact."""
    nothing = np.zeros(np.shape(value))
    return Known(value, nothing, nothing, is_given=True)


@dataclass(frozen=True)
class Facts:
    """What is known at a place: values by name, the texts of computed numbers, definitions in force, and statements.

    `functions` are those that only the numbers of the text tell.
    """

    lexicon: Lexicon
    active: tuple[Definition, ...]
    known: Mapping[str, Known]
    printed: frozenset[str]
    stated: tuple[Stated, ...] = ()
    are_unrounded: bool = False
    functions: Mapping[str, Elementwise] = field(default_factory=dict)

    @property
    def unrounded(self) -> "Facts":
        """The same with all digits of what was computed."""
        known = {name: known.unrounded for name, known in self.known.items()}
        return replace(self, known=known, are_unrounded=True)

    @property
    def flat(self) -> "Facts":
        """The same with all vectors as rows, whose products are those of their entries: δ · w · a of lists."""
        known = {name: known.flat for name, known in self.known.items()}
        return replace(self, known=known)

    @property
    def loose(self) -> "Facts":
        """The same, each number off by what rounding to its last printed digit makes it."""
        known = {name: replace(known, error=known.error + known.unit / 2) for name, known in self.known.items()}
        return replace(self, known=known)

    def having(self, name: str, known: Known) -> "Facts":
        """The same, and a number."""
        return replace(self, known={**self.known, name: known})
