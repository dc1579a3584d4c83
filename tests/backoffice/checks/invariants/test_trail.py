"""I10 and I11: every change has a row, and every row is an allowed change."""

from __future__ import annotations

import pytest

from pulse.ledger import Change, commit_update
from pulse.ledger.audit import row_hash
from pulse.prizes import PrizeStatus, pause_payouts
from tests.backoffice.checks.invariants.scene import _of, broken, by_hand, prize
from tests.backoffice.disturbed import put, remove, tamper
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def test_i10_a_status_that_changed_without_a_row(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, status="failed")
    assert "was edited since" in broken(busy_world, settled=False)["I10"].sentence


def test_i10_a_row_that_was_edited(busy_world):
    row = f"auditLog/{prize(busy_world).path.replace('/', '_')}_2"
    tamper(busy_world, row, actor="somebody else")
    assert broken(busy_world, settled=False)["I10"].sentence.startswith("row 2 was edited")


@pytest.mark.parametrize("collection", ["prizeRecords", "payments"])
def test_i10_a_record_without_a_trail(busy_world, collection):
    some = sales.documents(busy_world, collection)[0]
    put(busy_world, f"{collection}/new", {**some.fields, "id": "new", "paymentId": "new"})
    assert f"{collection}/new" in {one.subject for one in _of("I10", busy_world, settled=False)}


def test_i10_a_record_that_is_gone(busy_world):
    path = prize(busy_world, "bob").path
    remove(busy_world, path)
    assert broken(busy_world, settled=False)["I10"].sentence == "has an audit trail, and is gone"


def test_i10_a_cut_off_trail_of_the_kill_switch(busy_world):
    for paused in (True, False):
        pause_payouts(paused=paused, actor="admin", reason="test", ports=busy_world.ports)
    remove(busy_world, "auditLog/control_payouts_2")
    violation = broken(busy_world, settled=False)["I10"]
    assert (violation.subject, violation.sentence) == (
        "control/payouts",
        "row 2 and what followed it are gone",
    )


def test_i10_a_row_more_than_the_record_knows_of_may_be_younger_until_all_is_settled(busy_world):
    path = prize(busy_world, "bob").path
    first = dict(busy_world.store.get(f"auditLog/{path.replace('/', '_')}_2").fields)
    head = busy_world.store.get(path).fields["audit"]
    forged = {**first, "number": head["number"] + 1, "previousHash": head["hash"]}
    forged["hash"] = row_hash(head["hash"], forged)
    put(busy_world, f"auditLog/{path.replace('/', '_')}_{forged['number']}", forged)
    assert "I10" not in broken(busy_world, settled=False)
    assert "was put in after" in broken(busy_world)["I10"].sentence


def test_i11_a_change_outside_the_allowed_graph(world):
    record = scene.awarded(world, "ada")[0]
    for status in (PrizeStatus.CANCELED, PrizeStatus.PENDING):
        document = world.store.get(record.path)
        record = record.but(status=status, version=record.version + 1)
        commit_update(world.store, document, record, Change("forced", "test", START))
    assert "went from canceled to pending" in broken(world, settled=False)["I11"].sentence


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"version": 1}, "is of version 1 after"),
        ({"attempt.key": "prize:other:g1"}, "has the key"),
        ({"attempt": None}, "without a stored attempt"),
    ],
)
def test_i11_versions_and_keys_that_do_not_fit(busy_world, fields, sentence):
    tamper(busy_world, prize(busy_world).path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I11", busy_world, settled=False))


@pytest.mark.parametrize(
    ("generation", "sentence"),
    [("1", "two transfers of one key"), ("2", "generation 2, which was never stored")],
)
def test_i11_a_transfer_that_no_stored_attempt_asked_for(busy_world, generation, sentence):
    record = prize(busy_world)
    by_hand(busy_world, 1, record.transfer_group, metadata={"generation": generation})
    assert sentence in " ".join(one.sentence for one in _of("I11", busy_world, settled=False))
