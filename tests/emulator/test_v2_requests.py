"""How requests to `/v2` are read and refused: bodies, versions, errors, lists, idempotency keys."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator, Request, Response
from stripe_emulator.in_process import client as client_of
from tests.emulator.conftest import EXPRESS, V2_INCLUDABLE, V2_RECIPIENT
from tests.emulator.v2 import opened, read, refused

KEYS = {"authorization": "Bearer sk_test_x", "stripe-version": "2026-10-28.endive"}
ACCOUNTS = "/v2/core/accounts"
ONBOARDING = {"refresh_url": "https://example.com/refresh", "return_url": "https://example.com/return"}


def ask(emulator: Emulator, method: str, url: str, body: Any = None, **headers: str) -> Response:
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return emulator.handle(Request.of(method, url, {**KEYS, **named}, text))


def error_of(response: Response) -> dict[str, Any]:
    return dict(json.loads(response.body)["error"])


@pytest.mark.parametrize(
    "query",
    [
        "include[0]=identity&include[1]=requirements",
        "include[]=identity&include[]=requirements",
        "include=identity&include=requirements",
        "include%5B0%5D=identity&include%5B1%5D=requirements",
    ],
)
def test_an_array_in_the_query_may_be_written_in_several_ways(
    emulator: Emulator, client: stripe.StripeClient, query: str
) -> None:
    account = opened(client)
    body = json.loads(ask(emulator, "GET", f"{ACCOUNTS}/{account.id}?{query}").body)
    assert [name for name in ("identity", "requirements", "defaults") if body[name]] == [
        "identity",
        "requirements",
    ]


def test_one_plain_value_is_an_array_of_one(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    assert json.loads(ask(emulator, "GET", f"{ACCOUNTS}/{account.id}?include=identity").body)["identity"]


def test_a_version_is_required(emulator: Emulator) -> None:
    request = Request("GET", ACCOUNTS, headers={"authorization": KEYS["authorization"]})
    assert emulator.handle(request).status == 400
    assert ask(emulator, "GET", ACCOUNTS).status == 200


def capable(configuration: str, capabilities: dict[str, Any]) -> dict[str, Any]:
    return {"configuration": {configuration: {"capabilities": capabilities}}}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"identity": {"colour": "red"}}, "identity.colour"),
        ({"contact_email": 1}, "contact_email"),
        ({"dashboard": "huge"}, "dashboard"),
        ({"include": ["persons"]}, "include[0]"),
        ({"include": "identity"}, "include"),
        ({"metadata": {"a": 1}}, "metadata.a"),
        ({"defaults": {"responsibilities": {"requirements_collector": "stripe"}}}, "requirements_collector"),
        (
            capable("recipient", {"stripe_balance": {"payouts": {"requested": True}}}),
            "stripe_balance.payouts",
        ),
        (capable("recipient", {"cards": {"requested": True}}), "cards"),
        (capable("merchant", {"card_payments": {}}), "card_payments.requested"),
    ],
)
def test_a_field_that_is_unknown_or_wrong_is_refused_by_name(
    emulator: Emulator, body: dict[str, Any], field: str
) -> None:
    response = ask(emulator, "POST", ACCOUNTS, body)
    error = error_of(response)
    assert (response.status, error["code"]) == (400, "invalid_fields")
    assert field in error["message"]
    assert "type" not in error


@pytest.mark.parametrize("body", ["{", "[]", "1", '{"a": NaN}', '{"display_name": "\\ud800"}', "[" * 5_000])
def test_what_is_no_json_object_is_refused(emulator: Emulator, body: str) -> None:
    response = ask(emulator, "POST", ACCOUNTS, body)
    assert (response.status, error_of(response)["code"]) == (400, "invalid_fields")


def test_a_form_is_refused(emulator: Emulator) -> None:
    response = ask(emulator, "POST", ACCOUNTS, "a=1", content_type="application/x-www-form-urlencoded")
    assert response.status == 415


def test_null_is_as_good_as_absent(client: stripe.StripeClient) -> None:
    account = opened(client, contact_phone=None)
    client.v2.core.accounts.update(account.id, params={"contact_phone": "+15555550100", "display_name": None})
    after = read(client, account.id)
    assert (after.contact_phone, after.display_name) == ("+15555550100", None)


TRANSFERS_ONLY = {"recipient": V2_RECIPIENT["configuration"]["recipient"]}
STRIPE_PAYS = {"responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"}}
MIXED = {"responsibilities": {"fees_collector": "stripe", "losses_collector": "application"}}
LOCAL = {**V2_RECIPIENT["defaults"], "profile": {"business_url": "http://localhost:5000"}}
ACCEPTED = {"account": {"date": "2026-11-27T10:00:00.000Z", "ip": "203.0.113.7"}}
ALONE = "capability_not_available_without_other_capability"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"identity": {"entity_type": "individual"}}, "identity_country_required"),
        ({"identity": {"country": "JM"}}, "capability_not_available_in_country"),
        ({"configuration": TRANSFERS_ONLY}, ALONE),
        ({"configuration": TRANSFERS_ONLY, "identity": {"country": "DE"}}, f"{ALONE}_in_country"),
        ({"dashboard": None}, "dashboard_required"),
        ({"defaults": STRIPE_PAYS}, "account_controller_express_dash_without_application_losses_or_fees"),
        ({"defaults": MIXED, "dashboard": "none"}, "account_controller_stripe_pricing_platform_liable"),
        ({"dashboard": "full"}, "account_controller_unsupported_configuration"),
        ({"defaults": LOCAL}, "url_invalid"),
        (
            {"identity": {"country": "US", "attestations": {"terms_of_service": ACCEPTED}}},
            "tos_acceptance_on_behalf_not_allowed",
        ),
    ],
)
def test_what_stripe_refuses_about_a_new_account_has_a_code_and_no_type(
    emulator: Emulator, client: stripe.StripeClient, change: dict[str, Any], code: str
) -> None:
    response = ask(emulator, "POST", ACCOUNTS, {**V2_RECIPIENT, **change})
    error = error_of(response)
    assert (response.status, error["code"]) == (400, code)
    assert error.keys() <= {"code", "message", "param", "invalid_permutation"}
    assert client.v2.core.accounts.list().data == []


def test_the_refusal_of_transfers_alone_names_what_is_missing(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    alone = {"recipient": V2_RECIPIENT["configuration"]["recipient"]}
    with pytest.raises(stripe.InvalidRequestError) as error:
        opened(client, configuration=alone)
    assert "configuration.merchant.capabilities.card_payments" in str(error.value)
    emulator.configure(transfers_only_allowed=True)
    assert opened(client, configuration=alone).applied_configurations == ["recipient"]


def test_country_and_responsibilities_stay_as_they_are(client: stripe.StripeClient) -> None:
    account, update = opened(client), client.v2.core.accounts.update
    same = update(account.id, params={"identity": {"country": "us"}, "include": ["identity"]})
    assert same.identity.country == "US"
    moved = {"identity": {"country": "DE"}}
    assert refused(lambda: update(account.id, params=moved)) == (400, "immutable_identity_param")
    other = {"defaults": V2_RECIPIENT["defaults"]}
    assert refused(lambda: update(account.id, params=other))[0] == 400


@pytest.mark.parametrize(
    ("fault", "status", "raised"),
    [
        ({"kind": "rate_limit"}, 429, stripe.RateLimitError),
        ({"kind": "conflict"}, 409, stripe.APIError),
        ({"kind": "error"}, 500, stripe.APIError),
    ],
)
def test_stripes_own_failures_have_the_shape_of_v2(
    emulator: Emulator, client: stripe.StripeClient, fault: dict[str, Any], status: int, raised: type
) -> None:
    emulator.faults.add(**fault)
    with pytest.raises(raised) as error:
        client.v2.core.accounts.list()
    assert error.value.http_status == status
    assert error.value.json_body["error"].keys() <= {"code", "message", "type"}
    assert ("type" in error.value.json_body["error"]) == (status == 429)


def test_an_unknown_account_or_address_is_not_found(client: stripe.StripeClient, emulator: Emulator) -> None:
    assert refused(lambda: client.v2.core.accounts.retrieve("acct_none")) == (404, "not_found")
    assert ask(emulator, "GET", "/v2/core/nothing").status == 404
    deauthorized = opened(client).id
    emulator.deauthorize(deauthorized)
    assert refused(lambda: client.v2.core.accounts.retrieve(deauthorized)) == (404, "not_found")


def test_a_list_has_no_object_and_relative_addresses(emulator: Emulator, client: stripe.StripeClient) -> None:
    ids = [opened(client).id for _ in range(5)]
    first = json.loads(ask(emulator, "GET", f"{ACCOUNTS}?limit=2").body)
    assert first.keys() == {"data", "next_page_url", "previous_page_url"}
    assert first["next_page_url"].startswith(f"{ACCOUNTS}?page=")
    assert (first["previous_page_url"], len(first["data"])) == (None, 2)
    found = client.v2.core.accounts.list(params={"limit": 2}).auto_paging_iter()
    assert [one.id for one in found] == ids[::-1]
    second = json.loads(ask(emulator, "GET", first["next_page_url"]).body)
    back = json.loads(ask(emulator, "GET", second["previous_page_url"]).body)
    assert [one["id"] for one in back["data"]] == [one["id"] for one in first["data"]]


def test_the_filters_of_a_list_cannot_change_after_its_first_page(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    for _ in range(3):
        opened(client)
    first = json.loads(ask(emulator, "GET", f"{ACCOUNTS}?limit=1&applied_configurations[0]=recipient").body)
    changed = ask(emulator, "GET", f"{first['next_page_url']}&applied_configurations[0]=customer")
    assert (changed.status, error_of(changed)["code"]) == (400, "invalid_fields")
    assert ask(emulator, "GET", f"{ACCOUNTS}?page=nonsense").status == 400


def test_the_filter_names_configurations_that_all_must_be_applied(client: stripe.StripeClient) -> None:
    both = opened(client)
    merchant = opened(client, configuration={"merchant": V2_RECIPIENT["configuration"]["merchant"]})
    found = client.v2.core.accounts.list
    assert len(found(params={"applied_configurations": ["merchant"]}).data) == 2
    named = found(params={"applied_configurations": ["merchant", "recipient"]}).data
    assert [one.id for one in named] == [both.id] != [merchant.id]


def test_lists_may_lag_behind_what_was_created(emulator: Emulator, client: stripe.StripeClient) -> None:
    emulator.configure(v2_lists_lag_seconds=2)
    account = opened(client)
    assert client.v2.core.accounts.list().data == []
    assert read(client, account.id).id == account.id
    emulator.advance(2)
    assert [one.id for one in client.v2.core.accounts.list().data] == [account.id]


def test_a_key_that_succeeded_answers_the_object_as_it_is_now(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    params, key = {**V2_RECIPIENT, "include": ["identity"]}, {"idempotency_key": "account:u_1:g1"}
    first = client.v2.core.accounts.create(params=params, options=key)
    client.v2.core.accounts.update(first.id, params={"display_name": "Later"})
    second = client.v2.core.accounts.create(params=params, options=key)
    assert (second.id, second.display_name) == (first.id, "Later")
    assert second.identity is not None
    emulator.advance(29 * 86_400)
    assert client.v2.core.accounts.create(params=params, options=key).id == first.id
    emulator.advance(86_400)
    assert client.v2.core.accounts.create(params=params, options=key).id != first.id


def test_a_key_that_failed_is_run_again(emulator: Emulator, client: stripe.StripeClient) -> None:
    alone = {**V2_RECIPIENT, "configuration": {"recipient": V2_RECIPIENT["configuration"]["recipient"]}}
    key = {"idempotency_key": "account:u_1:g1"}
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError):
            client.v2.core.accounts.create(params=alone, options=key)
    emulator.configure(transfers_only_allowed=True)
    made = client.v2.core.accounts.create(params=alone, options=key)
    assert [one.id for one in client.v2.core.accounts.list().data] == [made.id]


def test_other_parameters_under_a_key_are_409_and_retried_by_the_sdk(emulator: Emulator) -> None:
    client = client_of(emulator, max_network_retries=2)
    key = {"idempotency_key": "account:u_1:g1"}
    client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    emulator.configure(requests_per_second_max=3)
    other = {**V2_RECIPIENT, "metadata": {"attempt": "2"}}
    with pytest.raises(stripe.APIError) as error:
        client.v2.core.accounts.create(params=other, options=key)
    assert (error.value.http_status, error.value.code) == (409, None)
    assert error.value.json_body["error"]["code"] == "idempotency_error"
    assert len(emulator.state.request_times) == 3


def test_parameters_may_not_change_even_after_a_refusal(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    key = {"idempotency_key": "account:u_1:g1"}
    refused_body = {**V2_RECIPIENT, "identity": {"country": "JM"}}
    create = client.v2.core.accounts.create
    assert refused(lambda: create(params=refused_body, options=key))[0] == 400
    assert refused(lambda: create(params=V2_RECIPIENT, options=key)) == (409, "idempotency_error")


@pytest.mark.parametrize("kind", ["reset_after", "timeout_after", "error_after_effect"])
def test_a_lost_answer_is_read_again_under_its_key(
    emulator: Emulator, client: stripe.StripeClient, kind: str
) -> None:
    emulator.faults.add(kind, method="POST", path=f"^{ACCOUNTS}$", count=1)
    key = {"idempotency_key": "account:u_1:g1"}
    with pytest.raises(stripe.StripeError):
        client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    made = client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    assert [one.id for one in client.v2.core.accounts.list().data] == [made.id]


def test_a_late_request_keeps_its_key_in_use_and_makes_one_account(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    emulator.faults.add("late", method="POST", path=f"^{ACCOUNTS}$", count=1, delay=60)
    key = {"idempotency_key": "account:u_1:g1"}
    create = client.v2.core.accounts.create
    with pytest.raises(stripe.APIConnectionError):
        create(params=V2_RECIPIENT, options=key)
    assert refused(lambda: create(params=V2_RECIPIENT, options=key)) == (409, "idempotency_key_in_use")
    emulator.advance(60)
    made = create(params=V2_RECIPIENT, options=key)
    assert [one.id for one in client.v2.core.accounts.list().data] == [made.id]


def test_a_late_request_after_its_retry_changes_nothing(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    emulator.faults.add("late", method="POST", path=f"^{ACCOUNTS}$", count=1, delay=60, keeps_key=False)
    key = {"idempotency_key": "account:u_1:g1"}
    with pytest.raises(stripe.APIConnectionError):
        client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    made = client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    emulator.advance(60)
    assert [one.id for one in client.v2.core.accounts.list().data] == [made.id]


def test_a_key_of_one_endpoint_says_nothing_at_another(client: stripe.StripeClient) -> None:
    key = {"idempotency_key": "one"}
    account = client.v2.core.accounts.create(params=V2_RECIPIENT, options=key)
    updated = client.v2.core.accounts.update(account.id, params={"display_name": "J"}, options=key)
    assert updated.display_name == "J"


def test_a_context_names_the_account_that_acts(client: stripe.StripeClient) -> None:
    account, other = opened(client).id, opened(client).id
    read_as = {"stripe_context": account}
    assert client.v2.core.accounts.retrieve(account, options=read_as).id == account
    assert refused(lambda: client.v2.core.accounts.retrieve(other, options=read_as)) == (404, "not_found")
    assert refused(lambda: client.v2.core.accounts.list(options={"stripe_context": "acct_none"}))[0] == 403


def test_keys_of_other_kinds_are_refused(emulator: Emulator) -> None:
    for key, status in (("pk_test_x", 401), ("rk_test_x", 403), ("sk_live_x", 401)):
        assert ask(emulator, "GET", ACCOUNTS, authorization=f"Bearer {key}").status == status
    emulator.control("restricted_keys", name="x", rights={"accounts": "read"})
    assert ask(emulator, "GET", ACCOUNTS, authorization="Bearer rk_test_x").status == 200


def test_a_new_platform_may_not_create_accounts_by_v1(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    emulator.control("settings", v1_accounts_refused=True)
    with pytest.raises(stripe.InvalidRequestError) as error:
        client.v1.accounts.create(params=EXPRESS)
    assert (error.value.http_status, error.value.code) == (400, None)
    assert str(error.value.user_message).startswith("Stripe no longer recommends Accounts v1")
    assert opened(client).object == "v2.core.account"


def test_v2_may_not_know_a_new_account_of_v1_yet(emulator: Emulator, client: stripe.StripeClient) -> None:
    emulator.configure(v1_accounts_reach_v2_after_seconds=600)
    account = client.v1.accounts.create(params=EXPRESS).id
    early = refused(lambda: client.v2.core.accounts.retrieve(account))
    use_case = {"type": "account_onboarding", "account_onboarding": ONBOARDING}
    links = client.v2.core.account_links
    linked = refused(lambda: links.create(params={"account": account, "use_case": use_case}))
    assert linked == early
    assert early == (400, "account_not_yet_compatible_with_v2")
    assert client.v2.core.accounts.list().data == []
    emulator.advance(600)
    assert client.v2.core.accounts.retrieve(account, params={"include": list(V2_INCLUDABLE)}).requirements


def test_a_datetime_arrives_as_a_number_and_is_refused(client: stripe.StripeClient) -> None:
    when = datetime(2026, 11, 27, tzinfo=UTC)
    terms = {"account": {"date": when, "ip": "203.0.113.7"}}
    identity: Any = {"country": "US", "attestations": {"terms_of_service": terms}}
    params = {**V2_RECIPIENT, "identity": identity}
    assert refused(lambda: client.v2.core.accounts.create(params=params)) == (400, "invalid_fields")


def test_an_own_form_may_accept_the_terms(client: stripe.StripeClient) -> None:
    terms = {"account": {"date": "2026-11-27T10:00:00.000Z", "ip": "203.0.113.7"}}
    identity: Any = {"country": "US", "attestations": {"terms_of_service": terms}}
    account = opened(client, dashboard="none", identity=identity)
    assert account.identity.attestations.terms_of_service.account.date == "2026-11-27T10:00:00.000Z"
    wanted = {one.description for one in account.requirements.entries}
    assert not any("terms_of_service" in one for one in wanted)
    assert account.defaults.responsibilities.requirements_collector == "application"


def test_a_platform_without_access_is_told_so_and_its_users_something_else(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client).id
    emulator.control("settings", v2_accounts_blocked=True)
    with pytest.raises(stripe.InvalidRequestError) as error:
        opened(client)
    body = error.value.json_body["error"]
    assert (error.value.http_status, body["code"]) == (400, "accounts_v2_access_blocked")
    assert error.value.user_message == body["message"] != body["user_message"]
    use_case: Any = {"type": "account_onboarding", "account_onboarding": ONBOARDING}
    links = client.v2.core.account_links
    refusal = refused(lambda: links.create(params={"account": account, "use_case": use_case}))
    assert refusal == (400, "accounts_v2_access_blocked")
    assert read(client, account).id == account
