"""`present`: Systems, equations, expressions and quantities as presentation trees; `typeset`: the same in LaTeX."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, get_args

from sympy import Expr, Idx, Indexed, Symbol

from symbackprop.errors import UsageError
from symbackprop.language.indices import free_indices, substitute
from symbackprop.language.systems import Equation, Role, System, Tensor
from symbackprop.matrices.bias_columns import equation_of_bias, with_bias_column
from symbackprop.matrices.blocks import with_bias_unit
from symbackprop.matrices.checked import MatrixEquation, matrix_form
from symbackprop.matrices.tree import Block
from symbackprop.typesetting.breaking import LINE, fitted
from symbackprop.typesetting.component import ComponentPrinter
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.lines import Line, aligned
from symbackprop.typesetting.matrix import MatrixPrinter
from symbackprop.typesetting.notation import Notation, find_notation
from symbackprop.typesetting.presentation import (
    ASSIGNS,
    COMMA,
    EQUALS,
    Aligned,
    AlignedRow,
    Math,
    Operator,
    Space,
    joined,
    row,
)
from symbackprop.typesetting.restating import restated, shifted
from symbackprop.typesetting.spelling import Spelling
from symbackprop.typesetting.steps import derivation
from symbackprop.typesetting.widths import width

Form = Literal["component", "matrix"]


def typeset(
    what: System | Equation | Expr | Tensor,
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
    return latex(present(what, form, notation, steps, system, names))


def present(
    what: System | Equation | Expr | Tensor,
    form: Form = "component",
    notation: str | Notation = "default",
    steps: bool = False,
    system: System | None = None,
    names: Iterable[str] | None = None,
) -> Math:
    """What `typeset` prints, as a tree that `latex`, `mathml` and `typst` render, no line of it wider than a page.

    A Tensor is presented as a whole.
    """
    presenter = Presenter(what if isinstance(what, System) else system, form, notation)
    return fitted(_presented(what, presenter, steps, names))


def _presented(
    what: System | Equation | Expr | Tensor, presenter: "Presenter", steps: bool, names: Iterable[str] | None
) -> Math:
    if isinstance(what, System):
        chosen = None if names is None else set(names)
        every = (*what.equations, *what.identities)
        return presenter.block([e for e in every if chosen is None or e.defines in chosen], steps)
    if isinstance(what, Equation):
        return presenter.equation(what, steps)
    if isinstance(what, Tensor):
        return presenter.quantity(what)
    return presenter.expression(what)


def equation_latex(
    equation: Equation, system: System, form: Form = "component", notation: str | Notation = "default"
) -> str:
    """One equation on one line, for lists of equations."""
    return latex(Presenter(system, form, notation).equation(equation))


def derivation_lines(equation: Equation, system: System, notation: str | Notation = "default") -> list[Line]:
    """The lines of a derivation, each with its `rule`, `tree` and `latex`: the whole right side after each step."""
    return derivation(equation, Presenter(system, "component", notation).component)


class Presenter:
    """Presents the equations of one System in one form and notation."""

    def __init__(self, system: System | None, form: Form = "component", notation: str | Notation = "default") -> None:
        """A presenter, or UsageError for a form or a notation that does not exist."""
        if form not in get_args(Form):
            raise UsageError(f"there is no form {form!r}", expected=" or ".join(get_args(Form)))
        self.form = form
        self.system = system
        self.spelling = Spelling(find_notation(notation), system)
        self.component = ComponentPrinter(self.spelling)
        self.matrix = MatrixPrinter(self.component)
        self._forms: dict[Equation, MatrixEquation | None] = {}

    def expression(self, expr: Expr) -> Math:
        """An expression, in components."""
        return self.component.tree(expr)

    def quantity(self, tensor: Tensor, layer: Expr | None = None) -> Math:
        """A quantity as a whole: W^{[l]}; `layer` says which one where the tensor has one for every layer."""
        layer = tensor.axes[0] if layer is None and tensor.is_generic else layer
        return self.spelling.whole(tensor, layer)

    def equation(self, equation: Equation, steps: bool = False) -> Math:
        """One equation: a line, or an aligned block where it takes several."""
        lines = self.lines(equation, steps)
        line = lines[0]
        whole = row(line.tree, Space(2), line.remark) if line.remark is not None else line.tree
        return whole if len(lines) == 1 and width(whole) <= LINE else aligned(lines)

    def block(self, equations: Iterable[Equation], steps: bool = False) -> Aligned:
        """Equations in one aligned block; where weights and bias are one matrix, their equations are one line."""
        chosen = list(equations) if steps else self.unsaid(equations)
        return aligned([line for e in chosen for line in self.lines(e, steps)])

    def unsaid(self, equations: Iterable[Equation]) -> list[Equation]:
        """Those equations that none of the others says too, as an equation of Θ says what is true of the bias."""
        every = list(equations)
        said = {found for e in every if (found := self._joined_bias(e)) is not None}
        return [e for e in every if e.lhs not in said]

    def _joined_bias(self, equation: Equation) -> Expr | None:
        """What the matrix form of an equation says of a bias beside the weights."""
        if self.system is None or self.form != "matrix" or not self.spelling.notation.bias_unit:
            return None
        found = self._matrix_form(restated(equation, self.spelling))
        of_bias = equation_of_bias(equation, self.system)
        return of_bias.lhs if found is not None and isinstance(found.left, Block) and of_bias is not None else None

    def lines(self, equation: Equation, steps: bool = False) -> list[Line]:
        """The lines of one equation."""
        equation = restated(equation, self.spelling)
        if steps and equation.steps:
            lines = derivation(equation, self.component)
            lines[0] = replace(lines[0], layers=self.layers(equation))
            if self.form == "matrix":
                lines.append(replace(self.line(equation), rule="as matrices", layers=None))
            return lines
        return [self.line(equation)]

    def line(self, equation: Equation) -> Line:
        """An equation on one line, with the layers for which it holds."""
        layers, relation = self.layers(equation), self.relation(equation)
        found = self._matrix_form(equation)
        if found is not None:
            left = self.matrix.tree(found.left)
            return Line(left, self.matrix.tree(found.right), layers=layers, relation=relation)
        left = self.component.tree(equation.lhs)
        return Line(left, self.component.tree(equation.rhs), layers=layers, relation=relation)

    def habits(self) -> Aligned:
        """What a reader of this notation must be told: the prediction, what δ is, and the blocks of a bias unit."""
        if self.system is None:
            raise UsageError("a notation says what its letters mean for a system only")
        presenter = Presenter(self.system, "matrix", self.spelling.notation)
        named = [t for t in self.system.with_role(Role.ERROR) if self.system.definitions(t.name)]
        is_named = bool(self.spelling.notation.output)
        rows = [presenter._prediction()] if self.system.output and not is_named else []
        rows += [presenter._meaning(t) for t in named]
        for e in self.system if self.spelling.notation.bias_unit else ():
            found = presenter._matrix_form(e) if e.is_definition else None
            rows += presenter.matrix.blocks(found.right) if found is not None else []
        return Aligned(tuple(dict.fromkeys(rows)))

    def _prediction(self) -> AlignedRow:
        """ŷ = a^{[L]}."""
        assert self.system is not None
        output = self.system[self.system.output]
        last = output.axes[0].upper if output.is_generic else None
        return AlignedRow(read(self.spelling.notation.prediction), self.quantity(output, last))

    def meaning(self, tensor: Tensor, layer: Expr | None = None) -> Math:
        """What a named derivative of the cost is: δ = ∂C/∂z, or δ = m ∂C/∂z.   Raises: UsageError for other names."""
        said = self._meaning(tensor, layer)
        return row(said.left, said.relation, said.right)

    def _meaning(self, tensor: Tensor, layer: Expr | None = None) -> AlignedRow:
        of = self.system.by_name.get(tensor.gradient_of or "") if self.system is not None else None
        if of is None:
            raise UsageError(f"{tensor.name} is not the derivative of the cost by anything")
        if layer is None and tensor.is_generic:
            layer = shifted(tensor.axes[0], tensor, self.spelling)
        if self.form == "matrix":
            left, right = self.quantity(tensor, layer), self.quantity(of, layer)
        else:
            where = {tensor.axes[0]: layer} if layer is not None and tensor.is_generic else {}
            left, right = (self.component.tree(substitute(t.at(*tensor.axes), where)) for t in (tensor, of))
        return AlignedRow(left, self.spelling.meaning(tensor, right))

    def _matrix_form(self, equation: Equation) -> MatrixEquation | None:
        """The proved matrix form, where one is asked for and there is one."""
        if equation not in self._forms:
            self._forms[equation] = self._found(equation)
        return self._forms[equation]

    def _found(self, equation: Equation) -> MatrixEquation | None:
        found = matrix_form(equation, self.system) if self.form == "matrix" and self.system is not None else None
        if found is None or self.system is None or not self.spelling.notation.bias_unit:
            return found
        return with_bias_column(found, equation, self.system) or with_bias_unit(found, equation)

    def relation(self, equation: Equation) -> Operator:
        """← where an equation gives a quantity its next value, else =."""
        known = self.system.by_name if self.system is not None else {}
        is_quantity = isinstance(equation.lhs, Indexed | Symbol)  # not σ'(u), nor a local derivative ∂z/∂w
        tensor = known.get(equation.defines) if is_quantity else None
        return EQUALS if tensor is None or tensor.updates is None else ASSIGNS

    def layers(self, equation: Equation) -> Math | None:
        """The condition on the layer, where the equation holds for several."""
        if not isinstance(equation.lhs, Indexed):
            return None
        layer = self.spelling.split(equation.lhs)[1]
        open_ = sorted((i for i in free_indices(layer) if isinstance(i, Idx)), key=str) if layer is not None else []
        return joined([self.spelling.layers(i) for i in open_], COMMA) if open_ else None
