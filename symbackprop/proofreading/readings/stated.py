"""What a document states of its own conventions, as readings: hidden=tanh, cost=quadratic, batch=rows, delta=total.

What is stated binds: no statement is read with another cost because it would hold then.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symbackprop.errors import UsageError
from symbackprop.proofreading.lexicon.assumptions import COSTS, CROSS_ENTROPIES, ERRORS, PER_EXAMPLE, TOTAL, named
from symbackprop.proofreading.vocabulary.contexts import Reading
from symbackprop.proofreading.worlds.calls import CHOICES

LAYOUTS = {"rows": True, "columns": False}
ANY_CROSS_ENTROPY, ANY_COST = "cross-entropy", "unspecified"
KNOWN = {
    "cost": (
        "quadratic",
        "mean-squared-error",
        "mean-absolute-error",
        ANY_CROSS_ENTROPY,
        "binary-cross-entropy",
        ANY_COST,
    ),
    "batch": tuple(LAYOUTS),
    "delta": (PER_EXAMPLE, TOTAL),
    "hidden": tuple(CHOICES),
    "output": (*CHOICES, "softmax"),
}
"""What each convention may be said to be; costs and errors have other names besides."""


@dataclass(frozen=True)
class Stated:
    """Whether examples are rows, whose errors are meant (None, empty: not said), and the usual network.

    `costs` are those that the name of one may mean: cross-entropy is another one after softmax.
    """

    rows: bool | None = None
    errors: str = ""
    activation: str = ""
    output: str = ""
    costs: tuple[str, ...] = ()

    def applied(self, reading: Reading) -> Reading:
        """A reading with what is stated of the network that the document does not define."""
        simplex = reading.simplex or self.output == "softmax"
        return replace(
            reading,
            simplex=simplex,
            activation=self.activation or reading.activation,
            output=self.output or reading.output,
            cost=self._cost(simplex) or reading.cost,
        )

    def _cost(self, simplex: bool) -> str:
        """The cost that is likeliest meant."""
        usual = CROSS_ENTROPIES["softmax" if simplex else "sigmoid"]
        return usual if usual in self.costs else next(iter(self.costs), "")

    def allows(self, reading: Reading) -> bool:
        """Whether a reading of a batch is not contradicted."""
        return self.errors in ("", reading.errors) and self.rows in (None, reading.rows)

    def allows_network(self, choice: Mapping[str, str]) -> bool:
        """Whether a usual network has the functions and the cost that are stated, where these are."""
        functions = ("activation", self.activation), ("output", self.output)
        if any(said and choice.get(part, said) != said for part, said in functions):
            return False
        return not self.costs or "cost" not in choice or choice["cost"] in self.costs


UNSAID = Stated()


def stated(conventions: Mapping[str, str]) -> Stated:
    """The conventions that are known by name; others say nothing."""
    said = {k: _plain(v) for k, v in conventions.items() if is_known(k, v)}
    output = said.get("output", "")
    return Stated(
        rows=LAYOUTS.get(said.get("batch", "")),
        errors=named(ERRORS, said.get("delta", "")),
        activation=said.get("hidden", ""),
        output=output,
        costs=_costs(said.get("cost", ""), output),
    )


def _costs(name: str, output: str) -> tuple[str, ...]:
    """The costs that may be meant by a name; an empty one for a cost that is left open."""
    if name == _plain(ANY_CROSS_ENTROPY):
        return (CROSS_ENTROPIES[output],) if output in CROSS_ENTROPIES else tuple(CROSS_ENTROPIES.values())
    return (named(COSTS, name),) if name else ()


def is_known(convention: str, value: str) -> bool:
    """Whether a convention may be said to be so; those that are no table here (notations) are not asked."""
    known, name = KNOWN.get(convention), _plain(value)
    aliases = {"cost": named(COSTS, name), "delta": named(ERRORS, name)}
    return known is None or name in map(_plain, known) or bool(aliases.get(convention))


def refuse_cost(name: str) -> None:
    """Refuse a cost that does not exist.   Raises: UsageError that lists the names."""
    from difflib import get_close_matches

    if not is_known("cost", name):
        near = get_close_matches(name.lower(), KNOWN["cost"], 1, 0.5)
        raise UsageError(
            f"there is no cost {name!r}",
            expected=", ".join(KNOWN["cost"]),
            hint=f"did you mean {near[0]} ?" if near else "",
        )


def _plain(value: str) -> str:
    """A name in small letters, its words apart by spaces or by hyphens alike."""
    return " ".join(value.lower().replace("-", " ").split())
