"""`{hadamard}`, `{prediction}` and `{locals}`: small displays computed from matrices, outputs and equations."""

import ast

from sympy import Expr, Idx, Indexed, Integer, Matrix, Rational, matrix_multiply_elementwise

from symbackprop.documents import formulas, model
from symbackprop.documents.compositions import diagonal, every_derivative
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.equations import texts, verdict_text
from symbackprop.documents.parsing import Directive
from symbackprop.documents.quantities import Asked, equations_of, pieces
from symbackprop.documents.workspace import judge
from symbackprop.errors import UsageError
from symbackprop.language.functions import ARGUMENT, ScalarFunction
from symbackprop.language.indices import extent, substitute
from symbackprop.language.nodes import Local
from symbackprop.language.systems import Equation, System, head
from symbackprop.typesetting.letters import read
from symbackprop.typesetting.matrix import sign
from symbackprop.typesetting.presentation import (
    BESIDE,
    EQUALS,
    TIMES,
    Accent,
    Cases,
    Fraction,
    Identifier,
    Math,
    Number,
    Operator,
    Script,
    Space,
    Style,
    Table,
    Words,
    joined,
    parenthesised,
    row,
)
from symbackprop.typesetting.typeset import Presenter

DOT = Operator("·")


@directive("hadamard", options=("label",))
def make_hadamard(evaluator: Evaluator, given: Directive) -> Made:
    """`{hadamard} [1,2] [3,4]`: two vectors or matrices, multiplied entry by entry."""
    target = evaluator.target(given)
    try:
        left, right = (_matrix(text) for text in given.argument.split())
        product = matrix_multiply_elementwise(left, right)
    except (ValueError, TypeError, SyntaxError):
        raise given.error("two matrices of one shape", given.argument_place, expected="[1,2] [3,4]") from None
    each = [
        tuple(row(_number(left[i, j]), DOT, _number(right[i, j])) for j in range(left.cols)) for i in range(left.rows)
    ]
    shown = [_table(left), sign(evaluator.notation(given).hadamard), _table(right), EQUALS, Table(tuple(each))]
    tree = row(*shown, EQUALS, _table(product))
    return [model.EquationBlock(formulas.Formula(tree), target.number, target.anchor)]


def _matrix(text: str) -> Matrix:
    """`[1,2]` as a column, `[[1,2],[3,4]]` as a matrix of whole numbers."""
    values = ast.literal_eval(text)
    rows = [v if isinstance(v, list) else [v] for v in values]
    if not all(isinstance(v, int) for r in rows for v in r):
        raise ValueError(text)
    return Matrix(rows)


def _number(value: Expr) -> Math:
    return Number(str(value)) if value >= 0 else parenthesised(row(Operator("−", "prefix"), Number(str(-value))))


def _table(matrix: Matrix) -> Table:
    return Table(tuple(tuple(_number(v) for v in matrix.row(i)) for i in range(matrix.rows)))


@directive("prediction", options=("label",))
def make_prediction(evaluator: Evaluator, given: Directive) -> Made:
    """`{prediction}`: the class that an output stands for: a threshold for one unit, the greatest of K."""
    target = evaluator.target(given)
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network)
    presenter = Presenter(system, "component", evaluator.notation(given))
    (last,) = system.definitions(system.output)
    width = extent(system[system.output].axes[0])
    tree = _threshold(last, presenter) if width == 1 else _greatest(last, presenter)
    return [model.EquationBlock(formulas.Formula(tree), target.number, target.anchor)]


CLASS = Accent("hat", Identifier("y"))


def _threshold(last: Equation, presenter: Presenter) -> Math:
    """ŷ = 1 where a ≥ ½, that is where z ≥ 0: f(0) = ½, and f grows."""
    law = last.rhs
    if not isinstance(law, ScalarFunction) or law.func.definition(Integer(0)) != Rational(1, 2):
        raise UsageError("this output has no threshold at one half", expected="one sigmoid unit")
    slope = law.func.definition(ARGUMENT).diff(ARGUMENT)
    if not slope.is_positive:
        raise UsageError("this output does not grow with its weighted input")
    only = {i: Integer(0) for i in last.where[:1]}
    a, z = (presenter.expression(substitute(e, only)) for e in (last.lhs, law.args[0]))
    half = presenter.expression(Rational(1, 2))
    least, less = Operator("≥"), Operator("<")
    conditions = (
        row(a, least, half, Words(", that is, "), z, least, Number("0")),
        row(a, less, half, Words(", that is, "), z, less, Number("0")),
    )
    return row(CLASS, EQUALS, Cases(((Number("1"), conditions[0]), (Number("0"), conditions[1]))))


def _greatest(last: Equation, presenter: Presenter) -> Math:
    """ŷ = argmax_j a_j = argmax_j z_j, since every a_j grows with its own z_j alone, or shares its denominator."""
    where = last.where[0]
    z = _read_by(last, where)
    name = Script(Identifier("argmax", Style.FUNCTION), below=presenter.expression(where))
    parts = [row(name, TIMES, presenter.expression(e)) for e in (last.lhs, z)]
    return row(CLASS, EQUALS, joined(parts, EQUALS))


def _read_by(last: Equation, where: Idx) -> Expr:
    """The weighted input of the same unit.   Raises: UsageError where the order of outputs may be another."""
    found = [e for e in last.rhs.atoms(Indexed) if where in e.indices]
    grows = last.rhs.xreplace({found[0]: ARGUMENT}).diff(ARGUMENT) if len(found) == 1 else Integer(0)
    if isinstance(last.rhs, ScalarFunction):
        grows = last.rhs.func.definition(ARGUMENT).diff(ARGUMENT)
    if not grows.is_positive:
        raise UsageError("the greatest output need not be that of the greatest weighted input")
    return found[0]


# The local derivatives


@directive("locals", options=("layer",))
def make_locals(evaluator: Evaluator, given: Directive) -> Made:
    """`{locals} dz/dw …`: every local derivative, where it is not 0, and what the chain rule makes of it."""
    network = evaluator.network(given)
    inputs = [t.name for t in network.system.tensors if t.role == "input"]
    system = evaluator.workspace.derived(network, (*every_derivative(network.system), *inputs))
    notation = evaluator.notation(given)
    rows: list[tuple[model.Inlines, ...]] = []
    for name, _ in pieces(given.argument):
        for equation in equations_of(Asked(name, given.option("layer")), system):
            own = at_own_entries(equation, system)
            shown = [formulas.display([e], system, "component", notation) for e in (equation, own)]
            verdict = verdict_text(judge(own, system))
            rows.append((*((model.Mathematics(f),) for f in shown), (model.Text(verdict),)))
    head_ = ("local derivative", "where it is not 0", "verdict")
    return [model.Table(texts(*head_), tuple(rows), ("left",) * 3)]


def at_own_entries(equation: Equation, system: System) -> Equation:
    """A local derivative at those entries where it is not 0."""
    local = equation.lhs
    assert isinstance(local, Local)
    new: dict[Idx, Expr] = {}
    for delta in diagonal(local, system):
        for mine, theirs in (delta.args, delta.args[::-1]):
            if isinstance(mine, Idx) and mine in local.variable.atoms(Idx) and theirs in local.expr.atoms(Idx):
                new.setdefault(mine, theirs)
                break
    left = substitute(local, new)
    return Equation(left, substitute(equation.rhs, new), name=f"∂{left.expr}/∂{left.variable}")


# What a letter for a derivative means


@directive("definition", options=("layer", "form", "label"))
def make_definition(evaluator: Evaluator, given: Directive) -> Made:
    """`{definition} delta`: of which quantity a letter is the derivative, δ ≡ ∂C/∂z."""
    target = evaluator.target(given)
    network = evaluator.network(given)
    system = evaluator.workspace.derived(network, (), evaluator.convention(given))
    presenter = Presenter(system, evaluator.form(given), evaluator.notation(given))
    found: list[Math] = []
    for name, _ in pieces(given.argument):
        asked = equations_of(Asked(name, given.option("layer")), system)
        for equation in asked[:1]:
            meaning = _derivative(equation.lhs, system, presenter)
            if presenter.form == "matrix":
                tensor = system[equation.defines]
                layer = equation.lhs.indices[0] if tensor.is_generic else None
                letter = presenter.quantity(tensor, layer)
            else:
                letter = presenter.expression(equation.lhs)
            found.append(row(letter, Operator("≡"), meaning))
    return [model.EquationBlock(formulas.Formula(joined(found, Space(2))), target.number, target.anchor)]


def _derivative(entry: Expr, system: System, presenter: Presenter) -> Math:
    """factor · ∂C/∂q for an entry of the letter, or for the whole of it."""
    letter = system[head(entry)]
    if letter.gradient_of is None:
        raise UsageError(f"{letter.name} is no derivative", expected="delta, or another derivative of the cost")
    of = system[letter.gradient_of]
    indices: tuple[Expr, ...] = tuple(entry.indices) if isinstance(entry, Indexed) else ()
    if presenter.form == "matrix":
        below = presenter.quantity(of, indices[0] if of.is_generic else None)
    else:
        below = presenter.expression(of.at(*indices))
    d = read(presenter.spelling.notation.differential)
    quotient = Fraction(row(d, BESIDE, presenter.spelling.cost), row(d, BESIDE, below))
    factor = letter.factor
    return quotient if factor == 1 else row(presenter.expression(factor), TIMES, quotient)
