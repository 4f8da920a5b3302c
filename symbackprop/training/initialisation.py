"""Where training starts: small random weights, biases of 0."""

import operator
from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System
from symbackprop.training.arrays import require


def initialise(network: System, seed: int = 0, sizes: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Parameters w1, b1, w2, …: weights drawn from N(0, 1/n_in), so that z keeps the scale of its input; biases 0.

    Symbolic widths need numbers: `sizes={"n_0": 2}`.  The same seed gives the same arrays.

    Source: LeCun et al. (1998), Efficient BackProp, section 4.6.
    Raises: UsageError for a size that has no number, and for a seed that is none.
    """
    require(network, System, "network", "a network")
    require({} if sizes is None else sizes, Mapping, "sizes", 'a dict such as {"n_0": 2}')
    random = generator(seed)
    found: dict[str, Any] = {}
    for tensor in network.parameters:
        shape = tuple(_number(extent(i), sizes or {}, tensor.name) for i in tensor.axes)
        if tensor.role is Role.BIAS:
            found[tensor.name] = np.zeros(shape)
        else:
            found[tensor.name] = random.normal(0, 1 / np.sqrt(shape[-1] if shape else 1), shape)
    return found


def generator(seed: int) -> np.random.Generator:
    """Random numbers that a seed repeats.

    Raises: UsageError for a seed below 0, or no whole number.
    """
    try:
        return np.random.default_rng(operator.index(seed))
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
