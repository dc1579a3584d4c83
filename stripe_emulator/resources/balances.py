"""Balance and balance transactions (docs.stripe.com/api/balance)."""

from typing import TYPE_CHECKING

from stripe_emulator.call import Call
from stripe_emulator.listing import page_of
from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of
from stripe_emulator.resources import bank_accounts
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator


def shape(emulator: "Emulator", account: str) -> Obj:
    """The balance object of an account."""
    currencies = emulator.ledger.currencies(account) or ["usd"]

    def amounts(part: str) -> list[Obj]:
        entries = []
        for currency in currencies:
            amount = emulator.ledger.funds(account, currency)[part]
            entries.append({"amount": amount, "currency": currency, "source_types": {"card": amount}})
        return entries

    body: Obj = {"object": "balance", "available": amounts("available"), "livemode": False}
    if account == PLATFORM:
        body["connect_reserved"] = [
            {"amount": reserved(emulator, currency), "currency": currency} for currency in currencies
        ]
    else:
        body["instant_available"] = [_instant(emulator, account, one) for one in amounts("available")]
    body["pending"] = amounts("pending")
    return body


def _instant(emulator: "Emulator", account: str, entry: Obj) -> Obj:
    """What an instant payout could send, and where to."""
    amount = max(entry["amount"], 0)
    bank_account = bank_accounts.default_for(emulator, account, entry["currency"])
    shown = {**entry, "amount": amount, "source_types": {"card": amount}}
    if bank_account is not None:
        to = {"amount": amount, "destination": bank_account["id"], "source_types": {"card": amount}}
        shown["net_available"] = [to]
    return shown


def reserved(emulator: "Emulator", currency: str) -> int:
    """Held for connected accounts below zero (docs.stripe.com/connect/account-balances)."""
    below = 0
    for owner, funds in emulator.state.funds.items():
        if owner != PLATFORM and currency in funds:
            below += max(0, -funds[currency]["available"] - funds[currency]["pending"])
    return below


def adjust_to(emulator: "Emulator", account: str, currency: str, available: int) -> None:
    """Bring an available balance to an amount, by an adjustment that Stripe would make."""
    currency = currency_of(currency)
    difference = available - emulator.ledger.available(account, currency)
    if difference == 0:
        return
    source = emulator.state.new_id("adj")
    emulator.ledger.post(account, kind="adjustment", amount=difference, currency=currency, source=source)
    if difference > 0:
        emulator.events.balance_available(account)


def retrieve(call: Call) -> Obj:
    """GET /v1/balance."""
    return shape(call.emulator, call.owner)


def retrieve_transaction(call: Call) -> Obj:
    """GET /v1/balance_transactions/{id}."""
    return call.render("balance_transaction", call.find("balance_transaction", noun="balance transaction"))


def list_transactions(call: Call) -> Obj:
    """GET /v1/balance_transactions: filters currency, payout, source, type, created."""
    filters: Obj = {name: call.params[name] for name in ("currency", "source", "type") if name in call.params}
    if "payout" in call.params:
        filters["_payout"] = call.params["payout"]
    found = call.emulator.store.newest_first(call.owner, "balance_transaction", filters)
    return page_of(call, "balance_transaction", "/v1/balance_transactions", found)
