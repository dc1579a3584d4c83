"""Everything that we hand to a client and that gives its holder a right, and what ends that right.

`docs/security.md` shows the table. A test finds every field of an answer whose name speaks of a secret, a
key, a link or a token, and asks for its row here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HandedOut:
    what: str
    fields: tuple[str, ...]
    """The names of the fields of answers that carry it; empty for what a client brings along."""
    gives: str
    ends: str
    """When it stops being valid by itself."""
    revoked: str
    """What takes it back before."""
    shown_by: str


HANDED_OUT = (
    HandedOut(
        "client secret of the PaymentIntent of a purchase",
        ("clientSecret",),
        "pays this one purchase",
        "when it is paid or canceled; after 7 days unpaid we cancel it",
        "the round ends, is cancelled, withdrawn, made free or given to another first owner; the buyer is "
        "erased; the price or payee is new. We cancel it at Stripe and refund what is paid nevertheless "
        "(decision 1151)",
        "tests/sales/test_revoke.py::test_the_sweep_cancels_an_open_payment_whose_reason_is_gone",
    ),
    HandedOut(
        "client secret of the PaymentIntent of a payment into a pool",
        ("clientSecret",),
        "pays this amount into this one pool",
        "when it is paid or canceled; after 7 days unpaid we cancel it",
        "its payer cancels it or begins one of another amount; the challenge ends, is cancelled, withdrawn "
        "or given to another owner; the payer is erased. We cancel it at Stripe, and refund what is paid "
        "too late",
        "tests/pools/test_revoke_fundings.py::"
        "test_the_sweep_cancels_an_open_payment_into_a_pool_whose_reason_is_gone",
    ),
    HandedOut(
        "ephemeral key",
        ("ephemeralKey",),
        "reads and changes the buyer's own Customer: saved cards, not our money",
        "one hour after it was made (Stripe)",
        "nothing before that: it is given to its own person alone and pays nothing",
        "tests/sales/test_create_payment_intent.py::test_a_payment_sheet_gets_one_customer_and_a_key",
    ),
    HandedOut(
        "onboarding link",
        ("accountLink",),
        "names the bank account of one connected account",
        "at `onboardingExpirationDate`, minutes after it was made, and with its first use (Stripe)",
        "its copy is removed once onboarding is complete; staff cannot read a document that holds one",
        "tests/accounts/test_links.py::test_links_are_not_kept_once_onboarding_is_complete",
    ),
    HandedOut(
        "dashboard link",
        ("url",),
        "signs in to the Express dashboard of one connected account",
        "with its first use, and minutes after it was made (Stripe)",
        "the connected account is rejected or disconnected; we keep no copy",
        "tests/accounts/test_open_dashboard.py::test_rejected_and_disconnected_accounts_are_refused_with_their_reason",
    ),
    HandedOut(
        "client secret of an account session",
        ("clientSecret",),
        "shows one connected account on a page of ours: its payouts, balances, documents and form",
        "at `expiresAt` of the answer (Stripe); a page asks for a new one each time it loads",
        "the connected account is disconnected; it is given to the account's holder alone, and we keep no "
        "copy",
        "tests/accounts/test_open_session.py::test_nobody_gets_a_session_for_anothers_account",
    ),
    HandedOut(
        "page token",
        ("pageToken", "nextPageToken"),
        "nothing: it is the id of a record, and whose record it is, is checked at every use",
        "never",
        "nothing has to",
        "tests/earnings/test_trainer_earnings.py::test_nobody_pages_into_the_sales_of_others",
    ),
    HandedOut(
        "ID token",
        (),
        "acts as this person",
        "one hour after Firebase made it",
        "signing out everywhere, disabling or erasing the person: money operations ask Firebase, and the "
        "rules refuse new documents of erased people; staff need a second factor and a recent sign-in",
        "tests/doors/test_policies.py::test_what_costs_is_counted_across_instances_and_ends_with_a_revoked_sign_in",
    ),
)
