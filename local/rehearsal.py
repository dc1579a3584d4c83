"""`make rehearse EXPORT=folder`: a migration on a copy. Nothing of the project or at Stripe is changed.

A Firestore export is loaded into an emulator of its own, and the operators' commands run there in the order
of docs/migrating.md, to the undo. Stripe is asked what is true, by a client that can do nothing else.
"""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from google.cloud import firestore as client

from local import firestore
from local.errors import CannotStart
from local.screen import Screen
from pulse.batches import read_all
from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.errors import Misconfigured
from pulse.ledger import HEAD
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.lazy import Lazy
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.outside.stripe_client import StripeClient
from pulse.outside.system_clock import SystemClock
from pulse.ports import Alert, Ports, Store, Stripe
from pulse.ports.store import Query
from pulse.settings import Settings, secret

PROJECT = "demo-rehearsal"
OPERATOR = "rehearsal"
_METADATA = "*.overall_export_metadata"
_TOUCHED = (
    "users",
    "stripeConnect",
    "winnerStripeConnect",
    "stripeAccounts",
    "payments",
    "prizeRecords",
    "holds",
)
_ASKS = ("retrieve_", "list_", "livemode")
_STEPS = (
    ("begin", "--yes"),
    ("step", "accounts", "--yes"),
    ("step", "payments", "--yes"),
    ("step", "prizes", "--yes"),
)
_FOUND = 1
_NONE: Mapping[str, Any] = {"": "there is no such document"}
_IMPORT_SECONDS = 600
_ANSWER_SECONDS = 60


class OnlyAsks:
    """Stripe, of which only questions are passed on."""

    def __init__(self, stripe: Stripe) -> None:
        self._stripe = stripe

    def __getattr__(self, name: str) -> Any:
        if not name.startswith(_ASKS):
            raise CannotStart(f"a rehearsal asks Stripe and changes nothing there: {name} is refused")
        return getattr(self._stripe, name)


class _NoAlerts:
    """A rehearsal tells nobody."""

    def raise_alert(self, alert: Alert) -> None: ...


def run(export: Path, screen: Screen) -> None:
    """Rehearse with the key in STRIPE_SECRET_KEY. Raises *CannotStart* where something does not hold."""
    try:
        key = secret("STRIPE_SECRET_KEY")
    except Misconfigured as error:
        raise CannotStart(f"{error.message}. A restricted key that may only read is enough") from error
    settings = Settings(project=PROJECT)
    with loaded(export) as store:
        rehearse(ports_of(store, StripeClient(key, settings), settings), screen)


def ports_of(store: Store, stripe: Stripe, settings: Settings) -> Ports:
    return Ports(
        store=store,
        stripe=OnlyAsks(stripe),
        queue=Lazy(_refuse_tasks),
        clock=SystemClock(),
        alerts=_NoAlerts(),
        sign_ins=MemorySignIns(),
        settings=settings,
        new_id=lambda: uuid.uuid4().hex,
    )


def _refuse_tasks() -> None:
    raise CannotStart("a rehearsal queues nothing, and something was to be queued")


def rehearse(ports: Ports, screen: Screen) -> None:
    """Report, steps, check and undo; in the end every document is what it was. Raises *CannotStart*."""
    before = documents(ports.store)
    doubtful = _command(ports, "report") == _FOUND
    for command in _STEPS:
        code = _command(ports, *command)
        if code not in ({0, _FOUND} if doubtful else {0}):
            raise CannotStart(f"`migrate {' '.join(command)}` did not end well (exit code {code})")
    if _command(ports, "check") != 0:
        raise CannotStart("the sums after the steps are not those from before")
    if _command(ports, "undo", "--yes") != 0:
        raise CannotStart("the undo left documents behind")
    after = documents(ports.store)
    if changed := sorted(
        name for name in {*before, *after} if before.get(name, _NONE) != after.get(name, _NONE)
    ):
        raise CannotStart(f"after the undo {len(changed)} documents are not what they were: {changed[:5]}")
    told = "Doubtful documents are left for a person." if doubtful else "Nothing is doubtful."
    screen.say(f"[green]The rehearsal holds:[/green] {len(before)} documents are what they were. {told}")


def _command(ports: Ports, *arguments: str) -> int:
    """The exit code of an operator's command."""
    terminal = Terminal(ports, lambda: OPERATOR)
    try:
        app(["migrate", *arguments], obj=terminal, prog_name="python -m pulse.backoffice")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else _FOUND
    return 0


def documents(store: Store) -> dict[str, Mapping[str, Any]]:
    """What a migration may touch, without the place in the audit trail: an undo does not take that back."""
    return {
        document.path: {name: value for name, value in document.fields.items() if name != HEAD}
        for name in _TOUCHED
        for document in read_all(store, Query(name))
    }


@contextlib.contextmanager
def loaded(export: Path) -> Iterator[Store]:
    """A Firestore with what the export holds. Raises *CannotStart* for a folder that holds none."""
    found = sorted(export.rglob(_METADATA))
    if len(found) != 1:
        raise CannotStart(f"{export} must hold one file named {_METADATA}, and holds {len(found)}")
    with firestore.running("rehearsal") as address:
        answer = httpx.post(
            f"http://{address}/emulator/v1/projects/{PROJECT}:import",
            json={
                "database": f"projects/{PROJECT}/databases/(default)",
                "export_directory": str(found[0].resolve()),
            },
            timeout=_IMPORT_SECONDS,
        )
        if answer.is_error:
            raise CannotStart(f"the emulator cannot load {found[0]}: {answer.text[:200]}")
        yield FirestoreStore(client.Client(project=PROJECT), timeout_seconds=_ANSWER_SECONDS)
