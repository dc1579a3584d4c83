"""One call of the command line: its ports, its screen, and how it ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pulse import backoffice
from pulse.batches import Progress as ProgressReport
from pulse.errors import PulseError
from pulse.outside import build
from pulse.outside.principal import LOCAL, read_principal
from pulse.ports import Ports

FOUND = 1
"""Exit code: the command found something wrong."""
FAILED = 3
"""Exit code: the command could not do what it was asked to."""

Yes = Annotated[
    bool, typer.Option("--yes", help="Do it. Without it the command only shows what it would do.")
]


As = Annotated[
    str | None,
    typer.Option("--as", help="In the local world: which administrator you are."),
]


@dataclass(frozen=True)
class Terminal:
    """What a command works with. Tests put theirs into the context."""

    ports: Ports
    principal: Callable[[], str]
    """Whose credentials these are. Called only for what is written."""


@dataclass(frozen=True)
class Session:
    terminal: Terminal
    console: Console

    @property
    def ports(self) -> Ports:
        return self.terminal.ports

    @property
    def actor(self) -> str:
        """The operator's name in the audit trail."""
        return f"operator:{self.terminal.principal()}"

    def administrator(self, named: str | None) -> str:
        """The uid of the administrator that these credentials belong to (decision 1812).

        Raises *NotAnAdministrator*. The local world asks nobody who they are, so there *named* says it.
        """
        principal = self.terminal.principal()
        if principal == LOCAL:
            if named is None:
                raise typer.BadParameter("in the local world, say which administrator you are: --as UID")
            return backoffice.require_administrator(named, ports=self.ports)
        if named is not None:
            raise typer.BadParameter("--as is for the local world: your credentials say who you are")
        return backoffice.identify_administrator(principal, ports=self.ports)

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
    """*context.obj* holds the terminal in tests; otherwise it is that of the environment's project."""
    console = Console(highlight=False)
    try:
        yield Session(context.obj or Terminal(build.ports(), read_principal), console)
    except PulseError as error:
        console.print(f"[red]{escape(error.message)}[/red] ({error.code})")
        raise typer.Exit(FAILED) from error
