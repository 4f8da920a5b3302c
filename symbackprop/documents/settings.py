"""YAML with places: every value knows where it stands, so that a wrong one gets a caret.

Values are plain (the safe loader's); a key that stands twice is an error.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from symbackprop.documents.source import Place, Source
from symbackprop.errors import DocumentError


@dataclass(frozen=True)
class Setting:
    """A value, and where it stands; dicts and lists hold Settings."""

    value: Any
    place: Place
    source: Source
    key: Place | None = None

    def error(self, message: str, **parts: Any) -> DocumentError:
        """An error that points at the value."""
        return self.source.error(self.place, message, **parts)

    def mapping(self, what: str, known: Iterable[str]) -> dict[str, "Setting"]:
        """The value as a mapping with known keys.   Raises: DocumentError."""
        names = list(known)
        if not isinstance(self.value, dict):
            raise self.error(f"{what} is a mapping", expected=", ".join(f"{n}: …" for n in names))
        for name, setting in self.value.items():
            if names and name not in names:
                place = setting.key or setting.place
                raise self.source.error(place, f"{what} has no setting {name!r}", **suggestion(name, names))
        return self.value

    def text(self, what: str) -> str:
        """The value as text."""
        if not isinstance(self.value, str):
            raise self.error(f"{what} is text", got=shown(self.value))
        return self.value

    def flag(self, what: str) -> bool:
        """The value as true or false."""
        if not isinstance(self.value, bool):
            raise self.error(f"{what} is true or false", got=shown(self.value))
        return self.value

    def items(self, what: str) -> list["Setting"]:
        """The value as a list."""
        if not isinstance(self.value, list):
            raise self.error(f"{what} is a list", got=shown(self.value))
        return self.value

    @property
    def bare(self) -> Any:
        """The value without places."""
        if isinstance(self.value, dict):
            return {name: s.bare for name, s in self.value.items()}
        if isinstance(self.value, list):
            return [s.bare for s in self.value]
        return self.value


def suggestion(name: str, known: Iterable[str]) -> dict[str, Any]:
    """What exists instead, and the nearest, for a message."""
    names = list(known)
    near = difflib.get_close_matches(name, names, 1, 0.5)
    return {"expected": ", ".join(names), "hint": f"did you mean {near[0]} ?" if near else ""}


def shown(value: Any) -> str:
    """A value in a message."""
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else repr(value)


def read_settings(text: str, source: Source, line: int = 0) -> Setting:
    """A YAML text that begins at a line of its source.   Raises: DocumentError with the place."""
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        loader = yaml.SafeLoader("")
        try:
            return Setting({}, Place(line), source) if node is None else _setting(node, loader, source, line)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(line + (mark.line if mark else 0), mark.column if mark else 0)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise source.error(place, f"this is no YAML: {problem}") from None


def _setting(node: Any, loader: Any, source: Source, line: int, key: Place | None = None) -> Setting:
    import yaml

    place = _place(node, line)
    if isinstance(node, yaml.SequenceNode):
        return Setting([_setting(n, loader, source, line) for n in node.value], place, source, key)
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Setting] = {}
        for name, value in node.value:
            where = _place(name, line)
            text = str(loader.construct_object(name, deep=True))
            if text in found:
                raise source.error(where, f"{text!r} stands twice")
            found[text] = _setting(value, loader, source, line, where)
        return Setting(found, place, source, key)
    return Setting(loader.construct_object(node, deep=True), place, source, key)


def _place(node: Any, line: int) -> Place:
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Place(line + start.line, start.column, max(1, width))
