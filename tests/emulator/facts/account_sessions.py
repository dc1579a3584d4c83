"""Account sessions, which open the embedded components."""

from typing import Any

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal
from tests.emulator.v2 import session

API = "docs.stripe.com/api/account_sessions"


@fact(f"{API}/object")
def every_component(stripe: Side) -> None:
    """A session names every component, and says which ones are enabled."""
    made = session(stripe.client, stripe.v2_account(), "payouts")
    assert made.components.payouts.enabled is True
    assert made.components.account_onboarding.enabled is False


@fact(f"{API}/create")
def one_at_least(stripe: Side) -> None:
    """A session needs at least one component."""
    params: Any = {"account": stripe.v2_account(), "components": {}}
    assert refusal(lambda: stripe.v1.account_sessions.create(params=params)).status == 400


@fact(f"{API}/object")
def stripe_asks_the_holder(stripe: Side) -> None:
    """Where Stripe collects the requirements, the holder signs in with Stripe."""
    made = session(stripe.client, stripe.v2_account(), "payouts")
    assert made.components.payouts.features.disable_stripe_user_authentication is False


@fact(f"{API}/object")
def losses_decide_payouts(stripe: Side) -> None:
    """Where the platform carries the losses, the holder may not edit the payout schedule by default."""
    account = stripe.v2_account()
    assert (
        session(stripe.client, account, "payouts").components.payouts.features.edit_payout_schedule is False
    )
    allowed = session(stripe.client, account, "payouts", edit_payout_schedule=True)
    assert allowed.components.payouts.features.edit_payout_schedule is True
