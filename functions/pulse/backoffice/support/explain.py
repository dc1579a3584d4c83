"""Why is this prize not paid? Everything about one prize record, in one value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import ConnectedAccount, PersonHold, Role, account_path, person_hold_path
from pulse.backoffice.support.history import History, read_as, read_history, with_damage
from pulse.batches import partition
from pulse.errors import PulseError
from pulse.ledger import existing
from pulse.money import written
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import PrizeRecord, PrizeStatus, Reader, Reason, is_paused, prize_path


@dataclass(frozen=True, slots=True)
class Explanation:
    record: PrizeRecord
    answer: str
    """One sentence for the person who asked."""
    account: ConnectedAccount | None
    paused: bool
    transfers: Sequence[Transfer] | None
    """What Stripe has for this prize now; None if Stripe could not be asked."""
    history: History


def explain_prize(prize_record_id: str, *, ports: Ports) -> Explanation:
    """Read the record and ask Stripe; change nothing. Raises *NotFound* and *RecordDamaged*."""
    where = prize_path(prize_record_id)
    found = ports.store.get_all([where, path("control", "payouts")])
    record = read_as(PrizeRecord, existing(found.get(where), "prize record", code="prize_record_not_found"))
    control = found.get(path("control", "payouts"))
    paused = is_paused(control)
    where_account, where_hold = account_path(Role.WINNER, record.user_id), person_hold_path(record.user_id)
    stored = ports.store.get_all([where_account, where_hold])
    hold = stored.pop(where_hold, None)
    accounts, damaged = partition(ConnectedAccount, stored.values())
    holds, damaged_holds = partition(PersonHold, [hold] if hold else [])
    account = accounts[0] if accounts else None
    on_hold = next((one for one in holds if one.held), None)
    answer = _answer(record, account, ports.clock.now(), paused=paused, on_hold=on_hold)
    transfers = _list_transfers(record, ports=ports)
    history = read_history([where], _objects(record, account, transfers or ()), ports=ports)
    unreadable = [*(one.path for one in (*damaged, *damaged_holds)), *history.damaged]
    return Explanation(
        record=record,
        answer=with_damage(answer, unreadable),
        account=account,
        paused=paused,
        transfers=transfers,
        history=history,
    )


def _objects(
    record: PrizeRecord, account: ConnectedAccount | None, transfers: Sequence[Transfer]
) -> Iterator[str | None]:
    """What Stripe's events about this prize are about. Those of the account say when it became ready."""
    yield from (transfer.id for transfer in transfers)
    yield from (record.stripe_transfer_id, *record.former_transfer_ids, *record.stray_transfer_ids)
    yield account.stripe_account_id if account else None


def _answer(
    record: PrizeRecord,
    account: ConnectedAccount | None,
    now: datetime,
    *,
    paused: bool,
    on_hold: PersonHold | None,
) -> str:
    amount = written(record.winner_amount, record.currency)
    match record.status:
        case PrizeStatus.PAID:
            back = written(record.amount_reversed, record.currency)
            taken_back = f" Of it {back} were taken back." if record.amount_reversed else ""
            by = f"{amount} by {record.stripe_transfer_id}.{taken_back}"
            return f"It is paid: {by} When it reaches the bank depends on Stripe's payout."
        case PrizeStatus.REVERSED:
            by = f"({record.stripe_transfer_id})"
            return f"It was paid and taken back {by}. Only two administrators pay it again (`reissue-prize`)."
        case PrizeStatus.CANCELED:
            return "It was canceled before any transfer was attempted."
        case _:
            because = f"{amount} wait: {record.reason}. {record.next_action_for(Reader.OPERATOR)}"
            return " ".join(
                [because, *_further_sentences(record, account, now, paused=paused, on_hold=on_hold)]
            )


def _further_sentences(
    record: PrizeRecord,
    account: ConnectedAccount | None,
    now: datetime,
    *,
    paused: bool,
    on_hold: PersonHold | None,
) -> Iterator[str]:
    """What else holds the prize back, or is about to change that."""
    if record.lease is not None and record.lease.until > now:
        yield "A worker is paying it right now."
    if paused and record.reason is not Reason.PAYOUTS_PAUSED:
        yield "Payouts are also paused: nothing is sent until they are resumed."
    if on_hold is not None:
        yield f"{on_hold.by} put the winner on hold: {on_hold.reason}."
        yield "Two administrators end that by `release_person`."
    if account is not None and account.payouts_problem is not None:
        yield f'The winner is told: "{account.payouts_problem.sentence}"'


def _list_transfers(record: PrizeRecord, *, ports: Ports) -> list[Transfer] | None:
    try:
        return ports.stripe.list_transfers({"transfer_group": record.transfer_group})
    except PulseError:
        return None
