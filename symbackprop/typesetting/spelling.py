"""How names, layers and indices are spelled: what a notation says, applied to the quantities of one System.

Indices are 0-based inside and 1-based in print: an entry index e(i, j, …) prints as e(i − 1, j − 1, …) + 1, so `j`
stays `j` and the number 0 prints as 1.  Layers print as they are.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from sympy import Add, Expr, Idx, Indexed, Integer, Mul, Symbol

from symbackprop.language.indices import extent, index, index_name
from symbackprop.language.nodes import Unspecified
from symbackprop.language.systems import Role, System, Tensor, head
from symbackprop.typesetting.notation import STANDARD, Notation

_GREEK = re.compile(
    "alpha|beta|[gG]amma|[dD]elta|(var)?epsilon|zeta|eta|[tT]heta|kappa|[lL]ambda|mu|nu|[xX]i|[pP]i|rho|[sS]igma|tau|"
    "(var)?phi|Phi|chi|[pP]si|[oO]mega"
)
_NETWORK_NAME = re.compile(r"(d?)(x|y|w|b|z|a|delta)(\d*)$")
_ROLES = {symbol: role for role, symbol in STANDARD.items()}
_AXES = {"w": 2, "b": 1}


def name_latex(name: str) -> str:
    r"""A name in print: `alpha_1` as \alpha_{1}, `loss` as \mathit{loss}, `w2` as w_{2}."""
    match = re.fullmatch(r"([A-Za-z]+?)_?(\d+|(?<=_)\w+)?", name)
    stem, below = (match[1], match[2] or "") if match else (name, "")
    if stem == "lam":
        stem = "lambda"
    if _GREEK.fullmatch(stem):
        stem = "\\" + stem
    elif len(stem) > 1:
        stem = rf"\mathit{{{stem}}}".replace("_", r"\_")
    if below and not below.isdigit() and len(below) > 1:
        below = rf"\mathrm{{{below}}}".replace("_", r"\_")
    return f"{stem}_{{{below}}}" if below else stem


class Spelling:
    """The names of one System in one notation; without a System, names are read as `network` gives them (w1, z1, …)."""

    def __init__(self, notation: Notation, system: System | None = None) -> None:
        """A spelling for the quantities of a System."""
        self.notation = notation
        self.system = system
        self._guessed: dict[str, Tensor] = {}

    def tensor(self, name: str, axes: int = 0) -> Tensor:
        """The declaration of a name; without one, the reading that its name suggests."""
        if self.system is not None and name in self.system.by_name:
            return self.system.by_name[name]
        if name not in self._guessed:
            self._guessed[name] = guess(name, axes)
        return self._guessed[name]

    @cached_property
    def cost(self) -> str:
        """The cost in print."""
        if self.system is None or not self.system.cost:
            return self.notation.symbol(Role.COST)
        return self.letter(self.system[self.system.cost])

    def letter(self, tensor: Tensor, matrix: bool = False) -> str:
        """The letter of a quantity, its layer and indices left out."""
        if STANDARD.get(tensor.role) == tensor.symbol:
            return self.notation.symbol(tensor.role, matrix)
        return name_latex(tensor.symbol or tensor.name)

    def layer(self, tensor: Tensor, where: Expr | None) -> str:
        """The layer of a quantity as it stands in the superscript, or nothing."""
        value = where if where is not None else tensor.layer
        hidden = tensor.role is Role.TARGET or (tensor.role is Role.INPUT and not self.notation.input_layer)
        if value is None or hidden or (value == 0 and tensor.role not in (Role.INPUT, Role.ACTIVATION)):
            return ""
        return self.superscript(value)

    def superscript(self, layer: Expr) -> str:
        """A layer in the superscript."""
        return self.notation.layer.format(self.number(layer))

    def number(self, value: Expr) -> str:
        """A layer or a size: l, l+1, L−1, n_{l-1}, 784."""
        if isinstance(value, Idx):
            return self.index_name(value)
        if isinstance(value, Indexed):
            return f"{name_latex(str(value.base.label))}_{{{','.join(self.number(i) for i in value.indices)}}}"
        if isinstance(value, Symbol):
            return name_latex(value.name)
        if isinstance(value, Add):
            return self._signed(value)
        if isinstance(value, Mul):
            return " ".join(self.number(a) for a in value.args)
        return str(value)

    def _signed(self, value: Add) -> str:
        names = sorted((a for a in value.args if not a.is_number), key=lambda a: (a.could_extract_minus_sign(), str(a)))
        text = ""
        for term in [*names, *(a for a in value.args if a.is_number)]:
            negative = term.could_extract_minus_sign()
            text += ("-" if negative else "+" if text else "") + self.number(-term if negative else term)
        return text

    def index_name(self, i: Idx) -> str:
        """The name of an index."""
        stem, _, number = index_name(i).partition("_")
        return name_latex(stem) + (f"_{{{number}}}" if number else "")

    def subscript(self, where: Iterable[Expr]) -> str:
        """Entry indices, 1-based: jk, or with commas where one of them is more than a letter."""
        shown = [self.number(one_based(i)) for i in where]
        return ("" if all(len(s) == 1 for s in shown) else ",").join(shown)

    def split(self, entry: Indexed) -> tuple[Tensor, Expr | None, tuple[Expr, ...]]:
        """An entry's tensor, its layer where that is an index, and its other indices."""
        tensor = self.tensor(str(entry.base.label), len(entry.indices))
        if tensor.is_generic:
            return tensor, entry.indices[0], tuple(entry.indices[1:])
        return tensor, None, tuple(entry.indices)

    def quantity(self, tensor: Tensor, layer: Expr | None, where: tuple[Expr, ...]) -> str:
        """An entry in print; a gradient as the derivative of the cost."""
        if tensor.gradient_of is not None and not self._has_letter(tensor):
            of = self.tensor(tensor.gradient_of, len(tensor.axes))
            return self._derivative(tensor, self.quantity(of, layer, where))
        below, above = self.subscript(where), self.layer(tensor, layer)
        letter = self.letter(tensor)
        if "_" in letter and (below or above):
            letter = f"{{{letter}}}"
        return letter + (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")

    def _derivative(self, tensor: Tensor, shown: str) -> str:
        """∂C/∂w, or a multiple of it where a convention says so."""
        derivative = self.notation.derivative.format(cost=self.cost, quantity=shown)
        return derivative if tensor.factor == 1 else f"{self.number(tensor.factor)} {derivative}"

    def _has_letter(self, tensor: Tensor) -> bool:
        return STANDARD.get(tensor.role) == tensor.symbol and bool(self.notation.symbol(tensor.role))

    def entry(self, expr: Expr) -> str:
        """An entry or a scalar symbol in print."""
        if isinstance(expr, Indexed):
            return self.quantity(*self.split(expr))
        return self.quantity(self.tensor(head(expr)), None, ())

    def whole(self, tensor: Tensor, layer: Expr | None) -> str:
        """A quantity as a whole: a matrix in the letter for matrices, its layer in the superscript."""
        if tensor.gradient_of is not None and not self._has_letter(tensor):
            return self._derivative(tensor, self.whole(self.tensor(tensor.gradient_of), layer))
        axes = len(tensor.axes) - (1 if tensor.is_generic else 0)
        above = self.layer(tensor, layer)
        return self.letter(tensor, matrix=axes == 2) + (f"^{{{above}}}" if above else "")

    def comparison(self, left: Expr, right: Expr) -> str:
        """Two indices that may be equal, 1-based unless they are layers."""
        are_layers = any(i.lower != 0 for i in left.atoms(Idx) | right.atoms(Idx))
        shown = [self.number(i if are_layers else one_based(i)) for i in (left, right)]
        return " = ".join(shown)

    def applied(self, node: Unspecified) -> str:
        """The name of an unspecified activation: g^{[l]}, g'^{[l]}."""
        above = "" if node.layer == 0 else f"^{{{self.superscript(node.layer)}}}"
        return name_latex(node.name.name) + "'" * node.order + above

    def layers(self, i: Idx) -> str:
        """The condition l = 1, …, L−1."""
        return rf"{self.index_name(i)} = {self.number(i.lower)}, \dots, {self.number(i.upper)}"

    def limits(self, i: Idx, is_layer: bool) -> str:
        """The limits of a sum over an index, 1-based unless it is a layer."""
        low, high = (i.lower, i.upper) if is_layer else (i.lower + 1, i.lower + extent(i))
        return rf"_{{{self.index_name(i)}={self.number(low)}}}^{{{self.number(high)}}}"


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
