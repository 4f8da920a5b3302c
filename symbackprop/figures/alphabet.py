"""The labels of a System's quantities in a notation: how figures ask `typesetting` for what a quantity is called."""

from sympy import Expr

from symbackprop.figures.chains import Chain, Function
from symbackprop.figures.labels import Label, fraction, italic, listed, relation, upright
from symbackprop.figures.pictures import picture
from symbackprop.language.systems import Role, Tensor
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.presentation import Fraction, Identifier, Math, filled, walk
from symbackprop.typesetting.spelling import Spelling


class Alphabet:
    """The letters of one System in one notation."""

    def __init__(self, chain: Chain, notation: str | Notation) -> None:
        """Labels for the quantities of a chain of layers."""
        self.chain = chain
        self.notation = find_notation(notation)
        self.spelling = Spelling(self.notation, chain.system)

    def whole(self, tensor: Tensor, number: Expr | None) -> Label:
        """A quantity as a whole, in the letter for matrices where it is one: W^{[2]}, b^{[2]}, X."""
        return picture(self.spelling.whole(tensor, number))

    def entry(self, tensor: Tensor, number: Expr | None, *where: Label) -> Label:
        """One entry: w^{[2]}_{jk}, with commas where an index is more than a letter."""
        above = self.spelling.layer(tensor, number)
        below = listed(where, "" if all(len(w.plain) == 1 for w in where) else ",")
        letter = picture(self.spelling.letter(tensor))
        return letter.with_scripts(picture(above, tight=True) if above is not None else None, below)

    def superscript(self, number: Expr) -> Label:
        """A layer as the notation writes it: l, [l], (l)."""
        return picture(self.spelling.superscript(number), tight=True)

    def transposed(self, label: Label) -> Label:
        """W^{[l]T} or (w^l)^T."""
        sign = picture(read(self.notation.transpose), tight=True)
        if self.notation.joined or not label.has_scripts:
            return label.with_scripts(sign)
        return upright("(") + label + upright(")").with_scripts(sign)

    def cost(self) -> Label:
        """The letter of the cost."""
        return picture(self.spelling.cost)

    def error(self, number: Expr) -> Label:
        """∂C/∂Z^{[l]} as the notation names it: δ^{[l]}, dZ^{[l]}."""
        letter = self.notation.symbol(Role.ERROR, self.chain.system.batch is not None)
        return picture(letter).with_scripts(self.superscript(number))

    def gradient(self, tensor: Tensor, number: Expr) -> Label:
        """The derivative of the cost by a quantity: ∂C/∂W^{[2]}, dW^{[2]}."""
        whole = self.spelling.whole(tensor, number)
        return picture(filled(read(self.notation.derivative), cost=self.spelling.cost, quantity=whole))

    def derivative(self, of: Label, by: Label) -> Label:
        """A local derivative ∂z/∂w, with the d of the notation's fractions."""
        template = read(self.notation.derivative)
        plain = isinstance(template, Fraction) and not _has_partial(template)
        sign = italic("d") if plain else upright("∂")
        return fraction(sign + of, sign + by)

    def function(self, function: Function | None) -> Label:
        """The name of an activation's function: σ, g^{[l]}, softmax, id for the identity."""
        if function is None:
            return upright("id")
        label = picture(read(function.latex))
        return label if function.layer is None else label.with_scripts(self.superscript(function.layer))

    def ones(self) -> Label:
        """The vector of ones."""
        return picture(read(self.notation.ones))

    def number(self, value: Expr) -> Label:
        """A layer or a size: 784, l−1, n_{l−1}."""
        return picture(self.spelling.number(value), tight=True)

    def size(self, tensor: Tensor, number: Expr) -> Label:
        """The number of units of a quantity."""
        return self.number(self.chain.width(tensor, number))

    def shape(self, *sizes: Expr) -> Label:
        """30 × 784."""
        row = self.number(sizes[0])
        for value in sizes[1:]:
            row = row + relation("×") + self.number(value)
        return row


def _has_partial(template: Math) -> bool:
    return any(isinstance(part, Identifier) and part.text == "∂" for part in walk(template))
