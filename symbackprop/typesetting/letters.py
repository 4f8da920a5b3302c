r"""A reader for the letters and templates of notations, written as LaTeX: \delta, \bar{W}, [{}], \mathbf{1}.

    \frac{\partial {cost}}{\partial {quantity}}     a fraction with two holes

It knows what short pieces of notation are made of; anything else is an error, never dropped.  A space stays a space
where it is written; `{}` and `{name}` for a known name are holes.
"""

import re
from functools import lru_cache

from symbackprop.errors import UsageError
from symbackprop.typesetting.presentation import (
    BESIDE,
    COMMA,
    Accent,
    Fenced,
    Fraction,
    Hole,
    Identifier,
    Math,
    Number,
    Operator,
    Prime,
    Root,
    Script,
    Style,
    Words,
    row,
)
from symbackprop.typesetting.symbols import ACCENTS, COMMANDS, FUNCTIONS, OPERATORS

_TOKEN = re.compile(r"\{(?:layer|cost|quantity)?\}|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\.\*|\s+|.", re.DOTALL)
_STYLES = {
    "mathrm": Style.UPRIGHT, "mathbf": Style.BOLD, "boldsymbol": Style.BOLD, "mathsf": Style.SANS,
    "mathit": Style.ITALIC, "mathcal": Style.SCRIPT, "operatorname": Style.FUNCTION,
}  # fmt: skip
_CLOSING = {"(": ")", "[": "]"}


@lru_cache(maxsize=1000)
def read(latex: str) -> Math:
    """A piece of LaTeX as a tree.   Raises: UsageError."""
    reader = _Reader(latex)
    found = reader.row("")
    return found


class _Reader:
    """A recursive descent over the tokens."""

    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = _TOKEN.findall(latex.strip())
        self.place = 0

    @property
    def ahead(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.ahead
        self.place += 1
        return token

    def row(self, until: str) -> Math:
        """Pieces up to a closing token, which is taken."""
        pieces: list[Math] = []
        while self.ahead != until:
            if self.ahead == "":
                raise self.wrong(f"{until} is missing")
            pieces.append(self.scripted(self.atom(self.take())))
        self.take()
        while pieces and pieces[-1] == BESIDE:
            pieces.pop()
        return row(*pieces)

    def scripted(self, base: Math) -> Math:
        """A piece with the primes and scripts that follow it."""
        while self.ahead in ("^", "_", "'"):
            mark = self.take()
            if mark == "'":
                base = Prime(base.base, base.order + 1) if isinstance(base, Prime) else Prime(base)
                continue
            script = self.argument()
            above, below = (script, None) if mark == "^" else (None, script)
            base = Script(base, above, below).together
        return base

    def argument(self) -> Math:
        while self.ahead.isspace():
            self.take()
        return self.atom(self.take())

    def atom(self, token: str) -> Math:
        if token in ("", "}", "&", "%", "#", "$"):
            raise self.wrong(f"{token or 'the end'} was not expected")
        if token == "{":
            return self.row("}")
        if token.startswith("{"):
            return Hole(token[1:-1] or "layer")
        if token.startswith("\\"):
            return self.command(token[1:])
        if token.isspace():
            return BESIDE
        if token in _CLOSING and _CLOSING[token] in self.tokens[self.place :]:
            return Fenced(token, self.row(_CLOSING[token]), _CLOSING[token])
        if token[0].isdigit():
            return Number(token)
        if token == ",":
            return COMMA
        if token == "-" or token == ".*" or token in OPERATORS:
            return Operator("−" if token == "-" else token, "prefix" if self.place == 1 and token == "-" else "infix")
        return Identifier(token, Style.ITALIC if token.isalpha() else Style.UPRIGHT)

    def command(self, name: str) -> Math:
        if name in COMMANDS:
            sign = COMMANDS[name]
            return Operator(sign) if sign in OPERATORS else Identifier(sign, _slant(sign))
        if name in FUNCTIONS:
            return Identifier(name, Style.FUNCTION)
        if name in ACCENTS:
            return Accent(name, self.argument())
        if name == "frac":
            above = self.argument()
            return Fraction(above, self.argument())
        if name == "sqrt":
            return Root(self.argument())
        if name == "text":
            return Words(self.plain())
        if name == "mathbin":
            return Operator(self.plain())
        if name in _STYLES:
            return Identifier(self.plain(), _STYLES[name])
        if name in ("left", "right", "displaystyle"):
            return row()
        if name in (",", ";", " ", ":"):
            return BESIDE
        if name in ("%", "#", "&", "$", "_", "{", "}"):
            return Identifier(name, Style.UPRIGHT)
        raise self.wrong(f"\\{name} is not known here")

    def plain(self) -> str:
        """{letters}, commands for letters among them."""
        if self.take() != "{":
            raise self.wrong("{ was expected")
        text = ""
        while self.ahead != "}":
            if self.ahead == "":
                raise self.wrong("} is missing")
            token = self.take()
            text += COMMANDS.get(token[1:], token[1:]) if token.startswith("\\") else token
        self.take()
        return text

    def wrong(self, why: str) -> UsageError:
        column = sum(len(t) for t in self.tokens[: max(0, self.place - 1)])
        return UsageError(f"this piece of notation cannot be read: {why}", text=self.latex, column=column)


def _slant(sign: str) -> Style:
    return Style.ITALIC if sign.isalpha() or sign == "∂" else Style.UPRIGHT
