r"""The class that is right, named by a letter: L = −log p_c, h_y, e_y, 1{i = y}, t_i = δ_{ic}.

The one-hot rows I_y of a batch are of it too.

Such a letter counts nothing: it is one certain index, of which the targets are 1, and 0 of all others.  A letter like j
in L = −log p_j is that only in a chain where the cost stands too; beside it ∂p_j/∂z_i speaks of any j.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Apply,
    Big,
    Derivative,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Product,
    Relation,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.vocabulary.marks import TRANSPOSES, flat, limit_letters, name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS, mentions
from symbackprop.proofreading.vocabulary.quantities import TRUE_CLASS

LABELS = frozenset({"y", "t"})
"""What a class is called by the letter of the targets."""
CERTAIN = LABELS | {"c"}
"""Letters that are the class wherever they stand, where no sum runs over them."""
HOT = frozenset({"e", "I"})
"""e_y, e_c and I_y: the targets as vectors of zeros and a one."""
STATES = frozenset({"a", "f", "h", "o", "p", "q", "s", "y", "z"})
KRONECKER = "delta"
LOGARITHMS = frozenset({"log", "ln"})
EXAMPLES = frozenset({"m", "n", "N", "M"})
"""What a cost of several examples is divided by."""


def with_true_classes(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, letters of the right class as one index; a target that only a later section computes is another."""
    sides = sides_of(formulas)
    nodes = [n for side in sides for n in side.walk()]
    bound = {letter for n in nodes if isinstance(n, Big) for letter in limit_letters(n)}
    picked = {f.number: {*_picked(f), *_told_apart(f)} for f in formulas}
    letters = set().union(_labels(nodes), *picked.values()) - {"x"}
    everywhere = frozenset(letters & CERTAIN - bound)
    beside = frozenset(letters - everywhere)
    before = {f.section for f in formulas if f.number <= max((n for n, found in picked.items() if found), default=-1)}
    if not letters or any(_defines_target(f) for f in formulas if not before or f.section in before):
        return list(formulas)
    of_cost = {id(f.statement.head) for f in formulas if _is_of_cost(f)}
    found = []
    for formula in formulas:
        is_of_cost = id(formula.statement.head) in of_cost
        own = (everywhere | beside if is_of_cost else everywhere) - _defined(formula)
        found.append(formula.changed(partial(_put, letters=own)) if own else formula)
    return found


def _defines_target(formula: Formula) -> bool:
    """Whether the targets are computed, and not only given in numbers: then they are not those of one class."""
    is_target = isinstance(formula.left, Name) and formula.left.text in LABELS and not formula.left.accents
    right = formula.right
    if not is_target or right is None or not formula.statement.is_claim:
        return False
    return not _one_hot(right) and any(isinstance(n, Name) and n.text not in TRANSPOSES - LABELS for n in right.walk())


def _one_hot(node: Node) -> bool:
    """Whether it is onehot(t)."""
    called = node.factors[0] if isinstance(node, Product) and len(node.factors) == 2 else None
    called = node.function if isinstance(node, Apply) else called
    word = called.text if isinstance(called, Name | Words) else ""
    return re.sub("[^a-z]", "", word.lower()) == "onehot"


def _labels(nodes: Sequence[Node]) -> set[str]:
    """The y of h_y, e_y and f_{y_i}, where no weights bear it as a name."""
    subs = [(n.base, n.sub) for n in nodes if isinstance(n, Scripted) and n.sub is not None]
    names = {name_of(sub) for base, sub in subs if name_of(base) in WEIGHTS | {"b"}}
    found = {_label(sub) for base, sub in subs if isinstance(base, Name) and base.text in STATES | HOT}
    found |= {_label(sub) for base, sub in subs if isinstance(base, Name) and _is_of_example(sub)}
    targets = {n.text for n in nodes if isinstance(n, Name)}
    return {t for t in found & LABELS & targets if t not in names and _is_class(t, subs)}


def _label(sub: Node) -> str:
    """y of the index y or y_i, and of i, y_i."""
    if _is_of_example(sub):
        sub = flat(sub)[1]
    return name_of(sub.base if isinstance(sub, Scripted) and sub.sup is None and not sub.primes else sub)


def _is_of_example(sub: Node) -> bool:
    """Whether it is the i, y_i of P_{i, y_i}: an example, and the class of that example."""
    parts = flat(sub)
    label = parts[1] if len(parts) == 2 else None
    return isinstance(label, Scripted) and name_of(label.base) in LABELS and name_of(label.sub) == name_of(parts[0])


def _is_class(letter: str, subs: Sequence[tuple[Node, Node]]) -> bool:
    """Whether something has all of them as an index too, h_j beside h_y, or it is e_y or I_y."""
    bases = {name_of(base) for base, sub in subs if _label(sub) == letter}
    if any(_is_of_example(sub) for _, sub in subs if _label(sub) == letter):
        return True
    others = {name_of(base) for base, sub in subs if len(t := name_of(sub)) == 1 and t.isalpha() and t != letter}
    return bool(bases & HOT) or bool(bases & STATES & others)


def _picked(formula: Formula) -> Iterator[str]:
    """The c of L = −log p_c: the only letter that the cost leaves open, and no target stands there."""
    left, right = formula.left, formula.right
    if left is None or right is None or formula.statement.relation not in ("=", ":=", "≡"):
        return
    called = left.factors[0] if isinstance(left, Product) and isinstance(left.factors[-1], Group) else left  # J(z)
    cost = called.base if isinstance(called, Scripted) else called
    if name_of(cost) not in COST_LETTERS or _has_targets_of_all(right):
        return
    named = {name_of(n) for n in left.walk() if isinstance(n, Name)}
    if any(isinstance(n, Apply) and name_of(n.function) in LOGARITHMS for n in right.walk()):
        letters = set(_open(right, frozenset())) - named
        yield from letters if len(letters) == 1 else ()


def _told_apart(formula: Formula) -> Iterator[str]:
    """The c of t_i = δ_{ic} and t_i = 1[i = c], which are the targets where c is the right class."""
    left, letters = formula.left, _compared(formula.right) or _told_equal(formula.right)
    if isinstance(left, Scripted) and name_of(left.base) in LABELS and name_of(left.sub) in letters:
        yield from {t for t in letters if t.isalpha()} - {name_of(left.sub)}


def _told_equal(node: Node | None) -> list[str]:
    """i and c of 1[i = c] and 1_{i = c}."""
    is_short = isinstance(node, Scripted | Group) or (isinstance(node, Product) and len(node.factors) == 2)
    found = [n for n in node.walk() if isinstance(n, Relation)] if is_short and node is not None else []
    sides = (found[0].left, found[0].right) if len(found) == 1 and found[0].sign == "=" else ()
    return [name_of(side) for side in sides] if all(isinstance(side, Name) for side in sides) else []


def _compared(node: Node | None) -> list[str]:
    """i and c of δ_{ic}."""
    if not isinstance(node, Scripted) or node.sub is None or node.sup is not None or name_of(node.base) != KRONECKER:
        return []
    letters = [name_of(part) for part in flat(node.sub)]
    return letters if len(letters) == 2 else []


def _has_targets_of_all(right: Node) -> bool:
    """Whether the targets stand in a cost, but for a y_j beside log a_j."""
    entries = [n for n in right.walk() if isinstance(n, Scripted) and isinstance(n.sub, Name) and len(n.sub.text) == 1]
    own = {id(n.base) for n in entries if not any(isinstance(m, Big) for m in right.walk())}
    return any(isinstance(n, Name) and n.text in LABELS and not n.accents and id(n) not in own for n in right.walk())


def _open(node: Node, bound: frozenset[str]) -> Iterator[str]:
    """The letters below states, and Kronecker's δ_{ic}, that no sum runs over."""
    if isinstance(node, Scripted) and node.sub is not None and name_of(node.base) in STATES | {KRONECKER}:
        below = [name_of(node.sub)] if name_of(node.base) in STATES else _compared(node)
        yield from (t for t in below if len(t) == 1 and t.islower() and t not in bound)
    inner = bound | frozenset(limit_letters(node)) if isinstance(node, Big) else bound
    for part in node.parts():
        yield from _open(part, inner)


def _is_of_cost(formula: Formula) -> bool:
    """Whether the cost stands in a statement, or is differentiated."""
    nodes = [n for side in formula.sides for n in side.walk()]
    costs = {name_of(n.of) for n in nodes if isinstance(n, Derivative | Nabla)} | {name_of(formula.left)}
    return bool(costs & COST_LETTERS)


def _defined(formula: Formula) -> set[str]:
    """The t of p_t = e^{z_t} / Σ_k e^{z_k}, which says what p is at any index."""
    left = formula.left
    state = left if isinstance(left, Scripted) and left.sub is not None and name_of(left.base) in STATES else None
    below = {name_of(n.sub) for n in formula.right.walk() if isinstance(n, Scripted)} if formula.right else set()
    return {name_of(state.sub)} & below if state is not None else set()


def _put(node: Node, letters: frozenset[str]) -> Node:
    """A formula with the index of the right class for its letters."""
    if isinstance(node, Big):
        letters = letters - set(limit_letters(node))
    if isinstance(node, Scripted) and node.sub is not None and _label(node.sub) in letters:
        label = _label(node.sub)
        if name_of(node.base) in HOT and (node.sup is None or name_of(node.sup) in TRANSPOSES - LABELS):
            target = Name(node.span, label if label in LABELS else "y")
            return target if node.sup is None else replace(node, base=target, sub=None)
        if name_of(node.base) not in COST_LETTERS:
            sup = _put(node.sup, letters) if node.sup is not None else None
            right: Node = Name(node.sub.span, TRUE_CLASS)
            if _is_of_example(node.sub):
                right = Listing(node.sub.span, (flat(node.sub)[0], right))
            return replace(node, sub=right, sup=sup)
    if _one_hot(node):
        return Name(node.span, "y")
    if isinstance(node, Relation) and node.sign in ("=", "≠"):
        left, right = (Name(n.span, TRUE_CLASS) if name_of(n) in letters else n for n in (node.left, node.right))
        node = replace(node, left=left, right=right)
    if isinstance(node, Scripted) and isinstance(node.sub, Product):  # δ_{ic}
        below = (Name(p.span, TRUE_CLASS) if name_of(p) in letters else p for p in node.sub.factors)
        node = replace(node, sub=replace(node.sub, factors=tuple(below)))
    return rebuilt(node, partial(_put, letters=letters))


# ---- what is said once more for the right class


def picks_from_sum(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a cost is only said once more for the class that is right, L = −log p_κ after L = −Σ_k y_k log p_k."""
    own, habits = definition.mention, lexicon.habits
    picked = {m.base for m in mentions(definition.body, habits) if [name_of(u) for u in m.units] == [TRUE_CLASS]}
    if own.base not in COST_LETTERS or not picked or any(isinstance(n, Big) for n in definition.body.walk()):
        return False
    before = [d for d in lexicon.definitions if (d.mention.base, d.mention.label) == (own.base, own.label)]
    every = [m for d in before[:1] for m in mentions(d.body, habits)]
    if len(before) != 1 or before[0].formula.section != definition.formula.section:
        return False
    sums = sum(isinstance(n, Big) for n in before[0].body.walk())
    is_of_classes = sums == 1 and not any(m.example or m.base in EXAMPLES for m in every)
    return is_of_classes and picked <= {m.base for m in every}
