"""Functions of one number that notes apply entry by entry: what they are, and their derivatives.

A function that a document names and never defines (g, f, φ) is any smooth one: `unspecified(name)` draws one, the same
for the same name, with values between 0.2 and 0.8 so that logarithms of it exist.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Map = Callable[[Array], Array]


@dataclass(frozen=True)
class Elementwise:
    """A function and its derivative."""

    name: str
    value: Map
    slope: Map


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _step(z: Array) -> Array:
    return np.where(z.real > 0, 1.0, 0.0).astype(complex)


SIGMOID = Elementwise("sigmoid", _sigmoid, lambda z: _sigmoid(z) * (1 - _sigmoid(z)))
TANH = Elementwise("tanh", np.tanh, lambda z: 1 - np.tanh(z) ** 2)
RELU = Elementwise("ReLU", lambda z: _step(z) * z, _step)
IDENTITY = Elementwise("identity", lambda z: z, lambda z: np.ones_like(z))
SOFTPLUS = Elementwise("softplus", lambda z: np.log(1 + np.exp(z)), _sigmoid)
EXP = Elementwise("exp", np.exp, np.exp)
LOG = Elementwise("log", np.log, lambda z: 1 / z)
SIN = Elementwise("sin", np.sin, np.cos)
COS = Elementwise("cos", np.cos, lambda z: -np.sin(z))
SINH = Elementwise("sinh", np.sinh, np.cosh)
COSH = Elementwise("cosh", np.cosh, np.sinh)
SQRT = Elementwise("sqrt", np.sqrt, lambda z: 0.5 / np.sqrt(z))
SQUARE = Elementwise("square", lambda z: z**2, lambda z: 2 * z)
ABS = Elementwise("abs", lambda z: np.where(z.real < 0, -z, z), lambda z: np.sign(z.real).astype(complex))
SIGN = Elementwise("sign", lambda z: np.sign(z.real).astype(complex), lambda z: np.zeros_like(z))

MATRIX_PRODUCTS = ("np.dot", "dot", "np.matmul")
"""What multiplies its two arguments as matrices."""

KNOWN = {
    **dict.fromkeys(("sigma", "sigmoid", "logistic", "expit", "Sigmoid", "sigm", "sig", "logsig"), SIGMOID),
    **dict.fromkeys(("tanh", "Tanh", "np.tanh"), TANH),
    **dict.fromkeys(("relu", "ReLU", "RELU", "Relu", "ReLu"), RELU),
    **dict.fromkeys(("identity", "id", "linear", "Id"), IDENTITY),
    **dict.fromkeys(("softplus", "Softplus"), SOFTPLUS),
    **dict.fromkeys(("exp", "np.exp"), EXP),
    **dict.fromkeys(("log", "ln", "np.log", "Log", "Ln"), LOG),
    "sin": SIN, "cos": COS, "sinh": SINH, "cosh": COSH,
    **dict.fromkeys(("sqrt", "np.sqrt"), SQRT),
    **dict.fromkeys(("abs", "np.abs"), ABS),
    **dict.fromkeys(("sign", "sgn", "np.sign"), SIGN),
    "np.square": SQUARE,
}  # fmt: skip


def unspecified(name: str) -> Elementwise:
    """Some smooth function, always the same for one name."""
    seed = crc32(name.encode())
    speed, phase = 0.7 + (seed % 97) / 150, (seed // 97 % 89) / 30
    return Elementwise(
        name, lambda z: 0.5 + 0.3 * np.sin(speed * z + phase), lambda z: 0.3 * speed * np.cos(speed * z + phase)
    )


def softmax(z: Array, axis: int) -> Array:
    """e^{z_i} / Σ_j e^{z_j}"""
    e = np.exp(z)
    return e / e.sum(axis=axis, keepdims=True)
