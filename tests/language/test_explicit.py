"""What would be broken: equations written out at given sizes, as plain SymPy takes them."""

import numpy as np
import pytest
import sympy

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.language.indices import index, summation
from symbackprop.language.systems import Equation, Tensor


@pytest.mark.parametrize("batch", [None, "columns", "rows"])
def test_plain_lambdify_gives_the_gradients(batch):
    """Every equation, one after the other through sympy.lambdify alone, gives what our own code gives."""
    net = sb.network("n", sb.Dense(3), sb.ELU(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch=batch)
    system = sb.backprop(net)
    parameters = sb.initialise(net, sizes={"n": 2})
    x, y = np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]]), np.eye(2)[:, [0, 1, 1]]
    x, y = {"columns": (x, y), "rows": (x.T, y.T), None: (x[:, 0], y[:, 0])}[batch]
    known = {**parameters, "x": x, "y": y}
    for equation in system:
        explicit = equation.at(n=2, m=3)
        plain = sympy.lambdify(explicit.arguments, explicit.rhs)
        known[equation.defines] = np.asarray(plain(*(known[name] for name in explicit.names)))
        assert known[equation.defines].shape == np.shape(explicit.lhs)
    cost, gradients = sb.lambdify(system)(parameters, x, y)
    np.testing.assert_allclose(known["C"], cost, rtol=1e-14)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(known[f"d{name}"], gradient, rtol=1e-13, atol=1e-16)


def test_order_of_arguments_is_alphabetical():
    """b before w before x, whatever the order in which they are read."""
    equation = sb.network(2, sb.Dense(1), cost=sb.Quadratic()).equations[0]
    explicit = equation.at()
    assert explicit.names == ("b1", "w1", "x")
    assert [np.shape(a) for a in explicit.arguments] == [(1,), (1, 2), (2,)]
    assert str(explicit.rhs) == "[b1_0 + w1_0_0*x_0 + w1_0_1*x_1]"


def test_ranges_start_at_zero():
    """Σ_k a_k reads the first entry, and none past the end."""
    k = index("k", 2)
    explicit = Equation(sympy.Symbol("c", real=True), summation(Tensor("a", (k,)).entry, k)).at()
    assert sympy.lambdify(explicit.arguments, explicit.rhs)([3, 4]) == 7


def test_a_size_without_a_number_is_asked_for():
    """A message that names the size."""
    equation = sb.network("n_0", sb.Dense(1), cost=sb.Quadratic(), batch="rows").equations[0]
    with pytest.raises(UsageError, match=r"the size m has no number(.|\n)*equation\.at\(m=3\)"):
        equation.at({"n_0": 2})


def test_what_is_left_open_is_refused():
    """An activation g has no value."""
    net = sb.network(2, sb.Dense(1), sb.Unspecified(), cost=sb.Quadratic())
    with pytest.raises(UsageError, match="left open"):
        net.equations[1].at()
