"""The parts of the documentation that are made from the code: `python -m local.pages` writes them.

Each stands between `<!-- made: name -->` and `<!-- end -->`; a test compares them with what the code says.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[1]
StateT = TypeVar("StateT", bound=StrEnum)
_PART = re.compile(r"(<!-- made: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def policies() -> str:
    """The protocol's table, a row an act."""
    from pulse.attempts import POLICIES  # noqa: PLC0415 - the functions' folder is on the path by then

    heads = ("act", "key begins with", "looked up", "found by", "quiet time after", "a duplicate would cost")
    rows = [
        (
            policy.act,
            ", ".join(f"`{key}:`" for key in policy.keys),
            policy.looks_up.value,
            policy.found_by,
            policy.quiet_after.value,
            policy.duplicate_costs,
        )
        for policy in POLICIES
    ]
    return _table(heads, rows)


def refusals() -> str:
    """What each answer of Stripe means for each stored id, and what happens next."""
    from pulse.attempts import TABLE, Sign  # noqa: PLC0415

    heads = ("id at Stripe", *(sign.value for sign in Sign))
    rows = [
        (stored.value, *(f"**{row[sign].meaning}**: {row[sign].then}" for sign in Sign))
        for stored, row in TABLE.items()
    ]
    return _table(heads, rows)


def handed_out() -> str:
    """What gives its holder a right, and what ends it."""
    from pulse.doors.wire.handed_out import HANDED_OUT  # noqa: PLC0415

    heads = ("what", "fields", "gives", "ends by itself", "revoked by", "shown by")
    rows = [
        (
            row.what,
            ", ".join(f"`{name}`" for name in row.fields) or "-",
            row.gives,
            row.ends,
            row.revoked,
            f"`{row.shown_by}`",
        )
        for row in HANDED_OUT
    ]
    return _table(heads, rows)


def prize_states() -> str:
    from pulse.prizes import ALLOWED  # noqa: PLC0415

    return _states(ALLOWED)


def rooms() -> str:
    """The layers of the import rules, from the doors down to what knows nothing of the rest."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["name"].startswith("Imports point one way"))
    floors = [[room.strip().removeprefix("pulse.") for room in layer.split("|")] for layer in layers]
    lines = ["```mermaid", "flowchart TD"]
    for number, floor in enumerate(floors):
        lines.append(f'  f{number}["{" · ".join(floor)}"]')
    lines += [f"  f{number} --> f{number + 1}" for number in range(len(floors) - 1)]
    return "\n".join([*lines, "```"])


def sentences() -> str:
    """What each reader is told, by what it is about and its state or reason."""
    from pulse.backoffice.support.sentences import EVERYTHING  # noqa: PLC0415
    from pulse.prizes import PARTLY_REVERSED, REVERSED  # noqa: PLC0415

    heads = ("state or reason", "whose money it is", "trainer", "operator", "log")
    back = {"reversed": REVERSED, "partly reversed": PARTLY_REVERSED}
    parts: list[str] = []
    for about, table in EVERYTHING.items():
        told = {state.value: one for state, one in table.items()}
        rows = [
            (f"`{state}`", one.winner, one.trainer, one.operator, one.log)
            for state, one in {**told, **(back if not parts else {})}.items()
        ]
        parts.append(f"## {about}\n\n{_table(heads, rows)}\n")
    return "\n".join(parts)


def notices() -> str:
    """What notices say in each language."""
    from pulse.notices import LANGUAGES, Said  # noqa: PLC0415

    heads = ("notice", *(language.name for language in LANGUAGES.values()))
    rows = []
    for said in Said:
        texts = [language.texts[said] for language in LANGUAGES.values()]
        rows.append((f"`{said.value}`", *(f"**{one.title}** {one.text}" for one in texts)))
    return _table(heads, rows)


PARTS: Mapping[str, Callable[[], str]] = {
    "policies": policies,
    "refusals": refusals,
    "handed out": handed_out,
    "prize states": prize_states,
    "rooms": rooms,
    "sentences": sentences,
    "notices": notices,
}


def made(text: str) -> str:
    """*text* with its made parts as the code has them now. Raises *KeyError* for a part that is not known."""
    return _PART.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}\n{found[3]}", text)


def pages() -> Iterator[Path]:
    """The pages that have such a part."""
    for page in sorted((ROOT / "docs").rglob("*.md")):
        if _PART.search(page.read_text()):
            yield page


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _states(graph: Mapping[StateT, set[StateT]]) -> str:
    arrows = [
        f"  {before.value} --> {after.value}"
        for before, followers in graph.items()
        for after in sorted(followers)
        if after is not before
    ]
    first = next(iter(graph))
    return "\n".join(["```mermaid", "stateDiagram-v2", f"  [*] --> {first.value}", *arrows, "```"])


def main() -> None:
    sys.path.insert(0, str(ROOT / "functions"))
    for page in pages():
        page.write_text(made(page.read_text()))
        sys.stdout.write(f"{page.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
