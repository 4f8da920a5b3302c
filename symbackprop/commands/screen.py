"""What goes to the terminal: colours and a progress bar there, plain lines anywhere else."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

if TYPE_CHECKING:
    from symbackprop.training.loop import Progress as Report
    from symbackprop.training.measures import Epoch


class _Console(Console):
    """A console that lets the door decide what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Raise, where Rich would end the program with exit code 1."""
        raise BrokenPipeError


class Screen:
    """Standard output."""

    def __init__(self) -> None:
        """Rich decides by itself whether there is a terminal, and honours NO_COLOR."""
        self.console = _Console(file=sys.stdout, highlight=False, soft_wrap=True)

    def line(self, text: str = "", style: str = "") -> None:
        """One line, never cut and never read as markup."""
        self.console.print(Text(text, style=style), soft_wrap=True)

    def lines(self, lines: Iterable[tuple[str, str]]) -> None:
        """Lines with their styles."""
        for text, style in lines:
            self.line(text, style)

    @contextmanager
    def epochs(self, total: int) -> Iterator["Report"]:
        """A progress bar on a terminal; silence elsewhere."""
        if not self.console.is_terminal:
            yield lambda epoch: None
            return
        columns = (TextColumn("training"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task("", total=total)

            def advance(epoch: "Epoch") -> None:
                accuracy = "" if epoch.accuracy is None else f"   accuracy {epoch.accuracy:.1%}"
                bar.update(task, completed=epoch.number, description=f"cost {epoch.cost:.4f}{accuracy}")

            yield advance
