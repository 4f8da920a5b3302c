"""A network as one module for NumPy alone: it draws parameters, predicts and trains, the same to the last bit.

What computes in it is what computes here: the emitted trainer and the emitted forward function, their equations in the
comments.  The few lines around them, which know no mathematics, stand in `_TEXT`.
"""

import re
from collections.abc import Mapping
from math import sqrt

from symbackprop.compiling.module import Module
from symbackprop.compiling.numpy_steps import NumpySteps
from symbackprop.compiling.trainer import Trainer, compile_trainer
from symbackprop.compiling.words import documented, words
from symbackprop.errors import UsageError
from symbackprop.language.systems import Role, System, Tensor
from symbackprop.optimisers.optimiser import Optimiser

_TEXT = '''\
SHAPES = {shapes}
SETTINGS = {settings}
BATCH_SIZE = {batch_size}
DTYPE = "{dtype}"


def initialise(seed=0):
    """Weights from N(0, 1/n_in), biases 0."""
    random = np.random.default_rng(seed)
    return {{
{initial}
    }}


def predict(parameters, x):
    """The outputs for examples in rows.

    Shapes: x {x_shape} -> {out_shape}.
    """
    x = np.asarray(x, DTYPE)
    return {predicted}


def train(parameters, x, y, epochs=30, seed=0, **settings):
    """The parameters after mini-batch training on examples in rows; {targets}.

    `settings` are other values of SETTINGS, such as {setting}.

    Shapes: x {x_shape}; y {y_shape}.
    """
    x = np.ascontiguousarray(x, DTYPE)
    y = np.ascontiguousarray({read_targets}, DTYPE)
    p = np.zeros({size}, DTYPE)
    found = parts(p)
    for name, view in found.items():
        view[...] = parameters[name]
    vectors = [p, np.zeros_like(p){states}]
    work = np.empty({work}, DTYPE)
    numbers = {{**SETTINGS, **settings}}
    steps, t = {{}}, 0
    with np.errstate(all="ignore"):
        for epoch in range(epochs):
            order = np.random.default_rng((seed, epoch)).permutation(len(x))
            for start in range(0, len(x), BATCH_SIZE):
                chosen = order[start : start + BATCH_SIZE]
                if len(chosen) not in steps:
                    steps[len(chosen)] = trainer(len(chosen), *vectors, work, *numbers.values())
                views, step = steps[len(chosen)]
                t += 1
                step(*views(x[chosen], y[chosen]){count})
    return {{name: np.array(view) for name, view in found.items()}}


def parts(p):
    """The parameters, as views of the vector that holds them all."""
    return {{
{views}
    }}
'''


def numpy_module(
    network: System,
    optimiser: Optimiser | None = None,
    *,
    batch_size: int = 32,
    examples: int | None = None,
    dtype: str = "float64",
) -> str:
    """The source of a module that imports NumPy and Python's own library, and nothing else.

    `initialise(seed)`, `predict(parameters, x)` and `train(parameters, x, y, …)` in it do what `initialise`, `predict`
    (with `raw=True`) and `train` here do, bit by bit.  λ/2m of L2 is meant for `examples` examples, as in `train`,
    which takes their number from the data.

    Raises: UsageError for widths that are left open, and for L2 without the number of examples.
    """
    if "lam" in network.by_name and examples is None:
        raise UsageError("λ/2m of L2 is meant for all examples: how many?", expected="examples=1000")
    trainer = compile_trainer(network, optimiser, batch_size=batch_size, dtype=dtype, examples=examples)
    forward = Module(network, (network.output,))
    functions = re.findall(r"^def (\w+)", forward.source(), re.MULTILINE)
    imported = re.findall(r"^from numpy import (.+)$", trainer.source, re.MULTILINE)
    taken = {name for line in imported for name in line.split(", ")} | {"trainer", "initialise", "predict", "train"}
    if clashing := sorted(taken & set(functions)):
        raise UsageError(f"a function of the network has the name of one of NumPy's, {clashing[0]}", hint="rename it")
    body = _TEXT.format(**_around(network, trainer))
    own = _parts(trainer.source)
    parts = [*own, *(part for part in _parts(forward.source()) if part not in own), body]
    return "\n\n".join([f"{_head(network, trainer)}\n{_imports(trainer.source)}", *parts])


def _parts(source: str) -> list[str]:
    """The functions of a module, each from its `def` to its end."""
    return [f"{part.rstrip()}\n" for part in re.split(r"^(?=def )", source, flags=re.MULTILINE)[1:]]


def _imports(source: str) -> str:
    """The imports of the trainer, Python's own only if it is read."""
    lines = re.findall(r"^(?:import|from) .+$", source, re.MULTILINE)
    own = [f"{line}\n\n" for line in lines if line == "import math" and "math." in source]
    return "".join([*own, *(f"{line}\n" for line in lines if "numpy" in line)])


def _head(network: System, trainer: Trainer) -> str:
    forward = [e for e in network.equations if e.is_definition]
    stated = "\n".join(f"    {documented(words(e.lhs))} = {documented(words(e.rhs))}" for e in forward)
    optimiser = documented(repr(trainer.optimiser))
    return (
        '"""A network that predicts and trains with NumPy alone, as emitted from its equations.\n\n'
        f"{stated}\n\n"
        f"    parameters = train(initialise(seed=0), x, y, epochs=30)    by {optimiser}\n"
        '    outputs = predict(parameters, x)\n"""\n'
    )


def _around(network: System, trainer: Trainer) -> dict[str, object]:
    """What the text of the module leaves open."""
    layout, places, compiled = trainer.layout, trainer.layout.places(), trainer.compiled
    assert isinstance(compiled, NumpySteps)
    x, y = (trainer.equations.with_role(role)[0] for role in (Role.INPUT, Role.TARGET))
    inputs, outputs = int(x.axes[1].upper) + 1, int(y.axes[1].upper) + 1
    classes = network.classes and outputs > 1
    views = [
        f'        "{name}": p[{start}:{stop}].reshape({layout.stored(name)}){".T" if name in layout.turned else ""},'
        for name, (start, stop) in places.items()
    ]
    return {
        "shapes": _dict(layout.shapes),
        "settings": _dict({name: trainer.settings[name] for name in compiled.names}),
        "setting": f"{compiled.names[-1]}={trainer.settings[compiled.names[-1]] / 2:g}",
        "batch_size": trainer.batch_size,
        "dtype": trainer.dtype.name,
        "initial": "\n".join(_drawn(t, layout.shapes[t.name]) for t in network.parameters),
        "x_shape": f"(m, {inputs})",
        "out_shape": f"(m, {outputs})",
        "y_shape": f"(m, {outputs})" + (", or m classes" if classes else ""),
        "targets": "targets are one-hot, or classes 0, 1, …" if classes else "targets have a column for each output",
        "read_targets": f"np.eye({outputs})[y] if np.ndim(y) == 1 else y" if classes else "y",
        "predicted": _predicted(network),
        "size": layout.size,
        "states": ", np.zeros_like(p)" * len(trainer.memory),
        "work": compiled.work.size,
        "count": ", t" if compiled.counts else "",
        "views": "\n".join(views),
    }


def _predicted(network: System) -> str:
    """Outputs in rows, by the forward function in the network's own form."""
    if network.batch is None:
        return "np.stack([forward(parameters, example) for example in x])"
    return "forward(parameters, x.T).T" if network.batch == "columns" else "forward(parameters, x)"


def _drawn(tensor: Tensor, shape: tuple[int, ...]) -> str:
    """The line that draws one parameter."""
    if tensor.role is Role.BIAS:
        return f'        "{tensor.name}": np.zeros({shape}),'
    return f'        "{tensor.name}": random.normal(0, {1 / sqrt(shape[-1])!r}, {shape}),'


def _dict(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in values.items()) + "}"
