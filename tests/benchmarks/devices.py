"""Training shared out over simulated devices: `python tests/benchmarks/devices.py [--devices 1,2,8] [--epochs 3]`.

Prints for each number of devices what they do together in a step (one all-reduce), how far the final parameters are
from those of one device and from NumPy's, and the seconds an epoch.  Simulated devices share the cores of one machine,
so times say what the sharing costs, not what many machines would gain.  On GPUs, run it with `--real`.
"""

import argparse
import os
from time import perf_counter


def options():
    """The command line; it must be read before JAX is imported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", default="1,2,8")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--dtype", default="float64")
    parser.add_argument("--real", action="store_true", help="the devices that there are")
    return parser.parse_args()


def main() -> None:
    """Train on each number of devices."""
    chosen = options()
    counts = [int(n) for n in chosen.devices.split(",")]
    if not chosen.real:
        os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count={max(counts)}"
        os.environ["JAX_PLATFORMS"] = "cpu"
    import jax
    import numpy as np
    from sklearn.datasets import load_digits

    import symbackprop as sb
    from symbackprop.compiling.trainer import compile_trainer
    from symbackprop.devices.trainer import compile_jax
    from symbackprop.optimisers.adaptive import Adam

    x, labels = load_digits(return_X_y=True)
    x, y = x / 16, np.eye(10)[labels]
    layers = (sb.Dense(128), sb.ReLU(), sb.Dense(10), sb.Softmax())
    net = sb.network(64, *layers, cost=sb.CrossEntropy(), batch="rows", regularisation=sb.L2(0.1))
    orders = [np.random.default_rng(n).permutation(len(x)) for n in range(chosen.epochs)]
    peer = compile_trainer(net, Adam(), batch_size=64, dtype=chosen.dtype, examples=len(x))
    peer.load(sb.initialise(net))
    for order in orders:
        cost = peer.epoch(x, y, order)
    print(f"{jax.__version__=} on {jax.devices()[0].device_kind}; NumPy: cost {cost:.12f}")
    first = None
    for count in counts:
        trainer = compile_jax(net, Adam(), batch_size=64, dtype=chosen.dtype, devices=count, examples=len(x))
        trainer.load(sb.initialise(net))
        start = perf_counter()
        for order in orders:
            last, cost = perf_counter(), trainer.epoch(x, y, order)
        end, found = perf_counter(), trainer.parameters
        first = first or found
        away = max(float(abs(found[n] - first[n]).max()) for n in found)
        numpy = max(float(abs(found[n] - peer.parameters[n]).max()) for n in found)
        print(f"{count} devices: together {' '.join(trainer.collectives()) or 'nothing'}, cost {cost:.12f}, "
              f"from one device {away:.1e}, from NumPy {numpy:.1e}, {end - last:.3f} s an epoch, "
              f"{end - start:.1f} s in all")  # fmt: skip


if __name__ == "__main__":
    main()
