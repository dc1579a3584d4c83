"""Screen prizes for unusual patterns before their records exist, so none is paid without being screened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from pulse import log
from pulse.alerts import causes
from pulse.batches import chunks, skip_unreadable
from pulse.documents import Challenge
from pulse.errors import OutcomeUnknown
from pulse.ports import Ports, SignIn
from pulse.ports.store import IN_MAX, Query
from pulse.prizes.patterns import AwardSize, EarlierPrize, Pattern, Win, matched
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.shared_details import Owners, compare_with_owners, describe_owners


class SignInOfWin(TypedDict, total=False):
    """What a `Win` says about the winner's sign-in; empty where it was not asked for."""

    signed_up_at: datetime
    is_staff: bool
    sign_in_unknown: bool


Matches = Mapping[str, tuple[Pattern, ...]]
"""By prize record id; empty where nothing is unusual."""


def screen(records: Sequence[PrizeRecord], owners: Owners, size: AwardSize, *, ports: Ports) -> Matches:
    """Which of the new records of one award are unusual, and why: a few queries for a whole batch."""
    if not records:
        return {}
    earlier = _fetch_earlier_prizes(records, ports=ports)
    winners = {record.user_id for record in records}
    sign_ins = _fetch_sign_ins(winners, ports=ports)
    shared = compare_with_owners(winners, records[0].challenge_id, owners, ports=ports)
    return {
        record.id: matched(
            Win(
                user_id=record.user_id,
                amount=record.winner_amount,
                at=record.updated_at,
                owner_ids=owners.ids,
                sellers_to_owners=owners.sellers,
                earlier=earlier[record.user_id],
                award=size,
                shares_bank_with_owner=record.user_id in shared.bank_with_owner,
                shares_bank_with_payer=record.user_id in shared.bank_with_payer,
                purchase_taken_back=record.user_id in shared.purchase_taken_back,
                shares_card_with_payer=record.user_id in shared.card_with_payer,
                **_signed_in(record.user_id, sign_ins),
            ),
            ports.settings,
        )
        for record in records
    }


def fetch_owners(challenge: Challenge, *, ports: Ports) -> Owners:
    """Raises *DocumentMisfit* for owners that cannot be read: they could not be compared with the winners."""
    return describe_owners(frozenset(challenge.owner_ids.value), ports=ports)


def held(record: PrizeRecord, patterns: Sequence[Pattern]) -> PrizeRecord:
    """*record*, held until two administrators agree if any pattern matched."""
    if not patterns:
        return record
    reason = Reason.HELD_FOR_APPROVAL
    return record.but(held=True, reason=reason, next_action=NEXT_ACTION[reason])


def alert_unusual(record: PrizeRecord, patterns: Sequence[Pattern], *, ports: Ports) -> None:
    if not patterns:
        return
    ports.alerts.raise_alert(
        causes.PRIZE_SUSPECTED.alert(
            "A prize looks unusual and is held. Review it: two administrators approve it, or one cancels it.",
            subject=record.path,
            amount_cents=record.winner_amount,
            currency=record.currency,
            user_id=record.user_id,
            facts={"patterns": [pattern.word for pattern in patterns]},
        )
    )


def _fetch_earlier_prizes(
    records: Sequence[PrizeRecord], *, ports: Ports
) -> Mapping[str, list[EarlierPrize]]:
    """By user id: the winners' other prizes, without the canceled ones."""
    people = sorted({record.user_id for record in records})
    own = {record.id for record in records}
    earlier: dict[str, list[EarlierPrize]] = defaultdict(list)
    for some in chunks(people, IN_MAX):
        found = ports.store.query(Query("prizeRecords", where=[("userId", "in", list(some))]))
        for record in skip_unreadable(PrizeRecord, found, ports=ports):
            if record.id not in own and record.status is not PrizeStatus.CANCELED:
                earlier[record.user_id].append(_earlier_prize(record))
    return earlier


def _fetch_sign_ins(winners: Collection[str], *, ports: Ports) -> Mapping[str, SignIn] | None:
    """None if nothing depends on them. Of whom nothing is known is not in it: their prizes are held."""
    settings = ports.settings
    if settings.winner_sign_up_seconds_min == 0 and settings.staff_prizes == "pay":
        return None
    try:
        return ports.sign_ins.find(winners)
    except OutcomeUnknown as error:
        log.write("sign_ins.unknown", severity="WARNING", code=error.code)
        return {}


def _signed_in(user_id: str, sign_ins: Mapping[str, SignIn] | None) -> SignInOfWin:
    if sign_ins is None:
        return {}
    found = sign_ins.get(user_id)
    if found is None:
        return {"sign_in_unknown": True}
    return {"signed_up_at": found.signed_up_at, "is_staff": found.is_staff}


def _earlier_prize(record: PrizeRecord) -> EarlierPrize:
    return EarlierPrize(
        record.winner_amount, record.created_at, record.status is PrizeStatus.PAID, record.challenge_id
    )
