"""Totals in every currency in which a person has something: none is left out, and no two are added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pulse.batches import concurrently
from pulse.ports import Store
from pulse.ports.store import Query, Totals

CURRENCY_DEFAULT = "usd"
_CURRENCIES_MAX = 30
"""More than anybody has; each costs a query."""

Summed = Mapping[str, Totals]
"""By currency."""


def likely_currencies(account_currency: str | None, settled: Iterable[str]) -> list[str]:
    """The currency of the account, which comes first in every answer, and those that we settle in."""
    return list(dict.fromkeys([account_currency or CURRENCY_DEFAULT, *settled]))


def sum_each(currencies: Iterable[str], total: Callable[[str], Totals]) -> Summed:
    """*total* of each of the currencies, all at the same time."""
    names = list(currencies)
    found: tuple[Totals, ...] = concurrently(*[_call(total, name) for name in names]) if names else ()
    return dict(zip(names, found, strict=True))


def with_others(
    summed: Summed, count: int, total: Callable[[str], Totals], *, of: Query, store: Store
) -> Summed:
    """*summed* and the totals of further currencies, if fewer than *count* records were summed.

    They are looked for only then, one after another, among the records that *of* selects.
    """
    if sum(one.count for one in summed.values()) >= count:
        return summed
    others = [name for name in _find_currencies(of, store=store) if name not in summed]
    return {**summed, **sum_each(others, total)}


def _call(total: Callable[[str], Totals], currency: str) -> Callable[[], Totals]:
    return lambda: total(currency)


def _find_currencies(of: Query, *, store: Store) -> Iterator[str]:
    last = ""
    for _ in range(_CURRENCIES_MAX):
        where = [*of.where, ("currency", ">", last)]
        found = store.query(Query(of.collection, where, order_by=[("currency", "asc")], limit=1))
        if not found:
            return
        last = str(found[0].fields["currency"])
        yield last
