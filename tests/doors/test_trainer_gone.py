"""A buyer calls while Stripe no longer pays the trainer, and no event of Stripe's has told us."""

from __future__ import annotations

import pytest

from tests.sales.scene import BUYER, CHALLENGE, TRAINER, documents, round_on_sale

BUYING = {"challengeId": CHALLENGE}
NOT_READY = ("owner_not_ready", "the trainer of this challenge cannot be paid yet")
GONE = [("deleted", "disconnected"), ("deauthorized", "disconnected"), ("transfers off", "restricted")]


@pytest.fixture
def shop(served):
    """A round on sale, by a trainer whom Stripe pays."""
    round_on_sale(served.world)
    return served


def stored(shop):
    return shop.world.store.get(f"stripeConnect/{TRAINER}").fields


def gone(shop, how):
    account = stored(shop)["stripeAccountId"]
    match how:
        case "deleted":
            shop.world.sdk.v1.accounts.delete(account)
        case "deauthorized":
            shop.world.emulator.deauthorize(account)
        case "transfers off":
            shop.world.emulator.set_capability(account, "transfers", "inactive")


def intents(shop):
    return list(shop.world.stripe.list_payment_intents({}))


@pytest.mark.parametrize(("how", "state"), GONE)
def test_the_buyer_hears_that_the_trainer_is_not_ready_and_the_stored_state_follows(how, state, shop):
    gone(shop, how)
    assert stored(shop)["state"] == "active"

    answer = shop.post("create-payment-intent", BUYING, token=shop.token(BUYER))

    assert (answer.status_code, answer.json["code"], answer.json["error"]) == (409, *NOT_READY)
    assert stored(shop)["state"] == state
    assert (documents(shop.world, "payments"), intents(shop)) == ([], [])


@pytest.mark.parametrize(("how", "state"), GONE)
def test_the_callable_says_the_same_and_names_nothing_of_stripes(how, state, shop):
    gone(shop, how)

    answer = shop.callable("create-payment-intent", BUYING, token=shop.token(BUYER))

    error = answer.json["error"]
    assert (answer.status_code, error["status"]) == (400, "FAILED_PRECONDITION")
    assert (error["details"]["code"], error["message"]) == NOT_READY
    assert stored(shop)["state"] == state
    assert stored(shop)["stripeAccountId"] not in answer.text
