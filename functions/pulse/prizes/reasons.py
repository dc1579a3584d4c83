"""Why a prize is not paid: the closed list of decision 0014, and what each reader is told (decision 0036).

A sentence is stored, sent or shown later, so it says what stays true: no "now", and no claim about what the
reader has done since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """The same word for every reader. Clients and operators act on it."""

    AWAITING_ACCOUNT = "awaiting_account"
    ACCOUNT_RESTRICTED = "account_restricted"
    ACCOUNT_REJECTED = "account_rejected"
    AWAITING_FUNDS = "awaiting_funds"
    RETRYING = "retrying"
    HELD_FOR_APPROVAL = "held_for_approval"
    PAYOUTS_PAUSED = "payouts_paused"
    NEEDS_REVIEW = "needs_review"
    BANK_CHANGED = "bank_changed"
    IN_REVIEW = "in_review"
    CONTESTED = "contested"
    POOL_UNFUNDED = "pool_unfunded"
    FUNDS_SETTLING = "funds_settling"
    POOL_DISPUTED = "pool_disputed"
    DISQUALIFIED = "disqualified"
    """The prize is canceled: two administrators took the person out of the award."""
    UNCLAIMED = "unclaimed"
    """The prize is canceled: its winner never set up an account. Two administrators decide about it."""


WAITS_FOR_ACCOUNT = (Reason.AWAITING_ACCOUNT, Reason.ACCOUNT_RESTRICTED, Reason.ACCOUNT_REJECTED)
"""The winner acts: they get a notice, and their account wakes the prize."""


class Reader(StrEnum):
    WINNER = "winner"
    """Whose prize it is. Their app also reads the stored `nextAction`."""
    TRAINER = "trainer"
    """The challenge's owner, who cannot pay it."""
    OPERATOR = "operator"
    """Administrators and support, also in alerts."""
    LOG = "log"
    """A phrase beside the reason; no name and no amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """Who must do what, for each reader in their own words."""

    winner: str
    trainer: str
    operator: str
    log: str

    def of(self, reader: Reader) -> str:
        return str(getattr(self, reader.value))


_NOTHING_TO_DO = "You need not do anything."

SENTENCES: Mapping[Reason, Sentences] = {
    Reason.AWAITING_ACCOUNT: Sentences(
        winner="Set up your payout account with Stripe. The prize is paid once the account is ready.",
        trainer=f"The winner has to set up a payout account with Stripe. {_NOTHING_TO_DO}",
        operator="The winner has to set up a payout account and has been told so. The prize is then paid "
        "automatically.",
        log="waits until the winner has a payout account",
    ),
    Reason.ACCOUNT_RESTRICTED: Sentences(
        winner="Stripe needs more information before it can pay you. Open your payout account and complete "
        "what it asks for.",
        trainer=f"Stripe needs more information from the winner. {_NOTHING_TO_DO}",
        operator="The winner has to give Stripe what it asks for and has been told so. `explain` lists it.",
        log="waits until Stripe lifts the restriction of the winner's account",
    ),
    Reason.ACCOUNT_REJECTED: Sentences(
        winner="Stripe does not accept your payout account. Please contact Pulse support.",
        trainer=f"Stripe does not accept the winner's payout account. Pulse support helps. {_NOTHING_TO_DO}",
        operator="Stripe does not accept the winner's account. Talk to the winner; the runbook page "
        "prize.account_rejected says how.",
        log="waits because Stripe does not accept the winner's account",
    ),
    Reason.AWAITING_FUNDS: Sentences(
        winner=f"The prize waits for funds at Pulse and is paid once they cover it. {_NOTHING_TO_DO}",
        trainer=f"The prize waits for funds at Pulse, and not for your earnings. {_NOTHING_TO_DO}",
        operator="The balance at Stripe did not cover it. The alert prize.underfunded says what is missing. "
        "The oldest that it covers go first.",
        log="waits for funds of the platform, or behind an older prize that does",
    ),
    Reason.RETRYING: Sentences(
        winner=f"The payment is being processed and is repeated until it succeeds. {_NOTHING_TO_DO}",
        trainer=f"The payment is being processed and is repeated until it succeeds. {_NOTHING_TO_DO}",
        operator="The payment is processed and repeated automatically. Act if it stays so for over an hour: "
        "`explain` shows why.",
        log="is processed or waits for its next try",
    ),
    Reason.HELD_FOR_APPROVAL: Sentences(
        winner=f"Pulse checks this prize before it is paid. {_NOTHING_TO_DO}",
        trainer=f"Pulse checks this prize before it is paid. {_NOTHING_TO_DO}",
        operator="Two administrators have to agree: request `pay-prize`, which another one approves.",
        log="waits for two administrators",
    ),
    Reason.PAYOUTS_PAUSED: Sentences(
        winner=f"Pulse paused all prize payments. The prize is paid once they are resumed. {_NOTHING_TO_DO}",
        trainer=f"Pulse paused all prize payments. The prize is paid once they are resumed. {_NOTHING_TO_DO}",
        operator="Payouts were paused when the prize was due. Once two administrators have resumed them, the "
        "sweep pays it.",
        log="waits until payouts are resumed",
    ),
    Reason.NEEDS_REVIEW: Sentences(
        winner=f"Pulse has to look at this payment before it continues. {_NOTHING_TO_DO}",
        trainer=f"Pulse has to look at this payment before it continues. {_NOTHING_TO_DO}",
        operator="An administrator has to review this prize, and nothing is sent for it until then. "
        "`explain` shows what is known.",
        log="stopped until a person has reviewed it",
    ),
    Reason.BANK_CHANGED: Sentences(
        winner="The bank account for your payouts was changed. For your safety the prize waits after that.",
        trainer=f"The winner's bank account was changed. For safety the prize waits. {_NOTHING_TO_DO}",
        operator="The winner's bank account was changed, and they have been told. The prize is then paid "
        "automatically.",
        log="waits after a change of the winner's bank account",
    ),
    Reason.IN_REVIEW: Sentences(
        winner=f"The result can still be contested. The prize is paid after that. {_NOTHING_TO_DO}",
        trainer=f"The result can still be contested. The prize is paid after that. {_NOTHING_TO_DO}",
        operator="The award is in review, which nobody can shorten. The prize is paid automatically once the "
        "review is over.",
        log="waits until the review of its award is over",
    ),
    Reason.CONTESTED: Sentences(
        winner=f"Somebody contested the result. Pulse decides before this prize is paid. {_NOTHING_TO_DO}",
        trainer=f"Somebody contested the result. Pulse decides before this prize is paid. {_NOTHING_TO_DO}",
        operator="The result was contested at or above this place. Two administrators decide it with the act "
        "`decide_contest`.",
        log="waits until a contest of its award is decided",
    ),
    Reason.POOL_UNFUNDED: Sentences(
        winner=f"Pulse checks this prize before it is paid. {_NOTHING_TO_DO}",
        trainer="Nobody paid in for this prize. Pulse decides whether it is paid; you may ask Pulse support.",
        operator="Nobody paid in for this prize. It is paid from Pulse's own money once an administrator "
        "asks for it with `payout-prize-money`.",
        log="waits until an administrator asks for it, as nobody paid in for it",
    ),
    Reason.FUNDS_SETTLING: Sentences(
        winner=f"The prize money was paid in, and is paid out once it has settled. {_NOTHING_TO_DO}",
        trainer=f"The prize money was paid in, and is paid out once it has settled. {_NOTHING_TO_DO}",
        operator="The money paid in for it is too young. The prize is paid automatically once it settled: "
        "`get-prize-pool` says when.",
        log="waits until the money paid in for it has settled",
    ),
    Reason.POOL_DISPUTED: Sentences(
        winner=f"Pulse clarifies a payment into the prize money before this prize is paid. {_NOTHING_TO_DO}",
        trainer="A payment into the prize money was taken back, or is checked. Pulse clarifies it first.",
        operator="What counts of the money paid in does not cover it. The runbook page pool.uncovered says "
        "what to do.",
        log="waits because the money paid in for it was taken back or is held",
    ),
    Reason.DISQUALIFIED: Sentences(
        winner="You were taken out of this result, so the prize is not paid. Please contact Pulse support if "
        "you do not know why.",
        trainer=f"Pulse took this person out of the result; the next places moved up. {_NOTHING_TO_DO}",
        operator="Two administrators disqualified the winner. The approval of `decide_contest` says why.",
        log="is canceled because its winner was disqualified",
    ),
    Reason.UNCLAIMED: Sentences(
        winner="This prize was not claimed in time. If you still want it, please contact Pulse support.",
        trainer=f"The winner did not claim this prize in time. Pulse decides what happens to it. "
        f"{_NOTHING_TO_DO}",
        operator="Its winner never set up a payout account. Two administrators decide by "
        "`resolve_unclaimed`: the runbook page prize.unclaimed says how.",
        log="is canceled because its winner did not claim it in time",
    ),
}

REVERSED = Sentences(
    winner="This prize was paid and taken back. It is not paid again automatically: please contact Pulse "
    "support.",
    trainer=f"This prize was paid and taken back. Pulse support has the details. {_NOTHING_TO_DO}",
    operator="The transfer was taken back in full. The prize is not paid again automatically: two "
    "administrators can agree to `reissue-prize`.",
    log="was taken back in full",
)
"""In place of the sentences of the reason: the prize was reversed in full."""

PARTLY_REVERSED = Sentences(
    winner="A part of this prize was taken back after it was paid. Please contact Pulse support if you do "
    "not know why.",
    trainer=f"A part of this prize was taken back after it was paid. {_NOTHING_TO_DO}",
    operator="A part of the paid prize was taken back. Nothing is sent again; find out who did it and why.",
    log="was taken back in part",
)

LOST = Sentences(
    winner="The money that was paid in for this prize was taken back, so the prize cannot be paid. Please "
    "contact Pulse support if you have questions.",
    trainer=f"The money that was paid in for this prize was taken back, so it was canceled. {_NOTHING_TO_DO}",
    operator="Its money was taken back, and two administrators canceled it by `resolve_pool_loss`.",
    log="is canceled because the money paid in for it was taken back",
)
"""In place of the sentences of the reason: the prize is canceled, and was lost with the money."""

NEXT_ACTION: Mapping[Reason, str] = {reason: sentences.winner for reason, sentences in SENTENCES.items()}
"""What a record stores as `nextAction`: its winner reads the record."""
