"""`assert_equation`: one equation, in LaTeX, held against a network or a few defining equations."""

from symbackprop.checking.verdicts import Verdict
from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.proofreading.proofreader import proofread
from symbackprop.proofreading.reports.rendering import finding_lines, headline
from symbackprop.proofreading.reports.report import Finding
from symbackprop.typesetting.notation import Notation
from symbackprop.typesetting.typeset import typeset

_DELIMITERS = (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"))


def assert_equation(
    latex: str, *, given: System | str, notation: str | Notation = "default", proved: bool = False
) -> None:
    r"""Fail unless an equation holds, with a counterexample and the nearest equation that does.

    `given` is a network, whose equations are taken as `notation` spells them, or a text that defines what the equation
    is about.  With `proved`, to agree in numbers is not enough.

    The δ of a network is ∂C/∂z, of the whole cost or of each example (with 1/m or without), and never −∂C/∂z.  A
    derivative that is written out, ∂C/∂z, is that of the whole cost.

    >>> import symbackprop as sb
    >>> net = sb.network(2, sb.Dense(3), sb.Sigmoid(), cost=sb.Quadratic())
    >>> assert_equation(r"\delta^{[1]} = (a^{[1]} - y) \odot \sigma'(z^{[1]})", given=net)  # doctest: +SKIP

    Raises: AssertionError for an equation that is refuted or undecided, or that only defines something; UsageError for
    a text without an equation.
    """
    __tracebackhide__ = True
    before = f"{_definitions(given, notation)}\n\n"
    text = f"{before}$$\n{_bare(latex)}\n$$\n"
    name = notation if isinstance(notation, str) else notation.name
    asked = None if name == "default" else name
    report = proofread(text, "equation.md", notation=asked, is_of_network=isinstance(given, System))
    found = [f for f in report.findings if f.outer[0] >= len(before)]
    faults = [fault.message for fault in report.faults if fault.outer[0] >= len(before)]
    if not found:
        raise UsageError("this is no equation", text=latex, got="; ".join(faults))
    wanted = (Verdict.PROVED,) if proved else (Verdict.PROVED, Verdict.AGREES)
    said = [_said(f, is_scalar=f.verdict in wanted) for f in found if f.verdict not in wanted or _is_scalar(f, given)]
    if said:
        raise AssertionError("\n".join(said))


def _is_scalar(finding: Finding, given: System | str) -> bool:
    """Whether an equation holds for one unit a layer alone, where a network has more."""
    return isinstance(given, System) and "one unit" in finding.reading


def _said(finding: Finding, *, is_scalar: bool) -> str:
    """What is said about it; it has no place in a file."""
    said = "this equation holds only for one unit a layer" if is_scalar else headline(finding)
    if finding.verdict is Verdict.DEFINITION:
        said = "this defines something: what is given does not say whether it holds"
    return "\n".join([said, *(line for line, _ in list(finding_lines(finding, explain=True))[1:])])


def _definitions(given: System | str, notation: str | Notation) -> str:
    if isinstance(given, str):
        return given
    if not isinstance(given, System):
        raise UsageError(f"given is a network or a text, not {type(given).__name__}")
    forward = [equation for equation in given.equations if not equation.steps]
    printed = [typeset(equation, form="matrix", notation=notation, system=given) for equation in forward]
    return "\n\n".join(f"$${text}$$" for text in printed)


def _bare(latex: str) -> str:
    """Without the delimiters that somebody may have left around it."""
    text = latex.strip()
    for opening, closing in _DELIMITERS:
        if text.startswith(opening) and text.endswith(closing) and len(text) > len(opening) + len(closing):
            return text[len(opening) : -len(closing)].strip()
    return text
