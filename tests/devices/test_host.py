"""What would be broken: `train` with JAX, whose state is kept in NumPy arrays between stretches."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.optimisers.adaptive import Adam
from symbackprop.optimisers.schedules import CosineDecay

pytest.importorskip("jax")
RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(60, 4)), RANDOM.integers(0, 3, 60)


def test_training_is_numpy_s(tmp_path):
    """The same parameters and history as with NumPy; a run that was interrupted ends as it would have, bit for bit."""
    layers = (sb.Dense(3), sb.Softmax())
    net = sb.network(4, *layers, cost=sb.CrossEntropy(), batch="rows", regularisation=sb.L2(0.1))
    settings = {"batch_size": 16, "optimiser": Adam(schedule=CosineDecay(9)), "seed": 5, "validation": 0.2}
    whole = sb.train(net, X, Y, epochs=4, backend="jax", **settings)
    numpy = sb.train(net, X, Y, epochs=4, **settings)
    for name, value in numpy.parameters.items():
        np.testing.assert_allclose(whole.parameters[name], value, rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(whole.history["validation_cost"], numpy.history["validation_cost"], rtol=1e-12)

    def stop(run):
        if run.epoch == 2:
            run.interrupt()

    kept = {"checkpoint": tmp_path / "run.npz", "backend": "jax", **settings}
    assert sb.train(net, X, Y, epochs=4, callbacks=[stop], **kept).ended == "interrupted"
    resumed = sb.train(net, X, Y, epochs=4, resume=True, **kept)
    for name, value in whole.parameters.items():
        assert resumed.parameters[name].tobytes() == value.tobytes()
