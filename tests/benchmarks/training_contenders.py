"""Who trains the networks of the table: each gives an epoch to time, and the parameters after one from the start.

A contender is a function of a case that gives (run one epoch, parameters after one epoch from the given start), or
raises what says why it does not take part.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from training_networks import RATE, Case

import symbackprop as sb
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.trainer import compile_trainer
from symbackprop.optimisers.descent import GradientDescent

Contender = tuple[Callable[[], Any], Callable[[], list[Any]]]


class NotHere(Exception):
    """A contender that does not take part, and why."""


def batches(case: Case, order: Any) -> list[Any]:
    """The places of the examples of each batch."""
    return [order[k : k + case.batch] for k in range(0, len(order), case.batch)]


def _project(case: Case, backend: Any) -> Contender:
    weights, biases, x, y, order = case.data()
    trainer = compile_trainer(
        case.network(), GradientDescent(RATE), batch_size=case.batch, dtype=case.dtype, backend=backend, cost=False
    )
    start = {f"{n}{k}": v for n, group in (("w", weights), ("b", biases)) for k, v in enumerate(group, 1)}
    names = list(start)

    def once() -> list[Any]:
        trainer.load(start)
        trainer.epoch(x, y, order)
        return [trainer.parameters[n].copy() for n in names]

    def run() -> None:
        trainer.epoch(x, y, order)

    run.trainer = trainer  # type: ignore[attr-defined]
    return run, once


def project_numpy(case: Case) -> Contender:
    """Straight-line NumPy."""
    return _project(case, "numpy")


def project_fast(case: Case) -> Contender:
    """Epochs compiled with numba."""
    return _project(case, "fast")


def naive_numpy(case: Case) -> Contender:
    """The function of `lambdify`, fancy indexing, and p −= α g."""
    weights, biases, x, y, order = case.data()
    step, places = sb.lambdify(in_rows(sb.backprop(case.network("rows")))).function, batches(case, order)
    start = {f"{n}{k}": v for n, group in (("w", weights), ("b", biases)) for k, v in enumerate(group, 1)}
    current = {n: v.copy() for n, v in start.items()}

    def run() -> None:
        for chosen in places:
            _, gradients = step(current, x[chosen], y[chosen])
            for name, g in gradients.items():
                current[name] -= RATE * g

    def once() -> list[Any]:
        current.update({n: v.copy() for n, v in start.items()})
        run()
        return [v.copy() for v in current.values()]

    return run, once


def nielsen(case: Case) -> Contender:
    """One example after the other in columns, gradients summed over a mini-batch, as in Nielsen's book."""
    if case.softmax or len(case.widths) > 3:
        raise NotHere("sigmoid and quadratic cost only")
    w0, b0, x, y, order = case.data()
    current: list[list[Any]] = [[], []]
    xs, ys = [v[:, None] for v in x], [v[:, None] for v in y]
    sigmoid = lambda z: 1.0 / (1.0 + np.exp(-z))  # noqa: E731

    def gradient(a: Any, y: Any) -> tuple[list[Any], list[Any]]:
        weights, biases = current
        activations, zs = [a], []
        for w, b in zip(weights, biases, strict=True):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        prime = lambda z: sigmoid(z) * (1 - sigmoid(z))  # noqa: E731
        delta = (activations[-1] - y) * prime(zs[-1])
        deltas = [delta]
        for n in range(2, len(weights) + 1):
            delta = np.dot(weights[1 - n].T, delta) * prime(zs[-n])
            deltas.insert(0, delta)
        return [np.dot(d, a.T) for d, a in zip(deltas, activations, strict=False)], deltas

    def run() -> None:
        for chosen in batches(case, order):
            sums = [[np.zeros_like(p) for p in group] for group in current]
            for k in chosen:
                for group, found in zip(sums, gradient(xs[k], ys[k]), strict=True):
                    for n, g in enumerate(found):
                        group[n] = group[n] + g
            for group, total in zip(current, sums, strict=True):
                group[:] = [p - RATE / len(chosen) * g for p, g in zip(group, total, strict=True)]

    def once() -> list[Any]:
        current[:] = [[w.copy() for w in w0], [b[:, None].copy() for b in b0]]
        run()
        return [*(w.copy() for w in current[0]), *(b[:, 0].copy() for b in current[1])]

    return run, once


def sklearn(case: Case) -> Contender:
    """`MLPClassifier.partial_fit`, plain SGD."""
    try:
        from sklearn.neural_network import MLPClassifier
    except ImportError:
        raise NotHere("not installed") from None
    if not case.softmax:
        raise NotHere("no such cost")
    weights, biases, x, y, order = case.data()
    hidden = {"sigmoid": "logistic"}.get(case.hidden, case.hidden)
    model = MLPClassifier(
        case.widths[1:-1], activation=hidden, solver="sgd", alpha=0, batch_size=case.batch, momentum=0,
        learning_rate_init=RATE, shuffle=False, nesterovs_momentum=False,
    )  # fmt: skip
    xs, labels = x[order], y[order].argmax(axis=1)
    model.partial_fit(xs[: case.batch], labels[: case.batch], classes=np.arange(case.widths[-1]))

    def run() -> None:
        model.partial_fit(xs, labels)

    def once() -> list[Any]:
        for k, (w, b) in enumerate(zip(weights, biases, strict=True)):
            model.coefs_[k][...] = w.T
            model.intercepts_[k][...] = b
        run()
        return [*(w.T.copy() for w in model.coefs_), *(b.copy() for b in model.intercepts_)]

    return run, once


def autograd(case: Case) -> Contender:
    """The gradient of the cost by autograd."""
    try:
        import autograd.numpy as anp
        from autograd import grad
    except ImportError:
        raise NotHere("not installed") from None
    weights, biases, x, y, order = case.data()
    hidden = {"sigmoid": lambda z: 1 / (1 + anp.exp(-z)), "tanh": anp.tanh, "relu": lambda z: anp.maximum(z, 0)}
    current = [*weights, *biases]

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        a, count = x, len(weights)
        for n in range(count):
            z = anp.dot(a, parameters[n].T) + parameters[count + n]
            a = hidden[case.hidden](z) if n < count - 1 or not case.softmax else z
        if case.softmax:
            shifted = a - anp.max(a, axis=1, keepdims=True)
            return -anp.sum(y * (shifted - anp.log(anp.sum(anp.exp(shifted), axis=1, keepdims=True)))) / len(x)
        return anp.sum((a - y) ** 2) / (2 * len(x))

    gradient, places = grad(cost), batches(case, order)

    def run() -> None:
        for chosen in places:
            found = gradient(current, x[chosen], y[chosen])
            current[:] = [p - RATE * g for p, g in zip(current, found, strict=True)]

    def once() -> list[Any]:
        current[:] = [*weights, *biases]
        run()
        return list(current)

    return run, once


def torch_eager(case: Case) -> Contender:
    """PyTorch, one operation after the other."""
    return _torch(case, False)


def torch_compiled(case: Case) -> Contender:
    """PyTorch with `torch.compile` of the cost."""
    return _torch(case, True)


def _torch(case: Case, compiled: bool) -> Contender:
    try:
        import torch
    except ImportError:
        raise NotHere("not installed") from None
    torch.set_num_threads(case.threads)
    weights, biases, x, y, order = case.data()
    tensors = [torch.tensor(p) for p in (*weights, *biases)]
    current = [t.clone().requires_grad_() for t in tensors]
    xs, ys, count = torch.tensor(x), torch.tensor(y), len(weights)
    hidden = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}[case.hidden]
    places = [torch.tensor(b) for b in batches(case, order)]

    def cost(x: Any, y: Any) -> Any:
        a = x
        for n in range(count):
            a = torch.nn.functional.linear(a, current[n], current[count + n])
            a = hidden(a) if n < count - 1 or not case.softmax else a
        if case.softmax:
            return torch.nn.functional.cross_entropy(a, y)
        return ((a - y) ** 2).sum() / (2 * len(x))

    chosen_cost = torch.compile(cost) if compiled else cost
    optimiser = torch.optim.SGD(current, RATE)

    def run() -> None:
        for chosen in places:
            optimiser.zero_grad()
            chosen_cost(xs[chosen], ys[chosen]).backward()
            optimiser.step()

    def once() -> list[Any]:
        with torch.no_grad():
            for p, start in zip(current, tensors, strict=True):
                p.copy_(start)
        run()
        return [p.detach().numpy().copy() for p in current]

    return run, once


def jax_step(case: Case) -> Contender:
    """JAX, one compiled step after the other."""
    return _jax(case, False)


def jax_scan(case: Case) -> Contender:
    """JAX, an epoch as one compiled scan."""
    return _jax(case, True)


def _jax(case: Case, scan: bool) -> Contender:
    try:
        import jax
        import jax.numpy as jnp
    except ImportError:
        raise NotHere("not installed") from None
    jax.config.update("jax_enable_x64", case.dtype == "float64")
    jax.config.update("jax_cpu_enable_async_dispatch", case.threads > 1)  # else a thread of its own computes the steps
    weights, biases, x, y, order = case.data()
    start = [jnp.array(p) for p in (*weights, *biases)]
    hidden = {"sigmoid": jax.nn.sigmoid, "tanh": jnp.tanh, "relu": jax.nn.relu}[case.hidden]
    xs, ys, count = jnp.array(x), jnp.array(y), len(weights)
    places = jnp.array(order.reshape(-1, case.batch))

    def cost(parameters: Any, x: Any, y: Any) -> Any:
        a = x
        for n in range(count):
            a = a @ parameters[n].T + parameters[count + n]
            a = hidden(a) if n < count - 1 or not case.softmax else a
        if case.softmax:
            return -jnp.sum(y * jax.nn.log_softmax(a)) / len(x)
        return jnp.sum((a - y) ** 2) / (2 * len(x))

    def step(parameters: Any, chosen: Any) -> Any:
        gradients = jax.grad(cost)(parameters, xs[chosen], ys[chosen])
        return [p - RATE * g for p, g in zip(parameters, gradients, strict=True)], None

    one, every = jax.jit(lambda p, c: step(p, c)[0]), jax.jit(lambda p: jax.lax.scan(step, p, places)[0])
    current = [start]

    def run() -> None:
        if scan:
            current[0] = every(current[0])
        else:
            for chosen in places:
                current[0] = one(current[0], chosen)
        jax.block_until_ready(current[0])

    def once() -> list[Any]:
        current[0] = start
        run()
        return [np.asarray(p) for p in current[0]]

    return run, once


GROUPS: dict[str, dict[str, Callable[[Case], Contender]]] = {
    "project": {"naive NumPy": naive_numpy, "project NumPy": project_numpy, "project fast": project_fast},
    "alone": {"project fast": project_fast},
    "nielsen": {"Nielsen's loop": nielsen},
    "sklearn": {"scikit-learn": sklearn},
    "autograd": {"autograd": autograd},
    "torch": {"PyTorch eager": torch_eager},
    "torch.compile": {"PyTorch compiled": torch_compiled},
    "jax": {"JAX step": jax_step, "JAX scan": jax_scan},
}
