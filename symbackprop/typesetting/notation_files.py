r"""Notations from TOML files: a few lines that say what differs from a notation that there is.

name = "mine"
base = "nielsen"
layer = "({})"
hadamard = '\circ'
[symbols]
weight = ['\theta', '\Theta']
cost = "J"
[hyperparameters]
t = '\tau'
[offsets]
activation = 1
"""

import tomllib
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from symbackprop.errors import UsageError
from symbackprop.language.systems import Role
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.notation import Notation, Symbols, find_notation

_KINDS = {f.name: type(f.default) for f in fields(Notation) if f.name not in ("name", "symbols")}
_PAIRS, _ROLES = ("functions", "indices", "hyperparameters"), ("below", "restated")


def load_notation(path: str | Path) -> Notation:
    """The notation that a TOML file describes.   Raises: UsageError."""
    file = Path(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UsageError(f"{path} is no notation: {problem}") from None
    try:
        return notation_from({"name": file.stem} | content)
    except UsageError as problem:
        raise UsageError(f"{path}: {problem}") from None


def notation_from(content: dict[str, Any]) -> Notation:
    """The notation that a mapping describes, as a TOML file holds it.   Raises: UsageError."""
    given = dict(content)
    base = find_notation(_of_kind(given.pop("base", "default"), str, "base"))
    name = _of_kind(given.pop("name", "own"), str, "name")
    symbols = _symbols(base.symbols, _of_kind(given.pop("symbols", {}), dict, "symbols"))
    changed = {key: _value(key, value) for key, value in given.items()}
    for key in {"functions", "hyperparameters"} & set(changed):
        changed[key] = tuple((dict(getattr(base, key)) | dict(changed[key])).items())
    return replace(base, name=name, symbols=symbols, **changed)


def _value(key: str, value: Any) -> Any:
    if key not in _KINDS:
        close = get_close_matches(key, [*_KINDS, "symbols", "base", "name"], 1)
        raise UsageError(f"a notation has no {key!r}", hint=f"did you mean {close[0]!r}?" if close else "")
    if key in _PAIRS:
        return tuple((old, _of_kind(new, str, key)) for old, new in _of_kind(value, dict, key).items())
    if key in _ROLES:
        return tuple(_role(role) for role in _of_kind(value, list, key))
    if key == "offsets":
        return tuple((_role(role), _of_kind(by, int, key)) for role, by in _of_kind(value, dict, key).items())
    found = _of_kind(value, _KINDS[key], key)
    if isinstance(found, str) and key != "convention":
        read(found)
    return found


def _symbols(known: Symbols, changed: dict[str, Any]) -> Symbols:
    letters = {role: (entry, whole) for role, entry, whole in known}
    for role, letter in changed.items():
        both = letter if isinstance(letter, list) else [letter, letter]
        if len(both) != 2 or not all(isinstance(one, str) for one in both):
            raise UsageError(
                f"the symbol of {role} is a letter, or two, for entries and for matrices", got=repr(letter)
            )
        letters[_role(role)] = (both[0], both[1])
        for one in both:
            read(one)
    return tuple((role, entry, whole) for role, (entry, whole) in letters.items())


def _role(name: Any) -> Role:
    try:
        return Role(str(name).replace("_", " "))
    except ValueError:
        close = get_close_matches(str(name), [r.value for r in Role], 1)
        hint = f"did you mean {close[0]!r}?" if close else f"one of {', '.join(r.value for r in Role)}"
        raise UsageError(f"there is no role {name!r}", hint=hint) from None


def _of_kind(value: Any, kind: type, key: str) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UsageError(f"{key} of a notation is a {kind.__name__}", got=repr(value))
    return value
