"""The fields of Stripe's objects that this system uses, checked when they arrive.

They have Stripe's names (docs.stripe.com/api). Other fields are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class StripeObject(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        defer_build=True,  # a process uses few of these (decision 2001)
    )


class Requirements(StripeObject):
    currently_due: tuple[str, ...] = ()
    past_due: tuple[str, ...] = ()
    eventually_due: tuple[str, ...] = ()
    pending_verification: tuple[str, ...] = ()
    current_deadline: int | None = None
    disabled_reason: str | None = None

    @field_validator("currently_due", "past_due", "eventually_due", "pending_verification", mode="before")
    @classmethod
    def _absent_is_empty(cls, value: Any) -> Any:
        return value or ()


class Account(StripeObject):
    id: str
    created: int | None = None
    country: str | None = None
    type: str | None = None
    """Of accounts by API v1: `express`, `standard`, `custom` or `none`."""
    default_currency: str | None = None
    details_submitted: bool = False
    charges_enabled: bool = False
    payouts_enabled: bool = False
    capabilities: Mapping[str, str] = Field(default_factory=dict)
    requirements: Requirements = Field(default_factory=Requirements)
    future_requirements: Requirements = Field(default_factory=Requirements)
    external_accounts: tuple[str, ...] = ()
    """Ids of the bank accounts and cards that can receive payouts."""
    bank_fingerprints: tuple[str, ...] = ()
    """Stripe's fingerprints of them. Equal account numbers have equal fingerprints in all accounts."""
    metadata: Mapping[str, str] = Field(default_factory=dict)
    deleted: bool = False
    profile_url: str | None = Field(default=None, repr=False)
    """The web page of the business profile."""

    @model_validator(mode="before")
    @classmethod
    def _url_of_profile(cls, value: Any) -> Any:
        profile = value.get("business_profile") if isinstance(value, Mapping) else None
        return {"profile_url": profile.get("url"), **value} if isinstance(profile, Mapping) else value

    @model_validator(mode="before")
    @classmethod
    def _fingerprints_of_list(cls, value: Any) -> Any:
        listed = value.get("external_accounts") if isinstance(value, Mapping) else None
        if not isinstance(listed, Mapping):
            return value
        found = {one["fingerprint"] for one in listed["data"] if one.get("fingerprint")}
        return {**value, "bank_fingerprints": tuple(sorted(found))}

    @field_validator("external_accounts", mode="before")
    @classmethod
    def _ids_of_list(cls, value: Any) -> Any:
        return tuple(one["id"] for one in value["data"]) if isinstance(value, dict) else value or ()

    @field_validator("requirements", "future_requirements", mode="before")
    @classmethod
    def _absent_is_nothing_due(cls, value: Any) -> Any:
        return value or {}


class AccountLink(StripeObject):
    url: str = Field(repr=False)
    expires_at: int


class Session(StripeObject):
    """Of an account's owner, for Stripe's embedded components."""

    client_secret: str = Field(repr=False)
    expires_at: int


class LoginLink(StripeObject):
    url: str = Field(repr=False)


class Transfer(StripeObject):
    id: str
    amount: int
    amount_reversed: int = 0
    currency: str
    created: int
    destination: str
    destination_payment: str | None = None
    reversed: bool = False
    source_transaction: str | None = None
    transfer_group: str | None = None
    metadata: Mapping[str, str] = Field(default_factory=dict)

    @field_validator("destination", "destination_payment", "source_transaction", mode="before")
    @classmethod
    def _id_of_expanded(cls, value: Any) -> Any:
        return value["id"] if isinstance(value, dict) else value


class TransferReversal(StripeObject):
    id: str
    amount: int
    currency: str
    transfer: str
    created: int
    source_refund: str | None = None
    """The refund that caused it, if any."""
    metadata: Mapping[str, str] = Field(default_factory=dict)


class PaymentIntent(StripeObject):
    id: str
    status: str
    amount: int
    amount_received: int = 0
    application_fee_amount: int | None = None
    currency: str
    created: int
    client_secret: str | None = Field(default=None, repr=False)
    customer: str | None = None
    destination: str | None = None
    """`transfer_data.destination`."""
    latest_charge: str | None = None
    metadata: Mapping[str, str] = Field(default_factory=dict)
    livemode: bool = False


class Charge(StripeObject):
    id: str
    amount: int
    amount_captured: int = 0
    amount_refunded: int = 0
    application_fee: str | None = None
    application_fee_amount: int | None = None
    balance_transaction: str | None = None
    currency: str
    created: int
    disputed: bool = False
    paid: bool = False
    payment_intent: str | None = None
    refunded: bool = False
    status: str | None = None
    transfer: str | None = None
    risk_level: str | None = None
    """Radar's `outcome.risk_level`: `normal`, `elevated`, `highest`, or that it was not assessed."""
    card_country: str | None = None
    card_fingerprint: str | None = None
    """Equal card numbers have equal fingerprints."""
    metadata: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _flattened(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        outcome, method = value.get("outcome") or {}, value.get("payment_method_details") or {}
        card = method.get("card") or {}
        return {
            "risk_level": outcome.get("risk_level"),
            "card_country": card.get("country"),
            "card_fingerprint": card.get("fingerprint"),
            **value,
        }


class Refund(StripeObject):
    id: str
    amount: int
    balance_transaction: str | None = None
    """None until the money has left our balance."""
    charge: str | None = None
    created: int
    currency: str
    failure_balance_transaction: str | None = None
    """By which the money came back after a failure."""
    payment_intent: str | None = None
    pending_reason: str | None = None
    reason: str | None = None
    status: str | None = None
    transfer_reversal: str | None = None
    metadata: Mapping[str, str] = Field(default_factory=dict)


class Dispute(StripeObject):
    id: str
    amount: int
    charge: str
    created: int
    currency: str
    payment_intent: str | None = None
    reason: str | None = None
    status: str


class EarlyFraudWarning(StripeObject):
    """A card's network reports fraud before the bank disputes (docs.stripe.com/api/radar)."""

    id: str
    charge: str
    created: int
    payment_intent: str | None = None


class ApplicationFee(StripeObject):
    id: str
    amount: int
    amount_refunded: int = 0
    charge: str | None = None
    currency: str


class FeeRefund(StripeObject):
    id: str
    amount: int
    currency: str
    created: int
    metadata: Mapping[str, str] = Field(default_factory=dict)


class Payout(StripeObject):
    id: str
    amount: int
    arrival_date: int | None = None
    automatic: bool = True
    created: int
    currency: str
    destination: str | None = None
    """The bank account or card."""
    failure_code: str | None = None
    method: str | None = None
    status: str

    @field_validator("destination", mode="before")
    @classmethod
    def _id_of_expanded(cls, value: Any) -> Any:
        return value["id"] if isinstance(value, dict) else value

    @property
    def created_at(self) -> datetime:
        return datetime.fromtimestamp(self.created, UTC)

    @property
    def arrives_at(self) -> datetime | None:
        return None if self.arrival_date is None else datetime.fromtimestamp(self.arrival_date, UTC)


class PayoutSchedule(StripeObject):
    """When Stripe pays out of an account by itself (docs.stripe.com/api/balance-settings/object)."""

    interval: str
    """`daily`, `weekly`, `monthly` or `manual`."""
    weekly_payout_days: tuple[str, ...] = ()
    monthly_payout_days: tuple[int, ...] = ()
    delay_days: int | None = None
    """How long money of a charge waits before it is available."""
    minimum_balances: dict[str, int] = Field(default_factory=dict)
    """By currency, what a payout by schedule leaves on the balance."""

    @model_validator(mode="before")
    @classmethod
    def _of_settings(cls, value: Any) -> Any:
        payments = value.get("payments") if isinstance(value, dict) else None
        if not isinstance(payments, dict):
            return value
        payouts = payments.get("payouts") or {}
        schedule, least = payouts.get("schedule") or {}, payouts.get("minimum_balance_by_currency")
        delay = (payments.get("settlement_timing") or {}).get("delay_days")
        given = {name: one for name, one in schedule.items() if one is not None}
        return {"interval": "manual", **given, "delay_days": delay, "minimum_balances": least or {}}


class FeeDetail(StripeObject):
    amount: int
    currency: str
    type: str


_PARENTS = ("transfer", "fee", "charge", "source_transfer")
"""Where an expanded source names what it belongs to; the last one on a payment of a connected account."""


class BalanceTransaction(StripeObject):
    id: str
    amount: int
    available_on: int | None = None
    created: int
    currency: str
    fee: int
    fee_details: tuple[FeeDetail, ...] = ()
    net: int
    source: str | None = None
    source_parent: str | None = None
    """If it was asked for: the transfer, application fee or charge that the source belongs to."""
    status: str | None = None
    type: str

    @model_validator(mode="before")
    @classmethod
    def _id_of_expanded(cls, value: Any) -> Any:
        source = value.get("source") if isinstance(value, dict) else None
        if not isinstance(source, dict):
            return value
        parent = next((source[name] for name in _PARENTS if source.get(name)), None)
        return {**value, "source": source["id"], "source_parent": parent}


DEFAULT_SOURCE = "card"
"""The balance that a transfer draws on if it names none (docs.stripe.com/api/transfers/create)."""


class BalanceFunds(StripeObject):
    amount: int
    currency: str
    source_types: dict[str, int] | None = None


class Balance(StripeObject):
    available: tuple[BalanceFunds, ...] = ()
    pending: tuple[BalanceFunds, ...] = ()
    connect_reserved: tuple[BalanceFunds, ...] = ()
    """What is kept back for connected accounts below zero (docs.stripe.com/connect/account-balances)."""

    def available_amount(self, currency: str) -> int:
        """Minor units of that currency. The list has an entry for each currency, in no fixed order."""
        return sum(funds.amount for funds in self.available if funds.currency == currency)

    def available_by_source(self, currency: str) -> dict[str, int]:
        """What is available of that currency, by where it came from: a transfer draws on one of these."""
        found: dict[str, int] = {}
        for funds in self.available:
            if funds.currency == currency:
                for source, amount in (funds.source_types or {DEFAULT_SOURCE: funds.amount}).items():
                    found[source] = found.get(source, 0) + amount
        return found or {DEFAULT_SOURCE: 0}

    def pending_amount(self, currency: str) -> int:
        return sum(funds.amount for funds in self.pending if funds.currency == currency)

    def reserved_amount(self, currency: str) -> int:
        return sum(funds.amount for funds in self.connect_reserved if funds.currency == currency)


class Event(StripeObject):
    """An event as a hint: its type, its object and its account. The snapshot of the object is not used."""

    id: str
    type: str
    created: int
    livemode: bool = False
    account: str | None = None
    api_version: str | None = None
    object_id: str | None = None
    object_type: str | None = None
    thin: bool = False
    """It has no snapshot. Its type is one of API v2's, or a type of API v1 after `v1.`"""
    context: str | None = None
    """Of a thin event: what Stripe wants to be told as `Stripe-Context` when the event is fetched."""


StripeObjectT = TypeVar("StripeObjectT", bound=StripeObject)
