r"""Weight decay by any letter: the α of W ← W − η (∂C/∂W + α W) is what others call λ.

Beside a gradient, what multiplies the weight itself is no learning rate, whatever letter it has; so it is read as λ
where the text has none, and nowhere multiplies a gradient by that letter.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Derivative, Differential, Nabla, Name, Node, Product
from symbackprop.proofreading.lexicon.definitions import Formula, sides_of
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.quantities import DECAYS, RATES

DECAY = "lambda"
LETTERS = RATES | {"beta", "kappa", "c", "tau"}
"""What weight decay may be called besides."""


def with_decays(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every weight decay called λ."""
    found = {name for f in formulas for name in _decays(f)}
    if not found:
        return list(formulas)
    nodes = [n for side in sides_of(formulas) for n in side.walk()]
    products = [n for n in nodes if isinstance(n, Product)]
    rates = {
        name_of(f) for p in products if any(map(_is_gradient, p.factors)) for f in p.factors if isinstance(f, Name)
    }
    if len(found) > 1 or found & rates or any(name_of(n) in DECAYS for n in nodes):
        return list(formulas)
    return [f.changed(partial(_renamed, name=next(iter(found)))) for f in formulas]


def _decays(formula: Formula) -> Iterator[str]:
    """α of a sum of a gradient and α W, in a step of W."""
    if formula.left is None or formula.right is None:
        return
    owner = outline(formula.left)
    for total in (n for n in formula.right.walk() if isinstance(n, Addition)):
        if any(isinstance(n, Derivative | Differential | Nabla) for t in total.terms for n in t.walk()):
            for term in (t for t in total.terms if isinstance(t, Product) and len(t.factors) == 2):
                letter, weight = term.factors
                if isinstance(letter, Name) and letter.text in LETTERS and outline(weight) == owner:
                    yield letter.text


def _is_gradient(node: Node) -> bool:
    return any(isinstance(n, Derivative | Differential | Nabla) for n in node.walk())


def _renamed(node: Node, name: str) -> Node:
    if isinstance(node, Name) and node.text == name and not node.accents:
        return Name(node.span, DECAY)
    return rebuilt(node, partial(_renamed, name=name))
