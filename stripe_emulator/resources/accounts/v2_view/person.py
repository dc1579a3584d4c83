"""A person as v2 shows them, and the individual that an account may stand for.

docs.stripe.com/api/v2/core/persons/object. The value of an identification number is never returned.
"""

from typing import Any

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.v2_view.shapes import complete
from stripe_emulator.resources.v2_merging import merged
from stripe_emulator.world import World
from stripe_emulator.world.values import rfc3339

FIELDS = (
    "additional_addresses",
    "additional_names",
    "additional_terms_of_service",
    "address",
    "date_of_birth",
    "documents",
    "email",
    "given_name",
    "id_numbers",
    "legal_gender",
    "nationalities",
    "phone",
    "political_exposure",
    "relationship",
    "script_addresses",
    "script_names",
    "surname",
)


def new(world: World, account_id: str) -> Obj:
    """A person of whom nothing is known yet."""
    now = rfc3339(world.clock.now())
    return {
        "id": world.state.new_id("person"),
        "object": "v2.core.account_person",
        "account": account_id,
        "created": now,
        "metadata": {},
        "updated": now,
        **dict.fromkeys(FIELDS),
    }


def tell(world: World, person: Obj, given: Obj) -> Obj:
    """The person with what is now known about them."""
    known = {name: _shaped(name, merged(person[name], given[name])) for name in FIELDS if name in given}
    return {**person, **known, "updated": rfc3339(world.clock.now())}


def _shaped(name: str, value: Any) -> Any:
    """Without the values of identification numbers."""
    if name == "id_numbers" and value is not None:
        return [{"type": one["type"]} for one in value]
    return value


def shown(person: Obj) -> Obj:
    """In its public shape."""
    whole: Obj = complete({**person, "livemode": False}, "person")
    return {**whole, "object": person["object"]}
