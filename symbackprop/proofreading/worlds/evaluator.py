"""What a rule may ask of the interpreter that runs it: rules stand below the interpreter, which has a table of them."""

from abc import ABC, abstractmethod

from symbackprop.parsing.latex.tree import Node
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import Mention
from symbackprop.proofreading.vocabulary.values import Array, Value, plain
from symbackprop.proofreading.worlds.world import World


class Evaluator(ABC):
    """Evaluates formulas in one world.

    `is_literal` where the derivatives of a statement are written out, `lays_flat` where those of a column by a number
    are rows beside columns, and u · v of two columns is u^T v, `has_diagonals` where a column u before a matrix is
    diag(u).
    """

    def __init__(self, world: World) -> None:
        self.world, self.reading, self.lexicon, self.habits = world, world.reading, world.lexicon, world.habits
        self.is_literal = self.lays_flat = self.has_diagonals = False

    @abstractmethod
    def value(self, node: Node, env: Env) -> Value:
        """The value of a formula.   Raises: Unclear, Misfit."""

    @abstractmethod
    def mentioned(self, mention: Mention, env: Env) -> Value:
        """The value of a quantity, whole or the entry that is named."""

    @abstractmethod
    def within(self, world: World) -> "Evaluator":
        """One for the same formulas in another world."""

    def array(self, node: Node, env: Env) -> Array:
        """The value of a formula as an array."""
        return plain(self.value(node, env))
