"""The networks of the table, their data, and what nobody can avoid: the matrix products of a step."""

from dataclasses import dataclass
from typing import Any

import numpy as np

import symbackprop as sb

RATE = 0.05


@dataclass(frozen=True)
class Case:
    """A network: widths, batch size, hidden activation, whether the output is a softmax, precision and threads."""

    widths: tuple[int, ...]
    batch: int
    hidden: str = "sigmoid"
    softmax: bool = True
    dtype: str = "float32"
    threads: int = 1
    steps: int = 20
    aims: tuple[float, float] = (0, 0)

    @property
    def name(self) -> str:
        """784-30-10, 10"""
        widths = list(map(str, self.widths))
        if len(widths) > 6:
            widths = [widths[0], f"({len(widths) - 2} × {widths[1]})", widths[-1]]
        return f"{'-'.join(widths)}{' softmax' if self.softmax else ''}, {self.batch}"

    def network(self, batch: str | None = "columns") -> sb.System:
        """The forward equations; columns, as most notations write a batch."""
        hidden = {"sigmoid": sb.Sigmoid(), "tanh": sb.Tanh(), "relu": sb.ReLU()}[self.hidden]
        layers: list[Any] = []
        for n in self.widths[1:-1]:
            layers += [sb.Dense(n), hidden]
        layers += [sb.Dense(self.widths[-1]), sb.Softmax() if self.softmax else sb.Sigmoid()]
        return sb.network(
            self.widths[0], *layers, cost=sb.CrossEntropy() if self.softmax else sb.Quadratic(), batch=batch
        )

    def data(self) -> tuple[list[Any], list[Any], Any, Any, Any]:
        """Weights, biases, inputs, targets and an order of the examples."""
        random = np.random.default_rng(0)
        pairs = list(zip(self.widths, self.widths[1:], strict=False))
        weights = [(random.normal(size=(n, k)) / k**0.5).astype(self.dtype) for k, n in pairs]
        biases = [random.normal(size=n).astype(self.dtype) * 0.1 for n in self.widths[1:]]
        count, classes = self.batch * self.steps, self.widths[-1]
        x = random.normal(size=(count, self.widths[0])).astype(self.dtype)
        labels = random.integers(0, max(classes, 2), count)
        y = np.eye(classes)[labels] if classes > 1 else labels[:, None]
        return weights, biases, x, y.astype(self.dtype), random.permutation(count)


CASES = (
    Case((784, 30, 10), 10, softmax=False, steps=40, aims=(1.4, 0.85)),
    Case((784, 100, 10), 32, steps=12, aims=(1.12, 1.0)),
    Case((784, 512, 512, 10), 128, hidden="relu", steps=4, aims=(1.03, 0.95)),
    Case((64, 32, 10), 32, steps=100, aims=(2.2, 0.85)),
    Case((2, 3, 1), 4, softmax=False, dtype="float64", steps=1500, aims=(4, 0.05)),
    Case((64, *[64] * 20, 10), 64, hidden="tanh", steps=10, aims=(1.3, 0.95)),
    Case((1024, 2048, 2048, 10), 512, hidden="relu", threads=2, steps=2, aims=(1.01, 1.0)),
)


def plain_products(case: Case) -> Any:
    """An epoch of the same products as most people write them: rows, `np.dot(…, out=…)`, arrays where NumPy puts them.

    z = a wᵀ, ∂C/∂w = δᵀ a, ∂C/∂a = δ w, each weight as (outputs, inputs).
    """
    weights, random = case.data()[0], np.random.default_rng(1)
    a, z, delta = ([random.normal(size=(case.batch, n)).astype(case.dtype) for n in case.widths] for _ in range(3))
    gradients, layers = [np.empty_like(w) for w in weights], range(len(weights))
    calls = [(a[n], weights[n].T, z[n + 1]) for n in layers]
    for n in reversed(layers):
        calls.append((delta[n + 1].T, a[n], gradients[n]))
        if n:
            calls.append((delta[n + 1], weights[n], delta[n]))

    def run() -> None:
        for _ in range(case.steps):
            for left, right, out in calls:
                np.dot(left, right, out=out)

    return run


def aligned(array: Any) -> Any:
    """A copy that begins with a line of the cache."""
    bytes_ = np.empty(array.nbytes + 64, np.uint8)
    start = -bytes_.ctypes.data % 64
    copy = bytes_[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def products(case: Case) -> dict[str, Any]:
    """An epoch of the products z = a wᵀ, ∂C/∂w = δᵀ a and ∂C/∂a = δ w, with `out=`, by the ways that NumPy has.

    All arrays begin with a line of the cache: else the time is a matter of chance (11.3 to 14.5 µs for 784-30-10).
    """
    weights = [aligned(w) for w in case.data()[0]]
    random = np.random.default_rng(1)
    make = lambda *shape: aligned(random.normal(size=shape).astype(case.dtype))  # noqa: E731
    a, z, delta = ([make(case.batch, n) for n in case.widths] for _ in range(3))
    inward = [aligned(w.T) for w in weights]
    gradients, other = [aligned(w) for w in weights], [aligned(w) for w in inward]
    layers = range(len(weights))

    def outputs_first(product: Any) -> Any:
        forward = [(a[n], weights[n].T, z[n + 1]) for n in layers]
        back = [(delta[n + 1].T, a[n], gradients[n]) for n in layers]
        return [*forward, *back, *((delta[n + 1], weights[n], z[n]) for n in layers if n)], product

    def inputs_first(product: Any) -> Any:
        forward = [(a[n], inward[n], z[n + 1]) for n in layers]
        back = [(a[n].T, delta[n + 1], other[n]) for n in layers]
        return [*forward, *back, *((delta[n + 1], inward[n].T, z[n]) for n in layers if n)], product

    def epoch(calls: Any, product: Any) -> Any:
        def run() -> None:
            for _ in range(case.steps):
                for left, right, out in calls:
                    product(left, right, out)

        return run

    ways = [("dot", outputs_first, np.dot), ("matmul", outputs_first, np.matmul)]
    ways += [("dot, w transposed", inputs_first, np.dot), ("matmul, w transposed", inputs_first, np.matmul)]
    return {name: epoch(*order(product)) for name, order, product in ways}
