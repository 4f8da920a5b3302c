"""A user's own formula, however it was given: a SymPy expression, a plain Python function, or a scalar function.

A Python function is read, not run; then it is held against itself at a few points, so that a formula that is not what
the function computes (a decorator, a file that was edited since) is refused.
"""

import inspect
import math
import warnings
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sympy import Expr, Lambda, Symbol, sympify
from sympy.core.function import AppliedUndef

from symbackprop.errors import FunctionError
from symbackprop.language import functions
from symbackprop.language.functions import ARGUMENT, ScalarFunction, scalar_function
from symbackprop.language.intervals import bounds
from symbackprop.language.python_functions import translate
from symbackprop.language.python_names import exact, formula_of, meaning_of
from symbackprop.language.python_sources import find_source
from symbackprop.language.smoothness import domain, expanded, kinks

_WAYS = "give a SymPy expression, or a plain Python function of one scalar"
_BUILT_IN: tuple[type[ScalarFunction], ...] = tuple(
    f for f in vars(functions).values() if isinstance(f, type) and issubclass(f, ScalarFunction) and f.label
)
_NO_FUNCTIONS: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (inspect.iscoroutinefunction, "an async function"),
    (inspect.isasyncgenfunction, "an async generator"),
    (inspect.isgeneratorfunction, "a generator"),
    (lambda f: f is print, "a function that prints"),
)
# where a reading is held against the function itself: no special numbers, both signs, small and large
_PROBES = (-2.71, -1.37, -0.61, -0.083, 0.127, 0.443, 0.89, 1.71, 3.19)


def as_scalar_function(formula: Any, name: str = "") -> type[ScalarFunction]:
    """The named scalar function that a formula of one number says, with its domain, its range and its kinks.

    >>> from symbackprop.language.formulas import as_scalar_function
    >>> def leaky(z):
    ...     return z if z > 0 else 0.01 * z
    >>> leaky = as_scalar_function(leaky)
    >>> leaky.label, leaky.definition.expr, leaky.kinks
    ('leaky', Piecewise((u, u > 0), (u/100, True)), (0,))

    Raises: FunctionError when it cannot be read, or where it is defined cannot be found out.
    """
    if _is_scalar_function(formula):
        return formula
    body = as_expression(formula, (ARGUMENT.name,))
    unknown = sorted(body.free_symbols, key=str)
    if len(unknown) != 1:
        shown = ", ".join(map(str, unknown)) or "none"
        raise FunctionError("an activation is a formula of exactly one symbol", text=str(body), got=shown, hint=_WAYS)
    body = body.xreplace({unknown[0]: ARGUMENT})
    label = name or _name_of(formula)
    if not label.isidentifier():
        raise FunctionError(f"{label!r} is not a name", expected="letters, digits and _", hint="for example 'swish'")
    for known in _BUILT_IN:
        if known.definition.expr == body and known.label == label:
            return known
    return _analysed(label, body)


@lru_cache(maxsize=256)
def _analysed(label: str, body: Expr) -> type[ScalarFunction]:
    """The function of that name and definition, with what can be found out about it."""
    plain = expanded(body)
    return scalar_function(
        label,
        body,
        domain=domain(plain, ARGUMENT),
        range_=bounds(plain, ARGUMENT),
        kinks=kinks(plain, ARGUMENT),
    )


def as_expression(formula: Any, arguments: Sequence[str] = ("a", "y")) -> Expr:
    """A formula as an expression; the parameters of a Python function become real symbols named `arguments`.

    Raises: FunctionError when it cannot be read.
    """
    symbols = [Symbol(argument, real=True) for argument in arguments]
    if isinstance(formula, Lambda) and len(formula.signature) == len(symbols):
        formula = formula(*symbols)
    if isinstance(formula, Expr):
        return _known(exact(formula))
    if isinstance(formula, int | float | str) or formula is None or not callable(formula):
        raise FunctionError(f"not a formula: {formula!r}", hint=_WAYS)
    for is_kind, kind in _NO_FUNCTIONS:
        if is_kind(formula):
            raise FunctionError(f"{_name_of(formula)} is {kind}, which has no value to read as a formula", hint=_WAYS)
    source = None if _is_symbolic(formula) else find_source(formula)
    known = meaning_of(formula)
    if source is not None:
        body = translate(source, symbols)
    elif known is not None and formula_of(known)[1] == len(symbols):
        body = formula_of(known)[0](*symbols)
    else:
        body = _called(formula, symbols)
    body = _known(exact(body))
    _hold_against(formula, body, symbols)
    return body


def _called(formula: Callable[..., Any], symbols: Sequence[Symbol]) -> Expr:
    """The value at symbols, for a function whose source is not at hand."""
    name = _name_of(formula)
    try:
        value = sympify(formula(*symbols))
    except Exception as error:
        raise FunctionError(
            f"{name} cannot be read as a formula: its source is not at hand, and it does not take symbols",
            got=f"{type(error).__name__}: {error}",
            hint="define it in a file (or a notebook cell), or give a SymPy expression",
        ) from error
    if not isinstance(value, Expr):
        raise FunctionError(f"{name} gives {value!r}, which is not a number", hint=_WAYS)
    return value


def _known(body: Expr) -> Expr:
    undefined = sorted(map(str, body.atoms(AppliedUndef)))
    if undefined:
        raise FunctionError(f"{undefined[0]} is a function without a definition", text=str(body), hint=_WAYS)
    return body


def _hold_against(formula: Callable[..., Any], body: Expr, symbols: Sequence[Symbol]) -> None:
    """Compare the formula with what the function computes, wherever both give a number."""
    plain = expanded(body)
    for position, probe in enumerate(_PROBES):
        at = [probe, *(_PROBES[(position + 3 * k) % len(_PROBES)] for k in range(1, len(symbols)))]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                computed = float(formula(*at))
            read = float(plain.xreplace({s: sympify(value) for s, value in zip(symbols, at, strict=True)}))
        except Exception:
            continue  # outside the domain, or a function of symbols only
        if math.isfinite(computed) and not math.isclose(computed, read, rel_tol=1e-6, abs_tol=1e-9):
            raise FunctionError(
                f"{_name_of(formula)} does not compute the formula that its source says",
                expected=f"{read:.10g} at {', '.join(map(str, at))}, by {body}",
                got=f"{computed:.10g}",
                hint="was its file edited since it was imported, or is it wrapped by a decorator?",
            )


def _is_scalar_function(formula: Any) -> bool:
    return isinstance(formula, type) and issubclass(formula, ScalarFunction)


def _is_symbolic(formula: Any) -> bool:
    return isinstance(formula, type)


def _name_of(formula: Any) -> str:
    name = getattr(formula, "__name__", "")
    return name if name.isidentifier() and name != "<lambda>" else "f"
