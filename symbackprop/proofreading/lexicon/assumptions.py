"""What a text may mean where it leaves something open: its cost, whose errors it speaks of, its usual network.

One table of each.  A convention is a row: what it is called, what it assumes, how a report says it; nothing else in
the proofreader knows a convention by its name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from symbackprop.layers.activations import Softmax
from symbackprop.layers.costs import BinaryCrossEntropy, CrossEntropy, MeanAbsoluteError, MeanSquaredError, Quadratic
from symbackprop.proofreading.vocabulary.values import Array


@dataclass(frozen=True)
class Errors:
    """Whose derivatives are meant by δ, dZ and dW, where there are m examples.

    ∂C/∂q is multiplied by a power of m.  The powers stand for what every example has (z, a, δ) and for all else (w, b);
    `of_mean` for a cost that is the mean over examples, `of_losses` for one that has a value for each example and is
    summed.
    """

    name: str
    said: str
    of_mean: tuple[int, int]
    of_losses: tuple[int, int]
    aliases: tuple[str, ...] = ()

    def scale(self, examples: int, *, is_mean: bool, is_data: bool) -> float:
        """By what ∂C/∂q is multiplied."""
        of_data, of_rest = self.of_mean if is_mean else self.of_losses
        return float(examples) ** (of_data if is_data else of_rest)


@dataclass(frozen=True)
class Layout:
    """Gradients laid out as rows of a Jacobian (the numerator's layout): those by vectors, those by matrices too."""

    name: str
    said: str
    matrices: bool

    def turned(self, value: Array) -> Array:
        """A gradient that has the shape of what it is taken by, in this layout."""
        return value.T if value.ndim == 2 and (self.matrices or 1 in value.shape) else value


@dataclass(frozen=True)
class Cost:
    """A usual cost: its term for one output, the layers that prove statements about it, what texts call it by."""

    name: str
    term: Callable[[Array, Array], Array]
    layer: type
    output: type | None = None
    aliases: tuple[str, ...] = ()
    spoken: str = ""

    @property
    def is_of_squares(self) -> bool:
        """Whether it is (a − y)², but for a factor."""
        return self.spoken == _OF_SQUARES

    def is_spoken_of(self, text: str) -> bool:
        """Whether a text names this cost, so that it may be meant though another one is defined."""
        return re.search(self.spoken, text, re.IGNORECASE) is not None


def _two_way(a: Array, y: Array) -> Array:
    """−y log a − (1 − y) log(1 − a)"""
    return np.asarray(-(y * np.log(a) + (1 - y) * np.log(1 - a)))


def _one_hot(a: Array, y: Array) -> Array:
    """−y log a"""
    return np.asarray(-y * np.log(a))


def _distance(a: Array, y: Array) -> Array:
    """|a − y|"""
    return np.asarray(np.where((a - y).real < 0, y - a, a - y))


PER_EXAMPLE, TOTAL, MEAN = "per example", "total", "mean"
ERRORS: dict[str, Errors] = {
    row.name: row
    for row in (
        Errors(PER_EXAMPLE, "errors for each example", (1, 0), (0, -1), ("example",)),
        Errors(TOTAL, "errors of the whole cost", (0, 0), (0, 0), ("whole cost",)),
        Errors(MEAN, "errors of the mean over examples", (0, 0), (-1, -1)),
    )
}
LAYOUTS: dict[str, Layout] = {
    row.name: row
    for row in (
        Layout("rows", "gradients by vectors are rows", matrices=False),
        Layout("numerator", "gradients are transposed", matrices=True),
    )
}
SQUARES = "quadratic"
_OF_SQUARES = r"squar|quadrat|\bMSE\b|carr|cuadr|平方|均方|二乗|제곱|квадрат"
_OF_LOGARITHMS = (
    r"entrop|\b[BC]*CE\b|log.?loss|logistic|likelihood|logarithm|交叉熵|似然|エントロピー|尤度|엔트로피|энтроп"
)
COSTS: dict[str, Cost] = {
    row.name: row
    for row in (
        Cost(SQUARES, lambda a, y: 0.5 * (a - y) ** 2, Quadratic, spoken=_OF_SQUARES),
        Cost(
            "squared",
            lambda a, y: (a - y) ** 2,
            MeanSquaredError,
            aliases=("mse", "mean squared error", "squared error"),
            spoken=_OF_SQUARES,
        ),
        Cost(
            "cross-entropy",
            _two_way,
            BinaryCrossEntropy,
            aliases=("bce", "binary cross-entropy"),
            spoken=_OF_LOGARITHMS,
        ),
        Cost("softmax cross-entropy", _one_hot, CrossEntropy, Softmax, ("categorical cross-entropy",), _OF_LOGARITHMS),
        Cost(
            "absolute",
            _distance,
            MeanAbsoluteError,
            aliases=("mae", "mean absolute error", "absolute error"),
            spoken=r"absolut|\bMAE\b|\bL_?1\b",
        ),
    )
}
CROSS_ENTROPIES = {"sigmoid": "cross-entropy", "softmax": "softmax cross-entropy"}
"""Which cross-entropy is meant, by the activation of the output."""
NETWORKS: tuple[dict[str, str], ...] = (
    {"activation": "sigmoid", "cost": "cross-entropy"},
    {"activation": "sigmoid"},
    {"output": "sigmoid", "cost": "cross-entropy"},
    {"output": "softmax", "cost": "softmax cross-entropy"},
    {"cost": SQUARES},
    {"activation": "sigmoid", "cost": SQUARES},
    {"output": "identity", "cost": SQUARES},
    {"cost": "squared"},
    {"activation": "tanh"},
    {"activation": "tanh", "cost": SQUARES},
    {"activation": "tanh", "output": "sigmoid", "cost": "cross-entropy"},
    {"activation": "relu", "output": "sigmoid", "cost": "cross-entropy"},
    {"activation": "relu"},
)
"""The usual networks, the likeliest first: what is undefined in a document may be as in one of them."""
USUAL = tuple(dict.fromkeys(network["cost"] for network in NETWORKS if "cost" in network))
"""The costs that a document may mean without a word."""


def named(rows: "dict[str, Errors] | dict[str, Cost]", name: str) -> str:
    """The name of the row that an author calls so, in one word or several; none where there is no such row."""
    name = name.replace("-", " ")
    known = {alias.replace("-", " "): row.name for row in rows.values() for alias in (row.name, *row.aliases)}
    return known.get(name, "")
