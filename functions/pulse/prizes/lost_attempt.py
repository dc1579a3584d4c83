"""A record from a backup lacks the attempt that was stored since: the transfer at Stripe says which it was.

The attempt is stored before its send, so only a record that is older than it can lack it. It counts if all
that its body was made from agrees with the record; else the transfer is a stray one, and a person looks.
"""

from __future__ import annotations

from datetime import UTC, datetime

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.attempts import PRIZE, Attempt, key_for
from pulse.batches import skip_unreadable
from pulse.ledger import entry_path
from pulse.ports import Ports
from pulse.ports.stripe_objects import Transfer
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.rules import fits


def with_lost_attempt(record: PrizeRecord, transfer: Transfer, *, ports: Ports) -> PrizeRecord:
    """*record* with the attempt that made *transfer*; as it is where none of ours is known to have."""
    attempt = _attempt_of(record, transfer)
    if attempt is None or not fits(found := record.but(attempt=attempt), transfer):
        return record
    is_proven = _is_winners(record, transfer.destination, ports=ports) and not _is_booked(
        transfer, ports=ports
    )
    return found if is_proven else record


def _attempt_of(record: PrizeRecord, transfer: Transfer) -> Attempt | None:
    """By what was sent with it: a later one than the record knows, for this winner and award version."""
    named, known = transfer.metadata, record.attempt.generation if record.attempt else 0
    ours = (record.id, record.user_id, record.challenge_id, str(record.award_version))
    fields = ("prize_record_id", "user_id", "challenge_id")
    theirs = (*(named.get(name) for name in fields), named.get("award_version", "1"))
    generation = named.get("generation", "")
    if record.stripe_transfer_id or record.status is PrizeStatus.CANCELED or theirs != ours:
        return None
    if not (generation.isascii() and generation.isdigit()) or int(generation) <= known:
        return None
    at, version = datetime.fromtimestamp(transfer.created, UTC), record.award_version
    return Attempt(
        generation=int(generation),
        key=key_for(PRIZE.keys[0], record.id, int(generation), version),
        destination=transfer.destination,
        first_sent_at=at,
        last_sent_at=at,
        closed=False,
        closed_reason=None,
        award_version=version if version > 1 else None,
    )


def _is_winners(record: PrizeRecord, destination: str, *, ports: Ports) -> bool:
    """Whether the winner has or had that account."""
    stored = ports.store.get(account_path(Role.WINNER, record.user_id))
    accounts = skip_unreadable(ConnectedAccount, [stored] if stored else [], ports=ports)
    return any(destination in account.account_ids for account in accounts)


def _is_booked(transfer: Transfer, *, ports: Ports) -> bool:
    """Then it was judged before, as a stray one: without our fee."""
    return ports.store.get(entry_path(transfer.id, "transfer")) is not None
