"""A person in one role, as stored, and the one way to change their account's record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts.events import AccountBecameReady, raise_event
from pulse.accounts.projection import projected
from pulse.accounts.records import (
    AccountOwner,
    ConnectedAccount,
    User,
    account_path,
    owner_path,
    user_path,
)
from pulse.accounts.states import AccountState, Role
from pulse.errors import NotFound
from pulse.ledger import Change, audited, retry_after_conflict
from pulse.ports import Document, Ports
from pulse.ports.store import Merge, Update, Write


@dataclass(frozen=True, slots=True)
class Holder:
    """*user_id* in *role*: their user document and their account's record, read in one round trip."""

    user_id: str
    role: Role
    user_document: Document | None
    document: Document | None
    account: ConnectedAccount | None

    @property
    def user(self) -> User:
        """Raises *NotFound* when there is no such user."""
        if self.user_document is None:
            raise NotFound("there is no such user", code="user_not_found")
        return User.of(self.user_document)


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of an account's record: what it was, and what it is now."""

    before: ConnectedAccount | None
    after: ConnectedAccount

    @property
    def became_ready(self) -> bool:
        """Money can be sent now and could not before."""
        was_ready = self.before is not None and self.before.ready_for_transfers
        return self.after.ready_for_transfers and not was_ready


def load(user_id: str, role: Role, *, ports: Ports) -> Holder:
    user, record = user_path(user_id), account_path(role, user_id)
    found = ports.store.get_all([user, record])
    document = found.get(record)
    account = ConnectedAccount.of(document) if document else None
    return Holder(user_id, role, found.get(user), document, account)


def revise(
    user_id: str,
    role: Role,
    next_account: Callable[[Holder], ConnectedAccount],
    *,
    act: str,
    actor: str,
    ports: Ports,
) -> Revision:
    """Change the record to what *next_account* makes of it, and the user document with it.

    *next_account* is asked again after a lost race, so what it learns from Stripe is never older than what
    it is compared with. Raises *Busy* when races are lost again and again.
    """

    def once(_: int) -> Revision:
        holder = load(user_id, role, ports=ports)
        return save(holder, next_account(holder), act=act, actor=actor, ports=ports)

    return retry_after_conflict(once, busy="this account is being changed just now; please try again")


def save(holder: Holder, account: ConnectedAccount, *, act: str, actor: str, ports: Ports) -> Revision:
    """One commit: record, audit row, whose account it is, the user document. Nothing changed, no commit.

    Raises *Conflict* when the record has changed since *holder* was read.
    """
    changed = account != holder.account
    after = _stamped(account, ports.clock.now()) if changed else account
    writes: list[Write] = []
    if changed:
        writes += _record_writes(holder, after, act, actor)
        writes += _owner_writes(holder.account, after)
    writes += projection_writes(holder, after)
    if writes:
        ports.store.commit(writes)
    revision = Revision(holder.account, after)
    if revision.became_ready:
        raise_event(AccountBecameReady(after.user_id, after.role), ports=ports)
    return revision


def _stamped(account: ConnectedAccount, now: datetime) -> ConnectedAccount:
    first_active = now if account.state is AccountState.ACTIVE else None
    return account.but(updated_at=now, active_at=account.active_at or first_active)


def projection_writes(holder: Holder, account: ConnectedAccount) -> Sequence[Write]:
    """What the user document lacks; a user who was erased is not brought back."""
    if holder.user_document is None:
        return []
    differing = projected(account, holder.user_document.fields)
    return [Update(holder.user_document.path, differing)] if differing else []


def _record_writes(holder: Holder, after: ConnectedAccount, act: str, actor: str) -> Sequence[Write]:
    where = account_path(holder.role, holder.user_id)
    return audited(holder.document, where, after, Change(act, actor, after.updated_at))


def _owner_writes(before: ConnectedAccount | None, after: ConnectedAccount) -> Sequence[Write]:
    """Also for records of the first system, which had no `stripeAccounts`: those have no state yet."""
    known = (
        before is not None
        and before.state is not None
        and before.stripe_account_id == after.stripe_account_id
    )
    if after.stripe_account_id is None or known:
        return []
    owner = AccountOwner(user_id=after.user_id, role=after.role)
    return [Merge(owner_path(after.stripe_account_id), owner.fields())]
