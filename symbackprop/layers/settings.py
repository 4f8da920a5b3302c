"""What a user chooses beside the layers themselves: a slope, a scale, each a number or an expression.

Numbers are exact, 0.01 being 1/100 as its author wrote it.  A symbol that is no size is a hyperparameter: it is
declared with the network's quantities, and the compiled function takes its value by name.
"""

from collections.abc import Iterable
from typing import Any

from sympy import Expr, S, Symbol, SympifyError, sympify

from symbackprop.errors import UsageError
from symbackprop.language.arithmetic import read_arithmetic
from symbackprop.language.functions import ARGUMENT, settings
from symbackprop.language.python_names import exact
from symbackprop.language.systems import Equation, Role, Tensor, entries

_NO_NUMBERS = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)


def hyperparameter(name: str) -> Tensor:
    """The declaration of a hyperparameter."""
    return Tensor(name, (), Role.HYPERPARAMETER, name)


def read_setting(value: Any, complaint: str, expected: str, sizes: Iterable[Symbol] = ()) -> Expr:
    """A number, text such as "1/m", or a SymPy expression: exact, and over sizes and hyperparameters.

    Raises: UsageError for anything else, for infinity and for complex numbers.
    """
    try:
        given = read_arithmetic(value) if isinstance(value, str) else exact(sympify(value, strict=True))
    except (SympifyError, UsageError, TypeError, ValueError, AttributeError):
        given = None
    if not isinstance(given, Expr) or given.has(*_NO_NUMBERS):
        raise UsageError(complaint, expected=expected)
    known = {s.name: s for s in sizes}
    names = {s: known.get(s.name, hyperparameter(s.name).entry) for s in given.free_symbols if isinstance(s, Symbol)}
    return given.xreplace(names)


def hyperparameters(equations: Iterable[Equation], declared: Iterable[Tensor]) -> tuple[Tensor, ...]:
    """The hyperparameters that equations read, in their terms or within their functions, and that are not declared.

    Raises: UsageError for one that has the name of another quantity or of a size.
    """
    known = {t.name: t for t in declared}
    taken = {ARGUMENT.name} | {s.name for t in known.values() for i in t.axes for s in (i.lower + i.upper).free_symbols}
    read = {s for e in equations for s in (*entries(e.rhs), *settings(e.rhs)) if isinstance(s, Symbol)}
    found = []
    for symbol in sorted(read, key=str):
        new = hyperparameter(symbol.name)
        other = known.get(new.name, new).role is not Role.HYPERPARAMETER
        if symbol == new.entry and (other or new.name in taken):
            raise UsageError(
                f"{new.name} cannot be a hyperparameter: something else has that name",
                hint="choose another letter",
            )
        if new.name not in known:
            found.append(new)
    return tuple(found)
