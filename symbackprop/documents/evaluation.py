"""From a source to a Document: parse, evaluate directives and roles in order, then those that wait for the end."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from symbackprop.documents import (
    compositions,
    derivatives,
    equations,
    formulas,
    insertions,
    ledgers,
    loops,
    model,
    samples,
    scalars,
    slopes,
    worked_examples,
)
from symbackprop.documents.directives import KINDS, Evaluator
from symbackprop.documents.head import Head, read_head
from symbackprop.documents.networks import Declared
from symbackprop.documents.parsing import Directive, Parser, Pending
from symbackprop.documents.quantities import layer_number
from symbackprop.documents.reading import Reader
from symbackprop.documents.settings import suggestion
from symbackprop.documents.source import Place, Source
from symbackprop.documents.workspace import Workspace
from symbackprop.errors import DocumentError, SymbackpropError, UsageError
from symbackprop.language.indices import extent
from symbackprop.language.systems import Role, System, Tensor

_WHOLE = re.compile(r"(\w+)(?:\[([^\],]*)\])?")
_ROLES = ("eq", "fig", "q")
DIRECTIVES = (
    equations, compositions, scalars, loops, samples, slopes, derivatives, worked_examples, insertions, ledgers
)  # fmt: skip
"""The modules whose directives enter the table of `directives`."""


def evaluate(source: Source, stem: str) -> model.Document:
    """The document that a source describes.   Raises: DocumentError with all that is wrong, each with its place."""
    return Evaluation(source, stem).document()


class Evaluation:
    """One source under evaluation: its networks, its parser, and the roles and directives in it."""

    def __init__(self, source: Source, stem: str) -> None:
        """Read the head; nothing else yet."""
        self.stem = stem
        self.head: Head = read_head(source)
        self.workspace = Workspace(source, self.head)
        self.parser = Parser(source, self.role, self._directive)
        self.evaluator = Evaluator(self.workspace, self.parser)
        self.source = source
        self.references: list[tuple[str, Place]] = []

    def document(self) -> model.Document:
        """The document.   Raises: DocumentError with all that is wrong."""
        blocks = self._finished(self.parser.blocks(self.source.text))
        for label, place in self.references:
            if label not in self.workspace.labels:
                self.parser.errors.append(
                    self.source.error(place, f"no label is {label!r}", **suggestion(label, self.workspace.labels))
                )
        if self.parser.errors:
            raise joined(self.parser.errors)
        trainable = self._trainable()
        anchors = {b.anchor: model.Target("equation", b.number, b.anchor) for b in model.walk(blocks)
                   if isinstance(b, model.EquationBlock)}  # fmt: skip
        return model.Document(
            self.stem,
            self.head.title,
            tuple(blocks),
            self.head.subtitle,
            {**anchors, **self.workspace.labels},
            setup=self._setup(),
            training=trainable.name if trainable else "",
            training_shape=_inputs(trainable.system) if trainable else (0, 0),
        )

    def _directive(self, given: Directive) -> list[Any]:
        if given.name not in KINDS:
            raise given.error(f"there is no directive {{{given.name}}}", **suggestion(given.name, KINDS))
        return [Pending(given)] if KINDS[given.name].late else self.evaluator.blocks(given)

    def _finished(self, blocks: Any) -> list[Any]:
        """The blocks with those that waited."""
        found: list[Any] = []
        for block in blocks:
            match block:
                case Pending(given):
                    found += self.parser.guarded(partial(self.evaluator.blocks, given), [])
                case model.Listing(items):
                    found.append(replace(block, items=tuple(tuple(self._finished(i)) for i in items)))
                case model.Quotation(inner) | model.Admonition(blocks=inner):
                    found.append(replace(block, blocks=tuple(self._finished(inner))))
                case _:
                    found.append(block)
        return found

    # Roles

    def role(self, name: str, content: str, place: Place) -> model.Inline:
        """The inline that a role makes.   Raises: DocumentError."""
        if name in ("eq", "fig"):
            self.references.append((content, place))
            return model.Reference(content)
        if name == "q":
            try:
                return model.Mathematics(self._quantity(content))
            except SymbackpropError as error:
                raise self.source.pointed(place, error) from None
        raise self.source.error(place, f"there is no role {{{name}}}", **suggestion(name, _ROLES))

    def _quantity(self, content: str) -> formulas.Formula:
        """A quantity of the first network that has it."""
        failures: list[SymbackpropError] = []
        networks: list[Declared | None] = [*self.head.networks.values()]
        for network in networks or [None]:
            system = System((), ()) if network is None else self.workspace.derived(network)
            try:
                return self._spelled(content, system)
            except SymbackpropError as error:
                failures.append(error)
        raise failures[0]

    def _spelled(self, content: str, system: System) -> formulas.Formula:
        system = system.extended(Tensor(s, (), Role.HYPERPARAMETER, s) for s in self.head.symbols)
        match = _WHOLE.fullmatch(content.strip())
        tensor = _find_tensor(match[1], match[2], system) if match else None
        if match and tensor is not None:
            where = match[2]
            layer = None
            if tensor.is_generic:
                layer = Reader(system, sizes=("l",)).expression(where or "l")
            return formulas.whole(tensor, layer, system, self.head.notation)
        reader = Reader(system, sizes=("l",))
        return formulas.inline(reader.expression(content), system, self.head.notation)

    # For notebooks

    def _setup(self) -> str:
        lines = [f"{n.name} = {n.code}" for n in self.head.networks.values() if n.code]
        return "\n".join(lines)

    def _trainable(self) -> Declared | None:
        return next((n for n in self.head.networks.values() if n.trainable), None)


def _find_tensor(name: str, where: str | None, system: System) -> Tensor | None:
    """The quantity that is named as a whole; None for an entry or an expression."""
    if name in system.by_name:
        tensor = system.by_name[name]
        axes = len(tensor.axes) - (1 if tensor.is_generic else 0)
        return tensor if axes and (tensor.is_generic or where is None) else None
    if where is None:
        return None
    gradient = name.startswith("d") and name != "delta"
    for tensor in system.tensors:
        letter = f"d{tensor.symbol}" if gradient else tensor.symbol
        if letter == name and (tensor.gradient_of is not None and tensor.symbol != "delta") == gradient:
            try:
                if tensor.layer == layer_number(where, system):
                    return tensor
            except UsageError:
                return None
    return None


def _inputs(system: System) -> tuple[int, int]:
    """The shape of 40 inputs, as the batch form wants them."""
    (tensor,) = system.with_role(Role.INPUT)
    width = next(int(n) for i in tensor.axes if (n := extent(i)).is_Integer)
    return (width, 40) if system.batch == "columns" else (40, width)


def joined(errors: list[DocumentError]) -> DocumentError:
    """Several errors as one, in the order of the document."""
    found = DocumentError(errors[0].headline)
    found.args = ("\n".join(str(e) for e in errors),)
    return found
