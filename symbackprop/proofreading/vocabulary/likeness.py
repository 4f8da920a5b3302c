"""When two trees are the same: places in the text, braces and signs of a plain product do not count."""

from typing import Any

from symbackprop.parsing.latex.tree import Group, Node, Product

Shape = tuple[Any, ...]
_PLAIN = frozenset({"", "cdot", "times", "*"})


def normal(node: Node) -> Shape:
    """A tree as plain data that is equal for trees that say the same."""
    if isinstance(node, Group) and node.opening == "{":
        return normal(node.body)
    values: dict[str, object] = {
        name: getattr(node, name) for name in node.__match_args__ if name not in ("span", "style")
    }
    if isinstance(node, Product):
        values["operators"] = tuple("" if operator in _PLAIN else operator for operator in node.operators)
    return (type(node).__name__, *(_normal(value) for value in values.values()))


def _normal(value: object) -> object:
    if isinstance(value, Node):
        return normal(value)
    return tuple(map(_normal, value)) if isinstance(value, tuple) else value
