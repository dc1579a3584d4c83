"""Several people with one bank account, found by Stripe's fingerprint of it. We never see the number."""

from __future__ import annotations

from collections.abc import Iterator

from pulse.accounts.readiness import Banks
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.states import Role
from pulse.ledger import Change, commit_update, retry_after_conflict
from pulse.ports import Document, Ports
from pulse.ports.store import Operator, Query

_OTHERS_MAX = 20


def compares_fingerprints(ports: Ports) -> bool:
    """In test mode everyone uses Stripe's few test accounts and cards, so all would be alike."""
    return ports.stripe.livemode or ports.settings.fingerprint_checks == "always"


def check_shared_banks(account: ConnectedAccount, banks: Banks, *, ports: Ports) -> ConnectedAccount:
    """*account* with the fingerprints of *banks*, and how many other people have one of them in either role.

    The store is asked when the bank account changes. The others' records are brought up to date first: if
    this call ends in between, the next one finds the same change again.
    """
    fingerprints = banks.fingerprints
    if not compares_fingerprints(ports) or fingerprints == account.bank_fingerprints:
        return account
    found = list(_find_others(account.user_id, fingerprints, ports=ports))
    for document in found:
        _note_sharing(document, ports=ports)
    others = {document.id for document in found}
    return account.but(bank_fingerprints=fingerprints, bank_shared_with=len(others))


def _find_others(user_id: str, fingerprints: tuple[str, ...], *, ports: Ports) -> Iterator[Document]:
    """The accounts of other people, in both roles: a trainer may be the winner of another's challenge."""
    for role in Role:
        for fingerprint in fingerprints:
            where: list[tuple[str, Operator, str]] = [("bankFingerprints", "array_contains", fingerprint)]
            found = ports.store.query(Query(role.collection, where, limit=_OTHERS_MAX))
            yield from (document for document in found if document.id != user_id)


def _note_sharing(document: Document, *, ports: Ports) -> None:
    """So the first of two people is held as well as the second, whichever of them wins."""

    def once(_: int) -> None:
        now = ports.store.get(document.path)
        account = ConnectedAccount.of(now) if now else None
        if now is None or account is None or account.bank_shared_with:
            return
        shared = account.but(bank_shared_with=1, updated_at=ports.clock.now())
        change = Change("account.observed", "system:accounts", shared.updated_at)
        commit_update(ports.store, now, shared, change)

    retry_after_conflict(once, busy="this account is being changed right now; please try again")
