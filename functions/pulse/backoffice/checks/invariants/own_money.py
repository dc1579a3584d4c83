"""I15: nothing is sent, sponsored or returned while our balance lacks money that belongs to others.

What our own money was at each moment follows from Stripe's movements and from the books. It is a range, and
the upper end counts: a prize that was claimed and is not recorded may have left our balance or not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.money import written
from pulse.pools import ReturnKind

KNOWN_WITHIN = timedelta(hours=1)
"""The sweep reads what is ours every ten minutes. Whoever acts an hour later knows."""
_THEIRS = ("prizes:", "unclaimed:", "returning:")
_SENDS = frozenset({"prize.claimed", "prize.resent"})
_KNOWN = frozenset({"prize.paid", "prize.reversed", "prize.canceled"})
_SPONSORED = "funding.sponsored"


@dataclass(slots=True)
class OwnMoney:
    """The upper end of our own money in one currency, step by step."""

    times: list[datetime] = field(default_factory=list)
    uppers: list[int] = field(default_factory=list)

    def step(self, at: datetime, upper: int) -> None:
        if self.times and self.times[-1] == at:
            self.uppers[-1] = upper
        else:
            self.times.append(at)
            self.uppers.append(upper)

    def best_before(self, at: datetime) -> int:
        """The most that it was in the hour before *at*: less than nothing only if it was so all the time."""
        first = max(bisect_right(self.times, at - KNOWN_WITHIN) - 1, 0)
        last = bisect_left(self.times, at)
        began_later = not self.times or self.times[0] > at - KNOWN_WITHIN
        return max([*self.uppers[first:last], *([0] if began_later else [])], default=0)


def own_money_violations(facts: Facts) -> Iterator[Violation]:
    histories = _histories(facts)
    for at, subject, what, currency in _acts(facts):
        own = histories.get(currency)
        best = own.best_before(at) if own else 0
        if best < 0:
            missing = f"{written(-best, currency)} that belongs to others was missing from our balance"
            yield Violation("I15", subject, f"{what} while {missing}", best)


def _acts(facts: Facts) -> Iterator[tuple[datetime, str, str, str]]:
    """When what was decided about which money: (time, subject, what, currency)."""
    currencies = {one.path: one.currency for one in facts.prizes}
    currencies |= {one.path: one.currency for one in facts.fundings}
    currencies |= {one.path: one.currency for one in facts.returns if one.kind is not ReturnKind.LATE}
    for subject, currency in currencies.items():
        for row in facts.rows_by_subject.get(subject, ()):
            at, act = row.fields.get("at"), row.fields.get("act")
            if not isinstance(at, datetime):
                continue  # I10 names a row that was written by hand
            if act in _SENDS:
                yield at, subject, f"was sent in row {row.fields['number']}", currency
            elif act == "return.reserved" and subject.startswith("poolReturns/"):
                yield at, subject, "was reserved", currency
            elif act == _SPONSORED:
                yield at, subject, "was sponsored", currency


def _histories(facts: Facts) -> Mapping[str, OwnMoney]:
    """By currency. *changes*: when which account got how much; our balance is the account without a name."""
    changes = [
        (datetime.fromtimestamp(one.created, UTC), one.currency, "", one.net) for one in facts.transactions
    ]
    for entry in facts.entries:
        changes += [
            (entry.at, one.currency, one.account, one.amount)
            for one in entry.postings
            if one.account.startswith(_THEIRS)
        ]
    changes += _in_flight(facts)
    histories: dict[str, OwnMoney] = defaultdict(OwnMoney)
    balances: Counter[str] = Counter()
    others: dict[str, Counter[str]] = defaultdict(Counter)
    theirs: Counter[str] = Counter()
    for at, currency, account, amount in sorted(changes, key=lambda one: one[0]):
        if not account:
            balances[currency] += amount
        else:
            before = others[currency][account]
            others[currency][account] += amount
            theirs[currency] += max(0, before + amount) - max(0, before)
        histories[currency].step(at, balances[currency] - theirs[currency])
    return histories


def _in_flight(facts: Facts) -> Iterator[tuple[datetime, str, str, int]]:
    """A prize that was claimed may have left our balance from then on, until it is known what became of it.

    One refusal says that it has not, unless an earlier send is still without an answer.
    """
    for record in facts.prizes:
        flying = unanswered = False
        for row in sorted(facts.rows_by_subject.get(record.path, ()), key=lambda one: one.version):
            at, act = row.fields.get("at"), row.fields.get("act")
            if not isinstance(at, datetime):
                continue
            unanswered = unanswered or act == "prize.unanswered"
            ended = act in _KNOWN or (act == "prize.refused" and not unanswered)
            if act in _SENDS and not flying:
                flying = True
                yield at, record.currency, "", record.prize_amount
            elif ended and flying:
                flying = unanswered = False
                yield at, record.currency, "", -record.prize_amount
