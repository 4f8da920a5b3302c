"""Equations in one line of plain text, for the comments of an emitted module."""

import json
from typing import Any

from sympy import Expr, Indexed, Mul, Pow, Sum
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import bound, index_name


def _weights_first(factor: Expr) -> tuple[bool, bool, str]:
    """λ and numbers, then weights and errors, then what they multiply."""
    entry = isinstance(factor, Indexed)
    return (not factor.is_Symbol, not (entry and str(factor.base).startswith(("w", "delta"))), str(factor))


class _Words(StrPrinter):
    """Index form as a reader writes it: Σ_k w1[j, k] x[k, s] without ranges, σ' with its prime."""

    def _print_Sum(self, expr: Any) -> str:
        sums = " ".join(f"Σ_{index_name(i)}" for i in bound(expr))
        return f"{sums} {self.parenthesize(expr.function, PRECEDENCE['Mul'], strict=True)}"

    def _print_Mul(self, expr: Any) -> str:
        if expr.could_extract_minus_sign():
            return f"-{self.parenthesize(-expr, PRECEDENCE['Mul'], strict=True)}"
        number, rest = expr.as_coeff_Mul()
        factors = [f for f in sorted(Mul.make_args(rest), key=_weights_first) if not isinstance(f, Sum)]
        below = [f for f in factors if isinstance(f, Pow) and f.exp.could_extract_minus_sign()]
        above = [f for f in factors if f not in below]
        top = [str(number.p)] if number.is_Rational and number.p != 1 else []
        bottom = [str(number.q)] if number.is_Rational and number.q != 1 else []
        top += [self.parenthesize(f, PRECEDENCE["Pow"], strict=True) for f in above]
        bottom += [self.parenthesize(1 / f, PRECEDENCE["Pow"], strict=True) for f in below]
        text = " ".join(top) or ("1" if bottom else "")
        if bottom:
            text += f"/({' '.join(bottom)})" if len(bottom) > 1 else f"/{bottom[0]}"
        return " ".join(
            [*([text] if text else []), *(self._print(f) for f in Mul.make_args(rest) if isinstance(f, Sum))]
        )

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        text = ""
        for term in sorted(terms, key=lambda t: (t.could_extract_minus_sign(), not t.has(Sum))):
            sign = "-" if term.could_extract_minus_sign() else "+"
            shown = self.parenthesize(-term if sign == "-" else term, PRECEDENCE["Add"])
            text += f" {sign} {shown}" if text else shown if sign == "+" else f"-{shown}"
        return text

    def _print(self, expr: Any, **kwargs: Any) -> str:
        return self._print_Function(expr) if isinstance(expr, ScalarFunction) else super()._print(expr, **kwargs)

    def _print_Idx(self, expr: Any) -> str:
        return index_name(expr)

    def _print_Function(self, expr: Any) -> str:
        name = expr.func.label if isinstance(expr, ScalarFunction) else type(expr).__name__
        return f"{name}({self.stringify(expr.args, ', ')})"


def words(expr: Expr) -> str:
    """One line of text, whatever the names in it are."""
    return " ".join(str(_Words({"order": None}).doprint(expr)).split())


def quoted(text: str) -> str:
    """A Python string literal."""
    return json.dumps(text, ensure_ascii=False)


def documented(text: str) -> str:
    """A text that cannot end the docstring in which it stands."""
    return " ".join(text.replace("\\", "\\\\").replace('"', "'").split())
