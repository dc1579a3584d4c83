"""The client says that it has paid: the payment is completed only if Stripe has the money."""

from __future__ import annotations

import pytest

from pulse.errors import NoRoom, NotAllowed, NotFound
from pulse.ports.store import DELETE_FIELD, Delete, Update
from pulse.sales import (
    PaymentNotSucceeded,
    apply_payment_intent,
)
from tests.full_documents import fill
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    bought,
    completed,
    documents,
    entries,
    payment_of,
    pays,
    round_on_sale,
    sold,
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


def test_nobody_completes_another_persons_payment(world):
    payment_id = sold(world)
    with pytest.raises(NotAllowed):
        completed(world, payment_id, buyer="somebody")
    assert [document.id for document in documents(world, "user-challenge")] == [f"{CHALLENGE}_{BUYER}"]


@pytest.mark.parametrize("about", [{"buyer": "another"}, {"challenge_id": "another"}])
@pytest.mark.parametrize("recorded", [True, False])
def test_before_a_strangers_call_is_refused_nothing_is_applied(world, about, recorded):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    if not recorded:
        world.store.commit([Delete(f"payments/{payment_id}"), Delete(f"auditLog/payments_{payment_id}_1")])
        world.store.commit([Update(f"purchases/{CHALLENGE}_{BUYER}", {"paymentId": None})])
    before = everything(world)

    with pytest.raises((NotAllowed, NotFound)):
        completed(world, payment_id, **about)

    assert everything(world) == before
    completed(world, payment_id)
    assert payment_of(world, payment_id).status == "completed"


def everything(world):
    return {
        path: document.version
        for documents in world.store._documents.values()
        for path, document in documents.items()
    }


def test_an_unpaid_payment_is_not_completed(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    with pytest.raises(PaymentNotSucceeded) as refused:
        completed(world, payment_id)
    assert refused.value.facts == {
        "payment_status": "requires_payment",
        "stripe_status": "requires_payment_method",
    }
    assert payment_of(world, payment_id).status == "requires_payment"
    assert documents(world, "user-challenge") == []
    assert entries(world) == {}


def test_a_payment_completes_its_own_challenge_only(world):
    payment_id = sold(world)
    with pytest.raises(NotFound):
        completed(world, payment_id, challenge_id="another")
    with pytest.raises(NotFound):
        completed(world, "pi_unknown")


def test_a_sale_is_recorded_though_its_challenge_has_no_room(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    world.store.commit([Update(f"challenges/{CHALLENGE}", {"termsFrozenAt": DELETE_FIELD})])
    fill(world, f"challenges/{CHALLENGE}")
    pays(world, payment_id)

    completed(world, payment_id)

    assert payment_of(world, payment_id).status == "completed"
    assert [document.id for document in documents(world, "user-challenge")] == [f"{CHALLENGE}_{BUYER}"]


def test_a_round_whose_challenge_has_no_room_for_its_terms_is_not_sold(world):
    round_on_sale(world)
    fill(world, f"challenges/{CHALLENGE}")

    with pytest.raises(NoRoom):
        bought(world)

    assert documents(world, "purchases") == []
