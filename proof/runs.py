"""What `make proof` checks: the models within stated bounds, and wrong variants that must be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Constant = int | str
"""A number, or what the configuration says: a set of names, a text in quotation marks."""

UNLIMITED = -1
TWO = "{one, two}"
THREE = "{one, two, three}"

PAYMENT: Mapping[str, Constant] = {
    "Workers": TWO,
    "Generations": 2,
    "Reissues": 1,
    "Deadline": 0,
    "Quiet": 2,
    "Reuse": 2,
    "Late": 1,
    "Life": 3,
    "Skew": 0,
    "Faults": UNLIMITED,
    "Wrong": "none",
}
EVERY_TIMER: Mapping[str, Constant] = {"Deadline": 1, "Skew": 1, "Quiet": 4, "Reuse": 2, "Life": 5}
LIVELY: Mapping[str, Constant] = {
    "Workers": "{one}",
    "Generations": 3,
    "Reissues": 0,
    "Deadline": 1,
    "Quiet": 3,
    "Life": 4,
    "Faults": 2,
}
POOL: Mapping[str, Constant] = {
    "Passes": "{pass_one, pass_two}",
    "Returns": "{return_one, return_two}",
    "Review": 1,
    "Margin": 1,
    "Skew": 1,
    "Wrong": "none",
}
BASES = {"Payment": PAYMENT, "Pool": POOL}
INVARIANTS = {
    "Payment": ("AtMostOnce", "PaidIsMade", "CanceledIsUnpaid", "NothingInFlight"),
    "Pool": (
        "PaidWithCover",
        "NotInReview",
        "NotContested",
        "PaidAsAwarded",
        "NotReturnedInReview",
        "ReturnedOnce",
        "HeldIsNotNegative",
    ),
}


@dataclass(frozen=True)
class Run:
    """One start of TLC. *breaks* is what a wrong variant must break; None: nothing may break."""

    model: str
    title: str
    changes: Mapping[str, Constant] = field(default_factory=dict)
    breaks: str | None = None
    lively: bool = False
    """Whether it also checks what must happen, not only what must not."""

    @property
    def constants(self) -> dict[str, Constant]:
        return {**BASES[self.model], **self.changes}


def _wrong(model: str, variant: str, breaks: str, **changes: Constant) -> Run:
    return Run(model, variant, {**changes, "Wrong": variant}, breaks)


def _timer(title: str, breaks: str = "AtMostOnce", **changes: Constant) -> Run:
    return Run("Payment", title, {"Reissues": 0, **changes}, breaks)


HOLDS = (
    Run("Payment", "every timer: deadline, lateness, skew", EVERY_TIMER),
    Run("Payment", "three keys", {"Generations": 3}),
    Run("Payment", "three workers", {"Workers": THREE}),
    Run("Payment", "keys reused longer than Stripe keeps them", {"Reuse": 5}),
    Run(
        "Payment",
        "no look-up while the key is young, reuse short enough",
        {"Reissues": 0, "Wrong": "no look-up while the key is young"},
    ),
    Run("Payment", "paid in the end, after two faults", LIVELY, lively=True),
    Run("Pool", "two fundings, two prizes, one dispute, one contest"),
    Run(
        "Pool",
        "a claim that does not look at the award version: the pass does",
        {"Wrong": "a claim that does not look at the award version"},
    ),
)

VARIANTS = (
    _timer("a quiet time as short as the lateness of a request", Quiet=1),
    _timer("a quiet time as short as the lateness of a request", "NothingInFlight", Quiet=1),
    _timer("a deadline that the quiet time does not cover", Deadline=1, Life=4),
    _timer("clocks further apart than the quiet time covers", Skew=1, Life=4),
    _timer("requests later than the quiet time covers", Late=2, Life=5),
    _timer("a key that lives shorter than two late requests", Life=1),
    _wrong("Payment", "no look-up while the key is young", "AtMostOnce", Reissues=0, Reuse=4),
    _wrong("Payment", "a send without an answer counts as paid", "PaidIsMade"),
    _wrong("Payment", "no send deadline", "AtMostOnce"),
    _wrong("Payment", "no look-up", "AtMostOnce"),
    _wrong("Payment", "no quiet time at all", "AtMostOnce"),
    _wrong("Payment", "no quiet time after an unanswered send", "AtMostOnce"),
    _wrong("Payment", "no quiet time after a release", "AtMostOnce"),
    _wrong("Payment", "no quiet time after a re-issue", "NothingInFlight"),
    _wrong("Payment", "the finding is judged at the commit", "AtMostOnce", Reissues=0, Deadline=1, Quiet=3),
    _wrong("Payment", "a cancellation without a quiet time", "CanceledIsUnpaid"),
    _wrong("Payment", "a cancellation without a look-up", "CanceledIsUnpaid"),
    Run(
        "Payment",
        "nobody looks again",
        {**LIVELY, "Wrong": "nobody looks again"},
        "PaidInTheEnd",
        lively=True,
    ),
    _wrong("Pool", "a claim that does not require the pool unchanged", "NotContested"),
    _wrong("Pool", "a claim that does not require the epoch", "PaidWithCover"),
    _wrong("Pool", "a pass that does not look at the award version", "PaidWithCover"),
    _wrong("Pool", "nobody looks at the version, and the review starts early", "PaidAsAwarded"),
    _wrong("Pool", "a claim at reviewUntil, without the margin", "NotInReview"),
    _wrong("Pool", "a pass without an epoch of its own", "PaidWithCover"),
    _wrong("Pool", "closed attempts are not counted as used", "PaidWithCover"),
    _wrong("Pool", "in flight, and covered beside what is paid alone", "PaidWithCover"),
    _wrong("Pool", "a contest that does not touch the pool", "NotContested"),
    _wrong("Pool", "a dispute that keeps the epoch", "PaidWithCover"),
    _wrong("Pool", "a decision that keeps the epoch", "PaidWithCover"),
    _wrong("Pool", "a return that keeps the epoch", "PaidWithCover"),
    _wrong("Pool", "a return that does not write the pool", "ReturnedOnce"),
    _wrong("Pool", "a return that does not write the pool", "HeldIsNotNegative"),
    _wrong("Pool", "a return that does not wait for the review", "NotReturnedInReview"),
)

RUNS = HOLDS + VARIANTS
