"""Account links of v2 and the pages that they lead to."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
import stripe

from stripe_emulator import Emulator, Request, Response
from stripe_emulator.http_server import answer
from tests.emulator.conftest import REFRESH, RETURN
from tests.emulator.test_pages import ANSWERS
from tests.emulator.v2 import opened, read, refused, told

OLDER = {"stripe_version": "2026-08-26.dahlia"}


def use_case(**more: Any) -> dict[str, Any]:
    return {
        "type": "account_onboarding",
        "account_onboarding": {"refresh_url": REFRESH, "return_url": RETURN, **more},
    }


def link(client: stripe.StripeClient, account: str, **more: Any) -> stripe.v2.core.AccountLink:
    return client.v2.core.account_links.create(params={"account": account, "use_case": use_case(**more)})


def visit(emulator: Emulator, url: str, form: dict[str, str] | None = None) -> Response:
    method, body = ("GET", "") if form is None else ("POST", urlencode(form))
    return answer(emulator, Request.of(method, url, {}, body))


def returned(emulator: Emulator, account: str) -> list[dict[str, Any]]:
    events = emulator.store.all(account, "thin_event").values()
    return [one["data"] for one in events if one["type"] == "v2.core.account_link.returned"]


def test_a_link_is_for_one_visit_within_five_minutes(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    made = link(client, account.id)
    assert (made.created, made.expires_at) == ("2027-01-15T08:00:00.000Z", "2027-01-15T08:05:00.000Z")
    assert re.search(rf"/setup/e/{account.id}/\w+$", made.url)
    assert "id" not in made.to_dict()
    assert made.use_case.account_onboarding.collection_options.to_dict() == {
        "fields": "currently_due", "future_requirements": "omit",
    }  # fmt: skip
    assert made.use_case.account_update is None
    assert visit(emulator, made.url).status == 200
    assert visit(emulator, made.url).headers["Location"] == REFRESH
    late = link(client, account.id)
    emulator.advance(300)
    assert visit(emulator, late.url).headers["Location"] == REFRESH


def test_the_form_makes_the_account_active_and_knows_the_person(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client, identity={"country": "US"})
    url = link(client, account.id).url
    visit(emulator, url)
    assert visit(emulator, url, ANSWERS).headers["Location"] == RETURN
    after = read(client, account.id)
    balance = after.configuration.recipient.capabilities.stripe_balance
    assert told(balance.stripe_transfers)[0] == told(balance.payouts)[0] == "active"
    assert (after.requirements.entries, after.requirements.summary) == ([], None)
    individual = after.identity.individual
    assert (after.identity.entity_type, individual.given_name) == ("individual", ANSWERS["first_name"])
    assert after.identity.attestations.terms_of_service.account.date == "2027-01-15T08:00:00.000Z"
    assert returned(emulator, account.id) == [
        {
            "account_id": account.id,
            "configurations": ["recipient", "merchant"],
            "use_case": "account_onboarding",
        }
    ]


def test_coming_back_proves_nothing(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    url = link(client, account.id).url
    assert "Save for later" in visit(emulator, url).body
    assert visit(emulator, url, {"leave": "1"}).headers["Location"] == RETURN
    assert len(returned(emulator, account.id)) == 1
    transfers = read(client, account.id).configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers)[0] == "restricted"


def test_without_a_return_url_the_page_says_that_it_is_done(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    case = {"type": "account_onboarding", "account_onboarding": {"refresh_url": REFRESH}}
    url = client.v2.core.account_links.create(params={"account": account.id, "use_case": case}).url
    visit(emulator, url)
    assert visit(emulator, url, ANSWERS).status == 200


def test_configurations_are_refused_since_the_version_that_removed_them(client: stripe.StripeClient) -> None:
    account, create = opened(client).id, client.v2.core.account_links.create
    both: Any = {"account": account, "use_case": use_case(configurations=["merchant", "recipient"])}
    one: Any = {"account": account, "use_case": use_case(configurations=["recipient"])}
    assert refused(lambda: create(params=both)) == (400, "invalid_fields")
    assert create(params=both, options=OLDER).account == account
    wrong = refused(lambda: create(params=one, options=OLDER))
    assert wrong == (400, "configs_must_match_to_use_account_links")


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"type": "account_onboarding"}, "invalid_fields"),
        ({"type": "account_onboarding", "account_update": {"refresh_url": REFRESH}}, "invalid_fields"),
        ({"type": "account_dashboard"}, "invalid_fields"),
        ({"type": "account_onboarding", "account_onboarding": {"return_url": RETURN}}, "invalid_fields"),
        ({"type": "account_onboarding", "account_onboarding": {"refresh_url": "x"}}, "url_invalid"),
    ],
)
def test_what_leads_nowhere_is_refused(client: stripe.StripeClient, case: Any, code: str) -> None:
    params: Any = {"account": opened(client).id, "use_case": case}
    assert refused(lambda: client.v2.core.account_links.create(params=params)) == (400, code)


def test_closed_and_unknown_accounts_have_no_links(client: stripe.StripeClient) -> None:
    account = opened(client).id
    assert refused(lambda: link(client, "acct_none")) == (404, "not_found")
    url = link(client, account).url
    client.v2.core.accounts.close(account, params={"applied_configurations": ["merchant", "recipient"]})
    assert refused(lambda: link(client, account)) == (400, "account_closed")
    assert url


def test_the_express_dashboard_of_a_v2_account_opens_by_a_login_link(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client).id
    emulator.complete_onboarding(account)
    page = visit(emulator, client.v1.accounts.login_links.create(account).url)
    assert page.status == 200


def test_a_link_of_v1_works_for_an_account_of_v2(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client).id
    made = client.v1.account_links.create(
        params={
            "account": account,
            "type": "account_onboarding",
            "refresh_url": REFRESH,
            "return_url": RETURN,
        }
    )
    visit(emulator, made.url)
    assert visit(emulator, made.url, ANSWERS).headers["Location"] == RETURN
    assert returned(emulator, account) == []
