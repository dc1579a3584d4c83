"""Balance and balance transactions (docs.stripe.com/api/balance)."""

from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of
from stripe_emulator.resources.accounts import bank_accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM


def render_balance(world: World, account: str) -> Obj:
    """The balance object of an account."""
    currencies = world.ledger.currencies(account) or ["usd"]

    def amounts(part: str) -> list[Obj]:
        entries = []
        for currency in currencies:
            amount = world.ledger.funds(account, currency)[part]
            entries.append({"amount": amount, "currency": currency, "source_types": {"card": amount}})
        return entries

    body: Obj = {"object": "balance", "available": amounts("available"), "livemode": False}
    if account == PLATFORM:
        body["connect_reserved"] = [
            {"amount": sum_reserved(world, currency), "currency": currency} for currency in currencies
        ]
    else:
        body["instant_available"] = [_instant(world, account, one) for one in amounts("available")]
    body["pending"] = amounts("pending")
    return body


def _instant(world: World, account: str, entry: Obj) -> Obj:
    """How much an instant payout could send, and to which bank account."""
    amount = max(entry["amount"], 0)
    bank_account = bank_accounts.find_default(world, account, entry["currency"])
    shown = {**entry, "amount": amount, "source_types": {"card": amount}}
    if bank_account is not None:
        to = {"amount": amount, "destination": bank_account["id"], "source_types": {"card": amount}}
        shown["net_available"] = [to]
    return shown


def sum_reserved(world: World, currency: str) -> int:
    """What the platform holds in reserve for connected accounts below zero.

    docs.stripe.com/connect/account-balances.
    """
    below = 0
    for owner, funds in world.state.funds.items():
        if owner != PLATFORM and currency in funds:
            below += max(0, -funds[currency]["available"] - funds[currency]["pending"])
    return below


def adjust_to(world: World, account: str, currency: str, available: int) -> None:
    """Bring an available balance to an amount, by an adjustment as Stripe makes them."""
    currency = currency_of(currency)
    difference = available - world.ledger.available(account, currency)
    if difference == 0:
        return
    source = world.state.new_id("adj")
    world.ledger.post(account, kind="adjustment", amount=difference, currency=currency, source=source)
    if difference > 0:
        emit_available(world, account)


def emit_available(world: World, owner: str) -> None:
    """Emit `balance.available`: funds became available. A decrease is not announced."""
    world.events.emit_rendered(owner, "balance.available", render_balance(world, owner))


def retrieve(call: Call) -> Obj:
    """GET /v1/balance."""
    return render_balance(call.world, call.owner)


def retrieve_transaction(call: Call) -> Obj:
    """GET /v1/balance_transactions/{id}."""
    return call.render("balance_transaction", call.find("balance_transaction", noun="balance transaction"))


def list_transactions(call: Call) -> Obj:
    """GET /v1/balance_transactions: filters currency, payout, source, type, created."""
    filters: Obj = {name: call.params[name] for name in ("currency", "source", "type") if name in call.params}
    if "payout" in call.params:
        filters["_payout"] = call.params["payout"]
    found = call.world.store.newest_first(call.owner, "balance_transaction", filters)
    return page_of(call, "balance_transaction", "/v1/balance_transactions", found)
