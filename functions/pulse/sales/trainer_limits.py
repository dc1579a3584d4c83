"""What a trainer may sell: a new account little, and nobody at a large loss to the platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse.accounts import ConnectedAccount
from pulse.batches import concurrently, read_all
from pulse.errors import RecordDamaged
from pulse.limits import Amounts, is_above
from pulse.money import written
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.sales.quote import Quote
from pulse.sales.refusals import LimitReached, OwnerNotReady
from pulse.settings import Settings

_DAY = timedelta(days=1)
_FIELDS = ("amount", "surcharge", "currency", "platformMargin")


@dataclass(frozen=True, slots=True)
class Sold:
    """Within a day, in one currency."""

    price: int = 0
    loss: int = 0

    @classmethod
    def of(cls, document: Document) -> Sold:
        """A payment of the first system may lack the surcharge or the margin: then it had none."""
        fields = document.fields
        amounts = [fields.get(name) or 0 for name in ("amount", "surcharge", "platformMargin")]
        if not all(isinstance(one, int) for one in amounts):
            raise RecordDamaged(document.path)
        amount, surcharge, margin = amounts
        return cls(amount - surcharge, max(0, -margin))

    def __add__(self, other: Sold) -> Sold:
        return Sold(self.price + other.price, self.loss + other.loss)


@dataclass(frozen=True, slots=True)
class DayLimits:
    """What one trainer may sell within a day in one currency; None where it is not limited for this sale."""

    owner_id: str
    currency: str
    sales: Amounts | None = None
    loss: Amounts | None = None

    def allow(self, sold: Sold) -> bool:
        above_sales = self.sales is not None and is_above(self.sales, sold.price, self.currency)
        above_loss = self.loss is not None and is_above(self.loss, sold.loss, self.currency)
        return not above_sales and not above_loss


def refuse_above_limits(account: ConnectedAccount, quoted: Quote, *, ports: Ports) -> DayLimits:
    """The limits of the day, which the sale keeps beside those that are paid (`make_room` counts open ones).

    Raises *LimitReached*, and *OwnerNotReady* while the trainer owes us money from an earlier sale. One round
    trip: both questions at once.
    """
    settings, now = ports.settings, ports.clock.now()
    is_new = _is_new(account, settings, now)
    if is_new:
        _refuse(settings.trainer_price_cents_max, quoted.price, quoted.currency, "trainer_price")
    paid, owing = concurrently(
        lambda: fetch_paid(account.user_id, now, ports=ports),
        lambda: ports.store.query(_owing(account.user_id)),
    )
    if owing:
        raise OwnerNotReady("the trainer of this challenge cannot be paid yet")
    limits = DayLimits(
        account.user_id,
        quoted.currency,
        sales=settings.trainer_sales_per_day_cents_max if is_new else None,
        loss=settings.trainer_loss_per_day_cents_max if quoted.platform_margin < 0 else None,
    )
    before = [Sold.of(one) for one in paid if one.fields.get("currency") == quoted.currency]
    refuse_more(sum(before, start=Sold(quoted.price, max(0, -quoted.platform_margin))), limits)
    return limits


def refuse_more(sold: Sold, limits: DayLimits) -> None:
    """Raises *LimitReached* if *sold* passes a limit of the day."""
    if limits.sales is not None:
        _refuse(limits.sales, sold.price, limits.currency, "trainer_sales_per_day")
    if limits.loss is not None:
        _refuse(limits.loss, sold.loss, limits.currency, "trainer_loss_per_day")


def _is_new(account: ConnectedAccount, settings: Settings, now: datetime) -> bool:
    """Whether it has been active for too short a time; so it is where nobody knows since when."""
    trial = timedelta(seconds=settings.trainer_trial_seconds)
    since = account.known_since
    return bool(trial) and (since is None or now - since < trial)


def fetch_paid(owner_id: str, now: datetime, *, ports: Ports) -> list[Document]:
    """The trainer's payments that were paid within a day."""
    query = Query(
        "payments",
        [("ownerId", "==", owner_id), ("completedAt", ">", now - _DAY)],
        [("completedAt", "asc")],
        fields=_FIELDS,
    )
    return list(read_all(ports.store, query))


def _owing(owner_id: str) -> Query:
    where: Any = [("ownerId", "==", owner_id), ("receivableAmount", ">", 0)]
    return Query("payments", where, limit=1, fields=("receivableAmount",))


_SENTENCES = {
    "trainer_price": "a trainer who is new here sells rounds of at most {}",
    "trainer_sales_per_day": "a trainer who is new here sells rounds for at most {} a day",
    "trainer_loss_per_day": "no more rounds are sold today at a price that does not cover the costs",
}


def _refuse(limit: Amounts, amount: int, currency: str, name: str) -> None:
    if not is_above(limit, amount, currency):
        return
    most = dict(limit).get(currency, 0)
    sentence = _SENTENCES[name].format(written(most, currency))
    raise LimitReached(sentence, limit_name=name, limit=most, currency=currency)
