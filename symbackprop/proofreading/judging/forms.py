"""What holds by its form, where a document does not say what depends on what.

∂E/∂w = ∂E/∂out ∂out/∂net ∂net/∂w        the chain rule along one path
p ← p − η ∂L/∂p                          a step of gradient descent for any parameter
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Addition, Annotated, Derivative, Group, Nabla, Name, Node, Product
from symbackprop.proofreading.judging.descents import Descents
from symbackprop.proofreading.judging.written_costs import costs_in
from symbackprop.proofreading.lexicon.claim_forms import is_descent, is_update
from symbackprop.proofreading.lexicon.definitions import Formula, Lexicon
from symbackprop.proofreading.numeric.names import canonical, named
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS

PATH = "the chain rule along one path, by its form"
Pair = tuple[str, str]
"""A derivative, by the names of what is differentiated and by what."""


class Forms:
    """The forms that a document's statements have, and what its definitions say about what reads what."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula] = ()) -> None:
        self.lexicon, self.descents = lexicon, Descents(formulas)
        self.reads: dict[str, set[str]] = {}
        for definition in lexicon.definitions:
            body = {named(m, lexicon) for m in mentions(definition.body, lexicon.habits)}
            self.reads.setdefault(named(definition.mention, lexicon), set()).update(body)
        self.read = {name for names in self.reads.values() for name in names}
        costs = [named(d.mention, lexicon) for d in lexicon.definitions if d.mention.base in COSTS]
        self.alive = {name for cost in costs for name in self._below(cost)}

    def holds(self, formula: Formula) -> tuple[bool, str] | None:
        """(whether a statement holds, what its form is); None where its form says nothing."""
        found = self._by_form(formula)
        if found is None and (said := self.descents.holds(formula)) is not None:
            return said.holds, said.form
        return found

    def is_of_any_cost(self, formula: Formula) -> bool:
        """Whether a statement is about any cost, and its form alone says nothing."""
        return self._by_form(formula) is None

    def _by_form(self, formula: Formula) -> tuple[bool, str] | None:
        step = self._is_step(formula)
        if step is not None:
            return step, "a step of gradient descent for any parameter"
        if formula.left is None or formula.right is None:
            return None
        left_side, right_side = _without_sign(formula.left, formula.right)
        left = self._pair(left_side)
        terms = [[self._pair(f) for f in _factors(t)] for t in _terms(right_side)]
        pairs = [[p for p in term if p is not None] for term in terms]
        if left is None or any(len(p) != len(t) for p, t in zip(pairs, terms, strict=True)):
            if len(terms) == 1 and self._is_path(left_side, right_side):
                return True, PATH
            return None
        return self._mixed(left, pairs) if len(pairs) > 1 else self._chained(left, pairs[0])

    def holds_of_any(self, formula: Formula) -> bool:
        """Whether the form of a statement tells more than numbers that fail: what is meant may be any."""
        return self.goes_down(formula) or self.is_step_of_examples(formula) or self.is_said_of_any(formula)

    def is_said_of_any(self, formula: Formula) -> bool:
        """Whether a statement recalls the chain rule, dL/dx = dL/dy · dy/dx, whatever these letters are elsewhere.

        The derivatives stand in the order of the path, or in its reverse.  Where the text says that each reads the
        next, and that the first reads the last on another path too, the sum over paths matters, and numbers tell.
        """
        if formula.left is None or formula.right is None or self._by_form(formula) != (True, PATH):
            return False
        left_side, right_side = _without_sign(formula.left, formula.right)
        whole, steps = self._pair(left_side), [self._pair(f) for f in _factors(right_side)]
        if whole is None or None in steps:
            return False
        pairs = [pair for pair in steps if pair is not None]
        if pairs[0][0] != whole[0]:
            pairs.reverse()
        path = [whole[0], *(by for _, by in pairs)]
        is_in_order = all(one[1] == other[0] for one, other in pairwise(pairs)) and path[-1] == whole[1]
        return is_in_order and not self._has_bypass(path) and not self._has_entries(formula)

    def _has_entries(self, formula: Formula) -> bool:
        """Whether units are told: of them each may be read by several others."""
        return any(m.units for side in formula.sides for m in mentions(side, self.lexicon.habits))

    def _has_bypass(self, path: Sequence[str]) -> bool:
        """Whether each quantity of a path reads the next, and the first the last not only through those between."""
        is_read = all(inner in self._below(outer) for outer, inner in pairwise(path))
        return is_read and any(path[-1] in self._below(path[0], but=via) for via in path[1:-1])

    def goes_down(self, formula: Formula) -> bool:
        """Whether a statement is p ← p − η ∂L/∂p to the letter, whichever p is meant."""
        return self._is_step(formula) is True

    def is_step_of_examples(self, formula: Formula) -> bool:
        """Whether a statement is a step by the costs of examples, C_{X_j}, which may be any."""
        has_examples = any(cost.has_index for side in formula.sides for cost in costs_in(side))
        return has_examples and is_update(formula, self.lexicon.habits)

    def fits(self, formula: Formula) -> bool:
        """Whether a statement has a form that holds: one path, or derivatives by the same quantity added up."""
        found = self.holds(formula)
        if found is not None or formula.left is None or formula.right is None:
            return found is not None and found[0]
        left, terms = self._pair(formula.left), [self._pair(t) for t in _terms(formula.right)]
        ofs = [term[0] for term in terms if term is not None]
        return left is not None and len(set(ofs)) == len(terms) > 1 and all(t and t[1] == left[1] for t in terms)

    # ---- the chain rule

    def _chained(self, left: Pair, pairs: list[Pair]) -> tuple[bool, str] | None:
        """∂E/∂w = ∂E/∂out ∂out/∂net ∂net/∂w."""
        if len(pairs) == 2 and left in pairs:
            return False, "the left side stands on the right once more, beside another derivative"
        above = Counter([left[1], *(of for of, _ in pairs)])
        below = Counter([left[0], *(by for _, by in pairs)])
        if len(pairs) < 2 or above != below:
            return None
        if any(self._is_mistaken(*p) for p in pairs):
            return False, "one of these does not depend on what it is differentiated by, and its neighbour does"
        if all(self._is_open(*p) for p in (left, *pairs)):
            return True, PATH
        return None

    def _is_path(self, left: Node, right: Node) -> bool:
        """Whether any unit of any layer is meant along one path: ∂E/∂w_{ij} = ∂E/∂z_j ∂z_j/∂w_{ij}."""
        slopes = [n for n in (left, *_factors(right)) if isinstance(n, Derivative) and len(n.by) == 1]
        if len(slopes) < 3 or len(slopes) != 1 + len([*_factors(right)]) or "softmax" in self.lexicon.functions:
            return False
        found = [(mention_of(n.of, self.lexicon.habits), mention_of(n.by[0], self.lexicon.habits)) for n in slopes]
        every = [m for pair in found for m in pair]
        known = [m for m in every if m is not None and m.is_plain and (m.example is None or m.base in COSTS)]
        if len(known) < len(every) or not _is_one_unit(known):
            return False
        pairs = [(named(of, self.lexicon), named(by, self.lexicon)) for of, by in found if of and by]
        (end, start), steps = pairs[0], pairs[1:]
        above, below = Counter([start, *(of for of, _ in steps)]), Counter([end, *(by for _, by in steps)])
        return above == below and pairs[0] not in steps and all(self._is_open(*pair) for pair in pairs)

    def _mixed(self, left: Pair, pairs: list[list[Pair]]) -> tuple[bool, str] | None:
        """∂E/∂h₁ = ∂E₁/∂h₁ + ∂E₂/∂h₂ adds derivatives by different neurons."""
        ends = [term[0][1] for term in pairs if len(term) == 1]
        if len(ends) == len(pairs) and left[1] in ends and any(_are_siblings(e, left[1]) for e in ends):
            return False, "the terms are derivatives by different quantities"
        return None

    def _is_mistaken(self, of: str, by: str) -> bool:
        """Whether a quantity does not read another that its neighbour reads: net_{h1} and w_5."""
        if of not in self.reads or by in self._below(of):
            return False
        return any(by in reads and _are_siblings(name, of) for name, reads in self.reads.items())

    def _pair(self, node: Node) -> Pair | None:
        if not isinstance(node, Derivative) or len(node.by) != 1:
            return None
        of = _function_called(node.of)
        if any(not _is_one(s, self.lexicon) for s in (of, node.by[0])):
            return None
        return canonical(of, self.lexicon), canonical(node.by[0], self.lexicon)

    def _is_open(self, of: str, by: str) -> bool:
        """Whether nothing in the text says that a quantity does not depend on another."""
        return of not in self.reads or by in self._below(of) or by not in self.alive

    def _below(self, name: str, but: str = "") -> set[str]:
        """What a quantity reads, and what that reads; not through one that is left out."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for inner in self.reads.get(waiting.pop(), ()):
                if inner not in found and inner != but:
                    found.add(inner)
                    waiting.append(inner)
        return found

    # ---- updates

    def _is_step(self, formula: Formula) -> bool | None:
        """Whether p ← p ∓ η ∂L/∂p goes down; a step up is one only for a p that stands for any parameter."""
        left, right = formula.left, formula.right
        if left is None or not isinstance(right, Addition) or not is_descent(formula, self.lexicon.habits):
            return None
        name = canonical(left, self.lexicon).removesuffix("+")
        slopes = [f for f in _factors(right.terms[1]) if isinstance(f, Derivative | Nabla)]
        rates = [f for f in _factors(right.terms[1]) if f not in slopes]
        if not name or len(slopes) != 1 or len(rates) > 1:
            return None
        slope = slopes[0]
        by = slope.by[0] if isinstance(slope, Derivative) and len(slope.by) == 1 else getattr(slope, "by", None)
        cost, rate = mention_of(slope.of, self.lexicon.habits), [mention_of(r, self.lexicon.habits) for r in rates]
        if not isinstance(by, Node) or canonical(by, self.lexicon) != name or cost is None or cost.base not in COSTS:
            return None
        if not all(r is not None and r.base in self.lexicon.rates for r in rate):
            return None
        goes_down = right.signs == (1, -1)
        return goes_down if goes_down or not (name in self.read or name in self.reads) else None


def _function_called(node: Node) -> Node:
    """f of d/dx f(g(x)); what is no call as it is."""
    inner = node.body if isinstance(node, Group) else node
    match inner:
        case Product(factors=(Name() as function, Group(body=Product(factors=(Name(), Group()))))):
            return function
    return node


def _without_sign(left: Node, right: Node) -> tuple[Node, Node]:
    """Both sides without the minus that both begin with."""
    sides = (left, right)
    if all(isinstance(s, Addition) and s.signs == (-1,) for s in sides):
        return left.terms[0], right.terms[0]  # type: ignore[attr-defined]
    return sides


def _is_one_unit(path: Sequence[Mention]) -> bool:
    """Whether all along a path to a parameter is of the unit that it enters, w_{ji} and b_j unit j, if of any."""
    by, between = path[1], [m for m in path[2:] if m.units and m.base not in COSTS and m.base != path[1].base]
    if not by.units and not between:
        return True
    layers = {outline(m.layer) for m in path if m.layer is not None}
    is_parameter = by.base.partition("~")[0] in WEIGHTS | BIASES
    entered = name_of(by.units[0]) if by.units else ""
    return is_parameter and len(layers) < 2 and all([*map(name_of, m.units)] == [entered] for m in between)


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product, those in brackets too."""
    if isinstance(node, Product):
        for factor in node.factors:
            yield from _factors(factor)
    elif isinstance(node, Annotated) or (isinstance(node, Group) and node.opening in "({["):
        yield from _factors(node.body)
    else:
        yield node


def _terms(node: Node) -> list[Node]:
    return list(node.terms) if isinstance(node, Addition) and node.signs != (-1,) else [node]


def _are_siblings(one: str, other: str) -> bool:
    """Whether two names are those of two neurons or weights of one kind."""
    return one != other and one.split("|")[0] == other.split("|")[0]


def _is_one(node: Node, lexicon: Lexicon) -> bool:
    """Whether a symbol is one quantity with a name: no index or layer in it is open."""
    mention = mention_of(node, lexicon.habits)
    if (
        mention is None
        or mention.primes
        or mention.transposed
        or mention.power is not None
        or mention.example is not None
    ):
        return False
    parts = [*mention.units, *([mention.layer] if mention.layer is not None else [])]
    return all(getattr(p, "text", "").isdigit() for p in parts) and bool(mention.base)
