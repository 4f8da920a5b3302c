"""What would be broken: proofs of a document's own equations, and the lies that must not be proved."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.parsing.containers.reading import read_displays
from symbackprop.proofreading.judging.judge import Judge
from symbackprop.proofreading.proofreader import lexicon_for, proofread, read_formulas
from symbackprop.proofreading.proving import general_proofs
from symbackprop.proofreading.proving.extents import Extents
from symbackprop.proofreading.proving.general_proofs import proved_generally
from symbackprop.proofreading.proving.refusals import Unsaid
from symbackprop.proofreading.trials.outcomes import Found

COLUMNS = r"""$$Z^{[1]} = W^{[1]} X + b^{[1]}$$
$$A^{[1]} = \tanh(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$
$$A^{[2]} = \sigma(Z^{[2]})$$
$$J = -\frac{1}{m} \sum_{i=1}^{m} \left( y^{(i)} \log a^{[2](i)} + (1 - y^{(i)}) \log(1 - a^{[2](i)}) \right)$$
"""
RIDGE = r"""$$z = w^T x + b$$
$$a = \sigma(z)$$
$$C = \frac{1}{2} (a - y)^2 + \frac{\lambda}{2} \sum_k w_k^2$$
"""
NEURONS = r"""$$h_1 = w_1 i_1 + w_2 i_2$$
$$o_1 = \tanh(h_1)$$
$$E = \frac{1}{2} (t_1 - o_1)^2$$
"""
SOFTMAX = r"""$$z_j = \sum_k w_{jk} x_k + b_j$$
$$a_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$$
$$C = -\sum_j y_j \log a_j$$
"""
LAYERS = r"""$$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}$$
$$a^{[l]} = g(z^{[l]})$$
$$\delta^{[l]} = \frac{\partial C}{\partial z^{[l]}}$$
"""
IDENTITY = r"""$$\sigma(z) = \frac{1}{1 + e^{-z}}$$
"""
TRUE = {
    "a batch in columns": (COLUMNS, r"\frac{\partial J}{\partial W^{[2]}} = \frac{1}{m} (A^{[2]} - Y) A^{[1]T}"),
    "a sum over examples": (
        COLUMNS,
        r"\frac{\partial J}{\partial b^{[2]}} = \frac{1}{m} \sum_{i=1}^m (a^{[2](i)} - y^{(i)})",
    ),
    "a cost with weights": (RIDGE, r"\frac{\partial C}{\partial w} = (a - y) a (1 - a) x + \lambda w"),
    "neurons one by one": (NEURONS, r"\frac{\partial E}{\partial w_2} = -(t_1 - o_1) (1 - o_1^2) i_2"),
    "a whole chain": (
        NEURONS,
        r"\frac{\partial E}{\partial w_1} = "
        r"\frac{\partial E}{\partial o_1} \frac{\partial o_1}{\partial h_1} \frac{\partial h_1}{\partial w_1}",
    ),
    "softmax": (SOFTMAX, r"\frac{\partial C}{\partial z_j} = a_j - y_j"),
    "the derivative of softmax": (SOFTMAX, r"\frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - a_j)"),
    "an identity": (IDENTITY, r"\sigma'(z) = \sigma(z) (1 - \sigma(z))"),
    "layers": (LAYERS, r"\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g'(z^{[l]})"),
    "an update": (LAYERS, r"W^{[l]} = W^{[l]} - \eta \delta^{[l]} a^{[l-1]T}"),
    "a Jacobian": (LAYERS, r"\frac{\partial z^{[l]}}{\partial a^{[l-1]}} = W^{[l]}"),
}  # fmt: skip
LIES = {
    "1/m forgotten": (COLUMNS, r"\frac{\partial J}{\partial W^{[2]}} = (A^{[2]} - Y) A^{[1]T}"),
    "1/m twice": (COLUMNS, r"\frac{\partial J}{\partial b^{[2]}} = \frac{1}{m^2} \sum_{i=1}^m (a^{[2](i)} - y^{(i)})"),
    "another λ": (RIDGE, r"\frac{\partial C}{\partial w} = (a - y) a (1 - a) x + \frac{\lambda}{2} w"),
    "no σ'": (RIDGE, r"\frac{\partial C}{\partial w} = (a - y) x + \lambda w"),
    "another sign": (NEURONS, r"\frac{\partial E}{\partial w_2} = (t_1 - o_1) (1 - o_1^2) i_2"),
    "another input": (NEURONS, r"\frac{\partial E}{\partial w_2} = -(t_1 - o_1) (1 - o_1^2) i_1"),
    "softmax the other way": (SOFTMAX, r"\frac{\partial C}{\partial z_j} = y_j - a_j"),
    "softmax without δ": (SOFTMAX, r"\frac{\partial a_i}{\partial z_j} = a_i (1 - a_j)"),
    "another identity": (IDENTITY, r"\sigma'(z) = \sigma(z) (1 + \sigma(z))"),
    "the wrong layer": (LAYERS, r"\delta^{[l]} = W^{[l+1]T} \delta^{[l+1]} \odot g'(z^{[l+1]})"),
    "a step up": (LAYERS, r"W^{[l]} = W^{[l]} + \eta \delta^{[l]} a^{[l-1]T}"),
    "a Jacobian with a slope": (LAYERS, r"\frac{\partial z^{[l]}}{\partial z^{[l-1]}} = W^{[l]}"),
}  # fmt: skip


def courts(note: str, claim: str):
    """The last formula of a note, and the court of every basic reading."""
    formulas = read_formulas(read_displays(f"{note}\n$${claim}$$", "note.md"))
    judge = Judge(lexicon_for(formulas), formulas, float("inf"))
    last = formulas[-1]
    fitting = [r for r in judge.election.readings if (r.examples > 1) is judge.election.batch[last.number]]
    return last, [judge.bench.court(last.number, reading) for reading in fitting]


@pytest.mark.parametrize("kind", TRUE)
def test_what_follows_from_the_definitions_is_proved(kind):
    """Each kind of note is said for all sizes, and proved from its own definitions."""
    note, claim = TRUE[kind]
    found = proofread(f"{note}\n$${claim}$$", "note.md").findings[-1]
    assert found.verdict is Verdict.PROVED, found.reason


@pytest.mark.parametrize("kind", LIES)
def test_a_lie_is_not_proved_even_where_no_numbers_are_asked(kind, monkeypatch):
    """The referee alone refuses it, under every reading."""
    monkeypatch.setattr(general_proofs, "_confirm", lambda *_: None)
    monkeypatch.setattr(general_proofs, "_match", lambda model, a, b, fixed: a.shape == b.shape or b.is_scalar)
    formula, found = courts(*LIES[kind])
    assert all(proved_generally(formula, court) is None for court in found)


def test_sizes_that_are_equal_by_chance_prove_nothing():
    """A claim may say how long a new letter runs, and not that two widths of the network are one."""
    extents = Extents(examples=7)
    hidden, output, letter = (extents.size(3) for _ in range(3))
    for size in (hidden, output):
        extents.settle(size)
    extents.begin_claim()
    extents.join(hidden, letter)
    assert extents.value(letter) == hidden
    with pytest.raises(Unsaid):
        extents.join(output, letter)
    extents.begin_claim()
    assert extents.value(letter) == letter


def test_a_formula_that_is_read_in_two_ways_is_not_proved(monkeypatch):
    """Where the two readers of a formula have different numbers for it, one of them is wrong."""
    formula, found = courts(SOFTMAX, TRUE["softmax"][1])
    court = next(c for c in found if c.trial(formula).found is Found.TRUE)
    assert proved_generally(formula, court) is not None
    monkeypatch.setattr(
        type(court.interpreter), "value", lambda *_: 0 * court.world.node(next(iter(court.world.values)))
    )
    assert proved_generally(formula, court) is None


def test_what_a_proof_rests_on_is_said():
    """Softmax with cross-entropy needs targets that add to 1."""
    found = proofread(f"{SOFTMAX}\n$${TRUE['softmax'][1]}$$", "note.md").findings[-1]
    assert "add to 1" in found.reason and found.sizes == "all"


def test_a_column_times_a_row_is_no_product_entry_by_entry():
    """⊙ spread a column over a row, so that δ ⊙ a^T was the outer product, and proved."""
    claim = r"\frac{\partial C}{\partial W^{[l]}} = \delta^{[l]} \odot a^{[l-1]T}"
    assert proofread(f"{LAYERS}\n$${claim}$$", "note.md").findings[-1].verdict is Verdict.REFUTED


LISTED = r"""$$z_{l,j} = \sum_k w_{l,jk} a_{l-1,k} + b_{l,j}$$
$$a_{l,j} = \sigma(z_{l,j})$$
"""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\delta_{l,j} = \left(\sum_i w_{l+1,ij} \delta_{l+1,i}\right) \sigma'(z_{l,j})", Verdict.PROVED),
        (r"\frac{\partial C}{\partial w_{l,jk}} = \delta_{l,j} a_{l,k}", Verdict.REFUTED),
    ],
)
def test_a_layer_may_stand_before_the_units(claim, verdict):
    """w_{l,jk} has the layer l and the units j and k."""
    assert proofread(f"{LISTED}\n$${claim}$$", "note.md").findings[-1].verdict is verdict
