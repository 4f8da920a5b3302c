"""What a document states of its own conventions, as readings: hidden=tanh, cost=quadratic, batch=rows, delta=total."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symbackprop.proofreading.lexicon.assumptions import COSTS, CROSS_ENTROPIES, ERRORS, named
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.worlds.calls import CHOICES

LAYOUTS = {"rows": True, "columns": False}


@dataclass(frozen=True)
class Stated:
    """Whether examples are rows, whose errors are meant (None, empty: not said), and the usual network."""

    rows: bool | None = None
    errors: str = ""
    activation: str = ""
    output: str = ""
    cost: str = ""

    def applied(self, reading: Reading) -> Reading:
        """A reading with what is stated of the network that the document does not define."""
        said = {k: v for k, v in vars(self).items() if k in ("activation", "output", "cost") and v}
        return replace(reading, simplex=reading.simplex or self.output == "softmax", **said)

    def allows(self, reading: Reading) -> bool:
        """Whether a reading of a batch is not contradicted."""
        return self.errors in ("", reading.errors) and self.rows in (None, reading.rows)


UNSAID = Stated()


def stated(conventions: Mapping[str, str]) -> Stated:
    """The conventions that are known by name; others say nothing."""
    said = {k: v.strip().lower() for k, v in conventions.items()}
    output = said.get("output", "")
    output = output if output in (*CHOICES, "softmax") else ""
    cost = said.get("cost", "")
    layout = said.get("batch", "")
    return Stated(
        rows=LAYOUTS.get(layout),
        errors=named(ERRORS, said.get("delta", "")),
        activation=said["hidden"] if said.get("hidden") in CHOICES else "",
        output=output,
        cost=CROSS_ENTROPIES.get(output, "") if cost == "cross-entropy" else named(COSTS, cost),
    )
