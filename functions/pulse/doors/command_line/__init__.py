"""The operators' command line: `python -m pulse.backoffice`. It shows; with `--yes` it acts."""

from pulse.doors.command_line.commands import app

__all__ = ["app"]
