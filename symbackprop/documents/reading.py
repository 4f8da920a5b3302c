"""Index form as text: `delta[l,j] = sum(w[l+1,i,j]*delta[l+1,i], i) * g'(z[l,j])`, read against a System.

The text is parsed with Python's own grammar and never evaluated.  An entry's indices get the ranges of its axes;
`sum(body, i, j)` is Σ_i Σ_j; indices count in letters, and a number counts from 1 as in print, layers as they are.
Functions go by their names (sigmoid, tanh, exp, log, abs, sqrt, sign), a prime is their derivative; `g` is an
activation that is left open, of the layer that its argument belongs to.
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sympy import Abs, Expr, Idx, Indexed, IndexedBase, Integer, KroneckerDelta, Rational, Symbol, exp, log, sign, sqrt

from symbackprop.errors import UsageError
from symbackprop.language import functions
from symbackprop.language.indices import free_indices, index, size, substitute, summation
from symbackprop.language.nodes import Dependence, Unspecified
from symbackprop.language.systems import Equation, System, Tensor

_FUNCTIONS: dict[str, Callable[..., Expr]] = {
    "exp": exp, "log": log, "abs": Abs, "sqrt": sqrt, "sign": sign,
    **{f.label: f for f in (functions.sigmoid, functions.tanh, functions.relu, functions.softplus, functions.silu,
                            functions.gelu, functions.gelu_tanh)},
    **{f"{f.label}_prime": f.prime for f in (functions.sigmoid, functions.tanh, functions.relu, functions.softplus,
                                             functions.silu, functions.gelu, functions.gelu_tanh)},
}  # fmt: skip
_OPERATIONS: dict[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "mu", "nu", "xi", "rho", "tau",
    "phi", "chi", "psi", "omega", "Delta", "Theta", "Phi", "Omega",
}  # fmt: skip


class Reader:
    """Reads expressions and equations; names mean what the System says, or anything where there is none."""

    def __init__(
        self,
        system: System | None = None,
        *,
        ranges: Mapping[str, Any] | None = None,
        sizes: Iterable[str] = (),
        symbols: Iterable[str] = (),
    ) -> None:
        """`ranges` give an index its size where no axis does; `sizes` and `symbols` are more names that may stand."""
        self.system = system
        self.sizes = {*sizes, *("m", "n", "L")}
        self.symbols = set(symbols)
        self.ranges = dict(ranges or {})
        self._indices: dict[str, Idx] = {}
        self._text = ""

    def equation(self, text: str, where: Mapping[str, tuple[str, str]] | None = None) -> Equation:
        """`left = right`; `where` narrows an index: {"l": ("1", "L-1")}."""
        left, equals, right = text.partition("=")
        if not equals:
            raise UsageError("this is no equation", text=text, expected="left = right")
        self._indices = {}
        for name, (low, high) in (where or {}).items():
            first, last = self._size(low), self._size(high)
            self._indices[name] = index(name, last - first + 1, first)
        lhs = self._read(left)
        return Equation(lhs, self._read(right))

    def expression(self, text: str) -> Expr:
        """An expression; free indices have the ranges of the axes where they first stand."""
        self._indices = {}
        return self._read(text)

    def _size(self, text: str) -> Expr:
        return self._index(self._tree(text), None)

    def _tree(self, text: str) -> ast.expr:
        self._text = text.strip()
        plain = re.sub(r"(\w)'\(", r"\1_prime(", self._text)
        try:
            return ast.parse(plain, mode="eval").body
        except SyntaxError as error:
            raise UsageError(
                "this is no formula", text=self._text, column=(error.offset or 1) - 1, got=error.msg
            ) from None

    def _read(self, text: str) -> Expr:
        tree = self._tree(text)
        self._find_indices(tree)
        return self._expression(tree)

    def _fault(self, node: ast.expr, message: str, **parts: Any) -> UsageError:
        width = (node.end_col_offset or node.col_offset + 1) - node.col_offset
        return UsageError(message, text=self._text, column=node.col_offset, width=width, **parts)

    # Indices

    def _find_indices(self, tree: ast.expr) -> None:
        """Give each index the range of the axis where it first stands by itself."""
        waiting = [n for n in ast.walk(tree) if isinstance(n, ast.Subscript)]
        waiting.sort(key=lambda n: (n.lineno, n.col_offset))
        for node in waiting:
            for place, part in enumerate(_parts(node)):
                if isinstance(part, ast.Name) and part.id not in self._indices and part.id not in self.sizes:
                    self._indices[part.id] = self._ranged(node, place, part)

    def _ranged(self, node: ast.Subscript, place: int, part: ast.Name) -> Idx:
        tensor = self._tensor(node)
        if part.id in self.ranges:
            return index(part.id, size(self.ranges[part.id]))
        if tensor is None:
            raise self._fault(part, f"the index {part.id} has no range", hint=f"indices: {{{part.id}: n}}")
        if place >= len(tensor.axes):
            raise self._fault(node, f"{tensor.name} has {len(tensor.axes)} axes, not {place + 1}")
        axis = tensor.axes[place]
        known = {a: self._index(p, a) for a, p in zip(tensor.axes[:place], _parts(node), strict=False)}
        axis = substitute(axis, {a: v for a, v in known.items() if isinstance(a, Idx)})
        return Idx(Symbol(part.id, integer=True), (axis.lower, axis.upper))

    def _index(self, node: ast.expr, axis: Idx | None) -> Expr:
        """An index expression; numbers are 1-based unless the axis is a layer."""
        if axis is not None and isinstance(node, ast.Constant) and isinstance(node.value, int):
            return Integer(node.value) if self._is_layer(axis) else Integer(node.value - 1)
        match node:
            case ast.Name(id=name):
                return self._indices[name] if name in self._indices else size(name)
            case ast.Constant(value=int(value)):
                return Integer(value)
            case ast.BinOp(left, operation, right) if type(operation) in (ast.Add, ast.Sub, ast.Mult):
                return _OPERATIONS[type(operation)](self._index(left, None), self._index(right, None))
            case ast.Subscript(value=ast.Name(id="n")):
                width = IndexedBase(Symbol("n", integer=True, positive=True))
                return width[tuple(self._index(p, None) for p in _parts(node))]
        raise self._fault(node, "this is no index")

    @staticmethod
    def _is_layer(axis: Idx) -> bool:
        return str(axis.label) == "l" or axis.lower != 0

    # Expressions

    def _tensor(self, node: ast.expr) -> Tensor | None:
        """The declaration of what an entry is of; None in free text."""
        name = node.value if isinstance(node, ast.Subscript) else node
        if not isinstance(name, ast.Name):
            raise self._fault(node, "only a name has indices")
        if self.system is None:
            return None
        tensor = self.system.by_name.get(name.id)
        if tensor is None:
            raise self._fault(name, f"{name.id} is not declared", expected=", ".join(self.system.by_name))
        return tensor

    def _expression(self, node: ast.expr) -> Expr:
        match node:
            case ast.Constant(value=int(value)):
                return Integer(value)
            case ast.Constant(value=float(value)):
                return Rational(str(value))
            case ast.Name(id=name):
                return self._name(node, name)
            case ast.Subscript(value=ast.Name(id="n")):
                return self._index(node, None)
            case ast.Subscript():
                return self._entry(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._expression(operand)
            case ast.BinOp(left, operation, right) if type(operation) in _OPERATIONS:
                return _OPERATIONS[type(operation)](self._expression(left), self._expression(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(node, name, arguments)
        raise self._fault(node, "this has no meaning here", expected="entries, numbers, + - * / **, functions, sum")

    def _name(self, node: ast.Name, name: str) -> Expr:
        if self.system is not None and name in self.system.by_name:
            tensor = self.system.by_name[name]
            if tensor.axes:
                letters = ",".join(str(i.label) for i in tensor.axes)
                raise self._fault(node, f"{name} has {len(tensor.axes)} axes", hint=f"write {name}[{letters}]")
            return tensor.entry
        if name in self.sizes or name in self._indices:
            return self._indices[name] if name in self._indices else size(name)
        if name == "lambda" or (self.system is None and name not in GREEK) or name in self.symbols:
            return Symbol("lam" if name == "lambda" else name, real=True)
        known = [*(self.system.by_name if self.system else ()), *sorted(self.symbols)]
        raise self._fault(
            node, f"{name} is not declared", expected=", ".join(known), hint="the head may declare it: symbols: [alpha]"
        )

    def _entry(self, node: ast.Subscript) -> Expr:
        tensor, parts = self._tensor(node), _parts(node)
        assert isinstance(node.value, ast.Name)
        if tensor is None:
            return IndexedBase(node.value.id, real=True)[tuple(self._index(p, None) for p in parts)]
        if len(parts) != len(tensor.axes):
            raise self._fault(node, f"{tensor.name} has {len(tensor.axes)} axes, not {len(parts)}")
        return tensor.at(*(self._index(p, a) for p, a in zip(parts, tensor.axes, strict=True)))

    def _call(self, node: ast.Call, name: str, arguments: list[ast.expr]) -> Expr:
        if name == "sum":
            return self._sum(node, arguments)
        if name == "C" and len(arguments) == 1:
            return self._dependence(arguments[0])
        found = [self._expression(a) for a in arguments]
        if name == "delta" and len(arguments) == 2:
            return KroneckerDelta(*(self._index(a, None) for a in arguments))
        own = {f.label: f for f in (self.system.functions if self.system else ())}
        known: dict[str, Any] = {**_FUNCTIONS, **own, **{f"{k}_prime": f.prime for k, f in own.items()}}
        known |= {"sigma": functions.sigmoid, "sigma_prime": functions.sigmoid.prime}
        if name in known and len(found) == 1:
            return known[name](found[0])
        if name in ("g", "g_prime") and len(found) == 1:
            return Unspecified("g", int(name != "g"), self._layer(found[0]), found[0])
        raise self._fault(node, f"there is no function {name.replace('_prime', chr(39))}", expected=", ".join(known))

    def _layer(self, argument: Expr) -> Expr:
        """The layer of an argument: that of the first of its entries."""
        for entry in sorted(argument.atoms(Indexed), key=str):
            tensor = self.system.by_name.get(str(entry.base.label)) if self.system else None
            if tensor is not None and tensor.layer is not None:
                return entry.indices[0] if tensor.is_generic else tensor.layer
        return Integer(0)

    def _sum(self, node: ast.Call, arguments: list[ast.expr]) -> Expr:
        names = [a.id for a in arguments[1:] if isinstance(a, ast.Name)]
        if not names or len(names) < len(arguments) - 1:
            raise self._fault(node, "a sum names its indices", expected="sum(body, i)")
        body = self._expression(arguments[0])
        free = {str(i.label) for i in free_indices(body)}
        for a in arguments[1:]:
            if isinstance(a, ast.Name) and (a.id not in self._indices or a.id not in free):
                raise self._fault(a, f"{a.id} does not stand in what is summed")
        return summation(body, *(self._indices[name] for name in names))

    def _dependence(self, node: ast.expr) -> Expr:
        body = self._expression(node)
        bound = [i for i in body.indices if isinstance(i, Idx)] if isinstance(body, Indexed) else []
        return Dependence("C", body, bound)


def _parts(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
