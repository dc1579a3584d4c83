"""A fact about Stripe: a sentence, where it is written, and a check that any Stripe must pass."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.emulator.facts.side import Side

Check = Callable[[Side], None]

CONTROL = "in test mode only a person or the bank can cause it"
TIME = "it takes days, and only here can the clock be moved"


@dataclass(frozen=True)
class Fact:
    """`emulator_only` says why it cannot be checked in Stripe's test mode."""

    group: str
    sentence: str
    source: str
    check: Check
    emulator_only: str | None = None

    @property
    def name(self) -> str:
        return f"{self.group}/{self.check.__name__}"


FACTS: list[Fact] = []


def fact(source: str, *, emulator_only: str | None = None) -> Callable[[Check], Check]:
    """Make a function a fact of its module's group; its docstring is the sentence."""

    def add(check: Check) -> Check:
        group = check.__module__.rpartition(".")[2]
        sentence = (check.__doc__ or "").strip()
        FACTS.append(Fact(group, sentence, source, check, emulator_only))
        return check

    return add
