"""Scalar expressions as NumPy text: SymPy's NumPy printer with our literals, branches and order of terms.

Arrays stand in these expressions as symbols whose name is their code (`Code("b1[:, None]")`); contraction and alignment
have been settled before an expression comes here.  As it comes, SymPy's printer writes `math.erf` (scalars only),
`numpy.sqrt(2)` (a float64, which turns float32 arrays into float64) and sums in alphabetical order.
"""

from collections.abc import Callable
from typing import Any

from sympy import Add, Expr, Float, Integer, Mul, Piecewise, Pow, Rational, Symbol
from sympy.printing.codeprinter import PrintMethodNotImplementedError
from sympy.printing.numpy import NumPyPrinter
from sympy.printing.precedence import PRECEDENCE, precedence

from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, ScalarFunction, settings


class Code(Symbol):
    """An array, or a number known at run time, by its NumPy text."""

    __slots__ = ()

    def __new__(cls, text: str) -> "Code":
        """The symbol with this text for its name."""
        return Symbol.__new__(cls, text, real=True)


class Product(Code):
    """Text whose outermost operator is `@`: it needs brackets inside a product, and stands first in a sum."""

    __slots__ = ()
    precedence = (PRECEDENCE["Add"] + PRECEDENCE["Mul"]) // 2


class Scalar(Code):
    """A number known at run time: a size or a hyperparameter."""

    __slots__ = ()


_UFUNCS = {"Abs": "abs", "sign": "sign", "Max": "maximum", "Min": "minimum"}


class ArrayPrinter(NumPyPrinter):
    """Prints expressions over `Code` symbols; `helper(key)` names a function that the module must then contain,
    `identifier(name)` a hyperparameter."""

    def __init__(self, helper: Callable[[Any], str], identifier: Callable[[str], str]) -> None:
        super().__init__({"fully_qualified_modules": False})
        self.helper, self.identifier = helper, identifier

    def doprint(self, expr: Any, assign_to: Any = None) -> str:
        """The text of an expression."""
        try:
            return str(self._print(expr))
        except PrintMethodNotImplementedError as failure:
            raise UnknownNodeError("no NumPy form is known", text=str(expr), got=str(failure).splitlines()[0]) from None

    def _module_format(self, fqn: str, register: bool = True) -> str:
        return "np." + fqn.rsplit(".", 1)[-1]

    def _print_not_supported(self, expr: Any) -> str:
        raise UnknownNodeError(f"{type(expr).__name__} has no NumPy form", text=str(expr))

    emptyPrinter = _print_not_supported

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if isinstance(expr, Expr) and expr.is_number and not isinstance(expr, Integer | Float | Rational):
            return self._literal(expr)
        if isinstance(expr, ScalarFunction):  # before SymPy looks for a method by the name of the function
            return self._scalar_function(expr)
        return super()._print(expr, **kwargs)

    def _literal(self, expr: Expr) -> str:
        """A Python number, which leaves the precision of an array as it is; `np.sqrt(2)` does not."""
        value = float(expr.evalf(20))
        return repr(value) if value >= 0 else f"({value!r})"

    def _print_Symbol(self, expr: Symbol) -> str:
        return str(expr.name)

    _print_Code = _print_Product = _print_Dummy = _print_Symbol

    def _print_Float(self, expr: Float) -> str:
        return repr(float(expr))

    def _print_Integer(self, expr: Integer) -> str:
        return str(int(expr))

    def _print_Rational(self, expr: Rational) -> str:
        value = repr(float(expr))
        return value if len(value) <= 8 and Rational(value) == expr else f"{expr.p} / {expr.q}"

    def _print_Add(self, expr: Add, order: Any = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        terms.sort(key=lambda t: (t.could_extract_minus_sign(), not t.atoms(Product)))
        text = self.parenthesize(terms[0], PRECEDENCE["Add"])
        for term in terms[1:]:
            negative = term.could_extract_minus_sign() and not isinstance(term, Add)
            shown = self.parenthesize(-term if negative else term, PRECEDENCE["Add"] + int(negative))
            text += (" - " if negative else " + ") + shown
        return text

    def _print_Mul(self, expr: Mul) -> str:
        factors = expr.as_ordered_factors()
        number = Mul(*(f for f in factors if f.is_number))
        if number.is_negative:
            return "-" + self.parenthesize(-expr, PRECEDENCE["Mul"])
        above: list[str] = []
        below: list[str] = []
        if isinstance(number, Rational):
            above += [str(number.p)] if number.p != 1 else []
            below += [str(number.q)] if number.q != 1 else []
        else:
            above.append(self._literal(number))
        for factor in sorted((f for f in factors if not f.is_number), key=_rank):
            if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
                below.append(self.parenthesize(Pow(factor.base, -factor.exp), PRECEDENCE["Mul"] + 1))
            else:
                above.append(self.parenthesize(factor, PRECEDENCE["Mul"]))
        top = " * ".join(above) or "1"
        if not below:
            return top
        return f"{top} / {below[0]}" if len(below) == 1 else f"{top} / ({' * '.join(below)})"

    def _print_Pow(self, expr: Pow, rational: bool = False) -> str:
        if expr.exp.is_Rational and expr.exp < 0:
            return "1 / " + self.parenthesize(Pow(expr.base, -expr.exp), PRECEDENCE["Mul"] + 1)
        exponent = repr(float(expr.exp)) if expr.exp.is_Rational and not expr.exp.is_Integer else None
        shown = exponent or self.parenthesize(expr.exp, PRECEDENCE["Pow"])
        return f"{self.parenthesize(expr.base, PRECEDENCE['Pow'] + 1)}**{shown}"

    def parenthesize(self, item: Any, level: int, strict: bool = False) -> str:
        """The text of an expression, in brackets where it binds less tightly than `level`."""
        text = self._print(item)
        own = PRECEDENCE["Atom"] if isinstance(item, Expr) and text.isidentifier() else precedence(item)
        if isinstance(item, Rational) and "/" in text:
            own = PRECEDENCE["Mul"]
        return f"({text})" if own < level else text

    def _scalar_function(self, expr: Any) -> str:
        """A call of the module's helper, or of NumPy's own function where the definition is just that."""
        meaning: Any = expr.func.definition(ARGUMENT) if expr.func.base is None else None
        if type(meaning).__name__ in self.known_functions and meaning.args == (ARGUMENT,):
            return self._print(meaning.func(expr.args[0]))
        more = sorted(s.name for s in settings(expr))
        arguments = [self._print(expr.args[0]), *(self.identifier(name) for name in more)]
        return f"{self.helper(expr.func)}({', '.join(arguments)})"

    def _print_Function(self, expr: Any) -> str:
        arguments = ", ".join(self._print(a) for a in expr.args)
        name = type(expr).__name__
        if name in ("erf", "erfc"):
            return f"{self.helper(name)}({arguments})"
        if name in _UFUNCS:
            return f"np.{_UFUNCS[name]}({arguments})"
        if name in self.known_functions:
            return f"{self._module_format(self.known_functions[name])}({arguments})"
        return self._print_not_supported(expr)

    _print_Abs = _print_sign = _print_erf = _print_erfc = _print_Function

    def _print_Within(self, expr: Any) -> str:
        u, condition, inner = expr.args
        return f"np.where({self._print(condition)}, {self._print(u)}, {self._print(inner)})"

    def _print_Max(self, expr: Any) -> str:
        first, *rest = sorted(expr.args, key=lambda a: bool(a.is_number))
        text = self._print(first)
        for other in rest:
            text = f"np.{_UFUNCS[type(expr).__name__]}({text}, {self._print(other)})"
        return text

    _print_Min = _print_Max

    def _print_Relational(self, expr: Any) -> str:
        sides = [self.parenthesize(side, PRECEDENCE["Relational"] + 1) for side in (expr.lhs, expr.rhs)]
        return f" {expr.rel_op} ".join(sides)

    def _print_Piecewise(self, expr: Piecewise) -> str:
        """Nested `np.where`; constants alone would make float64, so they take the dtype of what the condition reads."""
        *cases, (last, condition) = expr.args
        if condition != True:  # noqa: E712 - a SymPy truth value
            cases, last = list(expr.args), Symbol("np.nan")
        text, constant = self._print(last), last.is_number
        like = sorted((a for _, test in expr.args for a in test.free_symbols), key=str)[0]
        for value, test in reversed(cases):
            text = f"np.where({self._print(test)}, {self._print(value)}, {text})"
            if constant and value.is_number:
                text += f".astype({self.parenthesize(like, PRECEDENCE['Atom'])}.dtype)"
            constant = False
        return text

    def _print_And(self, expr: Any) -> str:
        sign = {"And": " & ", "Or": " | "}[type(expr).__name__]
        return sign.join(f"({self._print(a)})" for a in sorted(expr.args, key=str))

    _print_Or = _print_And

    def _print_Not(self, expr: Any) -> str:
        return f"~({self._print(expr.args[0])})"


def _rank(factor: Expr) -> tuple[bool, bool]:
    """Numbers of the run first (1 / m, λ), then contractions, then the rest in SymPy's order."""
    return (not isinstance(factor, Scalar), not factor.atoms(Product))
