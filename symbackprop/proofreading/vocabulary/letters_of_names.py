"""Letters below symbols that are parts of their names: the h of W_h and Z_h, the e and d of W_e and W_d.

They are never summed over, and are not the only index of an entry.
"""

from collections import Counter

from symbackprop.parsing.latex.tree import Name, Node
from symbackprop.proofreading.vocabulary.manner import Habits
from symbackprop.proofreading.vocabulary.marks import flat, name_of
from symbackprop.proofreading.vocabulary.mentions import COST_LETTERS, WEIGHTS
from symbackprop.proofreading.vocabulary.unit_letters import Scripts

INITIALS = frozenset("HOIho")
"""What layers are called by: hidden, output, input."""
NAMES = "hoyxsc"
"""What whole quantities are called by, below: hidden, output, of y, of x, state, cell."""
CODERS = frozenset({"e", "d"})
"""What weights of encoders and decoders are called, W_e and W_d."""
OWN = WEIGHTS | {"b", "B"}
"""What no example has of its own."""


def find_labels(subs: list[tuple[Node, Node]], sups: list[tuple[Node, Node]], found: Habits) -> None:
    """Letters that are part of names: `W_h`, `Z_o`, `b^y`; never summed over, and not the only index of an entry."""
    letters = Counter(p.text for b, p in subs if isinstance(p, Name) and len(p.text) == 1 and isinstance(b, Name)
                      and (b.text[0].isupper() or b.style == "bold" or b.text in ("out", "net", "in"))
                      and not (p.text == "x" and b.text in COST_LETTERS))  # fmt: skip
    found.labels |= {
        letter
        for letter in letters
        if letter in NAMES and letter not in found.index_letters and letter not in found.layer_letters
    }
    coders = {name_of(p) for b, p in subs if name_of(b) in WEIGHTS} & CODERS
    found.labels |= coders - found.index_letters if coders == CODERS else set()
    found.labels |= _of_parameters(subs) - found.index_letters - found.layer_letters
    above = {p.text for _, p in sups if isinstance(p, Name) and p.text in ("h", "y", "o")}
    found.labels |= above - found.index_letters
    found.of_input = _named_input(subs) if found.labels & INITIALS else frozenset()


def _of_parameters(subs: list[tuple[Node, Node]]) -> set[str]:
    """The r and c of w_r^T h + b_r beside W_c h + b_c: letters of weights and biases alone are what these are called.

    An index of units stands below something else too, z_j = w_j^T x + b_j, and i, j, k are indices wherever they stand.
    """
    borne: dict[str, set[str]] = {}
    for base, part in subs:
        borne.setdefault(name_of(part), set()).add(name_of(base))
    named = {t for t, bases in borne.items() if bases <= OWN and bases & WEIGHTS and bases - WEIGHTS}
    named = {t for t in named if len(t) == 1 and t.islower() and t not in "ijklmnqt"}
    return named if len(named) > 1 else set()


def indices_of_entries(parts: list[Scripts]) -> set[str]:
    """c of W_{cb}: beside an index stands another; both of W_{xh} are names of layers, and so is the o of W_o."""
    entries = [[name_of(p) for p in flat(s)] for b, subs, _, _ in parts for s in subs if name_of(b) in WEIGHTS]
    pairs = [e for e in entries if len(e) == 2 and all(len(t) == 1 and t.isalpha() for t in e)]
    wholes = [(b, subs[0]) for b, subs, _, _ in parts if isinstance(b, Name) and len(subs) == 1]
    alone = {name_of(s) for b, s in wholes if b.style == "bold" or b.text.isupper()}
    return {letter for pair in pairs if not set(pair) <= set(NAMES) for letter in pair} - alone


def _named_input(subs: list[tuple[Node, Node]]) -> frozenset[str]:
    """Capitals that bear the initial of the input, X_i beside W_h and Z_o, and no other index."""
    scripts_of: dict[str, set[str]] = {}
    for base, part in subs:
        if isinstance(base, Name) and len(base.text) == 1 and base.text.isupper():
            scripts_of.setdefault(base.text, set()).add(name_of(part))
    return frozenset(b for b, found in scripts_of.items() if "i" in found <= {"i", *INITIALS} and b not in COST_LETTERS)
