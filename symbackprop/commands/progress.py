"""A progress bar of a training: epochs done, what they reached, examples a second, time left; quiet elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from symbackprop.training.run import Callback, Run


@contextmanager
def progress_bar(console: Console, epochs: int, quiet: bool = False) -> Iterator["list[Callback]"]:
    """The callback that moves a bar on a terminal; none where there is no terminal, or it is to be `quiet`."""
    if quiet or not console.is_terminal:
        yield []
        return
    columns = (
        TextColumn("epoch {task.fields[epoch]}/{task.total:.0f}"),
        BarColumn(bar_width=24),
        TextColumn("{task.description}"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=epochs, epoch=0)

        def move(run: "Run") -> None:
            bar.update(task, completed=run.done, epoch=run.epoch, description=reached(run))

        yield [move]


def reached(run: "Run") -> str:
    """What the last epoch reached, and the speed: cost 0.1234  accuracy 97.1%  12,345 examples/s."""
    parts = []
    if run.rows:
        last = run.rows[-1]
        cost, accuracy = last.cost, last.accuracy
        if last.validation_cost is not None:
            cost, accuracy = last.validation_cost, last.validation_accuracy
        parts.append(f"cost {cost:.4g}")
        parts += [] if accuracy is None else [f"accuracy {accuracy:.1%}"]
    return "  ".join([*parts, f"{run.rate:,.0f} examples/s"])
