"""An account as API v2 answers it: the fields that we use (docs.stripe.com/api/v2/core/accounts/object).

What was not asked for with `include` is null, and so is what an account does not have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from pulse.ports.stripe_objects import StripeObject

INCLUDE = (
    "configuration.merchant",
    "configuration.recipient",
    "defaults",
    "future_requirements",
    "identity",
    "requirements",
)
"""Everything that our rules read. Every read, and every call that answers with an account, names it."""


def _empty_if_null(value: Any) -> Any:
    return () if value is None else value


def _object_if_null(value: Any) -> Any:
    return {} if value is None else value


class StatusDetail(StripeObject):
    code: str
    resolution: str | None = None


class CapabilityV2(StripeObject):
    status: str
    status_details: Annotated[tuple[StatusDetail, ...], BeforeValidator(_empty_if_null)] = ()


class StripeBalance(StripeObject):
    stripe_transfers: CapabilityV2 | None = None
    payouts: CapabilityV2 | None = None


class CapabilitiesV2(StripeObject):
    stripe_balance: Annotated[StripeBalance, BeforeValidator(_object_if_null)] = Field(
        default_factory=StripeBalance
    )
    card_payments: CapabilityV2 | None = None


class ConfigurationV2(StripeObject):
    """The recipient's or the merchant's."""

    applied: Any = None
    """True or false; a time in older versions."""
    capabilities: Annotated[CapabilitiesV2, BeforeValidator(_object_if_null)] = Field(
        default_factory=CapabilitiesV2
    )


class ConfigurationsV2(StripeObject):
    recipient: ConfigurationV2 | None = None
    merchant: ConfigurationV2 | None = None


class Deadline(StripeObject):
    status: str | None = None
    time: datetime | None = None


class Entry(StripeObject):
    """One requirement."""

    description: str
    awaiting_action_from: str | None = None
    minimum_deadline: Annotated[Deadline, BeforeValidator(_object_if_null)] = Field(default_factory=Deadline)


class Summary(StripeObject):
    minimum_deadline: Annotated[Deadline, BeforeValidator(_object_if_null)] = Field(default_factory=Deadline)


class RequirementsV2(StripeObject):
    entries: Annotated[tuple[Entry, ...], BeforeValidator(_empty_if_null)] = ()
    summary: Summary | None = None
    """None: nothing is due."""


class IdentityV2(StripeObject):
    country: str | None = None


class DefaultsV2(StripeObject):
    currency: str | None = None


class AccountV2(StripeObject):
    id: str
    created: datetime | None = None
    closed: bool | None = None
    applied_configurations: tuple[str, ...] | None = None
    """Stripe always says it, without `include` too."""
    configuration: ConfigurationsV2 | None = None
    requirements: RequirementsV2 | None = None
    future_requirements: RequirementsV2 | None = None
    identity: IdentityV2 | None = None
    defaults: DefaultsV2 | None = None
    metadata: Annotated[Mapping[str, str], BeforeValidator(_object_if_null)] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """*next_page*: the address of the next one, as Stripe says it; None at the end."""

    accounts: tuple[AccountV2, ...]
    next_page: str | None


class AccountLinkV2(StripeObject):
    url: str = Field(repr=False)
    expires_at: datetime
