"""`symbackprop export`: a network as a file for NumPy, ONNX, PyTorch or JAX."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbackprop.commands.choices import COST, HIDDEN, OUTPUT, chosen
from symbackprop.errors import UsageError

if TYPE_CHECKING:
    from symbackprop.language.systems import System
    from symbackprop.optimisers.optimiser import Optimiser

SUMMARY = "write a network for NumPy alone, ONNX, PyTorch or JAX"
DESCRIPTION = """\
numpy   a module that imports NumPy alone: it draws parameters, predicts and trains, the same to the last bit as here
onnx    the forward pass with trained weights, for any runtime of ONNX
torch   a torch.autograd.Function whose backward is the derived gradients
jax     a function with jax.custom_vjp whose gradients are the derived ones
"""
EPILOG = f"""\
examples:
  symbackprop export 64-30-10 --to numpy -o network.py --optimiser adam --batch-size 16
  symbackprop train --data digits --layers 64-30-10 --save weights.npz
  symbackprop export 64-30-10 --to onnx --weights weights.npz -o network.onnx
  symbackprop export 784-128 --output gelu --to torch -o layer.py
  symbackprop export 784-128 --output gelu --to jax

activations:  {", ".join(HIDDEN)}
outputs:      {", ".join(OUTPUT)}
costs:        {", ".join(COST)}
"""
FORMS = {"numpy": ".py", "onnx": ".onnx", "torch": ".py", "jax": ".py"}


def add_options(command: Any) -> None:
    """The options of the command."""
    add = command.add_argument
    add("layers", metavar="LAYERS", help="widths, inputs first: 64-30-10")
    add("--to", required=True, metavar="FORM", help=", ".join(FORMS))
    add("-o", "--out", metavar="FILE", help="what to write (standard output; onnx needs a file)")
    add("--hidden", metavar="NAME", help="activation of the hidden layers (sigmoid)")
    add("--output", metavar="NAME", help="activation of the last layer (what fits the cost)")
    add("--cost", metavar="NAME", help="cost (what fits the output; cross-entropy)")
    add("--weights", metavar="FILE.npz", help="onnx: trained parameters, as symbackprop train --save writes them")
    add("--l2", type=float, metavar="LAMBDA", help="numpy: strength of L2 regularisation (none)")
    add("--examples", type=int, metavar="N", help="numpy: the number of training examples that L2 is meant for")
    add("--optimiser", metavar="NAME", help="numpy: sgd, momentum, nesterov, rmsprop, adam, adamw (sgd)")
    add("--learning-rate", type=float, metavar="ALPHA", help="numpy: alpha (that of the optimiser)")
    add("--batch-size", type=int, metavar="M", help="numpy: examples a step (32)")


def run(options: Any) -> int:
    """Make the text or the model, and write it."""
    from symbackprop.commands.choices import build, refuse_unspecified, widths
    from symbackprop.commands.writing import refuse_file, write_file

    form = chosen("--to", options.to, FORMS)
    out = Path(options.out) if options.out else None
    if out is not None:
        refuse_file(out, FORMS[form], *([Path(options.weights)] if options.weights else []))
    elif form == "onnx":
        raise UsageError("--to onnx: a model is no text", hint="name a file: -o network.onnx")
    _refuse_strangers(form, options)
    layers = widths("layers", options.layers)
    if any(isinstance(width, str) for width in layers):
        raise UsageError("layers: code needs numbers", text=options.layers, expected="widths such as 64-30-10")
    refuse_unspecified(options.hidden, options.output, options.cost)
    network = build(layers, options.hidden, options.output, options.cost, "rows", options.l2)
    content = _made(form, network, options)
    if out is None:
        print(content.decode(), end="")
    else:
        write_file(out, lambda file: file.write(content))
        print(f"{out}: {options.layers} for {form}, {len(content):,} bytes")
    return 0


def _made(form: str, network: "System", options: Any) -> bytes:
    """The content of the file."""
    if form == "onnx":
        return _model(network, Path(options.weights))
    if form == "numpy":
        from symbackprop.exports.numpy_module import numpy_module

        optimiser, size = _optimiser(options), options.batch_size or 32
        return numpy_module(network, optimiser, batch_size=size, examples=options.examples).encode()
    if form == "torch":
        from symbackprop.exports.torch_source import torch_source

        return torch_source(network).encode()
    from symbackprop.exports.jax_source import jax_source

    return jax_source(network).encode()


def _optimiser(options: Any) -> "Optimiser":
    """The optimiser by its name, with the learning rate that is asked for."""
    from symbackprop.training.settings import LEARNING_RATE, OPTIMISERS

    name = chosen("--optimiser", options.optimiser or "sgd", OPTIMISERS)
    rate = LEARNING_RATE if options.learning_rate is None and name == "sgd" else options.learning_rate
    return OPTIMISERS[name]() if rate is None else OPTIMISERS[name](alpha=rate)


def _model(network: "System", path: Path) -> bytes:
    """The model with the parameters of a file, and with its scaling of the inputs."""
    import numpy as np

    from symbackprop.errors import DataError
    from symbackprop.exports.onnx_model import onnx_model

    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file") from None
    except Exception as error:  # a damaged file can fail in every way that zip files and NumPy know
        raise DataError(f"{path} is no file of weights", got=str(error)) from None
    scaling = [found.pop(name, None) for name in ("x_shift", "x_scale")]
    model = onnx_model(network, found, scaling=None if any(s is None for s in scaling) else (scaling[0], scaling[1]))
    return bytes(model.SerializeToString())


def _refuse_strangers(form: str, options: Any) -> None:
    """Raise UsageError for options that mean nothing for this form, and for weights that are missing."""
    theirs = {"onnx": ("weights",), "numpy": ("l2", "examples", "optimiser", "learning_rate", "batch_size")}
    for other, names in theirs.items():
        for name in names:
            if other != form and getattr(options, name) is not None:
                raise UsageError(f"--{name.replace('_', '-')} is for --to {other}, not for --to {form}")
    if form == "onnx" and options.weights is None:
        raise UsageError(
            "--to onnx: which weights?", expected="--weights FILE.npz", hint="symbackprop train … --save FILE.npz"
        )
    for name in ("examples", "batch_size", "learning_rate"):
        if getattr(options, name) is not None and getattr(options, name) <= 0:
            raise UsageError(f"--{name.replace('_', '-')} {getattr(options, name)}: not a positive number")
