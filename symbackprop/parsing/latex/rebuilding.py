"""Trees with parts changed: a node again, each node right below it put through a function."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

from symbackprop.parsing.latex.tree import Node, parts_of

NodeT = TypeVar("NodeT", bound=Node)
PARTED = (Node, tuple)
"""What may have parts that are changed."""


def rebuilt(node: NodeT, change: Callable[[Node], Node], leaving: Collection[str] = ()) -> NodeT:
    """The node with `change` of every node right below it, but for the parts that are left as they are, by name; the
    same one where nothing is another."""
    if not node.has_parts:
        return node
    changed: dict[str, Any] = {}
    for name in parts_of(node):
        part = getattr(node, name)
        if isinstance(part, PARTED) and name not in leaving and (new := _changed(part, change)) is not part:
            changed[name] = new
    return replace(node, **changed) if changed else node


def _changed(part: object, change: Callable[[Node], Node]) -> object:
    if isinstance(part, Node):
        return change(part)
    if isinstance(part, tuple):
        found = tuple(_changed(p, change) for p in part)
        return part if all(a is b for a, b in zip(found, part, strict=True)) else found
    return part
