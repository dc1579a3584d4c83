"""The transfers that may have paid an unpaid prize: all that no prize record proves to be its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pulse.backoffice.migration.findings import Amounts, Kind
from pulse.documents import is_first_systems
from pulse.ports import Document, Ports
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import prize_record_id_of

Accounts = Mapping[str, frozenset[str]]
"""By person."""


def list_unnamed(prizes: Sequence[Document], accounts: Accounts, *, ports: Ports) -> tuple[Transfer, ...]:
    """Asks Stripe only if the first system left a prize unpaid.

    All transfers are listed, whatever time a record says: a time may be corrected by hand. Without those
    that a sale made, and those of this system's own prizes.
    """
    if not any(is_first_systems(one.fields) and not one.fields.get("stripeTransferId") for one in prizes):
        return ()
    sent = {
        one.id: one
        for one in ports.stripe.list_transfers({})
        if one.source_transaction is None and prize_record_id_of(one) is None
    }
    named = {one.id for prize in prizes if (one := _own(prize, sent, accounts)) is not None}
    return tuple(one for one in sent.values() if one.id not in named)


def _own(prize: Document, sent: Mapping[str, Transfer], accounts: Accounts) -> Transfer | None:
    """The transfer that *prize* names, if it went to its winner in its amount: else it proves nothing."""
    transfer_id, user_id = prize.fields.get("stripeTransferId"), prize.fields.get("userId")
    transfer = sent.get(transfer_id) if isinstance(transfer_id, str) else None
    if transfer is None or not isinstance(user_id, str):
        return None
    said = Amounts.of(Kind.PRIZES, prize.fields)
    agrees = (transfer.amount, transfer.currency) == (said.share, said.currency)
    return transfer if agrees and transfer.destination in accounts.get(user_id, frozenset()) else None
