"""The commands behind `make up`, `make demo` and `make clean`."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Never

import httpx
import typer
from rich.console import Console
from rich.markup import escape

from local import backoffice as command_line
from local import seed, world
from local.by_hand import end_challenge
from local.curls import curls
from local.endpoints import Endpoints
from local.errors import CannotStart
from local.people import ADMIN, SECOND_ADMIN, Auth
from local.places import DEFAULT_HOME, FUNCTIONS
from local.ports import WorldPorts
from local.processes import Family, end_leftovers, find_supervisor, stoppable
from local.screen import Screen
from local.story import onboarding_form
from local.story.expect import Unexpected
from local.story.player import StepFailed, play
from local.stripe_side import StripeSide

INTERRUPTED = 130
"""A shell's convention for Ctrl-C."""
TOKENS_RENEWED_SECONDS = 10 * 60
"""Acts of administrators need a sign-in of the last 15 minutes."""

_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
"""Options belong to the command that is run."""

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False)


@app.command()
def up() -> None:
    """Start the local world with its data and keep it running until Ctrl-C."""
    screen = Screen()
    with reported_failures(screen, interrupted=0):
        ports = WorldPorts.from_environment(os.environ)
        stripe = StripeSide.from_environment(os.environ)
        with stoppable(), world.running(DEFAULT_HOME, ports, stripe, screen) as (where, family):
            _show(screen, where, stripe)
            _keep_up(where, family)


@app.command()
def demo() -> None:
    """Start the local world, play the story, show the money, stop everything."""
    screen = Screen()
    with reported_failures(screen, interrupted=INTERRUPTED):
        ports = WorldPorts.from_environment(os.environ)
        stripe = StripeSide.emulator()
        with stoppable(), world.running(DEFAULT_HOME, ports, stripe, screen) as (where, _family):
            play(where, stripe, screen)
        screen.say("[green]The story holds.[/green]")


@app.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
)
def backoffice(context: typer.Context) -> None:
    """Run the operators' command line against the local world that runs."""
    with reported_failures(Screen(), interrupted=INTERRUPTED):
        command_line.run(DEFAULT_HOME, WorldPorts.from_environment(os.environ), context.args)


@app.command()
def rehearse(export: Path) -> None:
    """Rehearse a migration on the Firestore export in the folder EXPORT; STRIPE_SECRET_KEY may only read."""
    sys.path.insert(0, str(FUNCTIONS))
    from local import rehearsal  # noqa: PLC0415 - the functions' folder is on the path by then

    screen = Screen()
    with reported_failures(screen, interrupted=INTERRUPTED), stoppable():
        rehearsal.run(export, screen)


@app.command()
def onboard(link: str, ssn: str = onboarding_form.ANSWERS["ssn"]) -> None:
    """Fill in and submit the onboarding form that LINK leads to, as a person does in a browser."""
    with reported_failures(Screen(), interrupted=INTERRUPTED):
        typer.echo(
            f"The form is submitted; Stripe sends the person to {onboarding_form.submit(link, ssn=ssn)}"
        )


@app.command()
def end(challenge: str, winner: str) -> None:
    """End CHALLENGE of the local world that runs; WINNER has the best result."""
    with reported_failures(Screen(), interrupted=INTERRUPTED):
        where = WorldPorts.from_environment(os.environ)
        os.environ.update(world.emulators(where))
        typer.echo(end_challenge(challenge, winner))


@app.command()
def stop() -> None:
    """End the processes that an earlier local world left behind."""
    if supervisor := find_supervisor(DEFAULT_HOME):
        typer.echo(f"a local world is running (process {supervisor}): stop it with Ctrl-C first", err=True)
        raise typer.Exit(1)
    if ended := end_leftovers():
        typer.echo(f"Ended {ended} processes that an earlier local world had left behind.")


def _keep_up(where: Endpoints, family: Family) -> Never:
    """Until Ctrl-C. Signs everyone in again in time, so that the tokens of administrators stay of use."""
    renewed_at = time.monotonic()
    while True:
        family.refuse_ended()
        if time.monotonic() - renewed_at > TOKENS_RENEWED_SECONDS:
            renewed_at = time.monotonic()
            with contextlib.suppress(httpx.HTTPError):  # the next time, or the emulator has ended
                seed.write_tokens(Auth(where.auth), DEFAULT_HOME)
        time.sleep(1)


@contextlib.contextmanager
def reported_failures(screen: Screen, *, interrupted: int) -> Iterator[None]:
    """A failure becomes a sentence on the error stream and exit code 1; Ctrl-C exits with *interrupted*."""
    errors = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        yield
    except StepFailed as failure:
        errors.print(f"[red]The story does not hold.[/red] {escape(str(failure))}")
        errors.print(f"The logs of the parts are in {DEFAULT_HOME.logs}.")
        raise typer.Exit(1) from None
    except (CannotStart, Unexpected, httpx.HTTPError) as problem:
        errors.print(f"[red]Cannot continue:[/red] {escape(str(problem))}")
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        screen.say("Stopped.")
        raise typer.Exit(interrupted) from None


def _show(screen: Screen, where: Endpoints, stripe: StripeSide) -> None:
    screen.heading("The local world is up (Ctrl-C stops it)")
    for name in ("hosting", "functions", "auth", "firestore", "tasks", "stripe"):
        screen.say(f"  {name:<10} {getattr(where, name)}")
    screen.say(f"  all        {DEFAULT_HOME.endpoints}, logs in {DEFAULT_HOME.logs}")
    screen.say(
        "\nThe emulators do not run schedules, so sweep and reconcile run here "
        f"every {world.TICK_SECONDS} seconds (log: ticker.log)."
    )
    screen.say(
        f"Administrators ({ADMIN.uid}, {SECOND_ADMIN.uid}) signed in with a second factor. The tokens in "
        f"{DEFAULT_HOME.tokens} are new every {TOKENS_RENEWED_SECONDS // 60} minutes."
    )
    screen.say(f"E-mails arrive as texts in {DEFAULT_HOME.mails}, push messages in {DEFAULT_HOME.pushes}.")
    screen.say('The operators\' command line, in another terminal: make backoffice ARGS="status"')
    if not stripe.emulated:
        screen.say("\nThis world uses Stripe's test mode. To receive its webhooks, also run:")
        screen.say(f"  {stripe.listen_hint(where)}")
        screen.say("Then start again with STRIPE_WEBHOOK_SECRETS and STRIPE_CONNECT_WEBHOOK_SECRETS")
        screen.say("set to the secret that it prints.")
    screen.heading("Calls to copy and run")
    for meaning, call in curls(where, DEFAULT_HOME):
        screen.say(f"[dim]# {meaning}[/dim]")
        screen.console.print(call, markup=False)
