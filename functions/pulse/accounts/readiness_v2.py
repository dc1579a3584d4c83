"""Readiness from an account of API v2. Null means "not asked for", so an incomplete answer is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pulse.accounts.readiness import (
    CARD_PAYMENTS,
    NOT_REQUESTED,
    PAYOUTS,
    TRANSFERS,
    Capability,
    CapabilityStatus,
    Readiness,
    Urgency,
    Wanted,
)
from pulse.accounts.requirement_names import TERMS, name_in_v1
from pulse.accounts.states import AccountsApi, WaitsFor
from pulse.errors import StripeUnreadable
from pulse.ports.stripe_accounts_v2 import (
    AccountV2,
    CapabilityV2,
    ConfigurationsV2,
    ConfigurationV2,
    RequirementsV2,
)

_KNOWN = {one.value: one for one in CapabilityStatus}
_URGENCY = {one.value: one for one in Urgency}
_AT_STRIPE = "stripe"


class AnswerIncomplete(StripeUnreadable):
    """Stripe left out what we ask for with `include`. Nothing is concluded from what is not there."""


def readiness_of_v2(account: AccountV2) -> Readiness:
    """Raises *AnswerIncomplete*: an account that was read without `include` looks as if it had no rights."""
    if account.closed:
        return Readiness(account_id=account.id, api=AccountsApi.V2, gone=True, metadata=account.metadata)
    configuration, now, future = _complete(account)
    transfers, payouts, card_payments = _capabilities_of(configuration)
    known = {CARD_PAYMENTS: card_payments, PAYOUTS: payouts, TRANSFERS: transfers}
    wanted = tuple(_wanted(now))
    return Readiness(
        account_id=account.id,
        api=AccountsApi.V2,
        submitted=transfers.is_active or not _terms_are_open(wanted),
        transfers=transfers,
        payouts=payouts,
        card_payments=card_payments,
        capabilities={name: one.word for name, one in known.items() if one is not None},
        wanted=wanted,
        future=tuple(one for one in _wanted(future) if one.waits_for is WaitsFor.USER),
        deadline=_deadline(now) or _deadline(future),
        country=_country(account),
        default_currency=account.defaults.currency if account.defaults else None,
        opened_at=account.created,
        metadata=account.metadata,
    )


def _complete(account: AccountV2) -> tuple[ConfigurationsV2, RequirementsV2, RequirementsV2]:
    configuration, now, future = account.configuration, account.requirements, account.future_requirements
    applied = account.applied_configurations
    if (
        configuration is None
        or now is None
        or future is None
        or applied is None
        or ("recipient" in applied and not _says_applied(configuration.recipient))
        or ("merchant" in applied and not _says_applied(configuration.merchant))
    ):
        raise AnswerIncomplete("Stripe's answer about the account leaves out what we asked for")
    return configuration, now, future


def _says_applied(configuration: ConfigurationV2 | None) -> bool:
    """Whether it is there, and says whether it is applied: one that does not looks as if it were not."""
    return configuration is not None and configuration.applied is not None


def _capabilities_of(
    configuration: ConfigurationsV2,
) -> tuple[Capability, Capability | None, Capability | None]:
    """Transfers, payouts and card payments. Of two that name payouts, the one that holds back counts."""
    recipient, merchant = configuration.recipient, configuration.merchant
    asked = (
        recipient.capabilities.stripe_balance.stripe_transfers if recipient and recipient.applied else None
    )
    each = [one.capabilities.stripe_balance.payouts for one in (recipient, merchant) if one and one.applied]
    payouts = [_capability(one) for one in each if one is not None]
    cards = merchant.capabilities.card_payments if merchant and merchant.applied else None
    return (
        _capability(asked)
        if asked
        else Capability(CapabilityStatus.RESTRICTED, "unrequested", (NOT_REQUESTED,)),
        min(payouts, key=lambda one: one.is_active, default=None),
        _capability(cards) if cards else None,
    )


def _capability(stated: CapabilityV2) -> Capability:
    return Capability(
        _KNOWN.get(stated.status, CapabilityStatus.UNKNOWN),
        stated.status,
        tuple(one.code for one in stated.status_details),
        tuple(one.resolution for one in stated.status_details if one.resolution),
    )


def _wanted(required: RequirementsV2) -> Iterator[Wanted]:
    """A word that we do not know is read as the owner's duty now: shown, and never taken for nothing."""
    for entry in required.entries:
        who = WaitsFor.STRIPE if entry.awaiting_action_from == _AT_STRIPE else WaitsFor.USER
        urgency = _URGENCY.get(entry.minimum_deadline.status or "", Urgency.CURRENTLY_DUE)
        name = name_in_v1(entry.description)
        if who is WaitsFor.USER and urgency is Urgency.PAST_DUE:
            yield Wanted(name, who, Urgency.CURRENTLY_DUE)  # API v1 lists it in both
        yield Wanted(name, who, urgency)


def _terms_are_open(wanted: tuple[Wanted, ...]) -> bool:
    """API v2 has no `details_submitted`: the owner agrees to Stripe's terms when they submit the form."""
    return any(one.name.startswith(TERMS) and one.waits_for is WaitsFor.USER for one in wanted)


def _deadline(required: RequirementsV2) -> datetime | None:
    return required.summary.minimum_deadline.time if required.summary else None


def _country(account: AccountV2) -> str | None:
    """API v2 repeats it as it was sent, in small letters too."""
    country = account.identity.country if account.identity else None
    return country.upper() if country else None
