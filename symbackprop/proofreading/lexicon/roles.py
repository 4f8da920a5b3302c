r"""Roles: what a symbol is in a network, told by what is done with it where its letter does not tell.

Whatever all else is differentiated into is the cost, \hat{R} in ∂\hat{R}/∂w and ∂\hat{R}/∂b; what the cost is
differentiated by and what multiplies a state in f = β + Ω h is a weight, and what is added there a bias.  Where no
layer is written down, gradients tell: dV = δ x^T is by weights, dc = δ by a bias.  Such symbols
are read under the usual letter of their role, so that the rest of the proofreader needs to know no letter but these.
Letters that have a usual role keep it, whatever is done with them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace

from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
)
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.lexicon.dimensions import COUNTS
from symbackprop.proofreading.lexicon.layer_forms import affine_of, argument_of, bracket_of, key_of_name, symbol_of
from symbackprop.proofreading.lexicon.thresholds import fields_of, thresholds_of
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, FOLDED
from symbackprop.proofreading.vocabulary.quantities import BIASES, COSTS, INPUTS, TARGETS

SPARE = {
    "cost": ("C", "J", "E", "Loss"),
    "weights": ("W", "Theta"),
    "biases": ("b", "beta", "bias"),
    "weighted": ("z", "s", "net"),
    "activation": ("a", "h", "o"),
    "error": ("delta",),
    "target": ("y", "t"),
    "input": ("x",),
}
"""The letters that roles are read under, the first that a document has no other use for."""
USUAL = {
    "weights": frozenset({"w", "W", "theta", "Theta"}),
    "biases": frozenset({"b"}),
    "weighted": frozenset({"z", "Z", "a", "A", "s", "S", "u", "U", "v", "h", "H", "net", "in", "y"}),
    "activation": frozenset({"a", "A", "h", "H", "o", "O", "x", "X", "y", "Y", "z", "Z", "out", "s", "S", "p"}),
    "error": frozenset({"delta"}),
    "target": TARGETS,
    "input": frozenset({"x", "X", "a", "A", "h", "H", "o", "y", "z"}),
}
"""Letters that are read as they are in a role."""
STATES = frozenset({"output", "Output", "out", "net", "input", "logit", "logits", "hidden", "activation", "pred"})
"""Words for what layers compute, which is differentiated but is no cost."""
CAPITALS = frozenset({"A", "H", "I", "O", "P", "S", "U", "V", "W", "X", "Y", "Z", "Theta", "Delta", "D", "G", "N", "M"})
"""Capitals that are states, weights, errors or counts more often than costs."""
MISLEADING = BIASES | COSTS | COUNTS | TARGETS
"""Letters that are read as something else, where what is done with them tells that they are parameters."""
STEEPNESS = frozenset({"lambda", "beta", "alpha", "gamma", "k", "c"})
"""What the argument of a sigmoid is multiplied by."""
OFTEN = 2
"""How many quantities the cost is differentiated by, at least; how many times as often as any known cost."""


def with_roles(formulas: Sequence[Formula]) -> list[Formula]:
    """The statements of a document, what has a role by its use alone read under the usual letter of the role."""
    roles = _roles_of(formulas)
    if not roles:
        return list(formulas)
    counting = {c for side in sides_of(formulas) for n in side.walk() if isinstance(n, Big) for c in limit_letters(n)}
    quantities = {key: letter for key, letter in roles.items() if key not in counting}
    return [f.changed(lambda side: under_roles(side, roles, quantities), roles=roles) for f in formulas]


def under_roles(node: Node, roles: Mapping[str, str], below: Mapping[str, str]) -> Node:
    """A formula with the symbols that have roles under the letters of these; `below` are the roles of what stands in
    scripts, where a letter that sums run over is an index."""
    if letter := roles.get(key_of_name(node)):
        return Name(node.span, letter, (), node.style if isinstance(node, Name) else "")
    if isinstance(node, Scripted) and below is not roles:
        base = under_roles(node.base, roles, below)
        sub, sup = (s and under_roles(s, below, below) for s in (node.sub, node.sup))
        return replace(node, base=base, sub=sub, sup=sup)
    if isinstance(node, Big) and below is not roles:
        lower, upper = (s and under_roles(s, below, below) for s in (node.lower, node.upper))
        return replace(node, body=under_roles(node.body, roles, below), lower=lower, upper=upper)
    return rebuilt(node, lambda part: under_roles(part, roles, below))


def _roles_of(formulas: Sequence[Formula]) -> dict[str, str]:
    """The letters that the symbols of a document are read under which have no role by their own letters."""
    sides = sides_of(formulas)
    used = {key_of_name(n) for s in sides for n in s.walk()} - {""}
    slopes = [s for side in sides for n in side.walk() if (s := _slope(n)) is not None]
    found: dict[str, str] = {}
    if cost := _cost(slopes, formulas):
        found[cost] = "cost"
    layers = Layers(formulas)
    for role, counts in layers.counts(used).items():
        usual = USUAL[role] - COSTS if role in ("weighted", "activation") else USUAL[role]  # S and O are costs as well
        unusual = [key for key, _ in counts.most_common() if _letter(key, role) not in usual]
        misleading = MISLEADING if role in ("weights", "biases") else COSTS
        others = [key for key in unusual[1:] if key in misleading]
        found |= {key: role for key in (*unusual[:1], *others) if key not in found}
    thresholds = thresholds_of(formulas)
    found = {key: role for key, role in found.items() if key not in thresholds}
    found |= dict.fromkeys(sorted(fields_of(formulas)), "weighted")
    taken = used - found.keys() - thresholds
    bias = next((letter for letter in ("b", "bias") if not {letter, letter.upper()} & taken), "")
    letters = dict.fromkeys(sorted(thresholds), bias) if bias else {}
    taken |= set(letters.values())
    for key, role in found.items():
        if letter := _spare(role, key, taken):
            letters[key] = letter
            taken |= {letter}
            if key in FOLDED and key.upper() in used - found.keys() - letters.keys():
                letters[key.upper()] = letter.upper()  # O^l of the o_j^l that are read as z_j^l
    return letters


def _spare(role: str, key: str, used: set[str]) -> str:
    """The letter to read a role under: a small one for what is written small, which may be a vector."""
    if key != key.lower() in SPARE[role]:
        return key.lower()  # the Δ of a batch whose examples have a δ each
    letters = [letter.lower() if role == "weights" and key.islower() else letter for letter in SPARE[role]]
    return next((letter for letter in letters if not {letter, letter.lower(), letter.upper()} & used), "")


def _letter(key: str, role: str) -> str:
    """The letter of a symbol; a hat says that it is an output, where a target is looked for."""
    return key if role == "target" else key.partition("~")[0]


def _slope(node: Node) -> tuple[str, str] | None:
    """(the cost, by what) of a derivative or a gradient."""
    if isinstance(node, Derivative) and len(node.by) == 1:
        return symbol_of(node.of), symbol_of(node.by[0])
    return (symbol_of(node.of), symbol_of(node.by)) if isinstance(node, Nabla) and node.by is not None else None


def _cost(slopes: Sequence[tuple[str, str]], formulas: Sequence[Formula]) -> str:
    """What is differentiated by several quantities, by nothing of which anything is, and is no state of a layer."""
    by: defaultdict[str, set[str]] = defaultdict(set)
    for top, below in slopes:
        by[top].add(below)
    counts = Counter(top for top, _ in slopes)
    bottoms = {below for _, below in slopes}
    states = {symbol_of(f.left) for f in formulas if f.right is not None and _is_state(f.right)}
    known = max((counts[top] for top in by if top in COSTS - (states & CAPITALS)), default=0)
    found = [
        top
        for top, _ in counts.most_common()
        if _may_be_cost(top) and top not in bottoms | states and len(by[top] - {""}) >= OFTEN
    ]
    return found[0] if found and counts[found[0]] >= OFTEN * known else ""


def _may_be_cost(key: str) -> bool:
    letter = key.partition("~")[0]
    is_word = len(letter) > 3 and letter.isalpha()
    return letter not in STATES | CAPITALS and key not in COSTS and (letter[:1].isupper() or is_word)


def _is_state(right: Node) -> bool:
    """Whether something is computed by a function of one bracket, or by weights: a layer, and no cost."""
    return isinstance(right, Apply) or (isinstance(right, Product) and isinstance(right.factors[-1], Group))


class Layers:
    """What is done with the symbols of layers: Z = W A + b, A = f(Z), D = W^T D ⊙ f′(Z)."""

    def __init__(self, formulas: Sequence[Formula]) -> None:
        pairs = [(f.left, f.right) for f in formulas if f.left is not None and f.right is not None]
        slopes = (Derivative, Nabla, Differential)
        self.rights = [right for _, right in pairs]
        self.said = [
            (key, left, right) for left, right in pairs if not isinstance(left, slopes) and (key := symbol_of(left))
        ]
        self.slopes = [(left, right) for left, right in pairs if isinstance(left, slopes)]
        self.told = {key for key, _, right in self.said if all(key_of_name(n) != key for n in right.walk())}
        """What is computed from something else, and not only changed."""
        self.applied = {key: of for key, _, right in self.said if (of := _applied_to(right))}
        """What every activation is a function of."""
        self.states = {*self.applied, *USUAL["input"]}

    def counts(self, used: Set[str]) -> dict[str, Counter[str]]:
        """How often each symbol has each role; of parameters, gradients tell where no usual letter is used."""
        found = {role: Counter[str]() for role in USUAL}
        fed: set[str] = set()
        for key, left, right in self.said:
            if (parts := self._affine(key, right)) is not None:
                weights, below, bias = parts
                is_read = weights not in self.told | INPUTS and bias not in self.told | INPUTS | USUAL["weights"]
                if not is_read:
                    continue
                found["weights"][weights] += 1
                found["biases"][bias] += 1
                fed.add(below)
                if key in self.applied.values():
                    found["weighted"][key] += 1
            if self._is_recursive(key, right) or _is_handed_down(key, left, right):
                found["error"][key] += 1
        for key in fed & found["weighted"].keys():
            del found["weighted"][key]  # x^l = W x^{l-1} + b is a state of both kinds
        found["activation"].update(key for key in self.applied if key in fed)
        found["activation"].update(key for key in self._missing() if key in self.told & COSTS)  # no cost is compared
        found["weighted"].update(key for key, _, right in self.said if key in self.told & COSTS and _is_layer(right))
        found["input"].update(fed - self.told)
        found["target"].update(self._compared())
        self._add_differentiated(found, used)
        return found

    def _add_differentiated(self, found: dict[str, Counter[str]], used: Set[str]) -> None:
        """Parameters that gradients tell, of roles that no letter has by the layers, or usually."""
        weights = [key for key in (*self._differentiated("weights"), *self._summed()) if key not in self.told]
        if not found["weights"] and not used & {"w", "W"}:
            found["weights"].update(weights)
        if not found["biases"] and not used & {"b", "B"} and (found["weights"] or used & {"w", "W"}):
            found["biases"].update(k for k in self._differentiated("biases") if k not in self.told | {*weights})

    def _summed(self) -> Iterator[str]:
        """The v of S_j = Σ_i v_{ij} o_i, which has the letters of both units."""
        for _, left, right in self.said:
            own = _index(left)
            for total in (n for n in right.walk() if isinstance(n, Big) and isinstance(n.body, Product)) if own else ():
                by = {t: sorted(name_of(p) for s in scripts(n)[1] for p in flat(s)) for n in _factors(total)
                      if isinstance(n, Scripted) and (t := symbol_of(n)) not in USUAL["input"]}  # fmt: skip
                letters = [sorted([own, t]) for t in limit_letters(total)]
                yield from (key for key, below in by.items() if below in letters and len(by) == 1)

    def _differentiated(self, role: str) -> Iterator[str]:
        """What a cost is differentiated by where an error times a state, or an error alone, comes out; and what a
        weighted input is, where a state or a 1 does."""
        for left, right in self.slopes:
            by = left.of if isinstance(left, Differential) else left.by
            own = symbol_of(by[0] if isinstance(by, tuple) else by)
            symbols = [symbol_of(f) or ("1" if isinstance(f, Name) else "?") for f in _factors(right)]
            factors = [key.partition("~")[0] for key in symbols if key not in COUNTS | {"1"}]
            states = [key for key in factors if key in USUAL["input"]]
            is_of_layer = isinstance(left, Derivative) and symbol_of(left.of) in USUAL["weighted"] - COSTS
            wanted = [*states[:1]] if role == "weights" else []
            wanted += [] if is_of_layer else [ERROR]
            is_told = sorted(factors) == sorted(wanted) and (bool(states) is (role == "weights"))
            if own and is_told and own not in USUAL["input"] | COSTS | TARGETS | {"w", "W", "b", "B"}:
                yield own

    def _missing(self) -> Iterator[str]:
        """What a target is compared with, the O of O − T."""
        for node in (n for right in self.rights for n in right.walk()):
            if isinstance(node, Addition) and node.signs in ((1, -1), (-1, 1)):
                one, other = map(symbol_of, node.terms)
                yield from [key for key, target in ((one, other), (other, one)) if target in TARGETS]

    def _compared(self) -> Iterator[str]:
        """What an activation is compared with, d of o − d, that nothing computes."""
        for right in self.rights:
            for node in right.walk():
                if isinstance(node, Addition) and node.signs in ((1, -1), (-1, 1)):
                    one, other = map(symbol_of, node.terms)
                    for output, target in ((one, other), (other, one)):
                        is_number = target.isdigit()  # the ones of 1 − o
                        if output in self.applied and target and target not in self.told and not is_number:
                            yield target

    def _affine(self, key: str, right: Node) -> tuple[str, str, str] | None:
        """(W, A, b) of W A + b, where that is what a function is applied to, here or elsewhere."""
        inner = bracket_of(right)
        parts = affine_of(right if inner is None else inner)
        if (inner is None and key not in self.applied.values()) or parts is None:
            return None
        first, second, added = map(symbol_of, parts)
        if not (first and second and added):
            return None
        is_behind = first not in USUAL["weights"] and (
            second in USUAL["weights"] or (first in self.states and second not in self.states)
        )
        return (second, first, added) if is_behind else (first, second, added)

    def _is_recursive(self, key: str, right: Node) -> bool:
        """Whether a quantity is computed from itself in another layer, and a slope: it is an error."""
        nodes = [n for n in right.walk() if isinstance(n, Scripted)]
        reads_itself = any(symbol_of(n) == key and _layers_above(n) > 0 for n in nodes)
        every = (n for name, _, side in self.said if name == key for n in side.walk()) if reads_itself else ()
        return any(isinstance(n, Scripted) and n.primes for n in every)


def _applied_to(right: Node) -> str:
    """The n of σ(n), and of σ(λ n) with a steepness λ."""
    inner = bracket_of(right)
    if isinstance(inner, Product) and len(inner.factors) == 2 and symbol_of(inner.factors[0]) in STEEPNESS:
        return symbol_of(inner.factors[1])
    return symbol_of(argument_of(right))


def _is_layer(right: Node) -> bool:
    """Whether it is X W + b, which is a matrix and no cost."""
    parts = affine_of(right)
    letters = [symbol_of(part) for part in parts] if parts is not None else []
    return len(letters) == 3 and letters[2] in BIASES and bool({"W", "Theta"} & {*letters[:2]})


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product, within sums too; those of a quotient stay together."""
    if isinstance(node, Big):
        yield from _factors(node.body)
    elif isinstance(node, Product):
        for factor in node.factors:
            yield from _factors(factor)
    elif isinstance(node, Addition) and len(node.terms) == 1:
        yield from _factors(node.terms[0])
    elif isinstance(node, Differential) and node.sign == "d":
        yield Name(node.span, ERROR)
    elif not isinstance(node, Quotient | Number):
        yield node


def _is_handed_down(key: str, left: Node, right: Node) -> bool:
    """Whether it is an error of units, Δ_j = g'(in_j) Σ_k w_{jk} Δ_k: the weighted sum of others times a slope."""
    own = _index(left)
    if not own or not isinstance(right, Product):
        return False
    sums = [f for f in right.factors if isinstance(f, Big) and f.kind == "sum"]
    others = [n for f in right.factors if f not in sums for n in f.walk()]
    slopes = {name_of(p) for n in others if isinstance(n, Scripted) for s in scripts(n)[1] for p in flat(s)}
    if len(sums) != 1 or own not in slopes:
        return False
    factors = sums[0].body.factors if isinstance(sums[0].body, Product) else ()
    read = {_index(f) for f in factors if symbol_of(f) == key} - {own, ""}
    pairs = [{name_of(p) for s in scripts(n)[1] for p in flat(s)} for n in factors if isinstance(n, Scripted)]
    return any({own, other} <= letters for other in read for letters in pairs)


def _index(node: Node) -> str:
    """The j of Δ_j, where it has no other script."""
    _, subs, sups, primes = scripts(node) if isinstance(node, Scripted) else (node, (), (), 0)
    parts = [p for s in subs for p in flat(s)]
    letter = name_of(parts[0]) if len(parts) == 1 and not sups and not primes else ""
    return letter if letter.isalpha() else ""


def _layers_above(node: Scripted) -> int:
    """How many layers above the one that is meant a symbol is: 1 of δ^{(l+1)}."""
    _, subs, sups, _ = scripts(node)
    steps = [shift for s in (*sups, *subs) for p in flat(s) if (shift := shift_of(_bare(p)))]
    return max((step for letter, step in steps if letter), default=0)


def _bare(node: Node) -> Node:
    return node.body if isinstance(node, Group) else node
