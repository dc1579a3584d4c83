"""`differences/{id}`: where the books and Stripe differ, with a suspected cause and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pulse.backoffice.reconciliation.books import Gap
from pulse.batches import partition, skip_unreadable
from pulse.ledger import Record
from pulse.money import written
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query


class Where(StrEnum):
    """Which side has the money."""

    OURS = "ours"
    STRIPE = "stripe"
    BOTH = "both"


class Suspicion(StrEnum):
    """The closed list of suspected causes."""

    TRANSFER_OF_NOBODY = "transfer_of_nobody"
    SALE_OF_NOBODY = "sale_of_nobody"
    NOT_BOOKED = "not_booked"
    NOT_AT_STRIPE = "not_at_stripe"
    AMOUNTS_DIFFER = "amounts_differ"
    UNKNOWN_MOVEMENT = "unknown_movement"
    ACCOUNT_DIFFERS = "account_differs"
    STRIPE_DOES_NOT_ADD_UP = "stripe_does_not_add_up"


WHAT_TO_DO = {
    Suspicion.TRANSFER_OF_NOBODY: "Find out at Stripe who made this transfer; reverse it if it is a mistake.",
    Suspicion.SALE_OF_NOBODY: "Find this payment in Stripe's dashboard; refund it if we sold nothing.",
    Suspicion.NOT_BOOKED: "Nothing yet: the next run books it. If it stays, read the reconciliation's log.",
    Suspicion.NOT_AT_STRIPE: "Compare it with its record; two administrators revert it (`revert_entry`).",
    Suspicion.AMOUNTS_DIFFER: "Compare the entry with Stripe's object; write an edited one back as it was.",
    Suspicion.UNKNOWN_MOVEMENT: "Look up the type in Stripe's documentation; add it to the reconciliation.",
    Suspicion.ACCOUNT_DIFFERS: "Compare the account with the journal, oldest first; revert what nobody did.",
    Suspicion.STRIPE_DOES_NOT_ADD_UP: "Run it again; if it stays, send both figures to Stripe's support.",
}


class Difference(Record):
    """Amounts in minor units of *currency*; *amount_cents* is how much more Stripe has than our books."""

    id: str
    subject: str
    """A Stripe id, an account of the journal, or `balance`."""
    currency: str
    amount_cents: int
    our_cents: int
    stripe_cents: int
    where: Where
    cause: Suspicion
    what_to_do: str
    status: str = "open"
    first_seen: datetime
    last_seen: datetime
    closed_at: datetime | None = None

    @property
    def path(self) -> str:
        return path("differences", self.id)

    @property
    def sentence(self) -> str:
        ours, stripes = written(self.our_cents, self.currency), written(self.stripe_cents, self.currency)
        return f"{self.subject}: the books say {ours}, Stripe says {stripes} ({self.cause})"


_OPEN = Query("differences", where=[("status", "==", "open")])


def difference_id(subject: str, currency: str) -> str:
    """A currency has no `_`, so no two differences share an id."""
    return f"{subject}_{currency}"


def difference(gap: Gap, cause: Suspicion, now: datetime) -> Difference:
    return Difference(
        id=difference_id(gap.subject, gap.currency),
        subject=gap.subject,
        currency=gap.currency,
        amount_cents=gap.amount_cents,
        our_cents=gap.ours,
        stripe_cents=gap.stripes,
        where=Where.STRIPE if gap.ours == 0 else Where.OURS if gap.stripes == 0 else Where.BOTH,
        cause=cause,
        what_to_do=WHAT_TO_DO[cause],
        first_seen=now,
        last_seen=now,
    )


def read_open_differences(*, ports: Ports) -> list[Difference]:
    return skip_unreadable(Difference, ports.store.query(_OPEN), ports=ports)


def read_open(*, ports: Ports) -> tuple[list[Difference], list[Document]]:
    """The open differences, and the documents of those that cannot be read."""
    return partition(Difference, ports.store.query(_OPEN))


def store_differences(found: Iterable[Difference], examined: Iterable[str], *, ports: Ports) -> int:
    """Store the differences found, close those that were examined and are gone. Returns how many were closed.

    *examined* are the subjects that this run compared; differences about others stay as they are.
    """
    now = ports.clock.now()
    known = {one.id: one for one in read_open_differences(ports=ports)}
    looked_at, present = set(examined), {one.id: one for one in found}
    for one in present.values():
        first_seen = known[one.id].first_seen if one.id in known else one.first_seen
        ports.store.commit([Merge(path("differences", one.id), one.but(first_seen=first_seen).fields())])
    gone = [one for one in known.values() if one.subject in looked_at and one.id not in present]
    for one in gone:
        ports.store.commit(
            [Merge(path("differences", one.id), one.but(status="closed", closed_at=now).fields())]
        )
    return len(gone)
