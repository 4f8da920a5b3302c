"""Where the time of one step goes: every call of the NumPy trainer and every part of the fast one, beside the products.

A clock is read between the lines of the emitted code.  What is shown of each line is the least of many steps, for NumPy
less what reading the clock takes; the rest of an epoch is the gathering of batches and Python's loop over them.
"""

import re
import tempfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from time import perf_counter, perf_counter_ns, process_time_ns
from types import ModuleType
from typing import Any

import numpy as np
from training_networks import RATE, Case, products

from symbackprop.compiling.trainer import Trainer, compile_trainer
from symbackprop.optimisers.descent import GradientDescent

SHOWN = 0.01
"""Calls of so small a share of a step are shown together."""
CYCLES = """
from llvmlite import ir
from numba.extending import intrinsic


@intrinsic
def cycles(context):
    def code(context, builder, signature, arguments):
        kind = ir.FunctionType(ir.IntType(64), ())
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", (), kind), ())

    return types.int64(), code
"""


def profiled(case: Case, seconds: float) -> str:
    """Two tables: calls, µs and shares."""
    limit = least_products(case, seconds)
    parts = [f"\n{case.name}, {case.threads} thread(s): the products alone {limit:.2f} µs"]
    for backend, measure in (("numpy", numpy_lines), ("fast", fast_parts)):
        trainer, run = started(case, backend)
        epoch = least(run, seconds / 4, case.threads) / case.steps
        lines = measure(case, trainer, run, seconds / 2)
        own = sum(t for n, t in lines if is_product(n))
        other = [(n, t) for n, t in lines if not is_product(n)]
        parts.append(
            f"\n  {backend}: a step of an epoch {epoch:.2f} µs = {epoch / limit:.2f} × the products alone;\n"
            f"  its products {own:.2f} µs, {len(other)} other calls {sum(t for _, t in other):.2f} µs, "
            f"around them {epoch - sum(t for _, t in lines):.2f} µs\n"
        )
        small = [(n, t) for n, t in lines if t < SHOWN * epoch]
        parts += [f"  {t:9.2f} µs {t / epoch:6.1%}  {n}" for n, t in lines if t >= SHOWN * epoch]
        parts += [f"  {sum(t for _, t in small):9.2f} µs         {len(small)} more"] if small else []
    return "\n".join(parts)


def started(case: Case, backend: Any) -> tuple[Trainer, Any]:
    """A trainer at the start, and an epoch of it."""
    weights, biases, x, y, order = case.data()
    optimiser, names = GradientDescent(RATE), (("w", weights), ("b", biases))
    trainer = compile_trainer(
        case.network(), optimiser, batch_size=case.batch, dtype=case.dtype, backend=backend, cost=False
    )
    trainer.load({f"{n}{k}": v for n, group in names for k, v in enumerate(group, 1)})
    start = trainer.vector.copy()

    def run() -> None:
        trainer.vector[:] = start
        trainer.epoch(x, y, order)

    return trainer, run


def least(run: Any, seconds: float, threads: int = 1) -> float:
    """The least µs of many runs, for one thread of the processor's time."""
    clock = process_time_ns if threads == 1 else perf_counter_ns
    found, end = float("inf"), perf_counter() + seconds
    while perf_counter() < end:
        start = clock()
        run()
        found = min(found, (clock() - start) / 1e3)
    return found


def least_products(case: Case, seconds: float) -> float:
    """The µs of the products of a step by the fastest of NumPy's ways."""
    return min(least(run, seconds / 8, case.threads) for run in products(case).values()) / case.steps


def is_product(name: str) -> bool:
    """Whether a line multiplies matrices of which none is a column of ones."""
    return bool(re.match(r"(\w+_dot|matmul|product)\(", name)) and not re.match(r"ones|\w+_dot\(ones", name)


def numpy_lines(case: Case, trainer: Trainer, run: Any, seconds: float) -> list[tuple[str, float]]:
    """The least µs of each call of a step."""
    body = "        "
    lines, names, inside = [], [], False
    for line in trainer.source.splitlines():
        inside = inside or line.startswith("    def step")
        if inside and re.match(rf"{body}(?!else:)[^ #\"]", line):
            lines.append(f"{body}stamps[{len(names)}] = clock()")
            names.append(line.strip())
        lines.append(line)
    module = ModuleType("profiled")
    stamps = [0] * len(names)
    vars(module).update(stamps=stamps, clock=perf_counter_ns)
    exec(compile("\n".join(lines), "profiled", "exec"), vars(module))
    steps = trainer.compiled
    arrays = (trainer.vector, steps.gradient, *trainer.memory.values(), steps.work)
    views, step = module.trainer(case.batch, *arrays, *trainer.values(steps.names))
    _, _, x, y, order = case.data()
    batches = [views(x[c], y[c]) for c in np.split(order, case.steps)]
    start, found = trainer.vector.copy(), np.full(len(names) - 1, np.inf)
    end = perf_counter() + seconds
    while perf_counter() < end:
        trainer.vector[:] = start
        for batch in batches:
            step(*batch)
            found = np.minimum(found, np.diff(stamps))
    pairs = [(perf_counter_ns(), perf_counter_ns()) for _ in range(1000)]
    empty = np.median([b - a for a, b in pairs])
    return [(n, max(float(t - empty), 0) / 1e3) for n, t in zip(names, found, strict=False)]


def fast_parts(case: Case, trainer: Trainer, run: Any, seconds: float) -> list[tuple[str, float]]:
    """The least µs of each product and loop of a step; of networks in scalars, nothing is to be told apart."""
    if "product(" not in trainer.source:
        return []
    lines, names, comment, inside = [], [], "", False
    for line in trainer.source.splitlines():
        stripped = line.strip()
        comment = stripped if inside and stripped.startswith("#") else comment
        if inside and re.match(r"        (for|product)\b", line):
            lines.append(f"        stamps[{len(names)}] = min(stamps[{len(names)}], cycles() - tick); tick = cycles()")
            names.append(f"{stripped[:40]:40}  {comment}")
        if stripped.startswith("costs +="):
            lines.append(f"        stamps[{len(names)}] = min(stamps[{len(names)}], cycles() - tick)")
        lines.append(line)
        if stripped.startswith("for start in"):
            inside = True
            lines.append("        tick = cycles()")
    text = "\n".join(lines).replace("def epoch(", "def epoch(stamps, ", 1)
    text = text.replace("    types.float64(", "    types.float64(types.int64[::1], ", 1)
    text = text.replace("@njit(\n", f"{CYCLES}\n\n@njit(\n", 1).replace('"cache": True', '"cache": False')
    stamps, steps = np.full(len(names) + 1, 1 << 60, np.int64), trainer.compiled
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "profiled.py"
        path.write_text(text, encoding="utf-8")
        found = spec_from_file_location("profiled", path)
        assert found and found.loader
        module = module_from_spec(found)
        found.loader.exec_module(module)
    usual = steps.run
    steps.run = lambda *arguments: module.epoch(stamps, *arguments)
    least(run, seconds)
    steps.run = usual
    return list(zip(names, stamps[1:] / cycles_per_microsecond(), strict=False))


def cycles_per_microsecond() -> float:
    """How fast the counter of cycles counts."""
    from numba import njit, types

    space: dict[str, Any] = {"njit": njit, "types": types}
    exec(f"{CYCLES}\n\n@njit\ndef now():\n    return cycles()\n", space)
    space["now"]()
    first, start = space["now"](), perf_counter_ns()
    while perf_counter_ns() < start + 20_000_000:
        pass
    return float((space["now"]() - first) / ((perf_counter_ns() - start) / 1e3))
