"""Formulas: what the typesetter makes of an equation or an expression, in the words of every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sympy import Expr

from symbackprop.language.systems import Equation, System, Tensor
from symbackprop.typesetting import breaking
from symbackprop.typesetting import latex as latex_renderer
from symbackprop.typesetting import mathml as mathml_renderer
from symbackprop.typesetting import typst as typst_renderer
from symbackprop.typesetting.breaking import LINE
from symbackprop.typesetting.notation import Notation
from symbackprop.typesetting.presentation import Aligned, Math, Row, Space, row
from symbackprop.typesetting.typeset import Form, Presenter

NOTHING = Row(())


@dataclass(frozen=True)
class Formula:
    """Mathematics in print: a tree, rendered by the format; or LaTeX that somebody else printed."""

    tree: Math | None = None
    printed: str = ""

    def fitted(self, line: float = LINE) -> "Formula":
        """The same on a line of a given width, in em: what is wider goes on in the row below."""
        return self if self.tree is None else Formula(breaking.fitted(self.tree, line))

    @property
    def latex(self) -> str:
        """LaTeX, without dollars."""
        return self.printed if self.tree is None else latex_renderer.latex(self.tree)

    def mathml(self, display: bool = False) -> str:
        """MathML; another's LaTeX stays as it is, as code."""
        if self.tree is None:
            return f"<code>{escape(self.printed, quote=False)}</code>"
        return mathml_renderer.mathml(self.tree, display)

    def typst(self) -> str:
        """Typst's mathematics, without dollars; empty for another's LaTeX."""
        return "" if self.tree is None else typst_renderer.typst(self.tree)

    @property
    def rows(self) -> tuple[tuple["Formula", "Formula", "Formula"], ...]:
        """The rows of an aligned formula, each by its left side, its right side and its remark; none of any other."""
        if not isinstance(self.tree, Aligned):
            return ()
        return tuple(
            (
                Formula(r.left or NOTHING),
                Formula(row(Space(2) if r.continued else r.relation, r.right)),
                Formula(r.remark or NOTHING),
            )
            for r in self.tree.rows
        )


def display(equations: Sequence[Equation], system: System, form: Form, notation: Notation) -> Formula:
    """One equation, or several aligned."""
    presenter = Presenter(system, form, notation)
    return Formula(presenter.equation(equations[0]) if len(equations) == 1 else presenter.block(equations))


def derivation(equation: Equation, system: System, form: Form, notation: Notation) -> Formula:
    """An equation with its steps, each naming its rule."""
    return Formula(Presenter(system, form, notation).equation(equation, steps=True))


def inline(expr: Expr, system: System, notation: Notation) -> Formula:
    """An expression."""
    return Formula(Presenter(system, "component", notation).expression(expr))


def whole(tensor: Tensor, layer: Expr | None, system: System, notation: Notation) -> Formula:
    """A quantity as a whole: W^{[l]}."""
    return Formula(Presenter(system, "component", notation).quantity(tensor, layer))
