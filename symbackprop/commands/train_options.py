"""The options of `symbackprop train`, and the help that teaches them; nothing heavy is imported to know them."""

import argparse
import math
from typing import Any

from symbackprop.commands.choices import HIDDEN, INITIALISATIONS, OPTIMISERS, OUTPUT, SCHEDULES

SUMMARY = "train a network on digits, images, a CSV file or an NPZ file"
DESCRIPTION = """\
Trains a network with the gradients that are derived from its equations.  A fifth of the data, stratified and always
the same, is kept for the test, unless the data come with a test part; inputs are scaled by what the training part
shows, and the scaling is saved with the weights.

Ctrl-C ends training after the step under way, with the best model so far: it is reported and saved like any other.
"""
EPILOG = f"""\
data:
  digits            1,797 images of 8 x 8 pixels, in 10 classes (needs scikit-learn)
  FILE.csv          one example a line: the inputs, then the target (or a column named y, label, class or target)
  FILE.npz          arrays x (m, n) or (m, h, w) and y (m,), as numpy.savez("FILE.npz", x=x, y=y) writes them
  FOLDER            IDX files as MNIST has them: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-..., .gz or not
  FILE-idx3-ubyte   one such file of images; its labels are looked for beside it
  fashion-mnist     the IDX files of Debian's package dataset-fashion-mnist; fashion-mnist:FOLDER for another place
  openml:NAME       a data set of openml.org, fetched by scikit-learn; openml:NAME@VERSION

examples:
  symbackprop train --data digits --layers 64-30-10
  symbackprop train --data digits --hidden relu --init he --optimiser adam --schedule cosine --report digits.html
  symbackprop train --data digits --batch-size 1 --learning-rate 0.05            online learning
  symbackprop train --data digits --batch-size 8 --accumulate 4                  four batches of 8 make a step
  symbackprop train --data digits --patience 5 --validation 0.1                  stop when a tenth set aside says so
  symbackprop train --data iris.csv --layers 4-8-3 --l2 0.1 --class-weights balanced --save weights.npz
  symbackprop train --data prices.csv --layers 8-20-1 --output identity --cost mean-squared-error --learning-rate 0.05
  symbackprop train --data fashion-mnist --layers 784-128-10 --hidden relu --init he --optimiser adam \\
      --batch-size 128 --epochs 8 --precision float32 --checkpoint run.npz --resume
  symbackprop train --data digits --layers 64-30-10 --verify --json

a run that may be killed, and goes on where it was when the same line is given again:
  symbackprop train --data digits --epochs 2000 --checkpoint run.npz --resume --save weights.npz

activations:      {", ".join(h for h in HIDDEN if h != "unspecified")}
outputs:          {", ".join(o for o in OUTPUT if o != "unspecified")}
optimisers:       {", ".join(OPTIMISERS)}
schedules:        {", ".join(SCHEDULES)}
initialisations:  {", ".join(INITIALISATIONS)}

Exit codes: 0; 1 when --verify finds that something compiled is wrong; 2 for bad input and for a training whose numbers
leave the finite ones; 130 after Ctrl-C.
"""


def add_options(command: argparse.ArgumentParser) -> None:
    """The options, in groups."""
    add = command.add_argument_group("the network").add_argument
    add("--data", required=True, metavar="DATA", help="what to train on, see below")
    add("--layers", metavar="LAYERS", help="widths, inputs first (inputs-30-classes of the data)")
    add("--hidden", metavar="NAME", help="activation of the hidden layers (sigmoid)")
    add("--output", metavar="NAME", help="activation of the last layer (what fits the cost)")
    add("--cost", metavar="NAME", help="cost (what fits the output; cross-entropy)")
    add("--l2", type=float, default=0.0, metavar="LAMBDA", help="strength of L2 regularisation (0)")
    add("--init", default="lecun", metavar="NAME", help="scale of the initial weights (lecun: 1/sqrt(n))")
    _add_steps(command)
    _add_trust(command)
    _add_results(command)


def _add_steps(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("the steps").add_argument
    add("--epochs", type=whole, default=60, help="passes over the training part (60)")
    add("--batch-size", type=batch, default=16, metavar="N", help="examples a step: 1 is online, all full batch (16)")
    add("--accumulate", type=whole, default=1, metavar="N", help="batches whose gradients make one step (1)")
    add("--optimiser", "--optimizer", default="sgd", metavar="NAME", help="sgd, momentum, nesterov, adam, ... (sgd)")
    add("--learning-rate", type=positive, metavar="ALPHA", help="alpha (0.5 for sgd, else the optimiser's own)")
    add("--schedule", metavar="NAME", help="how the learning rate goes on: cosine, step, ... (it stays)")
    add("--class-weights", metavar="W", help="balanced, or a weight for each class: 1,5,1")
    add("--validation", type=positive, metavar="SHARE", help="share of the training part that is set aside (0.1)")
    add("--patience", type=whole, metavar="N", help="stop when the validation cost is no better for N epochs")
    add("--seed", type=int, default=0, help="of the initial weights and the order of examples (0)")
    add("--precision", default="float64", metavar="TYPE", help="float64 or float32 (float64)")
    add("--backend", default="numpy", metavar="NAME", help="numpy; fast, which needs numba; or jax (numpy)")


def _add_trust(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("trust").add_argument
    add("--verify", action="store_true", help="first hold what is compiled against 50 digits and finite differences")
    add("--checkpoint", metavar="FILE.npz", help="keep the state of the run in a file")
    add("--interval", type=not_negative, default=30.0, metavar="SECONDS", help="between two checkpoints (30)")
    add("--resume", action="store_true", help="go on from the checkpoint, if it is there")


def _add_results(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("results").add_argument
    add("--save", metavar="FILE.npz", help="write the trained parameters and the scaling of the inputs")
    add("--report", metavar="FILE.html", help="write a page: equations, curves, confusions, mistakes, weights")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def whole(text: str) -> int:
    """A whole number of at least 1."""
    if not (text.isascii() and text.isdigit() and int(text[:20]) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1")
    return int(text[:20])


def batch(text: str) -> int | str:
    """The number of examples of a batch, or all."""
    return text if text == "all" else whole(text)


def positive(text: str) -> float:
    """A positive number."""
    return _number(text, 0.0, "a positive number", strict=True)


def not_negative(text: str) -> float:
    """A number of at least 0."""
    return _number(text, 0.0, "a number of at least 0", strict=False)


def _number(text: str, least: float, kind: str, strict: bool) -> Any:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and (value > least or (value == least and not strict))):
        raise argparse.ArgumentTypeError(f"{text!r} is not {kind}")
    return value
