"""The labels of a System's quantities in a notation: how figures ask `typesetting` for what a quantity is called."""

from sympy import Expr

from symbackprop.figures.chains import Chain, Function, Layer
from symbackprop.figures.labels import Label, fraction, italic, listed, relation, upright
from symbackprop.figures.pictures import picture
from symbackprop.language.indices import index, size
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

    def superscript(self, number: Expr, role: Role) -> Label:
        """A layer as the notation writes it, counted as it counts those of a role: l, [l], (l + 1)."""
        return picture(self.spelling.superscript(number, role), tight=True)

    def layer(self, number: Expr, role: Role = Role.ACTIVATION) -> Label:
        """The number of a layer: that of its units, or of another role."""
        return picture(self.spelling.layer_number(number, role), tight=True)

    def index(self, letter: str) -> Label:
        """An index as the notation calls it."""
        return picture(self.spelling.index_name(index(letter, size("n"))))

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
        return picture(letter).with_scripts(self.superscript(number, Role.ERROR))

    def parameters(self, layer: Layer) -> list[Label]:
        """W and b, or Θ where the notation has both in one matrix."""
        return [picture(shown) for shown in self._parameters(layer)]

    def gradients(self, layer: Layer) -> list[Label]:
        """The derivatives of the cost by the same."""
        return [self._by(shown) for shown in self._parameters(layer)]

    def _parameters(self, layer: Layer) -> list[Math]:
        found = [t for t in (layer.weight, layer.bias) if t is not None]
        if len(found) == 2 and self.notation.bias_unit:
            return [self.spelling.joined(found[0], layer.number)]
        return [self.spelling.whole(t, layer.number) for t in found]

    def gradient(self, tensor: Tensor, number: Expr) -> Label:
        """The derivative of the cost by a quantity: ∂C/∂W^{[2]}, dW^{[2]}."""
        return self._by(self.spelling.whole(tensor, number))

    def _by(self, whole: Math) -> Label:
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
        return (
            label if function.layer is None else label.with_scripts(self.superscript(function.layer, Role.ACTIVATION))
        )

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
