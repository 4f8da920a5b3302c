"""Component form: index expressions in LaTeX, entry by entry, with sums.

    δ^{[1]}_{js} = (Σ_{i=1}^{10} w^{[2]}_{ij} δ^{[2]}_{is}) σ'(z^{[1]}_{js})

One pass over the expression; what is looser than its surroundings stands in parentheses.  A derivative that waits for a
rule prints as a fraction, and δ_ij of Kronecker as [i = j], since δ is the error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sympy import (
    Abs,
    Add,
    And,
    Expr,
    Function,
    Idx,
    Indexed,
    Integer,
    KroneckerDelta,
    Mul,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    latex,
    log,
    sign,
)

from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import bound, substitute, summation
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified
from symbackprop.language.systems import heads
from symbackprop.typesetting.order import DERIVATIVE, SUM, is_bias, is_derivative, is_penalty, is_scalar, natural, rank
from symbackprop.typesetting.spelling import Spelling, name_latex

TERMS, OPEN, PRODUCT, APPLIED, POWER, ATOM = range(6)
"""How tightly a text holds together: a + b; what ends with a sum; a product; log x; a power; a name."""


Scaled = tuple[Expr, Expr]


@dataclass(frozen=True)
class Printed:
    """LaTeX and how tightly it holds together."""

    text: str
    level: int = ATOM

    @property
    def tall(self) -> bool:
        """Whether parentheses around it must grow."""
        return any(mark in self.text for mark in (r"\sum", r"\frac", r"\left", r"\begin"))

    def within(self, level: int) -> str:
        """The text, in parentheses if it is looser than `level`."""
        return self.text if self.level >= level else self.bracketed

    @property
    def bracketed(self) -> str:
        """The text in parentheses."""
        return rf"\left({self.text}\right)" if self.tall else f"({self.text})"


def fraction(above: str, below: str) -> str:
    """A fraction."""
    return rf"\frac{{{above}}}{{{below}}}"


class ComponentPrinter:
    """Prints the expressions of one System in one notation."""

    def __init__(self, spelling: Spelling) -> None:
        """A printer that spells names as it is told."""
        self.spelling = spelling
        self._known: dict[Expr, Printed] = {}

    def latex(self, expr: Expr) -> str:
        """An expression in LaTeX."""
        return self.printed(expr).text

    def printed(self, expr: Expr) -> Printed:
        """An expression in LaTeX, and how tightly it holds together."""
        if expr not in self._known:
            self._known[expr] = self._print(expr)
        return self._known[expr]

    def _print(self, expr: Expr) -> Printed:
        for kind, method in self._methods.items():
            if isinstance(expr, kind):
                return method(expr)
        if expr.has(Indexed, Idx) or not isinstance(expr, Expr):
            raise UnknownNodeError(f"there is no print of {type(expr).__name__}", text=str(expr))
        return Printed(latex(expr), PRODUCT)

    @cached_property
    def _methods(self) -> dict[type, Callable[..., Printed]]:
        return {
            Add: self._add,
            Mul: self._mul,
            Sum: self._sum,
            exp: self._exponential,
            Pow: self._power,
            Idx: lambda e: Printed(self.spelling.number(e)),
            Indexed: self._entry,
            Symbol: self._entry,
            Rational: self._mul,
            ScalarFunction: lambda e: self._call(e.func.latex_name, e.args[0]),
            Unspecified: lambda e: self._call(self.spelling.applied(e), e.argument),
            Dependence: self._dependence,
            Local: self._local,
            Partial: self._partial,
            KroneckerDelta: self._indicator,
            log: self._logarithm,
            Abs: self._absolute,
            sign: lambda e: self._call(r"\operatorname{sign}", e.args[0]),
            Piecewise: self._cases,
            Function: self._function,
        }

    # Names

    def _entry(self, expr: Expr) -> Printed:
        if expr == ARGUMENT:
            return Printed("u")
        is_size = expr.base.label.is_integer if isinstance(expr, Indexed) else expr.is_integer
        return Printed(self.spelling.number(expr) if is_size else self.spelling.entry(expr))

    # Sums of terms

    def _add(self, expr: Add) -> Printed:
        return Printed(" ".join(self.terms(expr)), TERMS)

    def terms(self, expr: Expr) -> list[str]:
        """The terms of a sum in order, each but the first with its sign."""
        shown = [(negative, self.product(*term)) for negative, term in self._ordered(expr)]
        first = "-" + shown[0][1].within(OPEN) if shown[0][0] else shown[0][1].text
        return [first, *(("- " if negative else "+ ") + p.within(OPEN) for negative, p in shown[1:])]

    def _ordered(self, expr: Expr) -> list[tuple[bool, Scaled]]:
        """Terms with their signs: numbers, data, then penalties; positive before negative; biases last."""

        def key(signed: tuple[bool, Scaled]) -> tuple[object, ...]:
            negative, (number, rest) = signed
            place = max(DERIVATIVE if isinstance(f, Partial) else rank(f, self.spelling) for f in Mul.make_args(rest))
            last = is_penalty(rest, self.spelling), negative, is_bias(rest, self.spelling)
            return (*last, not rest.is_number, place, len(rest.atoms(Add)), natural(self.product(number, rest).text))

        found = [scaled(term) for term in Add.make_args(expr)]
        return sorted(((bool(number.is_negative), (abs(number), rest)) for number, rest in found), key=key)

    # Products

    def _mul(self, expr: Expr) -> Printed:
        number, rest = scaled(expr)
        if number.is_negative:
            return Printed("-" + self.product(-number, rest).within(OPEN), TERMS)
        return self.product(number, rest)

    def product(self, number: Expr, rest: Expr) -> Printed:
        """A number that is not negative times the rest: scalars, a fraction of what is divided, the others in order."""
        factors = [number, *Mul.make_args(rest)]
        scalars = [f for f in factors if is_scalar(f, self.spelling)]
        others = [f for f in factors if not is_scalar(f, self.spelling)]
        front = self._scalars(scalars)
        if not others:
            return front or Printed("1")
        below = sorted((f for f in others if divides(f)), key=self._place)
        above = sorted((f for f in others if not divides(f)), key=self._place)
        shown = self._over(above, below) if below else [self.printed(f) for f in above]
        return self._row([front, *shown] if front else shown)

    def _over(self, above: list[Expr], below: list[Expr]) -> list[Printed]:
        """A fraction of plain factors; derivatives stand before it, sums and σ' after it."""
        before = [f for f in above if is_derivative(f, self.spelling)]
        after = [f for f in above if f not in before and rank(f, self.spelling) >= SUM]
        inside = [self.printed(f) for f in above if f not in before and f not in after]
        top = self._row(inside).text if inside else "1"
        bottom = self._row([self.printed(1 / f) for f in below]).text
        middle = Printed(fraction(top, bottom), PRODUCT)
        return [*(self.printed(f) for f in before), middle, *(self.printed(f) for f in after)]

    def _row(self, shown: list[Printed]) -> Printed:
        """Factors side by side; only the last may be open to the right."""
        if len(shown) == 1:
            return shown[0]
        parts = [p.bracketed if p.level == APPLIED else p.within(PRODUCT) for p in shown[:-1]]
        parts.append(shown[-1].within(OPEN))
        return Printed(" ".join(parts), min(PRODUCT, max(OPEN, shown[-1].level)))

    def _place(self, factor: Expr) -> tuple[object, ...]:
        matrices_first = -len(factor.indices) if isinstance(factor, Indexed) else 0
        return rank(factor, self.spelling), matrices_first, natural(self.printed(factor).text)

    def _scalars(self, scalars: list[Expr]) -> Printed | None:
        """Scalar factors as one fraction."""
        above, below = Mul(*scalars).as_numer_denom()
        if above == 1 and below == 1:
            return None
        top = self._plain(above)
        return Printed(fraction(top.text, self._plain(below).text), PRODUCT) if below != 1 else top

    def _plain(self, expr: Expr) -> Printed:
        if isinstance(expr, Integer):
            return Printed(str(expr), ATOM if expr >= 0 else TERMS)
        if isinstance(expr, Mul):
            parts = sorted((self._plain(f) for f in expr.args), key=lambda p: (not p.text.isdigit(), natural(p.text)))
            return Printed(" ".join(p.within(PRODUCT) for p in parts), PRODUCT)
        return self.printed(expr)

    def _sum(self, expr: Sum) -> Printed:
        """Σ_i Σ_j body, the outermost first, a numeric coefficient in front."""
        if scaled(expr)[0] != 1:
            return self._mul(expr)
        layers = self._layers(expr)
        signs = "".join(r"\sum" + self.spelling.limits(i, i in layers) + " " for i in bound(expr))
        body = self.printed(expr.function)
        return Printed(signs + body.within(OPEN), OPEN)

    def _layers(self, expr: Expr) -> set[Idx]:
        """The indices that run over layers: those of widths, of generic quantities and of open activations."""
        where = [u.layer for u in expr.atoms(Unspecified)]
        for e in expr.atoms(Indexed):
            is_width = bool(e.base.label.is_integer)
            layer = e.indices[0] if is_width else self.spelling.split(e)[1]
            where += [] if layer is None else [layer]
        return set().union(*(w.atoms(Idx) for w in where))

    # Powers and functions

    def _power(self, expr: Pow) -> Printed:
        base, exponent = expr.args
        if exponent.is_negative:
            return Printed(fraction("1", self.latex(1 / expr)), PRODUCT)
        if exponent == S.Half:
            return Printed(rf"\sqrt{{{self.latex(base)}}}")
        shown = self.printed(base)
        held = shown.text if shown.level >= ATOM and not _has_superscript(shown.text) else shown.bracketed
        return Printed(f"{held}^{{{self.latex(exponent)}}}", POWER)

    def _exponential(self, expr: Expr) -> Printed:
        return Printed(f"e^{{{self.latex(expr.args[0])}}}", POWER)

    def _call(self, name: str, argument: Expr) -> Printed:
        return Printed(name + self.printed(argument).bracketed)

    def _logarithm(self, expr: Expr) -> Printed:
        shown = self.printed(expr.args[0])
        return (
            Printed(rf"\log {shown.within(ATOM)}", OPEN) if shown.level >= ATOM else self._call(r"\log", expr.args[0])
        )

    def _absolute(self, expr: Expr) -> Printed:
        return Printed(rf"\left|{self.latex(expr.args[0])}\right|")

    def _function(self, expr: Expr) -> Printed:
        name = type(expr).__name__
        known = {"tanh", "sin", "cos", "tan", "sinh", "cosh", "max", "min"}
        shown = rf"\{name}" if name in known else rf"\operatorname{{{name}}}"
        return Printed(shown + rf"\left({', '.join(self.latex(a) for a in expr.args)}\right)")

    def _cases(self, expr: Piecewise) -> Printed:
        lines = [
            self.latex(value)
            + (r" & \text{otherwise}" if condition == True else rf" & \text{{if }} {self._test(condition)}")  # noqa: E712
            for value, condition in expr.args
        ]
        return Printed(r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}", OPEN)

    def _test(self, condition: Expr) -> str:
        """A comparison, or several of them."""
        signs = {">": ">", "<": "<", ">=": r"\ge", "<=": r"\le", "==": "=", "!=": r"\ne"}
        words = {And: r" \text{ and } ", Or: r" \text{ or } "}
        if getattr(condition, "rel_op", None) in signs:
            return f"{self.latex(condition.lhs)} {signs[condition.rel_op]} {self.latex(condition.rhs)}"
        if type(condition) in words:
            return words[type(condition)].join(sorted(self._test(c) for c in condition.args))
        raise UnknownNodeError(f"there is no print of {type(condition).__name__}", text=str(condition))

    # Derivatives

    def _dependence(self, expr: Dependence) -> Printed:
        name = self.quantity_name(str(expr.name))
        if not expr.at:
            return Printed(f"{name}({self._whole(expr.body)})")
        order = len(expr.at)
        power = f"^{{{order}}}" if order > 1 else ""
        below = " ".join(rf"\partial {self.latex(self._entry_at(expr, tuple(at)))}" for at in expr.at)
        return Printed(fraction(rf"\partial{power} {name}", below), PRODUCT)

    def quantity_name(self, name: str) -> str:
        """The name of a quantity that depends on a tensor: the cost, as a rule."""
        return self.spelling.cost if name == self._cost_name else name_latex(name)

    def _whole(self, body: Expr) -> str:
        if not isinstance(body, Indexed):
            return self.latex(body)
        tensor, layer, _ = self.spelling.split(body)
        return self.spelling.whole(tensor, layer)

    @staticmethod
    def _entry_at(expr: Dependence, at: tuple[Expr, ...]) -> Expr:
        return substitute(expr.body, dict(zip(bound(expr), at, strict=True)))

    @property
    def _cost_name(self) -> str:
        return self.spelling.system.cost if self.spelling.system is not None else "C"

    def _local(self, expr: Local) -> Printed:
        r"""∂q/∂x; ∂⁺C/∂x where C also reads x by way of other quantities, so that it differs from ∂C/∂x."""
        plus = "^{+}" if self._has_detour(expr) else ""
        above, below = self.latex(expr.expr), self.latex(expr.variable)
        return Printed(fraction(rf"\partial{plus} {above}", rf"\partial {below}"), PRODUCT)

    def _has_detour(self, expr: Local) -> bool:
        system = self.spelling.system
        if system is None or expr.expr != system[system.cost].entry:
            return False
        return bool(heads(expr.variable) & self._read_elsewhere)

    @cached_property
    def _read_elsewhere(self) -> set[str]:
        """What equations other than the cost's read in the forward pass."""
        system = self.spelling.system
        forward = [] if system is None else [e for e in system if e.is_definition and e.defines != system.cost]
        return set().union(*(heads(e.rhs) for e in forward))

    def _partial(self, expr: Partial) -> Printed:
        below = rf"\partial {self.latex(expr.variable)}"
        if isinstance(expr.expr, Indexed | Symbol):
            return Printed(fraction(rf"\partial {self.latex(expr.expr)}", below), PRODUCT)
        inner = self.printed(expr.expr)
        return Printed(
            fraction(r"\partial", below) + " " + inner.within(ATOM), APPLIED if inner.level == ATOM else PRODUCT
        )

    def _indicator(self, expr: KroneckerDelta) -> Printed:
        left, right = sorted(expr.args, key=lambda a: natural(str(a)))
        return Printed(f"[{self.spelling.comparison(left, right)}]")


def scaled(expr: Expr) -> Scaled:
    """A numeric coefficient and the rest, the coefficient taken out of sums too: Σ −y log a = −Σ y log a."""
    if expr.is_number and expr.is_Rational:
        return expr, Integer(1)
    if isinstance(expr, Mul):
        coefficient, rest = Integer(1), [Integer(1)]
        for factor in expr.args:
            number, inner = scaled(factor)
            coefficient, rest = coefficient * number, [*rest, inner]
        return coefficient, Mul(*rest)
    if isinstance(expr, Sum):
        number, inner = scaled(expr.function)
        return (number, summation(inner, *bound(expr))) if number != 1 else (number, expr)
    if isinstance(expr, Add) and all(scaled(a)[0].is_negative for a in expr.args):
        return Integer(-1), Add(*(-a for a in expr.args))
    return Integer(1), expr


def divides(factor: Expr) -> bool:
    """Whether a factor is a denominator."""
    return isinstance(factor, Pow) and not isinstance(factor, exp) and bool(factor.exp.is_negative)


def _has_superscript(text: str) -> bool:
    return "^" in text or "'" in text
