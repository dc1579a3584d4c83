"""A buyer wants a round: one unpaid PaymentIntent for each person and challenge, at the server's price."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from pulse import log
from pulse.accounts import (
    AccountState,
    ConnectedAccount,
    RefreshAccount,
    Role,
    account_path,
    is_on_hold,
    person_hold_path,
    read_account,
    refresh_account,
    try_to_apply_account,
)
from pulse.attempts import StoredId, cannot_be_paid
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import retry_after_conflict
from pulse.ports import Ports
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.apply import apply_payment_intent
from pulse.sales.challenge import RoundOnSale, read_round
from pulse.sales.customers import PaymentSheet, prepare_payment_sheet
from pulse.sales.make_room import make_room
from pulse.sales.purchase import fetch_or_create_intent, link, renew, reserve
from pulse.sales.quote import Quote, quote
from pulse.sales.records import Purchase, Terms
from pulse.sales.refusals import (
    AlreadyBought,
    CurrencyNotSettled,
    OwnerMismatch,
    OwnerNotReady,
    OwnRound,
    PaymentUnderWay,
    QuoteMismatch,
    SellerOnHold,
)
from pulse.sales.states import PaymentStatus
from pulse.sales.trainer_limits import DayLimits, refuse_above_limits
from pulse.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePaymentIntent:
    """*amount* (minor units), *currency* and *owner_ids* are the client's claims: checked, never used."""

    challenge_id: str
    buyer_id: str
    actor: str
    amount: int | None = None
    currency: str | None = None
    owner_ids: tuple[str, ...] = ()
    payment_sheet: bool = False
    mobile_api_version: str | None = None
    """The Stripe API version of the mobile SDK, for the ephemeral key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpaidPayment:
    """What the client confirms. The secrets go to the buyer and nowhere else."""

    client_secret: str = field(repr=False)
    payment_intent_id: str
    amount: int
    currency: str
    platform_fee: int
    owner_amount: int
    sheet: PaymentSheet | None = None


class _Next(StrEnum):
    HAND_OUT = "hand_out"
    CANCEL = "cancel"
    RENEW = "renew"
    REFUSE_BOUGHT = "refuse_bought"
    REFUSE_UNDER_WAY = "refuse_under_way"


def create_payment_intent(command: CreatePaymentIntent, *, ports: Ports) -> UnpaidPayment:
    """The PaymentIntent that the buyer confirms. The same unpaid purchase gives the same one.

    Raises *NotFound*, *NotForSale*, *CurrencyNotSettled*, *OwnRound*, *SellerOnHold*, *OwnerNotReady*,
    *QuoteMismatch*, *OwnerMismatch*, *LimitReached*, *AlreadyBought*, *PaymentUnderWay*, *PaymentVanished*,
    *IdTaken*, *StripeRefused*, *Busy*, and *StripeUnavailable*, after which nothing is released.
    """
    return retry_after_conflict(
        lambda _: _once(command, ports=ports),
        busy="this purchase is being worked on; please try again",
    )


def _once(command: CreatePaymentIntent, *, ports: Ports) -> UnpaidPayment:
    """Raises *Conflict* when the purchase or the round has changed: read both again."""
    on_sale = read_round(command.challenge_id, ports=ports)
    terms, limits = _quote_terms(command, on_sale, ports=ports)
    document = reserve(terms, command.actor, on_sale.freeze, ports=ports)
    purchase = Purchase.of(document)
    intent = _fetch_or_create(purchase, terms, ports=ports)
    if intent is None:
        renew(document, terms, command.actor, ports=ports)
        raise Conflict("there is no payment intent of this generation; a new one is open")
    if purchase.payment_id is None:
        link(document, intent, command.actor, ports=ports)
    match _decide(intent, purchase, terms, ports=ports):
        case _Next.HAND_OUT:
            make_room(intent.id, limits, ports=ports)
            return _hand_out(command, purchase, intent, ports=ports)
        case _Next.REFUSE_BOUGHT:
            raise AlreadyBought("you have already bought this round", payment_id=intent.id)
        case _Next.REFUSE_UNDER_WAY:
            raise PaymentUnderWay("your payment for this round is being processed", payment_id=intent.id)
        case _Next.CANCEL:
            _cancel(intent.id, ports=ports)
        case _Next.RENEW:
            renew(document, terms, command.actor, ports=ports)
    raise Conflict("the payment intent can no longer be paid; the next one is due")


def _fetch_or_create(purchase: Purchase, terms: Terms, *, ports: Ports) -> PaymentIntent | None:
    """Where Stripe refuses the trainer's account, our record of it follows: the event may come later."""
    try:
        return fetch_or_create_intent(purchase, terms, ports=ports)
    except StripeRefused as refused:
        made_before = purchase.payment_id is not None
        if made_before or not cannot_be_paid(StoredId.SALE_DESTINATION, refused):
            raise
        try_to_apply_account(terms.stripe_account_id, ports=ports)
        raise OwnerNotReady("the trainer of this challenge cannot be paid yet") from refused


def _decide(intent: PaymentIntent, purchase: Purchase, terms: Terms, *, ports: Ports) -> _Next:
    """What to do with *intent*. If it is paid or canceled, that is recorded first."""
    if intent.status == "succeeded":
        payment = apply_payment_intent(intent.id, ports=ports)
        refunded = payment is not None and payment.status is PaymentStatus.REFUNDED
        return _Next.RENEW if refunded else _Next.REFUSE_BOUGHT
    if intent.status == "canceled":
        apply_payment_intent(intent.id, ports=ports)
        return _Next.RENEW
    if intent.status not in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        return _Next.REFUSE_UNDER_WAY
    return _Next.HAND_OUT if purchase.same_terms(terms) else _Next.CANCEL


def _cancel(payment_intent_id: str, *, ports: Ports) -> None:
    """The price or the payee has changed. The old intent must be unpayable before there is a new one."""
    try:
        ports.stripe.cancel_payment_intent(payment_intent_id)
    except StripeRefused:
        log.write("sale.intent_moved_on", payment_intent=payment_intent_id)


def _hand_out(
    command: CreatePaymentIntent, purchase: Purchase, intent: PaymentIntent, *, ports: Ports
) -> UnpaidPayment:
    sheet = None
    if command.payment_sheet:
        sheet = prepare_payment_sheet(purchase, intent, version=command.mobile_api_version, ports=ports)
    return UnpaidPayment(
        client_secret=intent.client_secret or "",
        payment_intent_id=intent.id,
        amount=intent.amount,
        currency=intent.currency,
        platform_fee=purchase.platform_fee,
        owner_amount=purchase.owner_amount,
        sheet=sheet,
    )


def _quote_terms(
    command: CreatePaymentIntent, on_sale: RoundOnSale, *, ports: Ports
) -> tuple[Terms, DayLimits]:
    """Today's terms, from the challenge and the trainer's account; and what the trainer may sell today."""
    if command.buyer_id in on_sale.owner_ids:
        raise OwnRound("you cannot buy your own round")
    _refuse_other_currency(on_sale.currency, ports.settings)
    account = _read_payee(on_sale.owner_id, command.actor, ports=ports)
    if account is None or account.stripe_account_id is None or account.state is not AccountState.ACTIVE:
        raise OwnerNotReady("the trainer of this challenge cannot be paid yet")
    quoted = quote(on_sale.amount, on_sale.currency, ports.settings, country=account.country)
    _check_claims(command, on_sale, quoted)
    limits = refuse_above_limits(account, quoted, ports=ports)
    if quoted.platform_margin < 0:
        log.write(
            "sale.negative_margin",
            challenge=command.challenge_id,
            margin=quoted.platform_margin,
            currency=quoted.currency,
        )
    return _frozen(command, on_sale, quoted, account.stripe_account_id), limits


def _refuse_other_currency(currency: str, settings: Settings) -> None:
    """Stripe would convert it: the books and Stripe would have different amounts of one sale."""
    allowed = settings.settlement_currencies
    if currency not in allowed:
        named = " or ".join(code.upper() for code in allowed)
        raise CurrencyNotSettled(
            f"this round is priced in {currency.upper()[:3]}; rounds are sold in {named} only",
            currency=currency[:3],
            allowed_currencies=list(allowed),
        )


def _read_payee(owner_id: str, actor: str, *, ports: Ports) -> ConnectedAccount | None:
    """The trainer's account as stored. A record of the first system has no state: Stripe is asked for it.

    Raises *SellerOnHold*.
    """
    where, hold = account_path(Role.CREATOR, owner_id), person_hold_path(owner_id)
    found = ports.store.get_all([where, hold])
    if is_on_hold(found.get(hold)):
        raise SellerOnHold("the trainer of this challenge sells no rounds at the moment")
    account = ConnectedAccount.of(found[where]) if where in found else None
    if account is None or account.stripe_account_id is None or account.state is not None:
        return account
    refresh_account(RefreshAccount(owner_id, Role.CREATOR, actor), ports=ports)
    return read_account(owner_id, Role.CREATOR, ports=ports)


def _check_claims(command: CreatePaymentIntent, on_sale: RoundOnSale, quoted: Quote) -> None:
    facts: Any = {"amount": quoted.amount, "currency": quoted.currency}
    if command.amount is not None and command.amount != quoted.amount:
        raise QuoteMismatch("the price has changed", **facts)
    if command.currency is not None and command.currency.lower() != quoted.currency:
        raise QuoteMismatch("this round is sold in another currency", **facts)
    if not set(command.owner_ids) <= set(on_sale.owner_ids):
        raise OwnerMismatch("this challenge has another owner")


def _frozen(command: CreatePaymentIntent, on_sale: RoundOnSale, quoted: Quote, account_id: str) -> Terms:
    return Terms(
        challenge_id=on_sale.challenge_id,
        challenge_title=on_sale.title,
        owner_id=on_sale.owner_id,
        buyer_id=command.buyer_id,
        stripe_account_id=account_id,
        sold_until=on_sale.sold_until,
        **asdict(quoted),
    )
