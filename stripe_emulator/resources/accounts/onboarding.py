"""What happens when onboarding ends, by form or by script (docs.stripe.com/connect/express-accounts)."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts, bank_accounts, requirements, standing
from stripe_emulator.resources.accounts.bank_accounts import GOOD_ACCOUNT_NUMBER, GOOD_ROUTING_NUMBER
from stripe_emulator.resources.accounts.v2_view import person
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

OUTCOMES = ("active", "pending", "restricted", "rejected", "no_bank_account")
VERIFICATION_SECONDS = 60.0
"""How long a pending account waits before it becomes active, if it was onboarded by the form."""


def complete(
    world: World,
    account_id: str,
    outcome: str,
    *,
    after: float | None = None,
    bank_number: str | None = None,
    routing_number: str = GOOD_ROUTING_NUMBER,
    individual: Obj | None = None,
) -> None:
    """Finish the form with an outcome. A second call changes the account to its outcome.

    Without a `bank_number` the account keeps its bank account, or gets the good one if it has none.
    `individual` is what the form says of the person, in v2's words.
    """
    if outcome not in OUTCOMES:
        raise ValueError(f"unknown outcome {outcome!r}, one of {OUTCOMES}")
    account = standing.connected(world, account_id)
    with accounts.changing(world, account):
        _introduce(world, account, individual or {})
        _finish(world, account, outcome, bank_number, routing_number)
    if outcome == "pending" and after is not None:
        world.schedule.add(world.clock.now() + after, "account_verified", account_id)


def _introduce(world: World, account: Obj, individual: Obj) -> None:
    """Somebody fills in the form of an account that v2 made: an individual, unless it is known better."""
    if not account.get("_by_v2"):
        return
    account["business_type"] = account.get("business_type") or "individual"
    if account["business_type"] == "individual":
        identity = account.get("_identity", {})
        before = identity.get("individual") or person.new(world, account["id"])
        account["_identity"] = {**identity, "individual": person.tell(world, before, individual)}
        account["_person"] = before["id"]


def _finish(world: World, account: Obj, outcome: str, bank_number: str | None, routing_number: str) -> None:
    if outcome == "no_bank_account":
        for one in bank_accounts.newest_first(world, account["id"]):
            bank_accounts.remove(world, account["id"], one)
    elif outcome != "rejected":
        _add_bank_account(world, account, bank_number, routing_number)
    if outcome == "rejected":
        account["details_submitted"] = True
        accounts.mark_rejected(world, account, "rejected.other")
        return
    _apply(world, account["id"], outcome)


def _add_bank_account(world: World, account: Obj, number: str | None, routing: str) -> None:
    currency = account["default_currency"]
    before = bank_accounts.find_default(world, account["id"], currency)
    if before is None or (number is not None and not bank_accounts.is_usable_as(before, number, routing)):
        number = number or GOOD_ACCOUNT_NUMBER
        bank_accounts.attach(world, account["id"], number=number, routing=routing, currency=currency)


def _apply(world: World, account_id: str, outcome: str) -> None:
    fields, status = {
        "active": (requirements.open_for_business(), "active"),
        "pending": (requirements.being_verified(), "pending"),
        "restricted": (requirements.document_wanted(), "inactive"),
        "no_bank_account": (requirements.bank_account_wanted(), "active"),
    }[outcome]
    account = world.store.known(PLATFORM, "account", account_id)
    now = world.clock.second()
    accounts.change(
        world,
        account,
        _told_v2={},
        capabilities=dict.fromkeys(account["capabilities"], status),
        tos_acceptance={"date": now, "ip": "127.0.0.1", "user_agent": None},
        **fields,
    )


def verify(world: World, account_id: str) -> None:
    """Make a pending account active; an account that has changed since stays as it is."""
    account = accounts.find_connected(world, account_id)
    if account is not None and account["requirements"]["pending_verification"]:
        _apply(world, account_id, "active")
