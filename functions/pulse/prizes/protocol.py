"""The payment protocol as one value: the rules a worker follows, and the two guards around its send.

The workers take it as an argument, so that the simulation can show that every part is needed: it runs the
same workers with one rule broken and expects a double or a lost payment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.attempts import StoredId, is_gone, is_in_time
from pulse.errors import StripeRefused
from pulse.ports import Ports
from pulse.ports.stripe_objects import Transfer
from pulse.prizes import rules
from pulse.prizes.reasons import Reason
from pulse.prizes.records import PrizeRecord
from pulse.prizes.rules import Decision, Situation
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a definite refusal by Stripe means. *closes*: its key is not used again."""

    closes: bool
    reason: Reason


def classify(error: StripeRefused) -> Verdict:
    """Only a refusal in the list closes an attempt; any other stops the prize until a person looks at it."""
    reason = rules.REFUSALS_THAT_CLOSE.get(error.stripe_code or "")
    elsewhere = error.stripe_code == "resource_missing" and not is_gone(StoredId.PRIZE_DESTINATION, error)
    if reason is None or elsewhere:
        return Verdict(False, Reason.NEEDS_REVIEW)
    return Verdict(True, reason)


def find_transfers(record: PrizeRecord, ports: Ports) -> list[Transfer]:
    """All transfers ever made for this record, to any destination, from every page of Stripe's list."""
    return ports.stripe.list_transfers({"transfer_group": record.transfer_group})


def settling(record: PrizeRecord, transfers: Sequence[Transfer]) -> Transfer | None:
    """The transfer that decides: one that still has money, else a reversed one that no re-issue replaced."""
    if unreversed := rules.unreversed(transfers):
        return unreversed[0]
    history = {*record.former_transfer_ids, *record.stray_transfer_ids}
    reversed_ones = [transfer for transfer in transfers if transfer.id not in history]
    return max(reversed_ones, key=lambda transfer: (transfer.created, transfer.id), default=None)


def in_time(started: float, ports: Ports) -> bool:
    """Whether the send still follows its claim closely, by a clock that never jumps."""
    return is_in_time(started, ports.clock.monotonic(), ports.settings)


@dataclass(frozen=True, slots=True)
class Protocol:
    first_step: Callable[..., Decision] = rules.first_step
    step_after_look_up: Callable[[PrizeRecord, Situation, datetime, Settings], Decision] = (
        rules.step_after_look_up
    )
    find_transfers: Callable[[PrizeRecord, Ports], list[Transfer]] = find_transfers
    settling: Callable[[PrizeRecord, Sequence[Transfer]], Transfer | None] = settling
    classify: Callable[[StripeRefused], Verdict] = classify
    in_time: Callable[[float, Ports], bool] = in_time
    backoff: Callable[[int, Settings, float], timedelta] = rules.backoff
    wait_for: Callable[[Reason, Settings], timedelta] = rules.wait_for
    leases: bool = True
    requires_pool: bool = True
    """Whether a claim requires the pool unchanged since it was read."""


PROTOCOL = Protocol()
