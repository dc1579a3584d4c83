"""What waits for someone: unpaid prizes, open requests, differences, contests, alerts, oldest first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import (
    WORK_KINDS,
    DeclineRefund,
    RequestAct,
    decline_refund,
    list_work,
    request_act,
)
from pulse.backoffice.approvals import Act
from pulse.backoffice.support.work import PAGE
from pulse.errors import InvalidRequest
from pulse.outside.alerting import GroupedAlerts
from pulse.ports import Alert, Severity
from pulse.ports.store import Create, Update
from pulse.prizes import SENTENCES, Reason
from tests.doors.story import ADMIN, FAN, SECOND_ADMIN, WINNER


def asked(story, **fields):
    answer = story.post("list-work", fields, token=story.support_token())
    assert answer.status_code == 200, answer.json
    return answer.json


def reason_of(story) -> str:
    """Why the winner's prize waits."""
    return story.documents()[f"prizeRecords/{story.prize_record_id}"]["reason"]


def shown(story, **fields) -> list[tuple[str, str]]:
    return [(one["kind"], one["subject"]) for one in asked(story, **fields)["items"]]


def prize(story, number: int, **changed) -> str:
    """A further prize like the winner's, awarded *number* minutes before now unless told otherwise."""
    like = story.documents()[f"prizeRecords/{story.prize_record_id}"]
    name = f"more_{number:03}"
    created = story.world.clock.now() - timedelta(minutes=number)
    story.world.store.commit([
        Create(f"prizeRecords/{name}", {**like, "id": name, "createdAt": created, **changed})
    ])  # fmt: skip
    return name


def raised(story, cause: str, severity: Severity = Severity.CRITICAL) -> None:
    ports = story.world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    alerts.raise_alert(Alert(cause, severity, "text", subject="x/y", amount_cents=970, currency="usd"))


def difference(story, **changed) -> None:
    now = story.world.clock.now()
    fields = {
        "id": "tr_x_usd", "subject": "tr_x", "currency": "usd", "amountCents": 100, "ourCents": 0,
        "stripeCents": 100, "where": "stripe", "cause": "transfer_of_nobody", "whatToDo": "Find out.",
        "status": "open", "firstSeen": now, "lastSeen": now,
    }  # fmt: skip
    story.world.store.commit([Create("differences/tr_x_usd", {**fields, **changed})])


def test_a_prize_that_waits_is_shown_by_its_reason_with_person_amount_and_next_step(story):
    reason = reason_of(story)
    (item,) = [one for one in asked(story, kind=reason)["items"] if one["subject"] == story.prize_record_id]

    assert (item["subject"], item["userId"], item["amount"], item["currency"]) == (
        story.prize_record_id, WINNER, 9_700, "usd",
    )  # fmt: skip
    assert item["nextStep"] == SENTENCES[Reason(reason)].operator
    assert item["sentence"] == "97.00 USD for place 1 in Morning Mobility: pending."


def test_a_stopped_and_a_reversed_prize_wait_for_review(story):
    reversed_prize = prize(story, 5, status="reversed", reason="needs_review")

    assert set(shown(story, kind="needs_review")) == {
        ("needs_review", story.stopped_record_id), ("needs_review", reversed_prize),
    }  # fmt: skip


@pytest.mark.parametrize("status", ["paid", "canceled"])
def test_a_settled_prize_is_no_work(status, story):
    prize(story, 5, status=status, reason=None)

    assert "more_005" not in {subject for _, subject in shown(story)}


def test_an_open_request_names_who_asks_for_what_until_when(story):
    (item,) = asked(story, kind="approval")["items"]

    assert item["subject"] == story.paid
    assert item["sentence"] == f"{SECOND_ADMIN} asks for refund-payment: a gesture"
    assert item["nextStep"].startswith("Another administrator calls approve-request until 20")


def test_an_unfinished_request_waits_for_its_administrator_and_an_expired_one_for_nobody(story):
    path = f"approvals/refund-payment_payments_{story.paid}"
    story.world.store.commit([Update(path, {"status": "approved", "approvedBy": ADMIN})])
    (item,) = asked(story, kind="approval")["items"]
    assert item["sentence"] == f"{ADMIN} approved refund-payment, and it is not finished."

    story.world.clock.advance(hours=25)
    for status in ("approved", "requested"):
        story.world.store.commit([Update(path, {"status": status})])
        assert shown(story, kind="approval") == []


def test_a_refund_that_a_trainer_asks_for_is_work_until_it_is_answered(story):
    request = next(fields for path, fields in story.documents().items() if path.startswith("refundRequests/"))
    (item,) = [one for one in asked(story)["items"] if one["kind"] == "refund_request"]
    assert (item["subject"], item["userId"], item["amount"], item["currency"]) == (
        request["paymentId"], request["buyerId"], request["amount"], request["currency"],
    )  # fmt: skip
    assert item["sentence"].startswith(f"{request['ownerId']} asks for a refund of ")
    assert item["sentence"].endswith(request["reason"])

    decline_refund(DeclineRefund(request["paymentId"], ADMIN, "too late"), ports=story.world.ports)
    assert shown(story, kind="refund_request") == []


def test_an_open_difference_is_work_and_a_closed_one_is_not(story):
    difference(story)
    (item,) = asked(story, kind="difference")["items"]
    assert (item["subject"], item["amount"], item["nextStep"]) == ("tr_x", 100, "Find out.")

    story.world.store.commit([Update("differences/tr_x_usd", {"status": "closed"})])
    assert shown(story, kind="difference") == []


def test_an_open_contest_is_work_until_it_is_withdrawn(story):
    contest = story.samples()["withdraw-contest"]
    (item,) = asked(story, kind="contest")["items"]
    story.post("withdraw-contest", contest.fields, token=story.token(contest.owner))

    assert (item["subject"], item["userId"]) == (contest.fields["contestId"], FAN)
    assert "`decide_contest`" in item["nextStep"]
    assert shown(story, kind="contest") == []


def test_alerts_of_the_last_day_are_work_unless_they_only_inform(story):
    raised(story, "prize.stopped")
    raised(story, "heartbeat.sent", Severity.INFO)

    (item,) = asked(story, kind="alert")["items"]
    assert (item["subject"], item["amount"], item["currency"]) == ("prize.stopped", 970, "usd")
    assert item["nextStep"].endswith("docs/runbook/prize.stopped.md")


def test_all_kinds_are_merged_oldest_first(story):
    difference(story, firstSeen=story.world.clock.now() - timedelta(days=3))
    raised(story, "prize.stopped")
    items = asked(story)["items"]

    assert [one["since"] for one in items] == sorted(one["since"] for one in items)
    assert items[0]["kind"] == "difference"
    assert {one["kind"] for one in items} == {
        "difference", "alert", "approval", "refund_request", reason_of(story), "needs_review", "contest",
    }  # fmt: skip


@pytest.mark.parametrize("count", [PAGE - 1, PAGE, PAGE + 1, 2 * PAGE + 3])
@pytest.mark.parametrize("together", [True, False], ids=["at one moment", "at many"])
def test_pages_show_each_item_once_however_many_began_at_one_moment(together, count, story):
    now = story.world.clock.now()
    moment = {"createdAt": now} if together else {}
    names = {prize(story, number, reason="awaiting_funds", **moment) for number in range(count)}

    subjects, cursor = [], None
    while True:
        answer = asked(story, kind="awaiting_funds", **({"cursor": cursor} if cursor else {}))
        subjects += [one["subject"] for one in answer["items"]]
        assert len(answer["items"]) <= PAGE
        cursor = answer["cursor"]
        if cursor is None:
            break

    assert len(subjects) == count
    assert set(subjects) == names


def test_what_was_done_between_two_pages_hides_and_repeats_nothing(story):
    names = [prize(story, number, reason="awaiting_funds") for number in range(PAGE + 10)]
    first = asked(story, kind="awaiting_funds")
    last = first["items"][-1]["subject"]
    story.world.store.commit([Update(f"prizeRecords/{last}", {"status": "paid", "reason": None})])
    second = asked(story, kind="awaiting_funds", cursor=first["cursor"])

    seen = [one["subject"] for one in (*first["items"], *second["items"])]
    assert sorted(seen) == sorted(names)


def test_a_damaged_record_is_named_among_the_others(story):
    story.world.store.commit([Update(f"prizeRecords/{story.prize_record_id}", {"winnerAmount": "much"})])

    assert ("damaged", f"prizeRecords/{story.prize_record_id}") in shown(story)
    assert ("needs_review", story.stopped_record_id) in shown(story)


@pytest.mark.parametrize("kind", WORK_KINDS)
def test_every_kind_is_answered(kind, story):
    assert all(one == kind for one, _ in shown(story, kind=kind))


def test_every_reason_is_a_kind():
    assert {reason.value for reason in Reason} == set(WORK_KINDS) - {
        "approval",
        "difference",
        "contest",
        "refund_request",
        "alert",
    }


@pytest.mark.parametrize("cursor", ["abc", "bm8gdGltZQ", "_", "x" * 999])
def test_a_cursor_that_is_not_ours_is_refused(cursor, story):
    with pytest.raises(InvalidRequest, match="cursor is not valid"):
        list_work(cursor=cursor, ports=story.world.ports)


def test_a_held_prize_and_the_request_to_pay_it_are_both_shown(story):
    story.post(
        "hold-prize", {"prizeRecordId": story.prize_record_id, "reason": "odd"}, token=story.admin_token()
    )
    command = RequestAct(
        act=Act.PAY_PRIZE, subject_id=story.prize_record_id, actor=SECOND_ADMIN, reason="looked at"
    )
    request_act(command, ports=story.world.ports)

    kinds = [kind for kind, subject in shown(story) if subject == story.prize_record_id]
    assert sorted(kinds) == ["approval", "held_for_approval"]
