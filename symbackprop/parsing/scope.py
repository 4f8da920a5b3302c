"""The layers and indices of a statement, each with the range over which the statement is made.

A layer index runs over every layer at which all that is written exists: with delta[l+1] in it, l < L.  An index of
entries has the range of the axis where it first stands by itself; in Sum(k, …) that is an axis of what is summed.
"""

import ast
from collections.abc import Iterator, Sequence

from sympy import Expr, Idx, Integer, Max, Symbol

from symbackprop.language.indices import size
from symbackprop.matrices.tree import Named
from symbackprop.parsing.names import Names
from symbackprop.parsing.text import Part


class Scope:
    """The layer indices of one statement, and what the names with subscripts in it are."""

    def __init__(self, parts: Sequence[Part], names: Names) -> None:
        """Find the range of every layer index."""
        self.names = names
        self.layers: dict[str, Idx] = {}
        bounds: dict[str, list[tuple[Expr, Expr]]] = {}
        for part in parts:
            for node in ast.walk(part.tree):
                if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
                    self._bound(node, node.value.id, bounds)
        for name, found in bounds.items():
            low, high = Max(*(b[0] for b in found)), _least([b[1] for b in found])
            self.layers[name] = Idx(Symbol(name, integer=True), (low, high))

    def _bound(self, node: ast.Subscript, name: str, bounds: dict[str, list[tuple[Expr, Expr]]]) -> None:
        """What w[l+1] says about l."""
        tensor = self.names.layered(name)
        letters = {n.id for n in ast.walk(node.slice) if isinstance(n, ast.Name)} - {"L"}
        if tensor is None or len(letters) != 1 or isinstance(node.slice, ast.Tuple):
            return
        (letter,) = letters
        axis, offset = tensor.axes[0], _affine(node.slice, letter)
        if offset is not None:
            bounds.setdefault(letter, []).append((axis.lower - offset, axis.upper - offset))

    def layer(self, node: ast.expr, part: Part) -> Expr:
        """The layer that a subscript names."""
        match node:
            case ast.Constant(value=int(value)) if not isinstance(value, bool):
                return Integer(value)
            case ast.Name(id="L"):
                return self.names.depth
            case ast.Name(id=name) if name in self.layers:
                return self.layers[name]
            case ast.BinOp(left, ast.Add(), right):
                return self.layer(left, part) + self.layer(right, part)
            case ast.BinOp(left, ast.Sub(), right):
                return self.layer(left, part) - self.layer(right, part)
        raise part.fault(node, "this is no layer", expected="a number, l, L, l+1, L-1")

    def quantity(self, node: ast.expr, part: Part) -> tuple[Named, list[ast.expr]] | None:
        """The quantity that w, w[l] or w[l][j,k] names, and its subscripts for entries; None for anything else."""
        subscripts: list[ast.expr] = []
        inner = node
        while isinstance(inner, ast.Subscript):
            subscripts.insert(0, inner.slice)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            return None
        found = self.names.find(inner.id)
        if found is None and subscripts:
            found = self.names.find(inner.id, self.layer(subscripts.pop(0), part))
        if found is None:
            if not subscripts and inner is node:
                return None
            raise part.fault(node, f"there is no {part.quoted(node)} here", expected=self.names.known())
        return found, [p for s in subscripts for p in (s.elts if isinstance(s, ast.Tuple) else [s])]

    def count(self, node: ast.expr, part: Part) -> Expr:
        """A size: a number, m, or n[l]."""
        match node:
            case ast.Constant(value=int(value)):
                return Integer(value)
            case ast.Name(id=name) if self.names.aliases.get(name, name) == "m":
                return size("m")
        raise part.fault(node, "this is no size", expected="a number or m")

    def ranges(self, part: Part, root: ast.expr) -> dict[str, Idx]:
        """The indices of entries that stand free in a tree, with their ranges."""
        found: dict[str, Idx] = {}
        for node, bound in _entries(root, frozenset()):
            quantity = self.quantity(node, part)
            for axis, where in zip(quantity[0].axes, quantity[1], strict=False) if quantity else ():
                if isinstance(where, ast.Name) and where.id not in bound | found.keys():
                    found[where.id] = Idx(Symbol(where.id, integer=True), (axis.lower, axis.upper))
        return found


def _entries(node: ast.expr, bound: frozenset[str]) -> Iterator[tuple[ast.Subscript, frozenset[str]]]:
    """The names with subscripts in a tree from left to right, and the indices that sums bind there."""
    if isinstance(node, ast.Subscript):
        yield node, bound
        return
    children: list[ast.AST] = [*ast.iter_child_nodes(node)]
    if isinstance(node, ast.Call):
        children = [*node.args]
        if isinstance(node.func, ast.Name) and node.func.id == "Sum":
            bound |= {a.id for a in node.args[:-1] if isinstance(a, ast.Name)}
    for child in children:
        if isinstance(child, ast.expr):
            yield from _entries(child, bound)


def _affine(node: ast.expr, letter: str) -> int | None:
    """c where a subscript is letter + c."""
    match node:
        case ast.Name():
            return 0
        case ast.BinOp(ast.Name(), ast.Add(), ast.Constant(value=int(c))):
            return c
        case ast.BinOp(ast.Name(), ast.Sub(), ast.Constant(value=int(c))):
            return -c
    return None


def _least(values: list[Expr]) -> Expr:
    """The least of L + c for several c."""
    least = values[0]
    for value in values[1:]:
        least = value if (least - value).is_positive else least
    return least
