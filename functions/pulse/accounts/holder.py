"""A person in one role, as stored, and the only way to change the record of their account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts.bank_change import bank_notice
from pulse.accounts.events import AccountBecameReady, raise_event
from pulse.accounts.projection import projected
from pulse.accounts.records import (
    AccountOwner,
    ConnectedAccount,
    account_path,
    owner_path,
)
from pulse.accounts.refusals import UserNotFound
from pulse.accounts.states import AccountState, Role
from pulse.documents import USER_FIELDS, User, fetch
from pulse.ledger import Change, audited, retry_after_conflict
from pulse.ports import Document, Ports
from pulse.ports.store import Merge, Unchanged, Update, Write


@dataclass(frozen=True, slots=True)
class Holder:
    """*user_id* in *role*: the user document and the record of the account, read in one round trip."""

    user_id: str
    role: Role
    found_user: User | None
    document: Document | None
    account: ConnectedAccount | None

    @property
    def user(self) -> User:
        """Raises *UserNotFound*."""
        if self.found_user is None:
            raise UserNotFound
        return self.found_user


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of the record of an account: what it was, and what it is now."""

    before: ConnectedAccount | None
    after: ConnectedAccount

    @property
    def became_ready(self) -> bool:
        """Money can be sent now and could not be sent before."""
        was_ready = self.before is not None and self.before.ready_for_transfers
        return self.after.ready_for_transfers and not was_ready


def load(user_id: str, role: Role, *, ports: Ports) -> Holder:
    record = account_path(role, user_id)
    found = fetch(ports.store, record, user=user_id, of_user=USER_FIELDS)
    document = found.ours.get(record)
    account = ConnectedAccount.of(document) if document else None
    return Holder(user_id, role, found.user, document, account)


def load_known(user_id: str, role: Role, *, ports: Ports) -> Holder:
    """As *load*. Raises *UserNotFound* when there is no such user."""
    holder = load(user_id, role, ports=ports)
    if holder.found_user is None:
        raise UserNotFound
    return holder


def revise(
    user_id: str,
    role: Role,
    next_account: Callable[[Holder], ConnectedAccount],
    *,
    act: str,
    actor: str,
    ports: Ports,
) -> Revision:
    """Change the record to what *next_account* returns, and the user document with it.

    *next_account* is called again after a lost race, so what it reads from Stripe is never older than the
    record that it is compared with. Raises *Busy* after too many lost races. The event *AccountBecameReady*
    follows the commit.
    """

    def once(_: int) -> Revision:
        holder = load(user_id, role, ports=ports)
        return save(holder, next_account(holder), act=act, actor=actor, ports=ports)

    revision = retry_after_conflict(once, busy="this account is being changed right now; please try again")
    if revision.became_ready:
        raise_event(AccountBecameReady(user_id, role), ports=ports)
    return revision


def save(
    holder: Holder,
    account: ConnectedAccount,
    *,
    act: str,
    actor: str,
    requires_profile: bool = False,
    ports: Ports,
) -> Revision:
    """One commit: record, audit row, owner of the account, user document. No commit when nothing changed.

    Raises *Conflict* when the record has changed since *holder* was read; with *requires_profile* also when
    the person was erased.
    """
    changed = account != holder.account
    after = _stamped(account, ports.clock.now()) if changed else account
    writes: list[Write] = []
    if changed:
        writes += _record_writes(holder, after, act, actor)
        writes += _owner_writes(holder.account, after)
        writes += bank_notice(holder.account, after, ports.settings, ports.clock.now())
    shown = projection_writes(holder, after)  # an update requires that the user document exists
    writes += shown or ([Unchanged(holder.user.path, holder.user.version)] if requires_profile else [])
    if writes:
        ports.store.commit(writes)
    return Revision(holder.account, after)


def _stamped(account: ConnectedAccount, now: datetime) -> ConnectedAccount:
    first_active = now if account.state is AccountState.ACTIVE else None
    return account.but(updated_at=now, active_at=account.active_at or first_active)


def projection_writes(holder: Holder, account: ConnectedAccount) -> Sequence[Write]:
    """What the user document lacks. The document of an erased user is not created again."""
    if holder.found_user is None:
        return []
    differing = projected(account, holder.found_user)
    return [Update(holder.found_user.path, differing, spare=True)] if differing else []


def _record_writes(holder: Holder, after: ConnectedAccount, act: str, actor: str) -> Sequence[Write]:
    where = account_path(holder.role, holder.user_id)
    return audited(holder.document, where, after, Change(act, actor, after.updated_at))


def _owner_writes(before: ConnectedAccount | None, after: ConnectedAccount) -> Sequence[Write]:
    """Records of the first system have no state yet and no document in `stripeAccounts`: they get one too."""
    known = (
        before is not None
        and before.state is not None
        and before.stripe_account_id == after.stripe_account_id
    )
    if after.stripe_account_id is None or known:
        return []
    owner = AccountOwner(user_id=after.user_id, role=after.role, api=after.api)
    return [Merge(owner_path(after.stripe_account_id), owner.fields())]
