"""Notebooks: their Markdown cells, each character with its place in the raw file.

The file is read twice: as JSON, so that it is one, and by a lexer of our own for the places, which parsers drop.
nbformat's versions 3 and 4 differ in where the cells are; both have their `cell_type` and `source` beside each other.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from symbackprop.errors import DocumentError
from symbackprop.parsing.containers.assembly import Assembly
from symbackprop.parsing.containers.displays import Cell, Container, Original
from symbackprop.parsing.containers.excerpts import Excerpt
from symbackprop.parsing.containers.faults import fault
from symbackprop.parsing.containers.markdown import read_markdown

_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)"|([\[\]{}:,])|[^\s"\[\]{}:,]+', re.DOTALL)
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")


def read_notebook(text: str, name: str) -> Assembly:
    """All displays of a notebook.   Raises: DocumentError for what is none."""
    plain = Original.of(name, text, Container.NOTEBOOK)
    _require_notebook(text, plain)
    cells = list(_cells(text))
    places = [cell.place() for cell in cells]
    assembly = Assembly(Original.of(name, text, Container.NOTEBOOK, places))
    for cell in cells:
        if cell.kind in ("markdown", "heading"):
            source = cell.source
            if cell.kind == "heading":
                assembly.heading(cell.level, source.text)
            read_markdown(assembly, source)
    return assembly


def _require_notebook(text: str, original: Original) -> None:
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise fault(original, error.pos, "this notebook is no JSON", got=error.msg) from None
    except (RecursionError, ValueError) as error:
        raise DocumentError(f"{original.name}: this notebook is no JSON that can be read", got=str(error)) from None
    if not isinstance(found, dict) or not ("cells" in found or "worksheets" in found):
        raise DocumentError(f"{original.name}: this JSON is no notebook", expected='{"cells": […], …}')


@dataclass
class _Cell:
    number: int
    start: int
    kind: str = ""
    level: int = 1
    strings: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    text: str = field(default="", repr=False)

    @property
    def source(self) -> Excerpt:
        return Excerpt.joined(_unescaped(self.text[a:b], a) for a, b in self.strings)

    def place(self) -> Cell:
        source = self.source if self.kind in ("markdown", "heading") else Excerpt.of("", self.start)
        starts = [source.span(0, 1)[0] if source.text else self.start]
        starts += [source.span(m.end(), m.end() + 1)[0] for m in re.finditer("\n(?=.)", source.text, re.DOTALL)]
        return Cell(self.number, self.start, self.end, starts)


def _unescaped(raw: str, origin: int) -> Excerpt:
    """The text of a JSON string."""
    escapes = _ESCAPE.finditer(raw)
    return Excerpt.of(raw, origin).rewritten((e.start(), e.end(), json.loads(f'"{e[0]}"')) for e in escapes)


def _cells(text: str) -> Iterator[_Cell]:
    """The cells of a notebook: objects in a list that is called `cells`."""
    path: list[str] = []  # for each bracket that is open: the key that it is the value of, and the bracket
    key = last = ""
    cell: _Cell | None = None
    depth = count = 0
    for token in _TOKEN.finditer(text):
        sign = token[2]
        if sign is None:
            last = token[1] if token[1] is not None else token[0]
            if cell is not None:
                _take(cell, path[depth:], key, token)
        elif sign == ":":
            key = last
        elif sign == ",":
            key = "" if path and path[-1].endswith("{") else key
        elif sign in "[{":
            path.append(key + sign)
            if sign == "{" and cell is None and len(path) > 1 and path[-2] == "cells[":
                cell, depth = _Cell(count, token.start(), text=text), len(path)
                count += 1
            key = key if sign == "[" else ""
        else:
            closed = path.pop() if path else ""
            if cell is not None and len(path) < depth:
                cell.end = token.end()
                yield cell
                cell = None
            key = path[-1][:-1] if closed and path and path[-1].endswith("[") else ""


def _take(cell: _Cell, inside: list[str], key: str, token: re.Match[str]) -> None:
    """What a value says of its cell."""
    if not inside and key == "cell_type" and token[1] not in (None, "cell_type"):
        cell.kind = token[1]
    elif not inside and key == "level" and token[0].isdigit():
        cell.level = max(1, int(token[0][:1]))
    elif key == "source" and token[1] is not None and (inside == ["source["] or not inside):
        cell.strings.append(token.span(1))
