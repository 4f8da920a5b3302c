"""Calling somebody's function: what its arguments mean, and in which layout it takes arrays.

Weights may be (out, in) or (in, out), biases vectors, columns or rows, examples columns or rows, parameters a dict, a
list, a list of pairs or arguments of their own.  Whichever layout fits the function is its layout.  The w and b of a
single layer are arrays, before they are lists of one; those of a single unit may be a vector and a number, with a
target y for each example.
"""

import inspect
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from types import CodeType
from typing import Any

import numpy as np

from symbackprop.errors import UsageError
from symbackprop.language.systems import Role
from symbackprop.testing.reference import Array, Reference

INPUT = {"x", "inputs", "input", "features", "a0", "data", "xs"}
TARGET = {"y", "t", "targets", "target", "labels", "label", "ytrue", "ys", "truth"}
PARAMETERS = {"parameters", "params", "param", "theta", "thetas", "p", "model", "net", "state"}
WEIGHTS, BIASES = {"weights", "w", "ws"}, {"biases", "bias", "b", "bs"}
HYPER = {"lam", "lambda", "lambd", "lmbda", "reg", "l2", "regularization", "regularisation"}
CONTAINERS = ("dict", "list", "pairs")
LISTS = "lists"
WEIGHT_LAYOUTS = ("(out, in)", "(in, out)")
VECTOR = "(n,)"
BIAS_LAYOUTS = ("(n,)", "(n, 1)", "(1, n)")


@dataclass(frozen=True)
class Layout:
    """How arrays are laid out for a function."""

    examples: str
    weights: str
    biases: str
    container: str
    flat_targets: bool = False

    def parameter(self, role: Role, array: Array) -> Array:
        """A parameter, or its gradient, in this layout."""
        if role is Role.WEIGHT:
            return array.ravel() if self.weights == VECTOR else array.T if self.weights == "(in, out)" else array
        return {"(n,)": array, "(n, 1)": array[:, None], "(1, n)": array[None, :]}[self.biases]

    def data(self, array: Array, batch: str | None) -> Array:
        """Inputs, targets or activations in this layout."""
        if batch is None:
            return {"vector": array, "columns": array[:, None], "rows": array[None, :]}[self.examples]
        return array if self.examples == batch else array.T

    def targets(self, array: Array, batch: str | None) -> Array:
        """The targets: where there is one for each example, they may be a vector."""
        return array.ravel() if self.flat_targets else self.data(array, batch)

    def __str__(self) -> str:
        examples = {"vector": "one example", "columns": "examples in columns", "rows": "examples in rows"}
        targets = ", targets (m,)" if self.flat_targets else ""
        return f"{examples[self.examples]}, weights {self.weights}, biases {self.biases}{targets}"


def layouts(reference: Reference, containers: tuple[str, ...]) -> Iterator[Layout]:
    """All layouts, those of the network first, and vectors for the weights of a single unit and its targets last."""
    batch = reference.system.batch
    examples = ("vector", "columns", "rows") if batch is None else (batch, "rows" if batch == "columns" else "columns")
    is_of_one_unit = np.size(reference.values[reference.system.output]) == reference.examples
    vectors = (VECTOR, *WEIGHT_LAYOUTS) if has_one_layer(reference) else WEIGHT_LAYOUTS
    for flat_targets in (False, True) if is_of_one_unit else (False,):
        ways = product(containers, examples, vectors if flat_targets else WEIGHT_LAYOUTS, BIAS_LAYOUTS)
        for container, arrangement, weights, biases in ways:
            yield Layout(arrangement, weights, biases, container, flat_targets)


class Arrays(list[Any]):
    """A list of one array, which NumPy is not to take for an array with one axis more."""

    __array_ufunc__ = None

    def __array__(self, *_: Any, **__: Any) -> Any:
        """Refuse.   Raises: TypeError."""
        raise TypeError("this is a list of arrays")


def has_one_layer(reference: Reference) -> bool:
    """Whether no two parameters are weights, so that W is an array and not the list of all weights."""
    return sum(t.role is Role.WEIGHT for t in reference.parameters) == 1


class Parameters(dict[Any, Any]):
    """A dict of parameters that takes w1, W1, w_1 and ("w", 1) for the same, and "W" for the list of all weights.

    With `has_arrays`, which the parameters of a single layer have, "W" is its weight.
    """

    has_arrays = False

    def __missing__(self, key: Any) -> Any:
        """The array that a name of another spelling means."""
        name = re.sub(r"[\W_]", "", "".join(map(str, key)) if isinstance(key, tuple) else str(key)).lower()
        name = re.sub(r"^(weights?|bias(?:es)?)", lambda word: word[0][0], name)
        if name in self:
            return self[name]
        several = [value for known, value in self.items() if name and known.rstrip("0123456789") == name]
        if several:
            return _own(several, self.has_arrays)
        raise KeyError(key)

    def __getattr__(self, name: str) -> Any:
        """The same as an attribute: parameters.W1."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True)
class Signature:
    """What each argument of a function stands for, in order: its name, its meaning, and whether it goes by name."""

    arguments: tuple[tuple[str, str, bool], ...]
    has_one_layer: bool = False

    @property
    def containers(self) -> tuple[str, ...]:
        """The ways to pass parameters that are worth trying."""
        ways = CONTAINERS if any(meaning == "parameters" for _, meaning, _ in self.arguments) else ("arguments",)
        return (*ways, LISTS) if self.has_one_layer else ways


def signature_of(function: Callable[..., Any], reference: Reference, *, needs: tuple[str, ...]) -> Signature:
    """What the arguments mean: by their names, and for the rest in the order parameters, x, y.

    Raises: UsageError for an argument that means nothing known.
    """
    name = getattr(function, "__name__", "the function")
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise UsageError(f"{name} is no function whose arguments can be read") from None
    known = {t.name for t in reference.parameters}
    found: list[tuple[inspect.Parameter, str]] = []
    for argument in given:
        if argument.kind in (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL):
            continue
        found.append((argument, _meaning(argument.name, known)))
    found = _with_theta(found, reference)
    rest = iter([role for role in needs if role not in {meaning for _, meaning in found}
                 and not (role == "parameters" and _has_own(found, known))])  # fmt: skip
    arguments = []
    for argument, meaning in found:
        if not meaning and argument.default is not inspect.Parameter.empty:
            continue
        meaning = meaning or next(rest, "")
        if not meaning:
            raise UsageError(
                f"{name}: what is the argument {argument.name}?",
                expected="parameters (a dict or a list), x and y, w1, b1, …, or weights and biases",
            )
        arguments.append((argument.name, meaning, argument.kind is inspect.Parameter.KEYWORD_ONLY))
    if not any(meaning in {"parameters", "weights", "biases"} | known for _, meaning, _ in arguments):
        raise UsageError(f"{name} takes no parameters", expected=f"a function such as {name}(parameters, x, y)")
    return Signature(tuple(arguments), has_one_layer(reference))


def _with_theta(
    found: list[tuple[inspect.Parameter, str]], reference: Reference
) -> list[tuple[inspect.Parameter, str]]:  # fmt: skip
    """Where biases are an argument of their own, or there are none, θ is the weights and not all parameters."""
    meanings = {meaning for _, meaning in found}
    has_own = "biases" in meanings or not any(t.role is Role.BIAS for t in reference.parameters)
    if "weights" in meanings or not has_own:
        return found
    return [(a, "weights" if a.name.lower().startswith("theta") else meaning) for a, meaning in found]


def _has_own(found: list[tuple[inspect.Parameter, str]], known: set[str]) -> bool:
    return any(meaning in known | {"weights", "biases"} for _, meaning in found)


def _meaning(argument: str, known: set[str]) -> str:
    """What an argument of this name stands for; empty where the name does not say."""
    name = re.sub(r"[\W_]", "", argument).lower()
    for words, meaning in ((INPUT, "x"), (TARGET, "y"), (PARAMETERS, "parameters"), (WEIGHTS, "weights"),
                           (BIASES, "biases"), (HYPER, "lam"), ({"m", "batchsize"}, "m")):  # fmt: skip
        if name in words:
            return meaning
    short = re.sub(r"^(weights?|bias(?:es)?|theta)(?=\d)", lambda word: "b" if word[0][0] == "b" else "w", name)
    return short if short in known else ""


@dataclass(frozen=True)
class Attempt:
    """A call in one layout: what came back, or what was raised, and the local variables at the end."""

    layout: Layout
    result: Any = None
    error: Exception | None = None
    variables: Mapping[str, Any] = field(default_factory=dict, repr=False)


def attempted(function: Callable[..., Any], signature: Signature, reference: Reference, layout: Layout) -> Attempt:
    """The function called once, with copies: what it does to its arguments is its own affair."""
    values = {name: value for name, value, _ in _values(signature, reference, layout)}
    named = {name for name, _, is_named in signature.arguments if is_named}
    ordered = [values[name] for name, _, _ in signature.arguments if name not in named]
    with warnings.catch_warnings(), np.errstate(all="ignore"), _watched(function) as variables:
        warnings.simplefilter("ignore")
        try:
            return Attempt(layout, function(*ordered, **{name: values[name] for name in named}), variables=variables)
        except Exception as error:  # whatever a stranger's function raises is a finding
            return Attempt(layout, error=error, variables=variables)


def code_of(function: Callable[..., Any]) -> CodeType | None:
    """The code of a function, of a method, of what a decorator or a partial holds."""
    inner = inspect.unwrap(function)
    while isinstance(inner, partial):
        inner = inner.func
    found = getattr(inner, "__code__", None) or getattr(vars(type(inner)).get("__call__"), "__code__", None)
    return found if isinstance(found, CodeType) else None


@contextmanager
def _watched(function: Callable[..., Any]) -> Iterator[dict[str, Any]]:
    """The local variables of a function, and of those in its file that it calls: they show whether its layout fits."""
    code, found = code_of(function), dict[str, Any]()
    before = sys.getprofile()

    def note(frame: Any, event: str, _: Any) -> None:
        if event == "return" and code is not None and frame.f_code.co_filename == code.co_filename:
            found.update((f"{frame.f_code.co_name}.{name}", value) for name, value in frame.f_locals.items())

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(before)


def _values(signature: Signature, reference: Reference, layout: Layout) -> Iterator[tuple[str, Any, str]]:
    batch = reference.system.batch
    arrays = {t.name: layout.parameter(t.role, reference.data[t.name]).copy() for t in reference.parameters}
    of_role = {role: [arrays[t.name] for t in reference.parameters if t.role is role]
               for role in (Role.WEIGHT, Role.BIAS)}  # fmt: skip
    data = {t.role: (layout.targets if t.role is Role.TARGET else layout.data)(reference.data[t.name], batch).copy()
            for t in reference.system.with_role(Role.INPUT, Role.TARGET)}  # fmt: skip
    has_arrays = has_one_layer(reference) and layout.container != LISTS
    meanings: Mapping[str, Any] = {
        **arrays,
        "x": data.get(Role.INPUT),
        "y": data.get(Role.TARGET),
        "weights": _own(of_role[Role.WEIGHT], has_arrays),
        "biases": _own(of_role[Role.BIAS], has_arrays),
        "m": reference.examples,
        "lam": reference.hyperparameters.get("lam", 0.0),
        "parameters": _contained(layout.container, arrays, of_role, has_arrays),
    }
    for name, meaning, _ in signature.arguments:
        yield name, meanings[meaning], meaning


def _own(several: list[Array], has_arrays: bool) -> Any:
    """The list of all weights, or all biases; the array where there is but one."""
    if len(several) != 1:
        return several
    return several[0] if has_arrays else Arrays(several)


def _contained(container: str, arrays: dict[str, Array], of_role: dict[Role, list[Array]], has_arrays: bool) -> Any:
    if container == "pairs":
        return list(zip(of_role[Role.WEIGHT], of_role[Role.BIAS], strict=False))
    found = Parameters(arrays)
    found.has_arrays = has_arrays
    return list(arrays.values()) if container == "list" else found
