"""Stripe through its SDK, with an explicit version, timeout and number of retries.

The SDK signs, sends, retries and raises. Its answers are read as JSON into the types of `pulse.ports.stripe`
(decision 0203). Each method is one path of docs.stripe.com/api.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

import requests
import stripe
from requests.adapters import HTTPAdapter

from pulse import ports
from pulse.concurrently import THREADS_MAX
from pulse.outside.stripe_errors import translated
from pulse.outside.stripe_reading import Page, PageV2, ReturnedEvent, read, read_events, rfc3339
from pulse.outside.stripe_signature import verified_event
from pulse.ports.stripe import Params
from pulse.ports.stripe_objects import (
    Account,
    AccountLink,
    ApplicationFee,
    Balance,
    BalanceTransaction,
    Charge,
    Dispute,
    EarlyFraudWarning,
    Event,
    FeeRefund,
    LoginLink,
    PaymentIntent,
    Payout,
    PayoutSchedule,
    Refund,
    Session,
    StripeObjectT,
    Transfer,
    TransferReversal,
)
from pulse.settings import STRIPE_API_VERSION, Settings

_PAGE = 100
"""Stripe's limit for a page of a list."""


def _http_client(settings: Settings) -> stripe.HTTPClient:
    """One pool of connections, which all threads share: the SDK would make a session for each thread."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=THREADS_MAX))
    return stripe.RequestsClient(timeout=settings.stripe_timeout_seconds, session=session)


class StripeClient:
    """Implements the `Stripe` port. *http_client* lets tests call the emulator without a socket."""

    def __init__(
        self, api_key: str, settings: Settings, *, http_client: stripe.HTTPClient | None = None
    ) -> None:
        self._livemode = api_key.startswith(("sk_live_", "rk_live_"))
        base: Any = {"base_addresses": {"api": settings.stripe_api_base}} if settings.stripe_api_base else {}
        self._sdk = stripe.StripeClient(
            api_key,
            stripe_version=STRIPE_API_VERSION,
            max_network_retries=settings.stripe_network_retries,
            http_client=http_client or _http_client(settings),
            **base,
        )
        stripe.enable_telemetry = False

    @property
    def livemode(self) -> bool:
        return self._livemode

    # Connected accounts

    def create_account(self, params: Params, *, idempotency_key: str) -> Account:
        """Sent once: a refusal that the SDK gets after a lost answer says nothing of the lost one."""
        return self._post(Account, "accounts", params=params, idempotency_key=idempotency_key, retries=0)

    def retrieve_account(self, account_id: str) -> Account:
        return self._get(Account, "accounts", account_id)

    def list_accounts(self, *, created_from: int, created_to: int) -> list[Account]:
        return self._list(Account, "accounts", params={"created": {"gte": created_from, "lte": created_to}})

    def create_account_link(self, params: Params) -> AccountLink:
        return self._post(AccountLink, "account_links", params=params)

    def create_login_link(self, account_id: str) -> LoginLink:
        return self._post(LoginLink, "accounts", account_id, "login_links")

    def create_account_session(self, params: Params) -> Session:
        return self._post(Session, "account_sessions", params=params)

    # Connected accounts, by API v2

    def create_account_v2(self, params: Params, *, idempotency_key: str) -> ports.AccountV2:
        """Sent once: the SDK also repeats 409, and a key with other parameters must not be repeated."""
        answer = self._call(
            "post", "/v2/core/accounts", params, idempotency_key=idempotency_key, max_network_retries=0
        )
        return read(ports.AccountV2, answer)

    def retrieve_account_v2(self, account_id: str) -> ports.AccountV2:
        where = f"/v2/core/accounts/{quote(account_id, safe='')}"
        return read(ports.AccountV2, self._call("get", where, {"include": list(ports.ACCOUNT_V2_INCLUDE)}))

    def list_accounts_v2(self, page: str | None = None) -> ports.AccountPage:
        """Of the size that Stripe chooses: the largest one allowed is not documented."""
        listed = read(PageV2, self._call("get", page or "/v2/core/accounts"))
        accounts = tuple(read(ports.AccountV2, item) for item in listed.data)
        return ports.AccountPage(accounts, listed.next_page_url)

    def create_account_link_v2(self, params: Params) -> ports.AccountLinkV2:
        return read(ports.AccountLinkV2, self._call("post", "/v2/core/account_links", params))

    # Transfers

    def create_transfer(self, params: Params, *, idempotency_key: str) -> Transfer:
        """Sent once. Only the payment protocol decides when it is sent again (decision 0607)."""
        return self._post(Transfer, "transfers", params=params, idempotency_key=idempotency_key, retries=0)

    def retrieve_transfer(self, transfer_id: str) -> Transfer:
        return self._get(Transfer, "transfers", transfer_id)

    def list_transfers(self, params: Params, *, limit: int | None = None) -> list[Transfer]:
        return self._list(Transfer, "transfers", params=params, limit=limit)

    def create_transfer_reversal(
        self, transfer_id: str, params: Params, *, idempotency_key: str
    ) -> TransferReversal:
        where = ("transfers", transfer_id, "reversals")
        return self._post(TransferReversal, *where, params=params, idempotency_key=idempotency_key)

    def list_transfer_reversals(self, transfer_id: str) -> list[TransferReversal]:
        return self._list(TransferReversal, "transfers", transfer_id, "reversals")

    # Sales

    def create_payment_intent(self, params: Params, *, idempotency_key: str) -> PaymentIntent:
        return self._post(PaymentIntent, "payment_intents", params=params, idempotency_key=idempotency_key)

    def retrieve_payment_intent(self, payment_intent_id: str) -> PaymentIntent:
        return self._get(PaymentIntent, "payment_intents", payment_intent_id)

    def list_payment_intents(self, params: Params, *, limit: int | None = None) -> list[PaymentIntent]:
        return self._list(PaymentIntent, "payment_intents", params=params, limit=limit)

    def update_payment_intent(
        self, payment_intent_id: str, params: Params, *, idempotency_key: str
    ) -> PaymentIntent:
        where = ("payment_intents", payment_intent_id)
        return self._post(PaymentIntent, *where, params=params, idempotency_key=idempotency_key)

    def cancel_payment_intent(self, payment_intent_id: str) -> PaymentIntent:
        return self._post(PaymentIntent, "payment_intents", payment_intent_id, "cancel")

    def retrieve_charge(self, charge_id: str) -> Charge:
        return self._get(Charge, "charges", charge_id)

    def retrieve_application_fee(self, fee_id: str) -> ApplicationFee:
        return self._get(ApplicationFee, "application_fees", fee_id)

    def create_application_fee_refund(
        self, fee_id: str, params: Params, *, idempotency_key: str
    ) -> FeeRefund:
        where = ("application_fees", fee_id, "refunds")
        return self._post(FeeRefund, *where, params=params, idempotency_key=idempotency_key)

    def list_application_fee_refunds(self, fee_id: str) -> list[FeeRefund]:
        return self._list(FeeRefund, "application_fees", fee_id, "refunds")

    def create_refund(self, params: Params, *, idempotency_key: str) -> Refund:
        return self._post(Refund, "refunds", params=params, idempotency_key=idempotency_key)

    def retrieve_refund(self, refund_id: str) -> Refund:
        return self._get(Refund, "refunds", refund_id)

    def list_refunds(self, params: Params, *, limit: int | None = None) -> list[Refund]:
        return self._list(Refund, "refunds", params=params, limit=limit)

    def retrieve_dispute(self, dispute_id: str) -> Dispute:
        return self._get(Dispute, "disputes", dispute_id)

    def list_disputes(self, params: Params, *, limit: int | None = None) -> list[Dispute]:
        return self._list(Dispute, "disputes", params=params, limit=limit)

    def retrieve_early_fraud_warning(self, warning_id: str) -> EarlyFraudWarning:
        return self._get(EarlyFraudWarning, "radar", "early_fraud_warnings", warning_id)

    def list_early_fraud_warnings(
        self, params: Params, *, limit: int | None = None
    ) -> list[EarlyFraudWarning]:
        return self._list(EarlyFraudWarning, "radar", "early_fraud_warnings", params=params, limit=limit)

    def create_customer(self, params: Params, *, idempotency_key: str) -> str:
        created = self._request("post", "customers", params=params, idempotency_key=idempotency_key)
        return str(created["id"])

    def create_ephemeral_key(self, customer_id: str, *, stripe_version: str) -> str:
        params = {"customer": customer_id}
        return str(
            self._request("post", "ephemeral_keys", params=params, stripe_version=stripe_version)["secret"]
        )

    # Balances and payouts: a person waits, and gets the last known ones instead of waiting for retries

    def retrieve_balance(self, *, account: str | None = None) -> Balance:
        return self._get(Balance, "balance", account=account, retries=0)

    def list_balance_transactions(
        self, params: Params, *, account: str | None = None, limit: int | None = None
    ) -> list[BalanceTransaction]:
        return self._list(
            BalanceTransaction, "balance_transactions", params=params, account=account, limit=limit
        )

    def retrieve_balance_transaction(
        self, transaction_id: str, *, with_parent: bool = False
    ) -> BalanceTransaction:
        params = {"expand": ["source"]} if with_parent else {}
        return self._get(BalanceTransaction, "balance_transactions", transaction_id, params=params)

    def retrieve_payout_schedule(self, *, account: str | None = None) -> PayoutSchedule:
        return self._get(PayoutSchedule, "balance_settings", account=account, retries=0)

    def list_payouts(self, params: Params, *, account: str, limit: int | None = None) -> list[Payout]:
        return self._list(Payout, "payouts", params=params, account=account, limit=limit, retries=0)

    def retrieve_payout(self, payout_id: str, *, account: str | None) -> Payout:
        return self._get(Payout, "payouts", payout_id, account=account)

    # Events

    def construct_event(self, payload: bytes, signature: str, secrets: Sequence[str], *, now: int) -> Event:
        return verified_event(payload, signature, secrets, now=now)

    def list_events(
        self, params: Params, *, account: str | None = None, limit: int | None = None
    ) -> list[Event]:
        return list(read_events(self._items("events", params=params, account=account, limit=limit)))

    def retrieve_returned_account(self, event_id: str, *, context: str | None) -> str:
        where = f"/v2/core/events/{quote(event_id, safe='')}"
        return read(ReturnedEvent, self._call("get", where, stripe_context=context)).data.account_id

    def list_events_v2(
        self, *, object_id: str | None, created_from: datetime, context: str | None = None
    ) -> list[Event]:
        params: dict[str, Any] = {"created": {"gte": rfc3339(created_from)}, "limit": _PAGE}
        if object_id is not None:
            params["object_id"] = object_id
        return list(read_events(self._items_v2("/v2/core/events", params, stripe_context=context)))

    # How a call is made

    def _get(
        self,
        kind: type[StripeObjectT],
        *where: str,
        params: Params | None = None,
        account: str | None = None,
        retries: int | None = None,
    ) -> StripeObjectT:
        answer = self._request(
            "get", *where, params=params, stripe_account=account, max_network_retries=retries
        )
        return read(kind, answer)

    def _post(
        self,
        kind: type[StripeObjectT],
        *where: str,
        params: Params | None = None,
        idempotency_key: str | None = None,
        retries: int | None = None,
    ) -> StripeObjectT:
        answer = self._request(
            "post", *where, params=params, idempotency_key=idempotency_key, max_network_retries=retries
        )
        return read(kind, answer)

    def _list(
        self,
        kind: type[StripeObjectT],
        *where: str,
        params: Params | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> list[StripeObjectT]:
        return [read(kind, item) for item in self._items(*where, params=params, limit=limit, **options)]

    def _items(
        self, *where: str, params: Params | None, limit: int | None, **options: Any
    ) -> Iterator[Mapping[str, Any]]:
        """At most *limit* items, from as many pages as necessary."""
        size = _PAGE if limit is None else min(limit, _PAGE)
        return islice(self._every_item(*where, params={**(params or {}), "limit": size}, **options), limit)

    def _every_item(self, *where: str, params: Params, **options: Any) -> Iterator[Mapping[str, Any]]:
        """The items of all pages, each fetched when it is needed (docs.stripe.com/api/pagination)."""
        while True:
            page = self._get(Page, *where, params=params, **options)
            yield from page.data
            if not (page.has_more and page.data):
                return
            params = {**params, "starting_after": page.data[-1]["id"]}

    def _request(
        self, method: str, *where: str, params: Params | None = None, **options: str | int | None
    ) -> Mapping[str, Any]:
        """One call. Raises *StripeRefused* or *StripeUnavailable*. Options that are None are left out."""
        return self._call(
            method, "/v1/" + "/".join(quote(part, safe="") for part in where), params, **options
        )

    def _items_v2(self, where: str, params: Params, **options: Any) -> Iterator[Mapping[str, Any]]:
        """The items of all pages: each names the whole address of the next."""
        page = read(PageV2, self._call("get", where, params, **options))
        yield from page.data
        while page.next_page_url:
            page = read(PageV2, self._call("get", page.next_page_url, **options))
            yield from page.data

    def _call(
        self, method: str, path: str, params: Params | None = None, **options: str | int | None
    ) -> Mapping[str, Any]:
        given = {name: value for name, value in options.items() if value is not None}
        with translated():
            answer: Mapping[str, Any] = self._sdk.raw_request(method, path, **(params or {}), **given).data
            return answer
