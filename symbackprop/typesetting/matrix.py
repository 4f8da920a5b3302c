"""Matrix form in print: trees that have been checked, node by node.

    δ^{[1]} = (W^{[2]T} δ^{[2]}) ⊙ σ'(Z^{[1]})

Each node has one method of a line or two, so that what was proved of the tree is what is printed; only operands that
commute are put in the author's order.
"""

from sympy import Abs, Expr, Pow, S, log

from symbackprop.language.functions import ScalarFunction
from symbackprop.language.nodes import Unspecified
from symbackprop.language.systems import Role
from symbackprop.matrices import tree as node
from symbackprop.matrices.tree import ONE, Tree
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.order import COST_GRADIENT, FUNCTION, PRIME, RANK, natural
from symbackprop.typesetting.presentation import (
    APPLY,
    BESIDE,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Accent,
    AlignedRow,
    Fenced,
    Fraction,
    Identifier,
    Math,
    Number,
    Operator,
    Root,
    Script,
    Style,
    Table,
    filled,
    joined,
    row,
)
from symbackprop.typesetting.printed import APPLIED, ATOM, OPEN, POWER, PRODUCT, TERMS, Printed, named
from symbackprop.typesetting.spelling import scripted

_PRODUCT_RANK = 60


class MatrixPrinter:
    """Prints matrix trees; constants and names as the component printer spells them."""

    def __init__(self, component: ComponentPrinter) -> None:
        """A printer in the notation of another."""
        self.component = component
        self.spelling = component.spelling
        self.notation = component.spelling.notation

    def tree(self, tree: Tree) -> Math:
        """A tree in print."""
        return self.printed(tree).tree

    def printed(self, tree: Tree) -> Printed:
        """A tree in print, and how tightly it holds together."""
        match tree:
            case node.Constant(value):
                return self.component.printed(value)
            case node.Named():
                return named(self.name(tree))
            case node.Ones():
                return Printed(read(self.notation.ones))
            case node.Zeros():
                return Printed(read(self.notation.zeros))
            case node.Diagonal(vector):
                return self._diagonal(vector)
            case node.Transpose(of):
                return self._transpose(of)
            case node.Product(factors):
                copied = _copied_bias(factors) if self.notation.broadcast else None
                if copied is not None:
                    return self.printed(copied)
                return self._row([self.printed(f) for f in factors])
            case node.Hadamard(operands):
                return self._hadamard(sorted(operands, key=self._place))
            case node.Quotient((above, below)):
                parts = self.printed(above).within(ATOM), self.printed(below).within(ATOM)
                return Printed(joined(parts, sign(self.notation.quotient)), OPEN)
            case node.Total():
                return Printed(row(*self.terms(tree)), TERMS)
            case node.Scaled():
                return self._scaled(tree)
            case node.Apply(law, of):
                return self._apply(law, of)
            case node.SquaredNorm(of):
                norm: Math = Fenced("‖", self.tree(of), "‖")
                frobenius = norm if ONE in of.shape else Script(norm, below=Identifier("F"))
                return Printed(Script(frobenius, Number("2")), POWER)
            case node.Dependent():
                return self._dependent(tree)
            case node.OverLayers(layer, of):
                limits = self.spelling.limits(layer, is_layer=True)
                return Printed(row(limits, BESIDE, self.printed(of).within(OPEN)), OPEN)
            case node.Block(rows):
                letter = self._joined(rows) if self.notation.bias_unit else None
                if letter is not None:
                    return Printed(letter)
                return Printed(self._table(rows))
        raise TypeError(f"no print of {type(tree).__name__}")

    # Names

    def name(self, tree: node.Named) -> Math:
        """A tensor as a whole; a gradient as the derivative of the cost."""
        return self.spelling.whole(tree.tensor, tree.layer)

    def _joined(self, rows: tuple[tuple[Tree, ...], ...]) -> Math | None:
        """Θ for [b W], ∂C/∂Θ for [∂C/∂b ∂C/∂W], ã for an activation with a bias unit."""
        match rows:
            case ((node.Named(), node.Named(w, layer)),) if w.role is not Role.ACTIVATION and w.role is not Role.INPUT:
                return self.spelling.joined(w, layer)
            case ((node.Constant(), node.Transpose(node.Ones()) as ones),):
                return self.tree(ones)
            case ((node.Ones() | node.Constant(), node.Named() as a),) | (
                (node.Transpose() | node.Constant(),),
                (node.Named() as a,),
            ):
                whole = self.name(a)
                if isinstance(whole, Script):
                    return Script(Accent("tilde", whole.base), whole.above, whole.below)
                return Accent("tilde", whole)
        return None

    def blocks(self, tree: Tree) -> list[AlignedRow]:
        """What the letters of joined matrices in a product stand for, each as a matrix of matrices: Θ = [b W]."""
        factors = tree.factors if isinstance(tree, node.Product) else ()
        blocks = [f.of if isinstance(f, node.Transpose) else f for f in factors]
        return [AlignedRow(self.tree(b), self._table(b.rows)) for b in blocks if isinstance(b, node.Block)]

    def _table(self, rows: tuple[tuple[Tree, ...], ...]) -> Table:
        return Table(tuple(tuple(self.tree(t) for t in blocks) for blocks in rows))

    def _transpose(self, of: Tree) -> Printed:
        mark = read(self.notation.transpose)
        inner = self.printed(of)
        if not isinstance(of, node.Named | node.Ones):
            return Printed(Script(inner.bracketed, mark), POWER)
        if not isinstance(inner.tree, Script) or inner.tree.above is None:
            held = inner.within(ATOM) if not isinstance(inner.tree, Fraction) else inner.bracketed
            return Printed(scripted(held, mark), POWER)
        if self.notation.joined:
            base, above, below = inner.tree.base, inner.tree.above, inner.tree.below
            return Printed(Script(base, row(above, mark), below), POWER)
        return Printed(Script(inner.bracketed, mark), POWER)

    def _diagonal(self, vector: Tree) -> Printed:
        if isinstance(vector, node.Ones):
            return Printed(Identifier("I"))
        return self._call(Identifier("diag", Style.FUNCTION), vector)

    def _dependent(self, tree: node.Dependent) -> Printed:
        name, whole = self.component.quantity_name(tree.name), self.printed(tree.of)
        if tree.gradient:
            return Printed(filled(read(self.notation.gradient), quantity=whole.tree, cost=name), POWER)
        return Printed(row(name, APPLY, whole.bracketed))

    # Products and sums

    def _row(self, shown: list[Printed]) -> Printed:
        """Factors side by side; only the last may be open to the right."""
        *first, last = shown
        return Printed(joined([*(p.within(POWER) for p in first), last.within(APPLIED)]), PRODUCT)

    def _hadamard(self, operands: list[Tree]) -> Printed:
        """Operands around ⊙, products among them in parentheses; scalars need no sign."""
        if operands[0].is_scalar:
            return self._row([self.printed(o) for o in operands])
        *first, last = (self.printed(o) for o in operands)
        parts = [*(p.within(POWER) for p in first), last.within(APPLIED)]
        return Printed(joined(parts, sign(self.notation.hadamard)), OPEN)

    def _scaled(self, tree: node.Scaled) -> Printed:
        if tree.divide:
            return Printed(Fraction(self.tree(tree.of), self.tree(tree.factor)), PRODUCT)
        if not isinstance(tree.factor, node.Constant):
            return self._row([self.printed(tree.factor), self.printed(tree.of)])
        negative, factor = _sign(tree.factor.value)
        inner = self.printed(tree.of)
        if factor != 1:
            multiple = row(self.component.printed(factor).within(PRODUCT), TIMES, inner.within(OPEN))
            inner = Printed(multiple, min(PRODUCT, max(OPEN, inner.level)))
        return Printed(row(NEGATIVE, inner.within(OPEN)), TERMS) if negative else inner

    def terms(self, tree: Tree) -> list[Math]:
        """The terms of a sum in order, each but the first with its sign."""
        operands = tree.operands if isinstance(tree, node.Total) else (tree,)
        found = [_signed(o) for o in operands]
        found.sort(key=lambda term: (*self._last(*term), natural(self.printed(term[1]).text)))
        shown = [(negative, self.printed(rest).within(OPEN)) for negative, rest in found]
        first = row(NEGATIVE if shown[0][0] else None, shown[0][1])
        return [first, *(row(MINUS if negative else PLUS, term) for negative, term in shown[1:])]

    def _last(self, negative: bool, term: Tree) -> tuple[bool, bool, bool, int, int]:
        """Penalties last, positive before negative, biases after what they are added to."""
        symbols = [s for s in node.coefficient(term).free_symbols if not s.is_integer]
        has_strength = any(self.spelling.tensor(s.name).role is Role.HYPERPARAMETER for s in symbols)
        names = [t for t in _leaves(term) if isinstance(t, node.Named)]
        roles = {t.tensor.role for t in names}
        is_bias = roles == {Role.BIAS}
        return (
            has_strength and Role.STATE not in roles,
            negative,
            is_bias,
            self.rank(term) if names else 0,
            len(_leaves(term)),
        )

    # Functions

    def _apply(self, law: Expr, of: Tree) -> Printed:
        inner = self.printed(of)
        if isinstance(law, ScalarFunction):
            return self._call(read(law.func.latex_name), of)
        if isinstance(law, Unspecified):
            return self._call(self.spelling.applied(law), of)
        if isinstance(law, Abs):
            return Printed(Fenced("|", inner.tree, "|", grows=True))
        if isinstance(law, Pow):
            if law.exp == S.Half:
                return Printed(Root(inner.tree))
            mark = row(None if of.is_scalar else Identifier("∘", Style.UPRIGHT), BESIDE, self.component.tree(law.exp))
            return Printed(Script(inner.bracketed, mark), POWER)
        name = Identifier(type(law).__name__, Style.FUNCTION)
        if isinstance(law, log) and inner.level == ATOM:
            return Printed(row(name, TIMES, inner.tree), APPLIED)
        return self._call(name, of)

    def _call(self, name: Math, of: Tree) -> Printed:
        return Printed(row(name, APPLY, self.printed(of).bracketed))

    # Order

    def _place(self, tree: Tree) -> tuple[object, ...]:
        return self.rank(tree), natural(self.printed(tree).text)

    def rank(self, tree: Tree) -> int:
        """Where an operand stands among others that it commutes with."""
        match tree:
            case node.Named(tensor) | node.Block(((_, node.Named(tensor)),)):
                return RANK[tensor.role]
            case node.Apply(law):
                derived = (isinstance(law, ScalarFunction) and law.func.base is not None) or (
                    isinstance(law, Unspecified) and law.order > 0
                )
                return PRIME if derived else FUNCTION
            case node.Transpose(of) | node.Scaled(node.Constant(), of):
                return self.rank(of)
            case node.Total(operands):
                return max(self.rank(o) for o in operands) + 5
            case node.Dependent():
                return COST_GRADIENT
        return _PRODUCT_RANK if any(isinstance(t, node.Named) for t in _leaves(tree)) else 0


def _copied_bias(factors: tuple[Tree, ...]) -> Tree | None:
    """b of b 1ᵀ or 1 bᵀ: what an array library copies to every example by itself."""
    match factors:
        case (node.Named() as b, node.Transpose(node.Ones())) | (node.Ones(), node.Transpose(node.Named() as b)):
            return b if b.tensor.role is Role.BIAS else None
    return None


def sign(latex: str) -> Operator:
    """An operator of a notation."""
    found = read(latex)
    return found if isinstance(found, Operator) else Operator(latex)


def _sign(value: Expr) -> tuple[bool, Expr]:
    negative = bool(value.as_coeff_Mul()[0].is_negative)
    return negative, -value if negative else value


def _signed(tree: Tree) -> tuple[bool, Tree]:
    """A term and its sign."""
    negative, _ = _sign(node.coefficient(tree))
    return negative, node.scaled(-ONE, tree) if negative else tree


def _leaves(tree: Tree) -> list[Tree]:
    """The names and constants of a tree."""
    return [leaf for p in tree.parts for leaf in _leaves(p)] or [tree]
