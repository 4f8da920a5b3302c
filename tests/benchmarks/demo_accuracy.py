"""The demo's test accuracy over five seeds, and their mean, which should be 97% at least: `python demo_accuracy.py`."""

from time import perf_counter

import symbackprop as sb
from symbackprop.commands.demo import SETTINGS, digits_network
from symbackprop.commands.train import fit
from symbackprop.training.data import load_digits

SEEDS = range(5)


def main() -> None:
    """Train with each seed on the fixed split and print."""
    system, data = sb.backprop(digits_network()), load_digits()
    found = []
    for seed in SEEDS:
        start = perf_counter()
        trained = fit(system, data, None, seed=seed, **SETTINGS)
        found.append(trained.test_accuracy or 0.0)
        print(f"seed {seed}   test accuracy {found[-1]:.2%}   {perf_counter() - start:.1f} s", flush=True)
    print(f"mean of {len(found)} seeds: {sum(found) / len(found):.2%}")


if __name__ == "__main__":
    main()
