"""Stripe through its own SDK: explicit version, timeout and retries; its errors translated here alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import stripe

from pulse import log
from pulse.errors import InvalidRequest, StripeRefused, StripeUnavailable
from pulse.outside.stripe_reading import event_of, payment_intent_of, read, readable_events
from pulse.ports.stripe import (
    Account,
    AccountLink,
    ApplicationFee,
    Balance,
    BalanceTransaction,
    Charge,
    Dispute,
    Event,
    FeeRefund,
    LoginLink,
    Params,
    PaymentIntent,
    Payout,
    Refund,
    StripeObjectT,
    Transfer,
    TransferReversal,
)
from pulse.settings import STRIPE_API_VERSION, Settings

_PAGE = 100
_UNKNOWN_OUTCOME = frozenset({401, 409, 424, 429})
"""Besides 5xx and no answer at all: nothing is concluded from these (docs.stripe.com/error-low-level)."""
_UNIX_SECONDS = re.compile(r"[0-9]{1,12}")


class StripeClient:
    """Fills the `Stripe` port. *http_client* lets tests speak to the emulator without a socket."""

    def __init__(
        self, api_key: str, settings: Settings, *, http_client: stripe.HTTPClient | None = None
    ) -> None:
        self._livemode = api_key.startswith(("sk_live_", "rk_live_"))
        base: Any = {"base_addresses": {"api": settings.stripe_api_base}} if settings.stripe_api_base else {}
        self._v1 = stripe.StripeClient(
            api_key,
            stripe_version=STRIPE_API_VERSION,
            max_network_retries=settings.stripe_network_retries,
            http_client=http_client or stripe.RequestsClient(timeout=settings.stripe_timeout_seconds),
            **base,
        ).v1
        stripe.enable_telemetry = False

    @property
    def livemode(self) -> bool:
        return self._livemode

    def create_account(self, params: Params, *, idempotency_key: str) -> Account:
        return self._one(Account, lambda: self._v1.accounts.create(_p(params), _key(idempotency_key)))

    def retrieve_account(self, account_id: str) -> Account:
        return self._one(Account, lambda: self._v1.accounts.retrieve(account_id))

    def list_accounts(self, *, created_from: int, created_to: int) -> list[Account]:
        params = {"created": {"gte": created_from, "lte": created_to}}
        return self._many(Account, lambda page: self._v1.accounts.list(page), params)

    def create_account_link(self, params: Params) -> AccountLink:
        return self._one(AccountLink, lambda: self._v1.account_links.create(_p(params)))

    def create_login_link(self, account_id: str) -> LoginLink:
        return self._one(LoginLink, lambda: self._v1.accounts.login_links.create(account_id))

    def create_transfer(self, params: Params, *, idempotency_key: str) -> Transfer:
        return self._one(Transfer, lambda: self._v1.transfers.create(_p(params), _key(idempotency_key)))

    def retrieve_transfer(self, transfer_id: str) -> Transfer:
        return self._one(Transfer, lambda: self._v1.transfers.retrieve(transfer_id))

    def list_transfers(self, params: Params, *, limit: int | None = None) -> list[Transfer]:
        return self._many(Transfer, lambda page: self._v1.transfers.list(page), params, limit=limit)

    def create_transfer_reversal(
        self, transfer_id: str, params: Params, *, idempotency_key: str
    ) -> TransferReversal:
        return self._one(
            TransferReversal,
            lambda: self._v1.transfers.reversals.create(transfer_id, _p(params), _key(idempotency_key)),
        )

    def list_transfer_reversals(self, transfer_id: str) -> list[TransferReversal]:
        return self._many(
            TransferReversal, lambda page: self._v1.transfers.reversals.list(transfer_id, page), {}
        )

    def create_payment_intent(self, params: Params, *, idempotency_key: str) -> PaymentIntent:
        return self._payment_intent(
            lambda: self._v1.payment_intents.create(_p(params), _key(idempotency_key))
        )

    def retrieve_payment_intent(self, payment_intent_id: str) -> PaymentIntent:
        return self._payment_intent(lambda: self._v1.payment_intents.retrieve(payment_intent_id))

    def list_payment_intents(self, params: Params, *, limit: int | None = None) -> list[PaymentIntent]:
        with _translated():
            listed = self._v1.payment_intents.list(_p({**params, "limit": _PAGE}))
            return [payment_intent_of(item.to_dict()) for item in islice(listed.auto_paging_iter(), limit)]

    def update_payment_intent(
        self, payment_intent_id: str, params: Params, *, idempotency_key: str
    ) -> PaymentIntent:
        return self._payment_intent(
            lambda: self._v1.payment_intents.update(payment_intent_id, _p(params), _key(idempotency_key))
        )

    def cancel_payment_intent(self, payment_intent_id: str) -> PaymentIntent:
        return self._payment_intent(lambda: self._v1.payment_intents.cancel(payment_intent_id))

    def retrieve_charge(self, charge_id: str) -> Charge:
        return self._one(Charge, lambda: self._v1.charges.retrieve(charge_id))

    def retrieve_application_fee(self, fee_id: str) -> ApplicationFee:
        return self._one(ApplicationFee, lambda: self._v1.application_fees.retrieve(fee_id))

    def list_application_fee_refunds(self, fee_id: str) -> list[FeeRefund]:
        return self._many(FeeRefund, lambda page: self._v1.application_fees.refunds.list(fee_id, page), {})

    def create_refund(self, params: Params, *, idempotency_key: str) -> Refund:
        return self._one(Refund, lambda: self._v1.refunds.create(_p(params), _key(idempotency_key)))

    def retrieve_refund(self, refund_id: str) -> Refund:
        return self._one(Refund, lambda: self._v1.refunds.retrieve(refund_id))

    def list_refunds(self, params: Params, *, limit: int | None = None) -> list[Refund]:
        return self._many(Refund, lambda page: self._v1.refunds.list(page), params, limit=limit)

    def retrieve_dispute(self, dispute_id: str) -> Dispute:
        return self._one(Dispute, lambda: self._v1.disputes.retrieve(dispute_id))

    def list_disputes(self, params: Params, *, limit: int | None = None) -> list[Dispute]:
        return self._many(Dispute, lambda page: self._v1.disputes.list(page), params, limit=limit)

    def create_customer(self, params: Params, *, idempotency_key: str) -> str:
        with _translated():
            return str(self._v1.customers.create(_p(params), _key(idempotency_key)).id)

    def create_ephemeral_key(self, customer_id: str, *, stripe_version: str) -> str:
        with _translated():
            key = self._v1.ephemeral_keys.create(
                {"customer": customer_id}, {"stripe_version": stripe_version}
            )
            return str(key.secret)

    def retrieve_balance(self, *, account: str | None = None) -> Balance:
        return self._one(Balance, lambda: self._v1.balance.retrieve({}, _account(account)))

    def list_balance_transactions(
        self, params: Params, *, account: str | None = None, limit: int | None = None
    ) -> list[BalanceTransaction]:
        call = self._v1.balance_transactions.list
        return self._many(BalanceTransaction, lambda page: call(page, _account(account)), params, limit=limit)

    def retrieve_balance_transaction(
        self, transaction_id: str, *, with_parent: bool = False
    ) -> BalanceTransaction:
        call = self._v1.balance_transactions.retrieve
        expand = _p({"expand": ["source"]} if with_parent else {})
        return self._one(BalanceTransaction, lambda: call(transaction_id, expand))

    def list_payouts(self, params: Params, *, account: str, limit: int | None = None) -> list[Payout]:
        call = self._v1.payouts.list
        return self._many(Payout, lambda page: call(page, _account(account)), params, limit=limit)

    def retrieve_payout(self, payout_id: str, *, account: str | None) -> Payout:
        return self._one(Payout, lambda: self._v1.payouts.retrieve(payout_id, {}, _account(account)))

    def construct_event(self, payload: bytes, signature: str, secrets: Sequence[str], *, now: int) -> Event:
        return _verified_event(payload, signature, secrets, now=now)

    def list_events(
        self, params: Params, *, account: str | None = None, limit: int | None = None
    ) -> list[Event]:
        with _translated():
            listed = self._v1.events.list(_p({**params, "limit": _PAGE}), _account(account))
            return list(readable_events(islice(listed.auto_paging_iter(), limit)))

    def _one(self, kind: type[StripeObjectT], call: Callable[[], Any]) -> StripeObjectT:
        with _translated():
            return read(kind, call().to_dict())

    def _many(
        self,
        kind: type[StripeObjectT],
        call: Callable[[Any], Any],
        params: Params,
        *,
        limit: int | None = None,
    ) -> list[StripeObjectT]:
        size = _PAGE if limit is None else min(limit, _PAGE)
        with _translated():
            items: Iterable[Any] = call({**params, "limit": size}).auto_paging_iter()
            return [read(kind, item.to_dict()) for item in islice(items, limit)]

    def _payment_intent(self, call: Callable[[], Any]) -> PaymentIntent:
        with _translated():
            return payment_intent_of(call().to_dict())


def _verified_event(payload: bytes, signature: str, secrets: Sequence[str], *, now: int) -> Event:
    """Stripe's own check per secret; the SDK accepts times in the future, so that bound is ours.

    It also fails on letters beyond ASCII and on very long numbers, which anybody may send.
    """
    sent_at = next((part[2:] for part in signature.split(",") if part.startswith("t=")), "")
    if not (signature.isascii() and _UNIX_SECONDS.fullmatch(sent_at)):
        raise InvalidRequest("the Stripe-Signature header is not of Stripe's form", code="bad_signature")
    if abs(now - int(sent_at)) > Settings.model_fields["webhook_tolerance_seconds"].default:
        raise InvalidRequest("the signature's time is outside the tolerance", code="bad_signature")
    try:
        text = payload.decode()
    except UnicodeDecodeError as error:
        raise InvalidRequest("the body is not UTF-8", code="bad_signature") from error
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(text, signature, secret, tolerance=None)
        except stripe.SignatureVerificationError:
            continue
        return _parsed_event(text)
    raise InvalidRequest("Invalid signature", code="bad_signature")


def _parsed_event(text: str) -> Event:
    try:
        return event_of(json.loads(text))
    except (ValueError, AttributeError) as error:
        raise InvalidRequest("the body is no Stripe event", code="bad_event") from error


def _p(params: Params) -> Any:
    return dict(params)


def _key(idempotency_key: str) -> Any:
    return {"idempotency_key": idempotency_key}


def _account(account: str | None) -> Any:
    return {"stripe_account": account} if account else {}


@contextmanager
def _translated() -> Iterator[None]:
    """By class and HTTP status; `error.code` only fills in the reason, as the SDK often leaves it out."""
    try:
        yield
    except stripe.StripeError as error:
        body = getattr(error, "error", None)
        code = getattr(body, "code", None) or getattr(error, "code", None)
        status = error.http_status
        log.write(
            "stripe.error",
            severity="WARNING",
            stripe_class=type(error).__name__,
            http_status=status,
            stripe_code=code,
            stripe_request_id=error.request_id,
        )
        if status is None or status >= 500 or status in _UNKNOWN_OUTCOME:
            raise StripeUnavailable(
                "Stripe does not answer clearly just now; please try again shortly",
                http_status=status,
                stripe_code=code,
                request_id=error.request_id,
            ) from error
        raise StripeRefused(
            error.user_message or "Stripe refused the request",
            http_status=status,
            stripe_type=getattr(body, "type", None),
            stripe_code="idempotency_error" if isinstance(error, stripe.IdempotencyError) else code,
            decline_code=getattr(body, "decline_code", None),
            param=getattr(error, "param", None),
            request_id=error.request_id,
        ) from error
