"""What a document states of its own conventions, as readings: hidden=tanh, cost=quadratic, batch=rows, delta=total."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symbackprop.proofreading.calls import CHOICES
from symbackprop.proofreading.worlds import Reading

COST_NAMES = {
    "quadratic": "quadratic",
    "squared": "squared",
    "squared error": "squared",
    "mean squared error": "squared",
    "mse": "squared",
    "binary cross-entropy": "cross-entropy",
    "bce": "cross-entropy",
    "softmax cross-entropy": "softmax cross-entropy",
    "categorical cross-entropy": "softmax cross-entropy",
}
CROSS_ENTROPIES = {"sigmoid": "cross-entropy", "softmax": "softmax cross-entropy"}
"""Which cross-entropy is meant, by the activation of the output."""
LAYOUTS = {"rows": True, "columns": False}
ERRORS = {"per example": True, "example": True, "total": False, "whole cost": False}


@dataclass(frozen=True)
class Stated:
    """Whether examples are rows, whether errors are those of each example (None: not said), and the usual network."""

    rows: bool | None = None
    per_example: bool | None = None
    activation: str = ""
    output: str = ""
    cost: str = ""

    def applied(self, reading: Reading) -> Reading:
        """A reading with what is stated of the network that the document does not define."""
        said = {k: v for k, v in vars(self).items() if k in ("activation", "output", "cost") and v}
        return replace(reading, simplex=reading.simplex or self.output == "softmax", **said)

    def allows(self, reading: Reading) -> bool:
        """Whether a reading of a batch is not contradicted."""
        return self.per_example in (None, reading.per_example) and self.rows in (None, reading.rows)


UNSAID = Stated()


def stated(conventions: Mapping[str, str]) -> Stated:
    """The conventions that are known by name; others say nothing."""
    said = {k: v.strip().lower() for k, v in conventions.items()}
    output = said.get("output", "")
    output = output if output in (*CHOICES, "softmax") else ""
    cost = said.get("cost", "")
    layout = said.get("batch", "rows" if said.get("notation") == "rows" else "")
    return Stated(
        rows=LAYOUTS.get(layout),
        per_example=ERRORS.get(said.get("delta", "")),
        activation=said["hidden"] if said.get("hidden") in CHOICES else "",
        output=output,
        cost=CROSS_ENTROPIES.get(output, "") if cost == "cross-entropy" else COST_NAMES.get(cost, ""),
    )
