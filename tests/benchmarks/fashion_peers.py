"""The peers that Fashion-MNIST is trained with beside the project: PyTorch eager and a JAX scan, with Adam."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

RATE, FIRST, SECOND, SMALL = 0.001, 0.9, 0.999, 1e-8
Peer = tuple[str, Callable[[np.ndarray], None], Callable[[np.ndarray], np.ndarray]]
"""A name, an epoch in a given order, and the classes that are predicted."""


def peers(x: np.ndarray, y: np.ndarray, widths: tuple[int, ...], batch: int) -> Iterator[Peer]:
    """Those that are installed."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(0, np.sqrt(2 / n), (k, n)).astype("f4") for n, k in pairwise(widths)]
    for made in (_torch, _jax):
        try:
            yield made(x, y, weights, batch)
        except ImportError:
            continue


def _torch(x: np.ndarray, y: np.ndarray, weights: list[np.ndarray], batch: int) -> Peer:
    import torch

    layers = [torch.nn.Linear(w.shape[1], w.shape[0]) for w in weights]
    for layer, w in zip(layers, weights, strict=True):
        layer.weight.data, layer.bias.data = torch.tensor(w), torch.zeros(len(w))
    model = torch.nn.Sequential(layers[0], torch.nn.ReLU(), layers[1])
    optimiser, cost = torch.optim.Adam(model.parameters(), RATE, (FIRST, SECOND), SMALL), torch.nn.CrossEntropyLoss()
    xs, ys = torch.tensor(x), torch.tensor(y)

    def epoch(order: np.ndarray) -> None:
        for places in torch.tensor(order).split(batch):
            optimiser.zero_grad()
            cost(model(xs[places]), ys[places]).backward()
            optimiser.step()

    return f"PyTorch {torch.__version__} eager", epoch, lambda a: model(torch.tensor(a)).argmax(1).numpy()


def _jax(x: np.ndarray, y: np.ndarray, weights: list[np.ndarray], batch: int) -> Peer:
    import jax
    import jax.numpy as jnp

    def scores(p, a):
        (w1, b1), (w2, b2) = p
        return jax.nn.relu(a @ w1.T + b1) @ w2.T + b2

    def cost(p, a, t):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(scores(p, a)), t[:, None], 1))

    def step(state, places):
        p, m, v, t = state
        g, t = jax.grad(cost)(p, xs[places], ys[places]), t + 1
        m = jax.tree.map(lambda a, b: FIRST * a + (1 - FIRST) * b, m, g)
        v = jax.tree.map(lambda a, b: SECOND * a + (1 - SECOND) * b * b, v, g)
        one, two = 1 - FIRST**t, 1 - SECOND**t
        p = jax.tree.map(lambda a, b, c: a - RATE * (b / one) / (jnp.sqrt(c / two) + SMALL), p, m, v)
        return (p, m, v, t), None

    xs, ys = jnp.asarray(x), jnp.asarray(y)
    start = [(jnp.asarray(w), jnp.zeros(len(w))) for w in weights]
    empty = jax.tree.map(jnp.zeros_like, start)
    held = {"state": (start, empty, empty, jnp.float32(0))}
    run = jax.jit(lambda state, order: jax.lax.scan(step, state, order)[0])

    def epoch(order: np.ndarray) -> None:
        places = order[: len(order) // batch * batch].reshape(-1, batch)
        held["state"] = jax.block_until_ready(run(held["state"], places))

    return f"JAX {jax.__version__} scan", epoch, lambda a: np.asarray(scores(held["state"][0], a).argmax(1))
