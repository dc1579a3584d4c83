"""Whether Stripe's automatic payouts can take from our balance what prize pools hold: asked once a day."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from pulse.alerts import causes
from pulse.batches import skip_unreadable
from pulse.ledger import Record
from pulse.money import written
from pulse.pools import OwnMoney
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query

PAYOUT_SCHEDULE = path("control", "payoutSchedule")
_MANUAL = "manual"


class PayoutSchedule(Record):
    """`control/payoutSchedule`: how Stripe pays our balance out, for operators."""

    interval: str
    minimums: dict[str, int] = Field(default_factory=dict)
    """By currency, what a payout leaves on the balance."""
    read_at: datetime

    def can_take(self, own: OwnMoney) -> int:
        """How much of what pools hold, and of what goes back to payers, a payout may take."""
        if self.interval == _MANUAL or own.figures is None:
            return 0
        theirs = own.figures.held + own.figures.returning
        return max(0, theirs - self.minimums.get(own.currency, 0))


def check_payout_schedule(*, ports: Ports) -> PayoutSchedule:
    """Read and store it; operators are warned of each currency in which pools can lose money by it.

    Raises *StripeUnavailable*, *StripeRefused* and *StoreUnavailable*.
    """
    read = ports.stripe.retrieve_payout_schedule()
    schedule = PayoutSchedule(
        interval=read.interval, minimums=read.minimum_balances, read_at=ports.clock.now()
    )
    ports.store.commit([Merge(PAYOUT_SCHEDULE, schedule.fields())])
    for own in skip_unreadable(OwnMoney, ports.store.query(Query("ownMoney")), ports=ports):
        if at_risk := schedule.can_take(own):
            _warn(schedule, own, at_risk, ports=ports)
    return schedule


def _warn(schedule: PayoutSchedule, own: OwnMoney, at_risk: int, *, ports: Ports) -> None:
    left = written(schedule.minimums.get(own.currency, 0), own.currency)
    ports.alerts.raise_alert(
        causes.PAYOUTS_AUTOMATED.alert(
            f"Stripe pays our balance out by the schedule `{schedule.interval}` and leaves {left}. It can"
            f" take {written(at_risk, own.currency)} that belongs to prize pools. Set payouts to manual.",
            subject=own.path,
            amount_cents=at_risk,
            currency=own.currency,
            facts={"interval": schedule.interval},
            announced=True,
        )
    )
