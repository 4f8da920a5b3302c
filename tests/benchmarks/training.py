"""How fast networks train:  python tests/benchmarks/training.py [--peers] [--only 0,3] [--seconds 4] [--profile]

Time of an epoch as a multiple of NumPy doing nothing but the unavoidable matrix products with `out=`, the minimum of
many runs that take turns in one process for each peer.  Each cell has two multiples, of two ways to do these products:

* first, of the fastest that NumPy has: the best of `dot` and `matmul`, with the weights either way round, all arrays
  beginning with a line of the cache, as the trainers' own do.  An aim that is met by this one is met.
* in brackets, of the plain one: rows, weights as (outputs, inputs), `np.dot(…, out=…)`, arrays where NumPy puts them,
  as the published comparisons have it.  Where they lie is chance, and with it the time (11.3 to 14.5 µs for
  784-30-10): it is the median of several sets of arrays.

For one thread it is processor time, which a busy machine disturbs least; JAX is then told to compute in the thread that
calls it.  Left to a thread of its own it was once timed at the cost of calling it alone (0.05 where 1.1 is right), in
turns in which the clock of the process had missed that thread; so a turn of less than half the usual time is now a
fault of the clock, said and not counted.  After one epoch everybody must have the same parameters, so that nobody wins
by doing less.  With two threads every library is alone in its process, and the clock is that of the wall.

`--profile` shows where the time of one step goes, call by call, beside the products: the reason where an aim is missed.
What was tried (Xeon with AVX-512, OpenBLAS 0.3.30/31, NumPy 2.4):

* Both: a product whose factors both have the summed index last (a wᵀ in rows) takes twice as long for small matrices,
  6.8 against 3.6 µs for 64 × 64.  With examples first in one layer and features first in the next there is none
  (`orientation`): the products of 64-(20 × 64)-10 take 204 µs where those of rows alone take 280.  Features first help
  large layers too (450 against 550 µs for 512 × 512).
* Both: products above a million multiplications in pieces below it use OpenBLAS's kernel that does not pack: 53 → 36 µs
  for (32 × 784)(784 × 100).  Above eight million it is slower, and is not done.
* Both: 64-byte alignment, 11.8 → 9.5 µs for a step of 784-30-10 (fast).
* NumPy, small networks: a call costs 0.3 µs, 0.9 if it repeats a row or a column, and a step is 20 to 25 of them. For
  64-32-10: 5 µs of products, 10.5 of calls, 2 of Python between; the aim leaves 6.5 for both.  Numbers as arrays of
  no axes (0.35 instead of 0.65 µs), bound `dot` methods, views of each batch made once, many batches gathered in one
  call (0.4 µs a batch), −α carried by the gradients so that an update is one addition, nothing subtracted before exp
  where Σ z² says that nothing can overflow (3.3 → 1.2 µs): from 5.3 to 3.4.  One array under two names in place of two
  views of one memory, of which NumPy asks whether they overlap (0.55 → 0.28 µs a call), and 1 − σ from eᶻ, σ from it,
  which saves a call a layer: 3.4 → 3.2, and 2-3-1 from 4.4 to 3.95.  A bias copied to several rows and added with them
  as one saves nothing (1.3 µs for 64 × 64 where equal shapes take 0.56).  A column of ones for the bias saves four
  calls and loses more: formulas over strided rows cost 1.9 µs.  A row of ones, where features come first, would save
  2.0 of 2.5 µs a layer (64 × 64: the bias takes 1.4 to 1.9, its gradient 0.6, a product over 65 instead of 64 entries
  0.05 more), but wants w and b interleaved in memory, as (outputs, inputs + 1); not tried further.
* NumPy, 784-30-10: the update p + g is 2.8 of 24 µs, three passes over 100 KB; NumPy has no product that adds.
* NumPy, large networks: `dot` fills its result with 0 before it multiplies, `matmul` does not (1033 and 838 µs for
  784 × 512).  What is left for 784-512-512 is p + g (190 to 260 µs) and relu, biases and masks over 256 KB each
  (220 µs).  Gradients in pieces that stay in the cache, each added to w at once: 5% less for 784 × 512, nothing for
  512 × 512, 10% more for 2048 × 2048, so it is not done.
* Fast: `numba_xxgemm` costs 50 ns a call and adds to the weights (`beta`); no product is worth a loop of its own.
  64-32-10: 2.9 µs of products, 0.75 of gathering rows that are not in the first cache (0.41 if they are), 0.5 of
  sigmoid, 1.1 of a dozen short loops; the aim leaves 1.5 µs for all that is no product.
* Fast: tanh in float32 as one ratio of polynomials instead of eˣ and a branch: 64-(20 × 64)-10 from 1.04 to 0.92.
  Elementary functions are inlined (`forceinline`): without that, 20 layers of tanh were not vectorised (2.1 → 1.0).
* Two threads: the fast backend's BLAS and NumPy's are two pools; in one process they keep each other from the
  processors (1.5 where 0.9 is right).
* The first layer's products of many batches at once, with corrections by x xᵀ, would compute the same in exact
  arithmetic, but where an epoch is cut would change the last bits: resuming rests on that, so it is not done.
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
from statistics import median
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).parent
TURN, PLAIN = 0.001, 5
"""Seconds of a turn, and sets of arrays for the plain products."""
MISSED = "the clock missed a part of"
VERSIONS = ("numpy", "scipy", "numba", "scikit-learn", "autograd", "torch", "jax")


def main() -> None:
    """Run each group of contenders in a process of its own, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", action="store_true", help="compare with every other library that is installed")
    parser.add_argument("--only", default="", help="numbers of networks, such as 0,3")
    parser.add_argument("--seconds", type=float, default=4, help="time for each network and process")
    parser.add_argument("--profile", action="store_true", help="where the time of one step goes, call by call")
    parser.add_argument("--group", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    from training_networks import CASES

    numbers = [int(n) for n in chosen.only.split(",")] if chosen.only else range(len(CASES))
    if chosen.group:
        for number in numbers:
            result = profile if chosen.group == "profile" else measure
            print(json.dumps(result(CASES[number], chosen.group, chosen.seconds)), flush=True)
        return
    from training_contenders import GROUPS

    chosen_groups = [g for g in GROUPS if g == "project" or (chosen.peers and g != "alone")]
    columns, limit = [n for g in chosen_groups for n in GROUPS[g]], float("nan")
    plain = limit
    print("versions:", ", ".join(f"{n} {_version(n)}" for n in VERSIONS), f"Python {platform.python_version()}")
    if chosen.profile:
        for number in numbers:
            print(_in_process("profile", number, CASES[number].threads, chosen.seconds)["text"], flush=True)
        return
    print(f"\n| network, batch | threads | products | {' | '.join(columns)} | aims | beside (KiB) |")
    print("|" + "---|" * (len(columns) + 5))
    for number in numbers:
        case = CASES[number]
        found: dict[str, Any] = {}
        for group in chosen_groups if case.threads == 1 else [*chosen_groups, "alone"]:
            new = _in_process(group, number, case.threads, chosen.seconds)
            limit = new.get("products", float("nan")) if group == "project" else limit
            plain = new.pop("plain", plain)
            # another process may run at another speed: its times are told in those of its own products
            scale = limit / new.pop("products", limit)
            found |= {n: t * scale if isinstance(t, float) else t for n, t in new.items()}
        cells = [_cell(found.get(c, "—"), limit, plain) for c in columns]
        aims = " / ".join(f"≤ {a:g}" for a in case.aims)
        base = f"{limit * 1e6 / case.steps:.2f} ({plain * 1e6 / case.steps:.2f}) µs"
        print(f"| {case.name} | {case.threads} | {base} | {' | '.join(cells)} | {aims} | {found.get('beside', '')} |")
        sys.stdout.flush()


def measure(case: Any, group: str, seconds: float) -> dict[str, Any]:
    """Seconds of a group of contenders and of the products, taking turns.

    With more threads than one everybody who has a BLAS and a pool of threads of his own is alone in his process,
    without the products: two pools keep each other from the processors (1.5 where 1.0 is right).
    """
    import numpy as np
    from training_contenders import GROUPS, NotHere
    from training_networks import plain_products, products

    runs, result = {}, {}
    expected = reference(case)
    for name, make in GROUPS[group].items():
        if group == "project" and name == "project fast" and case.threads > 1:
            continue
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
    least = products(case) if group == "project" or case.threads == 1 else {}
    plain = {f"plain {n}": plain_products(case) for n in range(PLAIN)} if group == "project" else {}
    times = take_turns({**least, **plain, **runs}, seconds, process_time if case.threads == 1 else perf_counter)
    result |= {n: times[n] for n in runs}
    if plain:
        result["plain"] = median(times[n] for n in plain)
    if least:
        result["products"] = min(times[n] for n in least)
    if "project NumPy" in runs:
        result["beside"] = " / ".join(
            str(beside(case, runs[n])) for n in ("project NumPy", "project fast") if n in runs
        )
    return result


def profile(case: Any, group: str, seconds: float) -> dict[str, Any]:
    """What each call of a step takes, in both backends."""
    from training_profile import profiled

    return {"text": profiled(case, seconds)}


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
    """The shortest time of an epoch of each, all running in turn until the time is up.

    A turn begins with an epoch that does not count, after which caches hold one's own; it is short, so that another
    program is unlikely to have taken the processor meanwhile.
    """
    turns: dict[str, list[float]] = {name: [] for name in runs}
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
            run()
            start = clock()
            for _ in range(repeats[name]):
                run()
            turns[name].append((clock() - start) / repeats[name])
        rounds += 1
    return {n: _least_seen(n, times) if clock is process_time else min(times) for n, times in turns.items()}


def _least_seen(name: str, times: list[float]) -> float:
    """The shortest turn, of those in which the clock of the process has seen all that was done."""
    seen = [t for t in times if t > median(times) / 2]
    if len(seen) < len(times):
        print(f"{name}: {MISSED} {len(times) - len(seen)} of {len(times)} turns", file=sys.stderr)
    return min(seen)


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
    print(*(line for line in done.stderr.splitlines() if MISSED in line), sep="\n", end="", file=sys.stderr)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return {}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _cell(time: Any, limit: float, plain: float) -> str:
    return f"{time / limit:.3g} ({time / plain:.3g})" if isinstance(time, float) else str(time)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


if __name__ == "__main__":
    main()
