"""The steps: each adopts the documents of one kind, page by page, and continues where the last run ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pulse.alerts import notify_missing_rights
from pulse.backoffice.migration.context import read_context
from pulse.backoffice.migration.cursor import Cursor, read_cursor, save_cursor
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.reasons import Verdict
from pulse.backoffice.migration.survey import PLACES, Judge
from pulse.backoffice.migration.writes import adopt
from pulse.batches import BatchResult, Progress, each
from pulse.ports import Document, Ports

PAGE = 100
"""Documents between two saved cursors."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one run did. *finished*: it came to the end of the kind, and no run had a problem on the way.

    Else the next run continues, or takes again from the beginning what could not be adopted.
    """

    adopted: int
    doubtful: int
    problems: tuple[str, ...]
    finished: bool


def take_step(
    kind: Kind, actor: str, *, most: int | None = None, ports: Ports, progress: Progress | None = None
) -> Step:
    """Adopt what nothing speaks against; the others are left alone. A repeat adopts nothing twice.

    *most*: about so many documents are looked at in this run. A document that changed meanwhile, or that
    Stripe does not answer about, is a problem, and the next run takes it. Raises *OutcomeUnknown* when
    Firestore or Stripe is away.
    """
    judge = Judge(read_context(ports=ports), ports)
    result, doubtful, looked_at, finished = BatchResult(), 0, 0, False
    cursor = read_cursor(kind, ports=ports)

    def act(document: Document) -> int | None:
        nonlocal doubtful
        judged = judge.judge(document)
        doubtful += sum(one.finding.verdict is Verdict.DOUBT for one in judged)
        to_adopt = [one for one in judged if one.record is not None and one.to_adopt]
        for one in to_adopt:
            adopt(one, document, actor, ports=ports)
        return len(to_adopt) or None

    for page, behind in _pages(kind, cursor, min(PAGE, most or PAGE), ports=ports):
        result += each(page, act, lambda one: one.path)
        looked_at += len(page)
        after = replace(behind, problems=cursor.problems + len(result.problems))
        save_cursor(kind, after, ports=ports)
        if progress is not None:
            progress(kind.value, looked_at, looked_at)
        if most is not None and looked_at >= most:
            break
    else:
        after = Cursor()
        save_cursor(kind, after, ports=ports)
        finished = cursor.problems + len(result.problems) == 0
    notify_missing_rights(result.missing_rights, ports=ports)
    return Step(result.done, doubtful, result.problems, finished)


def _pages(kind: Kind, begin: Cursor, size: int, *, ports: Ports) -> Iterator[tuple[list[Document], Cursor]]:
    """Each page with the cursor behind it."""
    for place, query in enumerate(PLACES[kind]):
        if place < begin.place:
            continue
        after = begin.after if place == begin.place else None
        while True:
            last = Document(f"{query.collection}/{after}", {}, None) if after else None
            found = ports.store.query(replace(query, limit=size, after=last))
            if found:
                after = found[-1].id
                yield found, Cursor(place, after)
            if len(found) < size:
                break
