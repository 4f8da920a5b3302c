"""What others printed, set again: sign by sign as it stood there, or as code."""

from pathlib import Path

import pytest
import yaml

from symbackprop.documents.printed import printed
from symbackprop.typesetting.latex import latex
from symbackprop.typesetting.mathml import mathml
from symbackprop.typesetting.typst import typst

LEDGERS = sorted((Path(__file__).parents[2] / "derivations" / "ledgers").glob("*.yaml"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"w^l = w^l - \alpha * \delta C_0/ \delta w^l", r"w^{l} = w^{l} - \alpha * \delta C_{0}/\delta w^{l}"),
        (r"\delta^{[l]}=dA^{[l]} \odot g'^{[l]}", r"\delta^{[l]} = dA^{[l]} \odot g'^{[l]}"),
        (r"\frac1m{A^{[l-1]T}}\cdot\delta^{[l]}", r"\frac{1}{m} A^{[l-1] T} \cdot \delta^{[l]}"),
        (r"np.sum(\delta,axis=0)", r"\operatorname{np.sum}(\delta, \mathrm{axis} = 0)"),
        (r"C = -\sum_j y_j \log a_j", r"C = -\sum_{j} y_{j} \log a_{j}"),
    ],
)
def test_nothing_is_tidied(text: str, shown: str) -> None:
    """A slash would become a fraction, a star a dot, and the reader could not see what was printed."""
    tree = printed(text)
    assert tree is not None and latex(tree) == shown
    assert mathml(tree) and typst(tree)


@pytest.mark.parametrize("text", [r"\left y-\hat{y} \right", r"\frac{a}", r"\text{axis=0}(", r"\int_0^1 x"])
def test_what_cannot_be_read_is_no_mathematics(text: str) -> None:
    """A formula that was broken where it was printed would be shown mended."""
    assert printed(text) is None


def test_nearly_everything_that_was_printed_is_set() -> None:
    """A change of the parser would turn the tables of the five documents into code."""
    texts = [e["printed"] for path in LEDGERS for e in yaml.safe_load(path.read_text(encoding="utf-8"))["entries"]]
    assert sum(printed(text.strip()) is not None for text in texts) >= 0.9 * len(texts)
