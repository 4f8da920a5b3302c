"""What would be broken: the equations of documents as tests of pytest."""

import pytest

from tests.proofreading.standin import NOTES, engine  # noqa: F401

pytest_plugins = ["pytester"]


@pytest.fixture
def project(pytester, monkeypatch, engine):  # noqa: F811
    """A project made from nothing: one note, one test file."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")  # it takes a second to import in every run
    pytester.makefile(".md", notes=NOTES)
    pytester.makepyfile(test_nothing="def test_nothing():\n    pass\n")
    return pytester


def test_documents_are_left_alone_unless_they_are_asked_for(project):
    """The plugin is installed with the library, and does nothing by itself."""
    project.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_each_equation_is_a_test_with_the_message_of_the_proofreader(project):
    """By its label, else by its line; right, wrong and undecided."""
    result = project.runpytest_inprocess("--symbackprop", "-v", "-rs")
    result.assert_outcomes(passed=2, failed=2, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "notes.md::line 3 PASSED*",
            "notes.md::10c FAILED*",
            "notes.md::line 7 FAILED*",
            "notes.md::line 10 SKIPPED*",
            "*notes.md:5:3: equation 10c is refuted",
            "*np.sum(*delta, axis=0, keepdims=True)",
            "* ^^^^^^",
            "*the sum over axis 0 has shape (1, m); b has shape (n, 1)",
            "*did you mean   axis=1   (proved for all sizes)",
            "*unknown is not understood",
        ]
    )
    assert "Traceback" not in str(result.stdout)


def test_one_equation_is_chosen_by_its_label(project):
    """As every test is."""
    project.runpytest_inprocess("--symbackprop", "notes.md::10c").assert_outcomes(failed=1)


@pytest.mark.parametrize(("says", "outcome"), [("fail", "failed"), ("xfail", "xfailed"), ("pass", "passed")])
def test_what_an_undecided_equation_is_can_be_set(project, says, outcome):
    """In pytest's own settings, which also switch the plugin on."""
    project.makeini(f"[pytest]\nsymbackprop = true\nsymbackprop_undecided = {says}\n")
    project.makefile(".md", notes="$$h = unknown(x)$$")
    counts = {"passed": 1, outcome: 1} if outcome != "passed" else {"passed": 2}
    project.runpytest_inprocess().assert_outcomes(**counts)


def test_a_setting_that_does_not_exist_is_refused(project):
    """Before anything runs."""
    project.makeini("[pytest]\nsymbackprop_undecided = ignore\n")
    result = project.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*symbackprop_undecided is one of skip, xfail, pass, fail"])
    project.makeini("[pytest]\nsymbackprop_cost = quadratik\n")
    result = project.runpytest_inprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*symbackprop_cost: there is no cost 'quadratik'*"])


def test_a_document_that_cannot_be_read_is_an_error_of_collection(project):
    """With the message of the reader."""
    project.makefile(".ipynb", broken="{")
    result = project.runpytest_inprocess("--symbackprop")
    result.assert_outcomes(passed=0, errors=1)
    result.stdout.fnmatch_lines(["*broken.ipynb*"])
