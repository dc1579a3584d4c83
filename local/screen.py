"""The output at the terminal: a line for each finished step, and a spinner for the current one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.status import Status

LOG_COLUMNS = 140
"""The width when the output is not a terminal."""


def terminal() -> Console:
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = LOG_COLUMNS
    return console


@dataclass
class Waiting:
    """A step that is running. `note` shows its progress, `result` its outcome."""

    status: Status
    title: str
    result: str = ""

    def note(self, text: str) -> None:
        self.status.update(f"{self.title}: [dim]{escape(text)}[/dim]")


@dataclass(frozen=True)
class Screen:
    console: Console = field(default_factory=terminal)

    def say(self, text: str) -> None:
        self.console.print(text)

    def heading(self, text: str) -> None:
        self.console.print(f"\n[bold]{text}[/bold]")

    @contextlib.contextmanager
    def waiting(self, title: str) -> Iterator[Waiting]:
        """A spinner while the step runs, then a line with the result and the seconds."""
        began = time.monotonic()
        try:
            with self.console.status(title) as status:
                waiting = Waiting(status, title)
                yield waiting
        except BaseException:
            self.console.print(f"  [red]✗[/red] {title}")
            raise
        seconds = time.monotonic() - began
        self.console.print(f"  [green]✓[/green] {title}  {waiting.result} [dim]({seconds:.1f} s)[/dim]")


def silent() -> Screen:
    return Screen(Console(quiet=True))
