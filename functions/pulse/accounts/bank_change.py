"""A changed bank account: noted with its time, told to the person, and for a while nothing is sent to it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pulse.accounts.readiness import Banks
from pulse.accounts.records import ConnectedAccount
from pulse.accounts.shared_banks import compares_fingerprints
from pulse.accounts.states import Role
from pulse.notices import Said, notice
from pulse.ports import Ports
from pulse.ports.store import Merge
from pulse.settings import Settings


def notes_bank_changes(ports: Ports) -> bool:
    return ports.settings.bank_change_wait_seconds > 0


def with_bank_change(account: ConnectedAccount, banks: Banks, *, ports: Ports) -> ConnectedAccount:
    """*account* with the mark of *banks*; the first bank account is no change, and none keeps the last mark.

    Stripe's fingerprint tells whether it is the same account with another id. In test mode, where all people
    share a few accounts, it is the id.
    """
    named = banks.fingerprints if compares_fingerprints(ports) else banks.ids
    if not named or not notes_bank_changes(ports):
        return account
    mark = hashlib.sha256("\n".join(sorted(named)).encode()).hexdigest()[:32]
    if account.bank_mark in {None, mark}:
        return account.but(bank_mark=mark)
    return account.but(bank_mark=mark, bank_changed_at=ports.clock.now())


def bank_notice(
    before: ConnectedAccount | None, after: ConnectedAccount, settings: Settings, now: datetime
) -> list[Merge]:
    """For the commit that stores the change. Its id is the change's, so it is told once.

    Only prizes wait (decision 1164): what a trainer sells is paid as before.
    """
    changed_at = after.bank_changed_at
    if changed_at is None or (before is not None and before.bank_changed_at == changed_at):
        return []
    due = changed_at + timedelta(seconds=settings.bank_change_wait_seconds)
    waits = after.role is Role.WINNER
    made = notice(
        after.user_id,
        f"{after.role.value}_bank_changed_{int(changed_at.timestamp())}",
        Said.BANK_CHANGED_PRIZES_WAIT if waits else Said.BANK_CHANGED,
        reason="bank_changed",
        settings=settings,
        at=now,
        page=f"/{after.role.account_type}/dashboard",
        due=due,
    )
    return [made]
