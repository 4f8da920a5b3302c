"""A reader of our own matrix LaTeX, for tests: text → numbers, with NumPy and nothing of the printer.

It knows what a person knows: juxtaposition is the matrix product, ⊙ and ⊘ go entry by entry, 1 is a vector of ones as
long as it must be, W^{[2]\\mathsf{T}} is a transpose.  A mark that the printer drops changes the numbers.
"""

import re
from collections.abc import Callable
from typing import Any

import numpy as np

TOKEN = re.compile(
    r"\\left|\\right|\\[lr]Vert|\\[a-zA-Z]+|[A-Za-z](?:\^\{\[\d+\](?:\\mathsf\{T\})?\})?|\d+|\^\{\\mathsf\{T\}\}|\^\{2\}|_\{F\}|'|\S"
)
FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    r"\sigma": lambda z: 1 / (1 + np.exp(-z)),
    r"\sigma'": lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    r"\tanh": np.tanh,
    r"\tanh'": lambda z: 1 / np.cosh(z) ** 2,
    r"\exp": np.exp,
    r"\log": np.log,
    "sign": np.sign,
}


class Ones:
    """A vector of ones of unknown length; a column, or a row."""

    def __init__(self, row: bool = False) -> None:
        """A column unless told otherwise."""
        self.row = row


class Reader:
    """Evaluates one right side."""

    def __init__(self, latex: str, names: dict[str, Any]) -> None:
        """A reader of some text, with the arrays that names stand for."""
        self.tokens = [t for t in TOKEN.findall(latex.replace(r"\operatorname{sign}", "{sign}")) if t.strip()]
        self.names = names

    def read(self) -> Any:
        """The value of the whole text."""
        value = self.total()
        assert not self.tokens, f"unread: {self.tokens}"
        return value

    def peek(self) -> str:
        """The next token."""
        return self.tokens[0] if self.tokens else ""

    def take(self, expected: str = "") -> str:
        """Remove the next token."""
        token = self.tokens.pop(0)
        assert not expected or token == expected, f"{expected} expected, {token} found"
        return token

    def total(self) -> Any:
        """Terms with signs."""
        sign = -1 if self.peek() == "-" and self.take() else 1
        value = sign * plain(self.entrywise())
        while self.peek() in ("+", "-"):
            sign = 1 if self.take() == "+" else -1
            value = value + sign * plain(self.entrywise())
        return value

    def entrywise(self) -> Any:
        """Products joined by ⊙ and ⊘."""
        value = self.product()
        while self.peek() in (r"\odot", r"\oslash"):
            value = value * plain(self.product()) if self.take() == r"\odot" else value / plain(self.product())
        return value

    def product(self) -> Any:
        """Factors side by side, the scalars in front."""
        factors = [self.factor()]
        while self.peek() and self.peek() not in ("+", "-", ")", "}", r"\odot", r"\oslash", r"\right", r"\rVert", "|"):
            factors.append(self.factor())
        scalar = 1.0
        while len(factors) > 1 and np.ndim(factors[0]) == 0 and not isinstance(factors[0], Ones):
            scalar *= factors.pop(0)
        return multiply(scalar, factors)

    def factor(self) -> Any:
        """One factor with what follows it."""
        value = self.atom()
        while self.peek() in (r"^{\mathsf{T}}", "^{2}"):
            if self.take() == "^{2}":
                value = np.sum(plain(value) ** 2)
            else:
                value = Ones(row=True) if isinstance(value, Ones) else value.T
        return value

    def atom(self) -> Any:
        """A name, a number, a fraction, a function or something in parentheses."""
        token = self.take()
        if token in ("(", r"\left"):
            return self.enclosed(token)
        if token == r"\mathbf":
            return self.closed("1") and Ones()
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\lVert":
            value = self.total()
            self.take(r"\rVert")
            if self.peek() == "_{F}":
                self.take()
            return value
        if token == "{":
            name = "".join(self.take() for _ in range(4))
            self.take("}")
            return FUNCTIONS[name](self.factor())
        if token in FUNCTIONS:
            token += self.take() if self.peek() == "'" else ""
            return FUNCTIONS[token](self.factor())
        if token.isdigit():
            return float(token)
        if token.endswith(r"\mathsf{T}}"):
            return self.names[token.replace(r"\mathsf{T}", "")].T
        return self.names[token]

    def enclosed(self, token: str) -> Any:
        """What parentheses or bars hold."""
        mark = self.take() if token == r"\left" else token
        value = self.total()
        if token == r"\left":
            self.take(r"\right")
        self.take("|" if mark == "|" else ")")
        return np.abs(value) if mark == "|" else value

    def group(self) -> Any:
        """{…}"""
        self.take("{")
        value = self.total()
        self.take("}")
        return np.squeeze(value) if np.size(value) == 1 else value

    def closed(self, content: str) -> bool:
        """{content}"""
        return self.take("{") + self.take(content) + self.take("}") != ""


def plain(value: Any) -> Any:
    """Ones by themselves count as 1 everywhere."""
    return 1.0 if isinstance(value, Ones) else value


def multiply(scalar: Any, factors: list[Any]) -> Any:
    """Matrix products; ones first sum what they fit, and then copy what is short."""
    for contract in (True, False):
        place = 0
        while place < len(factors) - 1:
            joined = pair(factors[place], factors[place + 1], contract)
            if joined is None:
                place += 1
            else:
                factors[place : place + 2] = [joined]
                place = 0
    (value,) = factors
    return scalar * plain(value)


def pair(left: Any, right: Any, contract: bool) -> Any:
    """The product of two neighbours: a sum or a matrix product, or else a copy; None where it must wait."""
    if isinstance(left, Ones) and isinstance(right, Ones):
        return None if contract else 1.0
    if isinstance(left, Ones):
        return right.sum(axis=0, keepdims=True) if left.row else None if contract else right
    if isinstance(right, Ones):
        return left.sum(axis=1, keepdims=True) if not right.row else None if contract else left
    return left @ right
