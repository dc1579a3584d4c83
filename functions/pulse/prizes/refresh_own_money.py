"""For the sweep: what our own money is now, stored for claims, and told to operators when it is short."""

from __future__ import annotations

from pulse import log
from pulse.alerts import causes
from pulse.batches import skip_unreadable
from pulse.errors import Conflict
from pulse.money import written
from pulse.pools import OwnFigures, OwnMoney, own_money_path
from pulse.ports import Ports
from pulse.ports.store import Create, Update
from pulse.prizes.read_own_money import read_own_money


def refresh_own_money(*, ports: Ports) -> int:
    """Read the balance and our records once for all settlement currencies. Returns how many were stored.

    Raises what `read_own_money` raises. While a document cannot be read, its currency stays as it is.
    """
    currencies = ports.settings.settlement_currencies
    reading = read_own_money(currencies, ports=ports)
    stored = [_store(one, reading.figures[one], ports=ports) for one in currencies]
    for currency in currencies:
        _alert(currency, reading.figures[currency], ports=ports)
    return sum(stored)


def _store(currency: str, figures: OwnFigures, *, ports: Ports) -> int:
    """A pass that has written them meanwhile has newer ones."""
    where, now = own_money_path(currency), ports.clock.now()
    document = ports.store.get(where)
    try:
        if document is None:
            own = OwnMoney(currency=currency, figures=figures, read_at=now)
            ports.store.commit([Create(where, own.fields())])
            return 1
        read = skip_unreadable(OwnMoney, [document], ports=ports)
        if not read:
            return 0
        before = read[0]
        own = before.but(figures=figures, read_at=now, version=before.version + 1)
        ports.store.commit([Update(where, own.fields(), document.version)])
    except Conflict:
        log.write("own_money.not_stored", currency=currency)
        return 0
    return 1


def _alert(currency: str, figures: OwnFigures, *, ports: Ports) -> None:
    """Where even the upper end is below 0, others' money is missing from our balance."""
    facts = figures.fields()
    if figures.upper < 0:
        ports.alerts.raise_alert(
            causes.OWN_MONEY_OVERDRAWN.alert(
                f"{written(-figures.upper, currency)} that belongs to prize pools is missing from our"
                " balance. Until it is there no prize is sent, no pool is sponsored, and none returns money.",
                subject=own_money_path(currency),
                amount_cents=-figures.upper,
                currency=currency,
                facts=facts,
                announced=True,  # only people can add funds
            )
        )
        return
    least = dict(ports.settings.own_funds_min).get(currency, 0)
    if figures.lower < least:
        ports.alerts.raise_alert(
            causes.OWN_MONEY_LOWERED.alert(
                f"Our own money is {written(figures.lower, currency)}, below {written(least, currency)}."
                " Refunds, disputes and our fees are paid from it. Add funds.",
                subject=own_money_path(currency),
                amount_cents=least - figures.lower,
                currency=currency,
                facts=facts,
                announced=True,
            )
        )
