"""What would be broken: training on several devices, which are simulated by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="module")
def found():
    """What `simulated.py` measured on 1, 2, 8 devices, and on 8 of which 4 hold one copy of the network."""
    flags = {"XLA_FLAGS": "--xla_force_host_platform_device_count=8", "JAX_PLATFORMS": "cpu"}
    program = Path(__file__).with_name("simulated.py")
    done = subprocess.run(
        [sys.executable, program], env=os.environ | flags, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_gradients_are_numpy_s(found):
    """The shares of eight devices add up to the cost and the gradients of the NumPy function."""
    assert found["gradients"] < 1e-12


def test_the_number_of_devices_changes_nothing(found):
    """The same parameters after an epoch with momentum on 1, 2 and 8 devices, with a model axis, and with NumPy."""
    expected = found["numpy"]
    for run in found["runs"]:
        assert run["steps"] == 3
        np.testing.assert_allclose(run["cost"], expected["cost"], rtol=1e-12)
        for name, value in expected["parameters"].items():
            np.testing.assert_allclose(run["parameters"][name], value, rtol=1e-10, atol=1e-13)


def test_a_batch_that_cannot_be_shared_out(found):
    """Twelve examples on eight devices are computed whole by each, and change the parameters as they should."""
    assert found["rest"] < 1e-12


def test_one_all_reduce_a_step(found):
    """The cost and all gradients travel as one vector, and nothing else does."""
    assert found["together"] == [["all-reduce"], ["all-reduce"]]


def test_a_model_axis_spreads_large_layers(found):
    """With four devices to a copy, each holds a quarter of the units of a large layer."""
    assert found["runs"][3]["held"] == {"w1": [4, 6], "b1": [4], "w2": [1, 16], "b2": [1]}
    assert found["runs"][0]["held"]["w1"] == [16, 6]
