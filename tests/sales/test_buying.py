"""A round is bought: one intent, one payment, one enrolment."""

import pytest

from pulse.accounts import apply_deauthorization
from pulse.errors import NotAllowed, NotFound, StripeRefused, StripeUnavailable
from pulse.ports.store import Create
from pulse.sales import (
    AlreadyBought,
    NotForSale,
    OwnerNotReady,
    OwnRound,
    PaymentNotSucceeded,
    QuoteMismatch,
    apply_payment_intent,
    refresh_open_payments,
)
from stripe_emulator.state import PLATFORM
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    books,
    bought,
    completed,
    documents,
    entries,
    payment_of,
    pays,
    platform_balance,
    priced,
    refunded,
    round_on_sale,
    sold,
    trainer_account,
    trainer_balance,
    user,
)


def test_the_guides_sale_reads_10000_300_9700(world):
    payment_id = sold(world)
    stored = world.store.get(f"payments/{payment_id}").fields
    assert stored["paymentId"] == payment_id
    assert (stored["amount"], stored["platformFee"], stored["ownerAmount"]) == (10_000, 300, 9_700)
    assert (stored["challengeId"], stored["ownerId"], stored["buyerId"]) == (CHALLENGE, TRAINER, BUYER)
    assert stored["status"] == "completed"
    assert stored["currency"] == "usd"
    assert stored["platformMargin"] == -20
    assert stored["stripeFee"] == 320
    assert stored["stripeAccountId"].startswith("acct_")


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


def test_the_books_hold_each_movement_once_and_agree_with_stripe(world):
    payment_id = sold(world)
    assert sorted(entry["kind"] for entry in entries(world).values()) == [
        "fee",
        "processing",
        "sale",
        "transfer",
    ]
    assert books(world)["platform:balance"] == platform_balance(world) == -20
    assert books(world)[f"trainer:{TRAINER}"] == trainer_balance(world, payment_id) == 9_700


def test_client_webhook_and_sweep_complete_a_payment_once(world):
    payment_id = sold(world)
    before = payment_of(world, payment_id)
    completed(world, payment_id)
    apply_payment_intent(payment_id, ports=world.ports)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id) == before
    assert [document.id for document in documents(world, "user-challenge")] == [f"{CHALLENGE}_{BUYER}"]
    assert len(entries(world)) == 4


def test_the_sweep_completes_what_nobody_told_of(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    world.clock.advance(hours=1)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).status == "completed"
    enrolment = world.store.get(f"user-challenge/{CHALLENGE}_{BUYER}").fields
    assert enrolment["userId"] == BUYER
    assert enrolment["username"] == f"name {BUYER}"


def test_the_same_unpaid_purchase_gives_the_same_intent(world):
    round_on_sale(world)
    first, second = bought(world), bought(world)
    assert first == second
    assert len(world.stripe.list_payment_intents({})) == 1


def test_a_declined_card_may_be_tried_again_on_the_same_intent(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id, "pm_card_chargeDeclined")
    apply_payment_intent(payment_id, ports=world.ports)
    assert payment_of(world, payment_id).status == "failed"
    assert bought(world).payment_intent_id == payment_id
    pays(world, payment_id)
    completed(world, payment_id)
    assert payment_of(world, payment_id).status == "completed"


def test_buying_twice_is_refused(world):
    sold(world)
    with pytest.raises(AlreadyBought):
        bought(world)


def test_buying_twice_is_refused_also_before_anybody_told_of_the_payment(world):
    round_on_sale(world)
    pays(world, bought(world).payment_intent_id)
    with pytest.raises(AlreadyBought):
        bought(world)


FIRST_SYSTEM_PAYMENT = {
    "paymentId": "first_1",
    "challengeId": CHALLENGE,
    "ownerId": TRAINER,
    "buyerId": BUYER,
    "amount": 10_000,
    "platformFee": 300,
    "ownerAmount": 9_700,
    "status": "completed",
    "createdAt": "2025-01-01T00:00:00.000Z",
    "stripeAccountId": "acct_first",
}


def test_what_the_first_system_sold_is_not_sold_again(world):
    round_on_sale(world)
    world.store.commit([Create("payments/first_1", FIRST_SYSTEM_PAYMENT)])
    with pytest.raises(AlreadyBought) as refused:
        bought(world)
    assert refused.value.code == "already_bought"
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


@pytest.mark.parametrize(
    "other", [{"status": "pending"}, {"status": "refunded"}, {"buyerId": "else"}, {"challengeId": "else"}]
)
def test_another_payment_of_the_first_system_is_no_hindrance(world, other):
    round_on_sale(world)
    world.store.commit([Create("payments/first_1", {**FIRST_SYSTEM_PAYMENT, **other})])
    assert bought(world).amount == 10_000


@pytest.mark.parametrize("opened_before", [False, True])
@pytest.mark.parametrize("fields", [{}, {"paymentId": "first_1"}, {"paymentId": None}])
def test_who_takes_part_already_is_not_charged(world, opened_before, fields):
    round_on_sale(world)
    if opened_before:
        bought(world)
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER, **fields}
    world.store.commit([Create(f"user-challenge/{CHALLENGE}_{BUYER}", enrolment)])
    with pytest.raises(AlreadyBought):
        bought(world)


def test_who_takes_part_under_another_name_of_the_first_system_is_not_charged(world):
    round_on_sale(world)
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER}
    world.store.commit([Create("user-challenge/first_system_1705320000", enrolment)])
    with pytest.raises(AlreadyBought):
        bought(world)
    assert documents(world, "purchases") == []
    assert world.stripe.list_payment_intents({}) == []


@pytest.mark.parametrize("other", [{"userId": "else"}, {"challengeId": "else"}])
def test_another_entry_of_the_first_system_is_no_hindrance(world, other):
    round_on_sale(world)
    enrolment = {"challengeId": CHALLENGE, "userId": BUYER, **other}
    world.store.commit([Create("user-challenge/first_system_1705320000", enrolment)])
    assert bought(world).amount == 10_000


def test_after_a_full_refund_the_round_may_be_bought_again(world):
    payment_id = sold(world)
    refunded(world, payment_id)
    again = bought(world).payment_intent_id
    assert again != payment_id
    pays(world, again)
    assert completed(world, again).user_challenge_id == f"{CHALLENGE}_{BUYER}"
    assert len(documents(world, "user-challenge")) == 1


def test_the_owners_own_round_is_refused(world):
    round_on_sale(world, ownerId=["somebody", TRAINER])
    with pytest.raises(OwnRound):
        bought(world, buyer=TRAINER)


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


@pytest.mark.parametrize(
    "claims",
    [
        {"amount": 9_999},
        {"currency": "eur"},
        {"owner_ids": ("somebody",)},
        {"owner_ids": (TRAINER, "somebody")},
    ],
)
def test_what_the_client_claims_must_be_the_quote(world, claims):
    round_on_sale(world)
    with pytest.raises(QuoteMismatch):
        bought(world, **claims)
    assert documents(world, "purchases") == []


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


def test_an_unknown_challenge_is_not_found(world):
    with pytest.raises(NotFound):
        bought(world)


def test_nobody_completes_somebody_elses_payment(world):
    payment_id = sold(world)
    with pytest.raises(NotAllowed):
        completed(world, payment_id, buyer="somebody")


def test_an_unpaid_payment_is_not_completed(world):
    round_on_sale(world)
    with pytest.raises(PaymentNotSucceeded):
        completed(world, bought(world).payment_intent_id)


def test_a_payment_completes_its_own_challenge_only(world):
    payment_id = sold(world)
    with pytest.raises(NotFound):
        completed(world, payment_id, challenge_id="another")
    with pytest.raises(NotFound):
        completed(world, "pi_unknown")


def test_a_new_price_replaces_an_unpaid_intent_that_can_never_be_paid_then(world):
    round_on_sale(world)
    old = bought(world).payment_intent_id
    priced(world, 5_000)
    new = bought(world)
    assert (new.amount, new.platform_fee, new.owner_amount) == (5_000, 150, 4_850)
    assert world.stripe.retrieve_payment_intent(old).status == "canceled"
    assert payment_of(world, old).status == "canceled"


def test_what_stripe_refused_on_old_terms_may_be_bought_on_new_ones(world):
    round_on_sale(world)
    old = world.store.get(f"stripeConnect/{TRAINER}").fields["stripeAccountId"]
    world.emulator.deauthorize(old)
    for _ in range(2):
        with pytest.raises(StripeRefused):
            bought(world)
    apply_deauthorization(old, ports=world.ports)
    new = trainer_account(world)
    answer = bought(world)
    pays(world, answer.payment_intent_id)
    completed(world, answer.payment_intent_id)
    assert payment_of(world, answer.payment_intent_id).stripe_account_id == new != old
    assert trainer_balance(world, answer.payment_intent_id) == 9_700
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_an_intent_that_was_made_and_not_recorded_is_found_by_its_key(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    assert documents(world, "payments") == []
    answer = bought(world)
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_after_a_day_it_is_found_by_listing(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    world.clock.advance(hours=25)
    answer = bought(world)
    assert [intent.id for intent in world.stripe.list_payment_intents({})] == [answer.payment_intent_id]


def test_after_a_day_without_a_trace_a_new_generation_begins(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_before", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    world.clock.advance(hours=25)
    answer = bought(world)
    assert payment_of(world, answer.payment_intent_id).generation == 2


def test_a_paid_intent_that_was_never_recorded_is_adopted_by_its_event(world):
    round_on_sale(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        bought(world)
    (intent,) = world.stripe.list_payment_intents({})
    pays(world, intent.id)
    apply_payment_intent(intent.id, ports=world.ports)
    assert payment_of(world, intent.id).status == "completed"


@pytest.mark.parametrize("fields", [{"amount": 100}, {"application_fee_amount": 1}, {"currency": "eur"}])
def test_an_intent_that_differs_from_our_record_sells_nothing(world, fields):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    world.emulator.store.get(PLATFORM, "payment_intent", payment_id).update(fields)
    with pytest.raises(PaymentNotSucceeded):
        completed(world, payment_id)
    assert world.alerts.causes() == ["payment_mismatch"]
    assert documents(world, "user-challenge") == []
    assert entries(world) == {}


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
