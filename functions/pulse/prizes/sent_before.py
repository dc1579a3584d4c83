"""A prize of the first system is compared with Stripe's transfers again whenever it is about to be paid.

The migration compared it before it was adopted, and the first system may have sent money since: its transfers
have no group, so no look-up finds them (decision 0802).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pulse.accounts import ConnectedAccount
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Transfer
from pulse.prizes.holds import KnownReasons
from pulse.prizes.patterns import TRANSFER_UNNAMED, Pattern
from pulse.prizes.record_transfer import prize_record_id_of
from pulse.prizes.records import PrizeRecord

_CLOCKS_DIFFER = timedelta(minutes=5)
"""Between Stripe's clock and ours: a transfer that is seen twice costs two signatures at most."""


def find_sent_since(
    record: PrizeRecord, account: ConnectedAccount | None, known: KnownReasons, *, ports: Ports
) -> tuple[Pattern, ...]:
    """A reason to hold the prize for each transfer that may have paid it and that nobody has agreed to.

    Empty for a prize that was awarded here. Raises *StripeUnavailable* and *StripeRefused*: then it is not
    known, and nothing may be sent.
    """
    if record.compared_at is None or account is None:
        return ()
    found = _sent_since(record.compared_at - _CLOCKS_DIFFER, account, ports=ports)
    return tuple(
        replace(TRANSFER_UNNAMED, sentence=sentence)
        for one in found
        if not _is_named(one, record, ports=ports)
        and (sentence := TRANSFER_UNNAMED.sentence.format(one.id)) not in known.sentences
    )


def _sent_since(since: datetime, account: ConnectedAccount, *, ports: Ports) -> Iterator[Transfer]:
    """To any account that the winner has or had, without those of sales and of this system's prizes."""
    former = (one.stripe_account_id for one in account.previous_accounts)
    for destination in sorted({one for one in (account.stripe_account_id, *former) if one}):
        created = {"gte": int(since.timestamp())}
        for one in ports.stripe.list_transfers({"destination": destination, "created": created}):
            if one.source_transaction is None and prize_record_id_of(one) is None:
                yield one


def _is_named(transfer: Transfer, record: PrizeRecord, *, ports: Ports) -> bool:
    """Whether another prize of the same winner is the one that it paid, to the cent."""
    naming = Query("prizeRecords", where=[("stripeTransferId", "==", transfer.id)], limit=2)
    others = [one for one in ports.store.query(naming) if one.path != record.path]
    said = [(one.fields.get("userId"), one.fields.get("winnerAmount")) for one in others]
    return said == [(record.user_id, transfer.amount)]
