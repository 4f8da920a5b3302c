r"""The characters of every part, made whole: a part that begins within braces and ends without takes the braces in.

In `\hat{y_1}` the name is hat and y, whose characters are not side by side; a repair that replaces a part must never
tear braces apart.
"""

import re
from dataclasses import fields, replace
from typing import Any

from symbackprop.parsing.latex.tree import Node, Span

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def with_whole_spans(text: str, node: Node) -> Node:
    """The tree with every span widened until its braces are paired."""
    if "{" not in text:
        return node
    partner, levels = _braces(text)
    spans = {part.span for part in node.walk()}
    torn = {span: _widened(span, partner) for span in spans if not _is_whole(span, levels)}
    return _mended(node, torn) if torn else node


def _braces(text: str) -> tuple[dict[int, int], list[int]]:
    """The partner of every brace, and how many are open before each character."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    levels = [0] * (len(text) + 1)
    at = 0
    for found in _BRACE.finditer(text):
        levels[at : found.start() + 1] = [len(waiting)] * (found.start() + 1 - at)
        at = found.start() + 1
        if found[0] == "{":
            waiting.append(found.start())
        elif found[0] == "}" and waiting:
            opening = waiting.pop()
            partner[opening], partner[found.start()] = found.start(), opening
    levels[at:] = [len(waiting)] * (len(text) + 1 - at)
    return partner, levels


def _is_whole(span: Span, levels: list[int]) -> bool:
    start, end = span
    return levels[start] == levels[end] == min(levels[start : end + 1])


def _widened(span: Span, partner: dict[int, int]) -> Span:
    inside = [partner[at] for at in range(*span) if at in partner]
    return min([span[0], *inside]), max([span[1], *(at + 1 for at in inside)])


def _mended(root: Node, torn: dict[Span, Span]) -> Node:
    """The tree with other spans, built from the leaves up."""
    done: dict[int, Node] = {}
    for node in reversed([*root.walk()]):
        parts = {f.name: _replaced(getattr(node, f.name), done) for f in fields(node) if f.name != "span"}
        done[id(node)] = replace(node, span=torn.get(node.span, node.span), **parts)
    return done[id(root)]


def _replaced(value: Any, done: dict[int, Node]) -> Any:
    if isinstance(value, Node):
        return done[id(value)]
    return tuple(_replaced(item, done) for item in value) if isinstance(value, tuple) else value
