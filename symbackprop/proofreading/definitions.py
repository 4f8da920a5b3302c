"""What a document defines: its forward equations, its cost, its functions, and its names for derivatives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, TypeGuard

from symbackprop.parsing.containers.split import Statement
from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Dots,
    Grid,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Words,
)
from symbackprop.proofreading.dimensions import Declaration, Side, declarations_of
from symbackprop.proofreading.marks import limit_letters, name_of, shift_of
from symbackprop.proofreading.mentions import COST_LETTERS, EACH, FOLDED, WEIGHTS, Habits, Mention, mention_of, mentions
from symbackprop.proofreading.notations import UNSAID, Usage
from symbackprop.proofreading.quantities import Change


class Case(NamedTuple):
    """Two indices that are the same, or are not: what a statement is said for."""

    one: str
    other: str
    are_same: bool


@dataclass(frozen=True, eq=False)
class Formula:
    """A statement with both sides read; `number` is its place in the document."""

    statement: Statement
    left: Node | None
    right: Node | None
    number: int
    trouble: str = ""
    trouble_at: tuple[int, int] | None = None
    section: tuple[str, ...] = ()
    case: Case | None = None


@dataclass(frozen=True, eq=False)
class Definition:
    """`mention` = `body`; `parameters` are those of a function."""

    mention: Mention
    body: Node
    formula: Formula
    parameters: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Where it stands among the statements."""
        return self.formula.number

    @property
    def is_slope(self) -> bool:
        """Whether it names a derivative."""
        return any(isinstance(n, Derivative | Differential | Nabla) for n in self.body.walk())


@dataclass
class Lexicon:
    """All definitions of a document, in its order, and which of its names are functions."""

    habits: Habits
    definitions: list[Definition] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    bodies: dict[str, list[Definition]] = field(default_factory=dict)
    bases: set[str] = field(default_factory=set)
    all: dict[int, Definition] = field(default_factory=dict)
    declarations: list[Declaration] = field(default_factory=list)
    named: set[tuple[str, str, tuple[str, ...]]] = field(default_factory=set)
    numbers: set[tuple[str, str]] = field(default_factory=set)
    are_apart: bool = False
    apart: set[str] = field(default_factory=set)
    outlines: dict[int, tuple[Node, str]] = field(default_factory=dict, repr=False)
    folds: dict[str, str] = field(default_factory=dict)
    compared: dict[str, Mention] = field(default_factory=dict)
    usage: Usage = UNSAID
    weighted: str = "z"
    activation: str = "a"
    layered_functions: bool = False
    has_loss_l: bool = False
    error_sign: int = 1
    change: Change | None = None
    stated: set[tuple[str, str]] = field(default_factory=set)
    tells_cases_apart: bool = False

    def outlined(self, node: Node) -> str:
        """What a formula looks like; kept, node by node."""
        known = self.outlines.get(id(node))
        if known is None or known[0] is not node:
            known = self.outlines[id(node)] = node, outline(node)
        return known[1]

    def fold(self, base: str) -> str:
        """The quantity that a letter stands for, whatever its case."""
        if base not in self.folds:
            self.folds[base] = self._folded(base)
        return self.folds[base]

    def _folded(self, base: str) -> str:
        """Capitals are the same quantities for a whole batch: Z is z, where the document has layers or both."""
        root, _, accent = base.partition("~")
        lower = root[:1].lower() + root[1:]
        if (len(root) != 1 and root != "Theta") or lower in self.functions or root in self.functions:
            return base
        both = lower in self.bases and root.upper() in self.bases
        are_apart = self.are_apart or lower in {"t", *self.apart}
        if lower in FOLDED and not are_apart and (self.habits.has_layers or both):
            return lower + (f"~{accent}" if accent else "")
        return base


_SPECIAL = re.compile(r"[a-z]\s*=\s*0\s*$")
_CASE = re.compile(r"(?<![A-Za-z\\])[a-z]\s*(?:=|\\neq?(?![a-z])|≠)\s*[a-z](?![A-Za-z])")
CALLED = frozenset({"prod", "sum", "max", "min", "log", "ln", "exp", "softmax", "np.sum", "diag", "tr", "dot"})
MODELS = frozenset({"Theta", "theta", "W", "w", "W,b", "Wb", "wb", "beta"})
"""Parameters below a name make it a whole network: h_Θ(x)."""
COEFFICIENTS = frozenset({"alpha", "beta", "gamma", "epsilon", "varepsilon", "eta", "lambda", "mu", "rho"})
"""Numbers that stand before brackets, which makes no functions of them: η (ŷ − y)."""
COUNTED = frozenset({"K", "N", "M", "m", "n", "log", "ln", "e", "pi"})
"""What a cost in a special case is said to be by: log K at the start."""
FUNCTION_LETTERS = {"sigma", "g", "f", "phi", "varphi", "psi", "varsigma", "S", "R", "h", "act", "activation"}


def lexicon_of(formulas: list[Formula], habits: Habits) -> Lexicon:
    """The definitions that all statements of a document make."""
    found = Lexicon(habits)
    sides = [s for f in formulas for s in (f.left, f.right) if s is not None]
    found.functions = _functions(sides, habits)
    found.bases = {m.base for s in sides for m in mentions(s, habits)}
    every = [m for s in sides for m in mentions(s, habits)]
    found.apart = set() if habits.has_layers else {t for f in formulas for t in _both_cases(f, habits)}
    found.named = {(m.base, m.label, tuple(name_of(u) for u in m.units)) for m in every}
    found.compared = dict(_comparisons(sides, habits))
    found.layered_functions = any(m.layer is not None for m in _called_mentions(sides, found))
    found.has_loss_l = any(m.base == "L" and m.layer is None for m in every)
    found.tells_cases_apart = any(map(_tells_cases_apart, formulas))
    found.declarations = declarations_of(_sides(formulas), habits)
    written = {d.number for d in found.declarations}
    heads: dict[tuple[int, int], tuple[Node | None, bool]] = {}
    aliases: dict[tuple[int, int], Definition] = {}
    for formula in formulas:
        statement = formula.statement
        chain = id(statement.display), statement.chain
        if statement.link == 0:
            heads[chain] = formula.left, False
        first, done = heads.get(chain, (None, True))
        if statement.link and formula.number in written:
            continue
        definition = _definition(formula, found) if statement.link == 0 else None
        if statement.link and first is not None and not done:
            definition = _definition(replace(formula, left=first), found)
            if definition is not None and is_usable(definition, habits):
                heads[chain] = first, True
                _add(found, definition)
                _turn_alias(found, aliases.pop(chain, None), first)
            continue
        if definition is None:
            continue
        is_alias = mention_of(definition.body, habits) is not None
        says_how = is_usable(definition, habits) and not is_mere_call(definition) and not _adds_up(definition, habits)
        heads[chain] = first, (says_how and not (is_alias and _goes_on(formula, formulas))) or definition.is_slope
        if not heads[chain][1] and is_alias:
            aliases[chain] = definition
        found.all[definition.number] = definition
        if not is_usable(definition, habits) or definition.number in written:
            continue
        _add(found, definition)
    found.are_apart = not habits.has_layers and _are_apart(found)
    written_out = {(n, d.mention.label) for d in found.declarations for n in (found.fold(d.mention.base), d.entries)}
    found.numbers = set(_numbers(found)) - written_out
    found.stated = {(found.fold(m.base), m.label) for f in formulas if f.left and (m := mention_of(f.left, habits))}
    return found


def _goes_on(formula: Formula, formulas: Sequence[Formula]) -> bool:
    """Whether the chain that a statement begins has another link."""
    following = formulas[formula.number + 1] if formula.number + 1 < len(formulas) else None
    return following is not None and following.statement.link == formula.statement.link + 1


def _turn_alias(lexicon: Lexicon, alias: Definition | None, head: Node) -> None:
    """In a_2 = ŷ = softmax(z_2) it is a_2 that is computed, and ŷ another name for it."""
    if alias is None:
        return
    other = mention_of(alias.body, lexicon.habits)
    if alias in lexicon.definitions:
        lexicon.definitions.remove(alias)
    if other is not None and other.is_plain:
        lexicon.definitions.append(Definition(other, head, alias.formula))


def _both_cases(formula: Formula, habits: Habits) -> set[str]:
    """Letters that one statement has in both cases, whole: the U and u of ∂J/∂u = U^T δ are two quantities."""
    sides = [s for s in (formula.left, formula.right) if s is not None]
    found = [m for s in sides for m in mentions(s, habits)]
    whole = {m.base for m in found if not (m.units or m.example or m.label or m.layer)}
    return {base for base in whole if base.islower() and len(base) == 1 and base.upper() in whole}


def _tells_cases_apart(formula: Formula) -> bool:
    """Whether a statement, or its condition, compares two indices: i = j, i ≠ j."""
    if any(_CASE.search(c.text) for c in formula.statement.condition):
        return True
    one, other = name_of(formula.left), name_of(formula.right)
    return formula.statement.relation in ("=", "≠") and {one, other} <= set("ijklmnpqcd") and one != other


def _comparisons(sides: list[Node], habits: Habits) -> Iterator[tuple[str, Mention]]:
    """What every whole quantity is subtracted from or compared with: Y and P, where P − Y stands somewhere."""
    for side in sides:
        for node in side.walk():
            if isinstance(node, Addition) and len(node.terms) == 2 and -1 in node.signs:
                one, other = (mention_of(t, habits) for t in node.terms)
                if one is not None and other is not None and one.is_plain and other.is_plain:
                    yield other.base, one
                    yield one.base, other


def _numbers(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Symbols whose numbered entries are quantities of their own: the w of z_1 = w_{11} x_1 + w_{21} x_2."""
    for definition in lexicon.definitions:
        own = definition.mention
        if own.layer is None and (own.label[-1:].isdigit() or any(name_of(u).isdigit() for u in own.units)):
            for mention in mentions(definition.body, lexicon.habits):
                if mention.layer is None and mention.units and all(name_of(u).isdigit() for u in mention.units):
                    yield lexicon.fold(mention.base), mention.label


def _sides(formulas: list[Formula]) -> Iterator[Side]:
    """All statements, the links of a chain with its head on the left."""
    head: Node | None = None
    for formula in formulas:
        head = formula.left if not formula.statement.link else head
        if head is not None and formula.right is not None:
            yield Side(head, formula.statement.relation, formula.right, formula.number, formula.section)


def _are_apart(lexicon: Lexicon) -> bool:
    """Whether a capital is another quantity than its small letter: z = W x and Z = g(Y), computed from others."""
    reads: dict[str, set[frozenset[str]]] = {}
    for definition in lexicon.definitions:
        names = frozenset(m.base.lower() for m in mentions(definition.body, lexicon.habits))
        own = definition.mention
        if not (own.layer or own.label or own.units):
            kept = names if not isinstance(definition.body, Grid) else frozenset({"", *names})
            reads.setdefault(own.base, set()).add(kept)
    return any(b.islower() and b.upper() in reads and not own & reads[b.upper()] for b, own in reads.items())


def _add(lexicon: Lexicon, definition: Definition) -> None:
    if definition.parameters:
        lexicon.bodies.setdefault(definition.mention.base, []).append(definition)
    else:
        lexicon.definitions.append(definition)


def is_mere_call(definition: Definition) -> bool:
    """Whether a body names a function of several arguments only: J = CE(y, a), which the chain goes on to spell out."""
    body = definition.body
    if isinstance(body, Apply):
        return len(body.arguments) > 1
    called = body.factors[-1] if isinstance(body, Product) and len(body.factors) == 2 else None
    return isinstance(called, Group) and isinstance(called.body, Listing)


def _adds_up(definition: Definition, habits: Habits) -> bool:
    """Whether a cost is only said to be made of those of examples, J = (1/m) Σ_i J_i, which the chain spells out."""
    own = definition.mention
    return own.label != EACH and any(m.base == own.base and m.label == EACH for m in mentions(definition.body, habits))


def is_usable(definition: Definition, habits: Habits) -> bool:
    """Whether a definition can be computed: it leaves nothing out, is no mere number, and defines no index."""
    body = definition.body
    others = {id(condition) for n in body.walk() if isinstance(n, Cases) for _, condition in n.pieces}
    if any((isinstance(n, Dots | Words) and id(n) not in others) or name_of(n) == "?" for n in body.walk()):
        return False
    own = definition.mention
    if own.is_kronecker:
        return False
    if any(_SPECIAL.search(c.text) for c in definition.formula.statement.condition):
        return False
    if not definition.parameters and not any(m.base not in ("e", "pi") for m in mentions(body, habits)):
        return False
    if own.base in COST_LETTERS and all(m.base in COUNTED for m in mentions(body, habits)):
        return False
    if own.layer is not None and own.base in ("b", "B", *WEIGHTS) and not _reads_states(body, habits):
        return False
    alias = mention_of(body, habits)
    if own.base in ("b", "B", *WEIGHTS) and alias is not None and alias.is_plain and alias.base in ("b", "B", *WEIGHTS):
        return False
    if any(m.base == own.base and m.label == own.label and m.units for m in mentions(body, habits)) and not own.units:
        return False
    bare = not (own.units or own.layer or own.label or own.example)
    if (
        bare
        and (own.base in habits.index_letters | {"i", "j", "k", "l", "m", "n", "N", "L", "K"})
        and len(own.base) == 1
    ):
        return own.base == "L" and not isinstance(body, Number | Name)
    return not (isinstance(body, Group) and isinstance(body.body, Listing) and body.opening == "(")


def _reads_states(body: Node, habits: Habits) -> bool:
    """Whether it is computed from anything of a network; a start at random is not, Θ = 2 ε rand() − ε."""
    return any(m.layer is not None or m.base.split("~")[0] in ("x", "y", *WEIGHTS) for m in mentions(body, habits))


def _called_mentions(sides: list[Node], lexicon: Lexicon) -> list[Mention]:
    """The functions as they are written."""
    nodes = [n for s in sides for n in s.walk() if isinstance(n, Name | Scripted)]
    found = [mention_of(n, lexicon.habits) for n in nodes]
    return [m for m in found if m is not None and m.base in lexicon.functions]


def _functions(sides: list[Node], habits: Habits) -> set[str]:
    """Names that stand before a bracket and never alone."""
    before: dict[str, int] = {}
    alone: dict[str, int] = {}
    for side in sides:
        for node in side.walk():
            if isinstance(node, Product):
                for at, factor in enumerate(node.factors):
                    mention = mention_of(factor, habits)
                    if mention is None or mention.label in MODELS:
                        continue
                    following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                    applied = isinstance(following, Group) and following.opening in "([" and not node.operators[at]
                    if applied or mention.primes:
                        before[mention.base] = before.get(mention.base, 0) + 1
            elif isinstance(node, Apply):
                mention = mention_of(node.function, habits)
                if mention is not None and mention.label not in MODELS:
                    before[mention.base] = before.get(mention.base, 0) + 2
    for side in sides:
        _count_alone(side, habits, alone)
    return {
        base
        for base, count in before.items()
        if base not in COST_LETTERS | COEFFICIENTS
        and (not alone.get(base) or (base in FUNCTION_LETTERS and count >= alone[base]))
    }


def _count_alone(side: Node, habits: Habits, alone: dict[str, int]) -> None:
    waiting = [side]
    while waiting:
        node = waiting.pop()
        mention = mention_of(node, habits)
        if mention is not None:
            if not mention.primes:
                alone[mention.base] = alone.get(mention.base, 0) + 1
            continue
        if isinstance(node, Product):
            for at, factor in enumerate(node.factors):
                following = node.factors[at + 1] if at + 1 < len(node.factors) else None
                if not (isinstance(following, Group) and not node.operators[at]):
                    waiting.append(factor)
        elif isinstance(node, Apply):
            waiting += node.arguments
        else:
            waiting += [node.base] if isinstance(node, Scripted) else node.parts()


def head(node: Node, habits: Habits) -> tuple[Mention, tuple[Node, ...]] | None:
    """A symbol, or a symbol with arguments: `C`, `J(W, b)`, `σ(z)`; None for any other formula."""
    mention = mention_of(node, habits)
    if mention is not None:
        return mention, ()
    if isinstance(node, Product) and len(node.factors) == 2 and node.operators == ("",):
        first, second = node.factors
        mention = mention_of(first, habits)
        if mention is not None and isinstance(second, Group) and second.opening == "(":
            body = second.body
            return mention, body.items if isinstance(body, Listing) else (body,)
    if isinstance(node, Apply):
        mention = mention_of(node.function, habits)
        if mention is not None:
            return mention, node.arguments
    return None


def _definition(formula: Formula, lexicon: Lexicon) -> Definition | None:
    statement = formula.statement
    if formula.left is None or formula.right is None or statement.relation not in ("=", ":=", "≡"):
        return None
    habits = lexicon.habits
    found = head(formula.left, habits)
    if found is None:
        return None
    mention, arguments = found
    if mention.transposed or mention.power or mention.is_next or mention.primes or not mention.base.strip("…"):
        return None
    if mention.base[0].isdigit() or mention.base in CALLED:
        return None
    if _has_other_layers(mention, formula.right, habits):
        return None
    model = head(formula.right, habits)
    if model is not None and model[0].label in MODELS and mention.layer is not None:
        return None
    if _reads_itself(mention, formula.right, habits) and (not arguments or mention.base in COST_LETTERS):
        return None
    if arguments and mention.base in lexicon.functions:
        parameters = tuple(m.base for a in arguments if (m := mention_of(a, habits)) is not None and not m.layer)
        if len(parameters) != len(arguments):
            return None
        if any(p in _names(formula.right, habits) for p in parameters):
            return Definition(mention, formula.right, formula, parameters)
        return None
    if mention.base == "delta" and _is_error_of_cost(mention, formula.right, lexicon):
        return None
    slopes = (Derivative, Nabla) if habits.has_layers else (Derivative, Nabla, Product)
    body = formula.right.terms[0] if _is_one_term(formula.right) else formula.right
    is_error = mention.base in ("delta", "epsilon") and not (
        isinstance(body, slopes) and any(isinstance(n, Derivative | Nabla) for n in body.walk())
    )
    return None if is_error else Definition(mention, formula.right, formula)


def _is_one_term(node: Node) -> TypeGuard[Addition]:
    """Whether it is a sum of one term, −u."""
    return isinstance(node, Addition) and len(node.terms) == 1


def _is_error_of_cost(mention: Mention, body: Node, lexicon: Lexicon) -> bool:
    """Whether δ of a layer is said to be what it always is: ∂C/∂z of that layer."""
    if not isinstance(body, Derivative) or len(body.by) != 1 or mention.layer is None:
        return False
    by = mention_of(body.by[0], lexicon.habits)
    cost = mention_of(body.of, lexicon.habits)
    is_cost = cost is not None and cost.base in COST_LETTERS and cost.is_plain
    is_own = by is not None and by.is_plain and _script(by.layer) == _script(mention.layer)
    return is_cost and is_own and by is not None and lexicon.fold(by.base) == lexicon.fold(lexicon.weighted)


def _has_other_layers(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a layer on the right has a letter that nothing on the left gives a number: z^l = W^{j-1} a^{j-1}."""
    own = shift_of(mention.layer) if mention.layer is not None else None
    if own is None or not own[0]:
        return False
    bound = {letter for n in body.walk() if isinstance(n, Big) for letter in limit_letters(n)}
    shifts = [s for m in mentions(body, habits) if m.layer is not None and (s := shift_of(m.layer))]
    return bool({letter for letter, _ in shifts if letter} - bound - habits.depth_letters - {own[0]})


def _names(node: Node, habits: Habits) -> set[str]:
    return {m.base for m in mentions(node, habits)} | {n.text for n in node.walk() if isinstance(n, Name)}


def _reads_itself(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a symbol stands on both sides for the same thing: an update, or an identity."""
    for other in mentions(body, habits):
        if (other.base, other.label) != (mention.base, mention.label) or other.example != mention.example:
            continue
        if _script(other.layer) == _script(mention.layer) and tuple(map(_script, other.units)) == tuple(
            map(_script, mention.units)
        ):
            return True
    return False


def _script(node: Node | None) -> object:
    if node is None:
        return None
    return shift_of(node) or name_of(node) or node
