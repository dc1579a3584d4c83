"""Winners and challenges with any ids: each prize has a record of its own and is paid once."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pulse.ports.paths import is_id
from pulse.ports.store import Merge
from pulse.prizes import PrizeRecord, PrizeStatus
from tests.prizes import scene
from tests.world import World

IDS = st.one_of(
    st.text(alphabet="ab_|~", min_size=1, max_size=4),
    st.text(min_size=1, max_size=12),
    st.text(alphabet="x_", min_size=127, max_size=128),
).filter(is_id)


def won(world, challenge_id, user_id) -> PrizeRecord:
    """The record of the prize, which is the only one of this challenge."""
    scene.user(world, user_id)
    scene.challenge(world, challenge_id)
    world.store.commit(
        [
            Merge(
                f"user-challenge/{world.ports.new_id()}",
                {"challengeId": challenge_id, "userId": user_id, "pulsePoints": {"totalPoints": 9}},
            )
        ]
    )
    scene.award(world, challenge_id)
    (record,) = [one for one in map(read, scene.records(world)) if one.challenge_id == challenge_id]
    return record


def read(fields) -> PrizeRecord:
    return PrizeRecord.model_validate(fields)


def test_the_prizes_of_a_b_for_c_and_of_a_for_b_c_are_two_and_both_are_paid():
    world = World()
    for user_id in ("c", "b_c"):
        scene.ready_winner(world, user_id)

    one, two = won(world, "a_b", "c"), won(world, "a", "b_c")
    paid = [scene.pay(world, record).record for record in (one, two)]

    assert two.id.startswith(f"{one.id}~")
    assert [record.status for record in paid] == [PrizeStatus.PAID] * 2
    assert len({record.stripe_transfer_id for record in paid}) == 2
    assert [len(scene.transfers(world, record)) for record in paid] == [1, 1]


def test_awarding_again_finds_each_record_again():
    world = World()
    won(world, "a_b", "c")
    won(world, "a", "b_c")

    for challenge_id in ("a", "a_b", "a"):
        world.store.commit([Merge(f"awards/{challenge_id}", {"status": "frozen"})])
        scene.award(world, challenge_id)

    assert len(scene.records(world)) == 2


@pytest.mark.parametrize("uid", ["google-oauth2|1", "a_b", "ü🙂", "x" * 128, "a b", "auth0|123456789"])
def test_a_winner_with_any_id_is_ranked_and_paid(uid):
    world = World()
    scene.ready_winner(world, uid)

    first, second = scene.awarded(world, uid, "bob", distributionType="custom", customDistribution=[60, 40])
    paid = scene.pay(world, first).record

    assert (first.user_id, first.placement, second.placement) == (uid, 1, 2)
    assert paid.status is PrizeStatus.PAID


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(IDS, IDS), min_size=2, max_size=3, unique_by=lambda pair: pair[0]))
@example([("a", "b_c_d"), ("a_b", "c_d"), ("a_b_c", "d")])
def test_different_prizes_share_no_record_key_group_or_task(pairs):
    world = World()

    records = [won(world, *pair) for pair in pairs]
    for _, user_id in pairs:
        scene.ready_winner(world, user_id)
    paid = [scene.pay(world, record).record for record in records]

    assert [(one.challenge_id, one.user_id) for one in records] == pairs
    names = [task.name for task in world.queue.tasks]
    assert len(set(names)) == len(names)
    for distinct in (
        {one.id for one in records},
        {one.transfer_group for one in records},
        {one.attempt.key for one in paid},
        {one.stripe_transfer_id for one in paid},
    ):
        assert len(distinct) == len(pairs)
