"""How far a slash reaches: 1/1 + e^{-z} is 1/(1 + e^{-z}), as no one divides 1 by 1."""

from collections.abc import Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Apply, Node, Quotient, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of


def with_whole_denominators(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, 1 + e^{-z} whole below a slash."""
    return [f.changed(_read) for f in formulas]


def _read(node: Node) -> Node:
    if isinstance(node, Addition) and len(node.terms) == 2 and node.signs == (1, 1):
        one, power = node.terms
        if isinstance(one, Quotient) and _are_ones(one) and _is_exponential(power):
            below = replace(node, terms=(one.denominator, power))
            return Quotient(node.span, one.numerator, below)
    return rebuilt(node, _read)


def _are_ones(node: Quotient) -> bool:
    return name_of(node.numerator) == name_of(node.denominator) == "1"


def _is_exponential(node: Node) -> bool:
    is_power = isinstance(node, Scripted) and name_of(node.base) == "e"
    return is_power or (isinstance(node, Apply) and name_of(node.function) == "exp")
