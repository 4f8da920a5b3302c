"""Formulas by cases: a value in each row, and beside it when it is meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from symbackprop.parsing.languages import OTHERWISE
from symbackprop.parsing.latex.tree import (
    Addition,
    Cases,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Relation,
    Scripted,
    Words,
)

UNDEFINED = frozenset(
    {"undefined", "undef", "dne", "does not exist", "not defined", "n/a", "不存在", "未定义", "未定義"}
)
"""What stands where there is no value."""
_TOLD = re.compile(
    r"(?:[^\W\d]+\s+){0,3}(?:[^\x00-\x7f]+\s*)?([A-Za-z])(?:_\{?([a-z0-9])\}?)?\s*"
    r"(<=|>=|!=|[<>=≤≥≠]|\\(?:[gl]eq?(?:slant|q)?|neq?|lt|gt)(?![A-Za-z]))\s*(\d+(?:\.\d+)?)\s*[^\x00-\x7f]{0,4}[\s.,;]*"
)
"""if z > 0, 当 z_i ≥ 0 时"""
_SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "ge": "≥", "le": "≤", "ne": "≠", "lt": "<", "gt": ">"}


def cases_of(span: tuple[int, int], rows: Iterable[Sequence[Node]]) -> Cases:
    """The pieces that have a value; some write the conditions first, z > 0 & 1."""
    pieces = [_piece(row) for row in rows]
    if pieces and all(_says_when(value) and not (c is None or _says_when(c)) for value, c in pieces):
        pieces = [(condition, value) for value, condition in pieces if condition is not None]
    return Cases(span, tuple(p for p in pieces if not _is_undefined(p[0])))


def _says_when(node: Node | None) -> bool:
    """Whether it is a condition, or the word for all others."""
    return isinstance(node, Relation) or (isinstance(node, Words) and node.text.strip(" .,;:").lower() in OTHERWISE)


def _is_undefined(value: Node) -> bool:
    return isinstance(value, Name | Words) and value.text.strip(" .,;").lower() in UNDEFINED


def _piece(row: Sequence[Node]) -> tuple[Node, Node | None]:
    """A value and its condition, which a comma or a word may separate, and brackets enclose."""
    value, rest = row[0], row[1:]
    if not rest and isinstance(row[0], Listing) and len(row[0].items) > 1:
        value, rest = row[0].items[0], list(row[0].items[1:])
    if not rest:
        value, rest = _behind(value)
    parts = [c for r in rest for c in (r.items if isinstance(r, Listing) else (r,))]
    conditions = [_bare(c) for c in parts if c != Words(c.span, "")]
    said = [c for c in conditions if not isinstance(c, Words)]
    if not conditions:
        return value, None
    if not said:
        return value, conditions[0]
    if len(said) == 1:
        return value, said[0]
    return value, Listing((said[0].span[0], said[-1].span[1]), tuple(said))


def _behind(value: Node) -> tuple[Node, list[Node]]:
    """The value of 1 (z ≥ 0), where only a space parts it from its condition, and the condition."""
    if isinstance(value, Addition):
        last, rest = _behind(value.terms[-1])
        return (replace(value, terms=(*value.terms[:-1], last)), rest) if rest else (value, [])
    if not isinstance(value, Product) or value.operators[-1]:
        return value, []
    *factors, last_factor = value.factors
    if not isinstance(last_factor, Group) or not isinstance(last_factor.body, Relation):
        return value, []
    before = replace(value, factors=tuple(factors), operators=value.operators[:-1]) if factors[1:] else factors[0]
    return before, [last_factor]


def _bare(condition: Node) -> Node:
    """l = L of (l = L), and z > 0 of the words "if z > 0"."""
    told = _TOLD.fullmatch(condition.text.strip()) if isinstance(condition, Words) else None
    if told is not None:
        span, sign = condition.span, _SIGNS.get(told[3].lstrip("\\")[:2], told[3])
        index = Number(span, told[2]) if (told[2] or "").isdigit() else Name(span, told[2] or "")
        symbol = Name(span, told[1]) if told[2] is None else Scripted(span, Name(span, told[1]), index)
        return Relation(span, symbol, sign, Number(span, told[4]))
    is_enclosed = isinstance(condition, Group) and isinstance(condition.body, Relation | Words)
    return condition.body if is_enclosed and isinstance(condition, Group) else condition
