"""Where training starts: random weights of a scale that fits the widths, biases of 0."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sympy import Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System
from symbackprop.training.arrays import require


def standard(inputs: int, units: int) -> float:
    """N(0, 1), for the biases too: simple, and too great for wide layers.   Source: Nielsen (2015), chapter 1."""
    return 1.0


def lecun(inputs: int, units: int) -> float:
    """N(0, 1/n_in), so that z keeps the scale of its input.   Source: LeCun et al. (1998), Efficient BackProp, 4.6."""
    return float(1 / np.sqrt(inputs))


def glorot(inputs: int, units: int) -> float:
    """N(0, 2/(n_in + n_out)), a mean of what z and δ ask for.   Source: Glorot and Bengio (2010), eq. 12."""
    return float(np.sqrt(2 / (inputs + units)))


def he(inputs: int, units: int) -> float:
    """N(0, 2/n_in), for units that are 0 half of the time.   Source: He et al. (2015), eq. 10."""
    return float(np.sqrt(2 / inputs))


SCHEMES: dict[str, Callable[[int, int], float]] = {"standard": standard, "lecun": lecun, "glorot": glorot, "he": he}
"""The standard deviation of a layer's weights, by its numbers of inputs and units."""


def initialise(
    network: System, seed: int = 0, sizes: Mapping[str, int] | None = None, scheme: str = "lecun"
) -> dict[str, Any]:
    """Parameters w1, b1, w2, …: weights drawn from a normal distribution, biases 0.

    `scheme` is "standard" (N(0, 1), biases too), "lecun" (variance 1/n_in), "glorot" (2/(n_in + n_out)) or "he"
    (2/n_in).  Symbolic widths need numbers: `sizes={"n_0": 2}`.  The same seed gives the same arrays.

    Raises: UsageError for a size that has no number, for a seed that is none, and for a scheme that is not there.
    """
    require(network, System, "network", "a network")
    require({} if sizes is None else sizes, Mapping, "sizes", 'a dict such as {"n_0": 2}')
    if scheme not in SCHEMES:
        raise UsageError(f"there is no initialisation {scheme!r}", expected=", ".join(SCHEMES))
    random = generator(seed)
    found: dict[str, Any] = {}
    for tensor in network.parameters:
        shape = tuple(_number(extent(i), sizes or {}, tensor.name) for i in tensor.axes)
        if tensor.role is Role.BIAS and scheme != "standard":
            found[tensor.name] = np.zeros(shape)
        else:
            found[tensor.name] = random.normal(0, SCHEMES[scheme](*_fans(shape)), shape)
    return found


def _fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """The numbers of inputs and units of a layer with such weights (out, in)."""
    return (shape[-1], shape[0]) if shape else (1, 1)


def generator(seed: int, *more: int) -> np.random.Generator:
    """Random numbers that a seed repeats; `more` numbers, such as that of the epoch, give a stream of their own.

    Raises: UsageError for a seed below 0, or no whole number.
    """
    try:
        return np.random.default_rng((operator.index(seed), *more) if more else operator.index(seed))
    except (TypeError, ValueError):
        raise UsageError(f"a seed is a whole number, not {seed!r}", expected="0, 1, 2, …") from None


def _number(n: Expr, sizes: Mapping[str, int], name: str) -> int:
    symbols = sorted(n.free_symbols, key=str)
    given = {str(name): count for name, count in sizes.items()}
    open_ = [s.name for s in symbols if s.name not in given]
    if open_:
        raise UsageError(
            f"{name} has the size {n}, which is no number yet",
            expected=f"a number for {', '.join(open_)}",
            hint=f'initialise(network, sizes={{"{open_[0]}": 2}})',
        )
    try:
        value = int(n.xreplace({s: Integer(operator.index(given[s.name])) for s in symbols}))
    except TypeError:
        value = 0
    if value < 1:
        shown = ", ".join(f"{s} = {given[s.name]!r}" for s in symbols)
        raise UsageError(f"{name} has the size {n}, which must be a positive integer", got=shown or str(n))
    return value
