"""Whether a System defines what it says that it defines: every case of a quantity, before it is read, not by itself.

A statement may be true of each case that is written, and the whole still say nothing of a case that is not: the error
of the last layer, from which all others follow.
"""

from collections.abc import Iterator

import mpmath
from sympy import Expr, Idx, Indexed

from symbackprop.checking.evaluation import CyclicDefinition, Evaluator, OutsideDomain
from symbackprop.checking.forms import index_key
from symbackprop.checking.points import DIGITS, Point, Sizes, shown
from symbackprop.checking.trials import Trials, is_generic
from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.language.indices import substitute
from symbackprop.language.systems import System, Tensor, heads


def structural_faults(trials: Trials) -> Iterator[Judgement]:
    """What is missing, out of order or circular; nothing for a System that is well made."""
    system = trials.system
    for tensor in system.tensors:
        if system.definitions(tensor.name) and not is_covered(tensor, system):
            yield from _missing(tensor, trials)
    yield from _disorder(system)
    yield from _cycles(trials)


def is_covered(tensor: Tensor, system: System) -> bool:
    """Whether the cases that are defined follow each other from the first value of an axis to the last, for all sizes.

    A quantity that is no derivative may begin later: a[0] is data.
    """
    if not tensor.axes:
        return True
    places = [e.lhs.indices for e in system.definitions(tensor.name) if isinstance(e.lhs, Indexed)]
    axis = tensor.axes[0]
    for place in places:
        others = (substitute(i, {axis: place[0]}) for i in tensor.axes[1:])
        if not all(_is_whole(at, other) for at, other in zip(place[1:], others, strict=True)):
            return False
    ranges = {_ends(place[0])[0]: _ends(place[0])[1] for place in places}
    start = axis.lower if axis.lower in ranges else min(ranges, key=lambda low: (not low.is_Integer, str(low)))
    if len(ranges) < len(places) or (start != axis.lower and tensor.gradient_of):
        return False
    while start in ranges:
        start = ranges.pop(start) + 1
    return not ranges and start == axis.upper + 1


def _ends(place: Expr) -> tuple[Expr, Expr]:
    return (place.lower, place.upper) if isinstance(place, Idx) else (place, place)


def _is_whole(place: Expr, axis: Expr) -> bool:
    return isinstance(place, Idx) and isinstance(axis, Idx) and _plain(_ends(place)) == _plain(_ends(axis))


def _plain(ends: tuple[Expr, Expr]) -> tuple[str, str]:
    return index_key(ends[0]), index_key(ends[1])


def _missing(tensor: Tensor, trials: Trials) -> Iterator[Judgement]:
    """The smallest entry that no equation defines; undecided where there is none at small sizes."""
    name, system = tensor.name, trials.system
    for sizes in trials.sizes:
        evaluator = Evaluator(Point(system, sizes))
        first = min(sizes.integer(_ends(e.lhs.indices[0])[0], {}) for e in system.definitions(name))
        for env in sizes.places(tensor.axes):
            spot = name, tuple(env[i] for i in tensor.axes)
            if evaluator.definition(spot)[0] is None and (tensor.gradient_of or spot[1][0] >= first):
                verdict = Verdict.REFUTED if tensor.gradient_of else Verdict.UNDECIDED
                yield Judgement(verdict, name, (trials.said(sizes),), f"no equation defines {shown(system, spot)}")
                return
    if system.sizes or is_generic(system):
        yield Judgement(Verdict.UNDECIDED, name, (), f"the cases of {name} are not known to cover {tensor.entry}")


def _disorder(system: System) -> Iterator[Judgement]:
    """What is read before all its cases are defined, unless it is defined, at other indices, by what reads it."""
    reach = _reach(system)
    later = [e.defines for e in system.equations]
    for equation in system.equations:
        for name in sorted(heads(equation.rhs) & set(later)):
            if equation.defines not in reach[name]:
                reason = f"{name} is read by {equation.lhs} before it is defined"
                yield Judgement(Verdict.UNDECIDED, equation.defines, (), reason)
        later.remove(equation.defines)


def _reach(system: System) -> dict[str, set[str]]:
    """The names that each quantity is built of, itself included where it is defined by itself at other indices."""
    reads = {name: set[str]() for name in (e.defines for e in system.equations)}
    for e in system.equations:
        reads[e.defines] |= heads(e.rhs) & reads.keys()
    grown = True
    while grown:
        before = {name: len(found) for name, found in reads.items()}
        reads = {name: found.union(*(reads[n] for n in found)) for name, found in reads.items()}
        grown = any(len(found) > before[name] for name, found in reads.items())
    return reads


def _cycles(trials: Trials) -> Iterator[Judgement]:
    """The quantities of which an entry is defined by itself."""
    circular = {name for name, found in _reach(trials.system).items() if name in found}
    for name in (t.name for t in trials.system.tensors if t.name in circular):
        for sizes in trials.sizes:
            reason = _cycle(name, trials.system, sizes)
            if reason:
                yield Judgement(Verdict.UNDECIDED, name, (trials.said(sizes),), reason)
                break


def _cycle(name: str, system: System, sizes: Sizes) -> str:
    evaluator = Evaluator(Point(system, sizes), claimed=True)
    with mpmath.workdps(DIGITS):
        for env in sizes.places(system[name].axes):
            try:
                evaluator.entry((name, tuple(env[i] for i in system[name].axes)))
            except CyclicDefinition as error:
                return str(error)
            except OutsideDomain:
                continue
    return ""
