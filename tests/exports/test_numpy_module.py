"""What would be broken: the exported module against training and prediction here, bit by bit."""

import ast
import subprocess
import sys

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.compiling.loading import load
from symbackprop.errors import UsageError
from symbackprop.exports.numpy_module import numpy_module
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.descent import GradientDescent
from symbackprop.optimisers.schedules import CosineDecay

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(50, 5)), RANDOM.integers(0, 3, 50)
CASES = {
    "rows, softmax, Adam, L2": ("rows", sb.Softmax(), sb.CrossEntropy(), sb.L2(0.1), Adam()),
    "columns, sigmoid": ("columns", sb.Sigmoid(), sb.Quadratic(), None, GradientDescent(0.5)),
    "one example, GELU": (None, sb.GELU(), sb.MeanSquaredError(), None, GradientDescent(0.1)),
    "cut off on both sides, a schedule": (
        "rows",
        sb.Activation(lambda u: max(-1, min(u, 1))),
        sb.Quadratic(),
        None,
        Adam(schedule=CosineDecay(9)),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_same_bits(case):
    """Parameters drawn, trained for three epochs with a smaller last batch, and outputs."""
    batch, last, cost, regularisation, optimiser = CASES[case]
    net = sb.network(
        5, sb.Dense(7), sb.Tanh(), sb.Dense(3), last, cost=cost, batch=batch, regularisation=regularisation
    )
    module = load(numpy_module(net, optimiser, batch_size=16, examples=len(X)))
    targets = Y if net.classes else np.eye(3)[Y]
    placed = (X.T, targets.T) if batch == "columns" else (X, targets)
    expected = sb.train(net, *placed, epochs=3, batch_size=16, optimiser=optimiser, seed=4)
    start, drawn = module["initialise"](4), sb.initialise(net, 4)
    found = module["train"](start, X, targets, epochs=3, seed=4)
    for name, value in expected.parameters.items():
        assert start[name].tobytes() == drawn[name].tobytes()
        assert found[name].tobytes() == np.ascontiguousarray(value).tobytes(), name
    outputs = sb.predict(net, expected.parameters, placed[0], raw=True)
    outputs = outputs.T if batch == "columns" else outputs
    assert module["predict"](found, X).tolist() == outputs.tolist()


def test_numpy_is_all_it_needs(tmp_path):
    """It runs where this package cannot be imported, imports nothing but NumPy and math, and learns."""
    net = sb.network(2, sb.Dense(8), sb.Tanh(), sb.Dense(1), sb.Sigmoid(), cost=sb.BinaryCrossEntropy(), batch="rows")
    text = numpy_module(net, Adam(0.05), batch_size=4)
    names = {a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for a in n.names}
    assert names <= {"numpy", "math"}
    (tmp_path / "xor.py").write_text(text, encoding="utf-8")
    program = (
        "import sys, xor, numpy as np\n"
        "x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])\n"
        "p = xor.train(xor.initialise(1), x, y, epochs=300)\n"
        "print(np.rint(xor.predict(p, x)).ravel().tolist(), any(m.startswith('symbackprop') for m in sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[0.0, 1.0, 1.0, 0.0] False"


def test_it_can_be_read():
    """Equations stand above the lines that compute them; no line is that of a machine's."""
    net = sb.network(5, sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    text = numpy_module(net)
    for comment in ("# delta1[s, j] = (a1[s, j] - y[s, j])/m", "# dw1[j, k] = Σ_s delta1[s, j] x[s, k]"):
        assert comment in text
    assert ast.get_docstring(ast.parse(text)).splitlines()[2].strip() == "z1[s, j] = Σ_k w1[j, k] x[s, k] + b1[j]"
    assert 'SETTINGS = {"alpha": 0.1}' in text


def test_settings_can_be_changed():
    """Another learning rate gives other parameters; the defaults are those of the optimiser."""
    net = sb.network(5, sb.Dense(3), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    module = load(numpy_module(net, GradientDescent(0.2)))
    start = module["initialise"]()
    slow, usual, same = (module["train"](start, X, Y, 1, **s)["b1"] for s in ({"alpha": 0.01}, {}, {"alpha": 0.2}))
    assert not np.array_equal(slow, usual)
    assert np.array_equal(same, usual)


def test_what_is_left_open_is_refused():
    """λ of how many examples, and widths that are symbols."""
    with pytest.raises(UsageError, match="how many"):
        numpy_module(sb.network(2, sb.Dense(1), cost=sb.Quadratic(), batch="rows", regularisation=sb.L2(0.1)))
    with pytest.raises(UsageError, match="n_0"):
        numpy_module(sb.network("n_0", sb.Dense(1), cost=sb.Quadratic(), batch="rows"))
    add = sb.Activation(lambda u: u**3 + u, "add")
    with pytest.raises(UsageError, match="rename"):
        numpy_module(sb.network(2, sb.Dense(1), add, cost=sb.Quadratic(), batch="rows"))
