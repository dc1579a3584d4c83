"""What changes an account's standing from outside the API: people at Stripe, and the account holder."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts, requirements
from stripe_emulator.resources.accounts.v2_view.capabilities import CODES, RESOLUTIONS
from stripe_emulator.resources.accounts.v2_view.names import in_v1
from stripe_emulator.world import World

STATUSES = ("active", "inactive", "pending", "restricted", "unsupported")
"""The last two are v2's; v1 calls both `inactive`."""

USUAL: dict[str, tuple[str, str]] = {
    "restricted": ("restricted_other", "contact_stripe"),
    "unsupported": ("unsupported_business", "no_resolution"),
    "pending": ("determining_status", "no_resolution"),
}
"""The code and resolution of a status, unless others are given."""


def connected(world: World, account_id: str) -> Obj:
    """The connected account; `ValueError` if there is none."""
    account = accounts.find_connected(world, account_id)
    if account is None:
        raise ValueError(f"There is no connected account {account_id!r}.")
    return account


def set_capability(
    world: World,
    account_id: str,
    name: str,
    status: str,
    *,
    code: str | None = None,
    resolution: str | None = None,
) -> None:
    """Stripe changes the status of one capability, or of `payouts`; v2 also tells a code and a resolution."""
    account = connected(world, account_id)
    if name != "payouts" and name not in account["capabilities"]:
        raise ValueError(f"{account_id} has not requested the capability {name!r}.")
    if status not in STATUSES:
        raise ValueError(f"A capability is one of {STATUSES}, not {status!r}.")
    told = {one: value for one, value in account.get("_told_v2", {}).items() if one != name}
    detail = _detail(status, code, resolution)
    if detail:
        told[name] = detail
    in_v1 = "inactive" if status in ("restricted", "unsupported") else status
    fields: Obj = {"payouts_enabled": status == "active"}
    if name != "payouts":
        fields = {"capabilities": {**account["capabilities"], name: in_v1}}
    accounts.change(world, account, **fields, _told_v2=told)


def _detail(status: str, code: str | None, resolution: str | None) -> Obj | None:
    """What v2 tells of a status besides; None where it follows from the requirements."""
    if status not in USUAL or (status == "pending" and code is None):
        if code is not None or resolution is not None:
            raise ValueError(f"The status {status!r} has no code and no resolution.")
        return None
    usual_code, usual_resolution = USUAL[status]
    if code not in (None, *CODES) or resolution not in (None, *RESOLUTIONS):
        raise ValueError(f"'code' is one of {CODES}, and 'resolution' one of {RESOLUTIONS}.")
    return {
        "status": status,
        "code": code or usual_code,
        "resolution": resolution or usual_resolution,
    }


def require(world: World, account_id: str, fields: list[str], *, deadline: int | None, future: bool) -> None:
    """Stripe asks an account for more by a deadline; until then nothing is disabled.

    The fields have the names of v1 or of v2.
    """
    account = connected(world, account_id)
    names = [in_v1(one) for one in fields]
    accounts.change(world, account, **requirements.wanted_by(account, names, deadline, future=future))
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
