"""From an event's type to what is done: its object is fetched again and applied, nothing else is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pulse import log
from pulse.accounts import apply_account, apply_deauthorization, note_payout
from pulse.errors import InvalidRequest, StripeRefused
from pulse.inbox.book_payout import book_payout
from pulse.ports import Ports
from pulse.prizes import apply_transfer, wake_funds
from pulse.sales import (
    apply_charge,
    apply_dispute,
    apply_payment_intent,
    apply_refund,
    apply_sale_transfer,
)


class Outcome(StrEnum):
    APPLIED = "applied"
    NOTHING_TO_DO = "nothing_to_do"
    UNKNOWN = "unknown"
    """The object or account is not ours."""


@dataclass(frozen=True, slots=True)
class Hint:
    """All that is believed of an event."""

    type: str
    object_id: str | None
    account: str | None

    @property
    def subject(self) -> str:
        """The object's id. Raises *InvalidRequest* where the event names none."""
        if not self.object_id:
            raise InvalidRequest("the event names no object", code="bad_event")
        return self.object_id


Handler = Callable[[Hint, Ports], Outcome]

_GONE = frozenset({"resource_missing", "account_invalid"})
"""Deleted, another platform's, or never there. 403 alone is our own key's want of a permission."""


def handle(hint: Hint, *, ports: Ports) -> Outcome:
    """Raises what the use cases raise; what Stripe does not know, or not for us, is *UNKNOWN*."""
    handler = handler_of(hint.type)
    if handler is None:
        return Outcome.NOTHING_TO_DO
    try:
        outcome = handler(hint, ports)
    except StripeRefused as refused:
        if refused.stripe_code not in _GONE:
            raise
        outcome = Outcome.UNKNOWN
    if outcome is Outcome.UNKNOWN:
        log.write("inbox.unknown_subject", severity="WARNING", type=hint.type)
    return outcome


def handler_of(event_type: str) -> Handler | None:
    """By the whole type, else by its longest prefix in the table; None for types that mean nothing here."""
    if event_type in HANDLERS:
        return HANDLERS[event_type]
    parts = event_type.split(".")
    prefixes = (".".join(parts[:length]) + ".*" for length in range(len(parts) - 1, 0, -1))
    return next((HANDLERS[prefix] for prefix in prefixes if prefix in HANDLERS), None)


def _account(hint: Hint, ports: Ports) -> Outcome:
    """On the platform's own account there is nothing to follow."""
    if hint.account is None:
        return Outcome.NOTHING_TO_DO
    return _known(apply_account(hint.account, ports=ports).account is not None)


def _deauthorized(hint: Hint, ports: Ports) -> Outcome:
    """The event's object is the application: only the event says which account."""
    if hint.account is None:
        return Outcome.NOTHING_TO_DO
    return _known(apply_deauthorization(hint.account, ports=ports).account is not None)


def _payout(hint: Hint, ports: Ports) -> Outcome:
    booked = book_payout(hint.subject, hint.account, ports=ports)
    if hint.account is None:
        return _known(booked)
    noted = note_payout(hint.subject, hint.account, ports=ports)
    return _known(booked or noted is not None)


def _transfer(hint: Hint, ports: Ports) -> Outcome:
    if apply_transfer(hint.subject, ports=ports) is not None:
        return Outcome.APPLIED
    return _known(apply_sale_transfer(hint.subject, ports=ports) is not None)


def _payment_intent(hint: Hint, ports: Ports) -> Outcome:
    return _known(apply_payment_intent(hint.subject, ports=ports) is not None)


def _charge(hint: Hint, ports: Ports) -> Outcome:
    return _known(apply_charge(hint.subject, ports=ports) is not None)


def _refund(hint: Hint, ports: Ports) -> Outcome:
    return _known(apply_refund(hint.subject, ports=ports) is not None)


def _dispute(hint: Hint, ports: Ports) -> Outcome:
    return _known(apply_dispute(hint.subject, ports=ports) is not None)


def _balance(hint: Hint, ports: Ports) -> Outcome:
    """Only our own balance pays prizes."""
    if hint.account is not None:
        return Outcome.NOTHING_TO_DO
    wake_funds(ports=ports)
    return Outcome.APPLIED


def _known(ours: bool) -> Outcome:
    return Outcome.APPLIED if ours else Outcome.UNKNOWN


HANDLERS: dict[str, Handler] = {
    "account.updated": _account,
    "account.external_account.*": _account,
    "account.application.authorized": _account,
    "account.application.deauthorized": _deauthorized,
    "capability.updated": _account,
    # transfer.paid and transfer.failed are the guide's: old API versions send them, and they end the same.
    "transfer.*": _transfer,
    "payout.*": _payout,
    "payment_intent.*": _payment_intent,
    "charge.*": _charge,
    "charge.refund.*": _refund,
    "charge.dispute.*": _dispute,
    "refund.*": _refund,
    "balance.available": _balance,
}
"""Every type that means something here; `.*` stands for all that begin so."""
