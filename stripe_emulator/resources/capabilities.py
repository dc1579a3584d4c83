"""Capabilities (docs.stripe.com/api/capabilities, docs.stripe.com/connect/account-capabilities)."""

from stripe_emulator.call import Call
from stripe_emulator.errors import missing
from stripe_emulator.listing import list_object
from stripe_emulator.messages import Obj
from stripe_emulator.resources import accounts
from stripe_emulator.resources.requirements import capability


def retrieve(call: Call) -> Obj:
    """GET /v1/accounts/{id}/capabilities/{capability}."""
    account, name = accounts.of_path(call), call.path["capability"]
    if name not in account["capabilities"]:
        raise missing("capability", name, param="capability")
    return capability(account, name)


def update(call: Call) -> Obj:
    """POST /v1/accounts/{id}/capabilities/{capability}."""
    account, name = accounts.of_path(call), call.path["capability"]
    if "requested" in call.params:
        accounts.request_capabilities(call.emulator, account, {name: call.params["requested"]})
    return capability(account, name)


def list_all(call: Call) -> Obj:
    """GET /v1/accounts/{id}/capabilities."""
    account = accounts.of_path(call)
    data = [capability(account, name) for name in sorted(account["capabilities"])]
    return list_object(f"/v1/accounts/{account['id']}/capabilities", data)
