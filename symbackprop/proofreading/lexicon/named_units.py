"""Neurons with names, o1 and o2: each in one spelling, and formulas that leave the names out.

    E = Σ ½ (target − output)²        E_{O1} = ½ (target − output)²        out_{o1} = σ(net_{o1})

say E = ½ (target_{o1} − out_{o1})² + ½ (target_{o2} − out_{o2})², where target_{O1} and target_{O2} stand in the text:
O1 is o1, the output that nothing computes is what the text computes as out, and a word that stands for no quantity of
its own without a name is said of every neuron, or of that on the left.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial, reduce

from symbackprop.parsing.latex.alphabet import GREEK
from symbackprop.parsing.latex.functions import FUNCTIONS
from symbackprop.parsing.latex.rebuilding import rebuilt
from symbackprop.parsing.latex.tree import Addition, Big, Group, Name, Node, Number, Product, Scripted, Words
from symbackprop.proofreading.lexicon.definitions import Formula, links_of, sides_of
from symbackprop.proofreading.vocabulary.marks import flat, name_of

SHORTEST = 3
"""The letters of a word; those of a product are fewer."""
Named = Mapping[str, frozenset[str]]
"""Words, and the names of the neurons that each stands with."""


def with_named_units(formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas, every neuron under one name, and the quantities of all that leave it out with it."""
    found = list(formulas)
    if words := _shortened(found):
        found = [f.changed(partial(_respelt, words=words)) for f in found]
    if letters := _letters_in_both_cases(found):
        found = [f.changed(partial(_in_small, letters=letters)) for f in found]
    named = {word: names for word, names in _named(found).items() if word not in _defined(found)}
    return [f for chain in links_of(found) for f in _with_names(chain, named)] if named else found


# ---- spelling


def _letters_in_both_cases(formulas: Sequence[Formula]) -> frozenset[str]:
    """The capitals of neurons that have small letters too, O of out_{O1} beside out_{o1}."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, name in _every(formulas):
        found[word if len(word) < SHORTEST else "words"].add(name)
    both = {name[0] for names in found.values() for name in names if name[0].isupper() and name.lower() in names}
    return frozenset(both)


def _in_small(node: Node, letters: frozenset[str], is_below: bool = False) -> Node:
    """A formula with small letters for some capitals below symbols, and below sums."""
    if isinstance(node, Name) and is_below and node.text[:1] in letters and not node.text[1:].strip("0123456789"):
        return replace(node, text=node.text.lower())
    if isinstance(node, Scripted) and node.sub is not None:
        node = replace(node, sub=_in_small(node.sub, letters, True))
        return rebuilt(node, partial(_in_small, letters=letters, is_below=is_below), leaving=("sub",))
    if isinstance(node, Big) and node.lower is not None:
        node = replace(node, lower=_in_small(node.lower, letters, True))
    return rebuilt(node, partial(_in_small, letters=letters, is_below=is_below))


def _shortened(formulas: Sequence[Formula]) -> dict[str, str]:
    """The words that nothing computes, and that of which each is a longer spelling or a shorter: output and out."""
    defined = _defined(formulas, with_names=True)
    words = {text for side in sides_of(formulas) for n in side.walk() if (text := _word(n))}
    named = {word: {name[0].lower() for name in names} for word, names in _named(formulas).items()}
    found = {}
    for word in words - defined:
        others = [o for o in named if o in defined and o != word and (word.startswith(o) or o.startswith(word))]
        if len(others) == 1 and named.get(word, set()) <= named[others[0]]:
            found[word] = others[0]
    return found


def _respelt(node: Node, words: Mapping[str, str]) -> Node:
    if (word := _word(node)) in words and isinstance(node, Name | Words):
        return replace(node, text=words[word])
    return rebuilt(node, partial(_respelt, words=words))


# ---- names that are left out


def _with_names(chain: Sequence[Formula], named: Named) -> Iterator[Formula]:
    """The statements of a chain, with the names of all neurons, or of the one that the chain is about."""
    of = name_of_unit(chain[0].left)
    for formula in chain:
        bare = {word for side in formula.sides for word in _bare(side, named)}
        if not bare:
            yield formula
        elif of and all(of in named[word] for word in bare):
            yield formula.changed(partial(_under, name=of, named=named))
        else:
            yield formula.changed(partial(_summed, named=named))


def _summed(node: Node, named: Named) -> Node:
    """The terms of a sum over all neurons one by one."""
    node = rebuilt(node, partial(_summed, named=named))
    if not isinstance(node, Big) or node.kind != "sum" or node.lower is not None:
        return node
    bare = _bare(node.body, named)
    every = {text for n in node.body.walk() if isinstance(n, Name | Words) and (text := _text(n)) not in FUNCTIONS}
    names = reduce(frozenset.intersection, (named[word] for word in bare)) if bare and bare == every else frozenset()
    if len(names) < 2:
        return node
    terms = tuple(_under(node.body, name, named) for name in sorted(names))
    return Group(node.span, Addition(node.span, terms, (1,) * len(terms)), "(", ")")


def _under(node: Node, name: str, named: Named) -> Node:
    """A formula with the name of a neuron below every quantity that leaves it out."""
    if _word(node) in named:
        label = Scripted(node.span, Name(node.span, name[0]), Number(node.span, name[1:]))
        return Scripted(node.span, node, label)
    leaving = ("base", "sub") if isinstance(node, Scripted) and node.sub is not None and _word(node.base) else ("sub",)
    return rebuilt(node, partial(_under, name=name, named=named), leaving=leaving)


def _bare(node: Node, named: Named) -> set[str]:
    """The words of a formula that stand without a name."""
    under = {id(n.base) for n in node.walk() if isinstance(n, Scripted) and n.sub is not None}
    return {_word(n) for n in node.walk() if id(n) not in under} & named.keys()


# ---- what stands in a text


def _every(formulas: Sequence[Formula]) -> Iterator[tuple[str, str]]:
    """Symbols and the names of neurons that stand below them."""
    for side in sides_of(formulas):
        for node in side.walk():
            if (name := name_of_unit(node)) and isinstance(node, Scripted) and (base := _text(node.base)):
                yield base, name


def _named(formulas: Sequence[Formula]) -> Named:
    found: dict[str, set[str]] = defaultdict(set)
    for word, name in _every(formulas):
        if len(word) >= SHORTEST:
            found[word].add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _defined(formulas: Sequence[Formula], with_names: bool = False) -> set[str]:
    """The words that stand for a quantity on the left, with the names of neurons or alone."""
    heads = [f.left for f in formulas if f.left is not None and f.right is not None and not f.statement.link]
    alone = {_word(n) for n in heads}
    return alone | {_text(n.base) for n in heads if with_names and isinstance(n, Scripted) and name_of_unit(n)}


def name_of_unit(node: Node | None) -> str:
    """The name of the neuron below a symbol: o1 of out_{o1}, out_{o_1} and out_{o 1}; nothing where there is none."""
    if not isinstance(node, Scripted) or node.sub is None:
        return ""
    sub = node.sub.body if isinstance(node.sub, Group) and node.sub.opening == "{" else node.sub
    if isinstance(sub, Scripted):
        letter, number = name_of(sub.base), name_of(sub.sub)
    elif isinstance(sub, Product) and len(flat(sub)) == 2:
        letter, number = map(name_of, flat(sub))
    else:
        text = _text(sub)
        letter, number = text[:1], text[1:]
    return letter + number if len(letter) == 1 and letter.isalpha() and number.isdigit() else ""


def _word(node: Node) -> str:
    """The text of a word."""
    text = _text(node)
    return text if len(text) >= SHORTEST and text.isalpha() and text not in GREEK | FUNCTIONS else ""


def _text(node: Node) -> str:
    return node.text.strip() if isinstance(node, Words) else name_of(node)
