"""How fast networks train:  python tests/benchmarks/training.py [--peers] [--only 0,3] [--seconds 4]

Time of an epoch as a multiple of NumPy doing nothing but the unavoidable matrix products with `out=` (the fastest of
`dot` and `matmul`, with the weights either way round), the minimum of many runs that take turns in one process for each
peer.  For one thread it is processor time, which a busy machine disturbs least.  After one epoch everybody must have
the same parameters, so that nobody wins by doing less.

What was tried, where an aim is missed or was hard to meet (Xeon with AVX-512, OpenBLAS 0.3.30/31, NumPy 2.4):

* NumPy, small networks: a step is about 25 calls of 0.35–1 µs, which the products (0.4–0.6 µs each) cannot hide.
  Numbers as arrays of no axes (0.35 instead of 0.65 µs), bound `dot` methods (0.42 instead of 0.56), the greatest of a
  row by `argmax` and `take` (0.9 instead of 3.1), many batches gathered in one call, −α carried by the gradients so
  that an update is one addition: 64-32-10 went from 5.3 to about 4.  A column of ones for the bias saves four calls and
  loses more: formulas over strided rows cost 1.9 µs instead of 0.35.  Adding a bias (0.8–1 µs, it repeats a row) and
  softmax's two columns (1 µs each) are what is left.
* NumPy, large networks: `dot` fills its result with 0 before it multiplies, `matmul` does not (1033 and 838 µs for
  784 × 512), so large results use `matmul`.  The rest is the update: p + g is 270 µs of 3,900, all of it memory; NumPy
  has no product that adds to what is there.
* Fast: `numba_xxgemm` costs 50 ns a call and adds to the weights (`beta`), no product is worth a loop of its own.
  Products above a million multiplications that are cut into pieces below it use OpenBLAS's kernel without packing:
  66 → 34 µs for (32 × 784)(784 × 100); from a batch of 128 on it is slower, and is not done.  a wᵀ is twice as slow as
  a w for small matrices: wᵀ is written out first (0.8 of 5.4 µs for 64 × 64).
* Fast, 784-512-512: 95% of the time is inside BLAS at 125–139 GFlop/s; there is nothing left but another BLAS.
* Elementary functions are inlined (`forceinline`): without that, 20 layers of tanh were not vectorised (2.1 → 1.0).
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tracemalloc
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).parent
TURN = 0.006
VERSIONS = ("numpy", "scipy", "numba", "scikit-learn", "autograd", "torch", "jax")


def main() -> None:
    """Run each group of contenders in a process of its own, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="compare with every other library that is installed")
    parser.add_argument("--only", default="", help="numbers of networks, such as 0,3")
    parser.add_argument("--seconds", type=float, default=4, help="time for each network and process")
    parser.add_argument("--group", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    from training_networks import CASES

    numbers = [int(n) for n in chosen.only.split(",")] if chosen.only else range(len(CASES))
    if chosen.group:
        for number in numbers:
            print(json.dumps(measure(CASES[number], chosen.group, chosen.seconds)), flush=True)
        return
    from training_contenders import GROUPS

    columns = [n for g in GROUPS if chosen.peers or g == "project" for n in GROUPS[g]]
    print("versions:", ", ".join(f"{n} {_version(n)}" for n in VERSIONS), f"Python {platform.python_version()}")
    print(f"\n| network, batch | threads | products | {' | '.join(columns)} | aims | beside (KiB) |")
    print("|" + "---|" * (len(columns) + 5))
    for number in numbers:
        case = CASES[number]
        found: dict[str, Any] = {}
        for group in GROUPS:
            if chosen.peers or group == "project":
                found |= _in_process(group, number, case.threads, chosen.seconds)
        cells = [_cell(found.get(c, "—")) for c in columns]
        base = f"{found['products'] * 1e6 / case.steps:.2f} µs" if "products" in found else "—"
        aims = " / ".join(f"≤ {a:g}" for a in case.aims)
        print(f"| {case.name} | {case.threads} | {base} | {' | '.join(cells)} | {aims} | {found.get('beside', '')} |")
        sys.stdout.flush()


def measure(case: Any, group: str, seconds: float) -> dict[str, Any]:
    """Times of a group of contenders and of the products, taking turns."""
    import numpy as np
    from training_contenders import GROUPS, NotHere
    from training_networks import products

    runs, result = {}, {}
    expected = reference(case)
    for name, make in GROUPS[group].items():
        try:
            runs[name], once = make(case)
        except NotHere as reason:
            result[name] = str(reason)
            continue
        except Exception as failure:
            result[name] = f"failed: {type(failure).__name__}"
            print(name, failure, file=sys.stderr)
            continue
        moved = max(float(np.abs(a - b).max()) for a, b in zip(expected[0], expected[1], strict=True))
        apart = max(float(np.abs(a - b).max()) for a, b in zip(once(), expected[1], strict=True))
        tolerance = 1e-9 if case.dtype == "float64" else 2e-3
        assert apart <= tolerance * moved, f"{name} trains something else: {apart:.2e} of {moved:.2e}"
    times = take_turns({**products(case), **runs}, seconds, process_time if case.threads == 1 else perf_counter)
    limit = min(t for n, t in times.items() if n not in runs)
    result |= {"products": limit, **{n: times[n] / limit for n in runs}}
    if "project NumPy" in runs:
        result["beside"] = " / ".join(
            str(beside(case, runs[n])) for n in ("project NumPy", "project fast") if n in runs
        )
    return result


def reference(case: Any) -> tuple[list[Any], list[Any]]:
    """The parameters before and after one epoch, in float64 and by nothing but the definition."""
    from dataclasses import replace

    from training_contenders import naive_numpy

    weights, biases, *_ = case.data()
    exact = replace(case, dtype="float64")
    exact_data = [[v.astype("float64") for v in g] for g in (weights, biases)]
    _, _, x, y, order = case.data()
    data = (*exact_data, x.astype("float64"), y.astype("float64"), order)
    object.__setattr__(exact, "data", lambda: data)
    return [*data[0], *data[1]], naive_numpy(exact)[1]()


def take_turns(runs: dict[str, Any], seconds: float, clock: Any) -> dict[str, float]:
    """The shortest time of an epoch of each, all running in turn until the time is up, a few milliseconds a turn."""
    best = dict.fromkeys(runs, float("inf"))
    repeats = {}
    for name, run in runs.items():
        run()
        start = perf_counter()
        run()
        repeats[name] = max(1, round(TURN / (perf_counter() - start)))
    end = perf_counter() + seconds
    rounds = 0
    while perf_counter() < end or rounds < 5:
        for name, run in runs.items():
            start = clock()
            for _ in range(repeats[name]):
                run()
            best[name] = min(best[name], (clock() - start) / repeats[name])
        rounds += 1
    return best


def beside(case: Any, run: Any) -> int:
    """KiB held, or allocated during an epoch, beside parameters and activations (the data are counted for nobody)."""
    trainer = run.trainer
    steps = trainer.compiled
    held = [trainer.vector, trainer.state, steps.work, *(a for a in vars(steps).values() if hasattr(a, "nbytes"))]
    own = {id(a): a.nbytes for a in held}
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    activations = case.batch * sum(case.widths[1:]) * trainer.dtype.itemsize
    return round((sum(own.values()) + peak - trainer.vector.nbytes - activations) / 1024)


def _in_process(group: str, number: int, threads: int, seconds: float) -> dict[str, Any]:
    limits = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(limits, str(threads))}
    if threads == 1:
        environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        environment["NPROC"] = "1"
    command = [sys.executable, str(Path(__file__)), "--group", group, "--only", str(number), "--seconds", str(seconds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    found = json.loads(done.stdout.splitlines()[-1])
    if group != "project":
        found.pop("products")
    return found


def _cell(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


if __name__ == "__main__":
    main()
