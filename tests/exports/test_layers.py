"""What would be broken: a derived layer in JAX's and PyTorch's programs."""

import importlib.util

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.compiling.loading import load
from symbackprop.errors import UnknownNodeError, UsageError
from symbackprop.exports.jax_source import jax_source
from symbackprop.exports.layers import as_layer
from symbackprop.exports.torch_source import torch_source
from symbackprop.exports.translation import in_torch

ACTIVATIONS = {
    "sigmoid": sb.Sigmoid(),
    "tanh": sb.Tanh(),
    "relu": sb.ReLU(),
    "elu": sb.ELU(2),
    "softplus": sb.Softplus(),
    "gelu": sb.GELU(),
    "softmax": sb.Softmax(),
    "a user's own": sb.Activation(lambda u: u / (1 + abs(u))),
}


def deep(batch=None):
    """Two layers, and a cost and a regularisation that a layer has nothing to do with."""
    layers = (sb.Dense(4), sb.SiLU(), sb.Dense(2), sb.Softmax())
    return sb.network(3, *layers, cost=sb.CrossEntropy(), batch=batch, regularisation=sb.L2(0.1))


def arrays(count=6):
    """x, w1, b1, w2, b2."""
    random = np.random.default_rng(0)
    return [random.normal(size=size) for size in ((count, 3), (4, 3), (4,), (2, 4), (2,))]


def test_a_layer_is_proved_like_any_network():
    """Its gradients by Σ g a are theorems, and neither its cost nor its λ comes along."""
    layer = as_layer(deep("columns"))
    assert not sb.check(layer).require(sb.Verdict.PROVED).refuted
    assert {"y", "lam"}.isdisjoint(layer.by_name)
    assert set(layer.asked) == {"x", "w1", "b1", "w2", "b2"}


@pytest.mark.parametrize("batch", [None, "columns"])
def test_jax_s_own_gradients_agree(batch):
    """`jax.custom_vjp` with the derived gradients against JAX's own differentiation of the same forward function."""
    jax = pytest.importorskip("jax")
    layer = load(jax_source(deep(batch)))

    def both(given, upstream):
        own, derived = jax.vjp(layer["layer"], *given)
        there, automatic = jax.vjp(lambda *a: layer["layer_forward"](*a)[0], *given)
        return (own, *derived(upstream)), (there, *automatic(upstream))

    with jax.enable_x64(True):
        for mine, theirs in zip(*jax.jit(both)(arrays(), arrays()[0][:, :2]), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-11, atol=1e-13)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_gradcheck(name):
    """PyTorch's own check of every gradient by differences."""
    import torch

    layer = load(torch_source(sb.network(3, sb.Dense(4), ACTIVATIONS[name], cost=sb.Quadratic())))["Layer"]
    given = [torch.tensor(a, requires_grad=True) for a in arrays()[:3]]
    assert torch.autograd.gradcheck(layer.apply, given)


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")
def test_torch_computes_what_numpy_computes():
    """The forward pass of two layers, to the last digits."""
    import torch

    found = load(torch_source(deep()))["Layer"].apply(*map(torch.tensor, arrays()))
    x, *given = arrays()
    expected = sb.lambdify(deep("rows"), ("a2",))(dict(zip(("w1", "b1", "w2", "b2"), given, strict=True)), x)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("numpy", "torch"),
    [
        ("np.where(u < 0, np.exp(u), 1)", "torch.where(u < 0, torch.exp(u), 1)"),
        ("np.maximum(u, 0.5)", "torch.clamp(u, min=0.5)"),
        ("np.minimum(u, v)", "torch.minimum(u, v)"),
        ("np.logaddexp(0, -u)", "torch.logaddexp(torch.full_like(-u, 0), -u)"),
        ("z.max(axis=1, keepdims=True)", "z.amax(axis=1, keepdims=True)"),
        ("np.where(u > 0, 1, 0).astype(u.dtype)", "torch.where(u > 0, 1, 0).to(u.dtype)"),
        ("np.array(upstream)", "torch.clone(upstream)"),
        ("np.broadcast_to(1, (m, 4)).astype(x.dtype)", "torch.full((m, 4), 1).to(x.dtype)"),
        ("np.tensordot(a, b, axes=([0, 1], [1, 0]))", "torch.tensordot(a, b, dims=([0, 1], [1, 0]))"),
        ("(d.T @ a).transpose(1, 0, 2)", "(d.T @ a).permute(1, 0, 2)"),
    ],
)
def test_numpy_read_as_torch(numpy, torch):
    """Each form of emitted NumPy that PyTorch has another name for."""
    assert in_torch(numpy) == torch


def test_every_activation_has_a_form_in_torch():
    """No function of the library's own is missing; the text says what it is derived from."""
    for activation in ACTIVATIONS.values():
        text = torch_source(sb.network(3, sb.Dense(4), activation, cost=sb.Quadratic()))
        assert "np." not in text
        assert "# dw1[j, k] = Σ_s delta1[s, j] x[s, k]" in text or "softmax" in text


def test_an_unknown_function_is_an_error():
    """Nothing is passed on by luck."""
    with pytest.raises(UnknownNodeError, match=r"np\.fft has no form in PyTorch"):
        in_torch("np.fft(u)")


def test_a_layer_takes_arrays_alone():
    """A hyperparameter that is left open is named."""
    with pytest.raises(UsageError, match="alpha is left open"):
        jax_source(sb.network(3, sb.Dense(4), sb.ELU("alpha"), cost=sb.Quadratic()))
