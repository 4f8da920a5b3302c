"""Code that stops with an error: which product does not exist, and which transpose would make it one.

The failing expression is found by its place in the traceback and its operands among the local variables; nothing of
the code is run again.
"""

import ast
import linecache
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import FrameType, TracebackType
from typing import Any

import numpy as np

from symbackprop.testing.answers import is_close
from symbackprop.testing.calls import code_of
from symbackprop.testing.reference import Array, Reference

PRODUCTS = ("dot", "matmul")


@dataclass(frozen=True)
class Crash:
    """Where a function stopped: the line, the part of it that failed, the local variables there."""

    error: Exception
    line: int
    source: str
    part: tuple[int, int]
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The part of the line that failed."""
        return self.source[slice(*self.part)]


def crash_of(error: Exception, function: Callable[..., Any]) -> Crash | None:
    """Where the error was raised in the function's own file; None where the source is not to be had."""
    code = code_of(function)
    own: TracebackType | None = None
    trace = error.__traceback__
    while trace is not None:
        if code is not None and trace.tb_frame.f_code.co_filename == code.co_filename:
            own = trace
        trace = trace.tb_next
    if own is None:
        return None
    frame: FrameType = own.tb_frame
    line, end_line, start, end = next(islice(frame.f_code.co_positions(), own.tb_lasti // 2, None))
    source = linecache.getline(frame.f_code.co_filename, own.tb_lineno).rstrip("\n")
    if line != end_line or line is None or start is None or end is None or not source:
        return Crash(error, own.tb_lineno, source, (0, 0), dict(frame.f_locals))
    encoded = source.encode()
    part = len(encoded[:start].decode(errors="replace")), len(encoded[:end].decode(errors="replace"))
    return Crash(error, line, source, part, dict(frame.f_locals))


def progress(values: Mapping[str, Any], reference: Reference) -> int:
    """How many derived quantities a function had computed: how well its layout was met."""
    held = [item for v in values.values() for item in (v if isinstance(v, list | tuple) else (v,))]
    arrays = [v for v in held if isinstance(v, np.ndarray)]
    known = [v for v in reference.values.values() if np.size(v) > 1]
    return sum(any(is_same(value, array) for array in arrays) for value in known)


def is_same(one: Array, other: Array) -> bool:
    """Whether two arrays hold the same, up to a transpose and axes of length one."""
    first, second = np.squeeze(one), np.squeeze(other)
    return (first.shape == second.shape and is_close(second, first)) or (
        first.T.shape == second.shape and first.ndim == 2 and is_close(second, first.T)
    )


def crash_lines(crash: Crash, name: str, reference: Reference) -> Iterator[str]:
    """What is said about a crash: the line with carets, the shapes, what would do."""
    product = _product(crash)
    reason = "" if product else f": {str(crash.error).splitlines()[0][:200] if str(crash.error) else ''}"
    yield f"{name} raises {type(crash.error).__name__} in line {crash.line}{reason}"
    stripped = crash.source.strip()
    if stripped:
        yield f"    {stripped}"
        shift = len(crash.source) - len(crash.source.lstrip())
        start, end = crash.part
        if end > start >= shift:
            yield "    " + " " * (start - shift) + "^" * (end - start)
    if product is None:
        return
    texts, operands, operator = product
    shapes = " and ".join(f"{t} has shape {tuple(map(int, o.shape))}" for t, o in zip(texts, operands, strict=True))
    yield f"    {shapes}: the product does not exist"
    for proposal, value in _proposals(texts, operands, operator):
        known = [n for n, derived in reference.products.items() if is_same(derived, value)]
        if known:
            missing = "a transpose is missing; " if ".T" in proposal else ""
            yield f"    did you mean   {proposal}   ({missing}the derived equations have this there)"
            yield f"    derived   {reference.shown(known[0])}"
            return
    offers = [proposal for proposal, _ in _proposals(texts, operands, operator)]
    if offers:
        yield f"    did you mean   {' or '.join(offers)}"


def _product(crash: Crash) -> tuple[tuple[str, str], tuple[Array, Array], str] | None:
    """The operands of the product that failed."""
    try:
        node = ast.parse(crash.text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        operands, form = [node.left, node.right], "{} @ {}"
    elif isinstance(node, ast.Call) and len(node.args) == 2 and ast.unparse(node.func).split(".")[-1] in PRODUCTS:
        operands, form = list(node.args), ast.unparse(node.func) + "({}, {})"
    elif isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Attribute):
        if node.func.attr not in PRODUCTS:
            return None
        operands, form = [node.func.value, node.args[0]], "{}." + node.func.attr + "({})"
    else:
        return None
    first, second = (_value(o, crash.values) for o in operands)
    if first is None or second is None or not 0 < first.ndim < 3 or not 0 < second.ndim < 3:
        return None
    return (ast.unparse(operands[0]), ast.unparse(operands[1])), (first, second), form


def _value(node: ast.expr, values: Mapping[str, Any]) -> Array | None:
    """An array by its name, an entry of a container, an attribute, a transpose: looked up, never computed."""
    found = _looked_up(node, values)
    return found if isinstance(found, np.ndarray) else None


def _looked_up(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return values.get(node.id)
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Attribute):
        inner = _looked_up(node.value, values)
        if isinstance(inner, np.ndarray):
            return inner.T if node.attr == "T" else None
        return getattr(inner, "__dict__", {}).get(node.attr)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transpose":
        inner = _looked_up(node.func.value, values)
        return inner.T if isinstance(inner, np.ndarray) and not node.args else None
    if isinstance(node, ast.Subscript):
        container, key = _looked_up(node.value, values), _index(node.slice, values)
        try:
            return container[key] if isinstance(container, dict | list | tuple) else None
        except (KeyError, IndexError, TypeError):
            return None
    return None


def _index(node: ast.expr, values: Mapping[str, Any]) -> Any:
    """A key, or a sum of whole numbers such as -l + 1."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _index(node.operand, values)
        return -inner if isinstance(inner, int) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        left, right = _index(node.left, values), _index(node.right, values)
        if not (isinstance(left, int) and isinstance(right, int)):
            return None
        return left + right if isinstance(node.op, ast.Add) else left - right
    return _looked_up(node, values)


def _proposals(texts: tuple[str, str], operands: tuple[Array, Array], form: str) -> Iterator[tuple[str, Array]]:
    """The products that do exist, with one operand transposed, both, or the other way round."""
    (one, other), (first, second) = texts, operands
    ways = (
        (_transposed(one), other, first.T, second),
        (one, _transposed(other), first, second.T),
        (other, one, second, first),
        (_transposed(one), _transposed(other), first.T, second.T),
        (_transposed(other), one, second.T, first),
        (other, _transposed(one), second, first.T),
    )
    for left, right, a, b in ways:
        if a.shape[-1] == b.shape[0]:
            yield form.format(left, right), a @ b


def _transposed(text: str) -> str:
    for ending in (".T", ".transpose()"):
        if text.endswith(ending):
            return text.removesuffix(ending)
    return f"{text}.T"
