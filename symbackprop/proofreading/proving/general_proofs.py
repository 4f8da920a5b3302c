"""Proofs of the document's own equations: the claim and its definitions written for all sizes, and the referee asked.

The chain rule is the referee's: a derivative of the cost is a name, which it expands over all equations that read the
quantity.  What both sides name stays a name, so that δ of one layer is proved from δ of the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from time import process_time

from sympy import Expr, Idx, Integer, KroneckerDelta

from symbackprop.checking.chains import Chains
from symbackprop.checking.comparisons import Comparison, Proof
from symbackprop.checking.deadlines import deadline
from symbackprop.checking.forms import Form
from symbackprop.checking.referee import NOT_UNDERSTOOD
from symbackprop.checking.sums import numbered_anew
from symbackprop.checking.verdicts import Sizes
from symbackprop.language.systems import System, heads
from symbackprop.parsing.latex.tree import Node
from symbackprop.parsing.latex.tree import Product as SideBySide
from symbackprop.proofreading.lexicon.claim_forms import is_update
from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.lexicon.free_letters import free_letters
from symbackprop.proofreading.proving.formalist import Formalist
from symbackprop.proofreading.proving.forms import Blocks, Formal
from symbackprop.proofreading.proving.models import SLOPE, Model
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.proving.slopes import by_quantity
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import shift_of
from symbackprop.proofreading.vocabulary.mentions import CHAIN, mention_of
from symbackprop.proofreading.vocabulary.places import Place
from symbackprop.proofreading.vocabulary.quantities import RATES
from symbackprop.proofreading.vocabulary.values import Absent, Misfit, Slope, Unclear, Value, close
from symbackprop.proofreading.worlds.sizes import size_of
from symbackprop.proofreading.worlds.world import World, once

MOST_TERMS = 400
SECONDS = 20.0
"""How long one statement is looked at."""
EFFORT = 30_000
"""How much is multiplied out for one claim: the same on every machine, where it takes a second or several."""
FAILURES = (Unsaid, Unclear, Misfit, *NOT_UNDERSTOOD, KeyError, IndexError, AttributeError, AssertionError)


@dataclass
class Bench:
    """The model of a world, and the referees of its systems."""

    model: Model
    provers: dict[object, "Prover"] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A proof: what it rests on, and for which sizes it is."""

    reason: str
    sizes: Sizes
    assumptions: tuple[str, ...] = ()


class Prover:
    """Proves statements about one system."""

    def __init__(self, system: System) -> None:
        self.chains = Chains(system)
        self.comparison = Comparison(self.chains)

    def proof(self, left: Expr, right: Expr) -> Proof | None:
        """A proof for all sizes, or None."""
        one, other = self.chains.form(left), self.chains.form(right)
        for a, b in self._stages(one, other):
            if len(a.terms) + len(b.terms) > MOST_TERMS:
                return None
            found = self.comparison.proof_of_forms(a, b)
            if found is not None:
                return found
        return None

    def _stages(self, left: Form, right: Form) -> Iterator[tuple[Form, Form]]:
        """The sides with the derivatives expanded that only one of them names; then with all expanded."""
        a, b = left, right
        for _ in range(12):
            mine, theirs = self._slopes(a), self._slopes(b)
            if mine == theirs:
                break
            last = max(mine ^ theirs, key=lambda n: -self._depth(n))
            a, b = (self.chains.expand(s, {last}) if last in self._slopes(s) else s for s in (a, b))
        yield a, b

    def _slopes(self, form: Form) -> frozenset[str]:
        return frozenset(n for n in form.names if n.startswith(SLOPE))

    def _depth(self, name: str) -> int:
        return self.comparison.order.get(name.removeprefix(SLOPE), -1)


def proved_generally(formula: Formula, court: Court) -> Found | None:
    """A proof of a claim from the definitions of its world; None where there is none."""
    try:
        with deadline(process_time() + SECONDS, EFFORT), numbered_anew():
            return _proved(formula, court)
    except FAILURES:
        return None


@once
def _bench_of(world: World) -> Bench:
    return Bench(Model(world))


def _proved(formula: Formula, court: Court) -> Found | None:
    assert formula.left is not None and formula.right is not None
    bench = _bench_of(court.world)
    model = bench.model
    assumptions: dict[str, None] = {}
    reasons: list[str] = []
    for env in _layered(court, formula.left, formula.right):
        model.extents.begin_claim()
        try:
            found = _at_layers(formula, court, bench, env)
        except Absent:
            continue
        finally:
            model.extents.end_claim()
        if found is None:
            return None
        reasons.append(found.how)
        assumptions |= dict.fromkeys(a.reason for a in found.assumptions)
    if not reasons:
        return None
    return Found(next(filter(None, reasons), ""), _sizes(model, court, formula), tuple(assumptions))


def _sizes(model: Model, court: Court, formula: Formula) -> Sizes:
    """For which networks: all, or those as deep as the one that was tried."""
    reading, habits = court.world.reading, court.world.habits
    said = []
    sides = formula.sides
    is_generic = any("layer" in free_letters(s, habits).values() for s in sides) or _is_generic(court.world)
    if is_generic:
        said.append(f"L = {reading.depth}")
    if reading.units:
        said.append("one unit a layer")
    if model.extents.fixed or model.extents.claimed_fixed:
        said.append("the sizes that the document gives")
    return (", ".join(said),) if said else "all"


def _is_generic(world: World) -> bool:
    """Whether the definitions are those of any layer: then the network of the proof has only one of many depths."""
    shifts = [shift_of(d.mention.layer) for d in world.active if d.mention.layer is not None]
    return any(s is not None and s[0] not in ("", CHAIN) for s in shifts)


def _layered(court: Court, *sides: Node) -> Iterator[Env]:
    """The values of the letters that count layers."""
    seen = set()
    for env in court.environments(list(sides)):
        layers = _layer_letters(court, sides)
        key = tuple(env.letters.get(t) for t in layers)
        if key not in seen:
            seen.add(key)
            yield Env({t: env.letters[t] for t in layers if t in env.letters}, local=env.local)


def _layer_letters(court: Court, sides: tuple[Node, ...]) -> list[str]:
    habits = court.world.habits
    kinds = {k: v for s in sides for k, v in free_letters(s, habits).items()}
    return [t for t, kind in kinds.items() if kind == "layer" and t not in habits.depth_letters]


def _at_layers(formula: Formula, court: Court, bench: Bench, env: Env) -> Proof | None:
    """A proof for one choice of layers, for all entries."""
    assert formula.left is not None and formula.right is not None
    model, formalist = bench.model, Formalist(bench.model)
    numeric, formal, fixed = _opened(formalist, court, formula, env)
    if is_update(formula, court.world.habits):
        left, right = _update(formalist, formula, formal)
        return _judged(bench, left, right)
    left, right = (formalist.value(side, formal) for side in (formula.left, formula.right))
    _confirm(model, left, court.interpreter.value(formula.left, numeric), fixed)
    _confirm(model, right, court.interpreter.value(formula.right, numeric), fixed)
    for one, other in _pairs(model, left, right):
        if _match(model, one, other, fixed):
            return _judged(bench, one, other)
    turned = formalist.algebra.turned(right.plain())
    if court._is_row_or_column(formula) and _match(model, left.plain(), turned, fixed):
        return _judged(bench, left.plain(), turned)
    return None


def _confirm(model: Model, value: Formal, found: Value, fixed: dict[Idx, int]) -> None:
    """See that a side has the numbers that it has in the world."""
    data = found.data if isinstance(found, Slope) else found
    if not close(model.numbers.array(value, fixed).reshape(-1), data.reshape(-1)):
        raise Unsaid("read in two ways")


def _opened(formalist: Formalist, court: Court, formula: Formula, env: Env) -> tuple[Env, Env, dict[Idx, int]]:
    """The letters of entries open: (numbers for them, indices for them, which index has which number)."""
    from sympy import Symbol

    assert formula.left is not None and formula.right is not None
    habits = court.world.habits
    sides = (formula.left, formula.right)
    kinds = {k: v for s in sides for k, v in free_letters(s, habits).items()}
    whole = SideBySide((0, 0), sides, ("",))
    numeric, formal = env, env
    fixed: dict[Idx, int] = {}
    if env.local:
        name = next(iter(env.local))
        symbol = Symbol(name + "_any", real=True)
        formalist.model.numbers.locals[symbol.name] = env.local[name][:1]
        numeric = replace(env, local={name: env.local[name][:1]})
        formal = replace(env, local={name: Formal(symbol, (1, 1), (None, None))})  # type: ignore[dict-item]
    for n, (letter, kind) in enumerate(kinds.items()):
        if kind == "layer" or letter in habits.depth_letters:
            continue
        count = court.world.reading.examples if kind == "example" else size_of(court.world, letter, whole, env)
        value = n % count
        numeric = replace(numeric.bound(**{letter: value}), sizes={**numeric.sizes, letter: count})
        formal, axis = formalist.opened(formal, letter, count, value)
        if axis is not None:
            fixed[axis] = value
        else:
            formal = formal.bound(**{letter: Place(0, Integer(0))})
    return numeric, formal, fixed


def _update(formalist: Formalist, formula: Formula, env: Env) -> tuple[Formal, Formal]:
    """w ← w − η ∂C/∂w, with η the rate that the right side names."""
    assert formula.left is not None and formula.right is not None
    mention = mention_of(formula.left, formalist.habits)
    assert mention is not None
    mention = replace(mention, is_next=False, primes=0)
    new = formalist.array(formula.right, env)
    old = formalist.mentioned(mention, env).plain()
    rates = [q for n in heads(new.expr) if (q := formalist.model.by_name.get(n)) and q.key.root in RATES]
    if len(rates) != 1:
        raise Unsaid("a step of no single rate")
    gradient = by_quantity(formalist, None, mention, env).plain()
    rate = formalist.model.entry(rates[0], ())
    step = gradient.named(rate * gradient.expr)
    return new, formalist.algebra.plus(old, step, -1)


def _pairs(model: Model, left: Formal, right: Formal) -> Iterator[tuple[Formal, Formal]]:
    """The ways in which two values may be equal: a Jacobian in both layouts, or as the entries of its diagonal."""
    for one in _layouts(model, left):
        for other in _layouts(model, right):
            yield one, other
    for slope, other in ((left, right), (right, left)):
        if slope.is_slope and slope.rank and slope.shape[: slope.rank] == slope.shape[slope.rank :]:
            yield _diagonal(model, slope, other)


def _layouts(model: Model, value: Formal) -> Iterator[Formal]:
    try:
        flat = value.plain()
    except Unsaid:
        return
    yield flat
    if value.is_slope and value.rank and len(flat.shape) == 2:
        yield model.algebra.turned(flat)


def _diagonal(model: Model, slope: Formal, other: Formal) -> tuple[Formal, Formal]:
    """J_ij = δ_ij u_i: what u = ∂a/∂z, entry by entry, says of the Jacobian."""
    above, below = slope.axes[: slope.rank], slope.axes[slope.rank :]
    whole = Formal(Integer(1), slope.shape[: slope.rank], above)
    _, expr, shape, axes = model.algebra.aligned(whole, other.plain())
    if shape != whole.shape:
        raise Unsaid("a diagonal of another shape")
    for i, j, k in zip(above, below, axes, strict=True):
        if i is not None and j is not None and k is not None:
            expr = expr * KroneckerDelta(i, j)
    return Formal(slope.expr, slope.shape, slope.axes), Formal(expr, slope.shape, slope.axes)


def _match(model: Model, left: Formal, right: Formal, fixed: dict[Idx, int]) -> bool:
    if left.shape != right.shape and not (left.is_scalar and right.is_scalar):
        return False
    return close(model.numbers.array(left, fixed), model.numbers.array(right, fixed))


def _judged(bench: Bench, left: Formal, right: Formal) -> Proof | None:
    """The referee's word on left = right, entry by entry, block by block."""
    if isinstance(left, Blocks) and isinstance(right, Blocks) and left.axis == right.axis:
        proofs = [_judged(bench, one, other) for one, other in zip(left.parts, right.parts, strict=True)]
        every = [p for p in proofs if p is not None]
        if len(every) < len(proofs):
            return None
        return Proof(tuple(a for p in every for a in p.assumptions), next((p.how for p in every if p.how), ""))
    model = bench.model
    one, other = (left.expr, right.expr) if left.axes == right.axes else model.algebra.aligned(left, right)[:2]
    one, other = model.extents.resolved(one), model.extents.resolved(other)
    names = frozenset(n.removeprefix(SLOPE) for n in heads(one) | heads(other))
    closure = frozenset(model._closure(names | ({model.cost.name} if model.cost else set())))
    sizes = {s for n in closure for s in model.by_name[n].sizes if s is not None}
    key = closure, tuple((s.name, str(model.extents.value(s))) for s in sorted(sizes, key=str))
    if key not in bench.provers:
        bench.provers[key] = Prover(model.system(closure))
    return bench.provers[key].proof(one, other)


__all__ = ["Found", "proved_generally"]
