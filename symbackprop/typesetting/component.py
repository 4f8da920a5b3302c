"""Component form: index expressions in print, entry by entry, with sums.

    δ^{[1]}_{js} = (Σ_{i=1}^{10} w^{[2]}_{ij} δ^{[2]}_{is}) σ'(z^{[1]}_{js})

One pass over the expression; what is looser than its surroundings stands in parentheses.  A derivative that waits for a
rule prints as a fraction, and δ_ij of Kronecker as [i = j], since δ is the error.
"""

from collections.abc import Callable, Iterator
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
    Max,
    Min,
    Mul,
    Or,
    Piecewise,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    sign,
)
from sympy import latex as sympy_latex

from symbackprop.errors import UnknownNodeError
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import bound, substitute
from symbackprop.language.nodes import Dependence, Local, Partial, Unspecified
from symbackprop.language.systems import heads
from symbackprop.typesetting.coefficients import Scaled, divides, scaled
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.order import (
    DERIVATIVE,
    SUM,
    is_bias,
    is_derivative,
    is_penalty,
    is_scalar,
    natural,
    rank,
    walked,
)
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    COMMA,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Cases,
    Fenced,
    Fraction,
    Identifier,
    Math,
    Number,
    Operator,
    Prime,
    Root,
    Script,
    Style,
    Words,
    joined,
    parenthesised,
    row,
    walk,
)
from symbackprop.typesetting.printed import APPLIED, ATOM, OPEN, POWER, PRODUCT, TERMS, Printed, named
from symbackprop.typesetting.spelling import Spelling, spelled


class ComponentPrinter:
    """Prints the expressions of one System in one notation."""

    def __init__(self, spelling: Spelling) -> None:
        """A printer that spells names as it is told."""
        self.spelling = spelling
        self.differential = read(spelling.notation.differential)
        self._known: dict[Expr, Printed] = {}

    def tree(self, expr: Expr) -> Math:
        """An expression in print."""
        return self.printed(expr).tree

    def printed(self, expr: Expr) -> Printed:
        """An expression in print, and how tightly it holds together."""
        if expr not in self._known:
            self._known[expr] = self._print(expr)
        return self._known[expr]

    def _print(self, expr: Expr) -> Printed:
        for kind, method in self._methods.items():
            if isinstance(expr, kind):
                return method(expr)
        if expr.has(Indexed, Idx) or not isinstance(expr, Expr):
            raise UnknownNodeError(f"there is no print of {type(expr).__name__}", text=str(expr))
        return Printed(read(sympy_latex(expr)), PRODUCT)

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
            ScalarFunction: lambda e: self._call(read(e.func.latex_name), e.args[0]),
            Unspecified: lambda e: self._call(self.spelling.applied(e), e.argument),
            Dependence: self._dependence,
            Local: self._local,
            Partial: self._partial,
            KroneckerDelta: self._indicator,
            log: self._logarithm,
            Abs: self._absolute,
            sign: lambda e: self._call(Identifier("sign", Style.FUNCTION), e.args[0]),
            Piecewise: self._cases,
            Max: self._function,
            Min: self._function,
            Function: self._function,
        }

    # Names

    def _entry(self, expr: Expr) -> Printed:
        if expr == ARGUMENT:
            return Printed(Identifier("u"))
        is_size = expr.base.label.is_integer if isinstance(expr, Indexed) else expr.is_integer
        return Printed(self.spelling.number(expr)) if is_size else named(self.spelling.entry(expr))

    # Sums of terms

    def _add(self, expr: Add) -> Printed:
        return Printed(row(*self.terms(expr)), TERMS)

    def terms(self, expr: Expr) -> list[Math]:
        """The terms of a sum in order, each but the first with its sign."""
        shown = [(negative, self.product(*term)) for negative, term in self._ordered(expr)]
        first = row(NEGATIVE, shown[0][1].within(OPEN)) if shown[0][0] else shown[0][1].tree
        return [first, *(row(MINUS if negative else PLUS, p.within(OPEN)) for negative, p in shown[1:])]

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
            return Printed(row(NEGATIVE, self.product(-number, rest).within(OPEN)), TERMS)
        return self.product(number, rest)

    def product(self, number: Expr, rest: Expr) -> Printed:
        """A number that is not negative times the rest: scalars, a fraction of what is divided, the others in order."""
        factors = [number, *self._factors(rest)]
        scalars = [f for f in factors if is_scalar(f, self.spelling)]
        others = [f for f in factors if not is_scalar(f, self.spelling) and not self._is_one(f)]
        front = self._scalars(scalars)
        if not others:
            return front or Printed(Number("1"))
        below = sorted((f for f in others if divides(f)), key=self._place)
        above = sorted((f for f in others if not divides(f)), key=self._place)
        shown = self._over(above, below) if below else [self.printed(f) for f in above]
        if self.spelling.notation.forward and (forward := walked(others, self.spelling)):
            shown = [self.printed(f) for f in forward]
        return self._row([front, *shown] if front else shown)

    def _factors(self, expr: Expr) -> Iterator[Expr]:
        """The factors of a product, those under a sum that does not show included."""
        for factor in Mul.make_args(expr):
            if isinstance(factor, Sum) and all(map(self.spelling.is_hidden, bound(factor))):
                yield from self._factors(factor.function)
            else:
                yield factor

    def _is_one(self, factor: Expr) -> bool:
        """Whether a factor says that a hidden index is itself."""
        return isinstance(factor, KroneckerDelta) and any(self.spelling.is_hidden(i) for i in factor.atoms(Idx))

    def _over(self, above: list[Expr], below: list[Expr]) -> list[Printed]:
        """A fraction of plain factors; derivatives stand before it, sums and σ' after it."""
        before = [f for f in above if is_derivative(f, self.spelling)]
        after = [f for f in above if f not in before and rank(f, self.spelling) >= SUM]
        inside = [self.printed(f) for f in above if f not in before and f not in after]
        top = self._row(inside).tree if inside else Number("1")
        bottom = self._row([self.printed(1 / f) for f in below]).tree
        middle = Printed(Fraction(top, bottom), PRODUCT)
        return [*(self.printed(f) for f in before), middle, *(self.printed(f) for f in after)]

    def _row(self, shown: list[Printed]) -> Printed:
        """Factors side by side; only the last may be open to the right."""
        if len(shown) == 1:
            return shown[0]
        parts = [p.bracketed if p.level == APPLIED else p.within(PRODUCT) for p in shown[:-1]]
        parts.append(shown[-1].within(OPEN))
        return Printed(joined(parts), min(PRODUCT, max(OPEN, shown[-1].level)))

    def _place(self, factor: Expr) -> tuple[object, ...]:
        matrices_first = -len(factor.indices) if isinstance(factor, Indexed) else 0
        return rank(factor, self.spelling), matrices_first, natural(self.printed(factor).text)

    def _scalars(self, scalars: list[Expr]) -> Printed | None:
        """Scalar factors as one fraction."""
        above, below = Mul(*scalars).as_numer_denom()
        if above == 1 and below == 1:
            return None
        top = self._plain(above)
        return Printed(Fraction(top.tree, self._plain(below).tree), PRODUCT) if below != 1 else top

    def _plain(self, expr: Expr) -> Printed:
        if isinstance(expr, Integer):
            return Printed(self.spelling.number(expr), ATOM if expr >= 0 else TERMS)
        if isinstance(expr, Mul):
            parts = sorted((self._plain(f) for f in expr.args), key=lambda p: (not p.text.isdigit(), natural(p.text)))
            return Printed(joined([p.within(PRODUCT) for p in parts]), PRODUCT)
        return self.printed(expr)

    def _sum(self, expr: Sum) -> Printed:
        """Σ_i Σ_j body, the outermost first, a numeric coefficient in front."""
        if scaled(expr)[0] != 1:
            return self._mul(expr)
        layers = self._layers(expr)
        signs = [self.spelling.limits(i, i in layers) for i in bound(expr) if not self.spelling.is_hidden(i)]
        if not signs:
            return self.printed(expr.function)
        return Printed(joined([*signs, self.printed(expr.function).within(OPEN)], BESIDE), OPEN)

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
            return Printed(Fraction(Number("1"), self.tree(1 / expr)), PRODUCT)
        if exponent == S.Half:
            return Printed(Root(self.tree(base)))
        shown = self.printed(base)
        held = shown.tree if shown.level >= ATOM and not _has_superscript(shown.tree) else shown.bracketed
        return Printed(Script(held, self.tree(exponent)), POWER)

    def _exponential(self, expr: Expr) -> Printed:
        return Printed(Script(Identifier("e"), self.tree(expr.args[0])), POWER)

    def _call(self, name: Math, argument: Expr) -> Printed:
        return Printed(row(name, APPLY, self.printed(argument).bracketed))

    def _logarithm(self, expr: Expr) -> Printed:
        name, shown = Identifier("log", Style.FUNCTION), self.printed(expr.args[0])
        return Printed(row(name, TIMES, shown.tree) if shown.level >= ATOM else row(name, APPLY, shown.bracketed), OPEN)

    def _absolute(self, expr: Expr) -> Printed:
        return Printed(Fenced("|", self.tree(expr.args[0]), "|", grows=True))

    def _function(self, expr: Expr) -> Printed:
        name = type(expr).__name__
        shown = Identifier(name.lower() if isinstance(expr, Max | Min) else name, Style.FUNCTION)
        return Printed(row(shown, APPLY, parenthesised(joined([self.tree(a) for a in expr.args], COMMA))))

    def _cases(self, expr: Piecewise) -> Printed:
        conditions = [
            Words("otherwise") if condition == True else row(Words("if "), BESIDE, self._test(condition))  # noqa: E712
            for _, condition in expr.args
        ]
        return Printed(Cases(tuple(zip((self.tree(v) for v, _ in expr.args), conditions, strict=True))), OPEN)

    def _test(self, condition: Expr) -> Math:
        """A comparison, or several of them."""
        signs = {">": ">", "<": "<", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}
        words = {And: Words(" and "), Or: Words(" or ")}
        if getattr(condition, "rel_op", None) in signs:
            return row(self.tree(condition.lhs), Operator(signs[condition.rel_op]), self.tree(condition.rhs))
        if type(condition) in words:
            word = row(BESIDE, words[type(condition)], BESIDE)
            return joined(sorted((self._test(c) for c in condition.args), key=latex), word)
        raise UnknownNodeError(f"there is no print of {type(condition).__name__}", text=str(condition))

    # Derivatives

    def _dependence(self, expr: Dependence) -> Printed:
        name = self.quantity_name(str(expr.name))
        if not expr.at:
            return Printed(row(name, APPLY, parenthesised(self._whole(expr.body))))
        order = len(expr.at)
        sign = self.differential
        above = row(Script(sign, Number(str(order))) if order > 1 else sign, BESIDE, name)
        below = [row(sign, BESIDE, self.tree(self._entry_at(expr, tuple(at)))) for at in expr.at]
        return Printed(Fraction(above, joined(below)), PRODUCT)

    def quantity_name(self, name: str) -> Math:
        """The name of a quantity that depends on a tensor: the cost, as a rule."""
        return self.spelling.cost if name == self._cost_name else spelled(name)

    def _whole(self, body: Expr) -> Math:
        if not isinstance(body, Indexed):
            return self.tree(body)
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
        sign = Script(self.differential, PLUS) if self._has_detour(expr) else self.differential
        return Printed(self._quotient(sign, self.tree(expr.expr), self.tree(expr.variable)), PRODUCT)

    def _quotient(self, sign: Math, above: Math, below: Math) -> Math:
        return Fraction(row(sign, BESIDE, above), row(self.differential, BESIDE, below))

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
        below = self.tree(expr.variable)
        if isinstance(expr.expr, Indexed | Symbol):
            return Printed(self._quotient(self.differential, self.tree(expr.expr), below), PRODUCT)
        inner = self.printed(expr.expr)
        sign = Fraction(self.differential, row(self.differential, BESIDE, below))
        return Printed(row(sign, BESIDE, inner.within(ATOM)), APPLIED if inner.level == ATOM else PRODUCT)

    def _indicator(self, expr: KroneckerDelta) -> Printed:
        left, right = sorted(expr.args, key=lambda a: natural(str(a)))
        if self._is_one(expr):
            return Printed(Number("1"))
        return Printed(Fenced("[", self.spelling.comparison(left, right), "]"))


def _has_superscript(tree: Math) -> bool:
    return any(isinstance(t, Prime) or (isinstance(t, Script) and t.above is not None) for t in walk(tree))
