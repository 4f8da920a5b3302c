"""What would be broken: one neuron taken for two, the cost of all neurons for a formula of unknown quantities."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread

NOTES = r"""
$$net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1$$
$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$
$$net_{o1} = w_5 * out_{h1} + w_6 * out_{h2} + b_2 * 1$$
$$out_{o1} = \frac{1}{1 + e^{-net_{o1}}}$$
$$E_{total} = \sum \frac{1}{2} (target - output)^2$$
$$E_{O1} = \frac{1}{2} (target - output)^2$$
$$E_{total} = E_{O1} + E_{O2}$$
$$E_{total} = \frac{1}{2} (target_{O1} - output_{O1})^2 + \frac{1}{2} (target_{O2} - output_{O2})^2$$
"""
RIGHT = (
    r"\frac{\partial E_{total}}{\partial out_{O1}} = -(target_{O1} - output_{O1})",
    r"\frac{\partial E_{O1}}{\partial net_{O1}} = -(target_{O1} - out_{O1}) * out_{o1} (1 - out_{O1})",
    r"\frac{\partial E_{total}}{\partial w_5} = -(target_{O1} - out_{O1}) * out_{O1} (1 - out_{o1}) * out_{h1}",
)
WRONG = (
    r"\frac{\partial E_{total}}{\partial out_{O1}} = target_{O1} - output_{O1}",
    r"\frac{\partial E_{O1}}{\partial net_{O1}} = (target_{O1} - out_{O1}) * out_{o1} (1 - out_{O1})",
    r"\frac{\partial E_{total}}{\partial w_5} = -(target_{O1} - out_{O1}) * out_{O1} (1 - out_{o1}) * out_{h2}",
)


@pytest.mark.parametrize(("line", "holds"), [*((r, True) for r in RIGHT), *((w, False) for w in WRONG)])
def test_a_neuron_has_one_name(line, holds):
    """O1 is o1, output is out, and the sum without names is that over both."""
    found = proofread(f"{NOTES}\n$$\n{line}\n$$\n", "notes.md").findings
    assert (found[-1].verdict in (Verdict.PROVED, Verdict.AGREES)) is holds
    assert not [f.latex for f in found[:-1] if f.verdict is Verdict.REFUTED]
    assert (found[-1].verdict is Verdict.REFUTED) is not holds


def test_what_is_defined_twice_is_two():
    """Where the text says what output is and what out is, neither is a spelling of the other."""
    text = r"$$out_{o1} = \sigma(net_{o1})$$ $$output_{o1} = 2 out_{o1}$$ $$output_{o1} = out_{o1}$$"
    assert proofread(text, "notes.md").findings[-1].verdict not in (Verdict.PROVED, Verdict.AGREES)


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        (r"\left( \sum_O \delta_O * w_{hO} \right) * out_{h1} (1 - out_{h1}) * i_1", True),
        (r"\left( \sum_o \delta_o * w_{oh} \right) * out_{h1} (1 - out_{h1}) * i_1", True),
        (r"\delta_{h1} i_1", True),
        (r"\left( \sum_O \delta_O * w_{hO} \right) * out_{h1} * i_1", False),
        (r"\left( \sum_O \delta_O * w_{hO} \right) * out_{h1} (1 - out_{h1}) * i_2", False),
        (r"\delta_{o1} w_5 * out_{h1} (1 - out_{h1}) * i_1", False),
        (r"\delta_{h1} i_2", False),
    ],
)
def test_weights_are_named_by_the_neurons_that_they_join(line, holds):
    """w_{ho} is that of out_{h1} in net_o, one for each output, and each neuron has one error however often it is
    said what it sums up."""
    again = r"$$net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1$$ $$E_{total} = E_{O1} + E_{O2}$$ with $w_7$ and $w_8$"
    errors = (
        r"$$\delta_{O1} = \frac{\partial E_{total}}{\partial out_{o1}} * \frac{\partial out_{O1}}{\partial net_{O1}}$$"
    )
    text = f"{NOTES}\n{again}\n\n{errors}\n\n$$\n\\frac{{\\partial E_{{total}}}}{{\\partial w_1}} = {line}\n$$\n"
    found = proofread(text, "notes.md").findings
    assert (found[-1].verdict in (Verdict.PROVED, Verdict.AGREES)) is holds
