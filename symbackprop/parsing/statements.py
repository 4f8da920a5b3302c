"""Statements: what somebody claims about a System, as text.

    z[l] = w[l] @ a[l-1] + b[l]                          whole matrices
    z[l][j] == Sum(k, w[l][j,k] * a[l-1][k]) + b[l][j]   entries, for all values of the free indices
    yhat := a[L]                                         a name for a quantity

A chain a = b = c claims each side equal to the next.  The text is parsed with Python's grammar and never evaluated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from sympy import Expr, Idx, Integer

from symbackprop.errors import SymbackpropError, UsageError
from symbackprop.language.indices import index, size
from symbackprop.language.systems import Equation, System
from symbackprop.matrices.lowering import lower
from symbackprop.matrices.tree import ONE, Tree, shown
from symbackprop.parsing.components import Components
from symbackprop.parsing.names import Names
from symbackprop.parsing.scope import Scope
from symbackprop.parsing.text import Part, Sign, sides
from symbackprop.parsing.wholes import Misfit, Wholes

T = TypeVar("T")


@dataclass(frozen=True)
class Claim:
    """left = right: in index form, or a misfit of shapes because of which it says nothing that could be true."""

    text: str
    left: Expr | None = None
    equation: Equation | None = None
    misfit: Misfit | None = None


@dataclass(frozen=True)
class Statement:
    """A text, its sign, and what it claims: nothing where it only gives a name."""

    text: str
    sign: Sign
    claims: tuple[Claim, ...]


def read_statement(text: str, system: System, aliases: Mapping[str, str] | None = None) -> Statement:
    """What a text claims about a System.

    >>> from symbackprop import Dense, Quadratic, Sigmoid, backprop, network
    >>> net = backprop(network(2, Dense(3), Sigmoid(), cost=Quadratic()))
    >>> read_statement("dw1[j,k] == delta1[j] * x[k]", net).claims[0].equation.rhs
    delta1[j]*x[k]

    Raises: UsageError for what is no statement, or names nothing; with a caret.
    """
    sign, parts = sides(text)
    names = Names(system, aliases)
    scope = Scope(parts, names)
    try:
        if sign == ":=":
            return Statement(parts[0].text, sign, _named(parts, scope))
        read = _of_entries if sign == "==" else _of_matrices
        return Statement(parts[0].text, sign, tuple(read(parts, scope)))
    except RecursionError:
        raise UsageError("this statement is nested too deeply", text=parts[0].text) from None
    except SymbackpropError as error:
        if isinstance(error, UsageError) and parts[0].text in str(error):
            raise
        raise UsageError(error.headline, text=parts[0].text) from None


def _named(parts: tuple[Part, ...], scope: Scope) -> tuple[Claim, ...]:
    """A new name claims nothing; one that the System has already would be a claim."""
    left, right = parts
    if left.source in scope.names.system.by_name or not left.source.isidentifier():
        raise left.fault(left.tree, f"{left.source} is no new name", hint="to claim that two things are equal, write =")
    Wholes(right, scope).tree()
    return ()


def _of_entries(parts: tuple[Part, ...], scope: Scope) -> list[Claim]:
    indices: dict[str, Idx] = {}
    for part in parts:
        indices = {**scope.ranges(part, part.tree), **indices}
    values = [Components(part, scope, indices).values() for part in parts]
    claims = []
    for (left, right), (first, second) in zip(_pairs(parts), _pairs(values), strict=True):
        if len(first) != len(second):
            raise right.fault(right.tree, "these lists have different lengths", got=f"{len(first)} and {len(second)}")
        text = f"{left.source} == {right.source}"
        claims += [Claim(text, a, Equation(a, b)) for a, b in zip(first, second, strict=True)]
    return claims


def _of_matrices(parts: tuple[Part, ...], scope: Scope) -> list[Claim]:
    trees = [_tree(part, scope) for part in parts]
    return [_claim(*p, *t) for p, t in zip(_pairs(parts), _pairs(trees), strict=True)]


def _tree(part: Part, scope: Scope) -> Tree | Misfit:
    try:
        return Wholes(part, scope).tree()
    except Misfit as misfit:
        return misfit


def _claim(left: Part, right: Part, first: Tree | Misfit, second: Tree | Misfit) -> Claim:
    text = f"{left.source} = {right.source}"
    if isinstance(first, Misfit):
        return Claim(text, misfit=first)
    row, column = _place(first)
    entry = lower(first, row, column)
    if isinstance(second, Misfit):
        return Claim(text, entry, misfit=second)
    if first.shape != second.shape:
        misfit = Misfit("the sides have different shapes", first.shape, second.shape, right, right.tree)
        return Claim(text, entry, misfit=misfit)
    return Claim(text, entry, Equation(entry, lower(second, row, column)))


def _place(tree: Tree) -> tuple[Expr, Expr]:
    """The indices of a general entry."""
    rows, columns = tree.shape
    row = Integer(0) if rows == ONE else index("j", rows)
    return row, Integer(0) if columns == ONE else index("s" if columns == size("m") else "k", columns)


def _pairs(items: Sequence[T]) -> list[tuple[T, T]]:
    return list(pairwise(items))


def misfit_values(misfit: Misfit) -> tuple[str, str]:
    """The two shapes, for a counterexample."""
    return shown(misfit.left), shown(misfit.right)
