"""Requests, errors, lists and idempotency keys of the v2 API."""

from typing import Any

from tests.emulator.conftest import V2_RECIPIENT
from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, new_key, refusal

OVERVIEW = "docs.stripe.com/api-v2-overview"
CREATE = "docs.stripe.com/api/v2/core/accounts/create"


@fact(OVERVIEW)
def not_found(stripe: Side) -> None:
    """What does not exist is 404 `not_found`, and the error has no type."""
    refused = refusal(lambda: stripe.v2.accounts.retrieve("acct_1none"))
    assert (refused.status, refused.type, refused.code) == (404, None, "not_found")


@fact("github.com/stripe/stripe-node/blob/master/src/Error.ts")
def invalid_fields(stripe: Side) -> None:
    """A field that does not exist is 400 `invalid_fields`."""
    wrong: Any = {**V2_RECIPIENT, "colour": "green"}
    refused = refusal(lambda: stripe.v2.accounts.create(params=wrong))
    assert (refused.status, refused.code) == (400, "invalid_fields")


@fact(OVERVIEW)
def no_expansion(stripe: Side) -> None:
    """There is no `expand` in v2."""
    wrong: Any = {"expand": ["identity"]}
    account = stripe.v2_account()
    assert refusal(lambda: stripe.v2.accounts.retrieve(account, params=wrong)).status == 400


@fact(OVERVIEW)
def times_are_texts(stripe: Side) -> None:
    """Times are RFC 3339 in UTC with milliseconds."""
    created = stripe.v2.accounts.create(params=V2_RECIPIENT).created
    assert (created[10], created[-5], created[-1]) == ("T", ".", "Z")


@fact(OVERVIEW)
def lists_have_addresses(stripe: Side) -> None:
    """A list has no object: it has data and the relative addresses of the pages around it."""
    for _ in range(2):
        stripe.v2_account()
    page = stripe.soon(lambda: stripe.v2.accounts.list(params={"limit": 1}))
    assert page.to_dict().keys() == {"data", "next_page_url", "previous_page_url"}
    assert page.next_page_url.startswith("/v2/core/accounts?")
    assert page.previous_page_url is None


@fact(OVERVIEW)
def repeated_key(stripe: Side) -> None:
    """A key that succeeded answers the same object as it is now."""
    key = new_key()
    account = stripe.v2.accounts.create(params=V2_RECIPIENT, options=key)
    stripe.v2.accounts.update(account.id, params={"display_name": "Later"})
    again = stripe.v2.accounts.create(params=V2_RECIPIENT, options=key)
    assert (again.id, again.display_name) == (account.id, "Later")


@fact(OVERVIEW, emulator_only=CONTROL)
def failed_key(stripe: Side) -> None:
    """A key whose request failed is run again, and may succeed when the cause is gone."""
    key = new_key()
    alone = {**V2_RECIPIENT, "configuration": {"recipient": V2_RECIPIENT["configuration"]["recipient"]}}
    assert refusal(lambda: stripe.v2.accounts.create(params=alone, options=key)).status == 400
    stripe.emulator.configure(transfers_only_allowed=True)
    assert stripe.v2.accounts.create(params=alone, options=key).id


@fact(CREATE)
def key_with_other_parameters(stripe: Side) -> None:
    """Other parameters under the same key are 409 `idempotency_error`."""
    key = new_key()
    stripe.v2.accounts.create(params=V2_RECIPIENT, options=key)
    other = {**V2_RECIPIENT, "display_name": "Other"}
    refused = refusal(lambda: stripe.v2.accounts.create(params=other, options=key))
    assert (refused.status, refused.code) == (409, "idempotency_error")


@fact(OVERVIEW, emulator_only=TIME)
def key_lives_30_days(stripe: Side) -> None:
    """A key is kept for 30 days."""
    key = new_key()
    first = stripe.v2.accounts.create(params=V2_RECIPIENT, options=key).id
    stripe.emulator.advance(30 * 86_400 - 1)
    assert stripe.v2.accounts.create(params=V2_RECIPIENT, options=key).id == first
    stripe.emulator.advance(1)
    assert stripe.v2.accounts.create(params=V2_RECIPIENT, options=key).id != first


@fact(OVERVIEW)
def deletions_have_keys(stripe: Side) -> None:
    """A deletion may have a key too, and is answered again under it."""
    account = stripe.v2_account(identity={"country": "US", "entity_type": "company"})
    persons, key = stripe.v2.accounts.persons, new_key()
    person = persons.create(account, params={"given_name": "Ada"}).id
    first, second = (persons.delete(account, person, options=key).to_dict() for _ in range(2))
    assert first == second == {"id": person, "object": "v2.core.account_person", "deleted": True}


@fact("docs.stripe.com/rate-limits", emulator_only="in test mode it would take many calls")
def rate_limit_has_a_type(stripe: Side) -> None:
    """The rate limit is the one error of these endpoints that has a type."""
    stripe.emulator.faults.add("rate_limit")
    refused = refusal(lambda: stripe.v2.accounts.list())
    assert (refused.status, refused.type) == (429, "rate_limit")


@fact(OVERVIEW, emulator_only="how far lists lag behind is a setting here")
def lists_lag_behind(stripe: Side) -> None:
    """A list may not show yet what was just created; a retrieve does."""
    stripe.emulator.configure(v2_lists_lag_seconds=1)
    account = stripe.v2_account()
    assert stripe.v2.accounts.list().data == []
    assert stripe.v2.accounts.retrieve(account).id == account
