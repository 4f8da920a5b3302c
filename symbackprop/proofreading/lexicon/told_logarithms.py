"""Which logarithm `log` is, where a text says it: log u = ln u / ln 10 makes every log v the same of v.

Mathematics writes log for the natural one, so that without a word it is.
"""

from collections.abc import Sequence
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Apply, Group, Name, Node, Number, Quotient
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import name_of


def with_told_logarithms(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, log v as ln v / ln b where one of them says so of some u; as they are where two bases are told."""
    told = {outline(base): base for f in formulas if (base := _told(f)) is not None}
    if len(told) != 1:
        return list(formulas)
    (base,) = told.values()
    return [f.changed(partial(_with_base, base=base)) for f in formulas]


def _told(formula: Formula) -> Node | None:
    """The ln b of log u = ln u / ln b."""
    left, right = formula.left, formula.right
    if not (_is_called(left, "log") and isinstance(right, Quotient)):
        return None
    above, below = right.numerator, right.denominator
    if not (_is_called(above, "ln") and _is_called(below, "ln")):
        return None
    assert isinstance(left, Apply) and isinstance(above, Apply) and isinstance(below, Apply)
    is_number = isinstance(_bare(below.arguments[0]), Number)
    is_same = outline(_bare(left.arguments[0])) == outline(_bare(above.arguments[0]))
    return below if is_number and is_same else None


def _is_called(node: Node | None, name: str) -> bool:
    return isinstance(node, Apply) and name_of(node.function) == name and len(node.arguments) == 1


def _bare(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node


def _with_base(node: Node, base: Node) -> Node:
    inner = rebuilt(node, partial(_with_base, base=base))
    if not (isinstance(inner, Apply) and _is_called(inner, "log")):
        return inner
    natural = Apply(inner.span, Name(inner.function.span, "ln"), inner.arguments, inner.keywords)
    return Quotient(inner.span, natural, base)
