"""One call of the command line: its ports, its screen, and how it ends."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pulse.batches import Progress as ProgressReport
from pulse.errors import PulseError
from pulse.outside import build
from pulse.ports import Ports

FOUND = 1
"""Exit code: the command found something wrong."""
FAILED = 3
"""Exit code: the command could not do what it was asked to."""

Yes = Annotated[
    bool, typer.Option("--yes", help="Do it. Without it the command only shows what it would do.")
]


@dataclass(frozen=True)
class Session:
    ports: Ports
    console: Console

    @property
    def actor(self) -> str:
        """The operator's name in the audit trail."""
        return f"operator:{getpass.getuser()}"

    def say(self, text: str) -> None:
        self.console.print(text)

    def would(self, text: str) -> None:
        self.console.print(f"[yellow]Would {text}.[/yellow] Nothing was changed; add --yes to do it.")

    @contextlib.contextmanager
    def progress(self) -> Iterator[ProgressReport]:
        """A progress bar over the steps of a use case. It disappears at the end."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=self.console, transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)


@contextlib.contextmanager
def session(context: typer.Context) -> Iterator[Session]:
    """*context.obj* holds the ports in tests; otherwise they are built for the project of the environment."""
    console = Console(highlight=False)
    try:
        yield Session(context.obj or build.ports(), console)
    except PulseError as error:
        console.print(f"[red]{escape(error.message)}[/red] ({error.code})")
        raise typer.Exit(FAILED) from error
