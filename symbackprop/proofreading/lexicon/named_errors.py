r"""Errors named by what they are the errors of: δ_{z_1} is ∂L/∂z_1, and δ_h is ∂L/∂h where δ_z is ∂L/∂z.

Below a δ may stand a quantity and not an index.  That of a weighted input is the slope of the cost in it.  An
activation names as well the error of its layer, so that δ_h is ∂L/∂h only where the weighted input has an error of its
own name, or where the text says it.  Where the weighted input of h = φ(W x + b) has no name at all, δ_h is the slope
there if the slope of φ is in it, and ∂L/∂h if it is multiplied by that.  δ_o is the error of what is computed last.
"""

from collections.abc import Iterator, Sequence

from symbackprop.parsing.latex.tree import Addition, Differential, Group, Node, Number, Scripted
from symbackprop.proofreading.lexicon.defining import head
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon, sides_of
from symbackprop.proofreading.lexicon.implied import INSIDE, renamed
from symbackprop.proofreading.vocabulary.marks import scripts, shift_of
from symbackprop.proofreading.vocabulary.mentions import ERROR, WEIGHTS, Mention, mention_of, mentions
from symbackprop.proofreading.vocabulary.quantities import COSTS

OUTPUTS = frozenset({"o", "out", "output"})
"""What the error of the output is named by, where that has no such letter itself."""
Named = tuple[str, str, object]
"""A quantity: its letter, its label, its layer."""


def add_named_errors(lexicon: Lexicon, formulas: Sequence[Formula]) -> None:
    """Define every error that is named by a quantity, and that the text does not define, as the slope in it."""
    habits = lexicon.habits
    defined = {_named(d.mention, lexicon) for d in lexicon.definitions if d.mention.base == ERROR}
    every = [m for side in sides_of(formulas) for m in mentions(side, habits)]
    known = {_named(m, lexicon) for m in every if m.base != ERROR and not m.units}
    errors: dict[Named, tuple[Mention, Mention]] = {}
    for error in every:
        below = named_quantity(error)
        of = mention_of(below, habits) if below is not None and error.is_plain else None
        if of is not None and _named(of, lexicon) in known:
            errors.setdefault(_named(error, lexicon), (error, of))
    if (output := _output(lexicon)) is not None:
        of_output = (e for e in every if e.base == ERROR and e.label in OUTPUTS and e.is_plain and not e.units)
        for error in of_output:
            errors.setdefault(_named(error, lexicon), (error, output))
    names = {_named(of, lexicon) for _, of in errors.values()}
    for name, (error, of) in errors.items():
        by = _taken_by(of, names, lexicon) if name not in defined else None
        if by is not None and by is not of.node:
            is_within = {
                f.left is not None and _is_of(f.left, name, lexicon) for f in formulas if _tells(f, name, of, lexicon)
            }
            by = None if len(is_within) != 1 else by if is_within.pop() else of.node
        if by is not None:
            formula = next(f for f in formulas if any(m is error for s in f.sides for m in mentions(s, habits)))
            lexicon.definitions.append(Definition(error, Differential(by.span, by, "d"), formula))
    lexicon.definitions.sort(key=lambda d: d.number)


def _output(lexicon: Lexicon) -> Mention | None:
    """What is computed last, and read by nothing but a cost; None where there are several."""
    others = COSTS | WEIGHTS | {ERROR}
    states = [d for d in lexicon.definitions if d.mention.base not in others and not d.is_slope]
    read = {_named(m, lexicon) for d in states for m in mentions(d.body, lexicon.habits)}
    ends = {_named(d.mention, lexicon): d.mention for d in states if _named(d.mention, lexicon) not in read}
    return next(iter(ends.values())) if len(ends) == 1 and not lexicon.habits.has_layers else None


def named_quantity(error: Mention) -> Node | None:
    """The z_1 of δ_{z_1}, the h of δ_h; None where nothing or several things stand below."""
    subs = scripts(error.node)[1] if isinstance(error.node, Scripted) and error.base == ERROR and error.label else []
    below = subs[0] if len(subs) == 1 else None
    return below.body if isinstance(below, Group) and below.opening == "{" else below


def _named(mention: Mention, lexicon: Lexicon) -> Named:
    layer = shift_of(mention.layer) if mention.layer is not None else None
    is_counted = layer is not None and bool(layer[0])
    return lexicon.fold(mention.base), mention.label, "l" if is_counted else layer


def _taken_by(of: Mention, names: set[Named], lexicon: Lexicon) -> Node | None:
    """What the cost is differentiated by in the error that a quantity names; None where that may be one of two."""
    if of.layer is not None:
        weighted = lexicon.fold(lexicon.weighted)
        is_told = lexicon.fold(of.base) == weighted or any(base == weighted for base, _, _ in names)
        return of.node if is_told else None
    for own in (d for d in lexicon.definitions if _named(d.mention, lexicon) == _named(of, lexicon)):
        arguments = [*_arguments(own, lexicon)]
        if _is_weighted(own, lexicon) or any(a in names for a in arguments):
            return of.node
        if any(base == f"{of.base}{INSIDE}" for base, _, _ in arguments):
            return renamed(of.node, f"{of.base}{INSIDE}")
    return None


def _tells(formula: Formula, name: Named, of: Mention, lexicon: Lexicon) -> bool:
    """Whether a statement has the error of h and the slope of its function: φ′(…), 1 − h²."""
    if not any(_is_of(n, name, lexicon) for side in formula.sides for n in side.walk()) or formula.right is None:
        return False
    nodes = [*formula.right.walk()]
    sums = [n for n in nodes if isinstance(n, Addition) and any(isinstance(t, Number) for t in n.terms)]
    read = {m.base for n in sums for m in mentions(n, lexicon.habits)}
    return of.base in read or any(isinstance(n, Scripted) and n.primes for n in nodes)


def _is_of(node: Node, name: Named, lexicon: Lexicon) -> bool:
    error = mention_of(node, lexicon.habits)
    return error is not None and error.base == ERROR and _named(error, lexicon) == name


def _is_weighted(definition: Definition, lexicon: Lexicon) -> bool:
    """Whether it is a sum of weighted inputs, and no function of one."""
    read = mentions(definition.body, lexicon.habits)
    is_affine = any(m.base.partition("~")[0] in WEIGHTS for m in read) and definition.mention.base not in COSTS
    return is_affine and not definition.is_slope and not any(m.base in lexicon.functions for m in read)


def _arguments(definition: Definition, lexicon: Lexicon) -> Iterator[Named]:
    """The z of h = φ(z)."""
    called = head(definition.body, lexicon.habits)
    for argument in called[1] if called is not None else ():
        mention = mention_of(argument, lexicon.habits)
        if mention is not None:
            yield _named(mention, lexicon)
