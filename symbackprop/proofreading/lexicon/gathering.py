"""The lexicon of a document: its definitions gathered, the first link of each chain that says how to compute."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import (
    FAMILIES,
    Addition,
    Apply,
    Big,
    Cases,
    Dots,
    Grid,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Scripted,
    Words,
)
from symbackprop.proofreading.lexicon.braced_parts import add_braced_parts, definitions_in_braces
from symbackprop.proofreading.lexicon.defining import definition_of, head, names_error_of_cost, told_of
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.lexicon.dimensions import Side, declarations_of
from symbackprop.proofreading.lexicon.function_bodies import is_piece
from symbackprop.proofreading.lexicon.function_names import (
    CERTAIN,
    FUNCTION_LETTERS,
    MODELS,
    SPELLED,
    called_mentions,
    functions_of,
    slopes_last_layer,
)
from symbackprop.proofreading.lexicon.layer_forms import affine_of
from symbackprop.proofreading.lexicon.letter_cases import are_apart, both_cases, layered_sums, stacked_shares
from symbackprop.proofreading.lexicon.log_likelihoods import is_logarithm
from symbackprop.proofreading.lexicon.numbered_entries import find_numbers
from symbackprop.proofreading.lexicon.probabilities import has_probability, named_first, named_probability
from symbackprop.proofreading.lexicon.rows_of_slopes import signs_of_rows
from symbackprop.proofreading.lexicon.summed_squares import is_summed_in
from symbackprop.proofreading.lexicon.sums_before_functions import sums_before_functions
from symbackprop.proofreading.lexicon.true_classes import picks_from_sum
from symbackprop.proofreading.lexicon.unit_weights import unit_weights
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import name_of, scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import (
    COST_LETTERS,
    EACH,
    WEIGHTS,
    Mention,
    mention_of,
    mentions,
)
from symbackprop.proofreading.vocabulary.quantities import INDEXED, RATES, TARGETS, TRUE_CLASS

_SPECIAL = re.compile(r"[a-z]\s*=\s*0\s*$")
_CASE = re.compile(r"(?<![A-Za-z\\])[a-z]\s*(?:=|\\neq?(?![a-z])|≠)\s*[a-z](?![A-Za-z])")
ANY_FUNCTIONS = frozenset({"f", "g", "h", "k", "p", "q", "F", "G", "H", "phi", "psi", "u", "v"})
"""Letters of functions that may be any."""
COUNTED = frozenset({"K", "N", "M", "m", "n", "log", "ln", "e", "pi"})
"""What a cost in a special case is said to be by: log K at the start."""


def lexicon_of(formulas: list[Formula], habits: Habits) -> Lexicon:
    """The definitions that all statements of a document make."""
    found = Lexicon(habits)
    sides = sides_of(formulas)
    found.functions = functions_of(formulas, habits)
    every = [m for s in sides for m in mentions(s, habits)]
    found.bases = {m.base for m in every}
    found.apart = set() if habits.has_layers else {t for f in formulas for t in both_cases(f, habits)}
    found.named = {(m.base, m.label, tuple(name_of(u) for u in m.units)) for m in every}
    found.rates = rates_of(every)
    found.unit_weights = {} if habits.has_layers else unit_weights(sides, habits)
    found.compared = dict(_comparisons(sides, habits))
    layers = [m.layer for m in called_mentions(sides, found.functions, habits) if m.layer is not None]
    found.layered_functions = bool(layers)
    found.names_every_function = any(shift is not None and shift[0] for shift in map(shift_of, layers))
    found.slopes_last_layer = any(slopes_last_layer(side, habits) for side in sides)
    found.in_both_cases = layered_sums(every) | stacked_shares(every)
    added = (parts[2] for s in sides if (parts := affine_of(s)) is not None)
    found.has_capital_biases = any(m.base == "B" and m.layer is not None for m in every) or "B" in map(name_of, added)
    found.names_true_class = any(name_of(u) == TRUE_CLASS for m in every for u in m.units)
    found.sloped = frozenset(m.base for m in every if m.primes)
    found.only_primed = found.functions - {m.base for m in every if not m.primes}
    found.has_loss_l = any(m.base == "L" and m.layer is None for m in every)
    found.tells_cases_apart = any(map(_tells_cases_apart, formulas))
    found.signs_of_rows = signs_of_rows(formulas)
    found.declarations = declarations_of(_sides(formulas), habits)
    _Gathering(found, formulas).gather()
    found.are_apart = not habits.has_layers and are_apart(found)
    find_numbers(found)
    sums_before_functions(found, formulas)
    said = (_told(f.left, habits) for f in formulas if f.left and f.statement.relation not in ("", "∈"))
    found.stated = {(found.fold(m.base), m.label) for m in said if m}
    return found


def rates_of(every: Sequence[Mention]) -> frozenset[str]:
    """The letters of learning rates, but for those that always have the index of a unit: the α_h of f(α_h − γ_h)."""
    mentioned = [m for m in every if m.base in INDEXED]
    bare = {m.base for m in mentioned if not m.units}
    return RATES - ({m.base for m in mentioned if any(name_of(u).isalpha() for u in m.units)} - bare)


def _told(left: Node, habits: Habits) -> Mention | None:
    """What a left side says something about: a symbol, or that of Φ(a)_j and Φ(a)."""
    if isinstance(left, Product) and isinstance(left.factors[-1], Scripted) and not left.factors[-1].primes:
        left = replace(left, factors=(*left.factors[:-1], left.factors[-1].base))
    found = head(left, habits)
    return found[0] if found is not None and found[0].is_plain else None


class _Gathering:
    """Adds the definitions of one document to its lexicon: of a chain a = b = c the first link that says how."""

    def __init__(self, lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
        self.lexicon, self.habits, self.formulas = lexicon, lexicon.habits, formulas
        self.written = {d.number for d in lexicon.declarations}
        self.heads: dict[tuple[int, int], Node | None] = {}
        self.done: set[tuple[int, int]] = set()
        self.aliases: dict[tuple[int, int], Definition] = {}

    def gather(self) -> None:
        """All of them, in their order."""
        for formula in self.formulas:
            chain = id(formula.statement.display), formula.statement.chain
            if (named := named_probability(formula, self.habits)) is not None:
                self.lexicon.all[named.number] = named
            if formula.statement.link == 0:
                self.heads[chain] = formula.left
                self._begin(formula, chain)
            elif formula.number not in self.written and chain not in self.done:
                self._continue(formula, chain)
            elif (named := self._function_within(formula)) is not None:
                _add(self.lexicon, named)
        self._add_braced()

    def _add_braced(self) -> None:
        """What parts of formulas are called by their braces, and no statement says."""
        known = {(d.mention.base.lower(), d.mention.label) for d in self.lexicon.definitions}
        found: dict[str, Definition] = {}
        for formula in self.formulas:
            for named in definitions_in_braces(formula, self.lexicon):
                own = named.mention
                if (own.base.lower(), own.label) not in known and is_usable(named, self.lexicon):
                    found.setdefault(self.lexicon.outlined(own.node), named)
        add_braced_parts(self.lexicon, list(found.values()))

    def _begin(self, formula: Formula, chain: tuple[int, int]) -> None:
        """A statement, or the first link of a chain."""
        definition = definition_of(formula, self.lexicon)
        if definition is None or picks_from_sum(definition, self.lexicon):
            if names_error_of_cost(formula, self.lexicon):
                self.done.add(chain)
            return
        is_alias = _other_name(definition, self.habits) is not None
        is_spelt_out = is_logarithm(definition.body) and _goes_on(formula, self.formulas)  # ℓ = log L = Σ_i …
        usable = is_usable(definition, self.lexicon) and not is_spelt_out
        says_how = usable and not is_mere_call(definition) and not _adds_up(definition, self.habits)
        says_how &= not (
            _goes_on(formula, self.formulas) and is_summed_in(self.formulas[formula.number + 1], definition)
        )
        if (says_how and not (is_alias and _goes_on(formula, self.formulas))) or definition.is_slope:
            self.done.add(chain)
        elif is_alias:
            self.aliases[chain] = definition
        self.lexicon.all[definition.number] = definition
        if usable and definition.number not in self.written and not self._is_evaluation(definition):
            _add(self.lexicon, definition)

    def _function_within(self, formula: Formula) -> Definition | None:
        """The formula of f in a = f(z) = 1/(1 + e^{−z}), where it has none yet, and is told by its argument alone."""
        found = definition_of(formula, self.lexicon)
        if found is None or len(found.parameters) != 1 or found.mention.base not in FUNCTION_LETTERS - CERTAIN:
            return None
        bases = {m.base for m in mentions(found.body, self.habits)}
        is_told = found.parameters[0] in bases <= {*found.parameters, "e"}
        return found if is_told and found.mention.base not in self.lexicon.bodies else None

    def _is_evaluation(self, definition: Definition) -> bool:
        """Whether a cost that has a formula is put into numbers: L = −log ŷ_3 = −log 0.42 where the third is true."""
        known = any(_is_same(d.mention, definition.mention) for d in self.lexicon.definitions)
        if definition.mention.base not in COST_LETTERS or definition.parameters or not known:
            return False
        following = self.formulas[definition.number + 1 : definition.number + 2]
        right = following[0].right if following and _goes_on(definition.formula, self.formulas) else None
        return right is not None and _is_number(right, self.lexicon)

    def _continue(self, formula: Formula, chain: tuple[int, int]) -> None:
        """Another link, held to be about the head of the chain."""
        head = told_of(named_first(self.heads.get(chain), formula.left), formula.left, self.habits)
        definition = None if head is None else definition_of(replace(formula, left=head), self.lexicon)
        if head is None or definition is None or not is_usable(definition, self.lexicon):
            return
        self.done.add(chain)
        alias = self.aliases.pop(chain, None)
        if alias is not None and self._names_output(alias):
            definition = definition_of(replace(formula, left=alias.body), self.lexicon) or definition
            _add(self.lexicon, definition)
            return
        _add(self.lexicon, definition)
        _turn_alias(self.lexicon, alias, head)

    def _names_output(self, alias: Definition) -> bool:
        """Whether it is a layer that is computed, under another name: ŷ = a^L = σ(z^L)."""
        computed = _other_name(alias, self.habits)
        if computed is None or alias.mention.layer is not None:
            return False
        is_named = computed.label in self.habits.layer_names and alias.mention.label not in self.habits.layer_names
        return computed.layer is not None or is_named


def _is_same(one: Mention, other: Mention) -> bool:
    """Whether two definitions are of the same whole quantity."""
    return (one.base, one.label) == (other.base, other.label) and not (one.units or other.units)


def _goes_on(formula: Formula, formulas: Sequence[Formula]) -> bool:
    """Whether the chain that a statement begins has another link."""
    following = formulas[formula.number + 1] if formula.number + 1 < len(formulas) else None
    return following is not None and following.statement.link == formula.statement.link + 1


def _turn_alias(lexicon: Lexicon, alias: Definition | None, head: Node) -> None:
    """In a_2 = ŷ = softmax(z_2) it is a_2 that is computed, and ŷ another name for it."""
    if alias is None:
        return
    other = _other_name(alias, lexicon.habits)
    if alias in lexicon.definitions:
        lexicon.definitions.remove(alias)
    against = lexicon.compared.get(other.base) if other is not None else None
    if against is not None and against.base == alias.mention.base:
        return  # a − y says that y, though a = y = σ(z), is no other name for a
    if other is not None and other.is_plain:
        body = head if other.example is not None else _of_all_examples(head, lexicon.habits)
        lexicon.definitions.append(Definition(other, body, alias.formula))


def _other_name(definition: Definition, habits: Habits) -> Mention | None:
    """The other name that a body is, a symbol or a whole network with its input: the h_w(x) of a = h_w(x) = σ(z)."""
    found = head(definition.body, habits)
    return found[0] if found is not None and (not found[1] or found[0].label in MODELS) else None


def _of_all_examples(node: Node, habits: Habits) -> Node:
    """a for a^{(i)}: what is said of any example is said of all."""
    mention = mention_of(node, habits)
    if mention is None or mention.example is None or not isinstance(node, Scripted):
        return node
    return node if mention.layer or mention.units or mention.label else scripts(node)[0]


def _tells_cases_apart(formula: Formula) -> bool:
    """Whether a statement, or its condition, compares two indices: i = j, i ≠ j."""
    if any(_CASE.search(c.text) for c in formula.statement.condition):
        return True
    one, other = name_of(formula.left), name_of(formula.right)
    return formula.statement.relation in ("=", "≠") and {one, other} <= set("ijklmnpqcd") and one != other


def _comparisons(sides: list[Node], habits: Habits) -> Iterator[tuple[str, Mention]]:
    """What every whole quantity is compared with: Y and P of P − Y, y and f of margins in e^{−y f}, max(0, 1 − y f)."""
    for side in sides:
        margins = {id(p) for n in side.walk() for argument in _of_margins(n) for p in argument.walk()}
        for node in side.walk():
            is_margin = isinstance(node, Product) and id(node) in margins
            is_difference = isinstance(node, Addition) and len(node.terms) == 2 and -1 in node.signs
            read = [mention_of(t, habits) for t in node.parts()] if is_margin or is_difference else []
            pair = [m for m in read if m is not None and m.is_plain]
            if len(pair) == len(read) == 2 and (is_difference or len(TARGETS & {m.base for m in pair}) == 1):
                yield from ((one.base, other) for one, other in (pair[::-1], pair))


def _of_margins(node: Node) -> Sequence[Node]:
    """What exp and max are taken of."""
    if isinstance(node, Apply):
        return node.arguments if name_of(node.function) in ("exp", "max") else ()
    return [*filter(None, [node.sup])] if isinstance(node, Scripted) and name_of(node.base) == "e" else ()


def _sides(formulas: list[Formula]) -> Iterator[Side]:
    """All statements, the links of a chain with its head on the left."""
    head: Node | None = None
    for formula in formulas:
        head = formula.left if not formula.statement.link else head
        if head is not None and formula.right is not None:
            yield Side(head, formula.statement.relation, formula.right, formula.number, formula.section)


def _add(lexicon: Lexicon, definition: Definition) -> None:
    if definition.parameters and definition.mention.base not in SPELLED:
        known = lexicon.bodies.setdefault(definition.mention.base, [])
        known += [definition] if not is_piece(definition, known, lexicon) else []
    elif not definition.parameters:
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


def is_usable(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether a definition can be computed: it leaves nothing out, is no mere number, and defines no index."""
    body, habits = definition.body, lexicon.habits
    others = {id(condition) for n in body.walk() if isinstance(n, Cases) for _, condition in n.pieces}
    if any((isinstance(n, Dots | Words) and id(n) not in others) or name_of(n) == "?" for n in body.walk()):
        return False
    own = definition.mention
    if own.is_kronecker or has_probability(body):
        return False
    if any(_SPECIAL.search(c.text) for c in definition.formula.statement.condition):
        return False
    if not definition.parameters and _is_number(body, lexicon):
        return False
    outer = head(body, habits)
    is_sloped = bool(definition.parameters) and own.base in lexicon.sloped
    is_sloped |= outer is not None and outer[0].base in lexicon.sloped and not habits.has_layers
    if _calls_itself(own, body, habits) or (not is_sloped and _is_any_composition(own, body, lexicon)):
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
    if _names_its_entries(own, body, habits):
        return False
    bare = not (own.units or own.layer or own.label or own.example)
    if (
        bare
        and (own.base in habits.index_letters | {"i", "j", "k", "l", "m", "n", "N", "L", "K"})
        and len(own.base) == 1
    ):
        return own.base == "L" and not isinstance(body, Number | Name)
    return not (isinstance(body, Group) and isinstance(body.body, Listing) and body.opening == "(")


def _names_its_entries(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a matrix is only said to have entries of its own letter: W = (w_{ij}), W = (w_{ij})_{i,j}."""
    while isinstance(body, Group | Scripted) and mention_of(body, habits) is None:
        body = body.body if isinstance(body, Group) else body.base
    cells = [c for row in body.rows for c in row] if isinstance(body, Grid) and habits.has_layers else [body]
    cells = [body.body] if isinstance(body, Big) and body.kind in FAMILIES else cells
    entries = [mention_of(c, habits) for c in cells if not isinstance(c, Dots)]
    own = mention.base.lower()
    return not mention.units and all(e is not None and bool(e.units) and e.base.lower() == own for e in entries)


def _calls_itself(mention: Mention, body: Node, habits: Habits) -> bool:
    """Whether a quantity is only said to depend on others: y_{nk} = y_k(x_n, w)."""
    inner = head(body, habits)
    return inner is not None and bool(inner[1]) and (inner[0].base, inner[0].label) == (mention.base, mention.label)


def _is_any_composition(mention: Mention, body: Node, lexicon: Lexicon) -> bool:
    """Whether it is said how functions are composed, y = f(g(x)) and L = f(g(h(x))), and not what any of them is."""
    inner = head(body, lexicon.habits)
    depth = 0
    while inner is not None and len(inner[1]) == 1 and inner[0].is_plain and not (inner[0].layer or inner[0].units):
        if inner[0].base not in ANY_FUNCTIONS or inner[0].base in lexicon.bodies:
            return False
        depth += 1
        inner = head(inner[1][0], lexicon.habits)
    is_plain = inner is not None and not inner[1] and inner[0].base in ("x", "t", "w", "u")
    return is_plain and depth > (0 if mention.base in COST_LETTERS else 1)


def _is_number(body: Node, lexicon: Lexicon) -> bool:
    """Whether nothing in a body is a quantity: 0.75, σ(1.1)."""
    constants = {"e", "pi"}
    if any(isinstance(n, Number) for n in body.walk()):
        constants |= lexicon.functions
    return all(m.base in constants for m in mentions(body, lexicon.habits))


def _reads_states(body: Node, habits: Habits) -> bool:
    """Whether it is computed from anything of a network; a start at random is not, Θ = 2 ε rand() − ε."""
    return any(m.layer is not None or m.base.split("~")[0] in ("x", "y", *WEIGHTS) for m in mentions(body, habits))
