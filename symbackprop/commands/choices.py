"""The names by which the command line knows activations, costs and layers; nothing heavy is imported to know them."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import symbackprop as sb
from symbackprop.errors import SymbackpropError, UsageError

if TYPE_CHECKING:
    from symbackprop.language.systems import System

Made = tuple[str, dict[str, Any]]

HIDDEN: dict[str, Made] = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "relu": ("ReLU", {}),
    "leaky-relu": ("LeakyReLU", {}),
    "elu": ("ELU", {}),
    "softplus": ("Softplus", {}),
    "silu": ("SiLU", {}),
    "gelu": ("GELU", {}),
    "gelu-tanh": ("GELU", {"approximate": "tanh"}),
    "identity": ("Identity", {}),
    "unspecified": ("Unspecified", {}),
}
OUTPUT: dict[str, Made] = {"softmax": ("Softmax", {}), **HIDDEN}
COST: dict[str, Made] = {
    "cross-entropy": ("CrossEntropy", {}),
    "binary-cross-entropy": ("BinaryCrossEntropy", {}),
    "quadratic": ("Quadratic", {}),
    "mean-squared-error": ("MeanSquaredError", {}),
    "mean-absolute-error": ("MeanAbsoluteError", {}),
    "unspecified": ("UnspecifiedCost", {}),
}
OPTIMISERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
SCHEDULES = ("linear", "cosine", "exponential", "step", "inverse", "warmup")
INITIALISATIONS = ("standard", "lecun", "glorot", "he")
PRECISIONS = ("float64", "float32")
BATCHES = ("none", "columns", "rows")
FORMS = ("component", "matrix")
FORMATS = ("text", "latex", "markdown", "json")

# what stands in for an output or a cost that is left out: the pairs of the textbooks
_FITTING_COST = {"softmax": "cross-entropy", "sigmoid": "quadratic", "identity": "mean-squared-error"}
_FITTING_OUTPUT = {
    "cross-entropy": "softmax",
    "mean-squared-error": "identity",
    "mean-absolute-error": "identity",
}


def chosen(option: str, value: str, known: Iterable[str]) -> str:
    """The value itself when it exists.

    Raises: UsageError that lists what exists and suggests the nearest.
    """
    names = list(known)
    if value in names:
        return value
    initials = [name for name in names if "".join(part[0] for part in name.split("-")) == value.lower()]
    near = initials or difflib.get_close_matches(value.lower(), names, 1, 0.4)
    raise UsageError(
        f"{option} {value}: there is no such choice",
        expected=", ".join(names),
        hint=f"did you mean {option} {near[0]} ?" if near else "",
    )


def widths(option: str, text: str) -> list[int | str]:
    """784-30-10 or n_0-n_1-n_2 as a list of widths, the inputs first.

    Raises: UsageError with a caret under what is no width.
    """
    found: list[int | str] = []
    column = 0
    for piece in text.split("-"):
        if not re.fullmatch(r"[1-9][0-9]*|[A-Za-z]\w*", piece):
            raise UsageError(
                f"{option}: {piece!r} is no width",
                text=text,
                column=column,
                width=len(piece),
                expected="positive numbers or names, such as 784-30-10 or n_0-n_1-n_2",
            )
        found.append(int(piece) if piece[0].isdigit() else piece)
        column += len(piece) + 1
    if len(found) < 2:
        raise UsageError(
            f"{option}: one width is no network", text=text, expected="inputs and at least one layer, such as 784-10"
        )
    return found


def fitting(output: str | None, cost: str | None) -> tuple[str, str]:
    """Output and cost with what was left out filled in: softmax goes with cross-entropy, and so on."""
    if output is None:
        output = _FITTING_OUTPUT.get(cost or "cross-entropy", "sigmoid")
    return output, cost or _FITTING_COST.get(output, "quadratic")


@contextmanager
def in_command_words() -> Iterator[None]:
    """Complaints of the library with Softmax() written --output softmax, as the user of a command writes it."""
    try:
        yield
    except SymbackpropError as error:
        error.args = (_in_command_words(str(error)),)
        raise


def _in_command_words(text: str) -> str:
    for option, known in (("--output", OUTPUT), ("--cost", COST)):
        for name, (kind, settings) in known.items():
            if not settings:
                text = re.sub(rf"\b{kind}\b(\(\))?", f"{option} {name}", text)
    return text.replace("the output of --output", "--output").replace(" as the last activation", "")


def refuse_unspecified(hidden: str | None, output: str | None, cost: str | None) -> None:
    """Raise UsageError for an activation or a cost that is left open, where numbers are wanted."""
    for option, value, known in (("--hidden", hidden, HIDDEN), ("--output", output, OUTPUT), ("--cost", cost, COST)):
        if value == "unspecified":
            raise UsageError(
                f"{option} unspecified has no values to compute with",
                expected=", ".join(name for name in known if name != value),
                hint="symbackprop derive takes it",
            )


def build(
    layers: list[int | str], hidden: str | None, output: str | None, cost: str | None, batch: str, l2: float | None
) -> "System":
    """The network that the options describe.

    Raises: UsageError for a name that does not exist, for a cost that does not fit, and for a hidden activation where
    there is no hidden layer.
    """
    output, cost = fitting(output, cost)
    between = made("--hidden", hidden or "sigmoid", HIDDEN)
    if hidden is not None and len(layers) == 2:
        raise UsageError(
            f"--hidden {hidden}: there is no hidden layer",
            text="-".join(map(str, layers)),
            hint=f"--output {hidden} is the activation of the last layer",
        )
    stack: list[Any] = []
    for width in layers[1:-1]:
        stack += [sb.Dense(width), between]
    stack += [sb.Dense(layers[-1]), made("--output", output, OUTPUT)]
    total, form = made("--cost", cost, COST), batch_of(batch)
    with in_command_words():
        return sb.network(layers[0], *stack, cost=total, batch=form, regularisation=None if l2 is None else sb.L2(l2))


def made(option: str, name: str, known: Mapping[str, Made]) -> Any:
    """The layer or cost of that name."""
    kind, settings = known[chosen(option, name, known)]
    return getattr(sb, kind)(**settings)


def batch_of(name: str) -> Any:
    """The batch form: none is one example."""
    value = chosen("--batch", name, BATCHES)
    return None if value == "none" else value
