"""`python -m pulse.backoffice`: the operators' command line."""

from pulse.doors.command_line import app

app()
