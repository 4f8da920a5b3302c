"""Groups in braces, without recursion: depth is a number."""

import re

_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def group_end(text: str, start: int, longest: int | None = None) -> int | None:
    """Past the brace that closes the one at `start`; None where none opens there or it is not closed."""
    if not text.startswith("{", start):
        return None
    depth = 0
    for sign in _BRACE.finditer(text, start, len(text) if longest is None else min(len(text), start + longest)):
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
            if depth == 0:
                return sign.end()
    return None
