"""A trained network's forward pass as an ONNX model, drawn by the emitted function itself."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symbackprop.compiling.arguments import Declared, Sizes
from symbackprop.compiling.loading import load
from symbackprop.compiling.module import Module
from symbackprop.compiling.rows import in_rows
from symbackprop.compiling.words import words
from symbackprop.errors import ShapeError, UsageError
from symbackprop.exports.onnx_graph import Functions, Graph, Value
from symbackprop.language import functions
from symbackprop.language.indices import extent
from symbackprop.language.systems import System, Tensor

OPSET, FORMAT = 18, 9
_SCALING = ("shift", "scale")
_NATIVE = {functions.sigmoid: "Sigmoid", functions.relu: "Relu", functions.softplus: "Softplus"}


def onnx_model(
    network: System, parameters: Mapping[str, Any], dtype: Any = np.float32, scaling: tuple[Any, Any] | None = None
) -> Any:
    """The model x (m, n) → outputs (m, K), with the parameters in it; `onnx.save(model, path)` writes it.

    With a `scaling` (shift, scale) the network reads (x − shift)/scale, as it was trained.

    Raises: UsageError where the package onnx is not installed, or a hyperparameter is left open; ShapeError for
    parameters that are not the network's; UnknownNodeError for a function that has no form in ONNX.
    """
    onnx = _onnx()
    module = Module(in_rows(network), (network.output,))
    if module.signature.hyperparameters:
        name = module.signature.hyperparameters[0].name
        raise UsageError(f"{name} has no value", hint="give the network a number for it")
    graph, sizes = Graph(np.dtype(dtype)), Sizes()
    given = {t.name: _held(graph, sizes, t, parameters) for t in module.signature.grouped}
    (x,), (out,) = module.signature.data, module.signature.outputs
    result = _recorder(module, graph)(given, _scaled(Value(graph, x.name), scaling))
    graph.nodes.append(onnx.helper.make_node("Identity", [result.name], [out.name], name=out.name))
    kind = onnx.helper.np_dtype_to_tensor_dtype(graph.dtype)
    ends = [onnx.helper.make_tensor_value_info(t.name, kind, _shown(t, sizes)) for t in (x, out)]
    drawn = onnx.helper.make_graph(
        graph.nodes,
        "network",
        ends[:1],
        ends[1:],
        [onnx.numpy_helper.from_array(np.asarray(value), name) for name, value in graph.arrays.items()],
        doc_string="\n".join(_stated(module)),
    )
    opset = onnx.helper.make_opsetid("", OPSET)
    model = onnx.helper.make_model(drawn, opset_imports=[opset], ir_version=FORMAT, producer_name="symbackprop")
    onnx.checker.check_model(model, full_check=True)
    return model


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise UsageError("onnx is not installed", hint='pip install "symbackprop[onnx]"') from None
    return onnx


def _held(graph: Graph, sizes: Sizes, tensor: Tensor, parameters: Mapping[str, Any]) -> Value:
    """A parameter as an array of the graph."""
    if tensor.name not in parameters:
        raise ShapeError(f"{tensor.name} is missing", got=", ".join(parameters) or "nothing")
    array = np.ascontiguousarray(parameters[tensor.name], graph.dtype)
    sizes.hold(Declared.of(tensor), array)
    return graph.array(array, tensor.name)


def _scaled(x: Value, scaling: tuple[Any, Any] | None) -> Value:
    """(x − shift)/scale."""
    if scaling is None:
        return x
    shift, scale = (
        x.graph.array(np.asarray(a, x.graph.dtype), f"x_{n}") for a, n in zip(scaling, _SCALING, strict=True)
    )
    return (x - shift) / scale


def _recorder(module: Module, graph: Graph) -> Callable[..., Value]:
    """The emitted forward function, which records what it computes; functions that ONNX has are its own nodes."""
    space = load(module.source())
    space["np"] = Functions(graph)
    own: dict[Any, Callable[..., Value]] = {
        "softmax": lambda z, axis: graph.add("Softmax", z, axis=axis),
        "log_softmax": lambda z, axis: graph.add("LogSoftmax", z, axis=axis),
        "erf": lambda u: graph.add("Erf", u),
        "erfc": lambda u: 1 - graph.add("Erf", u),
        **{f: lambda u, name=name: graph.add(name, u) for f, name in _NATIVE.items()},
    }
    for key in module.helpers.texts:
        if key in own:
            space[key if isinstance(key, str) else module.helpers.name(key)] = own[key]
    function: Callable[..., Value] = space[module.signature.name]
    return function


def _shown(tensor: Tensor, sizes: Sizes) -> list[int | str]:
    """A shape, the number of examples by its letter."""
    extents = [extent(i) for i in tensor.axes]
    found = [sizes.value(int(n) if n.is_Integer else n) for n in extents]
    return [str(n) if value is None else value for n, value in zip(extents, found, strict=True)]


def _stated(module: Module) -> list[str]:
    """The equations, in words."""
    originals = [module.system.definitions(e.defines)[0] for e in module.equations]
    known = [f for f in module.helpers.texts if not isinstance(f, str)]
    meanings = [f"{f.label}(u) = {words(module.helpers.formula(f))}" for f in known]
    return [*(f"{words(e.lhs)} = {words(e.rhs)}" for e in originals), *meanings]
