"""`python -m deploy preflight|deploy|verify|roll-endpoints PROJECT [--yes]`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence

import google.auth
import google.auth.transport.requests
import requests
from google.auth.exceptions import GoogleAuthError

from deploy import report, run
from deploy.clients import Clients
from deploy.errors import CannotDeploy
from deploy.firebase_cli import FirebaseCli
from deploy.google import SCOPES, Google
from deploy.steps import signing_secrets
from deploy.stripe_side import StripeSide
from deploy.table import STEPS
from deploy.wanted import ROOT, Wanted
from pulse.settings import SECRETS

FIREBASE = ROOT / "node_modules" / ".bin" / "firebase"
DISCOVERY_SECONDS = "60"


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code: 1 where something is wrong or a person has to decide."""
    options = _options(arguments)
    try:
        wanted = Wanted.of(options.project)
        clients = _clients(wanted, environment)
        return chosen(options.command, yes=options.yes)(clients, wanted)
    except CannotDeploy as error:
        print(error, file=sys.stderr)
        return 1


def chosen(command: str, *, yes: bool) -> Callable[[Clients, Wanted], int]:
    return DOING.get(command, COMMANDS[command]) if yes else COMMANDS[command]


def preflight(clients: Clients, wanted: Wanted) -> int:
    results = run.look(STEPS, clients, wanted)
    print(report.preflight(results, wanted.project))
    return int(any(one.failed or one.plan.blocks for one in results))


def deploy(clients: Clients, wanted: Wanted) -> int:
    results = run.do(
        STEPS, clients, wanted, say=lambda sentence: print(report.progress(sentence), flush=True)
    )
    print(f"\n{report.deployed(results, len(STEPS), wanted.project)}")
    return int(any(one.failed or one.plan.blocks for one in results))


def roll_endpoints(clients: Clients, wanted: Wanted) -> int:
    count = signing_secrets.roll(clients, wanted)
    print(f"{count} endpoints are to be replaced, with their signing secrets, by the next deployment.")
    return 0


def would_roll_endpoints(_clients: Clients, wanted: Wanted) -> int:
    print(f"The next deployment to {wanted.project} would replace every endpoint, with its signing secret.")
    return 0


def verify(clients: Clients, wanted: Wanted) -> int:
    results = run.look(STEPS, clients, wanted)
    print(report.verified(results, wanted.project))
    return int(not run.is_right(results))


COMMANDS = {
    "preflight": preflight,
    "deploy": preflight,
    "verify": verify,
    "roll-endpoints": would_roll_endpoints,
}
"""Without --yes nothing is changed: deploy is a preflight."""
DOING = {"deploy": deploy, "roll-endpoints": roll_endpoints}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy", description="Deploy this backend to a project.")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("project", help="the project's id")
    parser.add_argument(
        "--yes", action="store_true", help="do it; without it deploy only says what it would do"
    )
    return parser.parse_args(arguments)


def _clients(wanted: Wanted, environment: Mapping[str, str]) -> Clients:
    try:
        credentials, _ = google.auth.default(scopes=SCOPES, quota_project_id=wanted.project)
    except GoogleAuthError as error:
        raise CannotDeploy(
            "You are not signed in to Google. Run: gcloud auth application-default login"
        ) from error
    session = google.auth.transport.requests.AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
    return Clients(
        google=Google(session, wanted.project),
        stripe=StripeSide(
            requests.Session(),
            environment.get("STRIPE_SECRET_KEY", ""),
            environment.get("STRIPE_SETUP_KEY", ""),
        ),
        cli=FirebaseCli(wanted, FIREBASE),
        given={name: environment[name] for name in SECRETS if environment.get(name)},
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
