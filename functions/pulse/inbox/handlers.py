"""The table of event types. A handler fetches the object again and applies it; the event is only a hint."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pulse import log
from pulse.accounts import apply_account, apply_deauthorization, note_payout
from pulse.attempts import Sign, sign_of
from pulse.errors import InvalidRequest, StripeRefused
from pulse.inbox.book_payout import book_payout
from pulse.inbox.records import StoredEvent
from pulse.pools import (
    apply_fraud_warning,
    apply_funding,
    apply_funding_charge,
    apply_funding_dispute,
    apply_funding_refund,
)
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
    """All that we use of an event."""

    type: str
    object_id: str | None
    account: str | None
    event_id: str | None = None
    context: str | None = None

    @classmethod
    def of(cls, event: StoredEvent) -> Hint:
        return cls(event.type, event.object_id, event.account, event.event_id, event.context)

    @property
    def subject(self) -> str:
        """The id of the object. Raises *InvalidRequest* when the event names none."""
        if not self.object_id:
            raise InvalidRequest("the event names no object", code="bad_event")
        return self.object_id


_BRACKETS = re.compile(r"\[[^\]]*\]")

Handler = Callable[[Hint, Ports], Outcome]


class Apply(Protocol):
    """Fetches the object and records it; None if it is not ours."""

    def __call__(self, object_id: str, /, *, ports: Ports) -> object | None: ...


def handle(hint: Hint, *, ports: Ports) -> Outcome:
    """*UNKNOWN* for what Stripe does not show us. Raises what the use cases raise."""
    handler = handler_of(hint.type)
    if handler is None:
        return Outcome.NOTHING_TO_DO
    try:
        outcome = handler(hint, ports)
    except StripeRefused as refused:
        if not _is_gone(hint, refused):
            raise
        outcome = Outcome.UNKNOWN
    if outcome is Outcome.UNKNOWN:
        log.write("inbox.unknown_subject", severity="WARNING", type=hint.type)
    return outcome


def _is_gone(hint: Hint, refused: StripeRefused) -> bool:
    """Deleted, another platform's, or never there. `account_invalid` says it of connected accounts alone."""
    sign = sign_of(refused)
    return sign is Sign.RESOURCE_MISSING or (sign is Sign.ACCOUNT_INVALID and hint.account is not None)


def handler_of(event_type: str) -> Handler | None:
    """By the whole type, else by its longest prefix in the table. None for types that we do not use.

    A thin event about an object of API v1 has that API's type after `v1.`. API v2 names in brackets what has
    changed, `v2.core.account[requirements].updated`: the whole account is fetched.
    """
    event_type = _BRACKETS.sub("", event_type.removeprefix("v1."))
    if event_type in HANDLERS:
        return HANDLERS[event_type]
    parts = event_type.split(".")
    prefixes = (".".join(parts[:length]) + ".*" for length in range(len(parts) - 1, 0, -1))
    return next((HANDLERS[prefix] for prefix in prefixes if prefix in HANDLERS), None)


def _follow_account(hint: Hint, ports: Ports) -> Outcome:
    """The platform's own account has no record here."""
    if hint.account is None:
        return Outcome.NOTHING_TO_DO
    return _known(apply_account(hint.account, ports=ports) is not None)


def _follow_return(hint: Hint, ports: Ports) -> Outcome:
    """Somebody came back from Stripe's form. Only the event, once fetched, names their account."""
    if hint.event_id is None:
        return Outcome.NOTHING_TO_DO
    account_id = ports.stripe.retrieve_returned_account(hint.event_id, context=hint.context)
    return _known(apply_account(account_id, ports=ports) is not None)


def _follow_deauthorization(hint: Hint, ports: Ports) -> Outcome:
    """The object of the event is the application; only the event names the account."""
    if hint.account is None:
        return Outcome.NOTHING_TO_DO
    return _known(apply_deauthorization(hint.account, ports=ports) is not None)


def _follow_payout(hint: Hint, ports: Ports) -> Outcome:
    booked = book_payout(hint.subject, hint.account, ports=ports)
    if hint.account is None:
        return _known(booked)
    noted = note_payout(hint.subject, hint.account, ports=ports)
    return _known(booked or noted is not None)


def _follow_transfer(hint: Hint, ports: Ports) -> Outcome:
    if apply_transfer(hint.subject, ports=ports) is not None:
        return Outcome.APPLIED
    return _known(apply_sale_transfer(hint.subject, ports=ports) is not None)


def _follow_payment_intent(hint: Hint, ports: Ports) -> Outcome:
    return _either(apply_payment_intent, apply_funding, hint, ports)


def _follow_charge(hint: Hint, ports: Ports) -> Outcome:
    return _either(apply_charge, apply_funding_charge, hint, ports)


def _follow_refund(hint: Hint, ports: Ports) -> Outcome:
    return _either(apply_refund, apply_funding_refund, hint, ports)


def _follow_dispute(hint: Hint, ports: Ports) -> Outcome:
    return _either(apply_dispute, apply_funding_dispute, hint, ports)


def _follow_fraud_warning(hint: Hint, ports: Ports) -> Outcome:
    return _known(apply_fraud_warning(hint.subject, ports=ports) is not None)


def _follow_balance(hint: Hint, ports: Ports) -> Outcome:
    """Only the platform's balance pays prizes."""
    if hint.account is not None:
        return Outcome.NOTHING_TO_DO
    wake_funds(ports=ports)
    return Outcome.APPLIED


def _either(of_sale: Apply, of_pool: Apply, hint: Hint, ports: Ports) -> Outcome:
    """A payment is a sale's, or one into a pool."""
    if of_sale(hint.subject, ports=ports) is not None:
        return Outcome.APPLIED
    return _known(of_pool(hint.subject, ports=ports) is not None)


def _known(ours: bool) -> Outcome:
    return Outcome.APPLIED if ours else Outcome.UNKNOWN


HANDLERS: dict[str, Handler] = {
    "account.updated": _follow_account,
    "account.external_account.*": _follow_account,
    "account.application.authorized": _follow_account,
    "account.application.deauthorized": _follow_deauthorization,
    "capability.updated": _follow_account,
    "person.*": _follow_account,
    "v2.core.account.*": _follow_account,
    "v2.core.account_person.*": _follow_account,
    "v2.core.account_link.returned": _follow_return,
    # docs/guide.md names transfer.paid and transfer.failed; only old API versions send them (decision 0003).
    "transfer.*": _follow_transfer,
    "payout.*": _follow_payout,
    "payment_intent.*": _follow_payment_intent,
    "charge.*": _follow_charge,
    "charge.refund.*": _follow_refund,
    "charge.dispute.*": _follow_dispute,
    "refund.*": _follow_refund,
    "radar.early_fraud_warning.*": _follow_fraud_warning,
    "balance.available": _follow_balance,
}
"""Every type that we use; `.*` stands for all types with that prefix."""
