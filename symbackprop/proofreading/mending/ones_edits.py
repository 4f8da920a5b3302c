r"""Slips in a sum over examples that is written as a product with ones: Δ for Δ 1, 1^T Δ for Δ 1."""

from collections.abc import Iterator

from symbackprop.parsing.latex.tree import Node, Product
from symbackprop.proofreading.mending.sides import Side, Slip
from symbackprop.proofreading.vocabulary.mentions import WEIGHTS, mentions
from symbackprop.proofreading.worlds.ones import bold_one

UNSAID = r"\mathbf{1}"
RARE = 0.3
"""What it costs more where a text has no ones."""


def ones(side: Side) -> Iterator[Slip]:
    """A whole side times ones, on either side; and ones on the other side of it."""
    written, extra = _written(side)
    turned = f"{written}^{side.spellings.transpose}"
    beside = _beside_ones(side)
    if beside is not None:
        rest = side.of(beside)
        for text in (f"{rest} {written}", f"{turned} {rest}"):
            yield Slip(((*side.tree.span, text),), f"{text} in place of {side.of(side.tree)}")
    elif len(side.terms()) == 1 and not any(m.base in WEIGHTS for m in mentions(side.tree, side.habits)):
        start, end = side.tree.span
        yield Slip(((end, end, f" {written}"),), "the sum over examples, by ones", extra)
        yield Slip(((start, start, f"{turned} "),), "the sum over examples, by ones", extra)


def _written(side: Side) -> tuple[str, float]:
    """How the author writes ones, and what it costs more to put them in."""
    own = [text for text, m in side.spellings.symbols.items() if m.base == "1" and m.style == "bold"]
    bare = [text for text in own if "^" not in text]
    shortest = min(bare or [text.partition("^")[0] for text in own], key=len, default="")
    return (shortest, 0.0) if shortest else (UNSAID, RARE)


def _beside_ones(side: Side) -> Node | None:
    """What ones are multiplied by, where a side is nothing else."""
    if not isinstance(side.tree, Product) or len(side.tree.factors) != 2:
        return None
    marks = [bold_one(factor, side.habits) for factor in side.tree.factors]
    rest = [factor for factor, mark in zip(side.tree.factors, marks, strict=True) if mark is None]
    return rest[0] if len(rest) == 1 else None
