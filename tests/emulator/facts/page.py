"""The page that lists the facts: `python -m tests.emulator.facts.page` writes it."""

from pathlib import Path

import stripe

from tests.emulator.facts import GROUPS
from tests.emulator.facts.evidence import PAGE, PAGES_READ, SDK, checked
from tests.emulator.facts.fact import FACTS, Fact

WRITTEN = Path(__file__).resolve().parents[3] / "docs" / "stripe-emulator-facts.md"

HEAD = """# How true is it

{total} facts about Stripe in {groups} groups, each with its source: a page of Stripe's documentation, its
OpenAPI description, the typed parameters of its SDK, or an answer that was recorded.

- `pytest tests/emulator/test_facts.py` checks all of them against the emulator.
- With `STRIPE_CONTRACT_KEY=sk_test_…`, the key of a sandbox with Connect, it also checks {both} of them in
  Stripe's own test mode. `STRIPE_CONTRACT_ACCOUNT=acct_…` names an Express account there whose onboarding is
  complete; without it the facts about a ready account are skipped. **Not run against the real service yet.**
- {alone} can be shown by the emulator alone, and each says why.

The last column says how the source was checked:

| | facts | |
|---|---|---|
| SDK | {sdk} | `stripe` {version} says it, or has the code or type it names; a test finds the words there |
| page | {page} | the page says it; read in a stored copy on {read} |
| no | {unchecked} | not checked: an answer that was recorded, or a page of which no copy was found |

The words are in `tests/emulator/facts/evidence.json`. `python -m tests.emulator.facts.page` makes this page.

| Group | Facts | Also in test mode | Source checked |
|---|---|---|---|
{summary}
"""


def page() -> str:
    """The text of the page."""
    alone = [one for one in FACTS if one.emulator_only]
    head = HEAD.format(
        total=len(FACTS),
        groups=len(GROUPS),
        both=len(FACTS) - len(alone),
        alone=len(alone),
        sdk=len(SDK),
        page=len(PAGE),
        unchecked=len(FACTS) - len(SDK) - len(PAGE),
        read=PAGES_READ,
        version=stripe.VERSION,
        summary="\n".join(_summary(*one) for one in _groups()),
    )
    return head + "".join(_section(*one) for one in _groups())


def _groups() -> list[tuple[str, str, list[Fact]]]:
    names = [(one.__name__.rpartition(".")[2], (one.__doc__ or "").strip()) for one in GROUPS]
    return [(name, about, [one for one in FACTS if one.group == name]) for name, about in names]


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _summary(name: str, _about: str, facts: list[Fact]) -> str:
    both = sum(1 for one in facts if not one.emulator_only)
    found = sum(1 for one in facts if checked(one.name) != "no")
    return f"| [{_title(name)}](#{name.replace('_', '-')}) | {len(facts)} | {both} | {found} |"


def _section(name: str, about: str, facts: list[Fact]) -> str:
    rows = "\n".join(_row(one) for one in facts)
    return f"\n## {_title(name)}\n\n{about}\n\n| Fact | Source | Checked |\n|---|---|---|\n{rows}\n"


def _row(fact: Fact) -> str:
    why = f" *Emulator only: {fact.emulator_only}.*" if fact.emulator_only else ""
    return f"| {fact.sentence}{why} | {fact.source} | {checked(fact.name)} |"


if __name__ == "__main__":
    WRITTEN.write_text(page())
