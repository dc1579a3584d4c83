"""The Stripe that a fact is checked against: the emulator, or Stripe's test mode."""

import os
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from tests.emulator.conftest import EXPRESS, REFRESH, RETURN, START, V2_INCLUDABLE, V2_RECIPIENT

KEY = os.environ.get("STRIPE_CONTRACT_KEY", "")
READY_ACCOUNT = os.environ.get("STRIPE_CONTRACT_ACCOUNT", "")
"""An Express account of that sandbox whose onboarding is complete: no API can complete it."""

ANY_CARD = {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
USD = {"amount": 1_000, "currency": "usd"}
Found = TypeVar("Found")


class Refusal(NamedTuple):
    status: int | None
    type: str | None
    code: str | None
    param: str | None


class Side:
    """One Stripe, with the few scenes that many facts need."""

    def __init__(self, client: stripe.StripeClient, emulator: Emulator | None = None) -> None:
        self.client = client
        self.v1 = client.v1
        self.v2 = client.v2.core
        self._emulator = emulator

    @property
    def emulator(self) -> Emulator:
        """For facts that only the emulator's control can show."""
        assert self._emulator is not None
        return self._emulator

    def account(self, **more: Any) -> str:
        """A new Express account."""
        return self.v1.accounts.create(params={**EXPRESS, **more}).id

    def ready_account(self) -> str:
        """An account that can receive transfers."""
        if self._emulator is None:
            if not READY_ACCOUNT:
                pytest.skip("STRIPE_CONTRACT_ACCOUNT names no onboarded account")
            return READY_ACCOUNT
        account = self.account()
        self._emulator.complete_onboarding(account)
        return account

    def v2_account(self, **more: Any) -> str:
        """A new account of v2 that receives transfers and takes cards."""
        return self.v2.accounts.create(params={**V2_RECIPIENT, **more}).id

    def v2_read(self, account: str) -> stripe.v2.core.Account:
        """An account with all of its parts."""
        return self.v2.accounts.retrieve(account, params={"include": list(V2_INCLUDABLE)})

    def v2_link(self, account: str, more: Any = None, **options: Any) -> stripe.v2.core.AccountLink:
        """A link to the onboarding of an account."""
        onboarding = {"refresh_url": REFRESH, "return_url": RETURN, **(more or {})}
        use_case: Any = {"type": "account_onboarding", "account_onboarding": onboarding}
        params: Any = {"account": account, "use_case": use_case}
        return self.v2.account_links.create(params=params, options=options or None)

    def pay(self, amount: int = 10_000, card: str = "pm_card_visa", **more: Any) -> stripe.PaymentIntent:
        """A payment that succeeds on the spot; `pm_card_bypassPending` makes the money available at once."""
        params = {"amount": amount, "currency": "usd", "payment_method": card, "confirm": True}
        expand = ["latest_charge.balance_transaction"]
        return self.v1.payment_intents.create(params={**params, **ANY_CARD, "expand": expand, **more})

    def fund(self, amount: int = 10_000) -> None:
        """Put at least this much into the platform's available balance."""
        self.pay(amount * 2, "pm_card_bypassPending")

    def transfer(self, amount: int = 1_000, **more: Any) -> stripe.Transfer:
        """A transfer to a ready account, from money that is there."""
        self.fund(amount)
        destination = more.pop("destination", None) or self.ready_account()
        params = {"amount": amount, "currency": "usd", "destination": destination, **more}
        return self.v1.transfers.create(params=params)

    def sell(self, amount: int = 10_000, fee: int = 300, **more: Any) -> stripe.PaymentIntent:
        """A destination charge."""
        to = {"transfer_data": {"destination": self.ready_account()}, "application_fee_amount": fee}
        expand = ["latest_charge.transfer", "latest_charge.application_fee"]
        return self.pay(amount, "pm_card_bypassPending", **{**to, "expand": expand, **more})

    def disputed(self, card: str = "pm_card_createDispute") -> stripe.Dispute:
        """The dispute of a payment by a card that disputes."""
        charge = self.pay(card=card).latest_charge
        return self.soon(lambda: self.v1.disputes.list(params={"charge": charge.id}).data)[0]

    def link(self, account: str, **more: Any) -> stripe.AccountLink:
        params = {"account": account, "type": "account_onboarding"}
        addresses = {"refresh_url": REFRESH, "return_url": RETURN}
        return self.v1.account_links.create(params={**params, **addresses, **more})

    def soon(self, find: Callable[[], Found]) -> Found:
        """What `find` finds: at once here, within a minute in test mode."""
        tries = 1 if self._emulator else 30
        for _ in range(tries - 1):
            if found := find():
                return found
            time.sleep(2)
        return find()

    def event(self, event_type: str, object_id: str, account: str | None = None) -> stripe.Event:
        """The newest event of a type about an object."""
        options = {"stripe_account": account} if account else {}

        def find() -> list[stripe.Event]:
            events = self.v1.events.list(params={"type": event_type}, options=options).data
            return [one for one in events if one.data.object["id"] == object_id]

        return self.soon(find)[0]


def new_key() -> dict[str, Any]:
    """Options with an idempotency key of its own."""
    return {"idempotency_key": f"fact-{uuid4()}"}


def refusal(call: Callable[[], object]) -> Refusal:
    """How Stripe refuses a call."""
    with pytest.raises(stripe.StripeError) as refused:
        call()
    error = (refused.value.json_body or {}).get("error", {})
    named = (error.get(name) for name in ("type", "code", "param"))
    return Refusal(refused.value.http_status, *named)


def refused_card(side: Side, card: str, **more: Any) -> stripe.CardError:
    """The error of a payment that its card, or the bank behind it, refuses."""
    with pytest.raises(stripe.CardError) as refused:
        side.pay(card=card, **more)
    return refused.value


def emulated() -> Side:
    """A fresh emulator."""
    emulator = Emulator(clock=lambda: START, seed=14)
    return Side(client_of(emulator), emulator)


def test_mode() -> Side:
    """Stripe's own test mode."""
    assert KEY.startswith(("sk_test_", "rk_test_")), "a test key, never a live one"
    return Side(stripe.StripeClient(KEY, max_network_retries=2))


test_mode.__test__ = False
