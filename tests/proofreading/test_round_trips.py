"""What is typeset is read again and proved: else a notation, or a meaning of δ, would go one way only."""

import pytest

import symbackprop as sb

CASES = [
    ("coursera", "matrix", "total"),  # biases are the first column of Θ, with a row of ones above A
    ("coursera", "component", "per example"),  # Θ_{j0} is a bias
    ("default", "component", "per example"),  # the entries of errors of single examples
]


@pytest.mark.parametrize(("notation", "form", "convention"), CASES)
def test_every_equation_is_proved_again(notation, form, convention):
    """Two layers, typeset and checked as a document."""
    layers = [sb.Dense("n_1"), sb.Sigmoid(), sb.Dense("n_2"), sb.Softmax()]
    network = sb.network("n_0", *layers, cost=sb.CrossEntropy(), batch="columns")
    system = sb.backprop(network, convention=convention)
    latex = [sb.typeset(e, form=form, notation=notation, system=system) for e in system.equations]
    report = sb.check_document("\n\n".join(f"$$\n{one}\n$$" for one in latex))
    derived = [finding.verdict for finding, e in zip(report, system.equations, strict=True) if e.steps]
    assert set(derived) == {sb.Verdict.PROVED}


def test_a_wrong_bias_column_is_refuted():
    """∂J/∂Θ in blocks is compared block by block: what lacks the ones has another shape."""
    note = r"""
    $$Z^{(2)} = \Theta^{(1)} \tilde{A}^{(1)}$$
    $$A^{(2)} = \sigma(Z^{(2)})$$
    $$J = \frac{1}{2m} \lVert A^{(2)} - Y \rVert_F^2$$
    $$\delta^{(2)} = \frac{1}{m} (A^{(2)} - Y) \mathbin{.*} \sigma'(Z^{(2)})$$
    $$\frac{\partial J}{\partial \Theta^{(1)}} = \delta^{(2)} (\tilde{A}^{(1)})^T$$
    $$\frac{\partial J}{\partial \Theta^{(1)}} = \delta^{(2)} (A^{(1)})^T$$
    """
    *_, right, wrong = sb.check_document(note)
    assert right.verdict is sb.Verdict.PROVED
    assert wrong.verdict is sb.Verdict.REFUTED


def test_a_cost_of_its_output_alone_names_the_output():
    """In E = E(y) it is y that the last layer computes, and no target."""
    note = r"""
    $$a^{(l)}_j = \sum_{i=1}^{M_{l-1}} w^{(l)}_{ji} z^{(l-1)}_i + b^{(l)}_j$$
    $$z^{(l)}_j = h^{(l)}(a^{(l)}_j)$$
    $$E = E(y)$$
    $$\delta^{(L)}_j = \frac{\partial E}{\partial y_j} h'^{(L)}(a^{(L)}_j)$$
    """
    *_, error = sb.check_document(note)
    assert error.verdict is sb.Verdict.PROVED
