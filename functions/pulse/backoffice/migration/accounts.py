"""An account of the first system, of a record or of a profile alone, beside Stripe's account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pulse.accounts import (
    AccountOwner,
    ConnectedAccount,
    PreviousAccount,
    Role,
    account_path,
    first_record,
    profile_name,
    with_stripes_answer,
)
from pulse.backoffice.migration.context import Context, account_ids
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.judgement import Accepted, Doubt, Judgement, doubt_of, finding_of
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.backoffice.migration.records import Choice
from pulse.documents import part_of, wins_of
from pulse.errors import RecordDamaged
from pulse.ports import Document
from pulse.ports.paths import is_segment
from pulse.ports.stripe_objects import Account

_ID_RULE = "must be the id of an account, as text"
_MADE = "express"
_REPLACED = "replaced by the account of the profile"


@dataclass(frozen=True, slots=True)
class AdoptedAccount:
    """*document*: the record to change; None where the person has none."""

    document: Document | None
    account: ConnectedAccount


class Questions(Protocol):
    def account(self, account_id: str) -> Account | None:
        """As Stripe has it; None where Stripe does not know it."""
        ...

    def owner(self, account_id: str) -> AccountOwner | None:
        """By our own `stripeAccounts`."""
        ...

    def now(self) -> datetime: ...


Judged = Judgement[AdoptedAccount]


def judge_record(document: Document, role: Role, context: Context, ask: Questions) -> Judged:
    """A document of `stripeConnect` or `winnerStripeConnect`."""
    if context.choice(document.path) is Choice.LEAVE:
        return _judged(document, Verdict.LEFT)
    accepted = Accepted(document.path, context)
    try:
        account = _read(document, role)
        account_id = account.stripe_account_id
        if not account_id:
            return _judged(document, Verdict.NOTHING)
        if account.state is not None or account.creation is not None:
            return _judge_ours(document, account, context, ask)
        seen = _confirm(account_id, (account.user_id, role), context, ask)
        _compare_kind(seen, account.country, accepted)
        _compare_page(seen, account.user_id, context, accepted)
    except Doubt as doubt:
        return _judged(document, Verdict.DOUBT, doubt)
    adopted = AdoptedAccount(document, with_stripes_answer(account, seen, ask.now()))
    return _judged(document, Verdict.ADOPT, accepted.first, adopted)


def judge_profile(
    document: Document, role: Role, record: Document | None, context: Context, ask: Questions
) -> Judged:
    """`users/{uid}.creator` or `.winner`. *record*: the person's document in the role's collection."""
    subject = profile_subject(document, role)
    if context.choice(subject) is Choice.LEAVE:
        return _judged(document, Verdict.LEFT, subject=subject)
    accepted, adopted = Accepted(subject, context), None
    try:
        _require_readable(document, role)
        if (known := _known_from_profile(document, role, record, context, ask)) is not None:
            account, seen = known
            adopted = AdoptedAccount(record, with_stripes_answer(account, seen, ask.now()))
            _compare_kind(seen, account.country, accepted)
            _compare_page(seen, document.id, context, accepted)
        _require_records_of_wins(document, role, context, accepted)
    except Doubt as doubt:
        return _judged(document, Verdict.DOUBT, doubt, subject=subject)
    verdict = Verdict.ADOPT if adopted else Verdict.NOTHING
    return _judged(document, verdict, record=adopted, subject=subject)


def profile_subject(document: Document, role: Role) -> str:
    return f"{document.path}.{role.value}"


def _judged(
    document: Document,
    verdict: Verdict,
    doubt: Doubt | None = None,
    record: AdoptedAccount | None = None,
    *,
    subject: str = "",
) -> Judged:
    return Judgement(finding_of(Kind.ACCOUNTS, document, verdict, doubt, subject=subject), record)


def _read(document: Document, role: Role) -> ConnectedAccount:
    try:
        account = ConnectedAccount.of(document)
    except RecordDamaged as damaged:
        raise doubt_of(damaged) from damaged
    if not isinstance(document.fields.get("email"), str | None):
        raise Doubt(Why.UNREADABLE, "email must be text or absent")
    if (account.user_id, account.role) != (document.id, role):
        raise Doubt(Why.MISPLACED, "userId and accountType")
    if account.stripe_account_id and not is_segment(account.stripe_account_id):
        raise Doubt(Why.UNREADABLE, f"stripeAccountId {_ID_RULE}")
    return account


def _judge_ours(document: Document, account: ConnectedAccount, context: Context, ask: Questions) -> Judged:
    """A record that Stripe has answered about lacks at most the way back from the account to the person."""
    owner = ask.owner(str(account.stripe_account_id))
    if owner is None:
        return _judged(document, Verdict.ADOPT, record=AdoptedAccount(document, account))
    if (owner.user_id, owner.role) != (account.user_id, account.role):
        raise Doubt(Why.ACCOUNT_OF_ANOTHER, "stripeAccounts")
    return _judged(document, context.known(document.path))


def _confirm(account_id: str, holder: tuple[str, Role], context: Context, ask: Questions) -> Account:
    """Stripe's account. Raises *Doubt* where it is not this person's alone."""
    user_id, role = holder
    seen = ask.account(account_id)
    copy = context.copies.get(holder)
    if copy not in {None, account_id} and ask.account(str(copy)) is not None:
        raise Doubt(Why.ACCOUNTS_DIFFER, role.value)
    if seen is None:
        raise Doubt(Why.ACCOUNT_UNKNOWN)
    if context.claims.get(account_id, frozenset()) - {holder}:
        raise Doubt(Why.ACCOUNT_CLAIMED_TWICE)
    owner = ask.owner(account_id)
    if owner is not None and (owner.user_id, owner.role) != holder:
        raise Doubt(Why.ACCOUNT_OF_ANOTHER, "stripeAccounts")
    named = seen.metadata.get("user_id"), seen.metadata.get("role")
    if named[0] not in {None, user_id} or named[1] not in {None, role.value}:
        raise Doubt(Why.ACCOUNT_OF_ANOTHER, "metadata")
    return seen


def _compare_kind(seen: Account, country: str | None, accepted: Accepted) -> None:
    """The first system made Express accounts alone."""
    if seen.type not in {None, _MADE}:
        accepted.note(Doubt(Why.ACCOUNT_DIFFERS, f"Stripe: type {seen.type}"))
    if country and seen.country and country.upper() != seen.country.upper():
        accepted.note(Doubt(Why.ACCOUNT_DIFFERS, f"Stripe: country {seen.country}"))


def _compare_page(seen: Account, user_id: str, context: Context, accepted: Accepted) -> None:
    """The first system sent no metadata: the profile's page is all that says whose account it made."""
    if context.people.get(profile_name(seen) or "") not in {None, user_id}:
        accepted.note(Doubt(Why.PROFILE_OF_ANOTHER))


def _known_from_profile(
    document: Document, role: Role, record: Document | None, context: Context, ask: Questions
) -> tuple[ConnectedAccount, Account] | None:
    """The account that the profile names, for a person whose record does not; None where there is none."""
    account_id = part_of(document.fields, role.value).get("stripeAccountId")
    if account_id is None or account_id == "" or (record and record.fields.get("state")):
        return None  # a record that Stripe has answered about is what the profile is made from
    if not isinstance(account_id, str) or not is_segment(account_id):
        raise Doubt(Why.UNREADABLE, f"{role.value}.stripeAccountId {_ID_RULE}")
    known = list(account_ids(record.fields)) if record else [None]
    if account_id in known:
        return None
    holder = (document.id, role)
    aside = context.choice(account_path(role, document.id)) is Choice.LEAVE
    if (known[0] and not aside) or (record and record.fields.get("creation")):
        if ask.account(account_id) is None:
            return None  # an old copy: the record's account counts
        raise Doubt(Why.ACCOUNTS_DIFFER, role.value)
    seen = _confirm(account_id, holder, context, ask)
    account = _read(record, role) if record else first_record(document.id, role, ask.now())
    return _without_former(account, ask.now()).but(stripe_account_id=account_id), seen


def _without_former(account: ConnectedAccount, at: datetime) -> ConnectedAccount:
    """An account that a person left aside is kept as a previous one."""
    if not account.stripe_account_id:
        return account
    generation = account.creation.generation if account.creation else 0
    former = PreviousAccount(
        stripe_account_id=account.stripe_account_id, generation=generation, ended_at=at, reason=_REPLACED
    )
    return account.but(previous_accounts=(*account.previous_accounts, former))


def _require_readable(document: Document, role: Role) -> None:
    """A part of another form may name an account or a prize that is not seen."""
    part = document.fields.get(role.value)
    if not isinstance(part, Mapping):
        raise Doubt(Why.UNREADABLE, f"{role.value} must be a map or absent")
    wins = part.get("challengeWins")
    if role is Role.WINNER and wins is not None and not _are_maps(wins):
        raise Doubt(Why.UNREADABLE, "winner.challengeWins must be a list of maps or absent")


def _require_records_of_wins(document: Document, role: Role, context: Context, accepted: Accepted) -> None:
    if role is not Role.WINNER:
        return
    for win in wins_of(document.fields):
        challenge_id = win.get("challengeId")
        if win.get("prizeAmount") and context.prizes[str(challenge_id), document.id] == 0:
            accepted.note(Doubt(Why.WIN_WITHOUT_RECORD, "winner.challengeWins"))


def _are_maps(wins: Any) -> bool:
    return isinstance(wins, list) and all(isinstance(one, Mapping) for one in wins)
