r"""Units that one side leaves out: ŷ_i = 1/(1 + e^{-z}) is said of z_i, and so is 1 − ŷ_i = e^{-z}/(1 + e^{-z}).

Where an entry is a function of one number alone, and that is z without an index, the number is that of the same unit.
A z that the text computes as a whole, and never by its entries, is left as it is.  So is the target in y_j − d that of
the same unit, where a section has it nowhere but in such differences.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Name, Node, Scripted
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.function_names import CERTAIN
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS

TARGETS = frozenset({"d", "t"})
"""Letters of what entries are compared with."""
STATES = frozenset({"z", "s", "u", "x", "a", "v"})
"""Letters of what an activation is taken of."""
ENTRYWISE = (CERTAIN | {"e", "exp"}) - {"softmax", "Softmax"}
"""What a function of one number is written with."""


def with_units(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the unit of an entry below what it is a function of, and below what it is compared with."""
    parts = groupby(_of_functions(formulas), key=lambda f: f.section)
    return [f for _, part in parts for f in _of_differences([*part])]


def _of_differences(formulas: list[Formula]) -> list[Formula]:
    """The formulas of a section, y_j − d as y_j − d_j."""
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    found = Counter(target for n in nodes if (target := _target(n)) is not None)
    names = Counter(name_of(n) for n in nodes if isinstance(n, Name))
    targets = {target for target, count in found.items() if names[target] == count}
    return [f.changed(partial(_compared, targets=targets)) for f in formulas] if targets else formulas


def _target(node: Node) -> str | None:
    """The d of y_j − d and of d − y_j."""
    if not isinstance(node, Addition) or len(node.terms) != 2 or sorted(node.signs) != [-1, 1]:
        return None
    indices = [_index(t) for t in node.terms]
    bare = [name_of(t) for t, index in zip(node.terms, indices, strict=True) if isinstance(t, Name)]
    return bare[0] if any(indices) and len(bare) == 1 and bare[0] in TARGETS else None


def _compared(node: Node, targets: set[str]) -> Node:
    node = rebuilt(node, partial(_compared, targets=targets))
    if not isinstance(node, Addition) or _target(node) not in targets:
        return node
    letter = Name(node.span, next(index for t in node.terms if (index := _index(t))))
    terms = (Scripted(t.span, t, letter) if isinstance(t, Name) else t for t in node.terms)
    return replace(node, terms=tuple(terms))


def _of_functions(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, the unit of an entry below what it is a function of."""
    pairs = {pair for f in formulas for pair in _function_of_one(f)}
    if len(pairs) != 1:
        return list(formulas)
    ((entry, state),) = pairs
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    has_entries = any(isinstance(n, Scripted) and name_of(n.base) == state and n.sub is not None for n in nodes)
    is_computed = any(f.right is not None and name_of(f.left) == state for f in formulas)
    if is_computed and not has_entries:
        return list(formulas)
    return [_indexed(f, entry, state) for f in formulas]


def _function_of_one(formula: Formula) -> Iterator[tuple[str, str]]:
    """ŷ and z of ŷ_i = 1/(1 + e^{-z})."""
    left, right = formula.left, formula.right
    if right is None or formula.statement.link or formula.statement.relation not in ("=", ":="):
        return
    if not _index(left) or not isinstance(left, Scripted) or name_of(left.base) in COST_LETTERS:
        return
    names = {name_of(n) for n in right.walk() if isinstance(n, Name)}
    states = names - ENTRYWISE
    is_plain = not any(isinstance(n, Big) or (isinstance(n, Scripted) and n.sub is not None) for n in right.walk())
    if is_plain and len(states) == 1 and states <= STATES and names & ENTRYWISE:
        yield outline(left.base), states.pop()


def _index(node: Node | None) -> str:
    """The only letter below a symbol that has nothing above it."""
    if not isinstance(node, Scripted) or not isinstance(node.base, Name) or node.sup is not None or node.primes:
        return ""
    letter = name_of(node.sub)
    return letter if len(letter) == 1 and letter.islower() else ""


def _indexed(formula: Formula, entry: str, state: str) -> Formula:
    own = [n for s in formula.sides for n in s.walk() if isinstance(n, Scripted) and outline(n.base) == entry]
    letters = {_index(n) for n in own}
    if len(letters) != 1 or not all(letters):
        return formula
    return formula.changed(partial(_put, state=state, letter=letters.pop()))


def _put(node: Node, state: str, letter: str) -> Node:
    if isinstance(node, Name) and node.text == state and not node.accents:
        return Scripted(node.span, node, Name(node.span, letter))
    if isinstance(node, Scripted) and name_of(node.base) == state:
        return node if node.sub is not None else replace(node, sub=Name(node.span, letter))
    return rebuilt(node, partial(_put, state=state, letter=letter), leaving=("sub",))
