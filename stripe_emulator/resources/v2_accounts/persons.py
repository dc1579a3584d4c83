"""Persons of an account (docs.stripe.com/api/v2/core/persons)."""

from stripe_emulator.errors_v2 import not_found
from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.v2_view.person import new, shown, tell
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.v2_accounts import found
from stripe_emulator.resources.v2_listing import page
from stripe_emulator.resources.v2_merging import merged_metadata


def create(call: Call) -> Obj:
    """POST /v2/core/accounts/{id}/persons."""
    account = found.usable(call, call.path["id"])
    person = tell(call.world, new(call.world, account["id"]), call.params)
    person["metadata"] = merged_metadata({}, call.params.get("metadata"))
    call.world.store.add(account["id"], "person", person)
    _emit(call, "created", person)
    return shown(person)


def _emit(call: Call, what: str, person: Obj) -> None:
    url = f"/v2/core/accounts/{person['account']}/persons/{person['id']}"
    related = {"id": person["id"], "type": "v2.core.account_person", "url": url}
    data = {"account_id": person["account"]}
    call.world.events.emit_thin(person["account"], f"v2.core.account_person.{what}", related, data=data)


def _find(call: Call) -> Obj:
    account = found.known(call, call.path["id"])
    person = call.world.store.get(account["id"], "person", call.path["person"])
    if person is None:
        raise not_found("person", call.path["person"])
    return person


def retrieve(call: Call) -> Obj:
    """GET /v2/core/accounts/{id}/persons/{person}."""
    return shown(_find(call))


def update(call: Call) -> Obj:
    """POST /v2/core/accounts/{id}/persons/{person}."""
    found.usable(call, call.path["id"])
    person = _find(call)
    person.update(tell(call.world, person, call.params))
    person["metadata"] = merged_metadata(person["metadata"], call.params.get("metadata"))
    _emit(call, "updated", person)
    return shown(person)


def delete(call: Call) -> Obj:
    """DELETE /v2/core/accounts/{id}/persons/{person}."""
    found.usable(call, call.path["id"])
    person = _find(call)
    call.world.store.remove(person["account"], "person", person["id"])
    _emit(call, "deleted", person)
    return {"id": person["id"], "object": "v2.core.account_person", "deleted": True}


def list_all(call: Call) -> Obj:
    """GET /v2/core/accounts/{id}/persons."""
    account = found.known(call, call.path["id"])
    persons = list(reversed(call.world.store.all(account["id"], "person").values()))
    return page(call, f"/v2/core/accounts/{account['id']}/persons", lambda _: persons, shown)
