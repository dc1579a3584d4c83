"""What can be configured about the emulator, apart from what Stripe's API configures."""

from collections.abc import Callable
from typing import Any

from stripe_emulator.world.values import is_count, is_number

SETTINGS: dict[str, type] = {
    "transfers_only_allowed": bool,
    "requests_per_second_max": int,
    "topup_seconds": float,
    "refunds_wait_for_funds": bool,
    "charges_available_at_once": bool,
    "v1_accounts_refused": bool,
    "v2_accounts_blocked": bool,
    "account_updated_for_v2": bool,
    "v1_accounts_reach_v2_after_seconds": float,
    "v2_lists_lag_seconds": float,
    "v2_page_size": int,
    "guess_refund_narrows_source": bool,
    "guess_reversal_widens_source": bool,
}
"""`transfers_only_allowed`: a US account may request `transfers` without `card_payments`, which Stripe
allows only to approved platforms. `requests_per_second_max`: 429 above it, no limit when 0.
`topup_seconds`: how long a top-up is pending; at 0 it succeeds at once.
`charges_available_at_once` (false unless set): the money of a charge is available at once, for local worlds,
and not after two days.
`refunds_wait_for_funds` (true unless set): a refund above the available balance is pending; when false it
takes the balance below zero.
`v1_accounts_refused`: `POST /v1/accounts` is refused, as on platforms that were opened since August 2026.
`v2_accounts_blocked`: v2 makes no accounts and no links, as for a platform without access to Accounts v2.
`account_updated_for_v2` (true unless set): accounts made by v2 send `account.updated` of v1 too.
`v1_accounts_reach_v2_after_seconds`: until then v2 does not know an account that v1 made.
`v2_lists_lag_seconds`: until then lists of v2 do not show an account. `v2_page_size`: how many a page of
them holds where no `limit` is sent (20 unless set, and when 0).
The two `guess_` settings say what Stripe does not document: `guess_refund_narrows_source` (true unless
set): what was refunded of a charge can no longer be transferred with `source_transaction`;
`guess_reversal_widens_source` (false unless set): what was reversed can be transferred again."""


FITS: dict[type, tuple[Callable[[object], bool], str]] = {
    bool: (lambda value: isinstance(value, bool), "true or false"),
    int: (is_count, "a whole number from 0 up"),
    float: (is_number, "a number from 0 up"),
}


def checked_settings(given: dict[str, object]) -> dict[str, Any]:
    """The settings, or an error that names the wrong one."""
    for name, value in given.items():
        if name not in SETTINGS:
            raise ValueError(f"unknown setting {name!r}, one of {sorted(SETTINGS)}")
        fits, what = FITS[SETTINGS[name]]
        if not fits(value):
            raise TypeError(f"setting {name!r} must be {what}, not {value!r}")
    return dict(given)
