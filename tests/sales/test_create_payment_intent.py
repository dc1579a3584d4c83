"""A buyer asks for a round: one unpaid intent at the server's price, or a refusal that charges nothing."""

from __future__ import annotations

import pytest

from pulse.errors import NotFound
from pulse.ports.store import Create
from pulse.sales import (
    NotForSale,
    OwnerNotReady,
    OwnRound,
    QuoteMismatch,
)
from tests.people import accounts_at_stripe
from tests.sales.scene import (
    BUYER,
    TRAINER,
    bought,
    documents,
    payment_of,
    priced,
    round_on_sale,
    sold,
    trainer_account,
    user,
)


def test_every_documented_field_is_there_before_anything_is_paid(world):
    round_on_sale(world)
    stored = world.store.get(f"payments/{bought(world).payment_intent_id}").fields
    documented = {"paymentId", "challengeId", "ownerId", "buyerId", "amount", "platformFee", "ownerAmount"}
    documented |= {"status", "createdAt", "updatedAt", "stripeAccountId", "currency", "feeBps"}
    documented |= {"processingFeePayer", "platformMargin", "refundedAmount", "ownerRefundedAmount"}
    documented |= {"ownerNetAmount", "challengeTitle"}
    assert documented <= stored.keys()
    assert stored["status"] == "requires_payment"


@pytest.mark.parametrize(
    ("title", "kept"), [("", ""), ("t" * 200, "t" * 200), ("t" * 201, "t" * 200), (5, "")]
)
def test_records_keep_the_beginning_of_a_title_of_any_length(world, title, kept):
    payment = sold(world, title=title)
    titles = [one.fields["challengeTitle"] for one in documents(world, "purchases")]
    assert (titles, payment_of(world, payment).challenge_title) == ([kept], kept)


def test_the_same_unpaid_purchase_gives_the_same_intent(world):
    round_on_sale(world)
    first, second = bought(world), bought(world)
    assert first == second
    assert len(world.stripe.list_payment_intents({})) == 1


def test_the_owners_own_round_is_refused(world):
    round_on_sale(world, ownerId=["somebody", TRAINER])
    with pytest.raises(OwnRound):
        bought(world, buyer=TRAINER)
    assert world.stripe.list_payment_intents({}) == []


def test_of_several_owners_the_first_is_paid(world):
    round_on_sale(world, ownerId=[TRAINER, "somebody"])
    assert payment_of(world, bought(world).payment_intent_id).owner_id == TRAINER


def test_a_trainer_who_cannot_be_paid_sells_nothing(world):
    user(world, BUYER)
    priced(world)
    with pytest.raises(OwnerNotReady):
        bought(world)
    trainer_account(world, outcome="restricted")
    with pytest.raises(OwnerNotReady):
        bought(world)
    assert world.stripe.list_payment_intents({}) == []


def test_a_trainer_of_the_first_system_sells_without_onboarding_again(world):
    for person in (TRAINER, BUYER):
        user(world, person)
    first_systems = {
        "userId": TRAINER, "stripeAccountId": trainer_account(world, "elsewhere"), "accountType": "trainer",
        "createdAt": "2024-01-15T10:00:00Z", "updatedAt": "2024-01-15T14:30:00Z",
    }  # fmt: skip
    world.store.commit([Create(f"stripeConnect/{TRAINER}", first_systems)])
    priced(world)
    assert bought(world).owner_amount == 9_700
    (account,) = accounts_at_stripe(world)
    (payment,) = documents(world, "payments")
    assert payment.fields["stripeAccountId"] == account.id == first_systems["stripeAccountId"]


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"amount": 9_999}, "amount_mismatch"),
        ({"currency": "eur"}, "amount_mismatch"),
        ({"owner_ids": ("somebody",)}, "owner_mismatch"),
        ({"owner_ids": (TRAINER, "somebody")}, "owner_mismatch"),
    ],
)
def test_what_the_client_claims_must_be_the_quote(world, claims, code):
    round_on_sale(world)
    with pytest.raises(QuoteMismatch) as refused:
        bought(world, **claims)
    assert refused.value.code == code
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


def test_true_claims_are_accepted(world):
    round_on_sale(world)
    assert bought(world, amount=10_000, currency="USD", owner_ids=(TRAINER,)).amount == 10_000


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "completed"},
        {"status": "cancelled"},
        {"pricingInfo": {"isEnabled": False}},
        {"pricingInfo": {"isEnabled": True, "amount": "10000"}},
        {"pricingInfo": {"isEnabled": True, "amount": 49}},
        {"ownerId": []},
        {"ownerId": None},
    ],
)
def test_what_is_not_for_sale_is_not_sold(world, fields):
    round_on_sale(world, **fields)
    with pytest.raises(NotForSale):
        bought(world)
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


def test_an_unknown_challenge_is_not_found(world):
    with pytest.raises(NotFound):
        bought(world)


def test_after_a_new_price_the_old_intent_can_no_longer_be_paid(world):
    round_on_sale(world)
    old = bought(world).payment_intent_id
    priced(world, 5_000)
    new = bought(world)
    assert (new.amount, new.platform_fee, new.owner_amount) == (5_000, 150, 4_850)
    assert world.stripe.retrieve_payment_intent(old).status == "canceled"
    assert payment_of(world, old).status == "canceled"


def test_a_payment_sheet_gets_one_customer_and_a_key(world):
    round_on_sale(world)
    plain = bought(world)
    first, second = bought(world, payment_sheet=True), bought(world, payment_sheet=True)
    assert plain.sheet is None
    assert first.payment_intent_id == second.payment_intent_id == plain.payment_intent_id
    assert first.sheet.customer_id == second.sheet.customer_id
    assert first.sheet.ephemeral_key_secret
    assert world.stripe.retrieve_payment_intent(plain.payment_intent_id).customer == first.sheet.customer_id


def test_secrets_do_not_show_in_representations(world):
    round_on_sale(world)
    answer = bought(world, payment_sheet=True)
    assert answer.client_secret not in repr(answer)
    assert answer.sheet.ephemeral_key_secret not in repr(answer)
