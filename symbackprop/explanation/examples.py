"""Examples in files: the network, its numbers and what to do with them, as one JSON object.

{"layers": "2-2-2", "hidden": "sigmoid", "x": [0.05, 0.10], …, "w1": [[0.15, 0.20], …], "alpha": 0.5}
"""

import difflib
import json
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


def load_example(name: str) -> dict[str, Any]:
    """An example by its name, or from a JSON file.

    Raises: UsageError for a file or a name that does not exist; DataError for what cannot be read.
    """
    if name in BUILT_IN:
        return _parsed(files("symbackprop.explanation").joinpath(f"{name}.json").read_text(encoding="utf-8"), name)
    path = Path(name)
    if path.suffix != ".json" and not path.exists():
        raise UsageError(f"there is no example {name}", expected=f"{', '.join(BUILT_IN)}, or a JSON file")
    return read_json(path)


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
