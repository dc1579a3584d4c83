"""The buyer's entry: after the money, in a commit of its own, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.ports.store import Delete, Merge
from pulse.sales import apply_payment_intent, refresh_open_payments
from tests.people import audit_rows
from tests.sales.scene import (
    BUYER,
    CHALLENGE,
    TRAINER,
    bought,
    completed,
    dispute_opened,
    entries,
    payment_of,
    pays,
    round_on_sale,
    sold,
    trainer_balance,
)
from tests.world import World

ENTRY = f"user-challenge/{CHALLENGE}_{BUYER}"


class Refusing:
    """A store that takes no entry: Firestore refuses it, as it refused one of more than 1 MiB."""

    def __init__(self, inner):
        self._inner = inner
        self.commits: list[list[str]] = []

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        self.commits.append([write.path.partition("/")[0] for write in writes])
        if any(write.path.startswith("user-challenge/") for write in writes):
            raise ValueError("the document is too large")
        return self._inner.commit(writes)


@pytest.fixture
def world():
    return World()


def paid(world):
    round_on_sale(world, 500_000)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    return payment_id


def test_a_name_of_a_megabyte_is_cut_and_keeps_no_sale_from_being_recorded(world):
    payment_id = paid(world)
    world.store.commit([Merge(f"users/{BUYER}", {"username": "n" * 1_048_460})])

    completed(world, payment_id)

    assert payment_of(world, payment_id).status == "completed"
    assert world.store.get(ENTRY).fields["username"] == "n" * 200


@pytest.mark.parametrize(("name", "shown"), [("Ada\x00\n Lovelace", "Ada Lovelace"), (7, ""), (["Ada"], "")])
def test_a_name_is_cleaned(world, name, shown):
    payment_id = paid(world)
    world.store.commit([Merge(f"users/{BUYER}", {"username": name})])

    completed(world, payment_id)

    assert world.store.get(ENTRY).fields["username"] == shown


def test_an_entry_that_cannot_be_written_keeps_neither_the_sale_nor_its_dispute_from_being_recorded(world):
    payment_id = paid(world)
    store = Refusing(world.store)
    ports = replace(world.ports, store=store)

    with pytest.raises(ValueError, match="too large"):
        apply_payment_intent(payment_id, ports=ports)
    assert payment_of(world, payment_id).status == "completed"
    assert len(entries(world)) == 4

    dispute_opened(world, payment_id)
    with pytest.raises(ValueError, match="too large"):
        apply_payment_intent(payment_id, thorough=True, ports=ports)
    assert payment_of(world, payment_id).status == "disputed"
    assert trainer_balance(world, payment_id) == 0


def test_an_entry_that_was_not_written_is_written_by_the_next_sweep(world):
    payment_id = paid(world)
    with pytest.raises(ValueError, match="too large"):
        apply_payment_intent(payment_id, ports=replace(world.ports, store=Refusing(world.store)))
    assert world.store.get(ENTRY) is None

    world.clock.advance(minutes=10)
    refresh_open_payments(ports=world.ports)

    assert world.store.get(ENTRY).fields["paymentId"] == payment_id
    assert payment_of(world, payment_id).enrolled_at == world.clock.now()


def test_a_sale_and_its_entry_are_two_commits_and_nothing_is_due_after_them(world):
    payment_id = paid(world)
    store = Refusing(world.store)
    store.commit = lambda writes: (
        store.commits.append([write.path.partition("/")[0] for write in writes]),
        world.store.commit(writes),
    )[1]

    apply_payment_intent(payment_id, ports=replace(world.ports, store=store))

    assert [set(commit) for commit in store.commits] == [
        {"payments", "auditLog", "journal", "challenges"},
        {"payments", "auditLog", "user-challenge"},
    ]
    assert payment_of(world, payment_id).next_check_at is None
    assert audit_rows(world, f"payments/{payment_id}")[-2:] == ["payment.changed", "payment.enrolled"]


def test_a_buyer_who_was_removed_stays_removed_whatever_stripe_reports_later(world):
    payment_id = sold(world)
    world.store.commit([Delete(ENTRY)])

    apply_payment_intent(payment_id, thorough=True, ports=world.ports)
    dispute_opened(world, payment_id)
    apply_payment_intent(payment_id, thorough=True, ports=world.ports)

    assert world.store.get(ENTRY) is None
    assert payment_of(world, payment_id).status == "disputed"


def test_an_entry_that_was_there_before_stays_as_it_is(world):
    payment_id = paid(world)
    world.store.commit([Merge(ENTRY, {"challengeId": CHALLENGE, "userId": BUYER, "own": "words"})])

    completed(world, payment_id)

    assert world.store.get(ENTRY).fields == {"challengeId": CHALLENGE, "userId": BUYER, "own": "words"}
    assert payment_of(world, payment_id).enrolled_at is not None
    assert payment_of(world, payment_id).owner_id == TRAINER
