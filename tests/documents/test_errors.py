"""Every mistake in a document is shown with its file, line, column and a caret, and nothing is written."""

from pathlib import Path
from textwrap import dedent

import pytest

from symbackprop.documents.building import build
from symbackprop.documents.evaluation import evaluate
from symbackprop.documents.source import Source
from symbackprop.errors import DocumentError, SymbackpropError, UsageError

HEAD = "---\ntitle: T\nnetwork: {generic: true}\n---\n"
EQUATION = "```{{equation}} {}\n{}\n```\n"


def fault(text):
    """The message that a document gets."""
    with pytest.raises(SymbackpropError) as caught:
        evaluate(Source("notes.md", text), "notes")
    return str(caught.value)


def message(text):
    """A message as it stands in a test."""
    return dedent(text).strip("\n")


def test_an_unknown_equation_is_pointed_at():
    """The quantity itself carries the caret, also as the second of two."""
    assert fault(HEAD + EQUATION.format("delta delte", ":layer: l")) == message("""
        notes.md:5:21: no equation is named 'delte'
            ```{equation} delta delte
                                ^^^^^
            expected  a, z, C, dw, delta, db
            did you mean delta ?
    """)


def test_an_unknown_layer_is_pointed_at():
    """A layer that the network does not have is the option's fault, not the quantity's."""
    text = "---\ntitle: T\nnetwork: {inputs: 2, layers: [[dense, 2], sigmoid], cost: quadratic}\n---\n"
    assert fault(text + EQUATION.format("delta", ":layer: 7")) == message("""
        notes.md:6:9: there is no layer 7 here
            :layer: 7
                    ^
            expected  1 to 1, or L, L-1
    """)


def test_an_undeclared_quantity_in_a_line_is_pointed_at():
    """{q} spells declared quantities only; the second of two equal lines is told apart from the first."""
    assert fault(HEAD + "A {q}`delta[l]` and\na {q}`alpha` {q}`delta[l]`.\n") == message("""
        notes.md:6:7: alpha is not declared
            a {q}`alpha` {q}`delta[l]`.
                  ^^^^^
            expected  a, w, z, b, C, da, dw, delta, db
            the head may declare it: symbols: [alpha]
    """)


def test_a_second_label_of_the_same_name_is_pointed_at():
    """Both places are shown."""
    text = EQUATION.format("delta", ":layer: l\n:label: BP2")
    assert fault(HEAD + text + "\n" + text) == message("""
        notes.md:12:9: the label 'BP2' stands twice
            :label: BP2
                    ^^^
            expected  a label of its own
            got       also at notes.md:7:9
    """)


def test_a_reference_to_nothing_is_pointed_at():
    """The nearest label is suggested."""
    text = HEAD + EQUATION.format("delta", ":layer: l\n:label: BP2") + "See {eq}`BP3`.\n"
    assert fault(text) == message("""
        notes.md:9:10: no label is 'BP3'
            See {eq}`BP3`.
                     ^^^
            expected  BP2
            did you mean BP2 ?
    """)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("```{equatoin} delta\n```\n", "notes.md:5:5: there is no directive {equatoin}"),
        ("```{equation} delta\n:lable: x\n```\n", "notes.md:6:2: {equation} has no option 'lable'"),
        ("```{equation}\n```\n", "notes.md:5:5: which equation?"),
        ("```{equation} delta\n:form: matrices\n```\n", "notes.md:6:8: there is no form 'matrices'"),
        ("```{equation} delta\n:network: other\n```\n", "notes.md:6:11: no network is named 'other'"),
        ("```{equation} delta\n:notation: klingon\n```\n", "notes.md:6:12: there is no notation 'klingon'"),
        ("```{equation} delta\n:layer: l\n:layer: L\n```\n", "notes.md:7:2: the option 'layer' stands twice"),
        ("{ref}`x`\n", "notes.md:5:7: there is no role {ref}"),
        ("![a](b.png)\n", "notes.md:5:1: a document cannot hold image in its text"),
        ("<b>x</b>\n", "notes.md:5:1: a document cannot hold html inline in its text"),
        ("```{claim}\ndelta[l,j] = 2*delta[l,j]\n```\n", "notes.md:6:1: the claim is refuted"),
        ("```{claim}\ndelta[l] = 1\n```\n", "notes.md:6:1: delta has 2 axes, not 1"),
        ("```{code} fortran\n```\n", "notes.md:5:11: there is no code 'fortran'"),
        ("```{ledger} none.yaml\n```\n", "notes.md:5:13: there is no file none.yaml"),
        ("- item\n\n  ```{equation} delte\n  ```\n", "notes.md:7:17: no equation is named 'delte'"),
        ("````{note} N\nx\n\n```{equation} delte\n```\n````\n", "notes.md:8:15: no equation is named 'delte'"),
    ],
)
def test_other_mistakes_in_the_text(body, expected):
    """Directives, options, roles, claims: each with its place, nested ones too."""
    found = fault(HEAD + body).splitlines()
    assert found[0].startswith(expected)
    assert "^" in found[2]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: [", "notes.md:3:1: this is no YAML"),
        ("title: A\ntitle: B", "notes.md:3:1: 'title' stands twice"),
        ("titel: A", "notes.md:2:1: the head has no setting 'titel'"),
        ("title: A\nnotation: mine", "notes.md:3:11: there is no notation 'mine'"),
        ("title: A\nnetwork: {generic: true, hiden: relu}", "notes.md:3:26: a network has no setting 'hiden'"),
        ("title: A\nnetwork: {generic: true, hidden: rellu}", "notes.md:3:34: there is no 'rellu' for hidden"),
        ("title: A\nnetwork: {inputs: 2}", "notes.md:3:10: the network main has no layers"),
        (
            "title: A\nnetwork: {inputs: 2, layers: [[dense, 0]], cost: quadratic}",
            "notes.md:3:32: a size is a positive integer",
        ),
        (
            "title: A\nnetwork: {inputs: 2, layers: [[dense, 2], softmax], cost: binary-cross-entropy}",
            "notes.md:3:1: BinaryCrossEntropy does not fit Softmax",
        ),
    ],
)
def test_mistakes_in_the_head(head, expected):
    """YAML that is none, settings that do not exist, networks that cannot be: line and column of the value."""
    found = fault(f"---\n{head}\n---\n").splitlines()
    assert found[0].startswith(expected)
    assert "^" in found[2]


def test_a_document_without_a_head_is_refused():
    """What a head looks like is said."""
    assert fault("# Hi\n").startswith("notes.md:1:1: a derivation begins with its head")


def test_all_mistakes_are_shown_at_once():
    """One run, two errors, in the order of the document."""
    found = fault(HEAD + "{q}`nothing`\n\n" + EQUATION.format("delte", ":layer: l"))
    assert [line.split(":")[1] for line in found.splitlines() if line.startswith("notes.md")] == ["5", "7"]


def test_nothing_is_written_when_one_document_of_two_is_wrong(tmp_path: Path):
    """The folder does not even come into being, and no draft is left beside it."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.md").write_text(HEAD + "Text.\n", encoding="utf-8")
    (tmp_path / "in" / "wrong.md").write_text(HEAD + "{q}`nothing`\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"wrong\.md:5:5"):
        build([tmp_path / "in"], tmp_path / "out", ["md"])
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_places_that_cannot_be_are_refused(tmp_path: Path):
    """No such file, no documents in a folder, an unknown format, a file for a folder."""
    with pytest.raises(UsageError, match="there is no such file"):
        build([tmp_path / "none.md"], tmp_path / "out", ["md"])
    with pytest.raises(UsageError, match="no document is there"):
        build([tmp_path], tmp_path / "out", ["md"])
