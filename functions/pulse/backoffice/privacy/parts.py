"""Where data about a person is stored: one row for each part of an export, and what no export shows and why.

A test compares both with the list of all collections (`docs/access.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pulse.accounts import Role
from pulse.backoffice.privacy.traces import (
    challenges_of,
    entries_of,
    find_names_in_events,
    read_standings,
)
from pulse.earnings import balance_path
from pulse.notices import mail_refusal_path
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Operator, Query
from pulse.sales import customer_path

Find = Callable[[str, Ports], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Part:
    """*name* in the export; *collections* as in the table of access, a subcollection as `users/notices`."""

    name: str
    collections: tuple[str, ...]
    find: Find


def _where(collection: str, field: str, operator: Operator = "==") -> Find:
    """Documents that name the person in *field*."""
    return lambda user_id, ports: ports.store.query(Query(collection, where=[(field, operator, user_id)]))


def _below_user(collection: str) -> Find:
    return lambda user_id, ports: ports.store.query(Query(f"{path('users', user_id)}/{collection}"))


def _at(path_of: Callable[[str], str]) -> Find:
    return lambda user_id, ports: ports.store.get_all([path_of(user_id)]).values()


def _challenges(user_id: str, ports: Ports) -> Iterator[Document]:
    yield from _where("challenges", "ownerId")(user_id, ports)
    yield from _where("challenges", "ownerId", "array_contains")(user_id, ports)


def _corrections(user_id: str, ports: Ports) -> Iterator[Document]:
    for side in ("buyerId", "ownerId"):
        for payment in _where("payments", side)(user_id, ports):
            yield from ports.store.query(Query("corrections", where=[("paymentId", "==", payment.id)]))


def _entries(user_id: str, ports: Ports) -> Iterator[Document]:
    """Each entry once, also one that names the person twice."""
    found = {
        entry.path: entry
        for role in ("trainer", "winner", "buyer", "payer", "bank")
        for entry in _where("journal", "accounts", "array_contains")(f"{role}:{user_id}", ports)
    }
    yield from found.values()


def _events(user_id: str, ports: Ports) -> Iterator[Document]:
    found = {
        event.path: event
        for field, value in find_names_in_events(user_id, ports=ports)
        for event in ports.store.query(Query("stripeEvents", where=[(field, "==", value)]))
    }
    yield from found.values()


def _standings(user_id: str, ports: Ports) -> Iterator[Document]:
    """The person's own line of each frozen result."""
    for challenge_id in challenges_of(_where("user-challenge", "userId")(user_id, ports)):
        for page in read_standings(challenge_id, ports=ports):
            for line in entries_of(page):
                if isinstance(line, dict) and line.get("userId") == user_id:
                    yield Document(page.path, line, page.version)


PARTS = (
    Part("notices", ("users/notices",), _below_user("notices")),
    Part("devices", ("users/devices",), _below_user("devices")),
    Part("mailRefusals", ("mailRefusals",), _at(mail_refusal_path)),
    Part("errors", ("users/stripeErrors",), _below_user("stripeErrors")),
    Part("stripeAccounts", ("stripeAccounts",), _where("stripeAccounts", "userId")),
    Part("customers", ("stripeCustomers",), _at(customer_path)),
    Part("balances", ("balances",), _at(balance_path)),
    Part("participations", ("user-challenge",), _where("user-challenge", "userId")),
    Part("standings", ("awards", "awards/standings"), _standings),
    Part("challenges", ("challenges",), _challenges),
    Part("purchases", ("payments",), _where("payments", "buyerId")),
    Part("sales", ("payments",), _where("payments", "ownerId")),
    Part("reservations", ("purchases",), _where("purchases", "buyerId")),
    Part("refundRequests", ("refundRequests",), _where("refundRequests", "ownerId")),
    Part("corrections", ("corrections",), _corrections),
    Part("pools", ("prizePools",), _where("prizePools", "payerIds", "array_contains")),
    Part("poolFundings", ("poolFundings",), _where("poolFundings", "payerId")),
    Part("poolReturns", ("poolReturns",), _where("poolReturns", "payerId")),
    Part("poolContests", ("poolContests",), _where("poolContests", "userId")),
    Part("prizes", ("prizeRecords",), _where("prizeRecords", "userId")),
    Part("entries", ("journal",), _entries),
    Part("events", ("stripeEvents",), _events),
    Part("disclosures", ("disclosures",), _at(lambda user_id: path("disclosures", user_id))),
)

SHOWN_FIRST = ("users", *(role.collection for role in Role))
"""The profile and the accounts have their own form in an export."""

NOT_SHOWN: Mapping[str, str] = {
    "administrators": "who gave power to whom; the person's token says which they have",
    "alerts": "for operators; what concerns a person is copied to their errors",
    "approvals": "what administrators asked of each other",
    "auditHeads": "hashes",
    "auditLog": "hashes, and who of the staff acted",
    "cancellations": "what administrators decided about a challenge",
    "control": "switches and cursors",
    "differences": "work of operators on amounts that are shown as entries",
    "erasures": "whoever can ask for an export is not erased",
    "holds": "why a prize is checked; to show it would help to avoid the check",
    "migrationDecisions": "what operators decided about a record, which is shown itself",
    "migrationImages": "which fields of a record were added or changed; the record is shown itself",
    "ownMoney": "sums of the platform, and ids of prizes that wait for it",
    "paidCards": "by which cards people are compared; to show it would help to avoid the check",
    "personHolds": "why a person is checked, as in `holds`; it stays when they are erased",
    "refundTurns": "when an administrator last refunded at our cost",
    "replays": "which of Stripe's events administrators had handled again",
    "takenBack": "which purchases went back; the purchases themselves are shown",
    "rateLimits": "counts of calls, without a name",
}
