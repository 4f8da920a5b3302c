"""What holds by its form, where a document does not say what depends on what.

    ∂E/∂w = ∂E/∂out ∂out/∂net ∂net/∂w        the chain rule along one path
    p ← p − η ∂L/∂p                          a step of gradient descent for any parameter
"""

from collections import Counter
from collections.abc import Iterator

from symbackprop.parsing.latex.tree import Addition, Annotated, Derivative, Group, Nabla, Node, Product
from symbackprop.proofreading.arithmetic import canonical, named
from symbackprop.proofreading.claims import is_update
from symbackprop.proofreading.definitions import Formula, Lexicon
from symbackprop.proofreading.mentions import mention_of, mentions
from symbackprop.proofreading.worlds import COSTS, RATES


class Forms:
    """The forms that a document's statements have, and what its definitions say about what reads what."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.reads: dict[str, set[str]] = {}
        for definition in lexicon.definitions:
            body = {named(m, lexicon) for m in mentions(definition.body, lexicon.habits)}
            self.reads.setdefault(named(definition.mention, lexicon), set()).update(body)
        self.read = {name for names in self.reads.values() for name in names}
        costs = [named(d.mention, lexicon) for d in lexicon.definitions if d.mention.base in COSTS]
        self.alive = {name for cost in costs for name in self._below(cost)}

    def holds(self, formula: Formula) -> tuple[bool, str] | None:
        """(whether a statement holds, what its form is); None where its form says nothing."""
        step = self._is_step(formula)
        if step is not None:
            return step, "a step of gradient descent for any parameter"
        return (True, "the chain rule along one path, by its form") if self._telescopes(formula) else None

    # ---- the chain rule

    def _telescopes(self, formula: Formula) -> bool:
        if formula.left is None or formula.right is None:
            return False
        left, right = ([*_factors(side)] for side in (formula.left, formula.right))
        pairs = [self._pair(f) for f in (*left, *right)]
        if len(left) != 1 or len(right) < 2 or not all(pairs):
            return False
        above, below = Counter(p[0] for p in pairs[1:] if p), Counter(p[1] for p in pairs[1:] if p)
        of, by = pairs[0] or ("", "")
        above[by] += 1
        below[of] += 1
        return above == below and all(self._is_open(*p) for p in pairs if p)

    def _pair(self, node: Node) -> tuple[str, str] | None:
        if not isinstance(node, Derivative) or len(node.by) != 1:
            return None
        if any(not _is_one(s, self.lexicon) for s in (node.of, node.by[0])):
            return None
        return canonical(node.of, self.lexicon), canonical(node.by[0], self.lexicon)

    def _is_open(self, of: str, by: str) -> bool:
        """Whether nothing in the text says that a quantity does not depend on another."""
        return of not in self.reads or by in self._below(of) or by not in self.alive

    def _below(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for inner in self.reads.get(waiting.pop(), ()):
                if inner not in found:
                    found.add(inner)
                    waiting.append(inner)
        return found

    # ---- updates

    def _is_step(self, formula: Formula) -> bool | None:
        """Whether p ← p ∓ η ∂L/∂p goes down, for a p that stands for any parameter."""
        left, right = formula.left, formula.right
        if left is None or not isinstance(right, Addition) or not is_update(formula, self.lexicon.habits):
            return None
        name = canonical(left, self.lexicon).removesuffix("+")
        slopes = [f for f in _factors(right.terms[1]) if isinstance(f, Derivative | Nabla)]
        rates = [f for f in _factors(right.terms[1]) if f not in slopes]
        if not name or name in self.read or name in self.reads or len(slopes) != 1 or len(rates) > 1:
            return None
        slope = slopes[0]
        by = slope.by[0] if isinstance(slope, Derivative) and len(slope.by) == 1 else getattr(slope, "by", None)
        cost, rate = mention_of(slope.of, self.lexicon.habits), [mention_of(r, self.lexicon.habits) for r in rates]
        if not isinstance(by, Node) or canonical(by, self.lexicon) != name or cost is None or cost.base not in COSTS:
            return None
        if not all(r is not None and r.base in RATES for r in rate):
            return None
        return right.signs == (1, -1)


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product, those in brackets too."""
    if isinstance(node, Product):
        for factor in node.factors:
            yield from _factors(factor)
    elif isinstance(node, Annotated) or (isinstance(node, Group) and node.opening in "({["):
        yield from _factors(node.body)
    else:
        yield node


def _is_one(node: Node, lexicon: Lexicon) -> bool:
    """Whether a symbol is one quantity with a name: no index or layer in it is open."""
    mention = mention_of(node, lexicon.habits)
    if mention is None or mention.primes or mention.transposed or mention.power is not None or mention.example is not None:
        return False
    parts = [*mention.units, *([mention.layer] if mention.layer is not None else [])]
    return all(getattr(p, "text", "").isdigit() for p in parts) and bool(mention.base)
