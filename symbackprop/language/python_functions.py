"""A plain Python function read as a formula: its syntax tree becomes a SymPy expression; nothing of it is run.

The tree is walked once, with the local names bound to expressions: an assignment binds a name, `if` makes cases, a
call of another plain function is read in its turn.  What is not understood is refused where it stands; nothing is
skipped.
"""

import ast
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

import sympy
from sympy import Expr, Not, Piecewise, S
from sympy.logic.boolalg import Boolean, BooleanAtom

from symbackprop.errors import FunctionError
from symbackprop.language.python_names import formula_of, is_symbolic_function, meaning_of, number
from symbackprop.language.python_sources import Source, find_source

Names = dict[str, Any]

_OPERATIONS: dict[type[ast.operator], Callable[[Expr, Expr], Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Expr, Expr], Any]] = {
    ast.Lt: sympy.Lt,
    ast.LtE: sympy.Le,
    ast.Gt: sympy.Gt,
    ast.GtE: sympy.Ge,
}
_STATEMENTS = "a formula is made of assignments, if, and return"
_SCALARS = "a formula has one scalar argument: use functions of numbers such as np.exp, np.where, np.maximum"


def translate(source: Source, arguments: Sequence[Expr], active: tuple[FunctionType, ...] = ()) -> Expr:
    """The function's value at some expressions.

    Raises: FunctionError at the construct that is not understood.
    """
    if source.function in active:
        raise source.refusal(source.node, "it calls itself", "write the formula without recursion")
    reader = _Reader(source, (*active, source.function))
    names = _bound_parameters(source, arguments, reader)
    if isinstance(source.node, ast.Lambda):
        return reader.value(source.node.body, names)
    return reader.block(source.node.body, names)


def _bound_parameters(source: Source, arguments: Sequence[Expr], reader: "_Reader") -> Names:
    """The parameters bound to the arguments, and to their defaults where the arguments run out."""
    spec = source.node.args
    for extra in (spec.vararg, spec.kwarg):
        if extra is not None:
            raise source.refusal(extra, f"*{extra.arg} takes any number of arguments")
    parameters = source.parameters
    values: list[Any] = list(arguments)
    defaults = source.function.__defaults__ or ()
    missing = len(parameters) - len(values)
    if missing < 0 or missing > len(defaults):
        takes = f"{len(parameters)} arguments" if len(parameters) != 1 else "one argument"
        raise source.refusal(source.node, f"it takes {takes}, and {len(values)} is wanted")
    values += defaults[len(defaults) - missing :] if missing else ()
    names = {parameter.arg: value for parameter, value in zip(parameters, values, strict=True)}
    given = source.function.__kwdefaults__ or {}
    for parameter in spec.kwonlyargs:
        if parameter.arg not in given:
            raise source.refusal(parameter, f"the parameter {parameter.arg} has no value")
        names[parameter.arg] = given[parameter.arg]
    return {name: reader.constant(value, source.node) for name, value in names.items()}


class _Reader:
    """The walk over one function's tree."""

    def __init__(self, source: Source, active: tuple[FunctionType, ...]) -> None:
        self.source = source
        self.active = active

    def block(self, statements: Sequence[ast.stmt], names: Names) -> Expr:
        """The value that a run of statements returns."""
        for position, statement in enumerate(statements):
            rest = statements[position + 1 :]
            match statement:
                case ast.Return(value=ast.expr() as value):
                    return self.value(value, names)
                case ast.If():
                    return self._branches(statement, rest, names)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    names = {**names, name: self.value(value, names)}
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    names = {**names, name: self.value(value, names)}
                case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                    old = self.value(ast.copy_location(ast.Name(name, ast.Load()), target), names)
                    names = {**names, name: self._operation(op, statement)(old, self.value(value, names))}
                case ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
                    pass
                case _:
                    raise self.source.refusal(statement, _statement(statement), _STATEMENTS)
        raise self.source.refusal(self.source.node, "it can end without returning a value", "add a return")

    def _branches(self, node: ast.If, rest: Sequence[ast.stmt], names: Names) -> Expr:
        """Either branch is followed by the rest of the block."""
        return self._cases(
            self.condition(node.test, names),
            lambda: self.block([*node.body, *rest], names),
            lambda: self.block([*node.orelse, *rest], names),
        )

    def value(self, node: ast.expr, names: Names) -> Expr:
        """The number that an expression stands for."""
        match node:
            case ast.Constant(value=literal):
                return self.constant(literal, node)
            case ast.Name(id=name) if name in names:
                found = names[name]
                if isinstance(found, BooleanAtom | bool):
                    raise self.source.refusal(node, f"{name} is a truth value, not a number")
                return found
            case ast.Name() | ast.Attribute():
                return self.constant(self.source.binding(node), node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self.value(operand, names)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand, names)
            case ast.BinOp(left=left, op=op, right=right):
                return self._operation(op, node)(self.value(left, names), self.value(right, names))
            case ast.IfExp(test=test, body=body, orelse=orelse):
                return self._cases(
                    self.condition(test, names), lambda: self.value(body, names), lambda: self.value(orelse, names)
                )
            case ast.Call():
                return self._call(node, names)
            case ast.Compare() | ast.BoolOp():
                raise self.source.refusal(node, "a truth value stands where a number is needed", "use np.where or if")
        raise self.source.refusal(node, f"{_expression(node)} is not understood", _SCALARS)

    def condition(self, node: ast.expr, names: Names) -> Any:
        """The truth value that an expression stands for."""
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                sides = [self.value(side, names) for side in (left, *others)]
                pairs = zip(ops, sides, sides[1:], strict=False)
                return sympy.And(*(self._comparison(op, node)(a, b) for op, a, b in pairs))
            case ast.BoolOp(op=op, values=values):
                joined = sympy.And if isinstance(op, ast.And) else sympy.Or
                return joined(*(self.condition(value, names) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.condition(operand, names))
            case ast.Name() | ast.Attribute() | ast.Constant():
                found = names.get(node.id) if isinstance(node, ast.Name) else None
                if found is None:
                    found = node.value if isinstance(node, ast.Constant) else self.source.binding(node)
                if isinstance(found, bool | BooleanAtom):
                    return S.true if found else S.false
        raise self.source.refusal(node, "this is not a comparison", "compare with <, <=, > or >=")

    def constant(self, value: Any, node: ast.AST) -> Any:
        """A bound value as an exact number; expressions and truth values as they are."""
        if isinstance(value, bool):
            return S.true if value else S.false
        if isinstance(value, Boolean | Expr) and not getattr(value, "is_number", False):
            return value
        found = number(value)
        if found is None:
            kind = type(value).__name__
            raise self.source.refusal(node, f"a {kind} stands where a real number is needed", _SCALARS)
        return found

    def _cases(self, condition: Any, yes: Callable[[], Expr], no: Callable[[], Expr]) -> Expr:
        """Only the branch that is taken is read, where the condition is known."""
        if condition == S.true:
            return yes()
        if condition == S.false:
            return no()
        return Piecewise((yes(), condition), (no(), True))

    def _operation(self, op: ast.operator, node: ast.AST) -> Callable[[Expr, Expr], Expr]:
        if type(op) not in _OPERATIONS:
            raise self.source.refusal(node, f"the operator of {type(op).__name__} is not understood", "use + - * / **")
        return _OPERATIONS[type(op)]

    def _comparison(self, op: ast.cmpop, node: ast.AST) -> Callable[[Expr, Expr], Any]:
        if type(op) not in _COMPARISONS:
            raise self.source.refusal(node, "only orders can be compared", "compare with <, <=, > or >=")
        return _COMPARISONS[type(op)]

    def _call(self, node: ast.Call, names: Names) -> Expr:
        written = ast.unparse(node.func)
        if not isinstance(node.func, ast.Name | ast.Attribute) or written in names:
            raise self.source.refusal(node.func, f"calling {written} is not understood", _SCALARS)
        called = self.source.binding(node.func)
        if node.keywords:
            keyword = node.keywords[0]
            raise self.source.refusal(keyword, f"the keyword {keyword.arg}= is not understood", _SCALARS)
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                raise self.source.refusal(argument, "*arguments are not understood")
        known = meaning_of(called)
        if known is not None:
            meaning, count = formula_of(known)
            wanted = str(count) if count else "two or more"
            if len(node.args) != count if count else len(node.args) < 2:
                raise self.source.refusal(node, f"{written} takes {wanted} here, not {len(node.args)}", _SCALARS)
            if known == "where":
                test, yes, no = node.args
                return self._cases(
                    self.condition(test, names), lambda: self.value(yes, names), lambda: self.value(no, names)
                )
            return meaning(*(self.value(argument, names) for argument in node.args))
        if is_symbolic_function(called):
            return called(*(self.value(argument, names) for argument in node.args))
        inner = find_source(called) if isinstance(called, FunctionType) else None
        if inner is None:
            raise self.source.refusal(node.func, f"{written} is not a function of scalars that is known", _SCALARS)
        return self._helper(inner, [self.value(argument, names) for argument in node.args], node)

    def _helper(self, inner: Source, arguments: list[Expr], node: ast.Call) -> Expr:
        try:
            return translate(inner, arguments, self.active)
        except FunctionError as error:
            line = f"{self.source.path}:{node.lineno}"
            error.args = (f"{error.args[0]}\n    called by {self.source.name}, {line}",)
            raise


def _statement(node: ast.stmt) -> str:
    if isinstance(node, ast.For | ast.While):
        return "a loop is not understood"
    if isinstance(node, ast.Return):
        return "it returns nothing"
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        return "only a plain name can be assigned to"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return f"{ast.unparse(node.value.func)} is called for what it does, not for a value"
    if isinstance(node, ast.FunctionDef):
        return "a function within the function is not understood"
    return f"{type(node).__name__.lower()} is not understood"


def _expression(node: ast.expr) -> str:
    names: dict[type[ast.expr], str] = {
        ast.Subscript: "indexing",
        ast.ListComp: "a list",
        ast.List: "a list",
        ast.GeneratorExp: "a loop",
        ast.Lambda: "a function within the function",
        ast.Tuple: "a tuple",
    }
    return names.get(type(node), f"{type(node).__name__}")
