"""The table of the protocol: how each act that sends money or creates something at Stripe may be repeated.

`docs/protocol.md` explains it. The table there is generated from this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from pulse.settings import Settings


class LookUp(StrEnum):
    """When an earlier attempt is looked up at Stripe before anything else is sent."""

    BEFORE_ANY_SEND = "before any send"
    ONCE_THE_KEY_IS_OLD = "once the key is old"
    """As long as Stripe knows the key, sending it again is the look-up."""
    NEVER = "never"


class Quiet(StrEnum):
    """After which sends the quiet time must pass before a new key may be opened."""

    ANY_SEND_BUT_ONE_REFUSED = "any send, unless Stripe refused the only one"
    """Decision 0033. The refusal must be one that closes: by the policy's `closed_by`."""
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Policy:
    """One row of the table."""

    act: str
    keys: tuple[str, ...]
    """The prefixes of its idempotency keys: `{key}:{name}:g{generation}`."""
    keeps: frozenset[str]
    """The fields that its stored attempt always has, in addition to generation, key and first send."""
    looks_up: LookUp
    found_by: str
    """How an earlier attempt is found at Stripe."""
    quiet_after: Quiet
    duplicate_costs: str
    keeps_if_set: frozenset[str] = frozenset()
    """Further fields that are stored where they are known. Unknown, they count as what is safe."""
    closed_by: frozenset[str] | None = frozenset()
    """Stripe's codes that close an attempt, where only some of its refusals do; None: every refusal does."""
    key_seconds: Callable[[Settings], int] = attrgetter("key_reuse_seconds")
    """How long after the first send a key is used again."""


_SENDS = frozenset({"last_sent_at"})
_CLOSES = frozenset({"closed", "closed_reason"})

PRIZE = Policy(
    act="transfer of a prize",
    keys=("prize",),
    keeps=_SENDS | _CLOSES | {"destination"},
    looks_up=LookUp.BEFORE_ANY_SEND,
    found_by="all transfers of the group `prize_{id}`, listed",
    quiet_after=Quiet.ANY_SEND_BUT_ONE_REFUSED,
    duplicate_costs="the prize is paid twice, and the money is gone",
    keeps_if_set=frozenset({"sends", "source_type", "award_version"}),
    closed_by=frozenset(
        {
            "balance_insufficient",
            "insufficient_capabilities_for_transfer",
            "account_invalid",
            "resource_missing",
            "transfers_not_allowed",
        }
    ),
)
PAYMENT_INTENT = Policy(
    act="payment intent of a purchase",
    keys=("purchase",),
    keeps=_SENDS,
    looks_up=LookUp.ONCE_THE_KEY_IS_OLD,
    found_by="payment intents created since the first send, by the purchase and generation in their metadata",
    quiet_after=Quiet.NOTHING,
    duplicate_costs="nothing: nobody was given the client secret of the other intent, so it cannot be paid",
)
CORRECTION = Policy(
    act="refund, reversal, reinstatement or fee refund of a sale",
    keys=("refund", "refund_reversal", "dispute", "dispute_won", "refund_failed", "fee_refund"),
    keeps=_SENDS,
    looks_up=LookUp.BEFORE_ANY_SEND,
    found_by="all that was made for the charge, fetched with the sale, by the correction in its metadata",
    quiet_after=Quiet.ANY_SEND_BUT_ONE_REFUSED,
    duplicate_costs="money moves twice: a refund or reversal up to the charge, a reinstatement without bound",
    keeps_if_set=frozenset({"sends"}) | _CLOSES,
    closed_by=None,
)
_OF_ACCOUNTS = frozenset({"sends", "refusals", "last_sent_at"})
ACCOUNT = Policy(
    act="connected account",
    keys=("account:creator", "account:winner"),
    keeps=_CLOSES | {"params"},
    keeps_if_set=_OF_ACCOUNTS,
    looks_up=LookUp.ONCE_THE_KEY_IS_OLD,
    found_by="accounts created around the send, by the person, role and generation in their metadata",
    quiet_after=Quiet.NOTHING,
    duplicate_costs="an account that nobody holds: operators are told, no money is sent to it",
    key_seconds=lambda settings: settings.account_key_seconds("v1"),
)
ACCOUNT_V2 = Policy(
    act="connected account, by API v2",
    keys=ACCOUNT.keys,
    keeps=ACCOUNT.keeps,
    keeps_if_set=_OF_ACCOUNTS,
    looks_up=LookUp.ONCE_THE_KEY_IS_OLD,
    found_by="all open accounts an hour after the last send, by the person, role and generation in their"
    " metadata",
    quiet_after=Quiet.NOTHING,
    duplicate_costs=ACCOUNT.duplicate_costs,
    key_seconds=lambda settings: settings.account_key_seconds("v2"),
)
"""`accounts.creation_rules` adds what a refusal means to both rows (decision 0023)."""
CUSTOMER = Policy(
    act="customer of a buyer",
    keys=("customer",),
    keeps=_SENDS,
    looks_up=LookUp.NEVER,
    found_by="not looked up",
    quiet_after=Quiet.NOTHING,
    duplicate_costs="nothing: a customer without a name or a card",
)
POOL_FUNDING = Policy(
    act="payment intent of a payment into a pool",
    keys=("pool_funding",),
    keeps=_SENDS,
    looks_up=LookUp.ONCE_THE_KEY_IS_OLD,
    found_by="payment intents created since the first send, by the funding and generation in their metadata",
    quiet_after=Quiet.NOTHING,
    duplicate_costs="nothing: nobody was given the client secret of the other intent, so it cannot be paid",
)
POOL_RETURN = Policy(
    act="refund of a payment into a pool",
    keys=("pool_return",),
    keeps=_SENDS,
    looks_up=LookUp.BEFORE_ANY_SEND,
    found_by="all refunds of the charge, listed, by the return in their metadata",
    quiet_after=Quiet.ANY_SEND_BUT_ONE_REFUSED,
    duplicate_costs="money goes back twice, up to the charge, and prizes lack it",
    keeps_if_set=CORRECTION.keeps_if_set,
    closed_by=None,
)

POLICIES = (PRIZE, PAYMENT_INTENT, CORRECTION, ACCOUNT, ACCOUNT_V2, CUSTOMER, POOL_FUNDING, POOL_RETURN)
