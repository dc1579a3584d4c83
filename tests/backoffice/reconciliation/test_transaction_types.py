"""Every type of balance transaction that Stripe's SDK knows is booked, or named for a person."""

from typing import get_args

import pytest
import stripe

from pulse.backoffice import Suspicion
from pulse.backoffice.reconciliation.books import EXTERNAL, FOR_A_PERSON
from pulse.backoffice.reconciliation.movements import BY_TYPE
from stripe_emulator.world.state import PLATFORM
from tests.backoffice.reconciliation.scene import named, reconciled
from tests.sales import scene as sales

LITERAL = next(one for one in get_args(stripe.BalanceTransaction.__annotations__["type"]) if get_args(one))
SDK_TYPES = frozenset(get_args(LITERAL))
AS_REPORTED = sorted(EXTERNAL & SDK_TYPES - BY_TYPE.keys())


def moved(world, kind, amount, source):
    return world.emulator.ledger.post(PLATFORM, kind=kind, amount=amount, currency="usd", source=source)


def test_every_type_of_the_sdk_is_known_or_named():
    assert len(SDK_TYPES) == 52
    assert BY_TYPE.keys() | EXTERNAL | FOR_A_PERSON | {"adjustment"} >= SDK_TYPES
    assert not FOR_A_PERSON & (EXTERNAL | BY_TYPE.keys())


@pytest.mark.parametrize("amount", [-70, 70])
@pytest.mark.parametrize("kind", AS_REPORTED)
def test_what_stripe_itself_moves_is_booked_as_it_is_reported(world, kind, amount):
    moved(world, kind, amount, "src_1")

    report = reconciled(world, full=False)

    assert (report.repaired, report.differences) == (1, ())
    assert sales.books(world)["platform:balance"] == amount
    assert reconciled(world, full=True).clean


@pytest.mark.parametrize("kind", sorted(FOR_A_PERSON))
def test_what_should_not_happen_here_is_named(world, kind):
    moved(world, kind, -50, "src_1")

    assert named(reconciled(world, full=False)) == {("src_1", -50, Suspicion.UNKNOWN_MOVEMENT)}


@pytest.mark.parametrize("own_object", [False, True], ids=["the charge", "an object of its own"])
def test_a_payment_that_counted_and_failed_leaves_no_difference_and_sells_nothing(world, own_object):
    sales.round_on_sale(world)
    payment_id = sales.bought(world).payment_intent_id
    sales.pays(world, payment_id, "pm_card_chargeDeclined")
    charge_id = world.stripe.retrieve_payment_intent(payment_id).latest_charge
    moved(world, "payment", 10_000, charge_id)
    moved(world, "payment_failure_refund", -10_000, "pyr_1" if own_object else charge_id)

    reconciled(world, full=False)

    assert reconciled(world, full=True).clean
    assert sales.books(world).keys() <= {"platform:balance", "stripe"}  # what the test gave, and no sale
    assert sales.payment_of(world, payment_id).status == "failed"
    assert world.alerts.causes() == []


def test_a_payment_that_fails_after_it_was_sold_is_booked_and_told(world):
    payment_id = sales.sold(world)
    charge_id = sales.payment_of(world, payment_id).charge_id
    moved(world, "payment_failure_refund", -10_000, charge_id)

    report = reconciled(world, full=False)

    assert report.differences == ()
    assert world.alerts.causes() == ["payment.mismatched"]
    assert sales.entries(world)[f"{charge_id}_payment_failed"]["postings"][0]["amount"] == 10_000
