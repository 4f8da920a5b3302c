"""Python functions as their authors wrote them: the syntax tree, what its names are bound to, where an error points.

Nothing here runs the text of a function: it is read.
"""

import ast
import builtins
import inspect
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from symbackprop.errors import FunctionError, excerpt

_MISSING = object()


@dataclass(frozen=True)
class Source:
    """A function, its syntax tree and the lines around it."""

    function: FunctionType
    node: ast.FunctionDef | ast.Lambda
    path: str
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name in messages."""
        return "the lambda" if isinstance(self.node, ast.Lambda) else self.node.name

    @property
    def parameters(self) -> list[ast.arg]:
        """The positional parameters."""
        return [*self.node.args.posonlyargs, *self.node.args.args]

    def refusal(self, node: ast.AST, what: str, hint: str = "", task: str = "read as a formula") -> FunctionError:
        """The error that shows the author's own line, with carets under the construct."""
        row, start = getattr(node, "lineno", self.node.lineno), getattr(node, "col_offset", 0)
        end = getattr(node, "end_col_offset", None) if getattr(node, "end_lineno", None) == row else None
        if isinstance(node, ast.FunctionDef):
            end = start + len(f"def {node.name}".encode())
        line = self.lines[row - 1].rstrip("\n") if row <= len(self.lines) else ""
        # the tree counts UTF-8 bytes, a reader counts characters
        column = len(line.encode()[:start].decode(errors="ignore"))
        stop = len(line.encode()[:end].decode(errors="ignore")) if end is not None else len(line.rstrip())
        margin = len(line) - len(line.lstrip())
        shown, at = excerpt(line.strip(), column - margin)
        return FunctionError(
            f"{self.path}:{row}:{column + 1}: {self.name} cannot be {task}: {what}",
            text=shown,
            column=at,
            width=min(stop - column, len(shown) - at),
            hint=hint,
        )

    def binding(self, node: ast.expr, task: str = "read as a formula") -> Any:
        """What a name, or a dotted name within modules, is bound to in the function's closure, globals or builtins.

        Raises: FunctionError for a name that is bound to nothing, and for an attribute of anything but a module.
        """
        if isinstance(node, ast.Attribute):
            local = isinstance(node.value, ast.Name) and node.value.id in self.function.__code__.co_varnames
            known = isinstance(node.value, ast.Name | ast.Attribute) and not local
            owner = self.binding(node.value, task) if known else None
            if not isinstance(owner, ModuleType):
                raise self.refusal(
                    node,
                    f".{node.attr} is an attribute of something that is not a module",
                    "a formula has one scalar argument: no arrays, no methods, no transposes",
                    task,
                )
            value = getattr(owner, node.attr, _MISSING)
            if value is _MISSING:
                raise self.refusal(node, f"{owner.__name__} has no {node.attr}", task=task)
            return value
        assert isinstance(node, ast.Name)
        value = self._lookup(node.id)
        if value is _MISSING:
            raise self.refusal(node, f"the name {node.id} is not bound to anything", "define or import it first", task)
        return value

    def _lookup(self, name: str) -> Any:
        free = self.function.__code__.co_freevars
        if name in free and self.function.__closure__ is not None:
            try:
                return self.function.__closure__[free.index(name)].cell_contents
            except ValueError:
                return _MISSING
        for place in (self.function.__globals__, vars(builtins)):
            if name in place:
                return place[name]
        return _MISSING


def find_source(function: Callable[..., Any]) -> Source | None:
    """The source of a plain function or lambda; None for what has none (built in, typed at a prompt, made by exec).

    Raises: FunctionError when several lambdas stand where this one may be.
    """
    plain = inspect.unwrap(function)
    if not isinstance(plain, FunctionType):
        return None
    try:
        lines, _ = inspect.findsource(plain)
        tree = ast.parse("".join(lines))
    except (OSError, TypeError, SyntaxError):
        return None
    found = [node for node in ast.walk(tree) if _may_be(node, plain.__code__)]
    if len(found) > 1:
        found = _tightest([node for node in found if isinstance(node, ast.Lambda)], plain.__code__)
    path = _shown(inspect.getsourcefile(plain) or "?")
    if len(found) > 1:
        raise FunctionError(
            f"{path}:{plain.__code__.co_firstlineno}: which of the lambdas on this line is meant cannot be told",
            text=lines[plain.__code__.co_firstlineno - 1].strip(),
            hint="put each on a line of its own, or use def",
        )
    if not found:
        return None
    node = found[0]
    assert isinstance(node, ast.FunctionDef | ast.Lambda)
    return Source(plain, node, path, tuple(lines))


def _may_be(node: ast.AST, code: CodeType) -> bool:
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    if isinstance(node, ast.FunctionDef):
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        return node.name == code.co_name and first == code.co_firstlineno
    return False


def _tightest(lambdas: list[ast.Lambda], code: CodeType) -> list[ast.AST]:
    """The innermost lambdas whose body holds everything that the code was compiled from."""
    positions = [p for p in code.co_positions() if None not in p and p[2:] != (0, 0)]
    spans = {
        node: ((node.body.lineno, node.body.col_offset), (node.body.end_lineno, node.body.end_col_offset))
        for node in lambdas
    }
    holding = [
        node
        for node in lambdas
        if all(spans[node][0] <= (top, left) and (end, right) <= spans[node][1] for top, end, left, right in positions)
    ]
    if not positions or not holding:
        return list(lambdas)
    return [max(holding, key=lambda node: spans[node][0])]


def _shown(path: str) -> str:
    """A path as the user would write it."""
    try:
        return str(Path(path).resolve().relative_to(Path(os.getcwd()).resolve()))
    except ValueError:
        return path
