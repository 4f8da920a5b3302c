r"""Ledgers: what another document printed, judged, beside what is derived here.

    network: main                        # a network of the derivation, or one of the ledger's own:
    networks: {other: {generic: true}}
    entries:
      - place: "p. 4, eq. (12)"          # where it stands in the original
        label: BP2                       # its label there, if it has one
        printed: '\delta^l = w^{l+1} \delta^{l+1} \odot \sigma''(z^l)'
        claim: "delta[l,j] = sum(w[l+1,j,i]*delta[l+1,i], i)*g'(z[l,j])"     # the same in index form
        where: "l = 1..L-1"
        derived: delta                   # the counterpart, as {equation} names it
        layer: l
        note: "the transpose is missing" # in our words; never the verdict, which is the referee's

`printed` alone, without `claim`, makes a row for a definition of the original: its verdict is that of `derived`.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from symbackprop.checking.verdicts import Judgement, Verdict
from symbackprop.documents import formulas, model
from symbackprop.documents.networks import Declared, declared
from symbackprop.documents.quantities import Asked, differentiated, equations_of
from symbackprop.documents.reading import Reader
from symbackprop.documents.settings import Setting, read_settings, suggestion
from symbackprop.documents.source import Source
from symbackprop.documents.workspace import judge
from symbackprop.errors import SymbackpropError
from symbackprop.language.systems import System

if TYPE_CHECKING:
    from symbackprop.documents.directives import Evaluator
    from symbackprop.documents.parsing import Directive

SETTINGS = ("title", "network", "networks", "convention", "entries")
ENTRY = ("place", "label", "printed", "claim", "where", "derived", "layer", "network", "convention", "form", "note")


def table(evaluator: "Evaluator", given: "Directive") -> list[model.Block]:
    """The rows: where, as printed, the verdict with its counterexample, as derived."""
    path = Path(evaluator.workspace.source.name).parent / given.argument
    if not path.is_file():
        raise given.error(f"there is no file {given.argument}", given.argument_place, got=str(path))
    source = Source.read(path)
    settings = read_settings(source.text, source).mapping("a ledger", SETTINGS)
    networks = dict(evaluator.workspace.head.networks)
    if "networks" in settings:
        for name, setting in settings["networks"].mapping("networks", ()).items():
            networks[name] = declared(name, setting)
    if "entries" not in settings:
        raise source.error(settings_place(settings), "a ledger has entries", expected="entries: [{place: …, …}]")
    rows = [_Entry(evaluator, given, settings, networks, e).row() for e in settings["entries"].items("entries")]
    head = ("where", "as printed", "verdict", "as derived")
    return [model.Table(tuple((model.Text(h),) for h in head), tuple(rows), ("left",) * 4)]


def settings_place(settings: dict[str, Setting]) -> Any:
    """Somewhere to point at."""
    from symbackprop.documents.source import Place

    return next((s.place for s in settings.values()), Place(0))


class _Entry:
    """One row."""

    def __init__(
        self,
        evaluator: "Evaluator",
        given: "Directive",
        settings: dict[str, Setting],
        networks: dict[str, Declared],
        entry: Setting,
    ) -> None:
        self.evaluator, self.given, self.entry = evaluator, given, entry
        self.values = entry.mapping("an entry", ENTRY)
        for key in ("place", "printed"):
            if key not in self.values:
                raise entry.error(f"the entry has no {key}", expected=", ".join(ENTRY))
        chosen = self.values.get("network") or settings.get("network")
        name = chosen.text("a network") if chosen else next(iter(networks), "")
        if name not in networks:
            raise (chosen or entry).error(f"no network is named {name!r}", **suggestion(name, networks))
        self.network = networks[name]
        convention = self.values.get("convention") or settings.get("convention")
        self.convention = convention.text("a convention") if convention else None

    def row(self) -> tuple[model.Inlines, ...]:
        """The cells."""
        label = f", ({self._text('label')})" if "label" in self.values else ""
        printed = model.Mathematics(formulas.Formula(printed=self._text("printed")))
        derived, own = self._derived()
        judgement = self._claimed() or own
        verdict = verdict_cell(judgement) + (f"; {self._text('note')}" if "note" in self.values else "")
        return ((model.Text(self._text("place") + label),), (printed,), (model.Text(verdict),), derived)

    def _text(self, key: str) -> str:
        return str(self.values[key].value) if key in self.values else ""

    def _system(self, asked: Asked | None = None) -> System:
        wrt = differentiated(asked, self.network.system) if asked else ()
        return self.evaluator.workspace.derived(self.network, wrt, self.convention)

    def _claimed(self) -> Judgement | None:
        from symbackprop.documents.directives import ranges

        if "claim" not in self.values:
            return None
        setting = self.values["claim"]
        try:
            reader = Reader(self._system(), symbols=self.evaluator.workspace.head.symbols)
            return judge(reader.equation(setting.text("a claim"), ranges(self._text("where"))), self._system())
        except SymbackpropError as error:
            raise setting.source.pointed(setting.place, error) from None

    def _derived(self) -> tuple[model.Inlines, Judgement | None]:
        if "derived" not in self.values:
            return (), None
        setting = self.values["derived"]
        asked = Asked(setting.text("a quantity"), self._text("layer"))
        try:
            system = self._system(asked)
            found = equations_of(asked, system)
        except SymbackpropError as error:
            raise setting.source.pointed(setting.place, error) from None
        form: Any = self._text("form") or self.evaluator.form(self.given)
        shown = formulas.display(found, system, form, self.evaluator.notation(self.given))
        return (model.Mathematics(shown),), judge(found[0], system)


def verdict_cell(judgement: Judgement | None) -> str:
    """The verdict, and the counterexample of one that is refuted."""
    if judgement is None:
        return "not judged"
    if judgement.overall is Verdict.REFUTED:
        return f"refuted: {judgement.counterexample or judgement.reason}"
    if judgement.overall is Verdict.UNDECIDED:
        return f"undecided: {judgement.reason}"
    return " · ".join(t for t in (judgement.overall.value, judgement.scope) if t)
