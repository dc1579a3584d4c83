"""Control of what happens outside the API: by account holders, buyers, banks and people at Stripe."""

from stripe_emulator.control.action import Action
from stripe_emulator.messages import Obj
from stripe_emulator.money import positive
from stripe_emulator.resources.accounts import accounts, onboarding
from stripe_emulator.resources.balance import balances, payout_steps
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.payments import disputes, payment_intents
from stripe_emulator.resources.transfers import reversals
from stripe_emulator.world import World, exchange
from stripe_emulator.world.state import PLATFORM


def _onboard(world: World, given: Obj) -> Obj:
    onboarding.complete(world, given["account"], given.get("outcome", "active"), after=given.get("after"))
    return world.render(PLATFORM, "account", world.store.known(PLATFORM, "account", given["account"]))


def _set_capability(world: World, given: Obj) -> None:
    accounts.set_capability(world, given["account"], given["capability"], given["status"])


def _require(world: World, given: Obj) -> None:
    deadline, future = given.get("deadline"), given.get("future", False)
    accounts.require(world, given["account"], given["fields"], deadline=deadline, future=future)


def _deauthorize(world: World, given: Obj) -> None:
    accounts.deauthorize(world, given["account"])


def _balance(world: World, given: Obj) -> Obj:
    account = given.get("account", PLATFORM)
    balances.adjust_to(
        world, account, given.get("currency", "usd"), int(given["amount"]), given.get("source_type")
    )
    return balances.render_balance(world, account)


def _exchange_rates(world: World, given: Obj) -> Obj:
    exchange.set_rates(world.state, given)
    return world.state.exchange_rates


def _move_balance(world: World, given: Obj) -> Obj:
    """Stripe holds, releases, collects or charges: a movement without an object of the API."""
    account, currency = given.get("account", PLATFORM), given.get("currency", "usd")
    shown: Obj = {name: given[name] for name in ("available_on", "description", "source") if name in given}
    fee = int(given.get("fee", 0))
    made = balances.move(world, account, given["type"], int(given["amount"]), currency, shown=shown, fee=fee)
    return world.render(
        account, "balance_transaction", world.store.known(account, "balance_transaction", made)
    )


def _pay(world: World, given: Obj) -> Obj:
    method = given.get("payment_method", "pm_card_visa")
    return payment_intents.pay(world, given["payment_intent"], method)


def _authenticate(world: World, given: Obj) -> Obj:
    return payment_intents.authenticate(world, given["payment_intent"], given.get("succeeds", True))


def _reverse(world: World, given: Obj) -> Obj:
    """A person reverses a transfer in the Dashboard."""
    params: Obj = {name: given[name] for name in ("amount", "refund_application_fee") if name in given}
    return reversals.create(Call(world, PLATFORM, params, {"id": given["transfer"]}))


def _open_dispute(world: World, given: Obj) -> Obj:
    charge = Call(world, PLATFORM, {}).find("charge", given["charge"])
    terms: Obj = {"inquiry": given.get("inquiry", False)}
    if "amount" in given:
        terms["amount"] = positive(given["amount"])
    dispute = disputes.open_for(world, PLATFORM, charge, given.get("reason", "fraudulent"), **terms)
    return world.render(PLATFORM, "dispute", dispute)


def _move_dispute(world: World, given: Obj) -> Obj:
    """The bank takes or gives back a part of the money before it decides."""
    dispute = Call(world, PLATFORM, {}).find("dispute", given["dispute"])
    disputes.move(world, PLATFORM, dispute, int(given["amount"]), int(given.get("fee", 0)))
    return world.render(PLATFORM, "dispute", dispute)


def _settle_dispute(world: World, given: Obj) -> Obj:
    if given["outcome"] not in ("won", "lost"):
        raise ValueError("outcome is won or lost")
    dispute = Call(world, PLATFORM, {}).find("dispute", given["dispute"])
    disputes.settle(world, PLATFORM, dispute, given["outcome"])
    return world.render(PLATFORM, "dispute", dispute)


def _fail_payout(world: World, given: Obj) -> Obj:
    owner = given.get("account", PLATFORM)
    payout = Call(world, owner, {}).find("payout", given["payout"])
    payout_steps.fail(world, owner, payout, given.get("code", "account_closed"))
    return world.render(owner, "payout", payout)


ACTIONS: dict[tuple[str, str], Action] = {
    ("POST", "accounts/onboard"): _onboard,
    ("POST", "accounts/capability"): _set_capability,
    ("POST", "accounts/require"): _require,
    ("POST", "accounts/deauthorize"): _deauthorize,
    ("POST", "balance"): _balance,
    ("POST", "balance_transactions"): _move_balance,
    ("POST", "exchange_rates"): _exchange_rates,
    ("POST", "payment_intents/pay"): _pay,
    ("POST", "payment_intents/authenticate"): _authenticate,
    ("POST", "transfers/reverse"): _reverse,
    ("POST", "disputes/open"): _open_dispute,
    ("POST", "disputes/move"): _move_dispute,
    ("POST", "disputes/settle"): _settle_dispute,
    ("POST", "payouts/fail"): _fail_payout,
}
