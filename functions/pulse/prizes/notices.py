"""What the winner and the operators are told about a prize that waits, each once."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from pulse.alerts import causes
from pulse.errors import StripeRefused, StripeUnavailable
from pulse.notices import Amount, Said, notice
from pulse.ports import Alert
from pulse.ports.store import Write
from pulse.prizes.reasons import Reader, Reason
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings

_UNANSWERED_MIN = 11
"""Tries in a row, each after twice the wait of the one before: half an hour in all."""
_SAID = {
    Reason.AWAITING_ACCOUNT: Said.PRIZE_AWAITS_ACCOUNT,
    Reason.ACCOUNT_RESTRICTED: Said.PRIZE_ACCOUNT_RESTRICTED,
    Reason.ACCOUNT_REJECTED: Said.PRIZE_ACCOUNT_REJECTED,
}
"""What the winner has to do something about. They may read it days later, when they have."""
_CAUSES = {
    Reason.ACCOUNT_RESTRICTED: causes.PRIZE_ACCOUNT_RESTRICTED,
    Reason.AWAITING_ACCOUNT: causes.PRIZE_ACCOUNT_REJECTED,
}
"""Of a transfer that Stripe refused: there `awaiting_account` means that the account we had is gone, as the
runbook page says. A winner who has not opened one yet raises no alert."""


def notice_writes(record: PrizeRecord, settings: Settings, at: datetime) -> list[Write]:
    """A notice under the winner's document, once per prize and reason; its id makes repeats harmless.

    The page that it opens requests a fresh onboarding link: Stripe's links expire within minutes and work for
    anyone who has them, so no link is stored in a notice (decision 0008).
    """
    if record.reason is None or record.reason not in _SAID:
        return []
    word = record.reason.value
    return [_to_winner(record, f"{record.id}_{word}", _SAID[record.reason], word, at, settings)]


def claim_notice(
    record: PrizeRecord, name: str, said: Said, due: datetime, at: datetime, settings: Settings
) -> Write:
    """About a prize that its winner has not claimed; *name* tells it from others about the same prize.

    *due*: until when they may claim it.
    """
    word = Reason.UNCLAIMED.value
    return _to_winner(record, f"{record.id}_{name}", said, word, at, settings, due=due)


def _to_winner(
    record: PrizeRecord,
    notice_id: str,
    said: Said,
    reason: str,
    at: datetime,
    settings: Settings,
    **words: datetime,
) -> Write:
    """Its page asks for what the winner's account needs."""
    page = urlencode({"challengeId": record.challenge_id, "placement": record.placement})
    return notice(
        record.user_id,
        notice_id,
        said,
        reason=reason,
        settings=settings,
        at=at,
        page=f"/winner/connect-account?{page}",
        about={"prizeRecordId": record.id},
        title=record.challenge_title,
        amount=Amount(record.winner_amount, record.currency),
        **words,
    )


def lost_notice(record: PrizeRecord, at: datetime, settings: Settings) -> Write:
    """For the commit that cancels a prize whose money was taken back."""
    return _taken_back_notice(record, "lost", Said.PRIZE_LOST, at, settings)


def reduced_notice(record: PrizeRecord, at: datetime, settings: Settings) -> Write:
    """For the commit that makes a prize smaller, as a part of its pool's money was taken back."""
    name = f"reduced_v{record.award_version}"
    return _taken_back_notice(record, name, Said.PRIZE_REDUCED, at, settings, page="/winner/dashboard")


def _taken_back_notice(
    record: PrizeRecord, name: str, said: Said, at: datetime, settings: Settings, page: str = ""
) -> Write:
    return notice(
        record.user_id,
        f"{record.id}_{name}",
        said,
        reason=Reason.POOL_DISPUTED.value,
        settings=settings,
        at=at,
        page=page,
        about={"prizeRecordId": record.id},
        title=record.challenge_title,
        amount=Amount(record.winner_amount, record.currency),
    )


def paid_notice(record: PrizeRecord, settings: Settings, at: datetime) -> Write:
    """For the commit that shows the prize as paid. A prize that is paid again is told again."""
    return notice(
        record.user_id,
        f"{record.id}_paid_{record.reissues}",
        Said.PRIZE_PAID,
        reason="prize_paid",
        settings=settings,
        at=at,
        page="/winner/dashboard",
        about={"prizeRecordId": record.id},
        title=record.challenge_title,
        amount=Amount(record.winner_amount, record.currency),
    )


def alert_of_silence(record: PrizeRecord, error: StripeUnavailable | StripeRefused) -> Alert | None:
    """None while the silence may still pass. It lasts if our key was revoked or may not list transfers."""
    if record.failures < _UNANSWERED_MIN:
        return None
    return causes.PRIZE_UNANSWERED.alert(
        "For half an hour Stripe did not say whether a prize is paid. Check our key and Stripe's status.",
        subject=record.path,
        amount_cents=record.winner_amount,
        currency=record.currency,
        user_id=record.user_id,
        facts={"http_status": error.http_status, "stripe_code": error.stripe_code},
    )


def alert_of(record: PrizeRecord, stripe_code: str | None) -> Alert | None:
    """None for short funds: one alert says how much is missing for all (`wake_funds.report_shortage`)."""
    reason = record.reason or Reason.NEEDS_REVIEW
    if reason is Reason.AWAITING_FUNDS:
        return None
    return _CAUSES.get(reason, causes.PRIZE_STOPPED).alert(
        f"A prize was not paid: {reason.value}. {record.next_action_for(Reader.OPERATOR)}",
        subject=record.path,
        amount_cents=record.winner_amount,
        currency=record.currency,
        user_id=record.user_id,
        facts={"stripe_code": stripe_code},
    )
