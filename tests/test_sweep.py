"""What would be broken: the form of a gradient, or a path that the sweep forgets."""

import pytest
from sympy import IndexedBase, Symbol

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.language import functions
from symbackprop.language.indices import index, size, summation
from symbackprop.language.nodes import Dependence, Unspecified


def gradients(network, **options):
    """The derived right sides as text, by left side."""
    return {str(e.lhs): str(e.rhs) for e in sb.backprop(network, **options).theorems}


def test_two_layers_come_out_as_in_the_textbook():
    """BP1 to BP4 for two sigmoid layers, a batch in columns, with L2."""
    net = sb.network(
        3, sb.Dense(4), sb.Sigmoid(), sb.Dense(2), sb.Sigmoid(),
        cost=sb.Quadratic(), batch="columns", regularisation=sb.L2(0.1),
    )  # fmt: skip
    assert gradients(net) == {
        "delta2[j, s]": "(a2[j, s] - y[j, s])*sigmoid_prime(z2[j, s])/m",
        "dw2[j, k]": "lam*w2[j, k]/m + Sum(a1[k, s]*delta2[j, s], (s, 0, m - 1))",
        "db2[j]": "Sum(delta2[j, s], (s, 0, m - 1))",
        "delta1[j, s]": "sigmoid_prime(z1[j, s])*Sum(delta2[i, s]*w2[i, j], (i, 0, 1))",
        "dw1[j, k]": "lam*w1[j, k]/m + Sum(delta1[j, s]*x[k, s], (s, 0, m - 1))",
        "db1[j]": "Sum(delta1[j, s], (s, 0, m - 1))",
    }


@pytest.mark.parametrize(
    ("output", "cost", "error"),
    [
        (sb.Softmax(), sb.CrossEntropy(), "(a1[s, j] - y[s, j])/m"),
        (sb.Sigmoid(), sb.BinaryCrossEntropy(), "(a1[s, j] - y[s, j])/m"),
        (sb.Identity(), sb.MeanSquaredError(), "2*(a1[s, j] - y[s, j])/m"),
        (sb.Identity(), sb.MeanAbsoluteError(), "sign(a1[s, j] - y[s, j])/m"),
        (
            sb.Softmax(),
            sb.Quadratic(),
            "(a1[s, j] - y[s, j] - Sum((a1[s, i] - y[s, i])*a1[s, i], (i, 0, 2)))*a1[s, j]/m",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_output_error(output, cost, error):
    """δ^L of each cost in its textbook form."""
    net = sb.network(2, sb.Dense(3), output, cost=cost, batch="rows")
    assert gradients(net)["delta1[s, j]"] == error


def test_a_custom_scale_scales_the_error():
    """C = 3 Σ (a − y)² gives 6 (a − y)."""
    net = sb.network(2, sb.Dense(3), cost=sb.Quadratic(scale=3))
    assert gradients(net)["delta1[j]"] in ("6*(z1[j] - y[j])", "-6*y[j] + 6*z1[j]")


def test_softmax_keeps_the_factor_without_the_assumption():
    """Without Σ_k y_k = 1 the error is a_j Σ_k y_k − y_j."""
    from dataclasses import replace

    net = sb.network(2, sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy())
    assert gradients(net)["delta1[j]"] == "a1[j] - y[j]"
    assert "Sum(y[" in gradients(replace(net, assumptions=()))["delta1[j]"]


def test_generic_layer():
    """BP1 for L, BP2 from l + 1 to l, BP3 and BP4 for any l."""
    system = sb.backprop(sb.generic_network())
    found = {str(e.lhs): e for e in system.theorems}
    assert list(found) == ["delta[L, j]", "delta[l, j]", "dw[l, j, k]", "db[l, j]"]
    assert found["delta[L, j]"].rhs.atoms(Dependence) and found["delta[L, j]"].rhs.atoms(Unspecified)
    assert "delta[l + 1, i]*w[l + 1, i, j]" in str(found["delta[l, j]"].rhs)
    assert found["delta[l, j]"].where[0].upper == Symbol("L", integer=True, positive=True) - 1
    assert str(found["dw[l, j, k]"].rhs) == "a[l - 1, k]*delta[l, j]"
    assert str(found["db[l, j]"].rhs) == "delta[l, j]"


def test_generic_layer_with_softmax_and_l2():
    """The last layer has its own case, and L2 reaches every layer through Σ_l."""
    net = sb.generic_network(output=sb.Softmax(), cost=sb.CrossEntropy(), batch="columns", regularisation=sb.L2(0.1))
    found = gradients(net)
    assert found["delta[L, j, s]"] == "(a[L, j, s] - y[j, s])/m"
    assert found["dw[l, j, k]"] == "lam*w[l, j, k]/m + Sum(a[l - 1, k, s]*delta[l, j, s], (s, 0, m - 1))"


n = size("n")
i, j, k = index("i", n), index("j", n), index("k", n)
W, X, Z, A, Z2, C = (*(IndexedBase(s, real=True) for s in ("W", "X", "Z", "A", "Z2")), Symbol("C", real=True))


def test_tied_weights_and_a_skip_are_counted_once_each():
    """W is read by two equations, A by two: every path has its term."""
    found = gradients(
        [
            sb.Equation(Z[j], summation(W[j, k] * X[k], k)),
            sb.Equation(A[j], functions.tanh(Z[j])),
            sb.Equation(Z2[j], summation(W[j, k] * A[k], k) + A[j]),
            sb.Equation(C, summation(Z2[j] ** 2, j) / 2),
        ],
        wrt="W",
    )
    assert found["dZ2[j]"] == "Z2[j]"
    assert found["dW[j, k]"] == "(dZ2[j] + Sum(W[i, j]*dZ2[i], (i, 0, n - 1)))*tanh_prime(Z[j])*X[k] + A[k]*dZ2[j]"


def test_scalars():
    """One neuron, given as plain equations of symbols without assumptions."""
    from sympy import symbols

    x, w, b, z, a, y, c = symbols("x w b z a y C")
    equations = [sb.Equation(z, w * x + b), sb.Equation(a, functions.sigmoid(z)), sb.Equation(c, (a - y) ** 2 / 2)]
    assert gradients(equations, wrt=("w", "b")) == {
        "dz": "(a - y)*sigmoid_prime(z)",
        "dw": "dz*x",
        "db": "dz",
    }


def test_a_node_used_twice_is_counted_once():
    """∂(x⁴ + x³)/∂x through u = x² used twice: a peer gives 6x³ + 5x²."""
    x, u, c = (Symbol(s, real=True) for s in ("x", "u", "C"))
    system = sb.backprop([sb.Equation(u, x**2), sb.Equation(c, u**2 + u * x)], wrt="x")
    substituted = system.gradient("x")[0].rhs.subs(Symbol("du", real=True), 2 * u + x).subs(u, x**2)
    assert substituted.expand() == 4 * x**3 + 3 * x**2


def test_wrt_asks_for_more():
    """The gradient of the input and of an activation, each with an equation of its own."""
    net = sb.network(3, sb.Dense(2), sb.Tanh(), sb.Dense(1), cost=sb.Quadratic())
    assert "dx[j]" in gradients(net, wrt="input")
    found = gradients(net, wrt=("a1",))
    assert found["da1[j]"] == "Sum(delta2[i]*w2[i, j], (i, 0, 0))"
    assert found["delta1[j]"] == "tanh_prime(z1[j])*da1[j]"


def test_what_the_cost_does_not_read_has_gradient_zero():
    """A parameter beside the cost has the empty sum for its gradient."""
    p, q, c = (Symbol(s, real=True) for s in ("p", "q", "C"))
    system = sb.backprop([sb.Equation(Symbol("r", real=True), q**2), sb.Equation(c, p**2)], wrt=("p", "q"))
    assert system.gradient("q")[0].rhs == 0


def test_unknown_names_and_second_sweeps_are_refused():
    """A misspelt wrt lists the names; gradients of gradients are asked of the forward equations."""
    net = sb.network(3, sb.Dense(2), cost=sb.Quadratic())
    with pytest.raises(UsageError, match="no quantity 'w7'"):
        sb.backprop(net, wrt="w7")
    with pytest.raises(UsageError, match="has its gradients already"):
        sb.backprop(sb.backprop(net))


def test_derivations_grow_linearly():
    """Each layer adds the same number of steps, whatever the depth and the width."""

    def steps(depth, width):
        layers = [layer for _ in range(depth) for layer in (sb.Dense(width), sb.Tanh())]
        return sum(len(e.steps) for e in sb.backprop(sb.network(2, *layers, cost=sb.Quadratic())).theorems)

    assert steps(6, 3) - steps(5, 3) == steps(3, 3) - steps(2, 3)
    assert steps(3, 1000) == steps(3, 2)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (None, "neither a network nor a list"),
        ("C = x", "neither a network nor a list"),
        ([(1, 2)], "item 1 of the list is no equation"),
        ([sb.Equation(Symbol("C"), "x")], "item 1 of the list is no equation"),
    ],
)
def test_what_is_no_equation_is_refused(given, says):
    """backprop takes a network or plain equations."""
    with pytest.raises(UsageError, match=says):
        sb.backprop(given)


@pytest.mark.parametrize("wrt", ["C", "q", 3])
def test_what_is_no_quantity_is_refused(wrt):
    """The names that would do are listed, and the cost is not one of them."""
    with pytest.raises(UsageError, match=r"no quantity (.|\n)*expected  x$"):
        sb.backprop([sb.Equation(Symbol("C"), Symbol("x") ** 2)], wrt=wrt)
