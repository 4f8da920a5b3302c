"""Formulas evaluated in a world: each sign of the author's by the rule for it."""

from collections.abc import Callable, Mapping
from typing import Any

from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Grid,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Root,
    Scripted,
    Words,
)
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.mentions import Mention
from symbackprop.proofreading.vocabulary.values import Array, Unclear, Value, number
from symbackprop.proofreading.worlds.applications import apply_value
from symbackprop.proofreading.worlds.brackets import annotated_value, grid_value, group_value
from symbackprop.proofreading.worlds.conditions import cases_value
from symbackprop.proofreading.worlds.derivatives import derivative_value, differential_value, nabla_value
from symbackprop.proofreading.worlds.effort import spend
from symbackprop.proofreading.worlds.evaluator import Evaluator
from symbackprop.proofreading.worlds.keys import key_of_formula
from symbackprop.proofreading.worlds.operations import addition_value, product_value, quotient_value, root_value
from symbackprop.proofreading.worlds.summation import big_value
from symbackprop.proofreading.worlds.symbols import mentioned_value, symbol_value
from symbackprop.proofreading.worlds.world import World

Rule = Callable[[Evaluator, Any, Env], Value]


def _literal(evaluator: Evaluator, node: Number, env: Env) -> Array:
    return number(float(node.text))


RULES: Mapping[type[Node], Rule] = {
    Number: _literal,
    Name: symbol_value,
    Scripted: symbol_value,
    Words: symbol_value,
    Group: group_value,
    Annotated: annotated_value,
    Product: product_value,
    Addition: addition_value,
    Quotient: quotient_value,
    Root: root_value,
    Derivative: derivative_value,
    Nabla: nabla_value,
    Differential: differential_value,
    Apply: apply_value,
    Big: big_value,
    Grid: grid_value,
    Cases: cases_value,
}


class Interpreter(Evaluator):
    """Evaluates formulas in one world, by the table of rules."""

    def value(self, node: Node, env: Env) -> Value:
        """The value of a formula.   Raises: Unclear, Misfit."""
        spend()
        rule = RULES.get(type(node))
        if rule is None:
            raise Unclear("this cannot be evaluated", node)
        if isinstance(node, Addition) and env.is_empty:
            named = key_of_formula(self.world, node)
            if named is not None:
                return self.world.node(named)
        return rule(self, node, env)

    def mentioned(self, mention: Mention, env: Env) -> Value:
        """The value of a quantity, whole or the entry that is named."""
        return mentioned_value(self, mention, env)

    def within(self, world: World) -> "Interpreter":
        """An interpreter of the same formulas in another world."""
        return Interpreter(world)
