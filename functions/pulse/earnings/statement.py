"""A statement of a person's account at Stripe: every movement of a month, or those of one payout to the bank.

The rows of a payout add up to it. The rows of a month are all that changed the balance, payouts included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pulse.accounts import NoAccount, Role, read_account
from pulse.batches import skip_unreadable
from pulse.earnings.bank_payouts import BankPayout, account_id_of
from pulse.earnings.response_model import ResponseModel
from pulse.errors import NotFound, Refusal, StripeRefused
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import BalanceTransaction
from pulse.sales import Payment

ROWS_MAX = 300
"""Three pages of Stripe's; a longer statement is read page by page."""
_IN_MAX = 30
"""Firestore compares a field with at most so many values in one query."""


class PayoutNotFound(NotFound):
    """The person's account has no payout of this id."""

    code = "payout_not_found"

    def __init__(self) -> None:
        super().__init__("there is no such payout")


class PayoutByHand(Refusal):
    """Of a payout that somebody asked for, Stripe does not list the movements."""

    code = "payout_by_hand"

    def __init__(self) -> None:
        super().__init__("Stripe lists the movements of automatic payouts only; ask for the month instead")


class Movement(ResponseModel):
    """Minor units; `net` is `amount` less `fee`. `title` is that of the round that was sold."""

    id: str
    """The id of the balance transaction at Stripe."""
    at: datetime
    kind: str
    """Stripe's type of the movement, such as `payment` or `payout`."""
    title: str
    """The title of the round that was sold; empty for anything else."""
    amount: int
    fee: int
    net: int
    currency: str
    source: str | None


class Statement(ResponseModel):
    movements: tuple[Movement, ...]
    """The movements, newest first. Those of a payout are without the payout itself."""
    payout: BankPayout | None = None
    next_page_token: str | None = None


@dataclass(frozen=True, slots=True)
class AskStatement:
    """Of *payout_id*, or of the *month* that begins then. The page starts after the movement *after*."""

    user_id: str
    role: Role
    month: datetime | None = None
    payout_id: str | None = None
    after: str | None = None
    rows_max: int = ROWS_MAX


def statement(command: AskStatement, *, ports: Ports) -> Statement:
    """Raises *NoAccount*, *PayoutNotFound*, *PayoutByHand*, *StripeRefused* and *StripeUnavailable*."""
    account_id = account_id_of(read_account(command.user_id, command.role, ports=ports))
    if account_id is None:
        raise NoAccount
    payout = _payout(command.payout_id, account_id, ports=ports) if command.payout_id else None
    wanted = {**_filter(command), **_start(command), "expand": ["data.source"]}
    found = ports.stripe.list_balance_transactions(wanted, account=account_id, limit=command.rows_max + 1)
    page = found[: command.rows_max]
    shown = [one for one in page if payout is None or one.source != payout.id]
    titles = _titles(command, shown, ports=ports)
    return Statement(
        movements=tuple(_movement(one, titles) for one in shown),
        payout=payout,
        next_page_token=page[-1].id if len(found) > command.rows_max else None,
    )


def _payout(payout_id: str, account_id: str, *, ports: Ports) -> BankPayout:
    try:
        found = BankPayout.of_payout(ports.stripe.retrieve_payout(payout_id, account=account_id))
    except StripeRefused as refused:
        if refused.stripe_code != "resource_missing":
            raise
        raise PayoutNotFound from refused
    if not found.automatic:
        raise PayoutByHand
    return found


def _filter(command: AskStatement) -> dict[str, object]:
    if command.payout_id is not None or command.month is None:
        return {"payout": command.payout_id}
    start = command.month.astimezone(UTC)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return {"created": {"gte": int(start.timestamp()), "lt": int(end.timestamp())}}


def _start(command: AskStatement) -> dict[str, object]:
    return {} if command.after is None else {"starting_after": command.after}


def _titles(
    command: AskStatement, movements: Sequence[BalanceTransaction], *, ports: Ports
) -> dict[str, str]:
    """The round of each sale, by the transfer that brought its money. Prizes have no sale."""
    transfers = sorted({one.source_parent for one in movements if one.source_parent})
    if command.role is Role.WINNER:
        return {}
    chunks = [transfers[at : at + _IN_MAX] for at in range(0, len(transfers), _IN_MAX)]
    documents = [
        document
        for chunk in chunks
        for document in ports.store.query(
            Query("payments", where=[("ownerId", "==", command.user_id), ("transferId", "in", tuple(chunk))])
        )
    ]
    sales = skip_unreadable(Payment, documents, ports=ports)
    return {str(sale.transfer_id): sale.challenge_title for sale in sales}


def _movement(one: BalanceTransaction, titles: dict[str, str]) -> Movement:
    return Movement(
        id=one.id,
        at=datetime.fromtimestamp(one.created, UTC),
        kind=one.type,
        title=titles.get(one.source_parent or "", ""),
        amount=one.amount,
        fee=one.fee,
        net=one.net,
        currency=one.currency,
        source=one.source,
    )
