"""Several people with one bank account: Stripe's fingerprint of it tells, and never the number itself."""

from __future__ import annotations

from pulse.accounts.records import ConnectedAccount
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Account

_LOOKED_AT_MAX = 20


def with_bank(account: ConnectedAccount, seen: Account, *, ports: Ports) -> ConnectedAccount:
    """*account* with the fingerprints of *seen*, and how many others have one of them.

    Only where the key is a live one: in test mode everybody uses Stripe's few test accounts. Asked when the
    bank account changes, so whoever comes second is noticed, and the first is not disturbed.
    """
    fingerprints = seen.bank_fingerprints
    if not ports.stripe.livemode or fingerprints == account.bank_fingerprints:
        return account
    others = {
        document.id
        for fingerprint in fingerprints
        for document in ports.store.query(
            Query(
                account.role.collection,
                where=[("bankFingerprints", "array_contains", fingerprint)],
                limit=_LOOKED_AT_MAX,
            )
        )
        if document.id != account.user_id
    }
    return account.but(bank_fingerprints=fingerprints, bank_shared_with=len(others))
