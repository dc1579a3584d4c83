"""What a person reads: 80 columns, what is wrong first, and what to do next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from deploy.run import Result
from deploy.step import Decision, Kind

WIDTH = 80
_VERBS = {
    Kind.CREATE: "create",
    Kind.CHANGE: "change",
    Kind.REPLACE: "REPLACE",
    Kind.DELETE: "DELETE",
    Kind.REFRESH: "refresh",
}


def preflight(results: Sequence[Result], project: str) -> str:
    """What stands in the way, what would be done, what is right."""
    return _page(
        [
            *_failures(results),
            *_decisions(results, blocking=True, title="Before this can go on, decide or do"),
            *_changes(results),
            *_decisions(results, blocking=False, title="Decide before real money moves"),
            *_right(results),
        ],
        _next_of_preflight(results, project),
    )


def deployed(results: Sequence[Result], steps: int, project: str) -> str:
    return _page(
        [
            *_failures(results),
            *_decisions(results, blocking=True, title="Stopped here. Decide or do"),
            *_decisions(results, blocking=False, title="Decide before real money moves"),
            f"{len([one for one in results if _is_done(one)])} of {steps} steps are done.",
        ],
        _next_of_deploy(results, steps, project),
    )


def verified(results: Sequence[Result], project: str) -> str:
    wrong = [one for one in results if one.failed or one.plan.wrong or one.plan.blocks]
    verdict = (
        f"{project} is as it should be."
        if not wrong
        else f"{len(wrong)} of {len(results)} steps are not right."
    )
    return _page(
        [
            *_failures(results),
            *_decisions(results, blocking=True, title="Decide or do"),
            *_changes(results, refreshes=False, title="Missing or different"),
            *_decisions(results, blocking=False, title="Decide before real money moves"),
            *_right(results),
        ],
        verdict if not wrong else f"{verdict} Next: make deploy PROJECT={project} APPLY=1",
    )


def progress(sentence: str) -> str:
    """What is being done at this moment."""
    return _line(sentence, "")


def _is_done(result: Result) -> bool:
    return not (result.failed or result.plan.blocks)


def _failures(results: Sequence[Result]) -> list[str]:
    lines = [_line(f"{one.step.name}: {one.failed}") for one in results if one.failed]
    return [_section("Could not be done or looked at", lines)] if lines else []


def _decisions(results: Sequence[Result], *, blocking: bool, title: str) -> list[str]:
    found = [
        (one.step.name, each) for one in results for each in one.plan.decisions if each.blocks is blocking
    ]
    return [_section(title, [_decision(name, each) for name, each in found])] if found else []


def _decision(name: str, decision: Decision) -> str:
    return f"{_line(f'{name}: {decision.sentence}')}\n{_line(decision.instead, '      -> ')}"


def _changes(
    results: Sequence[Result], *, refreshes: bool = True, title: str = "Would be done, in this order"
) -> list[str]:
    """What overwrites or deletes comes first: it cannot be undone."""
    found = [
        (one.step.name, change)
        for one in results
        for change in one.plan.changes
        if refreshes or change.kind is not Kind.REFRESH
    ]
    grave = [
        _line(f"{_VERBS[each.kind]} {name}: {each.sentence}") for name, each in found if _is_grave(each.kind)
    ]
    lines = [
        _line(f"{_VERBS[each.kind]:7} {name}: {each.sentence}")
        for name, each in found
        if not _is_grave(each.kind)
    ]
    sections = [_section("Would be overwritten or deleted", grave)] if grave else []
    return [*sections, *([_section(title, lines)] if lines else [])]


def _is_grave(kind: Kind) -> bool:
    return kind in (Kind.REPLACE, Kind.DELETE)


def _right(results: Sequence[Result]) -> list[str]:
    lines = [_line(f"{one.step.name}: {each}") for one in results for each in one.plan.right]
    return [_section("Right already", lines)] if lines else []


def _next_of_preflight(results: Sequence[Result], project: str) -> str:
    if any(one.failed or one.plan.blocks for one in results):
        return f"Nothing was changed. Do what is listed first, then: make preflight PROJECT={project}"
    if any(one.plan.changes for one in results):
        return f"Nothing was changed. Next: make deploy PROJECT={project} APPLY=1"
    return f"Nothing is missing. Next: make verify PROJECT={project}"


def _next_of_deploy(results: Sequence[Result], steps: int, project: str) -> str:
    if len(results) < steps or not all(_is_done(one) for one in results):
        return f"Next: do what is listed first, then: make deploy PROJECT={project} APPLY=1"
    return f"Next: make verify PROJECT={project}"


def _section(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{title}:", *lines])


def _line(text: str, first: str = "  - ") -> str:
    """One item; lines that a program wrote keep their breaks."""
    head, *rest = text.splitlines() or [""]
    wrapped = textwrap.wrap(
        head,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join([*wrapped, *(f"{' ' * len(first)}{line}" for line in rest)])


def _page(sections: Sequence[str], last: str) -> str:
    return "\n\n".join([*sections, _line(last, "")])
