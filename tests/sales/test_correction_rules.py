"""What may be done with a correction next, for each state that it can be in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pulse.attempts import CORRECTION, first_attempt
from pulse.sales import Correction, CorrectionKind, CorrectionStatus
from pulse.sales.correction_rules import can_go_without_the_trainer, correction_step
from pulse.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = Settings()
JUST_NOW, LATE, OLD = timedelta(0), timedelta(hours=1), timedelta(days=3)
"""How long ago it was sent: it may still execute; it cannot any more; Stripe has forgotten the key."""
BY_AGE = [(JUST_NOW, "send_again"), (LATE, "send_again"), (OLD, "renew")]


def closed(sends, sent):
    """An attempt that Stripe refused at the last of so many sends."""
    attempt = first_attempt(CORRECTION, "du_1", NOW - sent)
    return attempt.but(closed=True, closed_reason="balance_insufficient", sends=sends)


def correction(status, *, kind=CorrectionKind.DISPUTE_REVERSAL, sent=JUST_NOW, next_check_at=None, **fields):
    at = NOW - sent
    return Correction(
        correction_id="c1", kind=kind, payment_id="pi_1", reference="du_1", target="tr_1", amount=100,
        owner_amount=97, currency="usd", params={}, attempt=first_attempt(CORRECTION, "du_1", at),
        status=status, actor="system:sales", next_check_at=next_check_at, created_at=at, updated_at=at,
    ).but(**fields)  # fmt: skip


def step(known, *, made=False, still_owed=True):
    return correction_step(known, made=made, still_owed=still_owed, now=NOW, settings=SETTINGS)


@pytest.mark.parametrize("sent", [JUST_NOW, LATE, OLD])
@pytest.mark.parametrize("still_owed", [True, False])
@pytest.mark.parametrize("made", [True, False])
def test_a_correction_that_is_done_is_left_alone(sent, still_owed, made):
    assert step(correction(CorrectionStatus.DONE, sent=sent), made=made, still_owed=still_owed) == "leave"


@pytest.mark.parametrize("status", [one for one in CorrectionStatus if one is not CorrectionStatus.DONE])
@pytest.mark.parametrize("still_owed", [True, False])
def test_what_stripe_has_is_recorded_and_never_sent_again(status, still_owed):
    assert step(correction(status, sent=OLD), made=True, still_owed=still_owed) == "record"


@pytest.mark.parametrize(
    ("sent", "expected"), [(JUST_NOW, "send_again"), (LATE, "send_again"), (OLD, "renew")]
)
def test_an_open_correction_keeps_its_key_while_stripe_knows_it(sent, expected):
    assert step(correction(CorrectionStatus.OPEN, sent=sent)) == expected


@pytest.mark.parametrize(
    ("status", "sent", "expected"),
    [
        (CorrectionStatus.OPEN, JUST_NOW, "leave"),
        (CorrectionStatus.OPEN, LATE, "drop"),
        (CorrectionStatus.REFUSED, LATE, "drop"),
        (CorrectionStatus.DROPPED, OLD, "leave"),
    ],
)
def test_what_is_no_longer_owed_is_dropped_only_when_nothing_can_still_execute(status, sent, expected):
    assert step(correction(status, sent=sent), still_owed=False) == expected


@pytest.mark.parametrize(
    ("sends", "sent", "expected"),
    [(1, JUST_NOW, "drop"), (2, JUST_NOW, "leave"), (None, JUST_NOW, "leave"), (2, LATE, "drop")],
)
def test_a_refusal_ends_it_at_once_only_if_it_answered_the_one_send(sends, sent, expected):
    refused = correction(CorrectionStatus.REFUSED, sent=sent, attempt=closed(sends, sent))
    assert step(refused, still_owed=False) == expected


@pytest.mark.parametrize("status", [CorrectionStatus.OPEN, CorrectionStatus.REFUSED])
@pytest.mark.parametrize(
    ("sends", "sent", "expected"),
    [(1, JUST_NOW, "renew"), (2, JUST_NOW, "leave"), (None, JUST_NOW, "leave"), (2, LATE, "renew")],
)
def test_a_new_key_waits_for_the_quiet_time_unless_the_one_send_was_refused(status, sends, sent, expected):
    refused = correction(status, sent=sent, attempt=closed(sends, sent), next_check_at=NOW)
    assert step(refused) == expected


@pytest.mark.parametrize(
    ("sent", "expected"), [(JUST_NOW, "send_again"), (LATE, "send_again"), (OLD, "renew")]
)
def test_a_refund_is_never_dropped(sent, expected):
    refund = correction(CorrectionStatus.OPEN, kind=CorrectionKind.REFUND, sent=sent)
    assert step(refund, still_owed=False) == expected


@pytest.mark.parametrize("status", [CorrectionStatus.REFUSED, CorrectionStatus.DROPPED])
@pytest.mark.parametrize(
    ("next_check_at", "expected"),
    [
        (None, "leave"),
        (NOW + timedelta(seconds=1), "leave"),
        (NOW, "renew"),
        (NOW - timedelta(days=1), "renew"),
    ],
)
def test_a_refused_correction_is_tried_again_when_it_is_due(status, next_check_at, expected):
    assert step(correction(status, sent=OLD, next_check_at=next_check_at)) == expected


@pytest.mark.parametrize(
    ("kind", "reverses", "code", "expected"),
    [
        (CorrectionKind.REFUND, True, "balance_insufficient", True),
        (CorrectionKind.REFUND, True, "insufficient_funds", True),
        (CorrectionKind.REFUND, True, "charge_already_refunded", False),
        (CorrectionKind.REFUND, True, None, False),
        (CorrectionKind.REFUND, False, "balance_insufficient", False),
        (CorrectionKind.DISPUTE_REVERSAL, True, "balance_insufficient", False),
    ],
)
def test_only_a_refund_that_a_short_account_stopped_goes_without_the_trainer(kind, reverses, code, expected):
    refused = correction(CorrectionStatus.OPEN, kind=kind, params={"reverse_transfer": reverses})
    assert can_go_without_the_trainer(refused, code) is expected
