"""What would be broken: a printed equation without a verdict, a true one called false, a false one called true."""

from functools import cache
from pathlib import Path

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.documents.claims import Ledger, read_ledger
from symbackprop.errors import DocumentError

LEDGERS = Path(__file__).parents[2] / "derivations" / "ledgers"
NAMES = ("000", "001", "002", "003", "004")
FALSE = {
    "000": ["Eq. 2b", "Eq. 2c"],
    "001": ["a", "138"],
    "002": ["Eq. 2b", "Eq. 4d", "Eq. 5a", "Eq. 10c", "Eq. 11c", "Eq. 12 (11b)", "Eq. 12 (11c)"],
    "003": ["66", "69", "72", "77"],
    "004": [],
}
HOLDS = (Verdict.PROVED, Verdict.DEFINITION)


@cache
def ledger(name: str) -> Ledger:
    """A ledger, judged once."""
    return read_ledger(LEDGERS / f"{name}.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_every_equation_has_its_row(name):
    """As many rows as the document has equations, in its order, each with LaTeX and no prose of the document."""
    rows = ledger(name)
    places = [(e.place, e.part) for e in rows]
    assert len(rows.entries) == rows.equations
    assert places == sorted(set(places))
    assert all(e.printed and "$" not in e.printed for e in rows)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_false_is_refuted_and_the_rest_is_proved(name):
    """The document's own reading of each equation is proved or refuted, never merely agreed with."""
    rows = ledger(name)
    assert [e.label or str(e.place) for e in rows.with_verdict(Verdict.REFUTED)] == FALSE[name]
    assert {e.verdict for e in rows} <= {*HOLDS, Verdict.REFUTED}


@pytest.mark.parametrize("name", NAMES)
def test_a_refutation_shows_why(name):
    """Whatever is refuted has a counterexample, and a repair that holds: so the reason is the one that is given."""
    for entry in ledger(name):
        for reading in entry.readings:
            if reading.verdict is Verdict.REFUTED:
                assert reading.judgement.counterexample, entry.label
                assert reading.text and reading.repair is not None, entry.label
                assert reading.repair.verdict in HOLDS, entry.label
                assert reading.derived, entry.label


@pytest.mark.parametrize("name", NAMES)
def test_other_readings_are_decided_too(name):
    """No reading is left undecided, or merely agrees."""
    verdicts = {r.verdict for e in ledger(name) for r in e.readings}
    assert verdicts <= {*HOLDS, Verdict.REFUTED}


@pytest.mark.parametrize("name", NAMES)
def test_no_verdict_is_typed(name):
    """A verdict in a ledger would be believed without having been found."""
    text = (LEDGERS / f"{name}.yaml").read_text(encoding="utf-8").lower()
    assert "verdict" not in text
    assert "refuted" not in text
    assert "proved" not in text


def test_shapes_refute():
    """np.sum over axis 0 leaves one row of m, and a bias is one column: both shapes are shown."""
    row = next(e for e in ledger("002") if e.label == "Eq. 10c")
    assert "left (n[L], 1), right (1, m)" in str(row.reading.judgement.counterexample)
    assert r"\delta^{[L]}" in row.reading.derived


LITTLE = """title: t
equations: 1
systems: {one: {generic: true}}
entries:
  - {place: 1, printed: 'z', claim: "%s"}
"""


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("z[l] = q[l]", "there is no q[l] here"),
        ("z[l] = ", "one side is missing"),
        ("z[l]", "this is no statement"),
        ("z[l] = w[l] @", "this is no formula"),
    ],
)
def test_a_claim_that_cannot_be_read_is_an_error_with_its_place(tmp_path, claim, said):
    """The file, the line and a caret under the claim."""
    path = tmp_path / "ledger.yaml"
    path.write_text(LITTLE % claim, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_ledger(path)
    assert "ledger.yaml:5:" in str(caught.value)
    assert said in str(caught.value)
    assert "^" in str(caught.value)


def test_a_ledger_says_how_many_equations_there_are(tmp_path):
    """Without the count nobody would see that one is missing."""
    path = tmp_path / "ledger.yaml"
    path.write_text((LITTLE % "z[l] = z[l]").replace("equations: 1\n", ""), encoding="utf-8")
    with pytest.raises(DocumentError, match="the ledger has no equations"):
        read_ledger(path)
