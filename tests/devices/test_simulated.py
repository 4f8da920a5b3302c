"""What would be broken: training on several devices, which are simulated by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="module")
def runs():
    """What `simulated.py` measured on 1, 2, 8 devices, and on 8 of which 4 hold one copy of the network."""
    flags = {"XLA_FLAGS": "--xla_force_host_platform_device_count=8", "JAX_PLATFORMS": "cpu"}
    program = Path(__file__).with_name("simulated.py")
    found = subprocess.run(
        [sys.executable, program], env=os.environ | flags, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_gradients_are_numpy_s(runs):
    """The shares of all devices add up to the cost and the gradients of the NumPy function."""
    assert max(run["difference"] for run in runs) < 1e-12


def test_the_number_of_devices_changes_nothing(runs):
    """The same parameters after two epochs with momentum, with a last batch that does not divide by 8."""
    first, *others = runs
    assert first["steps"] == 6
    for run in others:
        assert run["steps"] == first["steps"]
        np.testing.assert_allclose(run["cost"], first["cost"], rtol=1e-12)
        for name, value in first["parameters"].items():
            np.testing.assert_allclose(run["parameters"][name], value, rtol=1e-10, atol=1e-12)


def test_one_all_reduce_a_step(runs):
    """The cost and all gradients travel as one vector."""
    assert [run["all_reduces"] for run in runs[1:3]] == [1, 1]


def test_a_model_axis_spreads_large_layers(runs):
    """With four devices to a copy, each holds a quarter of the units of a large layer."""
    assert runs[3]["held_by_one"] == {"w1": [4, 6], "b1": [4], "w2": [1, 16], "b2": [1]}
    assert runs[0]["held_by_one"]["w1"] == [16, 6]
