"""What is known of all documents together: who claims which account, and what is named more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pulse.accounts import Role
from pulse.backoffice.migration.findings import created_at
from pulse.backoffice.migration.questions import require_the_right_key
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.backoffice.migration.records import Choice, Decision
from pulse.backoffice.migration.transfers import list_unnamed
from pulse.batches import partition, read_all
from pulse.documents import PROFILES, account_named, wins_of
from pulse.ports import Document, Ports, Store
from pulse.ports.store import NO_FIELDS, Query
from pulse.ports.stripe_objects import Transfer

Holder = tuple[str, Role]
Place = tuple[str, str]
"""A challenge and a person."""


@dataclass(frozen=True, slots=True)
class Context:
    decisions: Mapping[str, Decision]
    """By subject."""
    adopted: frozenset[str]
    """The records that steps have adopted."""
    claims: Mapping[str, frozenset[Holder]]
    """Account id -> who says that it is theirs, without documents that a person left aside."""
    accounts: Mapping[str, frozenset[str]]
    """The same by person."""
    holders: Mapping[str, frozenset[Holder]]
    """Account id -> everybody who ever said that it is theirs."""
    opened: Mapping[Holder, datetime]
    """When the record of an account was made, where it says so."""
    every_account: Mapping[str, frozenset[str]]
    """By person, with what a person left aside: money that was sent there may have paid them."""
    copies: Mapping[Holder, str]
    """The account that a person's profile names."""
    people: Mapping[str, str]
    """Username -> the only person of that name."""
    intents: Counter[str]
    """How many payments name a payment intent."""
    transfers: Counter[str]
    """How many prize records name a transfer."""
    prizes: Counter[Place]
    """How many records a prize has, with those that a person left aside: they may have been paid."""
    awarded: frozenset[str]
    """Challenges that this system awarded."""
    shown_paid: frozenset[Place]
    listed_at: datetime | None = None
    """When Stripe's transfers were listed."""
    unnamed: tuple[Transfer, ...] = ()
    """Transfers that no record proves: the first system may have died between sending and storing."""

    def choice(self, subject: str) -> Choice | None:
        decision = self.decisions.get(subject)
        return decision.choice if decision else None

    def accepted(self, subject: str) -> frozenset[Why]:
        """The reasons in spite of which a person adopts it."""
        decision = self.decisions.get(subject)
        return frozenset(decision.accepted if decision and decision.choice is Choice.ADOPT else ())

    def known(self, subject: str) -> Verdict:
        """Of a record that is complete: whether a step completed it, or this system made it."""
        return Verdict.ADOPTED if subject in self.adopted else Verdict.OURS

    def accounts_of(self, user_id: str) -> frozenset[str]:
        """The accounts that a person is known to have, in either role."""
        return self.accounts.get(user_id, frozenset())


@dataclass
class _Seen:
    """Collected while all documents are read once."""

    claims: dict[str, set[Holder]] = field(default_factory=dict)
    accounts: dict[str, set[str]] = field(default_factory=dict)
    every_account: dict[str, set[str]] = field(default_factory=dict)
    holders: dict[str, set[Holder]] = field(default_factory=dict)
    opened: dict[Holder, datetime] = field(default_factory=dict)
    copies: dict[Holder, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    shown_paid: set[Place] = field(default_factory=set)

    def claim(self, account_id: Any, holder: Holder, *, left: bool) -> None:
        if not isinstance(account_id, str) or not account_id:
            return
        self.every_account.setdefault(holder[0], set()).add(account_id)
        self.holders.setdefault(account_id, set()).add(holder)
        if not left:
            self.claims.setdefault(account_id, set()).add(holder)
            self.accounts.setdefault(holder[0], set()).add(account_id)


def read_context(*, ports: Ports) -> Context:
    """Reads every document of the first system once, and Stripe's transfers if a prize is unpaid."""
    store = ports.store
    decisions = {
        one.subject: one for one in partition(Decision, read_all(store, Query("migrationDecisions")))[0]
    }
    left = {subject for subject, one in decisions.items() if one.choice is Choice.LEAVE}
    seen = _Seen()
    for role in Role:
        fields = ["stripeAccountId", "previousAccounts", "createdAt"]
        for document in read_all(store, Query(role.collection, fields=fields)):
            if at := created_at(document.fields):
                seen.opened[document.id, role] = at
            for account_id in account_ids(document.fields):
                seen.claim(account_id, (document.id, role), left=document.path in left)
    for document in read_all(store, PROFILES):
        _note_profile(document, left, seen)
    every_prize = list(read_all(store, Query("prizeRecords")))
    prizes = [one for one in every_prize if one.path not in left]
    payments = [
        one for one in read_all(store, Query("payments", fields=["paymentId"])) if one.path not in left
    ]
    require_the_right_key(
        sorted(seen.claims),
        _texts(payments, "paymentId"),
        _texts(prizes, "stripeTransferId"),
        ports=ports,
    )
    return Context(
        decisions=decisions,
        adopted=read_adopted(store),
        claims={account: frozenset(holders) for account, holders in seen.claims.items()},
        accounts=_frozen(seen.accounts),
        holders={account: frozenset(holders) for account, holders in seen.holders.items()},
        opened=seen.opened,
        every_account=_frozen(seen.every_account),
        copies=seen.copies,
        people={name: next(iter(people)) for name, people in seen.names.items() if len(people) == 1},
        intents=Counter(_texts(payments, "paymentId")),
        transfers=Counter(_texts(prizes, "stripeTransferId")),
        prizes=Counter(place for one in every_prize if (place := place_of(one.fields))),
        awarded=frozenset(one.id for one in read_all(store, Query("awards", fields=NO_FIELDS))),
        shown_paid=frozenset(seen.shown_paid),
        listed_at=ports.clock.now(),
        unnamed=list_unnamed(every_prize, _frozen(seen.accounts), ports=ports),
    )


def read_adopted(store: Store) -> frozenset[str]:
    images = Query("migrationImages", fields=["subject", "undoneAt"])
    return frozenset(
        subject
        for one in read_all(store, images)
        if isinstance(subject := one.fields.get("subject"), str) and one.fields.get("undoneAt") is None
    )


def account_ids(fields: Mapping[str, Any]) -> Iterator[Any]:
    """The account of a record, and those that the person had before."""
    yield fields.get("stripeAccountId")
    previous = fields.get("previousAccounts")
    for one in previous if isinstance(previous, list) else ():
        yield one.get("stripeAccountId") if isinstance(one, Mapping) else None


def place_of(fields: Mapping[str, Any]) -> Place | None:
    match fields:
        case {"challengeId": str() as challenge_id, "userId": str() as user_id}:
            return challenge_id, user_id
    return None


def _note_profile(document: Document, left: set[str], seen: _Seen) -> None:
    username = document.fields.get("username")
    if isinstance(username, str) and username:
        seen.names.setdefault(username, set()).add(document.id)
    for role in Role:
        account_id = account_named(document.fields, role.value)
        aside = f"{document.path}.{role.value}" in left
        seen.claim(account_id, (document.id, role), left=aside)
        if not aside and account_id:
            seen.copies[document.id, role] = account_id
    for win in wins_of(document.fields):
        if win.get("status") == "paid" and isinstance(challenge_id := win.get("challengeId"), str):
            seen.shown_paid.add((challenge_id, document.id))


def _texts(documents: Iterable[Document], name: str) -> Iterator[str]:
    yield from (one for document in documents if isinstance(one := document.fields.get(name), str) and one)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(members) for name, members in sets.items()}
