"""For the sweep: what our own money is now, stored for claims, and told to operators when it is short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from pulse import log
from pulse.alerts import causes
from pulse.batches import partition, skip_unreadable
from pulse.errors import Conflict
from pulse.money import written
from pulse.pools import OwnFigures, OwnMoney, own_money_path
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Update
from pulse.prizes.own_contenders import is_any_marked
from pulse.prizes.read_own_money import belongs_to_others, read_own_money


def refresh_own_money(*, ports: Ports) -> int:
    """Read the balance and our records once for all settlement currencies. Returns how many were stored.

    Not while nothing depends on it, unless it was read long ago. Raises what `read_own_money` raises. While a
    document cannot be read, its currency stays as it is.
    """
    currencies = ports.settings.settlement_currencies
    documents = ports.store.get_all([own_money_path(one) for one in currencies])
    if not _must_be_read(documents, ports=ports):
        return 0
    figures = read_own_money(currencies, ports=ports).figures
    for currency in currencies:
        _alert(currency, figures[currency], ports=ports)  # before the commits: a crash repeats it
    stored = {one: documents.get(own_money_path(one)) for one in currencies}
    return sum(_store(one, stored[one], figures[one], ports=ports) for one in currencies)


def _must_be_read(documents: Mapping[str, Document], *, ports: Ports) -> bool:
    """Whether what is stored decides something: whether money of others, or of a marked prize, may leave.

    Whoever spends our own money reads it anew. Without others' money in the balance it is read as often as
    Stripe's lists are, for the warning and for those who look.
    """
    own, _ = partition(OwnMoney, documents.values())
    earliest = ports.clock.now() - timedelta(seconds=ports.settings.catch_up_seconds)
    quiet = [one for one in own if one.figures and not one.is_overdrawn and one.read_at > earliest]
    if len(quiet) < len(ports.settings.settlement_currencies):
        return True
    return any(is_any_marked(one, ports=ports) for one in quiet) or belongs_to_others(ports=ports)


def _store(currency: str, document: Document | None, figures: OwnFigures, *, ports: Ports) -> int:
    """*document* was read before the figures: a pass that has written it since has newer ones."""
    now = ports.clock.now()
    try:
        if document is None:
            own = OwnMoney(currency=currency, figures=figures, read_at=now)
            ports.store.commit([Create(own.path, own.fields())])
            return 1
        read = skip_unreadable(OwnMoney, [document], ports=ports)
        if not read:
            return 0
        own = read[0].but(figures=figures, read_at=now, version=read[0].version + 1)
        ports.store.commit([Update(own.path, own.fields(), document.version)])
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
