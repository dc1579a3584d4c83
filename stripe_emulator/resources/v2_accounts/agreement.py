"""Checks that v1 and v2 tell the same of every account, and that every thin event is about something."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.v2_view import view
from stripe_emulator.resources.accounts.v2_view.capabilities import STATUSES, applied, requested
from stripe_emulator.resources.accounts.v2_view.names import in_v1, in_v2
from stripe_emulator.world import World, thin
from stripe_emulator.world.state import PLATFORM


class ViewsDisagree(Exception):
    """The self-check found an account of which the two APIs tell different things."""


def check(world: World) -> None:
    """Raise `ViewsDisagree` about the first account or event that is wrong."""
    for account in world.store.all(PLATFORM, "account").values():
        for what, holds in _facts(world, account).items():
            if not holds:
                raise ViewsDisagree(f"{account['id']}: {what}")
    for owner in list(world.store.owners()):
        for event in world.store.all(owner, "thin_event").values():
            about = "nothing" if event["related_object"] is None else "object"
            if thin.types().get(event["type"]) != about:
                raise ViewsDisagree(f"{owner}: {event['id']} of the type {event['type']} is about {about}")


def _facts(world: World, account: Obj) -> dict[str, bool]:
    """What must hold of an account, in a few words each."""
    shown = view.shown({**account, "_closed": False}, view.INCLUDABLE)
    in_one = world.render(PLATFORM, "account", account)
    entries, summary = shown["requirements"]["entries"], shown["requirements"]["summary"]
    restricts = {
        (one["configuration"], one["capability"])
        for entry in entries
        for one in entry["impact"]["restricts_capabilities"]
    }
    asked = {(one.configuration, one.name) for one in requested(account)}
    names = [one for kind in ("currently_due", "past_due") for one in in_one["requirements"][kind]]
    configurations = applied(account)
    return {
        "a configuration is applied twice": len(set(configurations)) == len(configurations),
        "requirements without a summary, or the other way round": (summary is None) == (entries == []),
        "an entry restricts a capability that nobody requested": restricts <= asked,
        "a requirement has another name on its way back": all(in_v1(in_v2(one)) == one for one in names),
        "a capability is active in one API only": _agree(account, in_one, shown["configuration"]),
        "an unknown status": all(one["status"] in STATUSES for one in _statuses(shown["configuration"])),
    }


def _statuses(configuration: Obj) -> list[Obj]:
    found: list[Obj] = []
    for one in configuration.values():
        for name, capability in ((one or {}).get("capabilities") or {}).items():
            found += capability.values() if name == "stripe_balance" else [capability]
    return found


def _agree(account: Obj, in_one: Obj, configuration: Obj) -> bool:
    """Whether what is active in v2 is active in v1: `transfers`, `card_payments` and payouts."""
    merchant = (configuration["merchant"] or {}).get("capabilities") or {}
    recipient = ((configuration["recipient"] or {}).get("capabilities") or {}).get("stripe_balance") or {}
    pairs = [
        (merchant.get("card_payments"), in_one["capabilities"].get("card_payments") == "active"),
        (recipient.get("stripe_transfers"), in_one["capabilities"].get("transfers") == "active"),
        (recipient.get("payouts"), bool(account.get("payouts_enabled"))),
    ]
    return all((one["status"] == "active") == active for one, active in pairs if one is not None)
