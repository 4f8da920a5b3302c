"""What holds for any cost, by numbers: steps down, first-order changes, and gradients told by those of examples.

w → w − (η/m) Σ_j ∂C_{X_j}/∂w                   a step down, of its own quantity, by a gradient of that quantity
ΔC ≈ ∇C · Δv,  ΔC ≈ −η ‖∇C‖²                   the change of a cost to first order
∇C = (1/n) Σ_x ∇C_x,  ∂C/∂w = ∂C_0/∂w + λ w      gradients of a cost by those that it is made of
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Big,
    Derivative,
    Differential,
    Dots,
    Nabla,
    Name,
    Node,
    Product,
    Scripted,
)
from symbackprop.proofreading.judging.any_cost import EVERYTHING, AnyCost, Scene, fitted
from symbackprop.proofreading.judging.written_costs import (
    bound_in,
    by_one,
    by_whole,
    cost_of,
    costs_in,
    is_of_later,
    sizes_of,
    text_of,
)
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.vocabulary.marks import base_of, flat, limit_letters, name_of, scripts
from symbackprop.proofreading.vocabulary.mentions import BEFORE, NEXT, STARS
from symbackprop.proofreading.vocabulary.quantities import DECAYS
from symbackprop.proofreading.vocabulary.values import Array, Unclear

SEEDS = range(5)
STEP_DOWN = "a step of gradient descent for any parameter"
FIRST_ORDER = "the change to first order"
ADDED_UP = "gradients of what a cost is made of"
WRITTEN_OUT = "the gradient of what is written out"
_UPWARD = re.compile(r"ascent|maximi[sz]|reward|(?<!negative )(?<!negative-)(?<!negative log-)(?<!negative log )"
                     r"\blikelihood|上升|最大化|似然", re.IGNORECASE)  # fmt: skip
UNTOLD = (Unclear, ValueError, OverflowError, ZeroDivisionError, RecursionError)


@dataclass(frozen=True)
class Said:
    """Whether a statement holds, and what it is by its form."""

    holds: bool
    form: str


class Descents:
    """What a text says of costs and steps, and which of it holds whatever the costs are."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        self.told: dict[str, list[tuple[Formula, Node]]] = {}
        self.costs: dict[str, Node] = {}
        self.steps: dict[str, Node] = {}
        self.velocities: dict[str, Node] = {}
        self.movers: dict[str, tuple[Node, Node]] = {}
        self.signs: set[int] = set()
        self.is_next = self.is_primed = False
        text = formulas[0].statement.display.original.text if formulas else ""
        self.may_rise = bool(_UPWARD.search(text))
        for formula in formulas:
            left, right = _plain(formula.left), _plain(formula.right)
            if left is not None and right is not None:
                self._note(formula, left, right)

    def _note(self, formula: Formula, left: Node, right: Node) -> None:
        """What a statement says of costs, of changes that are chosen, and of velocities."""
        cost = cost_of(left)
        if any(isinstance(n, Dots) for n in right.walk()):
            return
        if cost is not None and not cost.has_index and formula.statement.relation in ("=", ":=", "≡"):
            others = [c for c in costs_in(right) if c.name != cost.name or c.has_index]
            if others and not _has_gradient(right):
                self.told.setdefault(cost.name, []).append((formula, right))
        elif isinstance(left, Differential) and left.sign == "Δ":
            name = _base(left.of)
            if name and _has_gradient(right) and cost_of(left.of) is None:
                self.steps.setdefault(name, right)
        elif cost is None and (name := _base(left)):
            self.signs |= _signs_of_changes(left, right)
            if _has_gradient(right):
                self.velocities.setdefault(name, right)
            elif isinstance(right, Addition) and _base(right.terms[0]) == name:
                for moved in {_base(n) for n in right.walk()} - {name, ""}:
                    self.movers.setdefault(moved, (left, right))

    # ---- statements

    def holds(self, formula: Formula) -> Said | None:
        """What a statement says of any cost; None where it says something else."""
        left, right = _plain(formula.left), _plain(formula.right)
        if left is None or right is None or any(isinstance(n, Dots) for s in (left, right) for n in s.walk()):
            return None
        self.is_next = formula.statement.relation == "←" or _is_marked(formula.left)
        self.is_primed = any(isinstance(n, Scripted) and n.primes for side in formula.sides for n in side.walk())
        found: list[Said | None] = []
        costs = {name: [b for f, b in told if not is_of_later(f, formula)] for name, told in self.told.items()}
        for version in range(max([*map(len, costs.values()), 1])):
            self.costs = {name: bodies[min(version, len(bodies) - 1)] for name, bodies in costs.items() if bodies}
            try:
                found.append(self._held(left, right))
            except UNTOLD:
                found.append(None)
        said = [s for s in found if s is not None]
        return next((s for s in said if s.holds), said[0] if len(said) == len(found) else None)

    def _held(self, left: Node, right: Node) -> Said | None:
        """What a statement says, with one meaning of each cost."""
        if isinstance(left, Differential):
            return self._changed(left, right)
        if _has_gradient(left) or (_has_gradient(right) and isinstance(left, Derivative | Nabla)):
            return self._added_up(left, right)
        if isinstance(left, Derivative | Nabla):
            return None if self.is_primed else _written_out(left, right)
        return self._step(left, right)

    def fits(self, formula: Formula) -> bool:
        """Whether a statement is one of these that holds."""
        said = self.holds(formula)
        return said is not None and said.holds

    # ---- steps

    def _step(self, left: Node, right: Node) -> Said | None:
        """w → w − η ∂C/∂w, with whatever else belongs to a step."""
        name = _base(left)
        if not name or cost_of(left) is not None or not isinstance(right, Addition) or len(right.terms) < 2:
            return None
        if not any(_base(n) == name for n in right.walk()) and not self.is_next:
            return None
        if not _has_gradient(right):
            return self._moved(left, right)
        if name in self.movers:
            mover = self._moved(*self.movers[name])
            return mover if mover is not None and mover.holds else None
        return self._down(left, by_whole(left, right), {})

    def _moved(self, left: Node, right: Node) -> Said | None:
        """w → w + v, where v is told of a gradient."""
        put_in = {n: self.velocities[n] for n in {_base(n) for n in right.walk()} & self.velocities.keys()}
        put_in.pop(_base(left), None)
        told = [n for body in put_in.values() for n in body.walk() if isinstance(n, Nabla | Derivative)]
        by = {_base(b) for n in told for b in (n.by if isinstance(n, Derivative) else (n.by,)) if b is not None}
        if by and _base(left).lower() not in {name.lower() for name in by}:
            return None  # v = μ v − η g of g = ∇_θ L is what is gathered; γ − η δ of δ = ∂C/∂z goes down by z
        return self._down(left, right, put_in) if put_in else None

    def _down(self, left: Node, right: Node, put_in: dict[str, Node], sign: int = 1) -> Said | None:
        """Whether what is new is a part of what was, less some of the gradient."""
        left_name = _base(left)
        if any(map(_is_decayed_only, right.walk())) or _differs_in_case(left_name, right):
            return None
        names = list(dict.fromkeys(c.name for c in costs_in(right, *put_in.values(), *self.costs.values())))
        rows: list[tuple[Array, list[Array]]] = []
        counts = sizes_of([right])
        for seed in range(2 * len(names) + len(put_in) + len(SEEDS)):
            own = AnyCost(seed)._entries(left, Scene())
            cost = AnyCost(seed, own[0] if len(own) == 1 else own[0][:-1], self.costs, counts)
            new = sign * cost.value(_put_in(right, put_in), Scene({}, counts))
            if (others_read := cost.read - {left_name, *put_in}) and (left_name in cost.read or len(others_read) > 1):
                return None
            slopes = [np.asarray([cost.slope(n, e, None) for e in own]) for n in names]
            others = [np.asarray([cost.random("other", n, e) for e in own]) for n in names]
            old = np.asarray([cost._variable(e) for e in own])
            places = [cost._entries(_first(n, body), Scene()) for n, body in put_in.items()]
            before = [np.asarray([cost._variable(e) for e in place][: len(own)]) for place in places]
            if new.size != len(own):
                return None
            rows.append((new.reshape(-1), [old, *slopes, *others, *before]))
        weights, rest = fitted(rows)
        count = len(names)
        old_weight, gradients = weights[0], weights[1 : 1 + count]
        told = [g for g in gradients if abs(g) > 1e-9]
        is_down = rest < 1e-8 and bool(told) and all(g < 0 for g in told) and 1e-9 < old_weight <= 1 + 1e-9
        is_gathered = rest < 1e-8 and 1e-9 < old_weight < 1 - 1e-9  # v = β v + g is no step of a parameter
        if not is_down and (self.may_rise or is_gathered or _is_mere_gradient(rest, old_weight)):
            return None
        return Said(is_down, STEP_DOWN)

    # ---- changes

    def _changed(self, left: Differential, right: Node) -> Said | None:
        """ΔC ≈ Σ_j ∂C/∂v_j Δv_j, and the choice Δv = −η ∇C."""
        subject = cost_of(left.of)
        has_changes = any(isinstance(n, Differential) for n in right.walk())
        if subject is None and not has_changes:
            return self._chosen(left, right)
        letter, right = _base(left.of), _contracted(right)
        if not any(isinstance(n, Derivative | Nabla) for n in right.walk()):
            return None
        if not letter or any(_base(n.of) != letter for n in right.walk() if isinstance(n, Derivative | Nabla)):
            return None
        if left.sign != "Δ" and not (has_changes and _has_gradient(right, letter)):
            return None
        return self._first_order(left, right, letter)

    def _first_order(self, left: Differential, right: Node, letter: str) -> Said | None:
        bases = {_base(n.of) for n in right.walk() if isinstance(n, Differential)}
        has_changes = bool(bases)
        chosen = {} if has_changes else self.steps
        own = next(iter(bases or chosen), EVERYTHING) if len(bases or chosen) == 1 else EVERYTHING
        costs = {**self.costs, letter: left.of} if cost_of(left.of) is None else self.costs
        for seed in SEEDS:
            cost = AnyCost(seed, (own,), costs, sizes_of([right]), steps=chosen)
            cost.within = (letter,)
            found = cost.value(right, Scene({}, sizes_of([right])))
            if has_changes:
                total = sum(
                    cost._gradient(left.of, [e], Scene(), left) * cost.random("change", e) for e in cost.changed
                )
            else:
                slope = cost._gradient(left.of, cost._spread((own,)), Scene(), left)
                step = cost.value(chosen[own], Scene()) if own in chosen else -cost.constant("eta") * slope
                total = slope @ step
            if found.ndim or (not cost.changed and has_changes) or cost.read - bases - {own}:
                return None
            if abs(complex(found) - complex(total)) > 1e-9:
                return Said(False, FIRST_ORDER)
        return Said(True, FIRST_ORDER)

    def _chosen(self, left: Differential, right: Node) -> Said | None:
        """Δv = −η ∇C: what is taken away from v in a text that says v − Δv has the other sign."""
        if left.sign != "Δ" or not _has_gradient(right) or len(self.signs) > 1:
            return None
        sign = next(iter(self.signs), 1)
        terms, signs = (
            (left.of, *((right.terms) if isinstance(right, Addition) else (right,))),
            ((1, *(sign * s for s in right.signs)) if isinstance(right, Addition) else (1, sign)),
        )
        said = self._down(left.of, Addition(right.span, terms, signs), {})
        if said is None or (not said.holds and not self.signs):
            return None
        return said

    # ---- gradients

    def _added_up(self, left: Node, right: Node) -> Said | None:
        """∇C = (1/n) Σ_x ∇C_x: for a cost that is the mean of those of the examples, or their sum."""
        if not _has_gradient(left) or not _has_gradient(right):
            return None
        left, right = by_one(left, right), by_one(right, left)
        by = {_base(n.by[0]) for s in (left, right) for n in s.walk() if isinstance(n, Derivative) and len(n.by) == 1}
        by |= {_base(n.by) for s in (left, right) for n in s.walk() if isinstance(n, Nabla) and n.by is not None}
        if len(by) > 1:
            return None
        own = next(iter(by), EVERYTHING)
        bound = bound_in(left, right)
        kinds = {(c.name, c.has_index or bool(bound & set(c.marks))) for c in costs_in(left, right)}
        wholes, parts = ({name for name, is_part in kinds if is_part is which} for which in (False, True))
        unsaid = (wholes | parts) - self.costs.keys()
        one = dict(zip(wholes, parts, strict=True)) if wholes <= unsaid and len(wholes) == len(parts) == 1 else {}
        if len(unsaid - one.keys()) > 1:
            return None
        sizes = sizes_of([left, right])
        reads: set[str] = set()
        for is_mean in (True, False):
            each = [AnyCost(seed, (own,), self.costs, sizes, is_mean, aliases=one) for seed in SEEDS]
            if all(self._is_same((left, right), cost, by) for cost in each):
                return Said(True, ADDED_UP)
            reads |= {name for cost in each for name in cost.read}
        is_told = bool(parts) and not reads and all(name == part for name, part in one.items())
        return Said(False, ADDED_UP) if is_told else None

    def _is_same(self, sides: tuple[Node, Node], cost: AnyCost, by: set[str]) -> bool:
        one, other = (cost.value(side, Scene({}, dict(cost.counts))) for side in sides)
        if cost.read - by - {EVERYTHING} or cost.changed:
            raise Unclear("a quantity that is no variable")
        return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-9, atol=1e-12))


def _written_out(left: Derivative | Nabla, right: Node) -> Said | None:
    """∇_w (λ/2) ‖w‖² = λ w: of what reads nothing but what it is differentiated by."""
    by = left.by if isinstance(left, Nabla) else left.by[0] if len(left.by) == 1 else None
    if by is None or _has_gradient(right):
        return None
    symbols = [n for s in (left.of, right, by) for n in s.walk() if isinstance(n, Scripted) and _base(n) == _base(by)]
    letters = [text_of(p) for n in symbols for script in (n.sub, n.sup) if script is not None for p in flat(script)]
    places = {t: 1 for t in letters if len(t) == 1 and t.islower()}
    for seed in SEEDS:
        cost = AnyCost(seed)
        one, other = (cost.value(side, Scene(dict(places), sizes_of([left, right]))) for side in (left, right))
        if cost.read != {_base(by)} or one.shape != other.shape:
            return None
        if not np.allclose(one, other, rtol=1e-9, atol=1e-12):
            return Said(False, WRITTEN_OUT)
    return Said(True, WRITTEN_OUT)


def _is_mere_gradient(rest: float, old: float) -> bool:
    """Whether nothing of the old value is kept, as in w = −η g: no step."""
    return rest < 1e-8 and abs(old) < 1e-9


def _contracted(node: Node) -> Node:
    """∂C/∂w for ∂C/∂a ∂a/∂w, along one path; a sum over its places is one over all paths."""
    node = rebuilt(node, _contracted)
    if isinstance(node, Big) and isinstance(node.body, Derivative | Product):
        inside = {n.text for n in node.body.walk() if isinstance(n, Name)}
        letters = limit_letters(node)
        return node.body if letters and not inside & set(letters) else node
    if not isinstance(node, Product):
        return node
    factors, operators = [node.factors[0]], list[str]()
    for operator, factor in zip(node.operators, node.factors[1:], strict=True):
        last = factors[-1]
        if isinstance(last, Derivative) and isinstance(factor, Derivative) and _meet(last, factor):
            factors[-1] = replace(last, by=factor.by)
        else:
            factors.append(factor)
            operators.append(operator)
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), operators=tuple(operators))


def _meet(one: Derivative, other: Derivative) -> bool:
    return len(one.by) == 1 and outline(one.by[0]) == outline(other.of)


def _differs_in_case(name: str, right: Node) -> bool:
    """Whether W is changed by a gradient by w: one quantity, in whole and by entries."""
    slopes = [n.by if isinstance(n, Nabla) else n.by[0] for n in right.walk() if isinstance(n, Derivative | Nabla)]
    return any(base != name and base.lower() == name.lower() for base in map(_base, slopes))


def _is_decayed_only(node: Node) -> bool:
    """Whether a gradient is multiplied by nothing but the λ of a penalty, which is no rate."""
    if not isinstance(node, Product) or not any(isinstance(f, Derivative | Nabla) for f in node.factors):
        return False
    others = [f for f in node.factors if not isinstance(f, Derivative | Nabla)]
    return bool(others) and all(name_of(f) in DECAYS for f in others)


def _put_in(node: Node, names: dict[str, Node]) -> Node:
    """A formula with what the text says of some symbols in their places."""
    if isinstance(node, Name | Scripted) and _base(node) in names:
        return names[_base(node)]
    return rebuilt(node, lambda inner: _put_in(inner, names))


def _first(name: str, node: Node) -> Node:
    """Where a symbol stands first in a formula, with its scripts; without, where it does not."""
    found = (n for n in node.walk() if isinstance(n, Name | Scripted) and _base(n) == name)
    return next(found, Name(node.span, name))


def _has_gradient(node: Node, letter: str = "") -> bool:
    """Whether a gradient of a cost stands in a formula."""
    every = (n for n in node.walk() if isinstance(n, Derivative | Nabla))
    return any(_base(n.of) == letter if letter else any(True for _ in costs_in(n.of)) for n in every)


def _signs_of_changes(left: Node, right: Node) -> set[int]:
    """{+1} of w ← w + Δw, {−1} of w ← w − Δw."""
    if not isinstance(right, Addition) or len(right.terms) != 2:
        return set()
    first, second = right.terms
    is_own = isinstance(second, Differential) and second.sign == "Δ" and _base(second.of) == _base(left) == _base(first)
    return {right.signs[1]} if is_own else set()


def _base(node: Node | None) -> str:
    """The letter of a symbol, whatever its scripts and its brackets."""
    if node is None:
        return ""
    cost = cost_of(node)
    if cost is not None:
        return cost.name.partition("_")[0]
    base = scripts(node)[0] if isinstance(node, Scripted) else node
    return base_of(base) if isinstance(base, Name) else ""


def _is_marked(node: Node | None) -> bool:
    """Whether a symbol is marked as the next value, w′ or w_new."""
    if not isinstance(node, Scripted):
        return False
    return bool(node.primes) or any(text_of(s) in NEXT | STARS for s in (node.sub, node.sup) if s is not None)


def _plain(node: Node | None) -> Node | None:
    """A formula without the marks of what was and what comes: w′, w_{new}, w^{old}."""
    return None if node is None else _unmarked(node)


def _unmarked(node: Node) -> Node:
    if isinstance(node, Scripted) and isinstance(node.base, Name | Scripted):
        sub, sup = (None if s is None or text_of(s) in NEXT | BEFORE | STARS else s for s in (node.sub, node.sup))
        base = _unmarked(node.base)
        if sub is None and sup is None:
            return base
        return Scripted(node.span, base, sub, sup)
    return rebuilt(node, _unmarked)
