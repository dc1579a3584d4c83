"""Balance and balance transactions (docs.stripe.com/api/balance)."""

from stripe_emulator.messages import Obj
from stripe_emulator.money import currency_of
from stripe_emulator.resources.accounts import bank_accounts
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page_of
from stripe_emulator.world import World
from stripe_emulator.world.ledger import OTHER_SOURCES, Fee
from stripe_emulator.world.state import PLATFORM

TYPES = frozenset(
    {
        "adjustment", "advance", "advance_funding", "anticipation_repayment", "application_fee",
        "application_fee_refund", "charge", "climate_order_purchase", "climate_order_refund",
        "connect_collection_transfer", "contribution", "fee_credit_funding", "inbound_transfer",
        "inbound_transfer_reversal", "issuing_authorization_hold", "issuing_authorization_release",
        "issuing_dispute", "issuing_dispute_provisional_credit",
        "issuing_dispute_provisional_credit_reversal", "issuing_transaction", "obligation_outbound",
        "obligation_reversal_inbound", "payment", "payment_failure_refund",
        "payment_network_reserve_hold", "payment_network_reserve_release", "payment_refund",
        "payment_reversal", "payment_unreconciled", "payout", "payout_cancel", "payout_failure",
        "payout_minimum_balance_hold", "payout_minimum_balance_release", "refund", "refund_failure",
        "reserve_hold", "reserve_release", "reserve_transaction", "reserved_funds",
        "stripe_balance_payment_debit", "stripe_balance_payment_debit_reversal", "stripe_fee",
        "stripe_fx_fee", "tax_fee", "tax_fund", "topup", "topup_reversal", "transfer",
        "transfer_cancel", "transfer_failure", "transfer_refund",
    }
)  # fmt: skip
"""docs.stripe.com/api/balance_transactions/object#balance_transaction_object-type."""


def render_balance(world: World, account: str) -> Obj:
    """The balance object of an account."""
    currencies = world.ledger.currencies(account) or ["usd"]

    def amounts(part: str) -> list[Obj]:
        entries = []
        for currency in currencies:
            amount = world.ledger.funds(account, currency)[part]
            types = _source_types(world, account, currency) if part == "available" else {"card": amount}
            entries.append({"amount": amount, "currency": currency, "source_types": types})
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


def _source_types(world: World, account: str, currency: str) -> dict[str, int]:
    """Where the available money came from: cards, and other sources if there are any."""
    ledger = world.ledger
    return {
        name: ledger.available_of(account, currency, name) for name in ledger.source_types(account, currency)
    }


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


def adjust_to(
    world: World, account: str, currency: str, available: int, source_type: str | None = None
) -> None:
    """Bring an available balance, or its part of one source, to an amount, by an adjustment."""
    currency, ledger = currency_of(currency), world.ledger
    if source_type not in (None, "card", *OTHER_SOURCES):
        raise ValueError(f"source_type is card or one of {sorted(OTHER_SOURCES)}")
    before = ledger.available_of(account, currency, source_type) if source_type else None
    difference = available - (ledger.available(account, currency) if before is None else before)
    if difference == 0:
        return
    source = world.state.new_id("adj")
    ledger.post(
        account,
        kind="adjustment",
        amount=difference,
        currency=currency,
        source=source,
        shown={"_source_type": source_type},
    )
    if difference > 0:
        emit_available(world, account)


def move(world: World, account: str, kind: str, amount: int, currency: str, *, shown: Obj, fee: int) -> str:
    """A movement of any documented type, as Stripe makes them: it stands alone, with no object behind it."""
    if kind not in TYPES:
        raise ValueError(f"no balance transaction is of type {kind!r}, one of {sorted(TYPES)}")
    source = shown.pop("source", None) or world.state.new_id("adj")
    available_on = shown.pop("available_on", None)
    terms = {"available_on": available_on, "fee": Fee("stripe_fee", fee) if fee else None}
    return world.ledger.post(
        account,
        kind=kind,
        amount=amount,
        currency=currency_of(currency),
        source=source,
        shown={**shown, "_alone": True},
        **terms,
    )


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
    found = call.world.store.iterate_newest(call.owner, "balance_transaction", filters)
    return page_of(call, "balance_transaction", "/v1/balance_transactions", found)
