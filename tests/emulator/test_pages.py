"""The hosted pages: the onboarding form and the Express dashboard."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import stripe

from stripe_emulator import Emulator, Request, Response, pages
from tests.emulator.conftest import REFRESH, RETURN

ANSWERS = {
    "first_name": "Jenny",
    "last_name": "Rosen",
    "dob": "1990-02-28",
    "ssn": "000000000",
    "line1": "1234 Main Street",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94111",
    "routing_number": "110000000",
    "account_number": "000123456789",
}


class Browser:
    """Visits the emulator's pages."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def get(self, url: str) -> Response:
        return pages.handle(self.emulator, Request.of("GET", url, {}, None))

    def post(self, url: str, **changed: str) -> Response:
        return pages.handle(self.emulator, Request.of("POST", url, {}, urlencode({**ANSWERS, **changed})))


@pytest.fixture
def browser(emulator: Emulator) -> Browser:
    return Browser(emulator)


@pytest.mark.parametrize(
    ("ssn", "submitted", "transfers", "reason"),
    [
        ("000000000", True, "active", None),
        ("000-00-0000", True, "active", None),
        ("222222222", True, "pending", "requirements.pending_verification"),
        ("111111111", True, "inactive", "requirements.past_due"),
        ("333333333", True, "inactive", "rejected.other"),
    ],
)
def test_the_social_security_number_decides_the_outcome(
    client: stripe.StripeClient,
    browser: Browser,
    account: stripe.Account,
    link: Callable[[], str],
    ssn: str,
    submitted: bool,
    transfers: str,
    reason: str | None,
) -> None:
    url = link()
    assert browser.get(url).status == 200
    answer = browser.post(url, ssn=ssn)
    assert (answer.status, answer.headers["Location"]) == (303, RETURN)
    after = client.v1.accounts.retrieve(account.id)
    assert after.details_submitted is submitted
    assert after.capabilities.transfers == transfers
    assert after.requirements.disabled_reason == reason
    assert after.payouts_enabled is (transfers == "active")


def test_a_pending_account_becomes_active_a_minute_later(
    emulator: Emulator, client: stripe.StripeClient, browser: Browser, account: stripe.Account, link: Callable
) -> None:
    url = link()
    browser.get(url)
    browser.post(url, ssn="222222222")
    emulator.advance(59)
    assert not client.v1.accounts.retrieve(account.id).payouts_enabled
    emulator.advance(1)
    assert client.v1.accounts.retrieve(account.id).payouts_enabled


def test_more_information_can_be_given_with_a_new_link(
    client: stripe.StripeClient, browser: Browser, account: stripe.Account, link: Callable
) -> None:
    for ssn in ("111111111", "000000000"):
        url = link()
        browser.get(url)
        browser.post(url, ssn=ssn)
    assert client.v1.accounts.retrieve(account.id).payouts_enabled


def test_a_bank_account_that_failed_is_replaced_with_a_new_link(
    emulator: Emulator, client: stripe.StripeClient, browser: Browser, account: stripe.Account, link: Callable
) -> None:
    for number in ("000111111113", "000123456789", "000123456789"):
        url = link()
        browser.get(url)
        browser.post(url, account_number=number)
        emulator.set_balance("usd", 1_000, account=account.id)
        params = {"amount": 1_000, "currency": "usd"}
        client.v1.payouts.create(params=params, options={"stripe_account": account.id})
        emulator.advance(2 * 86_400)
    payouts = client.v1.payouts.list(options={"stripe_account": account.id}).data
    assert [one.status for one in payouts] == ["paid", "paid", "failed"]
    banks = client.v1.accounts.retrieve(account.id).external_accounts.data
    assert [(one.last4, one.default_for_currency) for one in banks] == [("6789", True), ("1113", False)]


def test_a_link_is_good_for_one_visit(browser: Browser, link: Callable[[], str]) -> None:
    url = link()
    assert browser.get(url).status == 200
    again = browser.get(url)
    assert (again.status, again.headers["Location"]) == (303, REFRESH)


@pytest.mark.parametrize(("age", "status"), [(299, 200), (300, 303)])
def test_a_link_expires_after_five_minutes(
    emulator: Emulator, browser: Browser, link: Callable[[], str], age: int, status: int
) -> None:
    url = link()
    emulator.advance(age)
    assert browser.get(url).status == status


def test_a_form_is_taken_once_and_only_after_a_visit(
    client: stripe.StripeClient, browser: Browser, account: stripe.Account, link: Callable[[], str]
) -> None:
    url = link()
    assert browser.post(url).headers["Location"] == REFRESH
    assert not client.v1.accounts.retrieve(account.id).details_submitted
    browser.get(url)
    assert browser.post(url).headers["Location"] == RETURN
    assert browser.post(url, ssn="333333333").headers["Location"] == REFRESH
    assert client.v1.accounts.retrieve(account.id).payouts_enabled


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", ""),
        ("ssn", "123456789"),
        ("ssn", "12"),
        ("dob", "yesterday"),
        ("dob", "2025-01-01"),
        ("state", "California"),
        ("postal_code", "9"),
        ("routing_number", "999999999"),
        ("account_number", "123456789012"),
    ],
)
def test_a_wrong_answer_is_shown_at_its_field_and_the_rest_is_kept(
    browser: Browser, link: Callable[[], str], field: str, value: str
) -> None:
    url = link()
    browser.get(url)
    page = browser.post(url, **{field: value})
    assert page.status == 422
    assert re.findall(r'id="(\w+)-error"', page.body) == [field]
    assert 'value="Rosen"' in page.body
    assert browser.post(url).status == 303


@pytest.mark.parametrize(("field", "value"), [("ssn", "123456789"), ("account_number", "123456789012")])
def test_a_number_that_may_be_a_real_one_is_not_sent_back(
    browser: Browser, link: Callable[[], str], field: str, value: str
) -> None:
    url = link()
    browser.get(url)
    page = browser.post(url, **{field: value})
    assert page.status == 422
    assert f'name="{field}"' in page.body
    assert f'value="{value}"' not in page.body


def test_what_was_typed_is_escaped(browser: Browser, link: Callable[[], str]) -> None:
    url = link()
    browser.get(url)
    page = browser.post(url, city='"><script>alert(1)</script>', ssn="")
    assert "<script" not in page.body
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page.body


def test_every_field_has_a_label_and_the_page_needs_no_script(
    browser: Browser, link: Callable[[], str]
) -> None:
    page = browser.get(link())
    assert sorted(re.findall(r'<label for="(\w+)"', page.body)) == sorted(ANSWERS)
    assert sorted(re.findall(r'<input id="(\w+)"', page.body)) == sorted(ANSWERS)
    assert "<script" not in page.body
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_an_address_that_was_never_made_is_404(browser: Browser, account: stripe.Account) -> None:
    assert browser.get(f"http://x/setup/s/{account.id}/nonsense").status == 404
    assert browser.get("http://x/setup/nonsense").status == 404


def test_a_login_link_shows_the_express_dashboard_once(
    emulator: Emulator, client: stripe.StripeClient, browser: Browser, trainer: str, sell: Callable
) -> None:
    sell(10_000, 300)
    url = client.v1.accounts.login_links.create(trainer).url
    page = browser.get(url)
    assert "$97.00 usd" in page.body
    again = browser.get(url)
    assert again.status == 410
    assert "$97.00 usd" not in again.body


def test_the_express_dashboard_shows_what_the_trainer_gets_not_what_the_buyer_paid(
    client: stripe.StripeClient, browser: Browser, trainer: str, sell: Callable
) -> None:
    sold = sell(10_000, 300)
    params = {"amount": 5_000, "reverse_transfer": True, "refund_application_fee": True}
    client.v1.refunds.create(params={"payment_intent": sold.id, **params})
    page = browser.get(client.v1.accounts.login_links.create(trainer).url)
    incoming = page.body.partition("Payments to you")[2].partition("<h2>")[0]
    assert re.findall(r"-?\$[\d.]+ usd", incoming) == ["-$48.50 usd", "$97.00 usd"]
