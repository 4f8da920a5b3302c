r"""Numbers outside of mathematics: x = (1, 3), w1 = 0.2 in words, W1 = np.array([[.2, -.1], [.4, .3]]) in code.

A worked example often says there what it begins with.  A symbol of one letter, with a number behind it or not, is
given a number, a list or a table; anything else is passed over, as is a number that goes on, 0.5·2.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from symbackprop.parsing.containers.plain import MOST, clear_of

GREEK = {"α": r"\alpha", "η": r"\eta", "β": r"\beta", "θ": r"\theta", "alpha": r"\alpha", "eta": r"\eta"}
LONGEST = 400
"""How many characters a table may have."""
_GIVEN = re.compile(
    r"(?<![\w$\\.={^\[(?&/'-])(?P<letter>alpha|eta|[A-Za-zαηβθ])_?(?P<number>\d{0,2})\s*=\s*(?=[-−–+.\d(\[n])", re.ASCII
)
_NUMBER = re.compile(r"(?:--?|[−–+])?(?:\d+(?:\.\d+)?|\.\d+)(?=$|[\s,;:)。，；、]|\.(?!\w))(?!\s*[-−+*/^·×%=<>\\])")
_RATE = re.compile(
    r"(?:learning[ -]rate|step(?:[ -]size)?|Lernrate|Schrittweite|tasa de aprendizaje|taxa de aprendizado|passo|\bpas\b"
    r"|taux d.apprentissage|tasso di apprendimento|öğrenme oranı|学習率|学习率|학습률|шаг|скорость обучения)"
    r"\s{0,3}(?:of|is|von|de|di|=|:|は|为|を|是|은|는)?\s{0,3}(?=\d*\.\d)",
    re.IGNORECASE,
)
"""How far a step goes, in words."""
RATES = (r"\eta", r"\alpha")
_ARRAY = re.compile(r"(?:np|numpy)\.array\(\s*")


class Given(NamedTuple):
    """Where it stands, and as LaTeX what has the number, and the number."""

    start: int
    symbol: str
    value: str


def numbers_beside(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Given]:
    """The numbers that a text gives outside of some parts of it."""
    is_clear = clear_of(taken)
    given: list[Given] = []
    for found in islice(_GIVEN.finditer(text), MOST):
        start, end = found.span()
        if is_clear(start, end) and (value := _value(text[end : end + LONGEST])):
            letter = GREEK.get(found["letter"], found["letter"])
            given.append(Given(start, f"{letter}_{{{found['number']}}}" if found["number"] else letter, value))
    for found in islice(_RATE.finditer(text), MOST):
        start, end = found.span()
        if is_clear(start, end) and (value := _value(text[end : end + LONGEST])):
            given += [Given(start, rate, value) for rate in RATES]
    yield from sorted(given, key=lambda g: g.start)


def _value(text: str) -> str:
    """The number, the list or the table that a text begins with, as LaTeX; nothing where it begins with none."""
    array = _ARRAY.match(text)
    text = text[array.end() :] if array is not None else text
    if text[:1] not in "([":
        number = _NUMBER.match(text)
        return re.sub("--|[−–]", "-", number[0]).lstrip("+") if number is not None and array is None else ""
    try:
        found = ast.literal_eval(_bracket(text).replace("−", "-"))
    except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
        return ""
    items = list(found) if isinstance(found, list | tuple) else []
    if items and all(_is_number(i) for i in items):
        return f"({', '.join(map(repr, items))})" if len(items) > 1 else ""
    rows = [list(row) for row in items if isinstance(row, list | tuple) and all(map(_is_number, row))]
    if not rows or len(rows) != len(items) or len({len(row) for row in rows}) != 1:
        return ""
    table = r" \\ ".join(" & ".join(map(repr, row)) for row in rows)
    return rf"\begin{{bmatrix}}{table}\end{{bmatrix}}"


def _bracket(text: str) -> str:
    """The bracket that a text begins with, with all that is in it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if not depth:
            return text[: at + 1]
    return ""


def _is_number(item: object) -> bool:
    return type(item) in (int, float)
