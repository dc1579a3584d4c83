"""A payout to a bank moved on: what it says about the account is kept, and shown to its owner."""

from __future__ import annotations

from pulse.accounts.holder import Holder, load, revise
from pulse.accounts.payouts import after_payout
from pulse.accounts.records import AccountOwner, ConnectedAccount, owner_path
from pulse.accounts.refusals import account_is_gone
from pulse.errors import StripeRefused
from pulse.ports import Ports


def note_payout(payout_id: str, account_id: str, *, ports: Ports) -> ConnectedAccount | None:
    """Ask Stripe about the payout and store what it means. None when nobody here holds the account now.

    Raises *StripeUnavailable* when Stripe cannot be asked and *Busy* after too many lost races.
    """
    document = ports.store.get(owner_path(account_id))
    if document is None:
        return None
    owner = AccountOwner.of(document)
    held = load(owner.user_id, owner.role, ports=ports).account
    if held is None or held.stripe_account_id != account_id:
        return None
    try:
        payout = ports.stripe.retrieve_payout(payout_id, account=account_id)
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        return held

    def next_account(holder: Holder) -> ConnectedAccount:
        current = holder.account or held
        return after_payout(current, payout) if current.stripe_account_id == account_id else current

    return revise(
        owner.user_id, owner.role, next_account, act="note_payout", actor="system:accounts", ports=ports
    ).after
