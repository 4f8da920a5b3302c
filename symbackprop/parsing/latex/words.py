r"""Runs of letters: one word, or a product of letters?

`net` and `target` are words, `wx` is w times x, `yln` is y and a function, `dW` a derivative's name.  What a document
uses as one word (`document_words`) is one; else a run falls apart unless it is known, or longer than three letters.
Two letters in a script are two indices, x_{in} or W_{if}, but in v_{dW} they are a derivative's name.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from symbackprop.parsing.latex.alphabet import STYLES, SWITCHES, UPRIGHT
from symbackprop.parsing.latex.functions import CONNECTIVES, FUNCTIONS, GLUED, VOCABULARY
from symbackprop.parsing.latex.tokens import Kind, Token

ARGUMENTS = {
    "frac": 2, "dfrac": 2, "tfrac": 2, "cfrac": 2, "nicefrac": 2, "sfrac": 2, "binom": 2, "dbinom": 2, "tbinom": 2,
    "sqrt": 1, "overset": 2, "underset": 2, "stackrel": 2, "dv": 2, "pdv": 2, "norm": 1, "abs": 1, "vect": 1,
    "hat": 1, "bar": 1, "tilde": 1, "vec": 1, "dot": 1, "ddot": 1, "widehat": 1, "widetilde": 1, "overline": 1,
    "underline": 1, "check": 1, "breve": 1, "acute": 1, "grave": 1, "mathring": 1, "underbrace": 1, "overbrace": 1,
    **dict.fromkeys(STYLES, 1),
}  # fmt: skip
"""How many braces, or single characters, a command takes."""
Piece = tuple[str, Kind]


def pieces_of(run: str, words: frozenset[str] = frozenset(), *, is_index: bool = False) -> list[Piece]:
    """A run of letters cut into words, letters, functions and the d of a derivative."""
    if is_index and len(run) == 2 and run not in words:
        is_moment = run[0] == "d" and (run[1].isupper() or run[1] in "wb")
        if is_moment or run.islower():
            return list(_letters(run, is_index=not is_moment))
    if run in CONNECTIVES:
        return [(run, Kind.SAID)]
    if len(run) == 1 or not run.isascii() or _is_word(run, words):
        return [(run, Kind.WORD)]
    if run[0] == "d" and not is_index and (len(run) <= 3 or run[1].isupper() or _is_word(run[1:], words)):
        return [("d", Kind.DIFFERENTIAL), *pieces_of(run[1:], words)]
    if glued := _glued(run):
        return glued
    if len(run) > 3 and not _is_product(run):
        return [(run, Kind.WORD)]
    return list(_letters(run, is_index))


def _is_word(run: str, words: frozenset[str]) -> bool:
    return run in words or run in FUNCTIONS or run in VOCABULARY or "_" in run


def _glued(run: str) -> list[Piece]:
    """A function between at most two letters before it and one behind: ylog, tanhx."""
    for function in GLUED:
        at = run.find(function)
        if 0 <= at <= 2 and len(run) - at - len(function) <= 1:
            around = run[:at], run[at + len(function) :]
            return [
                *((c, Kind.WORD) for c in around[0]),
                (function, Kind.WORD),
                *((c, Kind.WORD) for c in around[1]),
            ]
    return []


def _is_product(run: str) -> bool:
    """Letters in the order of the alphabet are indices; capitals around a d are matrices."""
    return all(ord(b) == ord(a) + 1 for a, b in pairwise(run)) or bool(re.fullmatch(r"[A-Z]{1,2}d[A-Z]{1,2}", run))


def _letters(run: str, is_index: bool) -> Iterator[Piece]:
    for at, letter in enumerate(run):
        is_differential = letter == "d" and at + 1 < len(run) and not is_index
        yield letter, Kind.DIFFERENTIAL if is_differential else Kind.WORD


def _is_differential(text: str) -> bool:
    """Whether a word set upright is a d and a name: dW, dLoss."""
    rest = text[1:]
    return text[:1] == "d" and rest.isalpha() and (len(rest) == 1 or rest[0].isupper() or rest in VOCABULARY)


_BRACES = frozenset({r"\underbrace", r"\overbrace", r"\underbracket", r"\overbracket"})


class _Level:
    """What is known inside a pair of braces: whether letters are indices, or words upright."""

    def __init__(self, is_index: bool, is_upright: bool, wanted: int, opener: str = "") -> None:
        self.is_index, self.is_upright, self.wanted, self.opener = is_index, is_upright, wanted, opener


def cut_words(tokens: Iterable[Token], words: frozenset[str] = frozenset()) -> Iterator[Token]:
    r"""The tokens with every run of letters cut into pieces.

    A script, and a command that takes an argument, without braces take one letter only: `\sum_ky_k`, `\frac12`.
    """
    levels: list[_Level] = []
    level = _Level(False, False, 0)
    wanted = 0
    last = ""
    for token in tokens:
        if token.text == "{":
            levels.append(level)
            level = _Level(
                level.is_index or last in ("_", "^"),
                level.is_upright or STYLES.get(last[1:], "") in UPRIGHT,
                max(0, wanted - 1),
                last,
            )
            wanted = 0
        elif token.text == "}":
            wanted, closed = level.wanted, level.opener
            level = levels.pop() if levels else level
            last = closed if closed in _BRACES else token.text
            yield token
            continue
        elif token.kind is Kind.TEXT and _is_differential(token.text):
            yield Token(Kind.DIFFERENTIAL, "d", token.start, token.start)
            yield Token(Kind.WORD, token.text[1:], token.start, token.end)
            wanted = max(0, wanted - 1)
            last = token.text
            continue
        elif token.kind in (Kind.WORD, Kind.NUMBER):
            yield from _cut(token, words, level, wanted, is_script=last in ("_", "^"))
            wanted = max(0, wanted - len(token.text))
            last = token.text
            continue
        elif token.text in ("_", "^"):
            wanted = 1
            last = "" if last in _BRACES else token.text  # what stands under a brace is a remark, no index
            yield token
            continue
        elif token.text[1:] in ARGUMENTS:
            wanted = max(0, wanted - 1) + ARGUMENTS[token.text[1:]]
        else:
            level.is_upright = level.is_upright or SWITCHES.get(token.text[1:], "") in UPRIGHT
            wanted = max(0, wanted - 1)
        last = token.text
        yield token


def _cut(token: Token, words: frozenset[str], level: _Level, wanted: int, *, is_script: bool) -> Iterator[Token]:
    text, at = token.text, token.start
    single = 0 if token.kind is Kind.NUMBER and is_script else wanted
    for letter in text[:single]:
        yield Token(token.kind, letter, at, at + 1)
        at += 1
    rest = text[single:]
    if not rest:
        return
    if token.kind is Kind.NUMBER or level.is_upright:
        yield Token(token.kind, rest, at, token.end)
        return
    pieces = pieces_of(rest, words, is_index=level.is_index)
    for piece, kind in pieces:
        end = token.end if len(pieces) == 1 else at + len(piece)
        yield Token(kind, piece, at, end)
        at = end
