"""Nothing happens to a payment of the first system before the migration has adopted it."""

from __future__ import annotations

import pytest

from pulse.accounts import Role
from pulse.backoffice import Find, check, explain_payment, find
from pulse.ledger import HEAD
from pulse.ports.store import DELETE_FIELD, Create, Update
from pulse.sales import (
    Payment,
    PaymentNotAdopted,
    RefundPayment,
    RefundReason,
    apply_dispute,
    apply_payment_intent,
    apply_refund,
    refresh_open_payments,
    refund_payment,
    revoke_if_due,
)
from tests.backoffice.migration import first_system as first
from tests.backoffice.migration.first_system import adopt_all
from tests.people import audit_rows
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    books,
    completed,
    dispute_opened,
    documents,
    entries,
    has_funds,
)


@pytest.fixture(params=[None, "typed_by_hand"], ids=["named by its intent", "named otherwise"])
def pulse(request, world):
    """One payment of the first system, as it left it: that named its documents as it liked."""
    has_funds(world)
    world.trainer = first.person(world, "tom", Role.CREATOR)
    world.path = first.sale(world, "tom", world.trainer, buyerId=BUYER, name=request.param)
    world.sale = world.store.get(world.path).fields["paymentId"]
    return world


def refunded_at_stripe(world, **params):
    return world.sdk.v1.refunds.create({"payment_intent": world.sale, **params}).id


def stored(world):
    return Payment.of(world.store.get(world.path))


def left(world):
    """What an event may have changed: the document, and everything that is written beside it."""
    beside = ("journal", "auditLog", "corrections", "user-challenge", "notices", "takenBack")
    return [world.store.get(world.path).fields, *(documents(world, name) for name in beside)]


def test_an_event_of_it_books_and_writes_nothing(pulse):
    before = left(pulse)
    for _ in range(2):
        assert apply_payment_intent(pulse.sale, ports=pulse.ports, thorough=True).status == "completed"
    assert left(pulse) == before
    assert pulse.alerts.causes() == []


def test_a_refund_of_it_at_stripe_moves_nothing_more_and_operators_are_told(pulse):
    before, refund = left(pulse), refunded_at_stripe(pulse, amount=2_500)
    apply_refund(refund, ports=pulse.ports)
    assert left(pulse) == before
    (alert,) = pulse.alerts.raised
    assert (alert.cause, alert.subject, alert.amount_cents) == ("payment.unadopted", pulse.path, 2_500)
    charge = pulse.sdk.v1.charges.list({"payment_intent": pulse.sale}).data[0]
    assert pulse.sdk.v1.transfers.retrieve(charge.transfer).amount_reversed == 0


def test_a_dispute_of_it_moves_nothing_and_operators_are_told(pulse):
    before, dispute = left(pulse), dispute_opened(pulse, pulse.sale)
    apply_dispute(dispute, ports=pulse.ports)
    assert left(pulse) == before
    assert pulse.alerts.causes() == ["payment.unadopted"]


def test_nobody_refunds_it(pulse):
    before = left(pulse)
    command = RefundPayment(payment_id=pulse.sale, actor="admin", reason=RefundReason.REQUESTED_BY_CUSTOMER)
    with pytest.raises(PaymentNotAdopted):
        refund_payment(command, ports=pulse.ports)
    assert left(pulse) == before
    assert pulse.sdk.v1.refunds.list({"payment_intent": pulse.sale}).data == []


def test_an_open_one_is_not_canceled(pulse):
    first.change(pulse, pulse.path, status="requires_payment")
    before = left(pulse)
    assert not revoke_if_due(pulse.sale, ports=pulse.ports)
    assert left(pulse) == before


def test_its_buyer_may_ask_again_whether_it_is_paid(pulse):
    before = left(pulse)
    assert completed(pulse, pulse.sale, challenge_id=CHALLENGE).amount == 10_000
    assert left(pulse) == before


def test_a_record_without_its_place_in_the_trail_is_not_ours_whatever_it_says(pulse):
    adopt_all(pulse)
    pulse.store.commit([Update(pulse.path, {HEAD: DELETE_FIELD})])
    before, refund = left(pulse), refunded_at_stripe(pulse, amount=2_500)
    apply_refund(refund, ports=pulse.ports)
    assert left(pulse) == before
    assert pulse.alerts.causes() == ["payment.unadopted"]


def test_once_adopted_it_is_booked_once_like_any_other(pulse):
    apply_payment_intent(pulse.sale, ports=pulse.ports, thorough=True)
    adopt_all(pulse)
    for _ in range(2):
        apply_payment_intent(pulse.sale, ports=pulse.ports, thorough=True)
    assert books(pulse)["trainer:tom"] == 9_700
    assert len(entries(pulse)) == 4
    refund = refunded_at_stripe(pulse, amount=2_500, reverse_transfer=True, refund_application_fee=True)
    for _ in range(2):
        apply_refund(refund, ports=pulse.ports)
    assert stored(pulse).owner_net_amount == books(pulse)["trainer:tom"] == 7_275
    assert audit_rows(pulse, pulse.path)[0] == "first_system.adopted"


def test_what_went_back_before_is_booked_by_the_first_sweep_after_it_was_adopted(pulse):
    refunded_at_stripe(pulse, amount=2_500, reverse_transfer=True, refund_application_fee=True)
    first.accept(pulse, pulse.path)
    adopt_all(pulse)
    pulse.clock.advance(minutes=1)
    refresh_open_payments(ports=pulse.ports, lists_stripe=False)
    payment = stored(pulse)
    assert (payment.status, payment.refunded_amount) == ("partially_refunded", 2_500)
    assert payment.owner_net_amount == books(pulse)["trainer:tom"] == 7_275


def test_once_adopted_a_dispute_of_it_is_recorded_and_its_history_is_shown(pulse):
    adopt_all(pulse)
    apply_dispute(dispute_opened(pulse, pulse.sale), ports=pulse.ports)
    assert (stored(pulse).status, stored(pulse).disputed_amount) == ("disputed", 10_000)
    assert "payment.unadopted" not in pulse.alerts.causes()
    shown = explain_payment(pulse.sale, ports=pulse.ports)
    assert shown.payment.status == "disputed"
    assert pulse.sale in [one.id for one in find(Find(pulse.sale, "admin"), ports=pulse.ports)]


def test_once_adopted_it_is_refunded_like_any_other_and_every_check_agrees(pulse):
    adopt_all(pulse)
    command = RefundPayment(payment_id=pulse.sale, actor="admin", reason=RefundReason.REQUESTED_BY_CUSTOMER)
    refund_payment(command, ports=pulse.ports)
    assert (stored(pulse).status, stored(pulse).owner_net_amount) == ("refunded", 0)
    assert books(pulse).get("trainer:tom", 0) == 0
    found = check(store=pulse.store, stripe=pulse.stripe, now=pulse.clock.now())
    assert [one for one in found if one.subject in (pulse.path, f"payments/{pulse.sale}")] == []


def test_of_two_documents_of_one_intent_the_adopted_one_counts(pulse):
    adopt_all(pulse)
    double = {**pulse.store.get(pulse.path).fields}
    first_systems = {
        name: double[name] for name in ("paymentId", "challengeId", "ownerId", "buyerId", "amount")
    }
    pulse.store.commit([Create("payments/double", first_systems)])
    apply_refund(refunded_at_stripe(pulse, amount=2_500), ports=pulse.ports)
    assert stored(pulse).refunded_amount == 2_500
