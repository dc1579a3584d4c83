"""Task functions and triggers: what is done, what is delivered again, and what is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from firebase_functions import tasks_fn

from pulse.doors import queues, triggers
from pulse.errors import StoreUnavailable, StripeUnavailable
from pulse.outside.memory_messages import MemoryChannel
from pulse.ports import Medium, SignIn
from pulse.ports.store import Update
from pulse.prizes import project_winner
from tests.doors.broken import Failing, without_store
from tests.doors.served import wsgi
from tests.doors.story import BUYER, ENDED, PAID_OUT, ROUND, TRAINER, WINNER
from tests.world import START


def delivered(story, queue: str, data: Any, *, body: Any = None):
    def worker(task):
        queues.serve(queue, task, lambda: story.clients)

    function = tasks_fn.on_task_dispatched()(worker)
    return wsgi(function).post("/", json={"data": data} if body is None else body)


class TestPayPrize:
    def test_pays_the_prize_and_is_done(self, story):
        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        record = story.documents()[f"prizeRecords/{story.prize_record_id}"]
        assert answer.status_code == 200
        assert record["status"] == "paid"

    def test_delivered_twice_pays_once(self, story):
        for _ in range(2):
            assert delivered(story, "payprize", {"prizeRecordId": story.prize_record_id}).status_code == 200

        transfers = story.world.stripe.list_transfers({"transfer_group": f"prize_{story.prize_record_id}"})
        assert [transfer.amount for transfer in transfers] == [9_700]

    def test_is_delivered_again_while_the_store_is_away(self, story):
        story.clients = without_store(story.clients)

        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        assert answer.status_code == 503

    def test_is_delivered_again_while_somebody_else_is_at_it(self, story):
        path = f"prizeRecords/{story.prize_record_id}"
        lease = {"token": "another", "until": story.world.clock.now() + timedelta(minutes=5)}
        story.world.store.commit([Update(path, {"status": "processing", "lease": lease})])

        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        assert answer.status_code == 503
        assert story.documents()[path]["lease"] == lease

    def test_is_done_when_stripe_did_not_answer_for_the_record_queues_its_next_try(self, story):
        silent = Failing(StripeUnavailable("Stripe is away"))
        story.clients = replace(story.clients, ports=replace(story.clients.ports, stripe=silent))
        story.world.queue.tasks.clear()

        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        assert answer.status_code == 200
        assert [task.payload for task in story.world.queue.tasks] == [
            {"prizeRecordId": story.prize_record_id}
        ]

    def test_a_task_too_many_asks_stripe_nothing_before_the_next_try_is_due(self, story):
        silent = Failing(StripeUnavailable("Stripe is away"))
        story.clients = replace(story.clients, ports=replace(story.clients.ports, stripe=silent))
        path = f"prizeRecords/{story.prize_record_id}"
        next_try = story.world.clock.now() + timedelta(minutes=20)
        delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})
        story.world.store.commit([Update(path, {"nextCheckAt": next_try})])
        before = story.documents()[path]
        story.world.queue.tasks.clear()
        unasked = Failing(AssertionError("Stripe was asked"))
        story.clients = replace(story.clients, ports=replace(story.clients.ports, stripe=unasked))

        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        assert answer.status_code == 200
        assert story.documents()[path] == before
        assert not story.world.queue.tasks

    def test_is_delivered_again_after_a_fault_of_ours(self, story):
        story.clients = without_store(story.clients, RuntimeError("a bug"))

        answer = delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})

        assert answer.status_code == 500
        assert "a bug" not in answer.text

    @pytest.mark.parametrize(
        "data", [{"prizeRecordId": "unknown"}, {}, {"prizeRecordId": 7}, None, [], {"prizeRecordId": "a/b"}]
    )
    def test_what_can_never_succeed_is_not_delivered_again(self, data, story):
        assert delivered(story, "payprize", data).status_code == 200


def test_an_event_that_is_not_there_is_done_with(story):
    assert delivered(story, "handleevent", {"eventId": "evt_unknown"}).status_code == 200


def test_one_task_becomes_one_task_per_prize(story):
    story.world.queue.tasks.clear()

    assert delivered(story, "fanoutprizes", {"challengeId": PAID_OUT, "after": None}).status_code == 200

    assert [task.payload for task in story.world.queue.tasks] == [{"prizeRecordId": story.prize_record_id}]


def test_a_body_that_is_not_wrapped_in_data_is_refused(story):
    assert (
        delivered(story, "payprize", None, body={"prizeRecordId": story.prize_record_id}).status_code == 400
    )


def test_every_queue_has_a_worker():
    assert set(queues.QUEUES) == {"payprize", "handleevent", "fanoutprizes", "sendnotice"}


@dataclass(frozen=True)
class Snapshot:
    fields: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        return self.fields


@dataclass(frozen=True)
class Change:
    before: Snapshot | None
    after: Snapshot | None


@dataclass(frozen=True)
class Event:
    data: Change
    params: dict[str, str]
    id: str = "event-1"
    time: datetime = START


def change(before: dict | None, after: dict | None, **params: str) -> Event:
    snapshots = [None if fields is None else Snapshot(fields) for fields in (before, after)]
    return Event(Change(*snapshots), params)


ACTIVE, COMPLETED = {"status": "active"}, {"status": "completed"}


class TestChallengeWritten:
    def told(self, story, before, after, challenge_id=ENDED):
        triggers.challenge_written(change(before, after, challengeId=challenge_id), lambda: story.clients)

    @pytest.mark.parametrize("before", [ACTIVE, None, {}])
    def test_a_challenge_that_becomes_completed_is_awarded(self, before, story):
        self.told(story, before, COMPLETED)

        assert f"awards/{ENDED}" in story.documents()

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (COMPLETED, COMPLETED),
            (COMPLETED, ACTIVE),
            (ACTIVE, ACTIVE),
            (COMPLETED, None),
            (None, ACTIVE),
            (None, None),
        ],
    )
    def test_any_other_change_awards_nothing(self, before, after, story):
        self.told(story, before, after)

        assert f"awards/{ENDED}" not in story.documents()

    @pytest.mark.parametrize(("hours", "status"), [(-1, "completed"), (1, "cancelled")])
    def test_a_cancellation_after_the_end_is_undone(self, hours, status, story):
        before = {**story.documents()[f"challenges/{ENDED}"], "status": "active"}
        before["endDate"] = START + timedelta(hours=hours)
        cancelled = {**before, "status": "cancelled"}
        story.world.store.commit([Update(f"challenges/{ENDED}", cancelled)])

        self.told(story, before, cancelled)

        assert story.documents()[f"challenges/{ENDED}"]["status"] == status

    def test_a_cancellation_after_the_award_holds_the_prize_and_tells_operators(self, story):
        before = story.documents()[f"challenges/{PAID_OUT}"]
        cancelled = {**before, "status": "cancelled"}
        story.world.store.commit([Update(f"challenges/{PAID_OUT}", cancelled)])

        self.told(story, before, cancelled, challenge_id=PAID_OUT)

        prize = story.documents()[f"prizeRecords/{story.prize_record_id}"]
        assert (prize["status"], prize["reason"], prize["held"]) == ("pending", "held_for_approval", True)
        assert "challenge.cancelled" in story.world.alerts.causes()
        assert delivered(story, "payprize", {"prizeRecordId": story.prize_record_id}).status_code == 200
        assert story.world.stripe.list_transfers({"transfer_group": f"prize_{story.prize_record_id}"}) == []

    def test_what_two_administrators_began_to_cancel_ends_its_open_payments(self, story):
        answer = story.post("create-payment-intent", {"challengeId": ROUND}, token=story.token(BUYER))
        open_payment = answer.json["paymentIntentId"]
        before = story.documents()[f"challenges/{ROUND}"]
        asked = {**before, "cancelAskedAt": START}
        story.world.store.commit([Update(f"challenges/{ROUND}", asked)])

        self.told(story, before, asked, challenge_id=ROUND)

        assert story.documents()[f"payments/{open_payment}"]["status"] == "canceled"

    def test_told_twice_it_awards_once(self, story):
        self.told(story, ACTIVE, COMPLETED)
        once, tasks = story.documents(), len(story.world.queue.tasks)
        self.told(story, ACTIVE, COMPLETED)

        assert story.documents() == once
        assert len(story.world.queue.tasks) == tasks

    def test_a_challenge_that_cannot_be_awarded_is_not_told_again(self, story):
        self.told(story, ACTIVE, COMPLETED, challenge_id="unknown")

        assert "awards/unknown" not in story.documents()

    def test_while_the_store_is_away_it_is_told_again(self, story):
        story.clients = without_store(story.clients)

        with pytest.raises(StoreUnavailable):
            self.told(story, ACTIVE, COMPLETED)


def test_a_prize_that_changes_is_shown_in_its_winners_document(story):
    record = story.documents()[f"prizeRecords/{story.prize_record_id}"]

    triggers.prize_record_written(change(None, record), lambda: story.clients)

    wins = story.documents()[f"users/{WINNER}"]["winner"]["challengeWins"]
    assert [win["challengeId"] for win in wins] == [PAID_OUT]


@pytest.mark.parametrize(
    "fields", [None, {}, {"userId": 7}, {"userId": ""}, {"userId": "a/b"}, {"userId": "__x__"}]
)
def test_a_record_of_nobody_projects_nothing(fields, story):
    ports = replace(story.clients.ports, store=Failing(AssertionError("the store was asked")))
    clients = replace(story.clients, ports=ports)

    triggers.prize_record_written(change(fields, fields), lambda: clients)

    assert f"users/{TRAINER}" in story.documents()


def reachable(story) -> MemoryChannel:
    """The winner has a confirmed address; the mail server."""
    mail = MemoryChannel()
    story.world.sign_ins.known[WINNER] = SignIn(START, email="winner@example.com", email_verified=True)
    story.clients = replace(story.clients, ports=replace(story.clients.ports, channels={Medium.EMAIL: mail}))
    return mail


def told_that_paid(story) -> tuple[str, dict[str, Any]]:
    """The id and the fields of the winner's notice of a paid prize."""
    delivered(story, "payprize", {"prizeRecordId": story.prize_record_id})
    project_winner(WINNER, ports=story.world.ports)
    found = {
        path: one for path, one in story.documents().items() if path.startswith(f"users/{WINNER}/notices/")
    }
    return next((path.split("/")[3], one) for path, one in found.items() if one["reason"] == "prize_paid")


def created(notice_id: str, fields: Any) -> Any:
    return SimpleNamespace(
        id="event", data=change(None, fields).data.after, params={"userId": WINNER, "noticeId": notice_id}
    )


def test_a_new_notice_is_queued_and_sent_once(story):
    mail = reachable(story)
    notice_id, notice = told_that_paid(story)
    triggers.notice_created(created(notice_id, notice), lambda: story.clients)
    task = {"userId": WINNER, "noticeId": notice_id}
    assert [one.payload for one in story.world.queue.tasks if one.queue == "sendnotice"] == [task]

    for _ in range(2):
        assert delivered(story, "sendnotice", task).status_code == 200
    assert [one.to for one in mail.sent] == ["winner@example.com"]


@pytest.mark.parametrize("fields", [None, {}, {"sendAt": "soon"}, {"sendAt": None}])
def test_a_notice_that_stays_in_the_app_is_not_queued(story, fields):
    reachable(story)
    before = len(story.world.queue.tasks)
    triggers.notice_created(created("one", fields), lambda: story.clients)

    assert len(story.world.queue.tasks) == before


def test_without_a_channel_a_notice_is_not_queued(story):
    notice_id, notice = told_that_paid(story)
    triggers.notice_created(created(notice_id, notice), lambda: story.clients)

    assert [one for one in story.world.queue.tasks if one.queue == "sendnotice"] == []


def test_firebase_auth_silent_a_notice_is_delivered_again(story):
    reachable(story)
    notice_id, _ = told_that_paid(story)
    story.world.sign_ins.silent = True

    assert delivered(story, "sendnotice", {"userId": WINNER, "noticeId": notice_id}).status_code == 503


@pytest.mark.parametrize(
    "task",
    [
        {},
        {"userId": WINNER},
        {"noticeId": "one"},
        {"userId": "a/b", "noticeId": "one"},
        {"userId": WINNER, "address": "a@example.com"},
        {"userId": WINNER, "address": "a@example.com", "language": "en", "tries": "1"},
        {"userId": WINNER, "address": "a@example.com", "language": "en", "tries": True},
    ],
)
def test_a_task_of_no_notice_ends_here(story, task):
    mail = reachable(story)

    assert delivered(story, "sendnotice", task).status_code == 200
    assert mail.tried == []


def test_who_was_erased_gets_the_last_e_mail(story):
    mail = reachable(story)
    task = {"userId": "gone", "address": "gone@example.com", "language": "de", "tries": 1}

    assert delivered(story, "sendnotice", task).status_code == 200
    assert [(one.to, one.language) for one in mail.sent] == [("gone@example.com", "de")]
