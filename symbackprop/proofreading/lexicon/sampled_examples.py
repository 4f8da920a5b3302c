r"""Examples that are counted below: in z_i = w^T x_i + b it is the i-th example that is weighted, no entry of one.

x_i is a whole example where all weights are multiplied by it, or a model is asked about it that is one of x, f(x_i),
and so is what is computed from it, z_i and p_i = σ(z_i), and what stands beside it in a sum over the data, y_i.  They
are read as z^{(i)}, p^{(i)}, x^{(i)} and y^{(i)}, but not where i counts weights: in Σ_i w_i x_i.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Big, Group, Name, Node, Product, Scripted
from symbackprop.proofreading.lexicon.counted_examples import relettered
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import (
    COUNTED,
    TRANSPOSES,
    base_of,
    flat,
    limit_letters,
    name_of,
    scripts,
    upper_name,
)
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS

Pair = tuple[str, str]
"""A symbol and the letter below it that counts examples."""
INPUTS = frozenset({"x"})
UNIT = "ι"
"""The letter of units where the one that the text has for them counts examples too."""
MODELS = frozenset("fhFHp")
STATES = frozenset({"z", "a", "s", "o", "p", "h"})
PARAMETERS = WEIGHTS | {"b", "B", "lambda", "alpha", "eta", "e"}


def with_sampled_examples(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, examples that are counted below symbols in brackets above them."""
    sides = [side for f in formulas for side in (f.left, f.right) if side is not None]
    pairs = {("x", t) for t in _letters(sides)}
    if not pairs:
        return list(formulas)
    while len(pairs) < len(wider := pairs | {p for f in formulas for p in _computed(f, pairs)}):
        pairs = wider
    found = frozenset(pairs | _states(sides, pairs))
    return [_read(f, found) for f in formulas]


def _letters(sides: Sequence[Node]) -> set[str]:
    """The letters that count examples, and below weights nothing but what sums run over: Σ_i w_i x_i."""
    models = {name for side in sides for n in side.walk() for name, x in _calls(n) if name_of(x) in INPUTS}
    found = {t for side in sides for t in _evidence(side, models)}
    sums = [n for side in sides for n in side.walk() if isinstance(n, Big) and upper_name(n) in COUNTED]
    apart = {t for n in sums for t in set(limit_letters(n)) & {*_evidence(n.body, models)} - _of_weights([n.body])}
    return {t for t in found if t in apart or t not in _of_weights(sides)}


def _evidence(side: Node, models: set[str]) -> Iterator[str]:
    """The i of w^T x_i, and of f(x_i) beside f(x)."""
    for node in side.walk():
        yield from _weighted(node)
        for name, argument in _calls(node):
            symbol = _single(argument)
            if name in models and symbol is not None and symbol[0] in INPUTS:
                yield symbol[1]


def _calls(node: Node) -> Iterator[tuple[str, Node]]:
    """(f, x) of f(x) and h_θ(x)."""
    if isinstance(node, Product):
        for name, bracket, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
            letter = name_of(scripts(name)[0] if isinstance(name, Scripted) else name)
            if isinstance(bracket, Group) and bracket.opening == "(" and not sign and letter in MODELS:
                yield letter, bracket.body


def _read(formula: Formula, pairs: frozenset[Pair]) -> Formula:
    units = frozenset(t for side in formula.sides for t in _open_weights(side))
    return formula.changed(lambda side: _above(side, pairs, units), sampled=pairs)


def _open_weights(node: Node) -> set[str]:
    """The letters below weights that no sum binds: w_i of ∂z/∂w_i = x_i."""
    if isinstance(node, Big):
        return _open_weights(node.body) - set(limit_letters(node))
    symbol = _single(node)
    own = {symbol[1]} if symbol is not None and symbol[0] in WEIGHTS else set()
    parts = [node.base] if isinstance(node, Scripted) else node.parts()
    return own.union(*map(_open_weights, parts))


def _above(node: Node, pairs: frozenset[Pair], units: frozenset[str]) -> Node:
    """The formula with examples in brackets above, but for letters that count units."""
    symbol = _single(node)
    if isinstance(node, Big):
        bound = set(limit_letters(node))
        own = _of_weights([node.body]) & bound
        units = units - bound | own
        if len(own) == 1 and own & {t for _, t in pairs}:
            return _above(relettered(node, dict.fromkeys(own, UNIT)), pairs, units)
    if symbol is not None and symbol[1] in units:
        return node
    if isinstance(node, Scripted) and node.sup is not None:
        node = replace(node, sup=_above(node.sup, pairs, units))
    if symbol is not None and symbol in pairs and isinstance(node, Scripted):
        return _raised(node, [])
    if isinstance(node, Scripted) and isinstance(node.base, Name) and node.sub is not None:
        first, *rest = flat(node.sub)
        if rest and (base_of(node.base), name_of(first)) in pairs and all(name_of(r).isalpha() for r in rest):
            return _raised(node, rest)
    return rebuilt(node, lambda inner: _above(inner, pairs, units))


def _raised(node: Scripted, rest: list[Node]) -> Scripted:
    assert node.sub is not None
    sub = node.sub
    example = Group(sub.span, flat(sub)[0], "(", ")")
    parts = (*flat(node.sup), example) if node.sup is not None else (example,)
    if node.sup is not None and _is_power(node.sup):
        parts = parts[::-1]
    sup = parts[0] if len(parts) == 1 else Product(sub.span, tuple(parts), ("",) * (len(parts) - 1))
    below = Product(sub.span, tuple(rest), ("",) * (len(rest) - 1)) if len(rest) > 1 else rest[0] if rest else None
    return replace(node, sub=below, sup=sup)


def _is_power(script: Node) -> bool:
    return not any(isinstance(p, Group) or name_of(p) in TRANSPOSES for p in flat(script))


def _single(node: Node) -> Pair | None:
    """(z, i) of z_i."""
    if not isinstance(node, Scripted) or node.sub is None or not isinstance(node.base, Name):
        return None
    letter = name_of(node.sub)
    return (base_of(node.base), letter) if len(letter) == 1 and letter.isalpha() and letter.islower() else None


def _weighted(node: Node) -> Iterator[str]:
    """The i of w^T x_i, w · x_i and W x_i, where all weights are multiplied by x_i."""
    if not isinstance(node, Product):
        return
    for weights, datum, sign in zip(node.factors, node.factors[1:], node.operators, strict=False):
        symbol = _single(datum)
        if symbol is None or symbol[0] not in INPUTS:
            continue
        base, subs, sups, _ = scripts(weights) if isinstance(weights, Scripted) else (weights, [], [], 0)
        is_turned = any(name_of(p) in TRANSPOSES for s in sups for p in flat(s))
        is_whole = isinstance(base, Name) and base_of(base) in WEIGHTS | {"beta"}
        is_array = isinstance(base, Name) and (
            is_turned or base.text.isupper() or base.style == "bold" or sign == "cdot"
        )
        if is_whole and is_array and all(name_of(p).isdigit() for s in subs for p in flat(s)):
            yield symbol[1]


def _of_weights(sides: Sequence[Node]) -> set[str]:
    """Letters of units: those that stand alone below weights."""
    symbols = (symbol for side in sides for symbol in _symbols(side))
    return {letter for base, letter in symbols if base in WEIGHTS}


def _computed(formula: Formula, pairs: set[Pair]) -> Iterator[Pair]:
    """What is computed from an example, and what stands beside it in a sum over the data."""
    left, right = formula.left, formula.right
    own = _single(left) if left is not None else None
    if own is not None and right is not None and own[0] not in PARAMETERS | COST_LETTERS:
        is_of_example = any(symbol in pairs and symbol[1] == own[1] for symbol in _symbols(right))
        if is_of_example and not any(own[1] in limit_letters(n) for n in right.walk() if isinstance(n, Big)):
            yield own
    for side in (left, right):
        for node in side.walk() if side is not None else ():
            if isinstance(node, Big) and upper_name(node) in COUNTED and len(limit_letters(node)) == 1:
                yield from _beside(node, limit_letters(node)[0], pairs)


def _beside(node: Big, letter: str, pairs: set[Pair]) -> Iterator[Pair]:
    if letter in _of_weights([node.body]):
        return
    symbols = [s for s in _symbols(node.body) if s[1] == letter]
    if any(s in pairs or s[0] in COST_LETTERS for s in symbols) or ({letter} <= {t for _, t in pairs}):
        yield from (s for s in symbols if s[0] not in PARAMETERS | COST_LETTERS)


def _states(sides: Sequence[Node], pairs: set[Pair]) -> set[Pair]:
    """The z_i of σ(z_i), which has no other letter anywhere, where i counts nothing but examples."""
    nodes = [n for side in sides for n in side.walk()]
    units = {t for n in nodes if isinstance(n, Big) and upper_name(n) not in COUNTED for t in limit_letters(n)}
    scripted = [n for n in nodes if isinstance(n, Scripted) and n.sub is not None]
    letters: dict[str, set[str]] = {}
    for node in scripted:
        letters.setdefault(name_of(node.base), set()).add(name_of(node.sub))
    of_examples = {t for _, t in pairs} - units
    return {(base, t) for t in of_examples for base, found in letters.items() if base in STATES and found == {t}}


def _symbols(node: Node) -> list[Pair]:
    return [symbol for n in node.walk() if (symbol := _single(n)) is not None]
