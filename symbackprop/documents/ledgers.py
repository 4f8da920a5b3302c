"""The table of a ledger in a document: as printed, the referee's verdict, as derived.

What a ledger says, and how it is judged, is in `claims`; here its entries become rows: those that are refuted, or all.
"""

from pathlib import Path

from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.documents import model
from symbackprop.documents.claims import Entry, Ledger, Reading, read_ledger
from symbackprop.documents.directives import Evaluator, Made, directive
from symbackprop.documents.formulas import Formula
from symbackprop.documents.parsing import Directive
from symbackprop.documents.printed import printed


@directive("ledger", options=("all",))
def make_ledger(evaluator: Evaluator, given: Directive) -> Made:
    """`{ledger}`: as printed, verdict, as derived."""
    path = Path(given.source.name).parent / given.argument
    if not path.is_file():
        raise given.error(f"there is no file {given.argument}", given.argument_place, got=str(path))
    return table(path, every=given.flag("all"))


def table(path: Path, every: bool = False) -> list[model.Block]:
    """A ledger's entries that are refuted, or every one, and how many there are of each verdict.

    Raises: DocumentError with the place in the ledger of what cannot be read.
    """
    ledger = read_ledger(path)
    rows = [_row(e) for e in ledger if every or e.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)]
    head = tuple((model.Text(h),) for h in ("line", "as printed", "verdict", "as derived"))
    blocks: list[model.Block] = [model.Paragraph((model.Text(_summary(ledger)),))]
    return [*blocks, model.Table(head, tuple(rows), ("left",) * 4)] if rows else blocks


def _summary(ledger: Ledger) -> str:
    found = {v: len(ledger.with_verdict(v)) for v in Verdict}
    counts = ", ".join(f"{n} {v.value}" for v, n in found.items() if n)
    return f"{ledger.title}: {len(ledger.entries)} equations, of which the referee finds {counts}."


def _row(entry: Entry) -> tuple[model.Inlines, ...]:
    label = f" ({entry.label})" if entry.label else ""
    tree = printed(entry.printed)  # None for what is no LaTeX
    shown = model.CodeText(entry.printed) if tree is None else model.Mathematics(Formula(tree))
    derived = tuple(
        inline
        for n, tree in enumerate(entry.reading.shown)
        for inline in ((model.Text("; "),) if n else ()) + (model.Mathematics(Formula(tree)),)
    )
    return (model.Text(f"{entry.place}{label}"),), (shown,), (model.Text(_verdict(entry.reading)),), derived


def _verdict(reading: Reading) -> str:
    """The verdict, the evidence of one that is refuted, and the reading under which it stands."""
    verdict, judgement = reading.verdict, reading.judgement
    detail = _evidence(judgement) if verdict in (Verdict.REFUTED, Verdict.UNDECIDED) else judgement.scope
    said = f"{verdict.value}: {detail}" if verdict is Verdict.REFUTED else " · ".join(filter(None, (verdict, detail)))
    return f"{said} (read as: {reading.text})" if reading.text else said


def _evidence(judgement: Judgement) -> str:
    parts = [judgement.reason if not judgement.counterexample or not judgement.sizes else "", judgement.counterexample]
    return "; ".join(str(p) for p in parts if p)
