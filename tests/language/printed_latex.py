"""A small reader of the LaTeX that latexify writes, by the conventions of print; it knows no Python tree."""

import math
import re

FUNCTIONS = {rf"\{name}": getattr(math, name) for name in ("exp", "log", "tanh", "sin", "cos")}
ORDERS = {"<": float.__lt__, ">": float.__gt__, r"\le": float.__le__, r"\ge": float.__ge__}
NAME = r"\\mathrm\{\w+\}|[a-zA-Z]|\\pi"
TOKEN = re.compile(rf"\s*(\d+\.?\d*|{NAME}|\\[a-z]+|\\\\|.)")
BEGINS = re.compile(rf"{NAME}|\(|\\abs|\\frac|\\sqrt|\d|" + "|".join(map(re.escape, FUNCTIONS)))


def value_of(latex: str, **names: float) -> float:
    """The value of the last line of a printed definition, the lines above naming its parts."""
    latex = latex.replace(r"\mathopen{}\left|", r"\abs ").replace(r"\mathclose{}\right|", "|")
    for noise in (r"\mathopen{}", r"\mathclose{}", r"\left\{ \begin{array}{ll}", r"\end{array} \right."):
        latex = latex.replace(noise, {r"\left\{ \begin{array}{ll}": r"\cases"}.get(noise, ""))
    latex = re.sub(r"\\left(?![a-z])|\\right(?![a-z])|\\(?= )", "", latex.replace(r"\\ ", r"\\"))
    lines = latex.removeprefix(r"\begin{array}{l}").removesuffix(r"\end{array}")
    known = {r"\pi": math.pi, **{_spelled(name): value for name, value in names.items()}}
    for line in [lines] if r"\cases" in lines else lines.split(r"\\"):
        name, body = line.split("=", 1)
        value = _Reading(body, known).sum()
        known[name.strip()] = value
    return value


def _spelled(name: str) -> str:
    return name if len(name) == 1 else rf"\mathrm{{{name}}}"


class _Reading:
    """One line, read from the left."""

    def __init__(self, text: str, names: dict[str, float]) -> None:
        self.tokens = [*filter(None, (t.strip() for t in TOKEN.findall(text))), ""]
        self.names = names

    def take(self, *expected: str) -> str:
        """The next token, which must be one of those expected."""
        token = self.tokens.pop(0)
        assert not expected or token in expected, (token, expected, self.tokens)
        return token

    def sum(self) -> float:
        """Terms, from the left."""
        total = self.term()
        while self.tokens[0] in ("+", "-"):
            total += self.term() if self.take() == "+" else -self.term()
        return total

    def term(self) -> float:
        """A sign takes the whole product; factors stand side by side or about a dot."""
        if self.tokens[0] in ("+", "-"):
            return self.term() if self.take() == "+" else -self.term()
        total = self.power()
        while True:
            if self.tokens[0] == r"\cdot":
                self.take()
                if self.tokens[0] == "-":
                    self.take()
                    total = -total
            elif not BEGINS.match(self.tokens[0]):
                return total
            total *= self.power()

    def power(self) -> float:
        """An exponent belongs to the one thing before it."""
        base = self.factor()
        if self.tokens[0] != "^":
            return base
        self.take()
        return base ** self.group()

    def group(self) -> float:
        """{…}"""
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def factor(self) -> float:
        """A number, a name, brackets, a fraction, a root, or a function of the factor after it."""
        token = self.take()
        if token[0].isdigit():
            return float(token)
        if token in ("(", r"\abs"):
            value = self.sum()
            self.take(")" if token == "(" else "|")
            return value if token == "(" else abs(value)
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return math.sqrt(self.group())
        if token == r"\cases":
            return self.cases()
        if token in FUNCTIONS:
            return FUNCTIONS[token](self.factor())
        return self.names[token]

    def cases(self) -> float:
        """The first case that holds."""
        found = None
        while True:
            try:
                value = self.sum()
            except (ValueError, ArithmeticError):
                value = math.nan
            self.take(",")
            self.take("&")
            if self.take(r"\mathrm{if}", r"\mathrm{otherwise}") == r"\mathrm{otherwise}":
                return value if found is None else found
            left, holds = self.sum(), True
            while self.tokens[0] in ORDERS:
                order, right = ORDERS[self.take()], self.sum()
                holds, left = holds and order(left, right), right
            self.take(r"\\")
            found = value if holds and found is None else found
