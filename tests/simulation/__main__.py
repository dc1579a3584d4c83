"""`python -m tests.simulation`: run seeds, then hunt every mutant, and print one line of figures."""

from __future__ import annotations

import os
import time

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pulse.accounts import AccountsApi
from tests.simulation.caught import remember
from tests.simulation.crew import hunt_all, play
from tests.simulation.faults import PROFILES
from tests.simulation.mutants import MUTANTS
from tests.simulation.regressions import keep, write_trace
from tests.simulation.run import Outcome, Summary, run_seed
from tests.simulation.world import Design

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
SHOWN_MAX = 10


@app.command()
def simulate(
    seeds: int = typer.Option(50, min=0, help="how many seeds"),
    seed: int = typer.Option(1, min=0, help="the first one"),
    accounts: str = typer.Option("", help="v1 or v2: the API that makes all accounts; else each seed says"),
    mutants: bool = typer.Option(default=True, help="also hunt the mutants"),
    only: str = typer.Option("", help="one mutant, by name"),
    write: bool = typer.Option(default=False, help="hunt from seed 0 on, and write the table of seeds"),
    jobs: int = typer.Option(os.cpu_count() or 1, min=1, help="processes"),
) -> None:
    """Play *seeds* worlds from *seed* on; exit 1 if one of them pays twice, loses money, or gets stuck."""
    if accounts not in {"", *AccountsApi}:
        raise typer.BadParameter(f"{accounts} is no API: v1 or v2", param_hint="--accounts")
    console = Console()
    started = time.perf_counter()
    summary = Summary()
    caught: dict[str, int | None] = {}
    with _progress(console) as progress:
        bar = progress.add_task("seeds", total=seeds)
        for outcome in play(range(seed, seed + seeds), jobs=jobs, accounts=accounts or None):
            summary.add(outcome)
            progress.advance(bar)
            if outcome.verdict.violations:
                _show(outcome, progress.console)
        hunted = ([only] if only else list(MUTANTS)) if mutants else []
        bar = progress.add_task("mutants", total=len(hunted))
        for name, found in hunt_all(hunted, jobs=jobs, afresh=write):
            caught[name] = found
            progress.advance(bar)
            if found is None:
                progress.console.print(f"[red]the mutant survives:[/red] {name}")
    if write:
        remember({name: found for name, found in caught.items() if found is not None})
    _report(console, summary, caught, time.perf_counter() - started)
    raise typer.Exit(1 if summary.failing or None in caught.values() else 0)


def _show(outcome: Outcome, console: Console) -> None:
    """Print what went wrong and where it is kept, and play the seed again to write its trace."""
    trace: list[str] = []
    design = Design(accounts=outcome.accounts)
    run_seed(outcome.seed, design=design, profile=PROFILES[outcome.profile], trace=trace)
    how = f"{outcome.profile}, accounts by {outcome.accounts}"
    console.print(f"[red]seed {outcome.seed} ({how})[/red] kept as {keep(outcome)}")
    for violation in outcome.verdict.violations[:SHOWN_MAX]:
        console.print(f"  {violation}", markup=False)
    console.print(f"  every step and fault: {write_trace(outcome, trace)} ({len(trace)} lines)", markup=False)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _report(console: Console, summary: Summary, caught: dict[str, int | None], seconds: float) -> None:
    """Print the one line of figures that `make simulate` promises."""
    kinds = ", ".join(f"{kind} {count}" for kind, count in summary.faults.most_common())
    found = sum(1 for seed in caught.values() if seed is not None)
    ways = ", ".join(f"{way} {count}" for way, count in sorted(summary.accounts.items()))
    hours = summary.paid_after_seconds_max / 3_600
    console.print(
        f"seeds {summary.seeds} | accounts by {ways or 'neither'} | payouts {summary.payouts} | "
        f"faults {sum(summary.faults.values())}: {kinds} | "
        f"double {summary.double} | lost {summary.lost} | stuck {summary.stuck} | books {summary.books} | "
        f"uncovered {summary.uncovered} | in review {summary.in_review} | "
        f"returned twice {summary.returned_twice} | decided alone {summary.alone} | "
        f"promises broken {summary.promises + summary.overlaps} | crashes {summary.crashes} | "
        f"longest time to paid {hours:.1f} h | mutants {found}/{len(caught)} | "
        f"fault x step pairs hit {len(summary.pairs)} | {seconds:.0f} s | "
        f"{3_600 * summary.seeds / (summary.cpu_seconds or 1):,.0f} seeds an hour of one core",
        soft_wrap=True,
        highlight=False,
    )


if __name__ == "__main__":
    app()
