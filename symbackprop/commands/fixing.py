"""`symbackprop check --fix`: proved repairs written into a file, with a backup of the original beside it."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from symbackprop.checking.verdicts import Verdict
from symbackprop.commands.proofreading import Settings
from symbackprop.commands.writing import refuse_place, write_file
from symbackprop.proofreading.documents import check_document
from symbackprop.proofreading.files import TextFile
from symbackprop.proofreading.reports.repairs import difference, repaired, repairs
from symbackprop.proofreading.reports.report import DocumentReport, Finding


def fixed(report: DocumentReport, settings: Settings) -> DocumentReport:
    """The report on the file with its repairs; on the file as it is where there are none that would do.

    A repair is written only where it leaves nothing else refuted that was not; those that are not written are named.
    """
    name = report.original.name
    chosen = repairs(report)
    left = [(f, _obstacle(f)) for f in report.refuted if _is_repairable(f) and f not in chosen]
    if chosen:
        file = TextFile.read(Path(name))
        if file.text != report.original.text:
            _say(f"{name}: changed since it was read; nothing is written")
            return report
        kept = _Together(report, file.text, settings).kept(chosen)
        left += [(f, "other equations would be refuted") for f in chosen if f not in kept.repaired]
        if kept.repaired:
            _write(file, kept)
    for finding, why in sorted(left, key=lambda each: each[0].outer):
        _say(f"{name}:{finding.place.line}: a repair is not written: {why}")
    return kept.report if chosen else report


def _is_repairable(finding: Finding) -> bool:
    return finding.correction is not None and finding.correction.verdict is Verdict.PROVED


def _obstacle(finding: Finding) -> str:
    """Why a proved repair was not even tried."""
    correction = finding.correction
    if correction is not None and not correction.is_near:
        return "it is the derived equation, in letters that the text may not have"
    if correction is not None and not correction.edits:
        return "the equation is not written out in the file (a macro, or a left side of another row)"
    return "it overlaps another repair"


@dataclass(frozen=True)
class Kept:
    """Repairs that can stand together, the text with them, and the report on it."""

    repaired: tuple[Finding, ...]
    text: str
    report: DocumentReport


@dataclass(frozen=True)
class _Together:
    """Which repairs of a document leave nothing else refuted."""

    before: DocumentReport
    text: str
    settings: Settings

    def kept(self, chosen: Sequence[Finding]) -> Kept:
        """All of them; where that refutes something else, those that can be added one by one."""
        if (all_of_them := self._with(chosen)) is not None:
            return all_of_them
        kept = Kept((), self.text, self.before)
        if len(chosen) > 1:
            _say(f"{self.before.original.name}: together the repairs refute other equations; each is tried alone")
            for finding in chosen:
                kept = self._with([*kept.repaired, finding]) or kept
        return kept

    def _with(self, chosen: Sequence[Finding]) -> Kept | None:
        """The document with some repairs; None where something else is refuted by them."""
        text = repaired(self.text, chosen)
        own = self.settings
        name = self.before.original.name
        after = check_document(text, name=name, notation=own.notation, cost=own.cost, seconds=own.seconds)
        is_better = len(after.refuted) <= len(self.before.refuted) - len(chosen)
        return Kept(tuple(chosen), text, after) if is_better else None


def _write(file: TextFile, kept: Kept) -> None:
    """The repaired text in the place of the file, which is copied beside it first; the difference is shown."""
    path = file.path.resolve()
    refuse_place(path)
    mode, backup = path.stat().st_mode & 0o7777, _free(path)
    shutil.copy2(path, backup)
    data = file.encoded(kept.text)
    write_file(path, lambda handle: handle.write(data))
    path.chmod(mode)
    name, count = kept.report.original.name, len(kept.repaired)
    _say("\n".join(difference(name, file.text, kept.text)))
    _say(f"{name}: {count} equation{'s' if count > 1 else ''} repaired; the original is {backup.name}")


def _free(path: Path) -> Path:
    """A name for a backup that is free, beside the file."""
    number = 1
    while (backup := path.with_name(f"{path.name}.bak{number if number > 1 else ''}")).exists():
        number += 1
    return backup


def _say(line: str) -> None:
    print(line, file=sys.stderr)
