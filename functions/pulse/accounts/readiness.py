"""What Stripe says about an account, in one form: both of Stripe's APIs fill it, and every rule reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from pulse.accounts.states import AccountsApi, WaitsFor

TRANSFERS, CARD_PAYMENTS, PAYOUTS = "transfers", "card_payments", "payouts"
NOT_REQUESTED = "capability_not_requested"
"""Our own code: nobody asked Stripe to let the account receive transfers."""


class CapabilityStatus(StrEnum):
    """A word of Stripe's that is not here stays in `Capability.word`, and counts as no permission."""

    ACTIVE = "active"
    PENDING = "pending"
    RESTRICTED = "restricted"
    REJECTED = "rejected"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """What an account may do. *word* is Stripe's; *codes* say why it may not, *resolutions* what helps."""

    status: CapabilityStatus
    word: str
    codes: tuple[str, ...] = ()
    resolutions: tuple[str, ...] = ()

    @property
    def is_active(self) -> bool:
        return self.status is CapabilityStatus.ACTIVE


class Urgency(StrEnum):
    PAST_DUE = "past_due"
    CURRENTLY_DUE = "currently_due"
    EVENTUALLY_DUE = "eventually_due"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that Stripe requires, by its name in API v1 where it has one, else by Stripe's own name."""

    name: str
    waits_for: WaitsFor = WaitsFor.USER
    urgency: Urgency = Urgency.CURRENTLY_DUE


@dataclass(frozen=True, slots=True)
class Banks:
    """The bank accounts and cards for payouts: their ids, and Stripe's fingerprints of their numbers."""

    ids: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """One answer of Stripe's about one account, complete: a partial answer is refused, never filled in."""

    account_id: str
    api: AccountsApi
    gone: bool = False
    """Deleted or closed."""
    submitted: bool = False
    """The owner has finished the form."""
    transfers: Capability | None = None
    """None: not requested."""
    payouts: Capability | None = None
    card_payments: Capability | None = None
    """Never part of being ready (decision 0005)."""
    capabilities: Mapping[str, str] = field(default_factory=dict)
    """All that were requested, by their names in API v1, in Stripe's words."""
    disabled_reason: str | None = None
    """API v1's one word for why the account is limited."""
    wanted: tuple[Wanted, ...] = ()
    future: tuple[Wanted, ...] = ()
    """What will be required from a later date."""
    deadline: datetime | None = None
    country: str | None = None
    default_currency: str | None = None
    opened_at: datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    banks: Banks | None = None
    """None: the answer does not name them."""

    @property
    def can_receive(self) -> bool:
        return self.transfers is not None and self.transfers.is_active

    @property
    def can_pay_out(self) -> bool:
        return self.payouts is not None and self.payouts.is_active

    @property
    def can_charge(self) -> bool | None:
        """None: not requested."""
        return None if self.card_payments is None else self.card_payments.is_active

    @property
    def needed(self) -> tuple[Capability, ...]:
        """What being paid needs."""
        return tuple(one for one in (self.transfers, self.payouts) if one is not None)

    @property
    def held_back(self) -> tuple[Capability, ...]:
        """What of it is missing."""
        return tuple(one for one in self.needed if not one.is_active)

    @property
    def codes(self) -> tuple[str, ...]:
        """Why the account cannot be paid, in Stripe's codes, known to us or not; the most telling first."""
        own = (self.disabled_reason,) if self.disabled_reason else ()
        codes = [code for one in self.held_back for code in one.codes or _word_alone(one)]
        return tuple(dict.fromkeys([*own, *codes]))

    @property
    def reason(self) -> str | None:
        return next(iter(self.codes), None)

    def wanted_from(self, who: WaitsFor, *urgencies: Urgency) -> tuple[str, ...]:
        return tuple(
            one.name
            for one in self.wanted
            if one.waits_for is who and (not urgencies or one.urgency in urgencies)
        )


def _word_alone(capability: Capability) -> Iterator[str]:
    """A status that we do not know is a reason too, so that it is seen."""
    if capability.status is CapabilityStatus.UNKNOWN:
        yield capability.word
