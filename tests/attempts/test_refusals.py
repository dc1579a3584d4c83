"""The table of Stripe's refusals, cell by cell: each id in a use case that relies on it, on the emulator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import apply_account
from pulse.attempts import TABLE, Meaning, Sign, StoredId, is_gone, meaning_of
from pulse.errors import StripeNotPermitted, StripeRefused, StripeUnavailable
from pulse.prizes import PayPrize, PrizeStatus, Reason, pay_prize
from pulse.sales import (
    CreatePaymentIntent,
    OwnerNotReady,
    PaymentVanished,
    apply_charge,
    apply_dispute,
    apply_payment_intent,
    apply_refund,
    apply_sale_transfer,
    create_payment_intent,
)
from tests.attempts.stripe_answers import answering
from tests.prizes import scene as prizes
from tests.sales import scene as sales

UNCLEAR = {
    Sign.NO_RIGHT: StripeNotPermitted,
    Sign.RATE_LIMIT: StripeUnavailable,
    Sign.SILENCE: StripeUnavailable,
}


def cells(stored):
    return [pytest.param(sign, id=sign.value) for sign in Sign if sign in TABLE[stored]]


def raised_for(stored, sign):
    """What a use case raises that says nothing about the id."""
    return UNCLEAR.get(sign, StripeRefused) if TABLE[stored][sign].meaning is not Meaning.GONE else None


def buys(world, ports, **more):
    command = CreatePaymentIntent(
        challenge_id=sales.CHALLENGE, buyer_id=sales.BUYER, actor=sales.BUYER, **more
    )
    return create_payment_intent(command, ports=ports)


def test_every_cell_says_what_it_means_and_what_happens_next():
    assert set(TABLE) == set(StoredId)
    assert all(set(row) == set(Sign) for row in TABLE.values())
    assert all(cell.then for row in TABLE.values() for cell in row.values())


def test_what_is_about_our_key_our_pace_or_nothing_never_says_that_an_id_is_gone():
    unclear = {row[sign].meaning for row in TABLE.values() for sign in UNCLEAR}
    assert unclear == {Meaning.UNCLEAR}


@pytest.mark.parametrize(
    ("stored", "param", "gone"),
    [
        (StoredId.CUSTOMER, "customer", True),
        (StoredId.CUSTOMER, "intent", False),
        (StoredId.PAYMENT_INTENT, "intent", True),
        (StoredId.PAYMENT_INTENT, "customer", False),
        (StoredId.PRIZE_DESTINATION, "destination", True),
        (StoredId.PRIZE_DESTINATION, "source_transaction", False),
        (StoredId.SALE_DESTINATION, "transfer_data[destination]", True),
        (StoredId.SALE_DESTINATION, None, True),
    ],
)
def test_of_several_ids_in_a_request_the_one_that_stripe_names_is_missing(stored, param, gone):
    refused = StripeRefused("x", http_status=400, stripe_code="resource_missing", param=param)

    assert is_gone(stored, refused) is gone


@pytest.mark.parametrize("code", [None, "amount_too_small", "idempotency_error", "some_new_code"])
@pytest.mark.parametrize("stored", StoredId)
def test_any_other_refusal_says_nothing_about_an_id(stored, code):
    assert meaning_of(stored, StripeRefused("x", http_status=400, stripe_code=code)) is Meaning.REFUSED


@pytest.mark.parametrize("sign", cells(StoredId.PAYMENT_INTENT))
def test_the_payment_intent_of_a_purchase(world, sign):
    sales.round_on_sale(world)
    before = sales.bought(world).payment_intent_id
    ports, http = answering(world, sign, "GET", "payment_intents/\\w+", "intent")

    with pytest.raises(raised_for(StoredId.PAYMENT_INTENT, sign) or PaymentVanished):
        buys(world, ports)

    assert http.struck == 1
    assert sales.bought(world).payment_intent_id == before
    vanished = ["payment.vanished"] if sign is Sign.RESOURCE_MISSING else []
    assert world.alerts.causes() == vanished


@pytest.mark.parametrize("sign", cells(StoredId.CUSTOMER))
def test_the_customer_of_a_buyer(world, sign):
    sales.round_on_sale(world)
    before = buys(world, world.ports, payment_sheet=True).sheet.customer_id
    ports, http = answering(world, sign, "POST", "ephemeral_keys", "customer")

    if error := raised_for(StoredId.CUSTOMER, sign):
        with pytest.raises(error):
            buys(world, ports, payment_sheet=True)
    else:
        assert buys(world, ports, payment_sheet=True).sheet.customer_id != before

    after = buys(world, world.ports, payment_sheet=True).sheet.customer_id
    assert (http.struck, after == before) == (1, sign is not Sign.RESOURCE_MISSING)


NAMED_BY_EVENTS = {
    StoredId.CHARGE: (apply_charge, "charges/\\w+"),
    StoredId.TRANSFER: (apply_sale_transfer, "transfers/\\w+"),
    StoredId.REFUND: (apply_refund, "refunds/\\w+"),
    StoredId.DISPUTE: (apply_dispute, "disputes/\\w+"),
}


@pytest.mark.parametrize("sign", Sign, ids=lambda sign: sign.value)
@pytest.mark.parametrize("stored", NAMED_BY_EVENTS)
def test_what_an_event_names(world, stored, sign):
    payment_id = sales.sold(world)
    payment = sales.payment_of(world, payment_id)
    ids = {StoredId.CHARGE: payment.charge_id, StoredId.TRANSFER: payment.transfer_id}
    if stored is StoredId.REFUND:
        ids[stored] = sales.dashboard_refund(world, payment_id, 1_000).id
    if stored is StoredId.DISPUTE:
        ids[stored] = sales.dispute_opened(world, payment_id)
    apply, path = NAMED_BY_EVENTS[stored]
    ports, http = answering(world, sign, "GET", path, "id")

    if error := raised_for(stored, sign):
        with pytest.raises(error):
            apply(ids[stored], ports=ports)
    else:
        assert apply(ids[stored], ports=ports) is None

    assert http.struck == 1
    assert sales.payment_of(world, payment_id) == payment
    assert apply(ids[stored], ports=world.ports).payment_id == payment_id


@pytest.mark.parametrize("sign", cells(StoredId.SALE_DESTINATION))
def test_the_account_as_destination_of_a_sale(world, sign):
    sales.round_on_sale(world)
    ports, http = answering(world, sign, "POST", "payment_intents", "transfer_data[destination]")

    with pytest.raises(raised_for(StoredId.SALE_DESTINATION, sign) or OwnerNotReady):
        buys(world, ports)

    purchase = sales.documents(world, "purchases")[0].fields
    is_gone = TABLE[StoredId.SALE_DESTINATION][sign].meaning is Meaning.GONE
    assert (http.struck, purchase["attempt"]["generation"]) == (1, 2 if is_gone else 1)
    assert sales.bought(world).client_secret


@pytest.mark.parametrize("sign", cells(StoredId.PRIZE_DESTINATION))
def test_the_account_as_destination_of_a_prize(world, sign):
    prizes.ready_winner(world)
    (record,) = prizes.awarded(world, "user_456")
    ports, http = answering(world, sign, "POST", "transfers", "destination")

    waiting = pay_prize(PayPrize(record.id, "system:test"), ports=ports).record

    is_gone = TABLE[StoredId.PRIZE_DESTINATION][sign].meaning is Meaning.GONE
    assert (http.struck, waiting.attempt.closed) == (1, is_gone)
    assert waiting.reason is (Reason.AWAITING_ACCOUNT if is_gone else Reason.RETRYING)
    paid = prizes.pay(world, record).record
    assert (paid.status, paid.attempt.generation) == (PrizeStatus.PAID, 2 if is_gone else 1)
    assert len(prizes.transfers(world, record)) == 1
    rights = [alert.facts["right"] for alert in world.alerts.raised if alert.cause == "right.refused"]
    assert rights == (["rak_thing_read"] if sign is Sign.NO_RIGHT else [])


@pytest.mark.parametrize("sign", cells(StoredId.REINSTATEMENT_DESTINATION))
def test_the_account_as_destination_of_a_reinstatement(world, sign):
    payment_id = sales.sold(world)
    dispute_id = sales.dispute_opened(world, payment_id)
    apply_dispute(dispute_id, ports=world.ports)
    sales.dispute_settled(world, dispute_id, "won")
    prizes.funds(world, 100_000)
    ports, http = answering(world, sign, "POST", "transfers", "destination")

    if sign in UNCLEAR:
        with pytest.raises(UNCLEAR[sign]):
            apply_dispute(dispute_id, ports=ports)
    else:
        apply_dispute(dispute_id, ports=ports)

    stored = [one.fields for one in sales.documents(world, "corrections")]
    (paid_back,) = (one for one in stored if one["kind"] == "reinstatement")
    is_gone = TABLE[StoredId.REINSTATEMENT_DESTINATION][sign].meaning is Meaning.GONE
    assert (http.struck, paid_back["status"]) == (1, "refused" if is_gone else "open")
    world.clock.advance(days=1, minutes=1)
    apply_payment_intent(payment_id, ports=world.ports, thorough=True)
    assert sales.trainer_balance(world, payment_id) + sales.paid_out(world, payment_id) == 9_700


@pytest.mark.parametrize("sign", cells(StoredId.ACCOUNT))
def test_an_account_that_is_asked_about(world, sign):
    account = prizes.ready_winner(world)
    ports, http = answering(world, sign, "GET", "accounts/\\w+", "account")

    if error := raised_for(StoredId.ACCOUNT, sign):
        with pytest.raises(error):
            apply_account(account, ports=ports)
    else:
        assert apply_account(account, ports=ports).state == "disconnected"

    assert http.struck == 1
    after = world.store.get("winnerStripeConnect/user_456").fields["state"]
    assert after == ("active" if sign in UNCLEAR else "disconnected")
    assert apply_account(account, ports=world.ports).state == "active"


def test_a_restricted_key_of_the_emulator_is_told_from_an_object_that_is_gone(world):
    payment_id = sales.sold(world)
    charge_id = sales.payment_of(world, payment_id).charge_id
    world.emulator.control("restricted_keys", name="reader", rights={"payment_intents": "read"})
    ports, _ = answering(world, Sign.SILENCE, "NONE", "none")
    reader = type(ports.stripe)("rk_test_reader", ports.settings, http_client=_)

    with pytest.raises(StripeNotPermitted) as lacking:
        apply_charge(charge_id, ports=replace(ports, stripe=reader))

    assert lacking.value.right == "rak_charge_read"
