"""Release all prizes that stopped for one reason, as after a mistake in a setting at Stripe was corrected."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.alerts import notify_missing_rights
from pulse.batches import BatchResult, each, skip_unreadable
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes.acts import PrizeAct, release_prize
from pulse.prizes.fan_out import queue_payment
from pulse.prizes.records import PrizeRecord, PrizeStatus


@dataclass(frozen=True, slots=True)
class ReleaseStopped:
    """*stopped_by* is Stripe's code, as in the alert; *reason* is kept in the audit trail of each prize."""

    stopped_by: str
    actor: str
    reason: str


def find_stopped(stopped_by: str, *, ports: Ports) -> list[PrizeRecord]:
    """The prizes that a refusal with this code stopped, and of which no transfer is known; oldest first."""
    stopped = Query(
        "prizeRecords",
        where=[("status", "==", PrizeStatus.FAILED.value), ("stoppedBy", "==", stopped_by)],
    )
    records = skip_unreadable(PrizeRecord, ports.store.query(stopped), ports=ports)
    return sorted(
        (record for record in records if record.stripe_transfer_id is None), key=lambda record: record.turn
    )


def release_stopped(command: ReleaseStopped, *, ports: Ports) -> BatchResult:
    """Each is released and queued as one alone would be: one that cannot be released stops no other."""

    def release(record: PrizeRecord) -> int:
        released = release_prize(PrizeAct(record.id, command.actor, command.reason), ports=ports)
        queue_payment(released, ports=ports, occasion="-released")
        return 1

    result = each(find_stopped(command.stopped_by, ports=ports), release, lambda record: record.path)
    notify_missing_rights(result.missing_rights, ports=ports)
    return result
