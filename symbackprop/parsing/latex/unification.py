"""What several formulas have in common: the general one of x_1 w_1, x_2 w_2 and x_n w_n, which is x_i w_i."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from types import UnionType
from typing import Any

from symbackprop.parsing.latex.tree import Name, Node, Number

Nodes = Sequence[Node]
Index = Callable[[Nodes], Node | None]
"""What stands for parts that differ, 1, 2 and n; None where they have nothing in common."""
Leaf = type[Node] | UnionType


def unified(nodes: Nodes, index: Index, leaves: Leaf = Name | Number) -> Node | None:
    """The formula that all are but for what `index` makes of the parts that differ; None where it makes nothing.

    What is one of the `leaves` differs as a whole.
    """
    first = nodes[0]
    if all(_is_same_leaf(first, n) for n in nodes):
        return first
    if not isinstance(first, leaves) and all(type(n) is type(first) for n in nodes):
        own = {f.name: [getattr(n, f.name) for n in nodes] for f in fields(first) if f.name != "span"}
        parts = {name: _common(values, index, leaves) for name, values in own.items()}
        if _APART not in parts.values():
            return replace(first, **parts)
    return index(nodes)


class _Apart:
    """Says that parts have nothing in common."""


_APART: Any = _Apart()


def _is_same_leaf(one: Node, other: Node) -> bool:
    return isinstance(one, Name | Number) and replace(other, span=one.span) == one


def _common(values: Sequence[Any], index: Index, leaves: Leaf) -> Any:
    """The same for one field of several formulas."""
    first = values[0]
    if all(isinstance(v, Node) for v in values):
        found = unified(values, index, leaves)
        return _APART if found is None else found
    if all(isinstance(v, tuple) and len(v) == len(first) for v in values):
        each = [_common(items, index, leaves) for items in zip(*values, strict=True)]
        return _APART if _APART in each else tuple(each)
    return first if all(v == first for v in values) else _APART
