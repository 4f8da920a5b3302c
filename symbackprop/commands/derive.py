"""`symbackprop derive`: the equations of a network, each with the referee's verdict."""

import json
from typing import Any

import symbackprop as sb
from symbackprop.checking.verdicts import Verdict
from symbackprop.commands.choices import (
    COST,
    FORMATS,
    FORMS,
    HIDDEN,
    OUTPUT,
    batch_of,
    build,
    chosen,
    in_command_words,
    made,
    widths,
)
from symbackprop.commands.formats import latex_lines, markdown_lines, text_lines
from symbackprop.commands.screen import Screen
from symbackprop.commands.statements import Statement, as_json, statements
from symbackprop.errors import UsageError
from symbackprop.language.systems import System
from symbackprop.typesetting.notation import NOTATIONS


def run(options: Any) -> int:
    """Derive, check and print; 1 when the referee refutes something."""
    system = sb.backprop(_system(options))
    form = chosen("--form", options.form, FORMS)
    notation = chosen("--notation", options.notation, NOTATIONS)
    written = chosen("--format", options.format, FORMATS)
    report = None if options.no_check else sb.check(system)
    found = [s for s in statements(system, report, form, notation) if _wanted(s, system, options.layer)]
    if not found:
        depth = max(int(t.layer) for t in system.tensors if t.layer is not None and t.layer.is_Integer)
        raise UsageError(f"--layer {options.layer}: there is no such layer", expected=f"1 to {depth}")
    if written == "json":
        print(json.dumps([as_json(s) for s in found], indent=2, ensure_ascii=False))
    else:
        lines = {"text": text_lines, "latex": latex_lines, "markdown": markdown_lines}[written]
        Screen().lines(lines(found, system, options.steps, notation))
    return int(any(s.judgement is not None and s.judgement.overall is Verdict.REFUTED for s in found))


def _system(options: Any) -> System:
    strength = 0.0 if options.l2 else None
    if options.generic:
        if options.layers:
            raise UsageError("--generic stands for every number of layers and every width", got=options.layers)
        hidden = made("--hidden", options.hidden or "unspecified", HIDDEN)
        output = made("--output", options.output, OUTPUT) if options.output else None
        cost = made("--cost", options.cost, COST) if options.cost else None
        batch = batch_of(options.batch)
        with in_command_words():
            return sb.generic_network(hidden, output, cost, batch, None if strength is None else sb.L2(strength))
    if not options.layers:
        raise UsageError(
            "which network?", expected="widths such as 784-30-10 or n_0-n_1-n_2, or --generic",
            hint="symbackprop derive --help shows examples",
        )  # fmt: skip
    layers = widths("layers", options.layers)
    return build(layers, options.hidden, options.output, options.cost, options.batch, strength)


def _wanted(statement: Statement, system: System, layer: int | None) -> bool:
    if layer is None:
        return True
    tensor = system.by_name.get(statement.equation.defines)
    return tensor is not None and tensor.layer == layer
