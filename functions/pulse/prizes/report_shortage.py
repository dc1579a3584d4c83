"""Tells operators how much is missing: of our own money, or, which is a breach, of money that was paid in."""

from __future__ import annotations

from collections.abc import Mapping

from pulse.alerts import causes
from pulse.money import written
from pulse.pools import own_money_path
from pulse.ports import Ports
from pulse.prizes.allotment import Allotment
from pulse.prizes.records import CONTROL_FUNDS


def report_own_shortage(
    allotted: Allotment, available: Mapping[str, int], currency: str, *, ports: Ports
) -> None:
    """One alert a currency, with the sum that is missing for all prizes that wait for nothing but funds."""
    missing = written(allotted.missing, currency)
    ports.alerts.raise_alert(
        causes.PRIZE_UNDERFUNDED.alert(
            f"{len(allotted.kept)} prizes wait for funds. {missing} is missing on the balance of source type"
            f" `{allotted.short}`. The oldest that the balance covers are paid first.",
            subject=own_money_path(currency),
            amount_cents=allotted.missing,
            currency=currency,
            facts=_facts(allotted, available),
            announced=True,  # only people can add funds
        )
    )


def report_breach(allotted: Allotment, available: Mapping[str, int], currency: str, *, ports: Ports) -> None:
    """Money was paid in for these prizes, and our balance does not have it."""
    missing = written(allotted.missing, currency)
    ports.alerts.raise_alert(
        causes.POOL_DRAINED.alert(
            f"{len(allotted.kept)} prizes that were paid in for cannot be paid: {missing} of the pools' money"
            " is not on our balance. Find out what took it, and add funds.",
            subject=f"{CONTROL_FUNDS}.{currency}",
            amount_cents=allotted.missing,
            currency=currency,
            facts=_facts(allotted, available),
            announced=True,
        )
    )


def _facts(allotted: Allotment, available: Mapping[str, int]) -> dict[str, object]:
    return {
        "balance_short": allotted.short,
        "missing_cents": allotted.missing,
        "prize_count": len(allotted.kept),
        "waiting_cents": sum(record.winner_amount for record in allotted.kept),
        "available_cents": dict(available),
    }
