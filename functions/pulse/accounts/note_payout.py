"""A payout to a bank changed: what it says about the account is stored and shown to the owner."""

from __future__ import annotations

from pulse.accounts.holder import Holder, load, revise
from pulse.accounts.owners import find_account_owner
from pulse.accounts.payouts import after_payout
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.refusals import account_is_gone
from pulse.errors import StripeRefused
from pulse.ports import Ports


def note_payout(payout_id: str, account_id: str, *, ports: Ports) -> ConnectedAccount | None:
    """Ask Stripe about the payout and store what it means. None when no person here holds the account now.

    Raises *StripeUnavailable* when Stripe cannot be asked and *Busy* after too many lost races.
    """
    owner = find_account_owner(account_id, ports=ports)
    if owner is None:
        return None
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
        owner.user_id, owner.role, next_account, act="payout.noted", actor="system:accounts", ports=ports
    ).after
