"""One record and everything that happened to it: rows, attempts, transfers, events and the books."""

from __future__ import annotations

import pytest

from pulse.accounts import Role
from pulse.backoffice import (
    ExplainAccount,
    HoldPerson,
    RequestRefund,
    explain_account,
    explain_payment,
    explain_prize,
    hold_person,
    request_refund,
    verify_audit,
)
from pulse.errors import NotFound
from pulse.ports.store import Merge, Query
from tests.counting import counted
from tests.inbox.scene import handled, sent
from tests.prizes import scene as prizes
from tests.sales import scene as sales
from tests.sales.scene import BUYER, TRAINER


def types(history):
    return {event.type for event in history.events}


def acts(history):
    return [row.act for row in history.rows]


def disclosures(world):
    return world.store.query(Query("auditLog", where=[("act", "==", "data.disclosed")]))


class TestAPrize:
    @pytest.fixture
    def seen(self, world):
        prizes.funds(world, 50_000)
        prizes.awarded(world, "ada")
        prizes.winner_account(world, "ada")
        record = prizes.record_of(world, "ada")
        prizes.pay(world, record)
        handled(world, *sent(world))
        return explain_prize(record.id, ports=world.ports)

    def test_stripes_events_about_its_transfer_and_account_are_part_of_it(self, seen):
        assert {"transfer.created", "account.updated"} <= types(seen.history)
        assert all(event.raw == "" for event in seen.history.events)

    def test_its_rows_its_attempt_and_its_entry_are_part_of_it(self, seen):
        assert acts(seen.history)[0] == "prize.awarded"
        assert seen.record.attempt.key
        assert [entry.kind for entry in seen.history.entries] == ["transfer"]

    def test_an_event_that_cannot_be_read_is_named_and_hides_no_other(self, world, seen):
        one = seen.history.events[0]
        world.store.commit([Merge(one.path, {"receivedAt": "yesterday"})])

        again = explain_prize(seen.record.id, ports=world.ports)

        assert f"{one.path} is damaged" in again.answer
        assert len(again.history.events) == len(seen.history.events) - 1


class TestASale:
    @pytest.fixture
    def payment_id(self, world):
        return sales.sold(world)

    def test_its_events_entries_and_refunds_are_part_of_it(self, world, payment_id):
        sales.refunded(world, payment_id, 4_000)
        handled(world, *sent(world))

        seen = explain_payment(payment_id, ports=world.ports)

        assert {"payment_intent.succeeded", "charge.succeeded"} <= types(seen.history)
        assert {"payment.recorded", "refund.reserved"} <= set(acts(seen.history))
        assert [name for name, _ in seen.attempts] == ["payment intent", "refund"]
        assert {entry.subject for entry in seen.history.entries} == {f"payments/{payment_id}"}
        assert seen.history.flaw is None

    def test_what_the_trainer_asks_for_is_said_until_it_is_answered(self, world, payment_id):
        command = RequestRefund(payment_id=payment_id, actor=TRAINER, reason="ill", amount=4_000)
        request_refund(command, ports=world.ports)

        seen = explain_payment(payment_id, ports=world.ports)

        assert seen.refund_request.amount == 4_000
        assert "The trainer asks for a refund of 40.00 USD" in seen.answer

    def test_it_changes_nothing_and_asks_stripe_nothing(self, world, payment_id):
        trips, ports = counted(world.ports)

        explain_payment(payment_id, ports=ports)

        assert (trips.stripe_calls(), trips.calls("store").count("commit")) == ([], 0)

    def test_a_row_that_was_edited_makes_the_history_a_suspect(self, world, payment_id):
        world.store.commit([Merge(f"auditLog/payments_{payment_id}_1", {"actor": "nobody"})])

        seen = explain_payment(payment_id, ports=world.ports)

        assert seen.history.flaw == verify_audit(f"payments/{payment_id}", store=world.store)
        assert seen.history.flaw is not None

    def test_nobody_knows_another(self, world):
        with pytest.raises(NotFound):
            explain_payment("pi_unknown", ports=world.ports)


class TestAnAccount:
    def seen(self, world, role=Role.CREATOR, actor="support_1", user_id=TRAINER):
        return explain_account(ExplainAccount(user_id, role, actor), ports=world.ports)

    def test_what_is_missing_is_said_in_words_and_the_person_is_told_the_same(self, world):
        sales.trainer_account(world, outcome="restricted")

        seen = self.seen(world)

        assert seen.status.currently_due
        assert not seen.status.ready_for_transfers
        assert all("_" not in one.words for one in seen.status.currently_due)

    def test_a_hold_of_the_person_is_said(self, world):
        sales.trainer_account(world)
        hold_person(HoldPerson(TRAINER, "ada", "two accounts"), ports=world.ports)

        seen = self.seen(world)

        assert seen.hold.by == "ada"
        assert "ada put the person on hold: two accounts." in seen.answer

    @pytest.mark.parametrize(("actor", "rows"), [("support_1", 1), (TRAINER, 0)])
    def test_who_looks_at_anothers_account_leaves_a_row(self, actor, rows, world):
        sales.trainer_account(world)

        self.seen(world, actor=actor)

        assert len(disclosures(world)) == rows

    def test_the_events_about_it_are_part_of_it(self, world):
        sales.trainer_account(world)
        handled(world, *sent(world))

        assert "account.updated" in types(self.seen(world).history)

    def test_a_person_without_an_account_has_none(self, world):
        sales.user(world, BUYER)
        with pytest.raises(NotFound):
            self.seen(world, user_id=BUYER)
        assert disclosures(world) == []
