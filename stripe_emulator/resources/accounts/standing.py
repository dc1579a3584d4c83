"""What changes an account's standing from outside the API: people at Stripe, and the account holder."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts, requirements
from stripe_emulator.world import World

STATUSES = ("active", "inactive", "pending")


def connected(world: World, account_id: str) -> Obj:
    """The connected account; `ValueError` if there is none."""
    account = accounts.find_connected(world, account_id)
    if account is None:
        raise ValueError(f"There is no connected account {account_id!r}.")
    return account


def set_capability(world: World, account_id: str, name: str, status: str) -> None:
    """Stripe changes the status of one capability."""
    account = connected(world, account_id)
    if name not in account["capabilities"]:
        raise ValueError(f"{account_id} has not requested the capability {name!r}.")
    if status not in STATUSES:
        raise ValueError(f"A capability is one of {STATUSES}, not {status!r}.")
    accounts.change(world, account, capabilities={**account["capabilities"], name: status})


def require(world: World, account_id: str, fields: list[str], *, deadline: int | None, future: bool) -> None:
    """Stripe asks an account for more by a deadline; until then nothing is disabled."""
    account = connected(world, account_id)
    accounts.change(world, account, **requirements.wanted_by(account, fields, deadline, future=future))
    if deadline is not None:
        world.schedule.add(max(float(deadline), world.clock.now()), "requirements_due", account_id, deadline)


def pass_deadline(world: World, account_id: str, deadline: int) -> None:
    """What was due by this moment and is not there: it is past due, or it stands in the main requirements.

    docs.stripe.com/api/accounts/object (`future_requirements.currently_due`, `requirements.past_due`).
    """
    account = accounts.find_connected(world, account_id)
    if account is None:
        return
    for name, change in (
        ("future_requirements", requirements.no_longer_future),
        ("requirements", requirements.past_due),
    ):
        wanted = account.get(name, {})
        if wanted.get("current_deadline") == deadline and wanted["currently_due"]:
            accounts.change(world, account, **change(account))
            return


def deauthorize(world: World, account_id: str) -> None:
    """The account holder disconnects: `account.application.deauthorized`, then no access."""
    account = connected(world, account_id)
    world.events.emit_rendered(account_id, "account.application.deauthorized", accounts.APPLICATION)
    account["_deauthorized"] = True
