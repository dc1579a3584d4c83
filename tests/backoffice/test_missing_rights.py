"""Our key lacks a right: whatever loop meets that, one alert names the right, and the loop does the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.errors import StripeNotPermitted
from pulse.sales import find_open, revoke_all
from tests.backoffice.malformed import stories
from tests.backoffice.malformed.loops import LOOPS

RIGHT = "rak_something_read"


class WithoutRight:
    """Stripe, where the named call needs a right that our key lacks; *of_accounts*: only for an account."""

    def __init__(self, stripe, call, *, of_accounts=False):
        self._stripe, self._call, self._of_accounts = stripe, call, of_accounts

    def __getattr__(self, name):
        def refused(*args, **options):
            if self._of_accounts and options.get("account") is None:
                return getattr(self._stripe, name)(*args, **options)
            raise StripeNotPermitted("no", right=RIGHT)

        return refused if name == self._call else getattr(self._stripe, name)


def rights_told(world):
    return [alert.subject for alert in world.alerts.raised if alert.cause == "right.refused"]


@pytest.mark.parametrize(
    ("loop", "call", "of_accounts"),
    [
        ("sweep", "retrieve_payment_intent", False),
        ("sweep", "list_refunds", False),
        ("sweep", "retrieve_account", False),
        ("catch-up", "list_events", True),
        ("hourly reconcile", "retrieve_charge", False),
        ("hourly reconcile", "list_balance_transactions", False),
        ("hourly reconcile", "list_balance_transactions", True),
        ("reconcile", "retrieve_account", False),
        ("reconcile", "retrieve_balance", False),
        ("migration", "retrieve_transfer", False),
    ],
)
def test_one_alert_names_the_right_that_a_loop_lacked(loop, call, of_accounts):
    world = LOOPS[loop].begun()
    stripe = WithoutRight(world.stripe, call, of_accounts=of_accounts)
    LOOPS[loop].run(replace(world.ports, stripe=stripe))
    assert set(rights_told(world)) == {f"rights/{RIGHT}"}


def test_a_right_that_cancels_payments_is_named_too():
    world = stories.begun()
    open_ones = find_open("buyerId", "good-open", ports=world.ports)
    world.store._documents["challenges"].clear()  # what is sold no more
    ports = replace(world.ports, stripe=WithoutRight(world.stripe, "cancel_payment_intent"))
    assert revoke_all(open_ones, ports=ports).done == 0
    assert rights_told(world) == [f"rights/{RIGHT}"]
