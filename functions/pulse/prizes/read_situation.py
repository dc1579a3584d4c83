"""Reads all that decides a prize's next step, in one round trip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulse import log
from pulse.accounts import ConnectedAccount, Role, account_path, is_on_hold, person_hold_path
from pulse.batches import skip_unreadable
from pulse.documents import CHALLENGE_STATUS, fetch
from pulse.errors import Conflict, StripeRefused, StripeUnavailable
from pulse.ledger import is_taken_back, taken_back_path
from pulse.pools import OwnMoney, Pool, own_money_path, pool_path
from pulse.ports import Document, Ports
from pulse.prizes.adopt_award import adopt_award
from pulse.prizes.holds import NOTHING_KNOWN, KnownReasons, hold_path
from pulse.prizes.line import Line, line_of
from pulse.prizes.patterns import CHALLENGE_CANCELLED, PURCHASE_TAKEN_BACK, SHARED_BANK, Pattern
from pulse.prizes.pool_conditions import PoolAsRead
from pulse.prizes.reasons import Reason
from pulse.prizes.records import (
    CONTROL_FUNDS,
    CONTROL_PAYOUTS,
    PrizeRecord,
    award_path,
    is_paused,
    restored_at,
)
from pulse.prizes.rules import Situation


@dataclass(frozen=True, slots=True)
class Read:
    """What was read beside the situation, and is needed again to claim the prize or to set it aside."""

    pool: Document | None = None
    lock: Document | None = None
    """Our own money in the prize's currency, as it is stored."""
    own: OwnMoney | None = None
    own_money: bool | None = None
    """Whether it is paid from our own money; None while its pool cannot be read."""
    line: Line = Line()  # noqa: RUF009 - frozen
    known: KnownReasons = NOTHING_KNOWN
    came_up: tuple[Pattern, ...] = ()
    """Reasons to look at the prize that its hold does not name: nobody has agreed to them."""
    username: str | None = None


def read_situation(
    record: PrizeRecord, *, by_admin: bool, actor: str, ports: Ports
) -> tuple[Situation, Read]:
    """Raises *Conflict* where the award has its pool only now: the prize is to be read again."""
    account, hold = account_path(Role.WINNER, record.user_id), person_hold_path(record.user_id)
    purchase = taken_back_path(record.challenge_id, record.user_id)
    reasons, lock = hold_path(record.id), own_money_path(record.currency)
    read = fetch(
        ports.store,
        *(account, hold, purchase, reasons, lock),
        *(CONTROL_PAYOUTS, CONTROL_FUNDS, pool_path(record.challenge_id)),
        user=record.user_id,
        challenge=record.challenge_id,
        of_challenge=CHALLENGE_STATUS,
    )
    found, now = read.ours, ports.clock.now()
    own = skip_unreadable(OwnMoney, [found[lock]] if lock in found else [], ports=ports)
    stored = [found[account]] if account in found else []
    accounts = skip_unreadable(ConnectedAccount, stored, ports=ports)
    shares_bank = bool(accounts) and accounts[0].bank_shared_with > 0
    true = (
        (CHALLENGE_CANCELLED, read.challenge is not None and read.challenge.cancelled),
        (PURCHASE_TAKEN_BACK, is_taken_back(found.get(purchase), record.user_id)),
        (SHARED_BANK, shares_bank),
    )
    known = KnownReasons.of(found.get(reasons))
    pool_document = found.get(pool_path(record.challenge_id))
    pool, own_money = _pool_as_read(
        record, pool_document, own[0] if own else None, by_admin=by_admin, actor=actor, ports=ports
    )
    kept = Read(
        pool=pool_document,
        lock=found.get(lock),
        own=own[0] if own else None,
        own_money=own_money,
        line=line_of(found.get(CONTROL_FUNDS), record.currency, now),
        known=known,
        came_up=tuple(one for one, holds in true if holds and known.lacks(one)),
        username=read.user.username if read.user else None,
    )
    situation = Situation(
        account=accounts[0] if accounts else None,
        account_unreadable=len(accounts) < len(stored),
        suspected=bool(kept.came_up),
        on_hold=is_on_hold(found.get(hold)),
        paused=is_paused(found.get(CONTROL_PAYOUTS)),
        restored_at=restored_at(found.get(CONTROL_PAYOUTS)),
        first_waiting_for_funds=kept.line.first,
        covered=kept.line.covered,
        available=_available(record, kept, ports) if record.reason is Reason.AWAITING_FUNDS else None,
        now=now,
        pool=pool,
    )
    return situation, kept


def _pool_as_read(
    record: PrizeRecord,
    document: Document | None,
    own: OwnMoney | None,
    *,
    by_admin: bool,
    actor: str,
    ports: Ports,
) -> tuple[PoolAsRead, bool | None]:
    """With whether the prize is paid from our own money; None while its pool cannot be read."""
    if document is None:
        # An award from before pools gets its pool now, and its prizes wait for their review.
        older = ports.store.get(award_path(record.challenge_id))
        if older is None:
            return PoolAsRead(asked_by_admin=by_admin, own=own), True
        adopt_award(older, actor=actor, ports=ports)
        raise Conflict("the award has its pool only now: read again")
    pools = skip_unreadable(Pool, [document], ports=ports)
    if not pools:
        return PoolAsRead(None, unreadable=True, asked_by_admin=by_admin, own=own), None
    return PoolAsRead(pools[0], asked_by_admin=by_admin, own=own), not pools[0].funded


def _available(record: PrizeRecord, read: Read, ports: Ports) -> Mapping[str, int] | None:
    """None if Stripe does not say: then the transfer itself shows whether the balance covers it.

    Not asked for a prize that waits for a pass over own money: it is not sent in any case.
    """
    if read.own_money and (read.own is None or record.cover_epoch != read.own.epoch):
        return None
    try:
        return ports.stripe.retrieve_balance().available_by_source(record.currency)
    except (StripeUnavailable, StripeRefused) as error:
        log.write("balance.unknown", severity="WARNING", code=error.code)
        return None
