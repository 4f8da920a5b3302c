"""`assert_gradients`: hand-written NumPy code held against the derived equations."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbackprop.errors import UsageError
from symbackprop.language.systems import Role, System
from symbackprop.testing.answers import Answer, expected, is_close, is_right, is_turned, read_answer
from symbackprop.testing.calls import VECTOR, Attempt, attempted, layouts, signature_of
from symbackprop.testing.crashes import crash_lines, crash_of, is_same, progress
from symbackprop.testing.diagnosis import Mistake, mistakes
from symbackprop.testing.reference import Array, Reference

Function = Callable[..., Any]


def assert_gradients(
    my_backprop: Function, network: System, *, forward: Function | None = None, seed: int = 0
) -> None:  # fmt: skip
    """Fail where hand-written gradients are not the derived ones, and say which array is wrong and how.

    `my_backprop` takes the parameters, x and y, whatever it calls them: a dict, a list or a list of pairs, arguments
    w1, b1, …, or lists of weights and biases; those of a single layer may be arrays w and b.  It may return a dict
    (dW1, db1, or W1, b1), a tuple or lists, with the cost or without.  Examples may be columns or rows, weights
    (out, in) or (in, out), biases (n,), (n, 1) or (1, n): the layout that fits is found.  `forward`, where it is
    given, takes the parameters and x; what it returns is held against the activations.

    >>> import numpy as np, symbackprop as sb
    >>> net = sb.network(2, sb.Dense(1), cost=sb.Quadratic(), batch="columns")
    >>> def my_backprop(w1, b1, x, y):
    ...     delta = (w1 @ x + b1 - y) / x.shape[1]
    ...     return {"dW1": delta @ x.T, "db1": delta.sum(axis=1, keepdims=True)}
    >>> assert_gradients(my_backprop, net)

    Raises: AssertionError with array, layer, entry and mistake; UsageError for a function whose arguments mean nothing.
    """
    __tracebackhide__ = True
    reference = Reference.of(_system(network), seed)
    if forward is not None:
        complaint = "\n".join(_forward_lines(forward, reference))
        if complaint:
            raise AssertionError(complaint)
    complaint = "\n".join(_gradient_lines(my_backprop, reference))
    if complaint:
        raise AssertionError(complaint)


def _system(network: object) -> System:
    if not isinstance(network, System):
        raise UsageError(f"a network is needed, not {type(network).__name__}", hint="network(2, Dense(3), …)")
    return network


@dataclass(frozen=True)
class _Trial:
    """A call and what it means: how many gradients are right, and how far the computation came."""

    attempt: Attempt
    answer: Answer
    right: int
    progress: int
    line: int

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What counts: right gradients, right quantities on the way, an answer, else how far the code came."""
        return self.right, self.progress, len(self.answer.gradients), self.line


def _gradient_lines(function: Function, reference: Reference) -> Iterator[str]:
    """What is wrong with the gradients; nothing where nothing is."""
    name = getattr(function, "__name__", "the function")
    signature = signature_of(function, reference, needs=("parameters", "x", "y"))
    best: _Trial | None = None
    has_matrices = False
    for layout in layouts(reference, signature.containers):
        if layout.weights == VECTOR and has_matrices:
            continue
        attempt = attempted(function, signature, reference, layout)
        answer = Answer() if attempt.error else read_answer(attempt.result, reference, layout)
        right = sum(is_right(p, got, reference, layout) for p, got in answer.gradients.items())
        if right == len(reference.gradient_names):
            return
        has_matrices = has_matrices or any(is_turned(p, got, reference, layout) for p, got in answer.gradients.items())
        crash = crash_of(attempt.error, function) if attempt.error else None
        line = crash.line if crash else 0
        trial = _Trial(attempt, answer, right, progress(attempt.variables, reference), line)
        if best is None or trial.rank > best.rank:
            best = trial
    assert best is not None
    if best.attempt.error is not None:
        yield from _raised(best.attempt.error, function, reference, best.attempt)
    elif not best.answer.gradients:
        yield f"{name} returns no gradients"
        yield f"    expected  a dict with {', '.join(reference.gradient_names.values())}, or these in a tuple"
        yield f"    got       {_kind(best.attempt.result)}"
    else:
        yield from _wrong(name, best, reference)


def _kind(result: Any) -> str:
    if isinstance(result, Mapping):
        return f"a dict with {', '.join(map(str, result)) or 'nothing'}"
    count = f" of {len(result)}" if isinstance(result, tuple | list) else ""
    return f"a {type(result).__name__}{count}"


def _raised(error: Exception, function: Function, reference: Reference, attempt: Attempt) -> Iterator[str]:
    name = getattr(function, "__name__", "the function")
    crash = crash_of(error, function)
    if crash is None:
        yield f"{name} raises {type(error).__name__}: {error}"
    else:
        yield from crash_lines(crash, name, reference)
    yield f"    called with {attempt.layout}"


def _wrong(name: str, trial: _Trial, reference: Reference) -> Iterator[str]:
    answer, layout = trial.answer, trial.attempt.layout
    wrong = [p for p in reference.gradient_names
             if p not in answer.gradients or not is_right(p, answer.gradients[p], reference, layout)]  # fmt: skip
    verb = "is" if len(wrong) == 1 else "are"
    yield f"{name}: {len(wrong)} of {len(reference.gradient_names)} gradients {verb} wrong"
    known = mistakes(answer, reference, layout)
    for mistake in known:
        yield from _mistake_lines(mistake, answer, reference)
    unexplained = set(wrong) - {p for mistake in known for p in mistake.explains}
    for parameter in wrong:
        if parameter not in answer.gradients:
            yield f"  {reference.gradient_names[parameter]} is not returned"
            continue
        wanted = expected(parameter, reference, layout)
        if not np.isfinite(answer.gradients[parameter]).all():
            yield from _not_finite(parameter, answer, wanted, reference)
            continue
        if answer.gradients[parameter].shape == wanted.shape:
            yield _difference(parameter, answer, wanted, reference)
        if parameter in unexplained:
            yield f"  {answer.names[parameter]}: no usual mistake gives this"
            yield f"      derived   {reference.shown(reference.gradient_names[parameter])}"
    right = [answer.names[p] for p in answer.gradients if p not in wrong]
    if right:
        yield f"  right: {', '.join(right)}"
    yield f"  called with {layout}"


def _mistake_lines(mistake: Mistake, answer: Answer, reference: Reference) -> Iterator[str]:
    tensor = reference.system[mistake.quantity]
    if mistake.quantity == reference.system.cost:
        yield "  " + mistake.says.replace("{it}", "every gradient")
        return
    spelled = {t.name: reference.spelled(t.name) for t in reference.system.tensors if t.role is Role.ERROR}
    it = answer.names.get(tensor.gradient_of or "") if tensor.role is Role.GRADIENT else None
    it = it or reference.spelled(mistake.quantity)
    says = mistake.says.replace("{it}", it)
    for name, text in spelled.items():
        says = says.replace(f"{name} in the place", f"{text} in the place").replace(
            f"place of {name}", f"place of {text}"
        )
    yield f"  {says}"
    yield f"      derived   {reference.shown(mistake.quantity)}"


def _not_finite(parameter: str, answer: Answer, wanted: Array, reference: Reference) -> Iterator[str]:
    """The first entry that is no number, and how many there are."""
    got, layer = answer.gradients[parameter], reference.system[parameter].layer
    places = np.argwhere(~np.isfinite(got))
    at = tuple(int(i) for i in places[0])
    more = f", as {len(places)} of its {got.size} entries are" if len(places) > 1 else ""
    derived = f"; derived {wanted[at]:.6g}" if got.shape == wanted.shape else ""
    where = f" at [{', '.join(map(str, at))}]" if at else ""
    yield f"  {answer.names[parameter]} (layer {layer}) is {got[at]}{where}{more}{derived}"
    yield "      a number that is not finite comes from log 0, 0/0 or an exponential that is too large"


def _difference(parameter: str, answer: Answer, wanted: Array, reference: Reference) -> str:
    """The entry with the largest difference, with both values."""
    got, layer = answer.gradients[parameter], reference.system[parameter].layer
    difference = np.abs(got - wanted)
    at = tuple(int(i) for i in np.unravel_index(int(np.argmax(difference)), wanted.shape))
    entry = f"[{', '.join(map(str, at))}]" if at else ""
    values = f"got {got[at]:.6g}, derived {wanted[at]:.6g}"
    return f"  {answer.names[parameter]} (layer {layer}) differs most at {entry}: {values}"


def _forward_lines(function: Function, reference: Reference) -> Iterator[str]:
    """What is wrong with the forward pass: the first quantity that differs."""
    name = getattr(function, "__name__", "the function")
    signature = signature_of(function, reference, needs=("parameters", "x"))
    quantities = [t.name for t in reference.system.with_role(Role.WEIGHTED_INPUT, Role.ACTIVATION)]
    best: tuple[tuple[int, bool], Attempt] | None = None
    for layout in layouts(reference, signature.containers):
        attempt = attempted(function, signature, reference, layout)
        if attempt.error is None and _agrees(attempt.result, reference):
            return
        rank = progress(attempt.variables, reference), attempt.error is None
        if best is None or rank > best[0]:
            best = rank, attempt
    assert best is not None
    attempt = best[1]
    if attempt.error is not None:
        yield from _raised(attempt.error, function, reference, attempt)
        return
    yield f"{name}: the output is not {reference.spelled(reference.system.output)}"
    arrays = [v for v in attempt.variables.values() if isinstance(v, np.ndarray)]
    order = [e.defines for e in reference.system.equations if e.defines in quantities]
    missing = [q for q in order if not any(is_same(reference.values[q], array) for array in arrays)]
    if missing and arrays:
        yield f"  none of its variables is {reference.spelled(missing[0])}, which is the first that is missed"
        yield f"      derived   {reference.shown(missing[0])}"
    yield f"  called with {attempt.layout}"


def _agrees(result: Any, reference: Reference) -> bool:
    """Whether a result is, or contains, the output; every other array of a known name is right too."""
    wanted = reference.values[reference.system.output]
    if isinstance(result, Mapping):
        named = {str(k).lower().replace("_", ""): np.asarray(v) for k, v in result.items()}
        known = {k: v for k, v in named.items() if k in reference.values and k[0] in "az"}
        return reference.system.output in known and all(
            is_same(reference.values[k], v) and is_close(np.sort(np.ravel(v)), np.sort(np.ravel(reference.values[k])))
            for k, v in known.items()
        )
    parts = result if isinstance(result, list | tuple) else (result,)
    return any(is_same(wanted, np.asarray(part)) for part in parts if isinstance(part, np.ndarray))
