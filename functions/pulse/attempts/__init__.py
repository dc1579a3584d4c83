"""Every act at Stripe is an attempt: its key is stored first, and one table says how to repeat it."""

from pulse.attempts.policies import (
    ACCOUNT,
    CORRECTION,
    CUSTOMER,
    PAYMENT_INTENT,
    POLICIES,
    PRIZE,
    LookUp,
    Policy,
    Quiet,
)
from pulse.attempts.records import (
    AccountAttempt,
    Attempt,
    CorrectionAttempt,
    CustomerAttempt,
    Lease,
    PaymentIntentAttempt,
    PrizeAttempt,
    new_lease,
)
from pulse.attempts.rules import (
    AttemptStep,
    NextStep,
    first_attempt,
    is_quiet,
    key_for,
    next_generation,
    next_step,
)

__all__ = [
    "Attempt", "Lease", "new_lease",
    "PrizeAttempt", "PaymentIntentAttempt", "CorrectionAttempt", "AccountAttempt", "CustomerAttempt",
    "Policy", "LookUp", "Quiet", "POLICIES", "PRIZE", "PAYMENT_INTENT", "CORRECTION", "ACCOUNT", "CUSTOMER",
    "AttemptStep", "NextStep", "next_step", "first_attempt", "next_generation", "is_quiet", "key_for",
]  # fmt: skip
