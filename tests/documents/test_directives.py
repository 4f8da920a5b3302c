"""What directives make: worked examples, tables, updates, claims, ledgers, code, each from the equations."""

import re

import pytest

from symbackprop.documents import directives, evaluation
from symbackprop.documents.building import write
from symbackprop.documents.evaluation import evaluate
from symbackprop.documents.model import EquationBlock, Table, plain, walk
from symbackprop.documents.source import Source
from symbackprop.errors import DocumentError, UsageError

GENERIC = "network: {generic: true}"
SMALL = "network: {inputs: 2, layers: [[dense, 2], sigmoid, [dense, 2], sigmoid], cost: quadratic%s}"
MAZUR = (
    ", numbers: {x: [0.05, 0.10], y: [0.01, 0.99], w1: [[0.15, 0.20], [0.25, 0.30]], b1: [0.35, 0.35],"
    " w2: [[0.40, 0.45], [0.50, 0.55]], b2: [0.60, 0.60], alpha: 0.5, freeze: [biases]}"
)


def document(head, body, name="notes.md"):
    """The document with that head and body."""
    return evaluate(Source(str(name), f"---\ntitle: T\n{head}\n---\n{body}\n"), "notes")


def latex(head, argument, *options):
    """What one {equation} prints."""
    lines = "\n".join(options)
    [block] = document(head, f"```{{equation}} {argument}\n{lines}\n```").equations
    return block.formula.latex


def rows(made):
    """The cells of all tables as plain text."""
    return [[plain(c) for c in row] for b in walk(made.blocks) if isinstance(b, Table) for row in b.rows]


def test_quantities_go_by_letter_name_and_derivative():
    """δ by its letter, by its name and as ∂C/∂z is the same equation."""
    found = {latex(SMALL % "", a, o) for a, o in (("delta", ":layer: 1"), ("delta1", ""), ("dC/dz", ":layer: L-1"))}
    assert len(found) == 1


def test_a_gradient_that_nobody_asked_for_is_derived_when_named():
    """∂C/∂a and ∂C/∂x need a sweep of their own."""
    assert latex(SMALL % "", "da", ":layer: 1", ":form: matrix") == (
        r"\frac{\partial C}{\partial a^{[1]}} = W^{[2]\mathsf{T}} \delta^{[2]}"
    )
    assert r"\frac{\partial C}{\partial x} = W^{[1]\mathsf{T}} \delta^{[1]}" in latex(SMALL % "", "dx", ":form: matrix")


def test_a_general_equation_is_read_at_a_layer():
    """z^L of the generic network is the equation of z^l with L for l."""
    shown = latex(GENERIC, "z", ":layer: L", ":form: matrix")
    assert shown == "z^{[L]} = W^{[L]} a^{[L-1]} + b^{[L]}"


def test_softmax_has_a_local_derivative_that_is_folded():
    """∂a_j/∂z_i = a_j ([i = j] − a_i), in terms of activations."""
    head = "network: {inputs: n, layers: [[dense, K], softmax], cost: cross-entropy}"
    shown = latex(head, "da/dz")
    assert "e^" not in shown and "[i = j]" in shown


def test_updates_and_conventions_are_asked_for_in_the_head():
    """w ← w − α ∂C/∂w; the error of one example leaves the 1/m to the gradients."""
    assert r"- \alpha \frac{\partial C}{\partial w" in latex(
        SMALL % ", optimiser: gradient-descent", "next_w", ":layer: 1"
    )
    assert r"\frac{1}{m}" in latex(SMALL % ", batch: columns, convention: per example", "dw", ":layer: 1")


def test_plain_equations_make_a_network():
    """A user's own scalars, written in the head."""
    head = 'network: {equations: ["z = w*x + b", "C = (z - y)**2/2"]}'
    assert latex(head, "dw") == r"\frac{\partial C}{\partial w} = \frac{\partial C}{\partial z} x"


def test_the_worked_example_has_the_published_numbers():
    """The total error before the step, and a weight after it."""
    made = document(SMALL % MAZUR, "```{numbers}\n```")
    text = write(made, "md")["notes.md"].decode()
    assert "0.298371109" in text and "0.35891648" in text
    part = document(SMALL % MAZUR, "```{numbers} Update\n:digits: 4\n```")
    assert all(isinstance(b, EquationBlock) for b in part.blocks[:-1]) and len(part.blocks) < len(made.blocks)


def test_a_part_of_the_worked_example_stands_by_itself():
    """One quantity, its lines alone, and changes of one's own choice; a quantity that is not there is named."""
    [block] = document(SMALL % MAZUR, "```{numbers} forward pass\n:of: z2\n:lines:\n```").blocks
    assert r"\sum" not in block.formula.latex and "1.10590597" in block.formula.latex
    tried = document(SMALL % MAZUR, "```{numbers} what a small change does\n:nudges: w2[1,1]=0.01 b1[2]=-1\n```")
    assert "w^{[2]}_{11} = 0.01" in tried.blocks[0].formula.latex and "-1" in tried.blocks[2].formula.latex
    with pytest.raises(DocumentError, match="has no z3"):
        document(SMALL % MAZUR, "```{numbers} forward pass\n:of: z3\n```")
    with pytest.raises(DocumentError, match="this is no change"):
        document(SMALL % MAZUR, "```{numbers} what a small change does\n:nudges: w2\n```")


def test_every_row_of_the_reference_tables_is_proved():
    """Activations and costs, with the verdicts of the referee."""
    found = rows(document(GENERIC, "```{derivatives}\n```"))
    assert len(found) == 15
    assert all(row[-1].startswith("proved") for row in found)


def test_a_ledger_judges_what_was_printed(tmp_path):
    """A wrong gradient is refuted with its counterexample, a right one proved; nobody types a verdict."""
    (tmp_path / "ledger.yaml").write_text(
        "title: Notes\nequations: 2\nsystems: {any: {generic: true}}\nentries:\n"
        "  - {place: 1, printed: 'b = \\delta', claim: 'db[l] = delta[l]'}\n"
        "  - {place: 2, label: W, printed: 'w = 2', claim: 'dw[l] = 2*delta[l] @ a[l-1].T'}\n",
        encoding="utf-8",
    )
    found = rows(document(GENERIC, "```{ledger} ledger.yaml\n:all:\n```", tmp_path / "notes.md"))
    assert [row[0] for row in found] == ["1", "2 (W)"]
    assert found[0][2].startswith("proved")
    assert found[1][2].startswith("refuted")


def test_a_letter_that_latex_lacks_is_refused_by_name():
    """No document with a hole in it: the character is shown."""
    with pytest.raises(UsageError, match="rightwards white arrow"):
        write(document(GENERIC, "⇨"), "tex")


def test_every_directive_is_in_the_list_of_them():
    """An author would not know of it, or its name would be taken for a mistake."""
    listed = set(re.findall(r"`\{([\w-]+)\}", directives.__doc__))
    assert evaluation.DIRECTIVES and listed - {"eq", "fig", "q"} == set(directives.KINDS)
