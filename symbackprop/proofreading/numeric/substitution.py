"""Numbers put into a formula: which number stands for which symbol."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Derivative,
    Differential,
    Grid,
    Group,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.numeric.names import CONSTANTS, canonical
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import mention_of
from symbackprop.proofreading.vocabulary.values import Array
from symbackprop.proofreading.worlds.calls import CALLS
from symbackprop.proofreading.worlds.functions import KNOWN

Pair = tuple[Node, Node]
_BARE = str.maketrans("", "", "{}() ")
_EXPONENT = re.compile("-?[0-9]{1,2}")


def is_numeric(node: Node, lexicon: Lexicon) -> bool:
    """Whether a formula is numbers and known functions of numbers only."""
    if not any(isinstance(n, Number) for n in node.walk()):
        return False
    applied = {id(n) for n in _applied(node)}
    return all(_is_fixed(n, lexicon, id(n) in applied) for n in symbols(node))


def _applied(node: Node) -> Iterator[Node]:
    """The names of functions that stand before what they are applied to."""
    for part in node.walk():
        if isinstance(part, Apply):
            yield from part.function.walk()
        elif isinstance(part, Product):
            pairs = zip(part.factors, part.factors[1:], strict=False)
            yield from (n for one, other in pairs if isinstance(other, Group) for n in one.walk())


def symbols(node: Node) -> Iterator[Node]:
    """The names in a formula; what is written over and under it is not part of it."""
    if isinstance(node, Annotated):
        yield from symbols(node.body)
        return
    is_indexed = isinstance(node, Scripted) and node.sub is not None and name_of(node.base) in ("e", "pi")
    if isinstance(node, Name | Words | Derivative | Differential) or is_indexed:
        yield node
        return
    for part in node.parts():
        yield from symbols(part)


def _is_fixed(node: Node, lexicon: Lexicon, is_applied: bool) -> bool:
    """Whether it is a constant, or a known function of something: the σ of σ (1 − σ) is neither."""
    if not isinstance(node, Name):
        return False
    if node.text in KNOWN and not is_applied:
        return False
    is_function = node.text in CALLS or (node.text in KNOWN and node.text in lexicon.functions)
    return node.text in CONSTANTS or is_function


def is_whole(node: Node) -> bool:
    """Whether no number of a formula has a decimal point."""
    return not any("." in n.text for n in node.walk() if isinstance(n, Number))


def is_literal(node: Node) -> bool:
    """Whether it is one printed number, with its sign."""
    node = bare(node)
    if isinstance(node, Addition) and len(node.terms) == 1:
        node = bare(node.terms[0])
    return isinstance(node, Number)


def is_one_number(node: Node) -> bool:
    """Whether it is one printed number, with its sign and a power of ten."""
    return is_literal(node) or scaled_number(node) is not None


def is_worked_out(node: Node) -> bool:
    """Whether it is a product or a sum of numbers or of tables, and no table itself."""
    match bare(node):
        case Addition(terms=parts) | Product(factors=parts):
            return len(parts) > 1
    return False


def scaled_number(node: Node) -> tuple[Number, float] | None:
    """(1.4, 0.01) for 1.4 · 10⁻²; None for what is no such number."""
    node = bare(node)
    if isinstance(node, Addition) and len(node.terms) == 1:
        node = bare(node.terms[0])
    match node:
        case Product(factors=(Number() as number, Scripted(base=Number(text="10"), sub=None, sup=Node() as power))):
            exponent = outline(power).translate(_BARE)
            return (number, 10.0 ** int(exponent)) if _EXPONENT.fullmatch(exponent) else None
    return None


def scaled_table(node: Node, value: Array) -> tuple[list[Number], float] | None:
    """(the entries of the one table in a formula, what they are multiplied by), 1/3 of (1/3) [0.3; -0.6]."""
    tables = [n for n in node.walk() if isinstance(n, Grid)]
    entries = [bare(cell) for row in tables[0].rows for cell in row] if len(tables) == 1 else []
    signs = [n.signs[0] if isinstance(n, Addition) and len(n.terms) == 1 else 1 for n in entries]
    numbers = [bare(n.terms[0]) if isinstance(n, Addition) and len(n.terms) == 1 else n for n in entries]
    literals = [n for n in numbers if isinstance(n, Number)]
    if len(literals) < len(entries) or value.size != len(entries) or value.size < 2:
        return None
    printed = np.asarray([s * float(n.text) for s, n in zip(signs, literals, strict=True)])
    values = value.reshape(-1).real
    factor = float(values @ printed / (printed @ printed)) if np.any(printed) else 0.0
    return (literals, factor) if factor and np.allclose(values, factor * printed, rtol=1e-9, atol=1e-12) else None


def bare(node: Node) -> Node:
    """A formula without brackets and braces around it."""
    while isinstance(node, Annotated) or (isinstance(node, Group) and node.opening in "([{"):
        node = node.body
    return node


def substituted(symbolic: Node, numeric: Node, lexicon: Lexicon) -> list[Pair] | None:
    """Which number was put in for which symbol; None where one formula is not the other with numbers in it."""
    pairs: list[Pair] = []
    is_value = _is_call(bare(symbolic), lexicon) and not any(map(_is_known_function, numeric.walk()))
    return pairs if not is_value and _matches(symbolic, numeric, lexicon, pairs) else None


def _matches(symbolic: Node, numeric: Node, lexicon: Lexicon, pairs: list[Pair]) -> bool:
    symbolic = bare(symbolic)
    if canonical(symbolic, lexicon) and not _is_function(symbolic, lexicon):
        pairs.append((symbolic, numeric))
        return is_numeric(numeric, lexicon)
    if _is_call(symbolic, lexicon) and not any(map(_is_known_function, numeric.walk())):
        pairs.append((symbolic, numeric))
        return is_numeric(numeric, lexicon)
    numeric = bare(numeric)
    if isinstance(symbolic, Product):
        numeric = _with_sign_within(numeric)
    if isinstance(symbolic, Addition) and isinstance(numeric, Addition):
        return _each(_terms(symbolic), _terms(numeric), lexicon, pairs)
    if isinstance(symbolic, Product) and isinstance(numeric, Product):
        found, numbers = len(pairs), [(1, f) for f in numeric.factors]
        called = symbolic.factors if _is_call(symbolic, lexicon) else _with_calls(symbolic, lexicon)
        if len(called) < len(symbolic.factors) and _each([(1, f) for f in called], numbers, lexicon, pairs):
            return True
        del pairs[found:]
        return _each([(1, f) for f in symbolic.factors], numbers, lexicon, pairs)
    if type(symbolic) is not type(numeric):
        return False
    if isinstance(symbolic, Number) and isinstance(numeric, Number):
        return float(symbolic.text) == float(numeric.text)
    if isinstance(symbolic, Name) and isinstance(numeric, Name):
        return symbolic.text == numeric.text
    if isinstance(symbolic, Group) and isinstance(numeric, Group) and symbolic.opening != numeric.opening:
        return False
    if isinstance(symbolic, Apply | Scripted) and is_numeric(symbolic, lexicon) is not is_numeric(numeric, lexicon):
        pass
    first, second = list(symbolic.parts()), list(numeric.parts())
    return bool(first) and _each([(1, p) for p in first], [(1, p) for p in second], lexicon, pairs)


def _with_sign_within(node: Node) -> Node:
    """−0.06 · 0.5, where −0.06 was put in for a factor, as a product of that number."""
    match node:
        case Addition(terms=(Product(factors=(first, *others)) as product,), signs=(-1,)):
            return replace(product, factors=(replace(node, terms=(first,)), *others))
    return node


def _each(first: list[tuple[int, Node]], second: list[tuple[int, Node]], lexicon: Lexicon, pairs: list[Pair]) -> bool:
    if len(first) != len(second):
        return False
    for (sign, symbol), (other, number) in zip(first, second, strict=True):
        is_below = sign > 0 > other and isinstance(bare(number), Number) and bool(canonical(bare(symbol), lexicon))
        below = Addition(number.span, (number,), (-1,)) if is_below else number  # the − 0.3 of w x + b = 0.5 · 2 − 0.3
        if (sign != other and not is_below) or not _matches(symbol, below, lexicon, pairs):
            return False
    return True


def _is_call(node: Node, lexicon: Lexicon) -> bool:
    """Whether it is a function of the text at something, h(n₁)."""
    match node:
        case Product(factors=(function, Group(opening="(")), operators=("",)):
            return _is_function(function, lexicon)
    return False


def _with_calls(node: Product, lexicon: Lexicon) -> tuple[Node, ...]:
    """The factors of a product, a function and what it is taken at as one."""
    found: list[Node] = []
    for at, factor in enumerate(node.factors):
        pair = replace(node, factors=(found[-1], factor), operators=node.operators[at - 1 : at]) if found else node
        if found and _is_call(pair, lexicon):
            found[-1] = pair
        else:
            found.append(factor)
    return tuple(found)


def _is_known_function(node: Node) -> bool:
    return isinstance(node, Name) and (node.text in KNOWN or node.text in CALLS)


def _terms(node: Addition) -> list[tuple[int, Node]]:
    """The terms of a sum, those of a sum within it too; a number below 0 is one of them."""
    found: list[tuple[int, Node]] = []
    for term, sign in zip(node.terms, node.signs, strict=True):
        inner = bare(term)
        found += [(sign * s, t) for s, t in _terms(inner)] if isinstance(inner, Addition) else [(sign, term)]
    return found


def _is_function(node: Node, lexicon: Lexicon) -> bool:
    mention = mention_of(node, lexicon.habits)
    return mention is not None and mention.base in lexicon.functions and not (mention.units or mention.label)


def is_of_shapes(side: Node) -> bool:
    """Whether it multiplies shapes, (1 × 3) × (3 × 3): these are no numbers."""
    factors = side.factors if isinstance(side, Product) else ()
    bodies = [f.body for f in factors if isinstance(f, Group) and f.opening == "("]
    pairs = [b for b in bodies if isinstance(b, Product) and set(b.operators) == {"times"}]
    return len(pairs) > 1 and all(isinstance(f, Number) and f.text.isdigit() for b in pairs for f in b.factors)
