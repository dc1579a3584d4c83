"""`python -m tests.simulation`: run seeds, then every mutant, and print the figures in one line each."""

from __future__ import annotations

import time

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.simulation.hunt import hunt
from tests.simulation.mutants import MUTANTS
from tests.simulation.regressions import keep
from tests.simulation.run import Summary, run_seed

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
MUTANT_SEEDS = 150


@app.command()
def simulate(
    seeds: int = typer.Option(50, min=1, help="how many seeds"),
    seed: int = typer.Option(1, min=0, help="the first one"),
    mutants: bool = typer.Option(default=True, help="also hunt the mutants"),
    only: str = typer.Option("", help="one mutant, by name"),
) -> None:
    """Play *seeds* worlds from *seed* on; exit 1 if one of them pays twice, loses, or gets stuck."""
    console = Console()
    started = time.perf_counter()
    summary = Summary()
    with _progress(console) as progress:
        bar = progress.add_task("seeds", total=seeds)
        for number in range(seed, seed + seeds):
            outcome = run_seed(number)
            summary.add(outcome)
            progress.advance(bar)
            if outcome.verdict.violations:
                kept = keep(outcome)
                progress.console.print(f"[red]seed {number} ({outcome.profile})[/red] kept as {kept}")
                for violation in outcome.verdict.violations[:10]:
                    progress.console.print(f"  {violation}")
        caught = _hunted(progress, only) if mutants else {}
    _report(console, summary, caught, time.perf_counter() - started)
    survivors = [name for name, found in caught.items() if found is None]
    raise typer.Exit(1 if summary.failing or survivors else 0)


def _hunted(progress: Progress, only: str) -> dict[str, int | None]:
    names = [only] if only else list(MUTANTS)
    bar = progress.add_task("mutants", total=len(names))
    caught = {}
    for name in names:
        caught[name] = hunt(MUTANTS[name], MUTANT_SEEDS)
        progress.advance(bar)
        if caught[name] is None:
            progress.console.print(f"[red]the mutant survives:[/red] {name}")
    return caught


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console)


def _report(console: Console, summary: Summary, caught: dict[str, int | None], seconds: float) -> None:
    """One line of figures, as `make simulate` promises."""
    kinds = ", ".join(f"{kind} {count}" for kind, count in summary.faults.most_common())
    found = sum(1 for seed in caught.values() if seed is not None)
    hours = summary.paid_after_seconds_max / 3_600
    console.print(
        f"seeds {summary.seeds} | payouts {summary.payouts} | "
        f"faults {sum(summary.faults.values())}: {kinds} | "
        f"double {summary.double} | lost {summary.lost} | stuck {summary.stuck} | books {summary.books} | "
        f"crashes {summary.crashes} | longest time to paid {hours:.1f} h | mutants {found}/{len(caught)} | "
        f"fault x step pairs hit {len(summary.pairs)} | {seconds:.0f} s",
        soft_wrap=True,
        highlight=False,
    )


if __name__ == "__main__":
    app()
