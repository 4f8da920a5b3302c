"""Where training starts: small random weights, biases of 0."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sympy import Expr, Integer

from symbackprop.errors import UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System


def initialise(network: System, seed: int = 0, sizes: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Parameters w1, b1, w2, …: weights drawn from N(0, 1/n_in), so that z keeps the scale of its input; biases 0.

    Symbolic widths need numbers: `sizes={"n_0": 2}`.  The same seed gives the same arrays.

    Source: LeCun et al. (1998), Efficient BackProp, section 4.6.
    Raises: UsageError for a size that has no number.
    """
    random = np.random.default_rng(seed)
    found: dict[str, Any] = {}
    for tensor in network.parameters:
        shape = tuple(_number(extent(i), sizes or {}, tensor.name) for i in tensor.axes)
        if tensor.role is Role.BIAS:
            found[tensor.name] = np.zeros(shape)
        else:
            found[tensor.name] = random.normal(0, 1 / np.sqrt(shape[-1] if shape else 1), shape)
    return found


def _number(n: Expr, sizes: Mapping[str, int], name: str) -> int:
    symbols = sorted(n.free_symbols, key=str)
    open_ = [s.name for s in symbols if s.name not in sizes]
    if open_:
        raise UsageError(
            f"{name} has the size {n}, which is no number yet",
            expected=f"a number for {', '.join(open_)}",
            hint=f'initialise(network, sizes={{"{open_[0]}": 2}})',
        )
    value = n.xreplace({s: Integer(sizes[s.name]) for s in symbols})
    if not value.is_Integer or value < 1:
        raise UsageError(f"{name} has the size {value}", expected="a positive integer")
    return int(value)
