"""Examples in files: the network, its numbers and what to do with them, as one JSON object.

{"layers": "2-2-2", "hidden": "sigmoid", "x": [0.05, 0.10], …, "w1": [[0.15, 0.20], …], "alpha": 0.5}
"""

import difflib
import json
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

from symbackprop.errors import DataError, UsageError

BUILT_IN = ("mazur",)
SETTINGS = (
    "layers",
    "hidden",
    "output",
    "cost",
    "l2",
    "batch",
    "x",
    "y",
    "alpha",
    "freeze",
    "about",
    "published",
    "remark",
)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_names(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_published(value: Any) -> bool:
    if not isinstance(value, dict) or not all(isinstance(numbers, dict) for numbers in value.values()):
        return False
    printed = [number for numbers in value.values() for number in numbers.values()]
    return all(_is_text(n) and re.fullmatch(r"-?\d+(\.\d+)?", n) for n in printed)


EXPECTED = {
    **dict.fromkeys(("hidden", "output", "cost", "batch", "about", "remark"), ("text", _is_text)),
    "layers": ('widths such as "2-2-2"', _is_text),
    "freeze": ('"biases" or ["w1", "b1"]', _are_names),
    "published": ('{"Forward pass": {"C": "0.298371109"}}', _is_published),
}
"""What the settings that are no numbers have to be, in words and as a test."""


def load_example(name: str) -> dict[str, Any]:
    """An example by its name, or from a JSON file.

    Raises: UsageError for a file or a name that does not exist; DataError for what cannot be read.
    """
    if name in BUILT_IN:
        return _parsed(files("symbackprop.explanation").joinpath(f"{name}.json").read_text(encoding="utf-8"), name)
    path = Path(name)
    if path.suffix != ".json" and not path.exists():
        raise UsageError(f"there is no example {name}", expected=f"{', '.join(BUILT_IN)}, or a JSON file")
    found = read_json(path)
    for key, value in found.items():
        if key in EXPECTED and not EXPECTED[key][1](value):
            raise DataError(f"{path}: {key} cannot be {value!r}", expected=EXPECTED[key][0])
    return found


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file, its numbers exact.   Raises: UsageError or DataError."""
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        raise UsageError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}") from None


def refuse_unknown(given: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    """Raise DataError for a key that means nothing."""
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            raise DataError(
                f"{where}: {key!r} means nothing here", expected=", ".join(known),
                hint=f"did you mean {near[0]!r} ?" if near else "",
            )  # fmt: skip


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=Decimal)
    except json.JSONDecodeError as error:
        shown = (*text.split("\n"), "")[error.lineno - 1][:100]
        raise DataError(
            f"{name}:{error.lineno}:{error.colno}: this is no JSON: {error.msg}", text=shown, column=error.colno - 1
        ) from None
    if not isinstance(found, dict):
        raise DataError(f"{name} holds no JSON object", expected='{"w1": [[0.15, 0.2]], "b1": [0.35]}')
    return found
