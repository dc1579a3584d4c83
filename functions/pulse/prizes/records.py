"""What is stored about prizes: the frozen award of a challenge, and one record per person and challenge."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from pulse.attempts import Lease, PrizeAttempt
from pulse.ledger import DocumentId, Record
from pulse.pools import PrizeMoney
from pulse.ports import Document
from pulse.ports.joined_ids import JoinedId
from pulse.ports.paths import path
from pulse.ports.store import Fields
from pulse.prizes import first_system
from pulse.prizes.reasons import LOST, PARTLY_REVERSED, REVERSED, SENTENCES, Reader, Reason


class PrizeStatus(StrEnum):
    PENDING = "pending"
    """Not known to be paid; the reason says why. An open attempt is looked up before anything is sent."""
    PROCESSING = "processing"
    """A worker claimed it: a transfer may exist at Stripe. Look it up before anything else is sent."""
    PAID = "paid"
    """Exactly one transfer of this amount exists at Stripe. When it reaches the bank is up to the payout."""
    FAILED = "failed"
    """Stopped until a person looks at it; a transfer may exist."""
    REVERSED = "reversed"
    """The transfer was made and taken back in full. It is paid again only if two administrators agree."""
    CANCELED = "canceled"
    """Called off when no transfer existed and none could appear any more. No money moved, and none will."""


UNSETTLED = (PrizeStatus.PENDING, PrizeStatus.PROCESSING)


class PrizeRecord(Record):
    """`prizeRecords/{challengeId}_{userId}_{endedAt}` (decision 0032). Amounts: minor units of *currency*."""

    id: str
    challenge_id: DocumentId
    challenge_title: str = ""
    user_id: DocumentId
    placement: int
    """From 1 on; 0 where the first system did not keep it."""
    score: float = 0
    award_version: int = 1
    """The version of the award that it has its amount from."""
    prize_amount: int
    winner_amount: int
    platform_fee: int
    fee_bps: int
    currency: str

    status: PrizeStatus
    reason: Reason | None = None
    next_action: str | None = None
    """The winner's sentence; `next_action_for` has the others."""
    attempt: PrizeAttempt | None = None
    lease: Lease | None = None
    failures: int = 0
    """Sends without a clear answer in a row: the exponent of the backoff."""
    stripe_transfer_id: str | None = None
    amount_reversed: int = 0
    payer_of_record: str | None = None
    """The legal entity that paid it; set with the next two when it is paid (decision 1714)."""
    tax_amount: Annotated[int, Field(strict=True, ge=0)] | None = None
    """What counts for its winner's tax: the whole prize, our fee included, less what was taken back."""
    tax_year: Annotated[int, Field(strict=True)] | None = None
    """The year, in UTC, of the transfer that pays it."""
    held: bool = False
    """Not paid until two administrators agree. `holds/{id}` says why, to staff alone."""
    approved_by: str | None = None
    cover_epoch: int = 0
    """The pass that found it covered by its pool; 0 for none."""
    own_money: bool = False
    """Nobody paid in for it: it is paid from the platform's own money, and booked from `platform:own`."""
    requested_by: str | None = None
    """The administrator who asked for it, where nobody paid in for it (decision 1703)."""
    compared_at: datetime | None = None
    """When Stripe's transfers were listed for its adoption: of the first system's unpaid prizes alone."""
    claim_days: int = Field(0, ge=0)
    """So many days it has waited for its winner's account alone, with its money allotted."""
    claim_counted_at: datetime | None = None
    """When the last of them was counted, or counting began."""
    claim_round: int = Field(0, ge=0)
    """How often two administrators decided about it because it was unclaimed."""
    unclaimed_amount: int = Field(0, ge=0)
    """What lies in `unclaimed:{challengeId}` for it, until two administrators decide."""
    reissues: int = 0
    """How often a second admin approved paying again after a reversal."""
    stopped_by: str | None = None
    """Stripe's code for the refusal that stopped it, so that all that one mistake stopped can be released."""
    released: bool = False
    """A person let the stopped prize continue: a transfer may exist that no attempt of ours mentions."""
    former_transfer_ids: tuple[str, ...] = ()
    """Transfers reversed in full before the prize was issued again. They never decide again."""
    stray_transfer_ids: tuple[str, ...] = ()
    """Transfers in its group that it never asked for, taken back in full. They never decide either."""
    next_check_at: datetime | None = None
    """When the sweep looks at it again; None when nothing is left to do."""
    version: int = 1
    created_at: datetime
    updated_at: datetime
    paid_at: datetime | None = None

    @classmethod
    def completed(cls, fields: Fields) -> dict[str, Any]:
        return first_system.completed(fields)

    @property
    def path(self) -> str:
        return prize_path(self.id)

    def next_action_for(self, reader: Reader) -> str | None:
        """The sentence for *reader*; None when nobody has to do anything or wait."""
        if self.reason is None:
            return None
        if self.status is PrizeStatus.REVERSED:
            return REVERSED.of(reader)
        if self.status is PrizeStatus.PAID:
            return PARTLY_REVERSED.of(reader)
        if self.status is PrizeStatus.CANCELED and self.reason is Reason.POOL_DISPUTED:
            return LOST.of(reader)
        sentence = SENTENCES[self.reason].of(reader)
        dated = self.reason is Reason.BANK_CHANGED and reader is not Reader.LOG
        if dated and self.next_check_at is not None:
            return f"{sentence} It is due on {self.next_check_at:%Y-%m-%d at %H:%M} UTC."
        return sentence

    @property
    def turn(self) -> Turn:
        return self.created_at, self.id

    @property
    def transfer_group(self) -> str:
        return f"prize_{self.id}"

    @property
    def settled(self) -> bool:
        return self.status not in UNSETTLED

    @property
    def adds_up(self) -> bool:
        """Whether the winner's share and our fee are the prize. If not, somebody edited one of them."""
        return self.winner_amount + self.platform_fee == self.prize_amount


class Winner(Record):
    """A place in the frozen result. *prize_amount* is in minor units, 0 for a place that wins nothing."""

    user_id: str
    username: str | None = None
    user_challenge_id: str
    placement: int
    score: float
    prize_amount: int = 0


STANDINGS_PAGES_MAX = 1_000
"""Far more than a challenge has: they are all read at once."""


class FormerVersion(Record):
    """A version of an award that another one replaced. Its standings stay as they were."""

    version: int
    pool: int
    unassigned_amount: int
    winner_count: int
    standings_hash: str
    page_count: int = Field(ge=0, le=STANDINGS_PAGES_MAX)
    replaced_at: datetime
    approval_id: str
    """By which two administrators replaced it."""


class Award(Record):
    """`awards/{challengeId}`: the result, decided once. Its standings are in pages below it."""

    challenge_id: DocumentId
    challenge_title: str = ""
    ended_at: int
    """UNIX seconds: the challenge's end as frozen here; part of every prize record's id."""
    currency: str
    pool: int
    unassigned_amount: int
    fee_bps: int
    distribution_type: str
    places: tuple[int, ...] = ()
    """The weight of each place, as it was promised when the award was frozen."""
    owner_ids: tuple[str, ...] | None = None
    """Who owned the challenge when the award was frozen: they win nothing in it. None in older awards."""
    winner_count: int
    participant_count: int
    inputs_hash: str
    """SHA-256 of everything that the first version depends on."""
    standings_hash: str | None = None
    """Part of the names of the standings' pages; None in a first version, where that is `inputs_hash`."""
    page_count: int = Field(ge=0, le=STANDINGS_PAGES_MAX)
    award_version: int | None = None
    """Goes up when two administrators change the award. None in awards that were made before pools were."""
    former: tuple[FormerVersion, ...] = ()
    """The earlier versions, oldest first."""
    disqualified: tuple[str, ...] = ()
    """Who was taken out of it by two administrators."""
    passed_over: tuple[str, ...] = ()
    """Who did not claim a prize that went to the next. They stay ranked and win nothing more."""
    status: Literal["frozen", "recorded"] = "frozen"
    """`frozen`, then `recorded` once every prize record exists and all who are ranked were told."""
    left_out: tuple[str, ...] = ()
    """The uids of people who would have won and were erased before: nobody could claim their prizes."""
    needs_review: bool = False
    """Scores or prize money were edited after the award: nothing changes automatically."""
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return award_path(self.challenge_id)

    @property
    def pages_name(self) -> str:
        return self.standings_hash or self.inputs_hash

    @property
    def wins_nothing(self) -> frozenset[str]:
        """The uids of people who are ranked, and whom prizes go past."""
        return frozenset({*(self.owner_ids or ()), *self.passed_over})

    @property
    def awarded_amount(self) -> int:
        """All prizes together."""
        return self.pool - self.unassigned_amount

    @property
    def prize_money(self) -> PrizeMoney:
        return PrizeMoney(self.pool, self.currency, self.distribution_type, self.places)


def is_paused(control: Document | None) -> bool:
    """Whether the kill switch is on, by its document: also where that does not say plainly that it is off."""
    return control is not None and control.fields.get("paused") is not False


def restored_at(control: Document | None) -> datetime | None:
    """When the database was last restored, by the kill switch; in doubt later than anything is stored."""
    stored = None if control is None else control.fields.get("restoredAt")
    return stored if stored is None or isinstance(stored, datetime) else datetime.max.replace(tzinfo=UTC)


def prize_path(prize_record_id: str) -> str:
    return path("prizeRecords", prize_record_id)


def prize_record_id(challenge_id: str, user_id: str, ended_at: int) -> str:
    """The documented id. *ended_at* is frozen in the award: a second calculation finds the same records."""
    return prize_of(challenge_id, user_id, ended_at).documented


def prize_of(challenge_id: str, user_id: str, ended_at: int) -> JoinedId:
    own = {"challengeId": challenge_id, "userId": user_id}
    return JoinedId("prizeRecords", (challenge_id, user_id, str(ended_at)), own)


def award_path(challenge_id: str) -> str:
    return path("awards", challenge_id)


def standings_path(challenge_id: str, pages_name: str, page: int) -> str:
    return path("awards", challenge_id, "standings", f"{pages_name}_{page}")


def standings_collection(challenge_id: str) -> str:
    return f"{award_path(challenge_id)}/standings"


CONTROL_PAYOUTS = path("control", "payouts")
"""The kill switch: `{paused: bool, reason, by, at}`."""

CONTROL_FUNDS = path("control", "funds")
"""The line for funds, per currency (`pulse.prizes.line`). Every sweep writes it anew."""

Turn: TypeAlias = tuple[datetime, str]
"""A prize's place in the line for funds: when it was awarded, and its id among those of one award."""
