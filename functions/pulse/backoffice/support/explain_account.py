"""What about a person's account at Stripe? Everything that we know of it, from our own records alone.

Whose account is shown has a row about it in the audit trail first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pulse.accounts import (
    AccountStatus,
    ConnectedAccount,
    PersonHold,
    Role,
    account_path,
    account_status,
    person_hold_path,
)
from pulse.attempts import Attempt
from pulse.backoffice.privacy import record_disclosure
from pulse.backoffice.support.history import History, read_as, read_history, with_damage
from pulse.backoffice.support.sentences import ACCOUNT
from pulse.batches import partition
from pulse.ledger import existing
from pulse.ports import Ports

OPERATION = "explain-account"


@dataclass(frozen=True, slots=True)
class ExplainAccount:
    user_id: str
    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class AccountExplanation:
    account: ConnectedAccount
    status: AccountStatus
    """What its owner is told."""
    answer: str
    """What an operator has to know, in sentences."""
    hold: PersonHold | None
    """Whether an administrator stopped the person."""
    history: History

    @property
    def attempt(self) -> Attempt | None:
        """The last one to open it."""
        return self.account.creation


def explain_account(command: ExplainAccount, *, ports: Ports) -> AccountExplanation:
    """Read the record, and ask Stripe nothing. Raises *NotFound* and *RecordDamaged*."""
    where, where_hold = account_path(command.role, command.user_id), person_hold_path(command.user_id)
    stored = ports.store.get_all([where, where_hold])
    document = existing(stored.pop(where, None), "account", code="account_not_found")
    account = read_as(ConnectedAccount, document)
    holds, damaged = partition(PersonHold, stored.values())
    hold = next((one for one in holds if one.held), None)
    history = read_history([where], _objects(account), ports=ports)
    if command.actor != command.user_id:
        record_disclosure(command.user_id, OPERATION, actor=command.actor, ports=ports)
    answer = " ".join(_sentences(account, hold))
    return AccountExplanation(
        account=account,
        status=account_status(command.user_id, command.role, account),
        answer=with_damage(answer, [*(one.path for one in damaged), *history.damaged]),
        hold=hold,
        history=history,
    )


def _objects(account: ConnectedAccount) -> Iterator[str | None]:
    yield account.stripe_account_id
    yield from (one.stripe_account_id for one in account.previous_accounts)


def _sentences(account: ConnectedAccount, hold: PersonHold | None) -> Iterator[str]:
    if account.state is None:
        yield "Stripe has not made this account. The person begins, or begins again, on their page."
    else:
        yield ACCOUNT[account.state].operator
    if account.creation_refusal is not None:
        yield f"Stripe refused to make it: {account.creation_refusal}"
    if account.payouts_problem is not None:
        problem = account.payouts_problem
        yield f"Its bank sent payout {problem.payout_id} back ({problem.code})."
    if account.bank_shared_with:
        yield f"{account.bank_shared_with} other people have the same bank account or card for payouts."
    if hold is not None:
        yield f"{hold.by} put the person on hold: {hold.reason}. Two administrators end that."
