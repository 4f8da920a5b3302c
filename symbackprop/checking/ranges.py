"""Whether an equation reads entries that exist: every index lies in the declared range of its axis."""

from sympy import Expr, Idx, Indexed

from symbackprop.checking.verdicts import Verdict
from symbackprop.language.indices import bound, inside, substitute
from symbackprop.language.nodes import Dependence
from symbackprop.language.systems import Equation, System, heads


def range_fault(equation: Equation, system: System) -> tuple[Verdict, str] | None:
    """The first entry that an equation reads or defines outside its range, or may: REFUTED or UNDECIDED, and why."""
    for name in sorted((heads(equation.rhs) | heads(equation.lhs)) - system.by_name.keys()):
        return Verdict.UNDECIDED, f"{name} is not declared in the system"
    doubtful: tuple[Verdict, str] | None = None
    for expr in (equation.lhs, equation.rhs):
        for entry in sorted(_read(expr), key=str):
            lies, why = _lies_inside(entry, system)
            if lies is False:
                return Verdict.REFUTED, why
            if lies is None:
                doubtful = Verdict.UNDECIDED, why
    return doubtful


def _read(expr: Expr) -> set[Indexed]:
    if isinstance(expr, Indexed):
        return {expr} if not expr.base.label.is_integer else set()
    if isinstance(expr, Idx):
        return set()
    if isinstance(expr, Dependence):
        return _read(expr.body)
    skip = len(bound(expr))
    args = expr.args[:1] if skip else expr.args
    return set().union(*(_read(a) for a in args)) if args else set()


def _lies_inside(entry: Indexed, system: System) -> tuple[bool | None, str]:
    tensor = system[str(entry.base.label)]
    if len(tensor.axes) != len(entry.indices):
        return False, f"{entry} has {len(entry.indices)} indices, {tensor.name} has {len(tensor.axes)}"
    new: dict[Idx, Expr] = {}
    for axis, place in zip(tensor.axes, entry.indices, strict=True):
        ranged = substitute(axis, {i: v for i, v in new.items() if i != axis})
        lies = inside(place, ranged)
        if lies is not True:
            verb = "never lies" if lies is False else "is not known to lie"
            shown = f"{place} over {place.lower}..{place.upper}" if isinstance(place, Idx) else str(place)
            return lies, f"{entry}: {shown} {verb} in {ranged.lower}..{ranged.upper}"
        new[axis] = place
    return True, ""
