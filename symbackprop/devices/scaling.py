"""The time of a step on D devices: equations, like everything else, and the numbers that follow from them.

    t = t₀ + b/M + A/D + 2 (k−1)/k · G/B₁ + 2 ℓ₁ log₂ k + 2 (D−k)/D · G/(k B₂) + 2 ℓ₂ log₂(D/k)

D devices stand in servers of k.  What the examples cost, A, is divided by D; what a step costs whatever the batch, the
start t₀ and the b bytes of the parameters, is not.  The gradients, G bytes, are added up by one all-reduce: within each
server, then across the servers, each device with its k-th part.  It begins when the last gradient is there, so times
add up and nothing overlaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from sympy import Expr, Float, expand_log, log, solve, symbols

from symbackprop.compiling.numpy_functions import NumpyFunction, lambdify
from symbackprop.devices.work import Work
from symbackprop.errors import UsageError
from symbackprop.language.systems import Equation, System
from symbackprop.sweep import backprop

COUNTS = tuple(2**n for n in range(13))
"""1 to 4,096 devices."""


@dataclass(frozen=True)
class Machine:
    """What devices can do, from their makers' data sheets; latencies and the start of a step are assumptions.

    Units: operations and bytes a second, seconds; `wire` is the speed of a link within a server, `network` across.
    """

    name: str
    flops: float
    memory: float
    server: int
    wire: float
    wire_latency: float
    network: float
    network_latency: float
    start: float = 20e-6
    item: int = 4


MACHINES = {
    "cpu": Machine("a server of 32 cores, 10 Gb/s Ethernet", 2e12, 2e11, 1, 1e11, 1e-6, 1.25e9, 3e-5),
    "a100": Machine("NVIDIA A100 80 GB, TF32, 8 a server, 200 Gb/s each", 1.56e14, 2.0e12, 8, 3e11, 3e-6, 2.5e10, 1e-5),
    "h100": Machine("NVIDIA H100 SXM, TF32, 8 a server, 400 Gb/s each", 4.95e14, 3.35e12, 8, 4.5e11, 3e-6, 5e10, 1e-5),
    "h200": Machine("NVIDIA H200, TF32, 8 a server, 400 Gb/s each", 4.95e14, 4.8e12, 8, 4.5e11, 3e-6, 5e10, 1e-5),
}


@dataclass(frozen=True)
class Row:
    """A step on so many devices: seconds of computing, of adding up, in all, and how much faster than on one."""

    devices: int
    batch: int
    computing: float
    adding: float
    total: float
    speedup: float

    @property
    def efficiency(self) -> float:
        """The share of all devices' time that one device would need for the same."""
        return self.speedup / self.devices


@lru_cache(maxsize=1)
def step_time() -> System:
    """t as a system of plain equations, with ∂t/∂D derived."""
    t, compute, inside, across = symbols("t t_compute t_inside t_across", real=True)
    D, k, A, G, t_0, b, M, B_1, B_2, l_1, l_2 = symbols("D k A G t_0 b M B_1 B_2 l_1 l_2", positive=True)
    return backprop(
        [
            Equation(compute, A / D),
            Equation(inside, 2 * G / B_1 * (1 - 1 / k) + 2 * l_1 * log(k) / log(2)),
            Equation(across, 2 * G / (k * B_2) * (1 - k / D) + 2 * l_2 * log(D / k) / log(2)),
            Equation(t, t_0 + b / M + compute + inside + across),
        ],
        wrt="D",
    )


@lru_cache(maxsize=1)
def turning_point() -> Expr:
    """The D at which ∂t/∂D = 0: more devices make a step slower."""
    (equation,) = step_time().gradient("D")
    (devices,) = (s for s in equation.rhs.free_symbols if s.name == "D")
    (found,) = solve(equation.rhs, devices)
    return expand_log(found, force=True)


def quantities(work: Work, machine: Machine, batch: int) -> dict[str, float]:
    """The values of the letters, D and k apart, for a batch of so many examples in all.

    What the examples cost is the longer of computing and moving them.
    """
    item = machine.item
    return {
        "A": batch * max(work.flops / machine.flops, work.entries * item / machine.memory),
        "b": float(item * work.entries_once),
        "G": float(item * (work.parameters + 1)),
        "M": machine.memory,
        "t_0": machine.start,
        "B_1": machine.wire,
        "l_1": machine.wire_latency,
        "B_2": machine.network,
        "l_2": machine.network_latency,
    }


def scale(
    work: Work, machine: Machine, batch: int, counts: Sequence[int] = COUNTS, each: bool = False
) -> tuple[Row, ...]:
    """Rows for some numbers of devices: a batch shared out, or, with `each`, a batch of that size for every device.

    A device has at least one example.
    """
    times = _times()
    rows: list[Row] = []
    for count in counts:
        whole = batch * count if each else batch
        if count <= whole:
            k = min(count, machine.server)
            letters = {**quantities(work, machine, whole), "D": float(count), "k": float(k)}
            computing, inside, across, total = times({n: np.float64(v) for n, v in letters.items()})
            first = rows[0].total if rows else total
            faster = first / total * (count if each else 1)
            rows.append(Row(count, whole, float(computing), float(inside + across), float(total), float(faster)))
    return tuple(rows)


def stops_at(work: Work, machine: Machine, batch: int) -> float:
    """The number of devices beyond which sharing out this batch makes a step slower."""
    values = quantities(work, machine, batch)
    return float(turning_point().xreplace({s: Float(values[s.name]) for s in turning_point().free_symbols}))


@lru_cache(maxsize=1)
def _times() -> NumpyFunction:
    return lambdify(step_time(), ("t_compute", "t_inside", "t_across", "t"))


def find_machine(name: str) -> Machine:
    """A machine of the table.   Raises: UsageError."""
    if name not in MACHINES:
        raise UsageError(f"there is no machine {name!r}", expected=", ".join(MACHINES))
    return MACHINES[name]
