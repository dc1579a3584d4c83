"""Several people with one bank account, found by Stripe's fingerprint of it. We never see the number."""

from __future__ import annotations

from pulse.accounts.records import ConnectedAccount
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Account

_OTHERS_MAX = 20


def check_shared_banks(account: ConnectedAccount, seen: Account, *, ports: Ports) -> ConnectedAccount:
    """*account* with the fingerprints of *seen*, and how many other people have one of them.

    With a live key only: in test mode everyone uses Stripe's few test accounts. The store is asked when the
    bank account changes, so the second person is counted and the record of the first stays as it is.
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
                limit=_OTHERS_MAX,
            )
        )
        if document.id != account.user_id
    }
    return account.but(bank_fingerprints=fingerprints, bank_shared_with=len(others))
