"""What `/v2` answers against the classes that Stripe generates for its SDK: every field, every enum."""

import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.resources.accounts.v2_view import capabilities, person, view
from tests.emulator.conftest import REFRESH, V2_INCLUDABLE
from tests.emulator.test_v2_events import destination
from tests.emulator.v2 import opened, read

WITHOUT_KEYS = ("Capabilities",)
"""Recordings leave out the capabilities that were not requested."""

ACCOUNT = stripe.v2.core.Account
STATUS = ACCOUNT.Configuration.Recipient.Capabilities.StripeBalance.StripeTransfers


def fields(cls: type) -> dict[str, Any]:
    """The fields of an object of the SDK, with their types."""
    found: dict[str, Any] = {}
    for one in reversed(cls.__mro__):
        if issubclass(one, stripe.StripeObject) and one is not stripe.StripeObject:
            alone = type("Alone", (), {"__annotations__": inspect.get_annotations(one)})
            names = {**vars(sys.modules[one.__module__]), "StripeContext": stripe.StripeContext}
            found |= get_type_hints(alone, names, dict(vars(one)))
    return {name: hint for name, hint in found.items() if not name.isupper()}


def differences(ours: Any, hint: Any, path: str) -> Iterator[str]:
    """Where a value is not what its type in the SDK allows."""
    if ours is None:
        if not is_optional(hint):
            yield f"{path} is null"
        return
    options = choices(hint)
    literals = [one for option in options if get_origin(option) is Literal for one in get_args(option)]
    if literals:
        if ours not in literals:
            yield f"{path} is {ours!r}"
        return
    for option in options:
        if get_origin(option) is list:
            for one in ours:
                yield from differences(one, get_args(option)[0], f"{path}[]")
        elif isinstance(option, type) and issubclass(option, stripe.StripeObject):
            yield from of_object(ours, option, path)


def of_object(ours: dict[str, Any], cls: type, path: str) -> Iterator[str]:
    if cls.__name__ == "UntypedStripeObject":
        return
    known = fields(cls)
    for name in ours.keys() - known.keys():
        yield f"{path}.{name} is unknown"
    for name in known.keys() - ours.keys():
        if cls.__name__ not in WITHOUT_KEYS:
            yield f"{path}.{name} is missing"
    for name in known.keys() & ours.keys():
        yield from differences(ours[name], known[name], f"{path}.{name}")


def choices(hint: Any) -> list[Any]:
    """The types of a union, one inside another too."""
    if get_origin(hint) in (Union, types.UnionType):
        return [inner for one in get_args(hint) for inner in choices(one)]
    return [get_origin(hint) if getattr(get_origin(hint), "__name__", "") == "UntypedStripeObject" else hint]


def is_optional(hint: Any) -> bool:
    return type(None) in choices(hint)


def wrong(obj: stripe.StripeObject) -> list[str]:
    return sorted(of_object(obj.to_dict(), type(obj), type(obj).__name__))


@pytest.mark.parametrize("outcome", [None, "active", "pending", "restricted", "rejected", "no_bank_account"])
def test_accounts_have_every_field_of_the_sdk(
    emulator: Emulator, client: stripe.StripeClient, outcome: str | None
) -> None:
    configuration: Any = {"customer": {"shipping": {"name": "J"}}}
    individual = {"given_name": "Ada", "relationship": {"percent_ownership": "12.5"}}
    identity = {"country": "US", "entity_type": "individual", "individual": individual}
    account = opened(client, identity=identity)
    client.v2.core.accounts.update(account.id, params={"configuration": configuration})
    if outcome is not None:
        emulator.complete_onboarding(account.id, outcome)
    emulator.require(account.id, ["individual.verification.document"], deadline=1_900_000_000, future=True)
    assert wrong(read(client, account.id)) == []


def test_what_is_named_in_the_emulator_is_what_the_sdk_names() -> None:
    known = fields(STATUS)
    details = fields(get_args(known["status_details"])[0])
    assert get_args(known["status"]) == capabilities.STATUSES
    assert get_args(details["code"]) == capabilities.CODES
    assert get_args(details["resolution"]) == capabilities.RESOLUTIONS
    assert V2_INCLUDABLE == view.INCLUDABLE
    shown = set(fields(stripe.v2.core.AccountPerson))
    assert set(person.FIELDS) == shown - {
        "id",
        "object",
        "account",
        "created",
        "updated",
        "livemode",
        "metadata",
    }


def test_the_other_objects_have_every_field_of_the_sdk(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    core = client.v2.core
    hook = destination(client, "v2.core.account.updated")
    link: Any = {"type": "account_onboarding", "account_onboarding": {"refresh_url": REFRESH}}
    made = [
        core.accounts.persons.create(account.id, params={"given_name": "Ada"}),
        core.account_links.create(params={"account": account.id, "use_case": link}),
        hook,
        core.event_destinations.disable(hook.id),
    ]
    assert [one for obj in made for one in wrong(obj)] == []


def test_every_event_that_is_emitted_has_a_class_and_its_data(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id)
    client.v2.core.accounts.persons.create(account.id, params={"given_name": "Ada"})
    client.v2.core.accounts.update(account.id, params={"display_name": "J", "defaults": {"locales": ["en"]}})
    scope = {"stripe_context": account.id}
    for one in client.v2.core.events.list(params={"limit": 100}, options=scope).auto_paging_iter():
        assert type(one) is not stripe.v2.core.Event, one.type
        known = fields(type(one))
        if "data" in known:
            assert list(of_object(one.data.to_dict(), known["data"], one.type)) == []
