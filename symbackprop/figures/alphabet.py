"""The labels of a System's quantities in a notation: the one place where figures read `typesetting`."""

from sympy import Add, Expr, Indexed, Integer, Mul, Symbol

from symbackprop.figures.chains import Chain, Function
from symbackprop.figures.labels import Label, Sign, Style, fraction, italic, listed, relation, upright
from symbackprop.figures.latex_letters import read_letters
from symbackprop.language.systems import Role, Tensor
from symbackprop.typesetting.notation import STANDARD, Notation, find_notation


class Alphabet:
    """The letters of one System in one notation."""

    def __init__(self, chain: Chain, notation: str | Notation) -> None:
        """Labels for the quantities of a chain of layers."""
        self.chain = chain
        self.notation = find_notation(notation)

    def letter(self, tensor: Tensor, matrix: bool = False) -> Label:
        """The letter of a quantity alone."""
        if STANDARD.get(tensor.role) == tensor.symbol:
            return read_letters(self.notation.symbol(tensor.role, matrix))
        return italic(tensor.symbol or tensor.name)

    def layer(self, tensor: Tensor, number: Expr | None) -> Label | None:
        """The superscript that says the layer, if the quantity has one."""
        if number is None or tensor.role is Role.TARGET or (tensor is self.input and not self.writes_input_as_layer):
            return None
        return self.superscript(number)

    @property
    def input(self) -> Tensor:
        """The network's input."""
        return self.chain.input

    @property
    def writes_input_as_layer(self) -> bool:
        """Whether the input is the activation of layer 0."""
        return self.notation.input_layer or self.chain.is_generic

    def superscript(self, number: Expr) -> Label:
        """A layer as the notation writes it: l, [l], (l)."""
        before, _, after = self.notation.layer.partition("{}")
        return read_letters(before) + self.number(number) + read_letters(after)

    def whole(self, tensor: Tensor, number: Expr | None) -> Label:
        """A quantity as a whole, in the letter for matrices where it is one: W^{[2]}, b^{[2]}, X."""
        axes = len(tensor.axes) - (1 if tensor.is_generic else 0)
        return self.letter(tensor, matrix=axes == 2).with_scripts(self.layer(tensor, number))

    def transposed(self, label: Label) -> Label:
        """W^{[l]T} or (w^l)^T."""
        sign = read_letters(self.notation.transpose)
        if self.notation.joined or label.pieces[-1] == _bare(label):
            return label.with_scripts(sign)
        return upright("(") + label + Label((Sign(")", Style.UPRIGHT, sign),))

    def entry(self, tensor: Tensor, number: Expr | None, *where: Label) -> Label:
        """One entry: w^{[2]}_{jk}, with commas where an index is more than a letter."""
        short = all(len(w.plain) == 1 for w in where)
        return self.letter(tensor).with_scripts(self.layer(tensor, number), listed(where, "" if short else ","))

    def cost(self) -> Label:
        """The letter of the cost."""
        return self.letter(self.chain.cost)

    def error(self, number: Expr) -> Label:
        """∂C/∂Z^{[l]} as the notation names it: δ^{[l]}, dZ^{[l]}."""
        matrix = self.chain.system.batch is not None
        return read_letters(self.notation.symbol(Role.ERROR, matrix)).with_scripts(self.superscript(number))

    def gradient(self, quantity: Label) -> Label:
        """The derivative of the cost by a quantity: ∂C/∂W^{[2]}, dW^{[2]}."""
        template = self.notation.derivative
        if "frac" in template:
            sign = _differential(template)
            return fraction(sign + self.cost(), sign + quantity)
        return read_letters(template.partition("{quantity}")[0]) + quantity

    def derivative(self, of: Label, by: Label) -> Label:
        """A local derivative ∂z/∂w."""
        sign = _differential(self.notation.derivative)
        return fraction(sign + of, sign + by)

    def function(self, function: Function | None) -> Label:
        """The name of an activation's function: σ, g^{[l]}, softmax, id for the identity."""
        if function is None:
            return upright("id")
        label = read_letters(function.latex)
        return label if function.layer is None else label.with_scripts(self.superscript(function.layer))

    def ones(self) -> Label:
        """The vector of ones."""
        return read_letters(self.notation.ones)

    def size(self, tensor: Tensor, number: Expr) -> Label:
        """The number of units of a quantity."""
        return self.number(self.chain.width(tensor, number))

    def shape(self, *sizes: Expr) -> Label:
        """30 × 784."""
        row = self.number(sizes[0])
        for value in sizes[1:]:
            row = row + relation("×") + self.number(value)
        return row

    def number(self, value: Expr) -> Label:
        """A layer or a size: 784, l−1, n_{l−1}."""
        if isinstance(value, Integer):
            return upright(str(value).replace("-", "−"))
        if isinstance(value, Indexed):
            return italic(str(value.base.label)).with_scripts(below=listed(self.number(i) for i in value.indices))
        if isinstance(value, Add):
            return self._sum(value)
        if isinstance(value, Mul):
            return listed((self.number(a) for a in value.args), "")
        name = value.name if isinstance(value, Symbol) else str(value)
        stem = name.rstrip("0123456789").rstrip("_")
        digits = name[len(name.rstrip("0123456789")) :]
        label = italic(stem or name)
        return label.with_scripts(below=upright(digits)) if stem and digits else label

    def _sum(self, value: Add) -> Label:
        terms = sorted(value.args, key=lambda a: (a.is_number, a.could_extract_minus_sign(), str(a)))
        row = Label()
        for term in terms:
            negative = bool(term.could_extract_minus_sign())
            sign = "−" if negative else "+" if row else ""
            row = row + (upright(sign) if sign else Label()) + self.number(-term if negative else term)
        return row


def _bare(label: Label) -> Sign:
    """The last sign of a label without its scripts."""
    last = label.pieces[-1]
    assert isinstance(last, Sign)
    return Sign(last.text, last.style)


def _differential(template: str) -> Label:
    return upright("∂") if r"\partial" in template or "frac" not in template else italic("d")
