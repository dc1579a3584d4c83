"""Connected accounts by API, from their opening to their end."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from tests.emulator.conftest import EXPRESS, REFRESH, RETURN


def test_a_new_account_is_not_ready_and_says_what_is_wanted(account: stripe.Account) -> None:
    assert (account.type, account.controller.stripe_dashboard.type) == ("none", "express")
    ready = (account.charges_enabled, account.payouts_enabled, account.details_submitted)
    assert ready == (False, False, False)
    assert account.capabilities.to_dict() == {"card_payments": "inactive", "transfers": "inactive"}
    assert "individual.id_number" in account.requirements.currently_due
    assert account.requirements.disabled_reason == "requirements.past_due"


@pytest.mark.parametrize(
    ("params", "onboarded", "reason"),
    [
        (EXPRESS, False, "has not completed onboarding"),
        ({"type": "standard"}, True, "not an Express account"),
    ],
)
def test_no_login_link_before_onboarding_nor_for_a_full_dashboard(
    emulator: Emulator, client: stripe.StripeClient, params: dict, onboarded: bool, reason: str
) -> None:
    account = client.v1.accounts.create(params=params)
    if onboarded:
        emulator.complete_onboarding(account.id)
    with pytest.raises(stripe.InvalidRequestError, match=reason):
        client.v1.accounts.login_links.create(account.id)


def test_an_update_link_is_refused_where_stripe_collects(client: stripe.StripeClient, trainer: str) -> None:
    params = {"account": trainer, "type": "account_update", "refresh_url": REFRESH, "return_url": RETURN}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.account_links.create(params=params)
    assert refused.value.param == "type"


def test_a_rejected_account_stays_closed(emulator: Emulator, client: stripe.StripeClient) -> None:
    account_id = client.v1.accounts.create(params=EXPRESS).id
    emulator.complete_onboarding(account_id, "pending", after=60)
    client.v1.accounts.reject(account_id, params={"reason": "terms_of_service"})
    emulator.advance(30 * 86_400)
    account = client.v1.accounts.retrieve(account_id)
    assert account.requirements.disabled_reason == "rejected.platform_terms_of_service"
    assert (account.charges_enabled, account.payouts_enabled) == (False, False)
    assert set(account.capabilities.to_dict().values()) == {"inactive"}


def test_a_plain_fraud_reason_is_no_longer_accepted(client: stripe.StripeClient, trainer: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.accounts.reject(trainer, params={"reason": "fraud"})
    assert refused.value.param == "reason"


def test_an_account_with_money_cannot_be_deleted(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 10, account=trainer)
    with pytest.raises(stripe.InvalidRequestError, match="nonzero balance"):
        client.v1.accounts.delete(trainer)
    assert client.v1.accounts.retrieve(trainer).payouts_enabled
    emulator.set_balance("usd", 0, account=trainer)
    assert client.v1.accounts.delete(trainer).deleted
    assert client.v1.accounts.list().data == []


def test_losses_on_the_platform_need_fees_on_the_platform(client: stripe.StripeClient) -> None:
    controller = {**EXPRESS["controller"], "fees": {"payer": "account"}}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.accounts.create(params={**EXPRESS, "controller": controller})
    assert refused.value.param == "controller[fees][payer]"


def test_capabilities_can_be_read_and_requested(client: stripe.StripeClient, trainer: str) -> None:
    listed = {one.id: one.status for one in client.v1.accounts.capabilities.list(trainer).data}
    assert listed == {"card_payments": "active", "transfers": "active"}
    asked = client.v1.accounts.capabilities.update(
        trainer, "us_bank_account_ach_payments", params={"requested": True}
    )
    assert (asked.requested, asked.status) == (True, "active")


def test_a_platform_cannot_change_identity_after_the_first_link(
    client: stripe.StripeClient, account: stripe.Account, link: Callable[[], str]
) -> None:
    client.v1.accounts.update(account.id, params={"individual": {"first_name": "A"}})
    link()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.accounts.update(account.id, params={"individual": {"first_name": "B"}})
    assert refused.value.param == "individual"


@pytest.mark.parametrize("future", [False, True])
def test_stripe_can_want_more_by_a_deadline_without_disabling_anything(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, future: bool
) -> None:
    emulator.require(trainer, ["individual.verification.document"], deadline=1_900_000_000, future=future)
    account = client.v1.accounts.retrieve(trainer)
    wanted = account.future_requirements if future else account.requirements
    assert wanted.currently_due == ["individual.verification.document"]
    assert wanted.current_deadline == 1_900_000_000
    assert wanted.disabled_reason is None
    assert (account.charges_enabled, account.payouts_enabled) == (True, True)
    assert account.capabilities.to_dict() == {"card_payments": "active", "transfers": "active"}
    options = {"stripe_account": trainer}
    told = client.v1.events.list(params={"type": "account.updated"}, options=options).data[0]
    assert ("future_requirements" in told.data.previous_attributes) == future


def banks(client: stripe.StripeClient, account_id: str) -> dict[str, bool | None]:
    """The last four digits of each bank account, and whether payouts go there."""
    listed = client.v1.accounts.external_accounts.list(account_id).data
    return {one.last4: one.default_for_currency for one in listed}


def test_a_second_bank_account_is_the_default_only_on_request(
    client: stripe.StripeClient, trainer: str
) -> None:
    """docs.stripe.com/api/external_account_bank_accounts/create."""
    service = client.v1.accounts.external_accounts
    service.create(trainer, params={"external_account": "btok_us_verified_account_closed"})
    assert banks(client, trainer) == {"6789": True, "1113": False}
    params = {"external_account": "btok_us_verified_no_account", "default_for_currency": True}
    made = service.create(trainer, params=params)
    assert banks(client, trainer) == {"6789": False, "1113": False, "1116": True}
    first = next(one for one in service.list(trainer).data if one.last4 == "6789")
    service.update(trainer, first.id, params={"default_for_currency": True})
    assert banks(client, trainer) == {"6789": True, "1113": False, "1116": False}
    service.delete(trainer, made.id)
    with pytest.raises(stripe.InvalidRequestError, match="default external account"):
        service.delete(trainer, first.id)
    assert banks(client, trainer) == {"6789": True, "1113": False}


def test_the_first_bank_account_of_a_currency_is_its_default_and_may_leave(
    client: stripe.StripeClient, trainer: str
) -> None:
    """docs.stripe.com/api/external_account_bank_accounts/delete."""
    given = {
        "object": "bank_account",
        "country": "DE",
        "currency": "eur",
        "account_number": "DE89370400440532013000",
    }
    service = client.v1.accounts.external_accounts
    made = service.create(trainer, params={"external_account": given})
    assert banks(client, trainer) == {"6789": True, "3000": True}
    service.delete(trainer, made.id)
    assert banks(client, trainer) == {"6789": True}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"account_number": "12345678901"}, "account_number_invalid"),
        ({"account_number": "000123456789x"}, "account_number_invalid"),
        ({"routing_number": "11000000"}, "routing_number_invalid"),
    ],
)
def test_only_the_numbers_of_test_banks_are_taken(
    client: stripe.StripeClient, trainer: str, wrong: dict[str, str], code: str
) -> None:
    """docs.stripe.com/connect/testing#account-numbers: nobody's real account comes in here."""
    good = {
        "country": "US",
        "currency": "usd",
        "routing_number": "110000000",
        "account_number": "000123456789",
    }
    given = {"object": "bank_account", **good, **wrong}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.accounts.external_accounts.create(trainer, params={"external_account": given})
    assert (refused.value.code, refused.value.param) == (code, f"external_account[{next(iter(wrong))}]")
    assert banks(client, trainer) == {"6789": True}


def test_an_update_with_a_bank_account_replaces_the_default(
    client: stripe.StripeClient, trainer: str
) -> None:
    """docs.stripe.com/api/accounts/update: the old default is deleted."""
    client.v1.accounts.external_accounts.create(
        trainer, params={"external_account": "btok_us_verified_account_closed"}
    )
    client.v1.accounts.update(trainer, params={"external_account": "btok_us_verified_no_account"})
    assert banks(client, trainer) == {"1113": False, "1116": True}
    types = [one.type for one in client.v1.events.list(options={"stripe_account": trainer}).data]
    assert types[:2] == ["account.external_account.deleted", "account.external_account.created"]


@pytest.mark.parametrize("params", [EXPRESS, {"type": "express"}, {"type": "standard"}])
def test_nobody_accepts_stripes_terms_for_an_account_that_stripe_asks(
    client: stripe.StripeClient, params: dict
) -> None:
    """docs.stripe.com/connect/updating-service-agreements."""
    terms = {"tos_acceptance": {"date": 1_800_000_000, "ip": "127.0.0.1"}}
    with pytest.raises(stripe.InvalidRequestError, match="Terms of Service") as refused:
        client.v1.accounts.create(params={**params, **terms})
    assert refused.value.param == "tos_acceptance"
    account_id = client.v1.accounts.create(params=params).id
    with pytest.raises(stripe.InvalidRequestError, match="Terms of Service"):
        client.v1.accounts.update(account_id, params=terms)


def test_a_platform_accepts_the_terms_where_it_collects_them(client: stripe.StripeClient) -> None:
    terms = {"tos_acceptance": {"date": 1_800_000_000, "ip": "127.0.0.1"}}
    assert client.v1.accounts.create(params={"type": "custom", **terms}).type == "custom"
    kind = {"tos_acceptance": {"service_agreement": "full"}}
    assert client.v1.accounts.create(params={**EXPRESS, **kind}).type == "none"


@pytest.mark.parametrize(
    "call",
    [
        lambda accounts, own: accounts.external_accounts.create(own, params={"external_account": "btok_us"}),
        lambda accounts, own: accounts.update(own, params={"external_account": "btok_us"}),
        lambda accounts, own: accounts.update(own, params={"email": "a@example.com"}),
        lambda accounts, own: accounts.reject(own, params={"reason": "other"}),
        lambda accounts, own: accounts.delete(own),
        lambda accounts, own: accounts.capabilities.update(own, "transfers", params={"requested": True}),
    ],
)
def test_a_platform_changes_its_own_account_in_the_dashboard(
    emulator: Emulator, client: stripe.StripeClient, call: Callable
) -> None:
    """docs.stripe.com/api/accounts/update and /delete."""
    own = client.v1.accounts.retrieve_current()
    with pytest.raises(stripe.InvalidRequestError, match="Dashboard") as refused:
        call(client.v1.accounts, own.id)
    assert refused.value.http_status == 400
    assert client.v1.accounts.retrieve_current().to_dict() == own.to_dict()
    emulator.self_check()
