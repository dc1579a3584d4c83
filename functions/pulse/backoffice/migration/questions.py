"""What Stripe is asked about the first system's documents. Only questions: nothing is sent or changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from pulse.attempts import StoredId, is_gone
from pulse.errors import Refusal, StripeRefused
from pulse.ports import Ports
from pulse.ports.paths import is_segment
from pulse.ports.stripe_objects import Account, Charge, PaymentIntent, Transfer

T = TypeVar("T")
ASKED_MOST = 20


class WrongKey(Refusal):
    """Nothing is judged: everything would seem to be unknown."""

    code = "wrong_stripe_key"

    def __init__(self) -> None:
        super().__init__(
            "Stripe knows none of the accounts, payments and transfers that the documents name: is "
            "STRIPE_SECRET_KEY the right key, of the right mode?"
        )


def ask_account(account_id: str, *, ports: Ports) -> Account | None:
    """None where Stripe does not know it, or does not show it to us any more."""
    account = _ask(StoredId.ACCOUNT, ports.stripe.retrieve_account, account_id)
    return None if account is None or account.deleted else account


def ask_intent(payment_intent_id: str, *, ports: Ports) -> PaymentIntent | None:
    return _ask(StoredId.PAYMENT_INTENT, ports.stripe.retrieve_payment_intent, payment_intent_id)


def ask_charge(charge_id: str, *, ports: Ports) -> Charge | None:
    return _ask(StoredId.CHARGE, ports.stripe.retrieve_charge, charge_id)


def ask_transfer(transfer_id: str, *, ports: Ports) -> Transfer | None:
    return _ask(StoredId.TRANSFER, ports.stripe.retrieve_transfer, transfer_id)


def require_the_right_key(
    accounts: Iterable[str], intents: Iterable[str], transfers: Iterable[str], *, ports: Ports
) -> None:
    """By the key of another account, or of the other mode, Stripe knows nothing: that is no absence.

    Raises *WrongKey* where documents name objects of Stripe's and it knows none of the first of each kind.
    """
    questions: list[tuple[Callable[..., object], Iterable[str]]] = [
        (ask_account, accounts),
        (ask_intent, intents),
        (ask_transfer, transfers),
    ]
    asked = False
    for ask, ids in questions:
        for stripe_id in islice(ids, ASKED_MOST):
            asked = True
            if ask(stripe_id, ports=ports) is not None:
                return
    if asked:
        raise WrongKey


def _ask(stored: StoredId, retrieve: Callable[[str], T], stripe_id: str) -> T | None:
    """A text that can be no id is known to nobody: it is not put into a URL."""
    if not is_segment(stripe_id) or not stripe_id.isascii() or not stripe_id.isprintable():
        return None
    try:
        return retrieve(stripe_id)
    except StripeRefused as refused:
        if not is_gone(stored, refused):
            raise
        return None
