"""The manner of a document: what its scripts are taken for, and what was read by that so far.

`habits.py` finds it in the formulas; `mentions.py` reads each symbol by it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.vocabulary.marks import DEPTH

if TYPE_CHECKING:
    from symbackprop.proofreading.vocabulary.mentions import Mention


@dataclass
class Habits:
    """How a document writes its scripts."""

    layer_letters: set[str] = field(default_factory=set)
    depth_letters: set[str] = field(default_factory=lambda: {"L", DEPTH})
    parenthesis: str = "layer"
    is_bare_layered: bool = False
    subscript_layers: set[str] = field(default_factory=set)
    index_letters: set[str] = field(default_factory=set)
    example_letters: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    of_input: frozenset[str] = frozenset()
    layer_names: frozenset[str] = frozenset()
    layered_data: frozenset[str] = frozenset()
    has_cost_l: bool = False
    primed: frozenset[str] = frozenset()
    has_layers: bool = False
    has_listed_layers: bool = False
    numbered_above: frozenset[str] = frozenset()
    power_letters: frozenset[str] = frozenset()
    chain: dict[str, int] = field(default_factory=dict)
    chained: frozenset[str] = frozenset()
    is_outward: bool = False
    is_numbered: bool = False
    lettered: frozenset[str] = frozenset()
    zeroth_letters: frozenset[str] = frozenset()
    leading_examples: set[str] = field(default_factory=set)
    data_examples: frozenset[str] = frozenset()
    decorations: set[str] = field(default_factory=set)
    error_letters: frozenset[str] = frozenset()
    recast: list[Callable[["Mention"], "Mention"]] = field(default_factory=list, repr=False)
    known: dict[int, tuple[Node, "Mention | None"]] = field(default_factory=dict, repr=False)
    listed: dict[int, tuple[Node, "tuple[Mention, ...]"]] = field(default_factory=dict, repr=False)
    open: dict[int, tuple[Node, dict[str, str]]] = field(default_factory=dict, repr=False)

    def forget(self) -> None:
        """Forget what nodes mean, after a habit has changed."""
        self.known.clear()
        self.listed.clear()
        self.open.clear()
