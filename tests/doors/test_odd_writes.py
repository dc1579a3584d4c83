"""Whatever is written into a challenge or a prize record, its trigger ends and changes nobody else's."""

from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.doors import triggers
from pulse.ports.store import Merge
from tests.documents.anything import ANYTHING
from tests.doors.test_workers import change
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import World

FIELDS = ("status", "endDate", "ownerId", "pricingInfo", "prizeMoney", "cancelAskedAt", "title", "notes")
STATUSES = st.sampled_from(["draft", "published", "active", "completed", "cancelled"])
WRITTEN = st.none() | st.builds(
    dict,
    st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)),
    status=STATUSES | ANYTHING,
)
IDS = st.sampled_from(
    ["one", "a_b", "!noise-1", "google-oauth2|1", "x" * 128, "ü", "a b", "…", "a.b", "%2F", "~"]
)


def everything_but(world, challenge_id):
    return {
        path: document.fields
        for held in world.store._documents.values()
        for path, document in held.items()
        if challenge_id not in path and not path.startswith(("alerts", "auditLog"))
    }


@settings(max_examples=30)
@given(challenge_id=IDS, before=WRITTEN, after=WRITTEN)
def test_any_change_of_a_challenge_ends_and_leaves_other_challenges_alone(challenge_id, before, after):
    world = World()
    sales.round_on_sale(world)
    open_payment = sales.bought(world).payment_intent_id
    scene.ready_winner(world)
    scene.awarded(world, "user_456")
    if after is not None:
        world.store.commit([Merge(f"challenges/{challenge_id}", after)])
    others = everything_but(world, challenge_id)
    clients = SimpleNamespace(ports=world.ports)

    for _ in range(2):
        triggers.challenge_written(change(before, after, challengeId=challenge_id), lambda: clients)

    assert everything_but(world, challenge_id) == others
    assert sales.payment_of(world, open_payment).status == "requires_payment"


@settings(max_examples=30)
@given(
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(("userId", "status", "winnerAmount"), ANYTHING))
)
def test_any_change_of_a_prize_record_ends_and_writes_no_record(fields):
    world = World()
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    clients = SimpleNamespace(ports=world.ports)

    triggers.prize_record_written(change(fields, fields), lambda: clients)

    assert scene.read(world, record.id) == record
