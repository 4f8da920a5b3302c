"""Functions of one unit under the letter of another: o_k = σ(net_j) is said of any unit, o_k = σ(net_k).

The sum before it may have been about j, and the cost after it is about k.  All else that the text says of outputs would
be lost with such a line.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of


def with_agreeing_letters(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, those of a function of another unit with one letter for both."""
    return [_agreeing(f) for f in formulas]


def _agreeing(formula: Formula) -> Formula:
    argument = argument_of(formula.right) if formula.right is not None else None
    own, other = _letter(formula.left), _letter(argument)
    if formula.statement.link or formula.statement.relation not in ("=", ":=") or not own or not other or own == other:
        return formula
    return formula.changed(partial(reindexed, names={other: own}))


def argument_of(node: Node) -> Scripted | None:
    """The net_k of σ(net_k)."""
    match node:
        case Product(factors=(Name(), Group(opening="(", body=Scripted() as argument)), operators=("",)):
            return argument
        case Apply(function=Name(), arguments=(Scripted() as argument,)):
            return argument
    return None


def _letter(node: Node | None) -> str:
    """The only letter below a symbol that has nothing above it."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or node.sup is not None or node.primes:
        return ""
    letter = name_of(node.sub)
    return letter if len(letter) == 1 and letter.islower() else ""


def reindexed(node: Node, names: dict[str, str]) -> Node:
    """A formula with other letters below its symbols."""
    node = rebuilt(node, partial(reindexed, names=names), leaving=("sub",))
    if isinstance(node, Scripted) and node.sub is not None:
        return replace(node, sub=relettered(node.sub, names))
    return node
