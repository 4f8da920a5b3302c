r"""LaTeX that somebody else printed, as a presentation tree: so that every format shows it as it stood there.

    \delta^{[l]}=dA^{[l]} \odot g^{'[l]}        read by the parser, set again sign by sign, nothing tidied

What the parser does not read, or what would read differently once it is set, has no tree: it is shown as code.
"""

from dataclasses import fields

from symbackprop.errors import SymbackpropError
from symbackprop.parsing.latex import tree as read
from symbackprop.parsing.latex.reading import read_formula
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    COMMA,
    EQUALS,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Accent,
    Big,
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
    Table,
    Words,
    is_tall,
    joined,
    row,
)
from symbackprop.typesetting.symbols import COMMANDS, FUNCTIONS

_STYLES = {"": Style.ITALIC, "bold": Style.BOLD, "calligraphic": Style.SCRIPT, "roman": Style.UPRIGHT}
_PRODUCTS = {"": TIMES, "*": Operator("*"), "cdot": Operator("·"), "times": Operator("×"), "odot": Operator("⊙"),
             "circ": Operator("∘"), ".*": Operator(".*")}  # fmt: skip
_BIG = {"sum": "∑", "prod": "∏"}


class _Unprinted(Exception):
    """What has no print."""


def printed(text: str) -> Math | None:
    """The tree of a printed formula; None where it cannot be read, or would not be read as the same again."""
    try:
        formula = read_formula(text)
        tree = _Setter(text).tree(formula)
        return tree if _content(read_formula(latex(tree))) == _content(formula) else None
    except (SymbackpropError, _Unprinted):
        return None


def _content(node: object) -> object:
    """What a node says, without the places where it says it."""
    if isinstance(node, tuple):
        return tuple(map(_content, node))
    if not isinstance(node, read.Node):
        return node
    return type(node).__name__, *(_content(getattr(node, f.name)) for f in fields(node) if f.name != "span")


class _Setter:
    """Sets the nodes of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    def tree(self, node: read.Node) -> Math:
        """A node in print.   Raises: _Unprinted."""
        match node:
            case read.Number(text=text):
                return Number(text)
            case read.Name():
                return self._name(node)
            case read.Scripted(base=base, sub=sub, sup=sup, primes=primes):
                held = Prime(self.tree(base), primes) if primes else self.tree(base)
                return Script(held, self._or_none(sup), self._or_none(sub)) if sub or sup else held
            case read.Group(body=body, opening=left, closing=right):
                inner = self.tree(body)
                return Fenced(left, inner, right, is_tall(inner))
            case read.Listing(items=items):
                return joined([self.tree(i) for i in items], COMMA)
            case read.Product(factors=factors, operators=operators):
                return self._product(factors, operators)
            case read.Addition(terms=terms, signs=signs):
                return self._addition(terms, signs)
            case read.Relation(left=left, sign=sign, right=right):
                return row(self.tree(left), Operator(sign), self.tree(right))
            case read.Words(text=text):
                return Words(text)
            case read.Dots():
                return Identifier("…", Style.UPRIGHT)
            case read.Grid(rows=rows, brackets="["):
                return Table(tuple(tuple(map(self.tree, cells)) for cells in rows))
        return self._operation(node)

    def _operation(self, node: read.Node) -> Math:
        match node:
            case read.Quotient(numerator=above, denominator=below):
                return self._quotient(node, self.tree(above), self.tree(below))
            case read.Root(body=body, degree=None):
                return Root(self.tree(body))
            case read.Derivative(of=of, by=by, sign=sign) if sign in "∂dδ":
                d = Identifier(sign, Style.UPRIGHT if sign == "d" else Style.ITALIC)
                lower = joined([row(d, BESIDE, self.tree(b)) for b in by])
                return self._quotient(node, row(d, BESIDE, self.tree(of)), lower)
            case read.Nabla(of=of, by=by):
                nabla = Identifier("∇")
                return row(nabla if by is None else Script(nabla, below=self.tree(by)), BESIDE, self.tree(of))
            case read.Differential(of=of, sign=sign, order=1):
                return row(Identifier(sign), self.tree(of))
            case read.Apply():
                return self._call(node)
            case read.Big(kind=kind, body=body, lower=first, upper=last) if kind in _BIG:
                return row(Big(_BIG[kind], self._or_none(first), self._or_none(last)), BESIDE, self.tree(body))
        raise _Unprinted(type(node).__name__)

    def _call(self, call: read.Apply) -> Math:
        """log(x), or log x, as it was printed."""
        given = [self.tree(a) for a in call.arguments]
        given += [row(Identifier(name, Style.UPRIGHT), EQUALS, self.tree(value)) for name, value in call.keywords]
        between = self.text[call.function.span[1] : call.arguments[0].span[0]] if call.arguments else "("
        if len(given) == 1 and "(" not in between:
            return row(self.tree(call.function), TIMES, given[0])
        return row(self.tree(call.function), APPLY, Fenced("(", joined(given, COMMA), ")", any(map(is_tall, given))))

    def _or_none(self, node: read.Node | None) -> Math | None:
        return None if node is None else self.tree(node)

    def _name(self, name: read.Name) -> Math:
        if name.style not in _STYLES:
            raise _Unprinted(name.style)
        letter = COMMANDS.get(name.text, name.text)
        is_function = letter in FUNCTIONS or "." in letter
        found: Math = Identifier(letter, Style.FUNCTION if is_function else _STYLES[name.style])
        for accent in name.accents:
            found = Accent(accent, found)
        return found

    def _quotient(self, node: read.Node, above: Math, below: Math) -> Math:
        """A fraction, or two sides of a slash, as it was printed."""
        if "frac" in self.text[slice(*node.span)].lstrip()[:6]:
            return Fraction(above, below)
        return row(above, Operator("/", "prefix"), below)

    def _product(self, factors: tuple[read.Node, ...], operators: tuple[str, ...]) -> Math:
        if not set(operators) <= _PRODUCTS.keys():
            raise _Unprinted(str(operators))
        pieces = [self.tree(factors[0])]
        for operator, factor in zip(operators, factors[1:], strict=True):
            is_call = isinstance(factor, read.Group) and not operator
            pieces += [APPLY if is_call else _PRODUCTS[operator], self.tree(factor)]
        return row(*pieces)

    def _addition(self, terms: tuple[read.Node, ...], signs: tuple[int, ...]) -> Math:
        pieces: list[Math] = []
        for term, sign in zip(terms, signs, strict=True):
            before = (MINUS if pieces else NEGATIVE) if sign < 0 else PLUS
            pieces += [*([before] if pieces or sign < 0 else []), self.tree(term)]
        return row(*pieces)
