"""What the matrix printer prints is read back by another program and gives the numbers of the index form."""

import re
from typing import Any

import numpy as np
import pytest
from sympy import Abs, Add, Expr, Idx, Indexed, Integer, Mul, Pow, Sum, Symbol, exp, log, sign

import symbackprop as sb
from symbackprop.language.functions import ScalarFunction
from symbackprop.language.indices import bound, summation
from symbackprop.language.systems import Equation, System
from symbackprop.matrices import tree as node
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.matrix import MatrixPrinter
from symbackprop.typesetting.notation import NOTATIONS
from symbackprop.typesetting.spelling import Spelling
from symbackprop.typesetting.typeset import equation_latex
from tests.typesetting.latex_reader import FUNCTIONS, Reader

BATCHES = (None, "columns", "rows")
SIZE = 3
PAIRS = {
    "sigmoid, quadratic": (sb.Sigmoid(), sb.Quadratic()),
    "tanh, mean squared": (sb.Tanh(), sb.MeanSquaredError()),
    "softmax, cross-entropy": (sb.Softmax(), sb.CrossEntropy()),
    "softmax, quadratic": (sb.Softmax(), sb.Quadratic()),
    "sigmoid, binary cross-entropy": (sb.Sigmoid(), sb.BinaryCrossEntropy()),
    "softmax, absolute": (sb.Softmax(), sb.MeanAbsoluteError()),
}


def square(activation: Any, cost: Any, batch: Any) -> System:
    """A network in which every width is the batch size, so that no shape gives a wrong transpose away."""
    layers = sb.Dense(SIZE), sb.Tanh(), sb.Dense(SIZE), activation
    return sb.backprop(sb.network(SIZE, *layers, cost=cost, batch=batch, regularisation=sb.L2()))


def arrays(system: System) -> dict[str, Any]:
    """Random numbers between 0 and 1 for every tensor (1 − a and log a exist)."""
    generator = np.random.default_rng(7)
    return {t.name: generator.uniform(0.1, 0.9, (SIZE,) * len(t.axes)) for t in system.tensors}


def value(expr: Expr, given: dict[str, Any], at: dict[Idx, int]) -> float:
    """The number that an index expression means."""
    if isinstance(expr, Sum):
        first, *others = bound(expr)
        inner = summation(expr.function, *others)
        return sum(value(inner, given, {**at, first: number}) for number in range(SIZE))
    if isinstance(expr, Indexed):
        return float(given[str(expr.base.label)][tuple(at[i] for i in expr.indices)])
    if isinstance(expr, Symbol):
        return float(SIZE) if expr.is_integer else float(given[expr.name])
    arguments = [value(a, given, at) for a in expr.args]
    if isinstance(expr, Add | Mul):
        return float(sum(arguments)) if isinstance(expr, Add) else float(np.prod(arguments))
    if isinstance(expr, Pow):
        return float(arguments[0] ** arguments[1])
    if isinstance(expr, ScalarFunction):
        return float(FUNCTIONS[expr.func.latex_name](arguments[0]))
    known = {exp: np.exp, log: np.log, Abs: np.abs, sign: np.sign}
    return float(known[expr.func](*arguments)) if expr.func in known else float(expr)


def meant(equation: Equation, given: dict[str, Any]) -> Any:
    """The right side of an equation as an array."""
    where = equation.where
    shape = (SIZE,) * len(where)
    numbers = [value(equation.rhs, given, dict(zip(where, at, strict=True))) for at in np.ndindex(*shape)]
    return np.array(numbers).reshape(shape)


def printed_names(system: System, given: dict[str, Any]) -> dict[str, Any]:
    """Arrays by the names that a reader sees; vectors are columns."""
    names: dict[str, Any] = {"m": float(SIZE), r"\lambda": float(given.get("lam", 0.0))}
    for t in system.tensors:
        if t.gradient_of and t.symbol != "delta":
            continue
        letter = {"delta": r"\delta"}.get(t.symbol, t.symbol.upper() if len(t.axes) == 2 else t.symbol)
        array = np.asarray(given[t.name])
        name = letter if t.name in ("x", "y", "C", "lam") else f"{letter}^{{[{t.layer}]}}"
        names[name] = array[:, None] if array.ndim == 1 else array
    return names


def read(latex: str, names: dict[str, Any], shape: tuple[int, ...]) -> Any:
    """The right side of a printed equation as an array of some shape."""
    text = latex.split(" = ", 1)[1].split(r" \qquad ")[0]
    text = re.sub(r"\\delta\^\{(\[\d+\](?:\\mathsf\{T\})?)\}", r"D^{\1}", text)
    found = Reader(text, {k.replace(r"\delta", "D"): v for k, v in names.items()}).read()
    found = np.squeeze(found) if not shape else found
    return np.broadcast_to(found, shape if len(shape) == 2 else (*shape, 1) if shape else ()).reshape(shape)


@pytest.mark.parametrize("batch", BATCHES, ids=str)
@pytest.mark.parametrize("pair", PAIRS)
def test_printed_matrix_form_means_the_equation(pair: str, batch: Any) -> None:
    """A transpose, a sign or a parenthesis lost in print would change the numbers that a reader gets."""
    system = square(*PAIRS[pair], batch)
    given = arrays(system)
    names = printed_names(system, given)
    for equation in system:
        expected = meant(equation, given)
        latex = equation_latex(equation, system, "matrix")
        assert r"\sum" not in latex
        np.testing.assert_allclose(read(latex, names, expected.shape), expected, rtol=1e-10, err_msg=latex)


def test_a_transpose_dropped_by_the_printer_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader above would forgive a printer that forgets transposes."""
    monkeypatch.setattr(MatrixPrinter, "_transpose", lambda self, of: self.printed(of))
    wrong = 0
    for batch in BATCHES:
        system = square(sb.Sigmoid(), sb.Quadratic(), batch)
        given = arrays(system)
        names = printed_names(system, given)
        for equation in system.theorems:
            expected = meant(equation, given)
            try:
                right = np.allclose(
                    read(equation_latex(equation, system, "matrix"), names, expected.shape), expected, rtol=1e-6
                )
            except ValueError:
                right = False
            wrong += not right
    assert wrong >= 6


def test_other_nodes_print() -> None:
    """diag, the identity, blocks and powers entry by entry have no place in the tests above."""
    system = square(sb.Sigmoid(), sb.Quadratic(), "columns")
    printer = MatrixPrinter(ComponentPrinter(Spelling(NOTATIONS["default"], system)))
    b, w = node.Named(system["b1"]), node.Named(system["w1"])
    assert latex(printer.tree(node.Diagonal(b))) == r"\operatorname{diag}(b^{[1]})"
    assert latex(printer.tree(node.Diagonal(node.Ones(Integer(3))))) == "I"
    assert latex(printer.tree(node.Block(((b, w),)))) == r"\begin{bmatrix} b^{[1]} & W^{[1]} \end{bmatrix}"
    assert latex(printer.tree(node.Apply(node.ARGUMENT**2, w))) == r"(W^{[1]})^{\circ 2}"
