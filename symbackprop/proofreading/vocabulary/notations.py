"""A notation that a document is read with: its letters, its layers and its δ, wherever the document does not say."""

from dataclasses import dataclass
from pathlib import Path

from symbackprop.errors import UsageError
from symbackprop.language.systems import Role
from symbackprop.typesetting.notation import NOTATIONS, Notation
from symbackprop.typesetting.notation_files import load_notation


@dataclass(frozen=True)
class Usage:
    """What is usual: the letters of z, of a and of the last a; the number of the input's layer; whose errors are meant.

    `leaving` says whether weights bear the number of the layer that they leave.  What is empty is not said.
    """

    weighted: str = ""
    activation: str = ""
    output: str = ""
    errors: str = ""
    rows: bool | None = None
    first: int = 0
    leaving: bool = False


UNSAID = Usage()


def notation_named(name: str) -> Notation:
    """The notation of a name, or that of a TOML file.   Raises: UsageError that lists the names."""
    if name in NOTATIONS:
        return NOTATIONS[name]
    if name.endswith(".toml") or Path(name).is_file():
        return load_notation(name)
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), NOTATIONS, 1, 0.5)
    raise UsageError(
        f"there is no notation {name!r}",
        expected=f"{', '.join(NOTATIONS)}, or the path of a TOML file",
        hint=f"did you mean {near[0]} ?" if near else "",
    )


def usage_of(notation: Notation) -> Usage:
    """What a notation says about how a document in it is to be read."""
    shift = notation.offset(Role.ACTIVATION)
    return Usage(
        weighted=_letter(notation, Role.WEIGHTED_INPUT),
        activation=_letter(notation, Role.ACTIVATION),
        output=_base(notation.output),
        errors=notation.convention,
        rows=True if notation.name == "rows" else None,
        first=shift,
        leaving=shift > notation.offset(Role.WEIGHT),
    )


def _letter(notation: Notation, role: Role) -> str:
    return next((_base(entry) for known, entry, _ in notation.symbols if known is role), "")


def _base(latex: str) -> str:
    """The symbol of a letter, without its backslash."""
    return latex.removeprefix("\\")
