"""A derivation: an expression that is rewritten by named rules, one step at a time, and remembers every step."""

from collections.abc import Callable, Iterator
from typing import Any

from sympy import Expr, Idx

from symbackprop.calculus.rules import find_rule
from symbackprop.errors import UnknownNodeError
from symbackprop.language.indices import replace
from symbackprop.language.nodes import Local, Partial
from symbackprop.language.systems import Step

LONGEST = 10_000


class Derivation:
    """The state of a derivation and how it was reached."""

    def __init__(self, start: Expr) -> None:
        """Begin with the expression whose other forms are sought."""
        self.state = start
        self._steps: list[Step] = []

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    def rewrite(self, rule: str, before: Expr, after: Expr) -> None:
        """Replace a part of the state, by a rule."""
        if len(self._steps) > LONGEST:
            raise UnknownNodeError("a derivation did not end", text=str(self.state))
        self._steps.append(Step(rule, before, after))
        self.state = replace(self.state, before, after)

    def first(self, kind: type, condition: Callable[[Any], bool] = lambda node: True) -> Any:
        """The first node of a kind in the state, outermost first, or None."""
        return next((n for n in walk(self.state) if isinstance(n, kind) and condition(n)), None)

    def differentiate(self) -> None:
        """Push every ∂/∂x down to the leaves by the table of rules."""
        while partial := self.first(Partial, lambda node: not isinstance(node, Local)):
            r = find_rule(partial.expr, partial.variable)
            self.rewrite(r.name, partial, r.apply(partial.expr, partial.variable))


def walk(expr: Expr) -> Iterator[Expr]:
    """All nodes, outermost first, in SymPy's (deterministic) order; indices and their ranges left out."""
    yield expr
    if not isinstance(expr, Idx):
        for arg in expr.args:
            yield from walk(arg)
