"""People and rounds with any ids: different purchases never share anything, and every one of them is sold."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulse.ports.paths import is_id
from pulse.ports.store import Merge, Query
from pulse.sales import AlreadyBought
from tests.sales import scene
from tests.world import World

IDS = st.one_of(
    st.text(alphabet="ab_|~", min_size=1, max_size=4),
    st.text(min_size=1, max_size=12),
    st.text(alphabet="x_", min_size=127, max_size=128),
).filter(is_id)


def sold_to(world, challenge_id, buyer):
    scene.user(world, buyer)
    scene.priced(world, challenge_id=challenge_id)
    payment_id = scene.bought(world, buyer, challenge_id, payment_sheet=True).payment_intent_id
    scene.pays(world, payment_id)
    scene.completed(world, payment_id, buyer, challenge_id)
    return scene.payment_of(world, payment_id)


def all_of(world, collection):
    return [document.fields for document in world.store.query(Query(collection))]


def test_a_round_a_b_bought_by_c_and_a_round_a_bought_by_b_c_are_two_sales():
    world = World()
    scene.trainer_account(world)
    for buyer, challenge_id in (("c", "a_b"), ("b_c", "a")):
        scene.user(world, buyer)
        scene.priced(world, challenge_id=challenge_id)

    one = scene.bought(world, "c", "a_b", payment_sheet=True)
    two = scene.bought(world, "b_c", "a", payment_sheet=True)
    scene.pays(world, two.payment_intent_id)
    scene.completed(world, two.payment_intent_id, "b_c", "a")

    assert one.payment_intent_id != two.payment_intent_id
    assert one.sheet.customer_id != two.sheet.customer_id
    assert {fields["userId"] for fields in all_of(world, "user-challenge")} == {"b_c"}
    assert {fields["purchaseId"] for fields in all_of(world, "purchases")} == {
        "a_b_c",
        scene.payment_of(world, two.payment_intent_id).purchase_id,
    }


def test_the_second_of_them_is_enrolled_under_an_id_of_its_own():
    world = World()
    scene.trainer_account(world)

    one, two = sold_to(world, "a_b", "c"), sold_to(world, "a", "b_c")

    assert one.user_challenge_id == "a_b_c"
    assert two.user_challenge_id.startswith("a_b_c~")
    enrolled = world.store.get(f"user-challenge/{two.user_challenge_id}").fields
    assert (enrolled["id"], enrolled["challengeId"], enrolled["userId"]) == (
        two.user_challenge_id,
        "a",
        "b_c",
    )


def test_an_entry_of_another_person_enrols_nobody_and_keeps_nobody_out():
    world = World()
    scene.round_on_sale(world)
    where = f"user-challenge/{scene.CHALLENGE}_{scene.BUYER}"
    foreign = {"challengeId": scene.CHALLENGE, "userId": "another"}
    world.store.commit([Merge(where, foreign)])

    payment = sold_to(world, scene.CHALLENGE, scene.BUYER)

    assert world.store.get(where).fields == foreign
    assert world.store.get(f"user-challenge/{payment.user_challenge_id}").fields["userId"] == scene.BUYER


@pytest.mark.parametrize("long", ["x" * 128, "x_" * 64, "日" * 128])
def test_ids_of_128_characters_are_sold(long):
    world = World()
    scene.trainer_account(world)

    payment = sold_to(world, long, long[::-1])

    assert payment.status == "completed"
    keys = [document["attempt"]["key"] for document in all_of(world, "purchases")]
    assert all(len(key) <= 255 and key.isascii() for key in keys)


@pytest.mark.parametrize("buyer", ["google-oauth2|1", "a b", "ü", "x" * 128, "o'brien", "a.b@c", "%2F", "🙂"])
def test_a_buyer_with_any_id_buys_once(buyer):
    world = World()
    scene.trainer_account(world)

    payment = sold_to(world, scene.CHALLENGE, buyer)

    assert payment.buyer_id == buyer
    with pytest.raises(AlreadyBought):
        scene.bought(world, buyer)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(IDS, IDS), min_size=2, max_size=3, unique=True))
@example([("a", "b_c_d"), ("a_b", "c_d"), ("a_b_c", "d")])
def test_different_sales_share_no_document_key_intent_or_enrolment(pairs):
    world = World()
    scene.trainer_account(world)
    pairs = [(challenge_id, buyer) for challenge_id, buyer in pairs if buyer != scene.TRAINER]

    payments = [sold_to(world, *pair) for pair in pairs]

    assert [(one.challenge_id, one.buyer_id) for one in payments] == pairs
    purchases, enrolments = all_of(world, "purchases"), all_of(world, "user-challenge")
    for distinct in (
        {one.payment_id for one in payments},
        {one.purchase_id for one in payments},
        {one.user_challenge_id for one in payments},
        {fields["attempt"]["key"] for fields in purchases},
        {(fields["challengeId"], fields["userId"]) for fields in enrolments},
    ):
        assert len(distinct) == len(pairs)
