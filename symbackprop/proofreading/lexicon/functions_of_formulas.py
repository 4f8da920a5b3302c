r"""Functions that are said at the formula that they are taken of: φ(w·x) = 1 / (1 + e^{−w·x}).

The formula stands for any number, so that φ(z) = 1 / (1 + e^{−z}), where the text does not say otherwise what φ is.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Group, Name, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of

LETTERS = frozenset({"phi", "varphi", "sigma", "g", "f", "s", "S", "psi", "theta", "h"})
CONSTANTS = frozenset({"e", "exp", "tanh", "max", "log", "ln"})
VARIABLE = "z"
"""What any number is called."""


def with_functions_of_numbers(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, those that say what a function is with a letter for what it is taken of."""
    said = {function for f in formulas if (function := _said(f))}
    return [_of_number(f, said) for f in formulas]


def _said(formula: Formula) -> str:
    """The φ of φ(z) = …, which says what it is."""
    called = _defined(formula)
    return name_of(called[0]) if called is not None and isinstance(called[1], Name) else ""


def _of_number(formula: Formula, said: set[str]) -> Formula:
    called = _defined(formula)
    if called is None or formula.right is None:
        return formula
    function, argument = called
    if name_of(function) not in LETTERS - said or not isinstance(argument, Product | Addition):
        return formula
    change = partial(_with_variable, written=outline(argument))
    names = {n.text for n in change(formula.right).walk() if isinstance(n, Name)}
    return formula.changed(change) if VARIABLE in names and names <= CONSTANTS | {VARIABLE} else formula


def _defined(formula: Formula) -> tuple[Node, Node] | None:
    """The function that a statement begins with, and what it is taken of."""
    is_definition = not formula.statement.link and formula.statement.relation in ("=", ":=", "≡")
    return _called(formula.left) if is_definition and formula.left is not None and formula.right is not None else None


def _called(node: Node) -> tuple[Node, Node] | None:
    """(φ, w·x) of φ(w·x)."""
    match node:
        case Product(factors=(Name() as function, Group(opening="(", body=argument)), operators=("",)):
            return function, argument
        case Apply(function=Name() as function, arguments=(argument,)):
            return function, argument
    return None


def _with_variable(node: Node, written: str) -> Node:
    """A formula with the variable for what is written so."""
    if isinstance(node, Product | Addition) and outline(node) == written:
        return Name(node.span, VARIABLE)
    if isinstance(node, Group) and outline(node.body) == written:
        return replace(node, body=Name(node.body.span, VARIABLE))
    return rebuilt(node, partial(_with_variable, written=written))
