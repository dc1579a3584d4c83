"""Capabilities (docs.stripe.com/api/capabilities, docs.stripe.com/connect/account-capabilities)."""

from stripe_emulator.errors import missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import accounts
from stripe_emulator.resources.accounts.requirements import capability
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import list_object


def retrieve(call: Call) -> Obj:
    """GET /v1/accounts/{id}/capabilities/{capability}."""
    account, name = accounts.find_in_path(call), call.path["capability"]
    if name not in account["capabilities"]:
        raise missing("capability", name, param="capability")
    return capability(account, name)


def update(call: Call) -> Obj:
    """POST /v1/accounts/{id}/capabilities/{capability}."""
    account, name = accounts.find_connected_in_path(call), call.path["capability"]
    if "requested" in call.params:
        accounts.request_capabilities(call.world, account, {name: call.params["requested"]})
    return capability(account, name)


def list_all(call: Call) -> Obj:
    """GET /v1/accounts/{id}/capabilities."""
    account = accounts.find_in_path(call)
    data = [capability(account, name) for name in sorted(account["capabilities"])]
    return list_object(f"/v1/accounts/{account['id']}/capabilities", data)
