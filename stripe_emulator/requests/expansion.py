"""`expand[]`: ids replaced by their objects, up to four levels (docs.stripe.com/api/expanding_objects)."""

from typing import Any

from stripe_emulator.errors import StripeError, invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.listing import list_object
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

DEPTH_MAX = 4
KINDS = {
    "acct": "account",
    "ba": "bank_account",
    "card": "card",
    "ch": "charge",
    "cus": "customer",
    "dp": "dispute",
    "fee": "application_fee",
    "fr": "fee_refund",
    "issfr": "early_fraud_warning",
    "pi": "payment_intent",
    "pm": "payment_method",
    "po": "payout",
    "py": "charge",
    "pyr": "refund",
    "re": "refund",
    "tr": "transfer",
    "trr": "transfer_reversal",
    "tu": "topup",
    "txn": "balance_transaction",
}
"""The kind that the prefix of an id stands for."""

DELETED = {"customer": "deleted_customer"}
"""The kind that an object turns into when it is deleted and still expands to a stub."""

STEPS = frozenset(
    [
        "account",
        "application_fee",
        "balance_transaction",
        "balance_transactions",
        "bank_account",
        "charge",
        "customer",
        "data",
        "default_payment_method",
        "default_source",
        "destination",
        "destination_payment",
        "destination_payment_refund",
        "external_accounts",
        "failure_balance_transaction",
        "fee",
        "fee_source",
        "invoice_settings",
        "latest_charge",
        "on_behalf_of",
        "original_payout",
        "originating_transaction",
        "payment_intent",
        "payment_method",
        "refunds",
        "reversals",
        "reversed_by",
        "source",
        "source_refund",
        "source_transaction",
        "source_transfer",
        "source_transfer_reversal",
        "sources",
        "subscriptions",
        "transfer",
        "transfer_data",
        "transfer_reversal",
    ]
)
"""Names of fields that hold an object or lead to one. Any other name is refused before a request executes."""

INCLUDED = {("charge", "refunds"), ("customer", "sources"), ("customer", "subscriptions")}
"""Lists that an object has only when they are asked for."""

INCLUDED_MAX = 10

PLAIN_IDS = frozenset({"id", "object", "client_secret"})


def check(paths: list[str]) -> None:
    """Refuse paths that no object could expand, before the request executes."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEPTH_MAX:
            raise invalid(f"You cannot expand more than {DEPTH_MAX} levels of a property ({path}).")
        if not STEPS.issuperset(steps):
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")


def expand(world: World, owner: str, body: Obj, paths: list[str]) -> None:
    """Replace the ids at every path by their objects; an unknown path is Stripe's 400."""
    for path in paths:
        steps = path.split(".")
        if body.get("object") == "list" and steps[0] != "data":
            raise _not_expandable(path)
        _expand(world, owner, body, steps, path)


def _expand(world: World, owner: str, target: Any, steps: list[str], path: str) -> None:
    if isinstance(target, list):
        for one in target:
            _expand(world, owner, one, steps, path)
        return
    if target is None or not steps:
        return
    name, rest = steps[0], steps[1:]
    if not isinstance(target, dict):
        raise _not_expandable(path)
    if (str(target.get("object")), name) in INCLUDED:
        target[name] = _included(world, owner, target, name)
    if name not in target:
        raise _not_expandable(path)
    if isinstance(target[name], str):
        target[name] = _resolve(world, owner, name, target[name], path)
    elif not isinstance(target[name], dict | list | None):
        raise _not_expandable(path)
    _expand(world, owner, target[name], rest, path)


def _included(world: World, owner: str, target: Obj, name: str) -> Obj:
    """Its newest refunds; there are no old-style sources and no subscriptions here."""
    place = next((one for one in _places(world, owner) if _is_at(world, one, target)), owner)
    found = world.store.newest_first(place, "refund", {"charge": target["id"]}) if name == "refunds" else []
    data = [world.render(place, "refund", one) for one in found[:INCLUDED_MAX]]
    url = f"/v1/{target['object']}s/{target['id']}/{name}"
    return list_object(url, data, has_more=len(found) > INCLUDED_MAX)


def _is_at(world: World, place: str, target: Obj) -> bool:
    return world.store.get(place, str(target["object"]), str(target["id"])) is not None


def _places(world: World, owner: str) -> tuple[str, ...]:
    return (owner, PLATFORM, *world.store.owners())


def _resolve(world: World, owner: str, name: str, object_id: str, path: str) -> Obj:
    kind = KINDS.get(object_id.split("_", maxsplit=1)[0])
    if kind is None or name in PLAIN_IDS:
        raise _not_expandable(path)
    for place in _places(world, owner):
        for one in (kind, DELETED.get(kind, kind)):
            found = world.store.get(place, one, object_id)
            if found is not None:
                return world.render(place, one, found)
    raise _not_expandable(path)


def _not_expandable(path: str) -> StripeError:
    return refused(f"This property cannot be expanded ({path}).", param="expand")
