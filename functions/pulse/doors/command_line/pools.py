"""The command that shows a prize pool to the cent."""

from __future__ import annotations

import typer
from rich.table import Table

from pulse.doors.command_line import tables
from pulse.doors.command_line.session import session
from pulse.money import written
from pulse.pools import Funding, PrizePool, read_prize_pool


def pool(context: typer.Context, challenge_id: str) -> None:
    """What a challenge's prize pool has, who paid it in, and what waits for two administrators."""
    with session(context) as now:
        seen = read_prize_pool(challenge_id, now.actor, as_staff=True, ports=now.ports)
        now.console.print(figures_table(seen))
        now.console.print(fundings_table(seen.own_fundings))


def figures_table(seen: PrizePool) -> Table:
    """The first four make up what was paid in."""
    sums, standing = seen.sums, seen.standing
    figures = {
        "funded": sums.funded,
        "waits for two administrators": sums.held,
        "on its way back": sums.returning,
        "refunded and disputed": sums.taken,
        "paid in": sums.paid_in,
        "of what is funded, mature": sums.clean,
        "awarded": standing.awarded,
        "paid to winners": standing.paid,
        "available": seen.available,
    }
    rows: list[tuple[str, object]] = [("status", seen.status), ("settling until", sums.settling_until)]
    rows += [(name, written(amount, seen.currency)) for name, amount in figures.items()]
    return tables.table(f"Prize pool of {seen.challenge_id}", ["what", "figure#"], rows)


def fundings_table(fundings: tuple[Funding, ...]) -> Table:
    return tables.table(
        "Payments into it",
        ["funding", "payer", "for the pool#", "paid#", "left#", "status", "waits for", "mature"],
        [
            (
                one.funding_id,
                one.payer_id,
                written(one.amount, one.currency),
                written(one.total, one.currency),
                written(one.left, one.currency),
                one.status,
                ", ".join(one.held_for) if one.is_held else "-",
                one.mature_at,
            )
            for one in fundings
        ],
    )
