"""`make bench`: measures every section, and writes the report.

make bench                      # under ten minutes on two idle cores
make bench QUICK=1              # a minute: that everything still runs
make bench COMPARE=file.json    # with the figures of an earlier report's data.json
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import report
from bench.figures import Figure
from bench.functions import CASES, measure, world
from bench.sections import QUICK, SECTIONS, WHOLE
from pulse import log


def main(
    quick: Annotated[bool, typer.Option(help="few rounds, written to .bench/quick")] = False,
    compare: Annotated[Path | None, typer.Option(help="data.json of an earlier report")] = None,
) -> None:
    size = QUICK if quick else WHOLE
    before = report.read(compare) if compare else {}
    figures: list[Figure] = []
    columns = (TextColumn("{task.description:50}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with log.muted(), world() as environment, Progress(*columns) as progress:
        task = progress.add_task("compiling", total=size.steps)
        for case in CASES:
            measure(case, environment)  # so that none of them compiles what it imports

        def step(what: str) -> None:
            progress.update(task, description=what, advance=1)

        for section in SECTIONS:
            figures += section(size, environment, step)
    folder = report.ROOT / ".bench" / "quick" if quick else report.FOLDER
    page = report.write(figures, before=before, folder=folder)
    print(f"{len(figures)} figures: {page.relative_to(report.ROOT)}")


if __name__ == "__main__":
    typer.run(main)
