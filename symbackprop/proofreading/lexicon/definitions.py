"""What a document defines: its forward equations, its cost, its functions, and its names for derivatives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from symbackprop.parsing.containers.split import Statement
from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Derivative,
    Differential,
    Nabla,
    Node,
)
from symbackprop.proofreading.lexicon.dimensions import Declaration
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.mentions import FOLDED, Mention
from symbackprop.proofreading.vocabulary.notations import UNSAID, Usage
from symbackprop.proofreading.vocabulary.quantities import RATES, Change


class Case(NamedTuple):
    """Two indices that are the same, or are not: what a statement is said for."""

    one: str
    other: str
    are_same: bool


@dataclass(frozen=True, eq=False)
class Formula:
    """A statement with both sides read; `number` is its place in the document.

    `roles` are the letters that symbols of the document are read under (see `roles.py`), `changes` all that its sides
    were put through since they were parsed, in order; `sampled` the symbols that have the letter of examples below them
    (see `sampled_examples.py`), `notation` the part of a document in two notations (see `two_notations.py`); `braced`
    the names of its parts, below their braces, and the parts (see `braced_parts.py`).
    """

    statement: Statement
    left: Node | None
    right: Node | None
    number: int
    trouble: str = ""
    trouble_at: tuple[int, int] | None = None
    section: tuple[str, ...] = ()
    case: Case | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Callable[[Node], Node], ...] = ()
    sampled: frozenset[tuple[str, str]] = frozenset()
    notation: str = ""
    braced: tuple[tuple[Node, Node], ...] = ()

    @property
    def sides(self) -> list[Node]:
        """The sides that were read."""
        return [side for side in (self.left, self.right) if side is not None]

    @property
    def headings(self) -> tuple[str, ...]:
        """Those that it stands under, that of its notation first where a text has two, and a blank one, so that what is
        right below a heading is a part."""
        return (*filter(None, [self.notation]), *self.section, "")

    def changed(self, change: Callable[[Node], Node], **told: Any) -> "Formula":
        """The statement with both its sides put through a change, and what is told of it."""
        left, right = (side and change(side) for side in (self.left, self.right))
        braced = tuple((change(name), change(part)) for name, part in self.braced)
        return replace(self, left=left, right=right, braced=braced, changes=(*self.changes, change), **told)

    def reread(self, side: Node) -> Node:
        """What another side would say here, read as those of the statement were."""
        for change in self.changes:
            side = change(side)
        return side


def sides_of(formulas: Iterable[Formula]) -> list[Node]:
    """All sides that were read."""
    return [side for f in formulas for side in f.sides]


def links_of(formulas: Iterable[Formula]) -> list[list[Formula]]:
    """The statements, those of one chain a = b = c together."""
    found: dict[tuple[int, int], list[Formula]] = {}
    for formula in formulas:
        found.setdefault((id(formula.statement.display), formula.statement.chain), []).append(formula)
    return list(found.values())


def pairs_of(formulas: Iterable[Formula]) -> list[list[tuple[Node, Node]]]:
    """The two sides of every link that was read, those of one chain together."""
    return [[(f.left, f.right) for f in c if f.left is not None and f.right is not None] for c in links_of(formulas)]


@dataclass(frozen=True, eq=False)
class Definition:
    """`mention` = `body`; `parameters` are those of a function."""

    mention: Mention
    body: Node
    formula: Formula
    parameters: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Where it stands among the statements."""
        return self.formula.number

    @cached_property
    def is_slope(self) -> bool:
        """Whether it names a derivative."""
        return any(isinstance(n, Derivative | Differential | Nabla) for n in self.body.walk())


class Layering(NamedTuple):
    """The number of the input's layer, and whether weights have the number of the layer that they leave."""

    first: int
    leaving: bool


class Written(NamedTuple):
    """Weights that are written out: their layer, and how many rows and columns they have."""

    layer: int
    rows: int
    columns: int


@dataclass
class Lexicon:
    """All definitions of a document, in its order, and which of its names are functions."""

    habits: Habits
    definitions: list[Definition] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    bodies: dict[str, list[Definition]] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    bases: set[str] = field(default_factory=set)
    all: dict[int, Definition] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    named: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)
    are_apart: bool = False
    apart: set[str] = field(default_factory=set)
    in_both_cases: frozenset[str] = frozenset()
    outlines: dict[int, tuple[Node, str]] = field(default_factory=dict, repr=False)
    folds: dict[str, str] = field(default_factory=dict)
    compared: dict[str, Mention] = field(default_factory=dict)
    usage: Usage = UNSAID
    weighted: str = "z"
    activation: str = "a"
    applied: frozenset[str] = frozenset()
    layered_functions: bool = False
    names_every_function: bool = False
    slopes_last_layer: bool = False
    only_primed: set[str] = field(default_factory=set)
    sloped: frozenset[str] = frozenset()
    names_true_class: bool = False
    has_capital_biases: bool = False
    has_loss_l: bool = False
    has_one_output: bool = False
    has_single_units: bool = False
    error_sign: int = 1
    is_of_network: bool = False
    change: Change | None = None
    has_small_changes: bool = False
    stated: set[tuple[str, str]] = field(default_factory=set)
    tells_cases_apart: bool = False
    names_slopes_of_layers: bool = False
    leaves_signs_out: bool = False
    signs_of_rows: frozenset[str] = frozenset()
    rates: frozenset[str] = RATES
    layering: Layering | None = None
    written: tuple[Written, ...] = ()
    unnamed: dict[str, str] = field(default_factory=dict)
    constants: frozenset[str] = frozenset()
    scalars: frozenset[tuple[str, str]] = frozenset()
    readers: dict[str, dict[str, frozenset[int]]] = field(default_factory=dict)
    spelt: dict[tuple[str, str], frozenset[tuple[str, ...]]] = field(default_factory=dict)
    one_by_one: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    unit_weights: dict[str, Mention] = field(default_factory=dict)

    def outlined(self, node: Node) -> str:
        """What a formula looks like; kept, node by node."""
        known = self.outlines.get(id(node))
        if known is None or known[0] is not node:
            known = self.outlines[id(node)] = node, outline(node)
        return known[1]

    def fold(self, base: str) -> str:
        """The quantity that a letter stands for, whatever its case."""
        if base not in self.folds:
            self.folds[base] = self._folded(base)
        return self.folds[base]

    def _folded(self, base: str) -> str:
        """Capitals are the same quantities for a whole batch: Z is z, where the document has layers or both."""
        root, _, accent = base.partition("~")
        lower = root[:1].lower() + root[1:]
        if (len(root) != 1 and root != "Theta") or lower in self.functions or root in self.functions:
            return base
        both = lower in self.bases and root.upper() in self.bases
        are_apart = self.are_apart or lower in {"t", *self.apart}
        if base == "B" and self.has_capital_biases:
            return lower
        if (lower in FOLDED or lower in self.in_both_cases) and not are_apart and (self.habits.has_layers or both):
            return lower + (f"~{accent}" if accent else "")
        return base
