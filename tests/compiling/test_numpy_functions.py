"""What would be broken: what a user calls, what comes back, what the source says, and what is refused."""

import os
import subprocess
import sys
from pathlib import Path

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from sympy import Symbol, exp, log, sqrt, tanh

import symbackprop as sb
from symbackprop.errors import DataError, ShapeError, UsageError
from symbackprop.language.indices import index, summation
from symbackprop.language.systems import Equation, Tensor
from tests.compiling.cases import BATCHES, data, gradients

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("batch", ["columns", "rows"])
def test_golden_source(batch):
    """The emitted module, byte for byte; review a change of these files like code."""
    net = sb.network(
        64, sb.Dense(30), sb.Sigmoid(), sb.Dense(10), sb.Softmax(), cost=sb.CrossEntropy(), batch=batch,
        regularisation=sb.L2(0.1),
    )  # fmt: skip
    assert sb.lambdify(sb.backprop(net)).source == (GOLDEN / f"digits_{batch}.py").read_text()


def test_the_source_is_a_module_of_its_own():
    """Written to a file it needs NumPy alone, and gives the same numbers."""
    system = gradients(sb.GELU(), sb.MeanAbsoluteError(), "columns")
    step = sb.lambdify(system)
    parameters, x, y = data(system)
    space: dict = {}
    exec(compile(step.source, "module.py", "exec"), space)
    assert [line for line in step.source.splitlines() if "import" in line] == ["import numpy as np"]
    mine, its = step(parameters, x, y), space["step"](parameters, x, y)
    assert mine[0] == its[0] and all(np.array_equal(mine[1][k], its[1][k]) for k in parameters)


def test_outputs_compute_nothing_else():
    """`outputs=("a2",)` takes no target and has no dead line."""
    system = gradients(sb.Sigmoid(), sb.Quadratic(), "rows")
    forward = sb.lambdify(system, outputs=("a2",))
    parameters, x, _ = data(system)
    assert "delta" not in forward.source and "C =" not in forward.source
    assert repr(forward) == "<forward(parameters, x) → a2>"
    hidden, out = sb.lambdify(system, ("a1", "a2"))(parameters, x)
    assert np.array_equal(out, forward(parameters, x)) and hidden.shape == (3, 2)


def test_a_forward_system_gives_its_cost():
    """Without gradients, the cost alone."""
    net = sb.network(2, sb.Dense(1), cost=sb.Quadratic())
    assert sb.lambdify(net)({"w1": np.ones((1, 2)), "b1": np.zeros(1)}, np.ones(2), np.zeros(1)) == 2


def test_conventions_change_lines_and_not_results():
    """With δ per example the lines differ, and the gradients, that of x included, are the same."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    parameters, x, y = data(net)
    total, each = (sb.lambdify(sb.backprop(net, wrt="input", convention=c)) for c in ("total", "per example"))
    assert total.source != each.source
    for name, value in total(parameters, x, y)[1].items():
        np.testing.assert_allclose(value, each(parameters, x, y)[1][name], rtol=1e-13)


@pytest.mark.parametrize("batch", BATCHES)
def test_input_gradient(batch):
    """`wrt="input"` adds ∂C/∂x, keyed x, of the shape of x."""
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(2), sb.Softmax(), cost=sb.Quadratic(), batch=batch)
    parameters, x, y = data(net)
    _, grads = sb.lambdify(sb.backprop(net, wrt="input"))(parameters, x, y)
    assert set(grads) == {*parameters, "x"} and grads["x"].shape == x.shape


def test_integer_classes_are_one_hot():
    """y as classes 0, 1, … gives what one-hot targets give; a label outside is named."""
    for batch, width in (("rows", 1), ("columns", 0)):
        system = gradients(sb.Softmax(), sb.CrossEntropy(), batch)
        parameters, x, y = data(system)
        step = sb.lambdify(system)
        classes = y.argmax(axis=width)
        assert step(parameters, x, classes)[0] == step(parameters, x, y)[0]
        with pytest.raises(DataError, match=r"labels outside the classes(.|\n)*0 to 1(.|\n)*0 to 2"):
            step(parameters, x, np.array([0, 2, 1]))


def test_plain_scalars():
    """A user's own equations of scalars: one dict of values in, the cost and a dict of gradients out."""
    x, w, b, c = (Symbol(n, real=True) for n in ("x", "w", "b", "C"))
    step = sb.lambdify(sb.backprop([Equation(c, (w * x + b) ** 2)]))
    cost, grads = step({"x": 2, "w": 3, "b": 1})
    assert (cost, grads) == (49, {"x": 42, "w": 28, "b": 14})
    only = sb.lambdify(sb.backprop([Equation(c, (w * x + b) ** 2)], wrt="w"))
    assert only({"x": 2, "w": 3, "b": 1})[1] == {"w": 28}


def test_attention_is_matrix_products():
    """Scaled dot-product attention in index form: three products forward, a softmax along the keys."""
    t, s, p, d = index("t", 4), index("s", 4), index("p", 4), index("d", 2)
    q, k, v = Tensor("Q", (t, d)), Tensor("K", (t, d)), Tensor("V", (t, d))
    score, weight, out = Tensor("S", (t, s)), Tensor("P", (t, s)), Tensor("O", (t, d))
    cost = Symbol("C", real=True)
    system = sb.backprop([
        Equation(score.entry, summation(q.at(t, d) * k.at(s, d), d) / sqrt(2)),
        Equation(weight.entry, exp(score.at(t, s)) / summation(exp(score.at(t, p)), p)),
        Equation(out.entry, summation(weight.at(t, s) * v.at(s, d), s)),
        Equation(cost, summation(out.at(t, d) ** 2, t, d)),
    ])  # fmt: skip
    step = sb.lambdify(system)
    assert "S = 0.7071067811865476 * (Q @ K.T)" in step.source and "P = softmax(S, axis=1)" in step.source
    random = np.random.default_rng(0)
    values = {n: random.normal(size=(4, 2)) for n in "QKV"}

    def total(a):
        e = anp.exp(anp.dot(a["Q"], a["K"].T) / np.sqrt(2))
        return anp.sum(anp.dot(e / anp.sum(e, axis=1, keepdims=True), a["V"]) ** 2)

    for name, gradient in autograd.grad(total)(values).items():
        np.testing.assert_allclose(step(values)[1][name], gradient, rtol=1e-12, atol=1e-14)


def test_log_sum_exp_at_1000():
    """log Σ exp v with v = ±1000."""
    j, c = index("j", 2), Symbol("C", real=True)
    step = sb.lambdify(sb.backprop([Equation(c, log(summation(exp(Tensor("v", (j,)).entry), j)))]))
    cost, grads = step({"v": np.array([1000.0, -1000.0])})
    assert cost == 1000 and grads["v"].tolist() == [1, 0]


def test_names_that_python_or_we_use():
    """Quantities called lambda, np, values, softmax or worse do not break the code, nor become code."""
    names = ("lambda", "np", "values", "softmax", r"\alpha_1", 'a"\nimport os\n"', "step")
    symbols = [Symbol(n, real=True) for n in names]
    total = sum(n * s**2 for n, s in enumerate(symbols, 1))
    step = sb.lambdify(sb.backprop([Equation(Symbol("C", real=True), total)]))
    cost, grads = step({n: 1.0 for n in names})
    assert cost == 28 and [grads[n] for n in names] == [2, 4, 6, 8, 10, 12, 14]
    assert "\nimport os" not in step.source


def test_gradients_are_arrays_of_their_own():
    """∂C/∂p = x is a copy: changing the gradient leaves the data alone."""
    p, x, c = Symbol("p", real=True), Symbol("x", real=True), Symbol("C", real=True)
    j = index("j", 2)
    p, x = Tensor("p", (j,)), Tensor("x", (j,))
    step = sb.lambdify(sb.backprop([Equation(c, summation(p.entry * x.entry, j))], wrt="p"))
    values = {"p": np.ones(2), "x": np.ones(2)}
    step(values)[1]["p"][:] = 7
    assert values["x"].tolist() == [1, 1]


def test_a_constant_gradient_fills_its_shape():
    """∂C/∂p_j = 2 for every j, in the precision of p; a row that repeats is repeated."""
    j, k, c = index("j", 2), index("k", 3), Symbol("C", real=True)
    p, q = Tensor("p", (j,)), Tensor("q", (j, k))
    total = summation(2 * p.entry, j) + summation(q.entry * Tensor("r", (k,)).entry, j, k)
    step = sb.lambdify(sb.backprop([Equation(c, total)]))
    values = {"p": np.ones(2, np.float32), "q": np.ones((2, 3), np.float32), "r": np.arange(3, dtype=np.float32)}
    _, grads = step(values)
    assert grads["p"].tolist() == [2, 2] and grads["q"].tolist() == [[0, 1, 2]] * 2
    assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}


def test_a_quantity_used_twice():
    """A tied weight and a skip connection, against autograd."""
    j, k, c = index("j", 2), index("k", 2), Symbol("C", real=True)
    w, x, z, a = Tensor("w", (j, k)), Tensor("x", (j,)), Tensor("z", (j,)), Tensor("a", (j,))
    step = sb.lambdify(sb.backprop([
        Equation(z.entry, summation(w.entry * x.at(k), k)),
        Equation(a.entry, summation(w.entry * tanh(z.at(k)), k) + z.entry + x.entry),
        Equation(c, summation(a.entry ** 2, j)),
    ]))  # fmt: skip
    values = {"w": np.array([[0.3, -1.0], [0.5, 2.0]]), "x": np.array([0.7, -0.2])}

    def total(v):
        hidden = anp.dot(v["w"], v["x"])
        return anp.sum((anp.dot(v["w"], anp.tanh(hidden)) + hidden + v["x"]) ** 2)

    for name, gradient in autograd.grad(total)(values).items():
        np.testing.assert_allclose(step(values)[1][name], gradient, rtol=1e-12)


def test_the_source_does_not_depend_on_the_hash_seed():
    """Byte for byte the same from run to run."""
    script = (
        "import symbackprop as sb; net = sb.network('n', sb.Dense(3), sb.GELU(), sb.Dense(2), sb.Softmax(),"
        " cost=sb.Quadratic(), batch='rows', regularisation=sb.L2(0.1)); print(sb.lambdify(sb.backprop(net)).source)"
    )
    sources = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(sources) == 1


def test_wrong_shape_of_x():
    """The message has the declaration, what was expected, where a size came from, and what was got."""
    system = gradients(sb.Sigmoid(), sb.Quadratic(), "columns")
    parameters, x, y = data(system)
    step = sb.lambdify(system)
    with pytest.raises(ShapeError) as caught:
        step(parameters, x.T, y)
    assert str(caught.value) == (
        "x has the wrong shape\n    x[j, s]: j over 2, s over m\n    expected  (2, m)\n    got       (3, 2)\n"
        "    it looks transposed: give x.T"
    )
    with pytest.raises(ShapeError, match=r"y has the wrong shape(.|\n)*m = 3 \(from x\)(.|\n)*\(2, 2\)"):
        step(parameters, x, y[:, :2])
    with pytest.raises(ShapeError) as caught:
        step(parameters, np.ones((4, 5)), y)
    assert str(caught.value).endswith("expected  (2, m)\n    got       (4, 5)")


def test_the_gradient_by_a_defined_quantity():
    """`wrt="h1"` gives ∂C/∂h1, and a network's `wrt="a1"` that of a1 beside the parameters."""
    h, x = Symbol("h1", real=True), Symbol("x", real=True)
    equations = [Equation(h, x**2), Equation(Symbol("C", real=True), 3 * h)]
    assert sb.lambdify(sb.backprop(equations, wrt="h1"))({"x": 2.0}) == (12, {"h1": 3})
    assert sb.lambdify(sb.backprop(equations, wrt=("x", "h1")))({"x": 2.0}) == (12, {"x": 12, "h1": 3})
    net = sb.network(2, sb.Dense(3), sb.Tanh(), sb.Dense(2), cost=sb.Quadratic(), batch="rows")
    parameters, x, y = data(net)
    gradients = sb.lambdify(sb.backprop(net, wrt="a1"))(parameters, x, y)[1]
    assert set(gradients) == {*parameters, "a1"} and gradients["a1"].shape == (3, 3)


@pytest.mark.parametrize("batch", BATCHES)
def test_targets_as_training_takes_them(batch):
    """Classes as floats or truth values, and for one output a target without an axis of its own."""
    net = sb.network(2, sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch=batch)
    parameters, x, y = data(net)
    step = sb.lambdify(net)
    labels = np.argmax(y, axis=1 if batch == "rows" else 0)
    one_hot = np.moveaxis(np.eye(2)[labels], -1, 1 if batch == "rows" else 0)
    given = (labels, labels.astype(float), labels.astype(bool), one_hot, one_hot.astype(bool))
    assert len({float(step(parameters, x, t)) for t in given}) == 1
    with pytest.raises(DataError, match="y has labels outside the classes"):
        step(parameters, x, labels + 0.5)
    single = sb.network("n_0", sb.Dense("K"), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch=batch)
    for units, classes in ((1, labels), (2, labels)):
        found = sb.lambdify(single)({"w1": np.ones((units, 2)), "b1": np.zeros(units)}, x, classes)
        assert np.isfinite(found)


def test_symbolic_widths_must_agree():
    """n_1 rows in w1 and another number in b1."""
    net = sb.network("n_0", sb.Dense("n_1"), cost=sb.Quadratic())
    parameters = {"w1": np.ones((3, 2)), "b1": np.ones(4)}
    with pytest.raises(ShapeError, match=r"b1 has the wrong shape(.|\n)*n_1 = 3 \(from w1\)"):
        sb.lambdify(net)(parameters, np.ones(2), np.ones(3))


def test_missing_and_unfit_arguments():
    """A missing key, a missing array, text, and a stranger, each by name."""
    system = gradients(sb.Sigmoid(), sb.Quadratic(), None)
    parameters, x, y = data(system)
    step = sb.lambdify(system)
    with pytest.raises(ShapeError, match="w2 is missing from parameters"):
        step({k: v for k, v in parameters.items() if k != "w2"}, x, y)
    with pytest.raises(UsageError, match=r"step takes parameters, x, y, lam=…"):
        step(parameters, x)
    with pytest.raises(UsageError, match="alpha"):
        step(parameters, x, y, alpha=1)
    with pytest.raises(DataError, match="x is not an array of real numbers"):
        step(parameters, np.array(["a", "b"]), y)
    with pytest.raises(DataError, match="x is not an array: its rows have different lengths"):
        step(parameters, [[1, 2], [3]], y)
    for lam in ("a", None, np.ones(2), 1j, float("nan"), True):
        with pytest.raises(DataError, match="lam is one real number"):
            step(parameters, x, y, lam=lam)
    with pytest.raises(UsageError, match="parameters is a dict"):
        step(x, y, parameters)
    assert step(parameters, y=y, x=x)[0] == step(parameters, x, y)[0]


def test_hyperparameters_that_a_user_chose():
    """α within the activation and κ in the cost are asked for by name; a letter of a helper's own is no trap."""
    for activation, name in ((sb.LeakyReLU("alpha"), "alpha"), (sb.ELU("t1"), "t1")):
        net = sb.network(2, sb.Dense(2), activation, cost=sb.Quadratic(scale="kappa"))
        open_, fixed = (
            sb.lambdify(sb.backprop(n))
            for n in (net, sb.network(2, sb.Dense(2), type(activation)(0.3), cost=sb.Quadratic(scale=2)))
        )
        parameters, x, y = data(net)
        cost, grads = open_(parameters, x, y, **{name: 0.3, "kappa": 2})
        assert cost == fixed(parameters, x, y)[0]
        np.testing.assert_allclose(grads["w1"], fixed(parameters, x, y)[1]["w1"], rtol=1e-14)
        forward = sb.lambdify(net, "a1")
        assert forward(parameters, x, **{name: 0.3}).shape == (2,)
        with pytest.raises(UsageError, match=f"{name} has no value"):
            forward(parameters, x)
        assert sb.lambdify(net.with_defaults({name: 0.3}), "a1")(parameters, x).shape == (2,)


def test_what_cannot_be_compiled():
    """What is left open, the generic layer, unknown outputs: refused before anything runs."""
    with pytest.raises(UsageError, match="g is left open"):
        sb.lambdify(sb.network(2, sb.Dense(1), sb.Unspecified(), cost=sb.Quadratic()))
    with pytest.raises(UsageError, match="left open"):
        sb.lambdify(sb.network(2, sb.Dense(1), sb.Tanh(), cost=sb.UnspecifiedCost()))
    with pytest.raises(UsageError, match="generic layer"):
        sb.lambdify(sb.generic_network(sb.Sigmoid(), cost=sb.Quadratic()))
    with pytest.raises(UsageError, match=r"no equation defines a7(.|\n)*a1"):
        sb.lambdify(sb.network(2, sb.Dense(1), sb.Tanh(), cost=sb.Quadratic()), "a7")
    with pytest.raises(UsageError, match="outputs=3 names nothing"):
        sb.lambdify(sb.network(2, sb.Dense(1), cost=sb.Quadratic()), 3)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="takes a System"):
        sb.lambdify([1, 2])  # type: ignore[arg-type]
