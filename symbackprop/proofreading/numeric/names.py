"""Names: one for every quantity and every derivative that a text gives a number, however it is written."""

from dataclasses import replace

from symbackprop.parsing.latex.outline import outline
from symbackprop.parsing.latex.tree import Derivative, Differential, Group, Nabla, Name, Node, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.lexicon.siblings import number_of_sibling
from symbackprop.proofreading.vocabulary.contexts import Env
from symbackprop.proofreading.vocabulary.marks import name_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS, Key
from symbackprop.proofreading.worlds.arguments import called, only_argument

CONSTANTS = frozenset({"e", "exp", "log", "ln", "max", "tanh", "sigma", "sqrt", "pi", "T", "top"})
NEXT = "+"


def canonical(node: Node, lexicon: Lexicon, env: Env | None = None) -> str:
    """One name for a quantity or a derivative, however it is written; nothing for a formula."""
    if isinstance(node, Derivative) and len(node.by) == 1:
        of, by = canonical(called(node.of), lexicon, env), canonical(node.by[0], lexicon, env)
        return f"∂{of}/∂{by}" if of and by else ""
    if isinstance(node, Nabla):
        by_whole = node.by or only_argument(node.of)
        of, by = canonical(called(node.of), lexicon, env), canonical(by_whole, lexicon, env) if by_whole else ""
        return f"∂{of}/∂{by}" if of and by else ""
    if isinstance(node, Differential):
        own = canonical(node.of, lexicon, env)
        return f"{node.sign}{own}" if own else ""
    if not isinstance(node, Name | Scripted | Words):
        inner = getattr(node, "body", None) if getattr(node, "opening", "") == "{" else None
        return canonical(inner, lexicon, env) if isinstance(inner, Node) else ""
    mention = mention_of(node, lexicon.habits)
    if mention is None or mention.power is not None or mention.transposed:
        return ""
    if mention.base in CONSTANTS and not (mention.units or mention.label):
        return ""
    if mention.primes:
        mention = replace(mention, primes=0, is_next=True)
    return named(mention, lexicon, env)


def named(mention: Mention, lexicon: Lexicon, env: Env | None = None) -> str:
    """The name of a quantity; letters that stand for numbers are those numbers."""
    env = env or Env()
    label = env.renamed[1] if mention.label and mention.label == env.renamed[0] else mention.label
    units = [_index(u, env) for u in mention.units]
    layer = _index(mention.layer, env, 0) if mention.layer is not None else ""
    example = _index(mention.example, env) if mention.example is not None else ""
    base = lexicon.fold(mention.base)
    if env.renamed[1] and len(units) == 1 and (own := number_of_sibling(lexicon, base, env.renamed, units[0])):
        return _joined(base, label, [own], layer, example, NEXT if mention.is_next else "")
    new = env.renamed[1] and units and not label and all(u.isdigit() for u in units)
    return _joined(base, env.renamed[1] if new else label, units, layer, example,
                   NEXT if mention.is_next else "")  # fmt: skip


def _index(node: Node, env: Env, first: int = 1) -> str:
    text = name_of(node) or outline(node)
    return str(env.letters[text] + first) if text in env.letters else text


def name_of_key(key: Key) -> str:
    """The name of a quantity of a world."""
    return _joined(key.base, key.label, list(key.tag), "" if key.layer is None else str(key.layer), "", "")


def _joined(base: str, label: str, units: list[str], layer: str, example: str, end: str) -> str:
    return "|".join([base, label, ",".join(units), layer, example]) + end


def shown(name: str) -> str:
    """A name as a reader may know it: w_7, target_{o2}."""
    base, *scripts = name.rstrip(NEXT).split("|")
    said = ",".join(s for s in scripts if s)
    return f"{base}_{{{said}}}" if len(said) > 1 else f"{base}_{said}" if said else base


def is_cost(name: str) -> bool:
    """Whether a derivative is one of a cost as a whole."""
    base, label = name.removeprefix("∂").split("|")[:2]
    return base in COSTS and not label[-1:].isdigit()


def are_alike(one: Node, other: Node, lexicon: Lexicon) -> bool:
    """Whether two symbols, or two values of one function, have the same letter and differ in a number."""
    first, second = (_letter(node, lexicon) for node in (one, other))
    return bool(first) and first == second and outline(one) != outline(other)


def _letter(node: Node, lexicon: Lexicon) -> tuple[str, ...]:
    """The letter of x₁; that of the function and of what it is taken at for h(n₁); nothing for anything else."""
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Group):
        mention, inner = mention_of(node.factors[0], lexicon.habits), _letter(node.factors[1].body, lexicon)
        return (mention.base, *inner) if mention is not None and mention.base in lexicon.functions and inner else ()
    mention = mention_of(node, lexicon.habits)
    is_numbered = mention is not None and mention.units and all(name_of(u).isdigit() for u in mention.units)
    return (mention.base, mention.label) if mention is not None and is_numbered and mention.is_plain else ()
