"""Every act at Stripe is an attempt: its key is stored first, and one table says how to repeat it."""

from pulse.attempts.policies import (
    ACCOUNT,
    ACCOUNT_V2,
    CORRECTION,
    CUSTOMER,
    PAYMENT_INTENT,
    POLICIES,
    POOL_FUNDING,
    POOL_RETURN,
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
    PoolFundingAttempt,
    PoolReturnAttempt,
    PrizeAttempt,
    new_lease,
)
from pulse.attempts.refusals import (
    CANNOT_RECEIVE,
    TABLE,
    Meaning,
    Sign,
    StoredId,
    cannot_be_paid,
    is_gone,
    meaning_of,
    sign_of,
)
from pulse.attempts.rules import (
    AttemptStep,
    NextStep,
    first_attempt,
    is_in_time,
    is_quiet,
    key_for,
    next_generation,
    next_generation_of,
    next_step,
    nothing_in_flight,
    quiet_from,
    sent_again,
    was_refused_at_once,
)

__all__ = [
    "Attempt", "Lease", "new_lease",
    "PrizeAttempt", "PaymentIntentAttempt", "CorrectionAttempt", "AccountAttempt", "CustomerAttempt",
    "PoolFundingAttempt", "PoolReturnAttempt",
    "Policy", "LookUp", "Quiet", "POLICIES", "PRIZE", "PAYMENT_INTENT", "CORRECTION", "ACCOUNT", "ACCOUNT_V2",
    "CUSTOMER", "POOL_FUNDING", "POOL_RETURN",
    "AttemptStep", "NextStep", "next_step", "first_attempt", "next_generation", "next_generation_of",
    "sent_again", "key_for",
    "is_in_time", "is_quiet", "quiet_from", "nothing_in_flight", "was_refused_at_once",
    "StoredId", "Sign", "Meaning", "TABLE", "sign_of", "meaning_of", "is_gone",
    "cannot_be_paid", "CANNOT_RECEIVE",
]  # fmt: skip
