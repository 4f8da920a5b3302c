"""`symbackprop scaling`: how long a step takes on 1 to 4,096 devices, and where more of them stop helping."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from symbackprop.commands.choices import chosen

if TYPE_CHECKING:
    from symbackprop.devices.scaling import Machine, Row
    from symbackprop.devices.work import Work

SUMMARY = "compute the time of a step on 1 to 4,096 devices"
DESCRIPTION = """\
Counts the operations and the bytes of a step in the network's equations, and computes from the speeds of a machine how
long it takes on so many devices that share out a batch, with one all-reduce a step; beside it, how much of the devices
is used when each has a batch of its own.  These are numbers of a model: nothing is measured.
"""
EPILOG = """\
machines:  cpu, a100, h100, h200

examples:
  symbackprop scaling 784-128-10 --batch-size 4096 --machine cpu
  symbackprop scaling 8192-8192-8192-1000 --batch-size 32768 --machine h100
"""
_FORMATS = ("text", "markdown")
_HEADS = ("devices", "examples each", "computing", "adding up", "step", "speedup", "efficiency", "at a fixed share")


def add_options(command: Any) -> None:
    """The options of the command."""
    command.add_argument("layers", metavar="LAYERS", help="widths, inputs first: 784-128-10")
    command.add_argument("--hidden", metavar="NAME", help="activation of the hidden layers (relu)")
    command.add_argument("--output", metavar="NAME", help="activation of the last layer (what fits the cost)")
    command.add_argument("--cost", metavar="NAME", help="cost (what fits the output; cross-entropy)")
    command.add_argument(
        "--batch-size", type=int, default=4096, metavar="M", help="examples a step, all devices (4096)"
    )
    command.add_argument("--machine", default="h100", metavar="NAME", help="cpu, a100, h100, h200 (h100)")
    command.add_argument("--format", default="text", metavar="FORMAT", help=f"{' or '.join(_FORMATS)} (text)")


def run(options: Any) -> int:
    """Count, compute and print."""
    from symbackprop.commands.choices import refuse_unspecified, widths
    from symbackprop.commands.screen import Screen
    from symbackprop.devices.scaling import find_machine
    from symbackprop.errors import UsageError

    written = chosen("--format", options.format, _FORMATS)
    machine = find_machine(options.machine)
    layers = widths("layers", options.layers)
    if any(isinstance(width, str) for width in layers):
        raise UsageError("layers: times need numbers", text=options.layers, expected="widths such as 784-128-10")
    if options.batch_size < 1:
        raise UsageError(f"--batch-size {options.batch_size}: a batch has at least one example")
    refuse_unspecified(options.hidden, options.output, options.cost)
    work = _work(layers, options)
    rows = list(_rows(work, machine, options.batch_size))
    screen = Screen()
    for line in _said(options.layers, work, machine, options.batch_size):
        screen.line(line)
    screen.line()
    for line in _markdown(rows) if written == "markdown" else _text(rows):
        screen.line(line)
    return 0


def _work(layers: list[int | str], options: Any) -> "Work":
    """The work of a step of gradient descent."""
    from symbackprop.commands.choices import build
    from symbackprop.devices.work import count_work
    from symbackprop.optimisers.descent import GradientDescent
    from symbackprop.optimisers.optimiser import optimised
    from symbackprop.sweep import backprop

    hidden = (options.hidden or "relu") if len(layers) > 2 else options.hidden
    network = build(layers, hidden, options.output, options.cost, "rows", None)
    return count_work(optimised(backprop(network), GradientDescent()))


def _rows(work: "Work", machine: "Machine", batch: int) -> Iterator[tuple[str, ...]]:
    """A line for each number of devices, as text."""
    from symbackprop.devices.scaling import scale

    shared = scale(work, machine, batch)
    own = {row.devices: row for row in scale(work, machine, batch, each=True)}
    for row in shared:
        yield (
            f"{row.devices:,}",
            f"{row.batch / row.devices:,.6g}",
            _seconds(row.computing),
            _seconds(row.adding) if row.adding else "0",
            _seconds(row.total),
            f"{row.speedup:#.3g}".rstrip("."),
            f"{row.efficiency:.1%}",
            f"{own[row.devices].efficiency:.1%}",
        )


def _said(layers: str, work: "Work", machine: "Machine", batch: int) -> Iterator[str]:
    """What was counted, and where sharing out stops to help."""
    from symbackprop.devices.scaling import scale, stops_at

    rows = scale(work, machine, batch)
    yield f"{layers}, {batch:,} examples a step, on {machine.name}."
    yield (
        f"A step: {work.flops:,} operations an example, {work.parameters:,} parameters, "
        f"{work.parameters * machine.item / 1e6:,.3g} MB of gradients."
    )
    fastest, last = _fastest(rows), _last_efficient(rows)
    where = stops_at(work, machine, batch)
    across = f"where ∂t/∂D = 0 across servers: D = {where:,.3g}" if where > machine.server else (
        "∂t/∂D > 0 across servers: a second server never helps")  # fmt: skip
    yield (
        f"Fastest with {fastest.devices:,} device{'s' * (fastest.devices > 1)} ({_seconds(fastest.total)}; {across}); "
        f"from {last.devices * 2:,} on, more than half of each device's time is lost."
    )


def _fastest(rows: Sequence["Row"]) -> "Row":
    """The row of the shortest step; one device, where others gain nothing that is shown."""
    best = min(rows, key=lambda row: row.total)
    return best if rows[0].total > best.total * 1.005 else rows[0]


def _last_efficient(rows: Sequence["Row"]) -> "Row":
    return [row for row in rows if row.efficiency >= 0.5][-1]


def _seconds(value: float) -> str:
    """Three digits, with the unit that fits."""
    unit, size = next(((u, s) for u, s in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)) if value >= s), ("ns", 1e-9))
    shown = f"{value / size:#,.3g}" if value < 999.5 * size else f"{value / size:,.0f}"
    return f"{shown.rstrip('.')} {unit}"


def _text(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(line[n]) for line in (_HEADS, *rows)) for n in range(len(_HEADS))]
    for line in (_HEADS, *rows):
        yield "  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True))


def _markdown(rows: list[tuple[str, ...]]) -> Iterator[str]:
    for line in (_HEADS, ("---:",) * len(_HEADS), *rows):
        yield f"| {' | '.join(line)} |"
