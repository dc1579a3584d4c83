"""What a trainer may sell: a new account little, and nobody at a large loss to the platform."""

from __future__ import annotations

from collections.abc import Iterable
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
class _Sold:
    """Within a day, in one currency, with the round that is asked for."""

    price: int
    loss: int


def refuse_above_limits(account: ConnectedAccount, quoted: Quote, *, ports: Ports) -> None:
    """Raises *LimitReached*, and *OwnerNotReady* while the trainer owes us money from an earlier sale.

    What counts are paid rounds, so nobody uses up a trainer's day by opening payments. Sales that are paid at
    the same moment may pass the limit of the day together. One round trip: both questions at once.
    """
    settings, now = ports.settings, ports.clock.now()
    is_new = _is_new(account, settings, now)
    if is_new:
        _refuse(settings.trainer_price_cents_max, quoted.price, quoted.currency, "trainer_price")
    paid, owing = concurrently(
        lambda: _fetch_paid(account.user_id, now, ports=ports),
        lambda: ports.store.query(_owing(account.user_id)),
    )
    if owing:
        raise OwnerNotReady("the trainer of this challenge cannot be paid yet")
    sold = _sold(paid, quoted)
    if is_new:
        limit = settings.trainer_sales_per_day_cents_max
        _refuse(limit, sold.price, quoted.currency, "trainer_sales_per_day")
    if quoted.platform_margin < 0:
        _refuse(settings.trainer_loss_per_day_cents_max, sold.loss, quoted.currency, "trainer_loss_per_day")


def _is_new(account: ConnectedAccount, settings: Settings, now: datetime) -> bool:
    """Whether it has been active for too short a time; so it is where nobody knows since when."""
    trial = timedelta(seconds=settings.trainer_trial_seconds)
    since = account.known_since
    return bool(trial) and (since is None or now - since < trial)


def _fetch_paid(owner_id: str, now: datetime, *, ports: Ports) -> list[Document]:
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


def _sold(paid: Iterable[Document], quoted: Quote) -> _Sold:
    """A payment of the first system may lack the surcharge or the margin: then it had none."""
    price, loss = quoted.price, max(0, -quoted.platform_margin)
    for document in paid:
        fields = document.fields
        if fields.get("currency") == quoted.currency:
            amounts = [fields.get(name) or 0 for name in ("amount", "surcharge", "platformMargin")]
            if not all(isinstance(one, int) for one in amounts):
                raise RecordDamaged(document.path)
            amount, surcharge, margin = amounts
            price += amount - surcharge
            loss += max(0, -margin)
    return _Sold(price, loss)


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
