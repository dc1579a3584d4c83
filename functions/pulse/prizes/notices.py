"""What the winner and the operators are told about a prize that waits, each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from pulse.alerts import causes
from pulse.errors import StripeRefused, StripeUnavailable
from pulse.money import written
from pulse.ports import Alert
from pulse.ports.paths import path
from pulse.ports.store import Merge, Write
from pulse.prizes.reasons import NOTICES, Reader, Reason
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings

_UNANSWERED_MIN = 11
"""Tries in a row, each after twice the wait of the one before: half an hour in all."""
_CAUSES = {
    Reason.ACCOUNT_RESTRICTED: causes.PRIZE_ACCOUNT_RESTRICTED,
    Reason.AWAITING_ACCOUNT: causes.PRIZE_ACCOUNT_REJECTED,
}


def notice_writes(record: PrizeRecord, settings: Settings, at: datetime) -> list[Write]:
    """A notice under the winner's document, once per prize and reason; its id makes repeats harmless.

    The page that it opens requests a fresh onboarding link: Stripe's links expire within minutes and work for
    anyone who has them, so no link is stored in a notice (decision 0008).
    """
    if record.reason is None or record.reason not in NOTICES:
        return []
    page = urlencode({"challengeId": record.challenge_id, "placement": record.placement})
    fields = {
        "prizeRecordId": record.id,
        "reason": record.reason.value,
        "text": f"You won {written(record.winner_amount, record.currency)}. {NOTICES[record.reason]}",
        "url": f"{settings.site_url}/winner/connect-account?{page}",
        "createdAt": at,
        "expireAt": at + timedelta(seconds=settings.notice_retention_seconds),
    }
    return [Merge(path("users", record.user_id, "notices", f"{record.id}_{record.reason.value}"), fields)]


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
