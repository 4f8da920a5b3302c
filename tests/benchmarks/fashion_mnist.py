"""Fashion-MNIST, 784-128-10, in both backends and beside peers: test accuracy by epoch, and the seconds of an epoch.

`python tests/benchmarks/fashion_mnist.py [EPOCHS]`; set OMP_NUM_THREADS for the number of threads.  The images are
those of Debian's package dataset-fashion-mnist.
"""

import os
import sys
from time import perf_counter

import numpy as np
from fashion_peers import peers

import symbackprop as sb
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.optimisers.adaptive import Adam
from symbackprop.training.data import load_data, split
from symbackprop.training.scaling import measure_scaling

BATCH = 128


def main(epochs: int) -> None:
    """Train with each backend and print."""
    training, test = split(load_data("fashion-mnist"))
    scaling = measure_scaling(training.x, training.pixels)
    x, unseen = (scaling(part.x, np.float32) for part in (training, test))
    net = sb.backprop(
        sb.network(784, sb.Dense(128), sb.ReLU(), sb.Dense(10), sb.Softmax(), cost=sb.CrossEntropy(), batch="rows")
    )
    threads = os.environ.get("OMP_NUM_THREADS", "all")
    print(f"784-128-10, batches of {BATCH}, Adam, float32; NumPy {np.__version__}, threads {threads}")
    targets = np.eye(10, dtype=np.float32)[training.y]
    for backend in ("numpy", "fast"):
        trained = sb.train(
            net, x, training.y, test=(unseen, test.y), epochs=epochs, batch_size=BATCH, optimiser="adam",
            dtype="float32", initialisation="he", backend=backend,
        )  # fmt: skip
        reached = " ".join(f"{100 * a:.2f}" for a in trained.history["test_accuracy"])
        print(f"{backend:<6} test accuracy in % by epoch: {reached}", flush=True)
        trainer = compile_trainer(net, Adam(), batch_size=BATCH, dtype="float32", backend=backend)
        trainer.load(sb.initialise(net, scheme="he"))
        order, seconds = np.random.default_rng(0).permutation(len(x)), []
        for _ in range(5):
            start = perf_counter()
            trainer.epoch(x, targets, order)
            seconds.append(perf_counter() - start)
        print(
            f"{backend:<6} seconds an epoch: {min(seconds):.3f} (best of 5; median {np.median(seconds):.3f})",
            flush=True,
        )
    for name, epoch, predicted in peers(x, training.y.astype(np.int64), (784, 128, 10), BATCH):
        rng, reached, seconds = np.random.default_rng(0), [], []
        for _ in range(max(epochs, 5)):
            order, start = rng.permutation(len(x)), perf_counter()
            epoch(order)
            seconds.append(perf_counter() - start)
            reached.append(100 * np.mean(predicted(unseen) == test.y))
        print(f"{name}: test accuracy in % by epoch: {' '.join(f'{a:.2f}' for a in reached)}")
        print(f"{name}: seconds an epoch: {min(seconds):.3f} (best; median {np.median(seconds):.3f})", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
