"""Control of what happens outside the API: by account holders, buyers, banks and people at Stripe."""

from stripe_emulator.control.action import Action
from stripe_emulator.control.given import account as account_of
from stripe_emulator.control.given import integer, number, one_of, text, texts, yes
from stripe_emulator.messages import Obj
from stripe_emulator.money import positive
from stripe_emulator.resources.accounts import onboarding, standing
from stripe_emulator.resources.balance import balances, payout_steps
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.payments import disputes, early_fraud_warnings, payment_intents
from stripe_emulator.resources.transfers import reversals
from stripe_emulator.world import World, exchange
from stripe_emulator.world.state import PLATFORM


def _onboard(world: World, given: Obj) -> Obj:
    account, outcome = text(given, "account"), text(given, "outcome", "active")
    after = None if given.get("after") is None else number(given, "after")
    if after is not None and (after < 0 or outcome != "pending"):
        raise ValueError("'after' is a number of seconds from 0 up, for the outcome pending.")
    onboarding.complete(world, account, outcome, after=after)
    return world.render(PLATFORM, "account", world.store.known(PLATFORM, "account", account))


def _set_capability(world: World, given: Obj) -> None:
    account, capability = text(given, "account"), text(given, "capability")
    details = {name: text(given, name) for name in ("code", "resolution") if name in given}
    standing.set_capability(world, account, capability, text(given, "status"), **details)


def _require(world: World, given: Obj) -> None:
    deadline = None if given.get("deadline") is None else integer(given, "deadline")
    account, fields = text(given, "account"), texts(given, "fields")
    standing.require(world, account, fields, deadline=deadline, future=yes(given, "future", default=False))


def _deauthorize(world: World, given: Obj) -> None:
    standing.deauthorize(world, text(given, "account"))


def _balance(world: World, given: Obj) -> Obj:
    owner = account_of(world, given)
    source_type = text(given, "source_type") if "source_type" in given else None
    balances.adjust_to(world, owner, text(given, "currency", "usd"), integer(given, "amount"), source_type)
    return balances.render_balance(world, owner)


def _exchange_rates(world: World, given: Obj) -> Obj:
    exchange.set_rates(world.state, given)
    return world.state.exchange_rates


def _move_balance(world: World, given: Obj) -> Obj:
    """Stripe holds, releases, collects or charges: a movement without an object of the API."""
    account, currency = account_of(world, given), text(given, "currency", "usd")
    shown: Obj = {name: text(given, name) for name in ("description", "source") if name in given}
    if "available_on" in given:
        shown["available_on"] = number(given, "available_on")
    kind, amount, fee = text(given, "type"), integer(given, "amount"), integer({"fee": 0, **given}, "fee")
    made = balances.move(world, account, kind, amount, currency, shown=shown, fee=fee)
    return world.render(
        account, "balance_transaction", world.store.known(account, "balance_transaction", made)
    )


def _pay(world: World, given: Obj) -> Obj:
    method = text(given, "payment_method", "pm_card_visa")
    return payment_intents.pay(world, text(given, "payment_intent"), method)


def _authenticate(world: World, given: Obj) -> Obj:
    return payment_intents.authenticate(
        world, text(given, "payment_intent"), yes(given, "succeeds", default=True)
    )


def _reverse(world: World, given: Obj) -> Obj:
    """A person reverses a transfer in the Dashboard."""
    params: Obj = {"refund_application_fee": yes(given, "refund_application_fee", default=False)}
    if "amount" in given:
        params["amount"] = integer(given, "amount")
    return reversals.create(Call(world, PLATFORM, params, {"id": text(given, "transfer")}))


def _warn_of_fraud(world: World, given: Obj) -> Obj:
    charge = Call(world, PLATFORM, {}).find("charge", text(given, "charge"))
    warning = early_fraud_warnings.open_for(world, PLATFORM, charge, text(given, "fraud_type", "misc"))
    return world.render(PLATFORM, "early_fraud_warning", warning)


def _open_dispute(world: World, given: Obj) -> Obj:
    charge = Call(world, PLATFORM, {}).find("charge", text(given, "charge"))
    terms: Obj = {"inquiry": yes(given, "inquiry", default=False)}
    if "amount" in given:
        terms["amount"] = positive(integer(given, "amount"), charge["currency"])
    reason = one_of(given, "reason", disputes.REASONS, "fraudulent")
    dispute = disputes.open_for(world, PLATFORM, charge, reason, **terms)
    return world.render(PLATFORM, "dispute", dispute)


def _move_dispute(world: World, given: Obj) -> Obj:
    """The bank takes or gives back a part of the money before it decides."""
    dispute = Call(world, PLATFORM, {}).find("dispute", text(given, "dispute"))
    fee = integer({"fee": 0, **given}, "fee")
    disputes.move(world, PLATFORM, dispute, integer(given, "amount"), fee)
    return world.render(PLATFORM, "dispute", dispute)


def _settle_dispute(world: World, given: Obj) -> Obj:
    outcome = one_of(given, "outcome", ("won", "lost"))
    dispute = Call(world, PLATFORM, {}).find("dispute", text(given, "dispute"))
    disputes.settle(world, PLATFORM, dispute, outcome)
    return world.render(PLATFORM, "dispute", dispute)


def _fail_payout(world: World, given: Obj) -> Obj:
    owner = account_of(world, given)
    payout = Call(world, owner, {}).find("payout", text(given, "payout"))
    code = one_of(given, "code", payout_steps.FAILURE_CODES, "account_closed")
    payout_steps.fail(world, owner, payout, code)
    return world.render(owner, "payout", payout)


ACTIONS: dict[tuple[str, str], Action] = {
    ("POST", "accounts/onboard"): Action(_onboard, ("account", "outcome", "after")),
    ("POST", "accounts/capability"): Action(
        _set_capability, ("account", "capability", "status", "code", "resolution")
    ),
    ("POST", "accounts/require"): Action(_require, ("account", "fields", "deadline", "future")),
    ("POST", "accounts/deauthorize"): Action(_deauthorize, ("account",)),
    ("POST", "balance"): Action(_balance, ("account", "amount", "currency", "source_type")),
    ("POST", "balance_transactions"): Action(
        _move_balance,
        ("account", "type", "amount", "fee", "currency", "description", "source", "available_on"),
    ),
    ("POST", "exchange_rates"): Action(_exchange_rates, None),
    ("POST", "payment_intents/pay"): Action(_pay, ("payment_intent", "payment_method")),
    ("POST", "payment_intents/authenticate"): Action(_authenticate, ("payment_intent", "succeeds")),
    ("POST", "transfers/reverse"): Action(_reverse, ("transfer", "amount", "refund_application_fee")),
    ("POST", "early_fraud_warnings/create"): Action(_warn_of_fraud, ("charge", "fraud_type")),
    ("POST", "disputes/open"): Action(_open_dispute, ("charge", "reason", "inquiry", "amount")),
    ("POST", "disputes/move"): Action(_move_dispute, ("dispute", "amount", "fee")),
    ("POST", "disputes/settle"): Action(_settle_dispute, ("dispute", "outcome")),
    ("POST", "payouts/fail"): Action(_fail_payout, ("payout", "account", "code")),
}
