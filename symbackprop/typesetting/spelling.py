"""How names, layers and indices are spelled: what a notation says, applied to the quantities of one System.

Indices are 0-based inside and 1-based in print: an entry index e(i, j, …) prints as e(i − 1, j − 1, …) + 1, so `j`
stays `j` and the number 0 prints as 1.  Layers print as they are.
"""

import re
from functools import cached_property

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, Symbol

from symbackprop.language.indices import extent, index, index_name, size
from symbackprop.language.nodes import Unspecified
from symbackprop.language.systems import Role, System, Tensor, head
from symbackprop.matrices.bias_columns import owner
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.notation import STANDARD, Notation, refuse_clashes
from symbackprop.typesetting.presentation import (
    COMMA,
    EQUALS,
    MINUS,
    NEGATIVE,
    PLUS,
    TIMES,
    Accent,
    Big,
    Identifier,
    Math,
    Number,
    Prime,
    Script,
    Style,
    filled,
    joined,
    row,
)
from symbackprop.typesetting.symbols import ACCENTS, COMMANDS

_GREEK = re.compile(
    "alpha|beta|[gG]amma|[dD]elta|(var)?epsilon|zeta|eta|[tT]heta|kappa|[lL]ambda|mu|nu|[xX]i|[pP]i|rho|[sS]igma|tau|"
    "(var)?phi|Phi|chi|[pP]si|[oO]mega"
)
_NETWORK_NAME = re.compile(r"(d?)(x|y|w|b|z|a|delta)(\d*)$")
_ROLES = {symbol: role for role, symbol in STANDARD.items()}
_AXES = {"w": 2, "b": 1}
DEPTH, EXAMPLES = size("L"), size("m")
DERIVATIVE = Notation("default").derivative


def spelled(name: str) -> Math:
    r"""A name in print: `alpha_1` as α₁, `loss` as a word, `w2` as w₂, `u_hat` as û."""
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d+|(?<=_)\w+)?", name)
    stem, below = (match[1], match[2] or "") if match else (name, "")
    stem = "lambda" if stem == "lam" else stem
    letter: Math = Identifier(COMMANDS[stem] if _GREEK.fullmatch(stem) else stem)
    if below in ACCENTS:
        return Accent(below, letter)
    if below.isdigit():
        return Script(letter, below=Number(below))
    return (
        Script(letter, below=Identifier(below, Style.ITALIC if len(below) == 1 else Style.UPRIGHT)) if below else letter
    )


class Spelling:
    """The names of one System in one notation; without a System, names are read as `network` gives them (w1, z1, …)."""

    def __init__(self, notation: Notation, system: System | None = None) -> None:
        """A spelling for the quantities of a System."""
        self.notation = notation
        self.system = system
        self._guessed: dict[str, Tensor] = {}
        self._hyperparameters = dict(notation.hyperparameters)
        self._refuse_clashes()

    def _refuse_clashes(self) -> None:
        """Refuse a letter of the notation that is also the name of something else in the System."""
        tensors = self.system.tensors if self.system is not None else ()
        roles = dict.fromkeys(t.role for t in tensors if STANDARD.get(t.role) == t.symbol)
        letters = [(latex(self.notation.symbol(role, whole)), role.value) for role in roles for whole in (False, True)]
        known = dict(letters)
        for t in tensors:
            letter = latex(self.letter(t))
            is_own = STANDARD.get(t.role) != t.symbol and t.gradient_of is None
            if is_own and (letter in known or t.role is Role.HYPERPARAMETER):
                meaning = f"{t.role.value} {t.name}"
                refuse_clashes(self.notation.name, [(letter, known.setdefault(letter, meaning)), (letter, meaning)])

    def tensor(self, name: str, axes: int = 0) -> Tensor:
        """The declaration of a name; without one, the reading that its name suggests."""
        if self.system is not None and name in self.system.by_name:
            return self.system.by_name[name]
        if name not in self._guessed:
            self._guessed[name] = guess(name, axes)
        return self._guessed[name]

    @cached_property
    def cost(self) -> Math:
        """The cost in print."""
        if self.system is None or not self.system.cost:
            return self.notation.symbol(Role.COST)
        return self.quantity(self.system[self.system.cost], None, ())

    def letter(self, tensor: Tensor, matrix: bool = False) -> Math:
        """The letter of a quantity, its layer and indices left out."""
        if STANDARD.get(tensor.role) == tensor.symbol:
            return self.notation.symbol(tensor.role, matrix)
        if tensor.role is Role.HYPERPARAMETER and tensor.name in self._hyperparameters:
            return read(self._hyperparameters[tensor.name])
        return spelled(tensor.symbol or tensor.name)

    def layer(self, tensor: Tensor, where: Expr | None) -> Math | None:
        """The layer of a quantity as it is printed, or nothing."""
        value = where if where is not None else tensor.layer
        hidden = tensor.role is Role.TARGET or (tensor.role is Role.INPUT and not self.notation.input_layer)
        if value is None or hidden or (value == 0 and tensor.role not in (Role.INPUT, Role.ACTIVATION)):
            return None
        return None if self._is_output(tensor, value) else self.superscript(value, tensor.role)

    def _is_output(self, tensor: Tensor, layer: Expr | None) -> bool:
        """Whether a quantity is the network's output, in a notation that has a letter for it."""
        if not self.notation.output or self.system is None or tensor.name != self.system.output:
            return False
        return not tensor.is_generic or layer == tensor.axes[0].upper

    def superscript(self, layer: Expr, role: Role = Role.WEIGHT) -> Math:
        """A layer as the notation writes it, counted as it counts the layers of a role."""
        return filled(read(self.notation.layer), layer=self.layer_number(layer, role))

    def layer_number(self, layer: Expr, role: Role = Role.WEIGHT) -> Math:
        """The number of a layer, counted as the notation counts the layers of a role."""
        return self.number(self._recounted(layer) + self.notation.offset(role))

    def _recounted(self, layer: Expr) -> Expr:
        """A layer with L as the notation's last layer: where the input is layer 1, the depth is L − 1."""
        return layer.xreplace({DEPTH: DEPTH - self.notation.offset(Role.ACTIVATION)})

    def number(self, value: Expr) -> Math:
        """An index or a size: j, j+1, n_{l-1}, 784."""
        if isinstance(value, Idx):
            return self.index_name(value)
        if isinstance(value, Indexed):
            below = [self.layer_number(i, Role.ACTIVATION) for i in value.indices]
            return Script(read(self.notation.width), below=joined(below, COMMA))
        if isinstance(value, Symbol):
            return read(self.notation.examples) if value == EXAMPLES else spelled(value.name)
        if isinstance(value, Add):
            return self._signed(value)
        if isinstance(value, Mul):
            return joined([self.number(a) for a in value.args])
        if isinstance(value, Integer) and value < 0:
            return row(NEGATIVE, Number(str(-value)))
        return Number(str(value))

    def _signed(self, value: Add) -> Math:
        names = sorted((a for a in value.args if not a.is_number), key=lambda a: (a.could_extract_minus_sign(), str(a)))
        shown: list[Math] = []
        for term in [*names, *(a for a in value.args if a.is_number)]:
            negative = term.could_extract_minus_sign()
            shown += [MINUS if shown else NEGATIVE] if negative else [PLUS] if shown else []
            shown.append(self.number(-term if negative else term))
        return row(*shown)

    def index_name(self, i: Idx) -> Math:
        """The name of an index."""
        stem, _, number = index_name(i).partition("_")
        letter = spelled(dict(self.notation.indices).get(stem, stem))
        return Script(letter, below=Number(number)) if number else letter

    def subscript(self, tensor: Tensor, where: tuple[Expr, ...]) -> Math | None:
        """Entry indices, 1-based: jk, or with commas where one of them is more than a letter."""
        hidden = {n for n, axis in enumerate(reversed(tensor.axes), 1) if self.is_hidden(axis)}
        shown = [self.number(one_based(i)) for n, i in enumerate(where) if len(where) - n not in hidden]
        if self._is_column(tensor) and shown:
            shown.append(Number("0"))
        single = all(isinstance(s, Identifier | Number) and len(s.text) == 1 for s in shown)
        return (row(*shown) if single else joined(shown, COMMA)) if shown else None

    def split(self, entry: Indexed) -> tuple[Tensor, Expr | None, tuple[Expr, ...]]:
        """An entry's tensor, its layer where that is an index, and its other indices."""
        tensor = self.tensor(str(entry.base.label), len(entry.indices))
        if tensor.is_generic:
            return tensor, entry.indices[0], tuple(entry.indices[1:])
        return tensor, None, tuple(entry.indices)

    def quantity(self, tensor: Tensor, layer: Expr | None, where: tuple[Expr, ...]) -> Math:
        """An entry in print; a gradient as the derivative of the cost."""
        if tensor.gradient_of is not None and not self._has_letter(tensor):
            of = self.tensor(tensor.gradient_of, len(tensor.axes))
            return self._derivative(tensor, self.quantity(of, layer, where))
        letter = self._letter_at(tensor, layer)
        return self._scripted(tensor, letter, self.layer(tensor, layer), self.subscript(tensor, where))

    def is_hidden(self, i: Idx) -> bool:
        """Whether an index is left out, since it has one value and the notation is of single units."""
        return not self.notation.single and extent(i) == 1

    def _letter_at(self, tensor: Tensor, layer: Expr | None, matrix: bool = False) -> Math:
        is_output = self._is_output(tensor, layer if layer is not None else tensor.layer)
        if is_output:
            return read(self.notation.output.upper() if matrix else self.notation.output)
        return self.letter(tensor, matrix)

    def _scripted(self, tensor: Tensor, letter: Math, layer: Math | None, indices: Math | None) -> Math:
        """A letter with its layer, above or below, and its indices."""
        if layer is None or tensor.role not in self.notation.below:
            return scripted(letter, layer, indices)
        return scripted(letter, None, layer if indices is None else row(layer, COMMA, indices))

    def _derivative(self, tensor: Tensor, shown: Math) -> Math:
        """∂C/∂w, a multiple of it where a convention says so, or dw, whatever the convention says that this is."""
        derivative = filled(read(self.notation.derivative), cost=self.cost, quantity=shown)
        if tensor.factor == 1 or self.notation.names_derivatives:
            return derivative
        return row(self.number(tensor.factor), TIMES, derivative)

    def meaning(self, tensor: Tensor, shown: Math) -> Math:
        """What a named derivative of the cost by `shown` is: m ∂C/∂z, a quotient even where the notation has a name."""
        template = DERIVATIVE if self.notation.names_derivatives else self.notation.derivative
        derivative = filled(read(template), cost=self.cost, quantity=shown)
        return derivative if tensor.factor == 1 else row(self.number(tensor.factor), TIMES, derivative)

    def _has_letter(self, tensor: Tensor) -> bool:
        return STANDARD.get(tensor.role) == tensor.symbol and self.notation.has_symbol(tensor.role)

    def entry(self, expr: Expr) -> Math:
        """An entry or a scalar symbol in print."""
        if isinstance(expr, Indexed):
            return self.quantity(*self.split(expr))
        return self.quantity(self.tensor(head(expr)), None, ())

    def whole(self, tensor: Tensor, layer: Expr | None) -> Math:
        """A quantity as a whole: a matrix in the letter for matrices, its layer in the superscript."""
        if tensor.gradient_of is not None and not self._has_letter(tensor):
            return self._derivative(tensor, self.whole(self.tensor(tensor.gradient_of), layer))
        axes = len(tensor.axes) - (1 if tensor.is_generic else 0)
        letter = self._letter_at(tensor, layer, matrix=axes == 2)
        of = self._owner(tensor)
        below = self.letter(of, matrix=axes == 2) if of is not None and axes else None
        if self._is_column(tensor):
            column = row(Identifier("·", Style.UPRIGHT), Number("0"))
            is_total = of is not None and of.gradient_of is not None
            below = column if below is None or is_total else scripted(below, None, column)
        letter = scripted(letter, None, below)
        return self._scripted(tensor, letter, self.layer(tensor, layer), None)

    def joined(self, weights: Tensor, layer: Expr | None) -> Math:
        """Θ for weights with their bias in one matrix, ∂C/∂Θ for the gradients of both, v_Θ for what is remembered."""
        if weights.gradient_of is not None:
            return self._derivative(weights, self.joined(self.tensor(weights.gradient_of), layer))
        letter, of = self.notation.symbol(Role.WEIGHT), self._owner(weights)
        if of is not None:  # a running total is of one thing alone, and has its letter to itself
            own = self.letter(weights)
            letter = own if of.gradient_of is not None else Script(own, below=letter)
        return scripted(letter, self.layer(weights, layer))

    def _is_column(self, tensor: Tensor) -> bool:
        """Whether a quantity is of the biases, where these are column 0 of the weights."""
        if not self.notation.bias_column:
            return False
        of = self._owner(tensor) or tensor
        parameter = self.tensor(of.gradient_of, len(of.axes)) if of.gradient_of is not None else of
        return parameter.role is Role.BIAS

    def _owner(self, tensor: Tensor) -> Tensor | None:
        return owner(tensor, self.system) if self.system is not None else None

    def comparison(self, left: Expr, right: Expr) -> Math:
        """Indices that may be equal: entries 1-based; layers as they are counted, so that L − 1 = l − 1 is L = l."""
        if not any(i.lower != 0 for i in left.atoms(Idx) | right.atoms(Idx)):
            return joined([self.number(one_based(i)) for i in (left, right)], EQUALS)
        sides = [self._recounted(i) for i in (left, right)]
        (number, _), (other, _) = (side.as_coeff_Add() for side in sides)
        return joined([self.number(side - number if number == other else side) for side in sides], EQUALS)

    def applied(self, node: Unspecified) -> Math:
        """The name of an unspecified activation: g^{[l]}, g'^{[l]}."""
        name = read(dict(self.notation.functions).get(node.name.name) or latex(spelled(node.name.name)))
        name = Prime(name, node.order) if node.order else name
        if node.layer == 0:
            return name
        layer = self.superscript(node.layer, Role.ACTIVATION)
        return Script(name, below=layer) if Role.ACTIVATION in self.notation.below else Script(name, layer)

    def layers(self, i: Idx) -> Math:
        """The condition l = 1, …, L−1."""
        low, high = self.layer_number(i.lower), self.layer_number(i.upper)
        return row(self.index_name(i), EQUALS, low, COMMA, Identifier("…", Style.UPRIGHT), COMMA, high)

    def limits(self, i: Idx, is_layer: bool) -> Big:
        """A sum over an index, 1-based unless it is a layer."""
        if is_layer:
            return Big("∑", row(self.index_name(i), EQUALS, self.layer_number(i.lower)), self.layer_number(i.upper))
        if not self.notation.limits:
            return Big("∑", self.index_name(i))
        low, high = i.lower + 1, i.lower + extent(i)
        return Big("∑", row(self.index_name(i), EQUALS, self.number(low)), self.number(high))


def scripted(letter: Math, above: Math | None = None, below: Math | None = None) -> Math:
    """A letter with scripts beside those that it has: ŵ^{[1]}, β₁."""
    return letter if above is None and below is None else Script(letter, above, below).together


def one_based(value: Expr) -> Expr:
    """An entry index as printed: e(i, j) ↦ e(i − 1, j − 1) + 1."""
    if isinstance(value, Idx):
        return value
    if isinstance(value, Integer):
        return value + 1
    return value.xreplace({i: i - 1 for i in value.atoms(Idx)}) + 1


def guess(name: str, axes: int) -> Tensor:
    """What a name of `network` means when no System is at hand: w1 is the weight of layer 1, dw1 its gradient."""
    match = _NETWORK_NAME.match(name)
    if not match:
        role = Role.COST if name == "C" else Role.HYPERPARAMETER if name == "lam" else Role.QUANTITY
        return Tensor(name, (), role, "lambda" if name == "lam" else name)
    derived, symbol, number = match.groups()
    role = Role.GRADIENT if derived else _ROLES[symbol]
    of = symbol + number if derived else f"z{number}" if symbol == "delta" else None
    if number or symbol in "xy" or axes <= _AXES.get(symbol, 2) - (symbol not in _AXES):
        layer = Integer(number) if number else Integer(0) if symbol == "x" else None
        return Tensor(name, (), role, symbol, layer, of)
    every = index("l", Symbol("L", integer=True, positive=True), 1)
    inner = tuple(index(letter, Symbol("n", integer=True, positive=True)) for letter in "jks"[: axes - 1])
    return Tensor(name, (every, *inner), role, symbol, every, of)
