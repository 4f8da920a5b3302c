"""What is wrong with gradients: the mistake, of those that people make, that explains them.

Gradients are taken in the order in which they are computed, the last layer first.  The first that is wrong is explained
by a change of the equations that it comes from; the change stays in force, so that what is wrong only because of it
needs no explanation of its own, and a second mistake shows as one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sympy import Expr

from symbackprop.errors import SymbackpropError
from symbackprop.language.systems import Role
from symbackprop.testing.answers import Answer, is_close, is_harmless
from symbackprop.testing.calls import Layout
from symbackprop.testing.hypotheses import Candidate, candidates, scaled
from symbackprop.testing.reference import Array, Reference
from symbackprop.testing.wrong_shapes import wrong_shape


@dataclass(frozen=True)
class Mistake:
    """What is wrong, with which quantity; `explains` are the parameters whose gradients it spoils."""

    quantity: str
    says: str
    explains: tuple[str, ...]


def mistakes(answer: Answer, reference: Reference, layout: Layout) -> list[Mistake]:
    """The mistakes, in the order in which they are made; a gradient that none explains is in none."""
    found: list[Mistake] = []
    change: dict[Expr, Expr] = {}
    factors: dict[str, Expr] = {}
    order = _order(reference)
    explained: set[str] = set()
    for parameter in order:
        got = answer.gradients.get(parameter)
        if got is None or parameter in explained:
            continue
        now = reference.changed(change, factors)
        if _fits(parameter, got, now, reference, layout):
            explained.add(parameter)
            continue
        shape = wrong_shape(parameter, answer, now, reference, layout)
        if shape:
            found.append(Mistake(reference.gradient_names[parameter], shape, (parameter,)))
            explained.add(parameter)
            continue
        best = _best(parameter, answer, (change, factors), reference, layout)
        if best is not None:
            candidate, fitting = best
            change |= candidate.change
            factors |= candidate.factors
            news = tuple(p for p in fitting if not _fits(p, answer.gradients[p], now, reference, layout))
            found.append(Mistake(candidate.quantity, candidate.says, news))
            explained.update(fitting)
    return found


def _order(reference: Reference) -> list[str]:
    """The parameters in the order in which their gradients are computed."""
    computed = {equation.defines: number for number, equation in enumerate(reference.system.equations)}
    return sorted(reference.gradient_names, key=lambda name: computed[reference.gradient_names[name]])


def _fits(
    parameter: str, got: Array, values: Mapping[str, Array], reference: Reference, layout: Layout
) -> bool:  # fmt: skip
    wanted = layout.parameter(reference.system[parameter].role, values[reference.gradient_names[parameter]])
    return is_harmless(np.shape(got), wanted.shape) and is_close(got, wanted)


def _best(
    parameter: str,
    answer: Answer,
    known: tuple[Mapping[Expr, Expr], Mapping[str, Expr]],
    reference: Reference,
    layout: Layout,
) -> tuple[Candidate, list[str]] | None:
    """The change that explains this gradient, and of those the one that explains the most others too."""
    found: list[tuple[int, Candidate, list[str]]] = []
    wanted = [p for p, got in answer.gradients.items() if np.size(got)]
    for candidate in _candidates(parameter, reference):
        try:
            values = reference.changed({**known[0], **candidate.change}, {**known[1], **candidate.factors})
        except (SymbackpropError, ValueError, IndexError, KeyError):  # a change that makes no sense at these sizes
            continue
        if _fits(parameter, answer.gradients[parameter], values, reference, layout):
            fitting = [p for p in wanted if _fits(p, answer.gradients[p], values, reference, layout)]
            found.append((len(fitting), candidate, fitting))
            if len(fitting) == len(wanted):
                break
    if not found:
        return None
    _, candidate, fitting = max(found, key=lambda item: item[0])
    return candidate, fitting


def _candidates(parameter: str, reference: Reference) -> Iterator[Candidate]:
    """What the gradient is computed from, the error of its own layer first: a mistake there spoils more."""
    system = reference.system
    layer = system[parameter].layer
    errors = [t.name for t in system.with_role(Role.ERROR) if t.layer == layer]
    yield from _everywhere(reference)
    for quantity in (*errors, reference.gradient_names[parameter]):
        yield from candidates(system, quantity)
    for tensor in system.with_role(Role.WEIGHTED_INPUT):
        yield from candidates(system, tensor.name)


def _everywhere(reference: Reference) -> Iterator[Candidate]:
    """All gradients scaled alike: the factor of the cost itself."""
    yield from scaled(reference.system, reference.system.cost, list(reference.gradient_names.values()))
