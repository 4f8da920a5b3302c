"""Numbers of a step: what is known before its arrays are, computed once and in Python's own arithmetic.

c1 = -alpha / m        where the settings are given
c2 = 1 - beta1**t      in each step, as everything that depends on its number t
"""

from collections.abc import Iterable

from sympy import Expr, Symbol, pycode

from symbackprop.compiling.names import Names
from symbackprop.errors import UnknownNodeError


class Numbers:
    """Names for numbers that are not written where they are used.

    `known` are the symbols whose values are given (settings and m), `stepwise` those that change with each step; a
    symbol alone goes by its own name where it may stand `bare`.
    """

    def __init__(self, names: Names, known: Iterable[str], stepwise: Iterable[str], bare: bool = True) -> None:
        self.names, self.known, self.stepwise, self.bare = names, set(known), set(stepwise), bare
        self.before: dict[Expr, str] = {}
        self.within: dict[Expr, str] = {}
        self.arrays: dict[str, str] = {}

    def code(self, expr: Expr) -> str:
        """A name, or a plain literal."""
        if expr.is_Integer:
            return str(int(expr))
        if expr.is_number:
            value = repr(float(expr))
            return value if float(expr) >= 0 else f"({value})"
        used = {s.name for s in expr.free_symbols}
        if not used <= self.known | self.stepwise:
            return self.text(expr)
        if isinstance(expr, Symbol) and self.bare:
            return self.names.of(expr.name, expr.name)
        home = self.within if used & self.stepwise else self.before
        if expr not in home:
            home[expr] = self.names.of(("number", expr), f"c{len(self.before) + len(self.within) + 1}")
        return home[expr]

    def array(self, expr: Expr) -> str:
        """The name of an array that holds the number: NumPy takes half the time for it that it takes for a number."""
        code = self.code(expr)
        changes = expr.free_symbols and {s.name for s in expr.free_symbols} & self.stepwise
        if changes or not {s.name for s in expr.free_symbols} <= self.known:
            return code
        if code not in self.arrays:
            self.arrays[code] = self.names.of(("array", code), f"n{len(self.arrays) + 1}")
        return self.arrays[code]

    def text(self, expr: Expr) -> str:
        """Python code."""
        named = {s: Symbol(self.names.of(s.name, s.name)) for s in expr.free_symbols}
        text = str(pycode(expr.xreplace(named), fully_qualified_modules=True))
        if "Not supported" in text:
            raise UnknownNodeError("a number has no Python form", text=str(expr))
        return text
