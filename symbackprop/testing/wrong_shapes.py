"""Gradients with the right numbers in the wrong places: transposed, summed over another axis, or not summed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from symbackprop.language.systems import Role
from symbackprop.testing.answers import Answer, is_close, is_harmless
from symbackprop.testing.calls import Layout
from symbackprop.testing.reference import Array, Reference

_FACTORS = (
    ("1", ""), ("m", ", and the factor 1/m is missing"), ("1/m", ", and it has a factor 1/m too much"),
    ("-1", ", and its sign is wrong"), ("2", ", and it has a factor 2 too much"),
    ("1/2", ", and it has a factor 1/2 too much"),
)  # fmt: skip


@dataclass(frozen=True)
class _Gradient:
    """The derived gradient of one parameter, and the error that it is made of; a column a unit, a row an example."""

    role: Role
    right: Array
    error: Array | None


def wrong_shape(
    parameter: str, answer: Answer, values: Mapping[str, Array], reference: Reference, layout: Layout
) -> str:  # fmt: skip
    """What is wrong with the shape of a gradient, or with the order of its entries; empty where that is not it."""
    got = answer.gradients[parameter]
    found = _gradient(parameter, values, reference, layout)
    for says, value in _in_wrong_places(found):
        for factor, also in _FACTORS:
            number = {"m": reference.examples, "1/m": 1 / reference.examples, "1/2": 0.5}.get(factor) or float(factor)
            if got.shape == np.shape(value) and is_close(got, np.asarray(value) * number):
                return says.format(it="{it}", got=_shown(got), wanted=_shown(found.right)) + also
    for other, name in reference.gradient_names.items():
        value = layout.parameter(reference.system[other].role, values[name])
        if other != parameter and got.shape == value.shape and is_close(got, value):
            return "{it} is the gradient of " + other
    if not is_harmless(got.shape, found.right.shape):
        product = _other_product(got, reference, layout) if found.role is Role.WEIGHT else ""
        if product:
            return f"{{it}} is computed as {product}"
        return f"{{it}} has shape {_shown(got)}, and its parameter {_shown(found.right)}"
    return ""


def _other_product(got: Array, reference: Reference, layout: Layout) -> str:
    """The product of an error and an activation that a weight's gradient is, of whatever layers they are."""
    system, batch = reference.system, reference.system.batch
    errors = system.with_role(Role.ERROR)
    read = system.with_role(Role.INPUT, Role.ACTIVATION, Role.WEIGHTED_INPUT)
    for error in errors:
        for other in read:
            first, second = (_units_first(reference.values[t.name], batch) for t in (error, other))
            value = layout.parameter(Role.WEIGHT, first @ second.T)
            if got.shape == value.shape and is_close(got, value):
                left = reference.spelled(error.name)
                right = other.name if other.role is Role.INPUT else reference.spelled(other.name)
                return f"{right}ᵀ {left}" if batch == "rows" else f"{left} {right}ᵀ"
    return ""


def _units_first(array: Array, batch: str | None) -> Array:
    """A row for each unit, a column for each example."""
    return array[:, None] if batch is None else array.T if batch == "rows" else array


def _gradient(parameter: str, values: Mapping[str, Array], reference: Reference, layout: Layout) -> _Gradient:
    tensor = reference.system[parameter]
    errors = [reference.values[t.name] for t in reference.system.with_role(Role.ERROR) if t.layer == tensor.layer]
    error = errors[0] if errors and np.ndim(errors[0]) == 2 else None
    if error is not None and reference.system.batch == "columns":
        error = error.T
    return _Gradient(tensor.role, layout.parameter(tensor.role, values[reference.gradient_names[parameter]]), error)


def _in_wrong_places(gradient: _Gradient) -> Iterator[tuple[str, Array]]:
    """Arrays that are not the gradient, each with what is wrong about it."""
    right, error = gradient.right, gradient.error
    if gradient.role is Role.WEIGHT:
        if right.shape != right.T.shape or not is_close(right, right.T):
            yield "{it} is transposed: it has shape {got}, and its parameter {wanted}", right.T
        return
    for shaped in _as_vectors(np.ravel(right)):
        if not is_harmless(shaped.shape, right.shape):
            yield (
                "{it} has shape {got}, and its parameter {wanted}: their difference is a matrix "
                "(keepdims=True keeps the axis)",
                shaped,
            )
    yield "{it} is summed over everything: it is one number, and its parameter has shape {wanted}", right.sum()
    if error is not None:
        for shaped in _as_vectors(error.sum(axis=1)):
            yield "{it} is summed over the wrong axis: over the units, and not over the examples", shaped
        for shaped in (error, error.T):
            yield "{it} is not summed over the examples: it has shape {got}, and its parameter {wanted}", shaped


def _as_vectors(flat: Array) -> tuple[Array, Array, Array]:
    return flat, flat[:, None], flat[None, :]


def _shown(array: Array) -> str:
    """`(3, 1)`."""
    return str(tuple(map(int, np.shape(array))))
