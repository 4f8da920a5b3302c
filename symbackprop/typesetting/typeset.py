"""`typeset`: Systems, equations and expressions in LaTeX, in component or matrix form, with or without steps."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, get_args

from sympy import Expr, Idx, Indexed

from symbackprop.errors import UsageError
from symbackprop.language.indices import free_indices
from symbackprop.language.systems import Equation, System
from symbackprop.matrices.checked import matrix_form
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.lines import Line, aligned, broken
from symbackprop.typesetting.matrix import MatrixPrinter
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.spelling import Spelling
from symbackprop.typesetting.steps import derivation

Form = Literal["component", "matrix"]


def typeset(
    what: System | Equation | Expr,
    form: Form = "component",
    notation: str | Notation = "default",
    steps: bool = False,
    system: System | None = None,
    names: Iterable[str] | None = None,
) -> str:
    r"""LaTeX for a System (an aligned block), an equation or an expression; without dollar signs.

    `form` is "component" (entries and sums) or "matrix"; an equation without a matrix form stays in components.
    `steps` prints each derivation as a chain of lines that name their rules.  `system` says what the names of a bare
    equation or expression mean; `names` selects the equations of a System by what they define.

    >>> from symbackprop import Dense, Quadratic, Sigmoid, network
    >>> net = network(2, Dense(3), Sigmoid(), cost=Quadratic())
    >>> print(typeset(net.equations[1], system=net))
    a^{[1]}_{j} = \sigma(z^{[1]}_{j})

    Raises: UsageError for a form or a notation that does not exist.
    """
    system = what if isinstance(what, System) else system
    typesetter = Typesetter(system, form, notation)
    if isinstance(what, System):
        chosen = None if names is None else set(names)
        every = (*what.equations, *what.identities)
        return typesetter.block([e for e in every if chosen is None or e.defines in chosen], steps)
    if isinstance(what, Equation):
        return typesetter.equation(what, steps)
    return typesetter.component.latex(what)


def equation_latex(
    equation: Equation, system: System, form: Form = "component", notation: str | Notation = "default"
) -> str:
    """One equation on one line, for lists of equations."""
    return Typesetter(system, form, notation).equation(equation)


def derivation_lines(equation: Equation, system: System, notation: str | Notation = "default") -> list[Line]:
    """The lines of a derivation, each with its `rule` and its `latex`: the whole right side after each step."""
    return derivation(equation, Typesetter(system, "component", notation).component)


class Typesetter:
    """Prints the equations of one System in one form and notation."""

    def __init__(self, system: System | None, form: Form, notation: str | Notation) -> None:
        """A typesetter, or UsageError for a form or a notation that does not exist."""
        if form not in get_args(Form):
            raise UsageError(f"there is no form {form!r}", expected=" or ".join(get_args(Form)))
        self.form = form
        self.system = system
        self.component = ComponentPrinter(Spelling(find_notation(notation), system))
        self.matrix = MatrixPrinter(self.component)

    def equation(self, equation: Equation, steps: bool = False) -> str:
        """One equation: a line, or an aligned block where it takes several."""
        lines = self.lines(equation, steps)
        if len(lines) > 1 or len(broken(lines[0].right)) > 1:
            return aligned(lines)
        line = lines[0]
        remark = rf" \qquad {line.remark}" if line.remark else ""
        return line.latex + remark

    def block(self, equations: Iterable[Equation], steps: bool = False) -> str:
        """Equations in one aligned block."""
        return aligned([line for e in equations for line in self.lines(e, steps)])

    def lines(self, equation: Equation, steps: bool = False) -> list[Line]:
        """The lines of one equation."""
        if steps and equation.steps:
            lines = derivation(equation, self.component)
            lines[0] = replace(lines[0], layers=self.layers(equation))
            if self.form == "matrix":
                lines.append(replace(self.line(equation), rule="as matrices", layers=""))
            return lines
        return [self.line(equation)]

    def line(self, equation: Equation) -> Line:
        """An equation on one line, with the layers for which it holds."""
        found = matrix_form(equation, self.system) if self.form == "matrix" and self.system is not None else None
        if found is not None:
            left = self.matrix.name(found.left)
            return Line(left, tuple(self.matrix.terms(found.right)), layers=self.layers(equation))
        left = self.component.latex(equation.lhs)
        return Line(left, tuple(self.component.terms(equation.rhs)), layers=self.layers(equation))

    def layers(self, equation: Equation) -> str:
        """The condition on the layer, where the equation holds for several."""
        if not isinstance(equation.lhs, Indexed):
            return ""
        layer = self.component.spelling.split(equation.lhs)[1]
        open_ = sorted((i for i in free_indices(layer) if isinstance(i, Idx)), key=str) if layer is not None else []
        return ", ".join(self.component.spelling.layers(i) for i in open_)
