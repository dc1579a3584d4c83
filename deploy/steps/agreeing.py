"""What has a name of ours and was made by others: it is overwritten only if the deployer names it."""

from __future__ import annotations

from collections.abc import Iterable

from deploy.step import Decision
from deploy.wanted import Wanted

OURS = {"system": "pulse"}
"""The labels of what this backend made, where Google keeps labels."""


def is_ours(labels: object) -> bool:
    return isinstance(labels, dict) and labels.get("system") == OURS["system"]


def not_agreed(kind: str, names: Iterable[str], wanted: Wanted) -> list[str]:
    """Those of *names*, which others made, that the deployer has not named in REPLACES."""
    return sorted(name for name in names if f"{kind}:{name}" not in wanted.replaces)


def ask(kind: str, names: Iterable[str], would: str, otherwise: str, wanted: Wanted) -> tuple[Decision, ...]:
    """None where all is agreed. *would*: what would happen to them; *otherwise*: how it is avoided."""
    asked = not_agreed(kind, names, wanted)
    if not asked:
        return ()
    wrong = f"Not made by this backend, and of a name that it uses: {kind} {', '.join(asked)}. {would}"
    agreed = ",".join(sorted({*wanted.replaces, *(f"{kind}:{name}" for name in asked)}))
    return (Decision(wrong, f"{otherwise} Or agree by name, in {wanted.own_file}: REPLACES={agreed}"),)
