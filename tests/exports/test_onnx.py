"""What would be broken: the forward pass as an ONNX model, run by onnxruntime."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.errors import ShapeError, UnknownNodeError, UsageError
from symbackprop.exports.onnx_graph import Functions, Graph
from symbackprop.exports.onnx_model import onnx_model

onnxruntime = pytest.importorskip("onnxruntime")
ACTIVATIONS = {
    "sigmoid": sb.Sigmoid(),
    "tanh": sb.Tanh(),
    "relu": sb.ReLU(),
    "leaky relu": sb.LeakyReLU(),
    "elu": sb.ELU(2),
    "softplus": sb.Softplus(),
    "silu": sb.SiLU(),
    "gelu": sb.GELU(),
    "gelu by tanh": sb.GELU("tanh"),
    "identity": sb.Identity(),
    "a user's own": sb.Activation(lambda u: u / (1 + abs(u))),
}


def run(model, x):
    """The model's outputs."""
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_onnxruntime_computes_what_numpy_computes(name):
    """Each activation, for small and great arguments, in float32, for any number of examples."""
    layers = (sb.Dense(5), ACTIVATIONS[name], sb.Dense(4), sb.Softmax())
    net = sb.network(3, *layers, cost=sb.CrossEntropy(), batch="rows")
    parameters = {n: p.astype(np.float32) for n, p in sb.initialise(net, seed=1).items()}
    model = onnx_model(net, parameters)
    for count, scale in ((7, 1), (1, 100)):
        x = np.random.default_rng(0).normal(size=(count, 3), scale=scale).astype(np.float32)
        np.testing.assert_allclose(run(model, x), sb.lambdify(net, (net.output,))(parameters, x), atol=2e-5)


def test_double_precision_and_columns():
    """A network in columns is a model of rows, and float64 is kept where it is asked for."""
    net = sb.network(3, sb.Dense(2), sb.Sigmoid(), cost=sb.Quadratic(), batch="columns")
    parameters, x = sb.initialise(net, seed=2), np.random.default_rng(0).normal(size=(5, 3))
    found = run(onnx_model(net, parameters, np.float64), x)
    np.testing.assert_allclose(found, sb.lambdify(net, ("a1",))(parameters, x.T).T, rtol=1e-14)


def test_the_model_says_what_it_computes():
    """Its document string holds the equations, and its ends their names and sizes."""
    net = sb.network(3, sb.Dense(2), sb.SiLU(), cost=sb.Quadratic())
    model = onnx_model(net, sb.initialise(net))
    assert "z1[s, j] = Σ_k w1[j, k] x[s, k] + b1[j]" in model.graph.doc_string
    assert "silu(u) = u sigmoid(u)" in model.graph.doc_string
    (x,) = model.graph.input
    assert [d.dim_param or d.dim_value for d in x.type.tensor_type.shape.dim] == ["m", 3]


def test_symbolic_widths_come_from_the_parameters():
    """A network of open widths takes those of its arrays."""
    net = sb.network("n_0", sb.Dense("n_1"), sb.Tanh(), cost=sb.Quadratic())
    parameters = sb.initialise(net, sizes={"n_0": 3, "n_1": 2})
    assert run(onnx_model(net, parameters), np.ones((4, 3), np.float32)).shape == (4, 2)


def test_parameters_that_are_not_the_network_s_are_refused():
    """One that is missing, and one of another shape."""
    net = sb.network(3, sb.Dense(2), sb.Tanh(), cost=sb.Quadratic())
    with pytest.raises(ShapeError, match="b1 is missing"):
        onnx_model(net, {"w1": np.ones((2, 3))})
    with pytest.raises(ShapeError, match="w1 has the wrong shape"):
        onnx_model(net, {"w1": np.ones((3, 2)), "b1": np.ones(2)})


def test_what_onnx_has_not_is_an_error():
    """A function without a node, and a hyperparameter without a value."""
    with pytest.raises(UnknownNodeError, match=r"np\.trunc has no form in ONNX"):
        Functions(Graph(np.dtype(np.float32))).trunc
    with pytest.raises(UsageError, match="alpha has no value"):
        onnx_model(sb.network(3, sb.Dense(4), sb.ELU("alpha"), cost=sb.Quadratic()), {})
