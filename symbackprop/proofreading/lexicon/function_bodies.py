"""Which formula a function has at a place: g is the sigmoid in one section and tanh in the next, or any of a list.

The formula in force is the last one shortly before the place, in its own section where there is one, or the only one;
past a list of functions the letter is any function again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symbackprop.parsing.latex.tree import Apply, Cases, Node
from symbackprop.proofreading.lexicon.definitions import Definition, Formula, Lexicon
from symbackprop.proofreading.vocabulary.marks import name_of

EXTREMES = frozenset({"max", "min"})
REACH = 8
"""How many statements the last formula of a list is in force for."""


class Functions:
    """A lexicon for every place of a document, of each function the one formula that is in force there."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.several = {base: lexicon.bodies[base] for base in several(lexicon)}
        self.views: dict[tuple[int | None, ...], Lexicon] = {}

    def at(self, formula: Formula) -> Lexicon:
        """The lexicon where a statement stands."""
        if not self.several:
            return self.lexicon
        chosen = {base: self._in_force(found, formula) for base, found in self.several.items()}
        key = tuple(d.number if d is not None else None for d in chosen.values())
        if key not in self.views:
            bodies = {base: found for base, found in self.lexicon.bodies.items() if base not in chosen}
            bodies |= {base: [d] for base, d in chosen.items() if d is not None}
            left_open = frozenset(base for base, d in chosen.items() if d is None)
            self.views[key] = replace(self.lexicon, bodies=bodies, left_open=left_open)
        return self.views[key]

    def others(self) -> Iterator[Lexicon]:
        """The lexicon with every formula that one of the functions has anywhere."""
        for base, found in sorted(self.several.items()):
            for definition in _formulas(found, self.lexicon).values():
                yield replace(self.lexicon, bodies={**self.lexicon.bodies, base: [definition]})

    def _in_force(self, found: Sequence[Definition], formula: Formula) -> Definition | None:
        """The formula of a function at a place; None past a list of several."""
        near = [d for d in found if formula.section[: len(d.formula.section)] == d.formula.section]
        before = [d for d in near or found if d.number <= formula.number]
        possible = before or near or found
        if len(_formulas(possible, self.lexicon)) == 1 or not before:
            return possible[0] if before or near else None
        return before[-1] if formula.number - before[-1].number <= REACH else None


def several(lexicon: Lexicon) -> frozenset[str]:
    """The functions that a text defines by more than one formula."""
    return frozenset(base for base, found in lexicon.bodies.items() if len(_formulas(found, lexicon)) > 1)


def is_piece(definition: Definition, found: Sequence[Definition], lexicon: Lexicon) -> bool:
    """Whether a formula is what a function is at some places, g(z) = z of max(0, z), and so no other one."""
    own = _outlined(definition, definition.body, lexicon)
    return any(own == _outlined(known, piece, lexicon) for known in found for piece in _pieces(known.body))


def _pieces(body: Node) -> tuple[Node, ...]:
    """What a function is at some places: the values of its cases, the arguments of a maximum."""
    if isinstance(body, Cases):
        return tuple(value for value, _ in body.pieces)
    return body.arguments if isinstance(body, Apply) and name_of(body.function) in EXTREMES else ()


def _outlined(definition: Definition, body: Node, lexicon: Lexicon) -> str:
    """A formula of a function, whatever its variable is called."""
    return lexicon.outlined(body).replace(definition.parameters[0], "·")


def _formulas(found: Sequence[Definition], lexicon: Lexicon) -> dict[str, Definition]:
    """The different formulas, each with where it stands first; the name of the variable does not count."""
    formulas: dict[str, Definition] = {}
    for definition in found:
        formulas.setdefault(_outlined(definition, definition.body, lexicon), definition)
    return formulas
