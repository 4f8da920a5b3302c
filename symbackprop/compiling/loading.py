"""Emitted source becomes functions: the one place where text of ours is run."""

from typing import Any


def load(source: str) -> dict[str, Any]:
    """What a module of emitted source defines, by name."""
    space: dict[str, Any] = {}
    exec(compile(source, "<symbackprop>", "exec"), space)  # our own text
    return space
