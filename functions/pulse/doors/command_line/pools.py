"""The commands that show a prize pool to the cent."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from pulse.doors.command_line import tables
from pulse.doors.command_line.session import FOUND, session
from pulse.doors.operations.pool_statements import statement_fields
from pulse.doors.wire.statement_csv import statement_csv
from pulse.money import written
from pulse.pools import (
    Contest,
    Funding,
    PrizePool,
    Statement,
    balances,
    read_pool_statement,
    read_prize_pool,
)
from pulse.prizes import read_contests


def pool(context: typer.Context, challenge_id: str) -> None:
    """What a challenge's prize pool has, who paid it in, who contests its award, and what waits for two."""
    with session(context) as now:
        seen = read_prize_pool(challenge_id, now.actor, as_staff=True, ports=now.ports)
        now.console.print(figures_table(seen))
        now.console.print(fundings_table(seen.own_fundings))
        if contests := read_contests(challenge_id, ports=now.ports):
            now.console.print(contests_table(contests))


def pool_statement(
    context: typer.Context,
    challenge_id: str,
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Lines of CSV instead of tables.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As the operation answers it.")] = False,
) -> None:
    """Every line of a prize pool, and what became of each payment into it, to the cent."""
    with session(context) as now:
        found = read_pool_statement(challenge_id, now.actor, as_staff=True, ports=now.ports)
        if as_csv:
            typer.echo(statement_csv(found), nl=False)
        elif as_json:
            typer.echo(json.dumps(statement_fields(found), indent=2))
        else:
            now.console.print(sums_table(found))
            now.console.print(lines_table(found))
            now.console.print(payments_table(found))
        if not found.adds_up:
            raise typer.Exit(FOUND)


def sums_table(found: Statement) -> Table:
    """They add up to what is held."""
    rows = [
        (term.value.replace("_", " "), written(amount, found.currency))
        for term, amount in found.pool.items()
        if amount
    ]
    rows.append(("held", written(found.held, found.currency)))
    title = f"Statement of {found.challenge_id}" + ("" if found.adds_up else ": IT DOES NOT ADD UP")
    return tables.table(title, ["what", "sum#"], rows)


def lines_table(found: Statement) -> Table:
    return tables.table(
        "Lines",
        ["when", "what", "amount#", "held after#", "reference", "about"],
        [
            (
                line.at,
                line.term.value.replace("_", " "),
                written(line.amount, found.currency),
                written(held, found.currency),
                line.reference,
                line.subject,
            )
            for line, held in balances(found.lines)
        ],
    )


def payments_table(found: Statement) -> Table:
    return tables.table(
        "Payments, in pool parts",
        ["funding", "payer", "for the pool#", "refunded#", "disputed#", "returning#", "left#", "status"],
        [
            (
                one.funding.funding_id,
                one.funding.payer_id,
                *(
                    written(amount, found.currency)
                    for amount in (one.funding.amount, one.refunded, one.disputed, one.returning, one.left)
                ),
                one.funding.status,
            )
            for one in found.fundings
        ],
    )


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


def contests_table(contests: list[Contest]) -> Table:
    """Without their texts: staff reads these in the app, where that is noted."""
    return tables.table(
        "Contests of its award",
        ["contest", "by", "place#", "of", "version#", "status", "to be decided until"],
        [
            (
                one.contest_id,
                one.user_id,
                one.placement,
                one.contested_user_id,
                one.award_version,
                one.status,
                one.decide_by,
            )
            for one in contests
        ],
    )
