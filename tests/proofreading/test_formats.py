"""What would be broken: what people and programs read of a report, in every format."""

import json
from pathlib import Path

import jsonschema
import pytest

from symbackprop.proofreading.reports.annotations import annotations
from symbackprop.proofreading.reports.plain_data import as_data, schema
from symbackprop.proofreading.reports.quotation import quotation
from symbackprop.proofreading.reports.rendering import summary_lines
from symbackprop.proofreading.reports.sarif import as_sarif
from tests.proofreading.standin import NOTES, proofread

SARIF = json.loads((Path(__file__).parent / "sarif.schema.json").read_text())


@pytest.fixture(scope="module")
def report():
    """A document with something of everything."""
    return proofread(NOTES, "notes.md")


def test_the_text_has_place_carets_reason_counterexample_and_repair(report):
    """As a compiler says it: the author's own words, with what is to blame."""
    assert r"""notes.md:5:3: equation 10c is refuted
    \frac{d C}{d b} = \frac{1}{m} np.sum(\delta, axis=0, keepdims=True)
                                                 ^^^^^^
    the sum over axis 0 has shape (1, m); b has shape (n, 1)
    for example at (1, 1) (n = 2, m = 3): left 0.25, right 0.75
    see line 1: 1/m is in the cost
    did you mean   axis=1   (proved for all sizes)
        \frac{d C}{d b} = \frac{1}{m} np.sum(\delta, axis=1, keepdims=True)
    read with  δ: the error per example
""" in str(report)


def test_the_summary_counts_and_says_how_the_document_was_read(report):
    """One sentence for one document, a table for several."""
    (counts, _), (reading, _) = summary_lines([report])
    assert counts == "notes.md: 1 proved, 2 refuted, 1 undecided; 1 fault in the text   (--explain shows why)"
    assert reading == "read with  examples: a batch · cost: quadratic"
    table = [text.split() for text, _ in summary_lines([report, report])]
    assert table[1][:8] == ["notes.md", "4", "1", "–", "2", "–", "1", "1"]
    assert table[-1] == ["2", "documents", "8", "2", "–", "4", "–", "2", "2"]


def test_carets_stand_below_wide_letters():
    """A Chinese character is two cells wide on a terminal."""
    original = proofread("$权重 = b$", "a.md").original
    (line, _), (carets, is_caret) = quotation(original, (1, 7), (4, 5)).with_carets()
    assert (line, carets, is_caret) == ("权重 = b", " " * 5 + "^", True)


def test_a_link_of_a_chain_is_shown_with_its_left_side():
    """A row that begins with a sign says nothing by itself."""
    report = proofread("$$\\begin{aligned} d_{i=1} &= b \\\\ &= np.sum(c, axis=0) \\end{aligned}$$", "a.md")
    assert "    b\n    = np.sum(c, axis=0)\n" in str(report)


def test_a_long_line_is_cut_around_its_carets():
    """The marked part is seen, whatever stands before it."""
    original = proofread("$a = " + "b + " * 100 + "X" + " + c" * 100 + "$", "a.md").original
    at = original.text.index("X")
    (line, _), (carets, _) = quotation(original, (1, len(original.text) - 1), (at, at + 1)).with_carets()
    assert len(line) < 120
    assert line[carets.index("^")] == "X"


def test_a_notebook_is_quoted_as_its_author_sees_it():
    """No escapes of JSON; the caret still stands in the right place."""
    source = ["$$\\frac{d C}{d b} =\n", "  np.sum(\\delta, axis=0)$$"]
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    shown = str(proofread(text, "a.ipynb"))
    assert "(cell 0, line 1)" in shown
    assert "    \\frac{d C}{d b} =\n    np.sum(\\delta, axis=0)\n" + " " * 19 + "^^^^^^\n" in shown


def test_json_is_what_its_schema_says(report):
    """One entry for every statement, with the keys that programs rely on."""
    data = as_data([report])
    jsonschema.validate(data, schema(), cls=jsonschema.Draft202012Validator)
    wrong = data["files"][0]["equations"][1]
    assert (wrong["line"], wrong["column"], wrong["label"], wrong["verdict"]) == (5, 3, "10c", "refuted")
    assert wrong["correction"]["edits"] == [{"start": 113, "end": 119, "text": "axis=1"}]
    assert NOTES[113:119] == "axis=0"
    assert data["files"][0]["reading"] == {"examples": "a batch", "cost": "quadratic"}


def test_the_schema_refuses_what_it_should():
    """A schema that takes anything says nothing."""
    jsonschema.Draft202012Validator.check_schema(schema())
    data = as_data([proofread(NOTES, "notes.md")])
    data["files"][0]["equations"][0]["verdict"] = "true"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_sarif_is_valid_and_carries_the_repair(report):
    """What code hosts and editors need: level, region, fix."""
    data = as_sarif([report])
    jsonschema.validate(data, SARIF, cls=jsonschema.Draft7Validator)
    results = data["runs"][0]["results"]
    assert [r["ruleId"] for r in results] == ["reference", "refuted", "refuted", "undecided"]
    region = results[1]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 5, "startColumn": 3, "endLine": 5, "endColumn": 70}
    change = results[1]["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"] == {"text": "axis=1"}
    assert (change["deletedRegion"]["startColumn"], change["deletedRegion"]["endColumn"]) == (48, 54)


def test_annotations_of_a_pull_request_stay_on_one_line(report):
    """Line ends, colons and commas are escaped as GitHub wants them."""
    lines = list(annotations([report]))
    assert [line.split(" ")[0] for line in lines] == ["::error", "::error", "::warning"]
    assert lines[0].startswith(
        "::error file=notes.md,line=5,endLine=5,col=3,endColumn=70,title=equation 10c is refuted::"
    )
    assert "%0Athe sum over axis 0" in lines[0]
    assert all("\n" not in line for line in lines)


def test_a_notebook_shows_a_table(report):
    """A row for each statement, and nothing of the document is taken for HTML."""
    html = report._repr_html_()
    assert html.count("<tr>") == 5
    evil = proofread("$a = \\text{<script>} + b$", "a.md")._repr_html_()
    assert "<script>" not in evil and "&lt;script&gt;" in evil
