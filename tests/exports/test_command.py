"""What would be broken: `symbackprop export`."""

import numpy as np
import pytest

import symbackprop as sb
from symbackprop.cli import main
from symbackprop.compiling.loading import load

onnxruntime = pytest.importorskip("onnxruntime")


def test_a_module_on_standard_output(capsys):
    """Without a file the text is printed, and is a module."""
    options = ["--to", "numpy", "--optimiser", "adam", "--batch-size", "8", "--learning-rate", "0.02"]
    assert main(["export", "3-4-2", *options]) == 0
    module = load(capsys.readouterr().out)
    assert module["BATCH_SIZE"] == 8
    assert module["SETTINGS"]["alpha"] == 0.02
    assert module["predict"](module["initialise"](), np.ones((5, 3))).shape == (5, 2)


@pytest.mark.parametrize(
    ("form", "sign"), [("torch", "class Layer(torch.autograd.Function):"), ("jax", "layer.defvjp")]
)
def test_a_layer_in_a_file(form, sign, tmp_path, capsys):
    """The file is whole, and its name is said."""
    path = tmp_path / "layer.py"
    assert main(["export", "5-3", "--output", "gelu", "--cost", "quadratic", "--to", form, "-o", str(path)]) == 0
    assert sign in path.read_text(encoding="utf-8")
    assert str(path) in capsys.readouterr().out


def test_a_trained_model_reads_the_data_as_they_come(tmp_path):
    """The scaling that training saved beside the weights is part of the model."""
    weights, path = tmp_path / "weights.npz", tmp_path / "network.onnx"
    net = sb.network(3, sb.Dense(2), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    parameters, shift, scale = sb.initialise(net), np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0])
    np.savez(weights, **parameters, x_shift=shift, x_scale=scale)
    assert main(["export", "3-2", "--to", "onnx", "--weights", str(weights), "-o", str(path)]) == 0
    x = np.random.default_rng(0).normal(size=(4, 3), scale=9).astype(np.float32)
    session = onnxruntime.InferenceSession(path.read_bytes(), providers=["CPUExecutionProvider"])
    expected = sb.predict(net, parameters, (x - shift) / scale, raw=True)
    np.testing.assert_allclose(session.run(None, {"x": x})[0], expected, atol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("3-2 --to fortran", "there is no such choice"),
        ("3-2 --to onnx", "a model is no text"),
        ("3-2 --to onnx -o {0}/n.onnx", "which weights?"),
        ("3-2 --to onnx -o {0}/n.onnx --weights {0}/none.npz", "there is no such file"),
        ("3-2 --to onnx -o {0}/n.txt --weights w.npz", "ends in .onnx"),
        ("3-2 --to torch --optimiser adam", "--optimiser is for --to numpy"),
        ("3-2 --to numpy --l2 0.1", "how many?"),
        ("3-2 --to numpy --batch-size 0", "not a positive number"),
        ("n_0-2 --to jax", "code needs numbers"),
        ("3-2 --to jax --output unspecified", "no values to compute with"),
    ],
)
def test_complaints(arguments, complaint, tmp_path, capsys):
    """One message and exit code 2, and nothing is written."""
    assert main(["export", *arguments.format(tmp_path).split()]) == 2
    assert complaint in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
