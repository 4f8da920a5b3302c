"""Trees with parts changed: a node again, each node right below it put through a function."""

from collections.abc import Callable, Collection
from dataclasses import fields, replace
from typing import Any, TypeVar

from symbackprop.parsing.latex.tree import Node

NodeT = TypeVar("NodeT", bound=Node)


def rebuilt(node: NodeT, change: Callable[[Node], Node], leaving: Collection[str] = ()) -> NodeT:
    """The node with `change` of every node right below it, but for the parts that are left as they are, by name; the
    same one where nothing is another."""
    parts = {f.name: getattr(node, f.name) for f in fields(node) if f.name not in leaving}
    changed: dict[str, Any] = {name: _changed(part, change) for name, part in parts.items()}
    is_same = all(changed[name] is part for name, part in parts.items())
    return node if is_same else replace(node, **changed)


def _changed(part: object, change: Callable[[Node], Node]) -> object:
    if isinstance(part, Node):
        return change(part)
    if isinstance(part, tuple):
        found = tuple(_changed(p, change) for p in part)
        return part if all(a is b for a, b in zip(found, part, strict=True)) else found
    return part
