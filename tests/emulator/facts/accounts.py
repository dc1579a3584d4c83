"""Connected accounts, their links and their bank accounts."""

from tests.emulator.conftest import EXPRESS
from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/accounts"
BANK = "docs.stripe.com/api/external_account_bank_accounts"


@fact(f"{API}/object")
def not_ready(stripe: Side) -> None:
    """A new Express account can neither charge nor be paid out, and its details are not submitted."""
    account = stripe.v1.accounts.retrieve(stripe.account())
    assert (account.charges_enabled, account.payouts_enabled, account.details_submitted) == (False,) * 3


@fact("docs.stripe.com/connect/account-capabilities")
def capabilities_start_inactive(stripe: Side) -> None:
    """A capability that a new account requests is inactive until its requirements are met."""
    account = stripe.v1.accounts.retrieve(stripe.account())
    assert (account.capabilities.transfers, account.capabilities.card_payments) == ("inactive", "inactive")


@fact("docs.stripe.com/connect/handling-api-verification")
def requirements_are_listed(stripe: Side) -> None:
    """A new account says in `requirements.currently_due` what is wanted, a bank account among it."""
    account = stripe.v1.accounts.retrieve(stripe.account())
    assert "external_account" in account.requirements.currently_due
    assert account.requirements.disabled_reason == "requirements.past_due"


@fact("docs.stripe.com/connect/migrate-to-controller-properties")
def controller_has_no_type(stripe: Side) -> None:
    """An account made with `controller` has the type "none"."""
    account = stripe.v1.accounts.retrieve(stripe.account())
    assert (account.type, account.controller.stripe_dashboard.type) == ("none", "express")


@fact(f"{API}/create")
def type_or_controller(stripe: Side) -> None:
    """`type` and `controller` exclude each other."""
    refused = refusal(lambda: stripe.v1.accounts.create(params={**EXPRESS, "type": "express"}))
    assert refused[:2] == (400, "invalid_request_error")


@fact(f"{API}/create")
def losses_need_fees(stripe: Side) -> None:
    """A platform that carries the losses must also pay the fees."""
    controller = {**EXPRESS["controller"], "fees": {"payer": "account"}}
    params = {**EXPRESS, "controller": controller}
    assert refusal(lambda: stripe.v1.accounts.create(params=params)).status == 400


@fact(f"{API}/object")
def currency_of_country(stripe: Side) -> None:
    """The country of an account decides its default currency."""
    account = stripe.v1.accounts.retrieve(stripe.account(country="GB"))
    assert (account.country, account.default_currency) == ("GB", "gbp")


@fact("docs.stripe.com/error-codes#country-code-invalid")
def unknown_country(stripe: Side) -> None:
    """An account in a country that does not exist is refused at `country`."""
    refused = refusal(lambda: stripe.account(country="XX"))
    assert (refused.status, refused.param) == (400, "country")


@fact("github.com/Layr-Labs/d-inference/issues/782 (a recorded answer)")
def transfers_alone(stripe: Side) -> None:
    """A US account may not request `transfers` without `card_payments` unless Stripe approved it."""
    only = {"transfers": {"requested": True}}
    assert refusal(lambda: stripe.account(capabilities=only))[:3] == (400, "invalid_request_error", None)


@fact("docs.stripe.com/connect/service-agreement-types")
def recipient_agreement_at_home(stripe: Side) -> None:
    """A US platform cannot open US accounts under the recipient agreement."""
    terms = {"service_agreement": "recipient"}
    assert refusal(lambda: stripe.account(tos_acceptance=terms)).status == 400


@fact("docs.stripe.com/connect/updating-service-agreements")
def terms_are_the_holders(stripe: Side) -> None:
    """A platform cannot accept Stripe's terms for an Express account."""
    terms = {"date": 1_700_000_000, "ip": "127.0.0.1"}
    assert refusal(lambda: stripe.account(tos_acceptance=terms)).status == 400


@fact("docs.stripe.com/error-codes#account-invalid")
def not_ours(stripe: Side) -> None:
    """An account that is not connected to the platform is answered with 403."""
    refused = refusal(lambda: stripe.v1.accounts.retrieve("acct_1AAAAAAAAAAAAAAA"))
    assert refused[:3] == (403, "invalid_request_error", "account_invalid")


@fact(f"{API}/update")
def own_account(stripe: Side) -> None:
    """A platform cannot update its own account by API."""
    own = stripe.v1.accounts.retrieve_current().id
    assert refusal(lambda: stripe.v1.accounts.update(own, params={"email": "a@example.com"})).status in (
        400,
        403,
    )


@fact(f"{API}/delete")
def deleted(stripe: Side) -> None:
    """A deleted account is answered with its id and `deleted`, and is gone afterwards."""
    account = stripe.account()
    assert stripe.v1.accounts.delete(account).to_dict() == {
        "id": account,
        "object": "account",
        "deleted": True,
    }
    assert refusal(lambda: stripe.v1.accounts.retrieve(account)).code == "account_invalid"


@fact("docs.stripe.com/api/metadata")
def metadata_merges(stripe: Side) -> None:
    """Metadata in an update is merged; an empty value removes its key."""
    account = stripe.account(metadata={"a": "1", "b": "2"})
    after = stripe.v1.accounts.update(account, params={"metadata": {"a": "", "c": "3"}})
    assert after.metadata.to_dict() == {"b": "2", "c": "3"}


@fact("docs.stripe.com/changelog/endive (2026-09-30), typed parameters of stripe-python 16")
def plain_fraud(stripe: Side) -> None:
    """Rejecting an account for plain `fraud` is refused since 2026-09-30: the reason must be exact."""
    refused = refusal(lambda: stripe.v1.accounts.reject(stripe.account(), params={"reason": "fraud"}))
    assert (refused.status, refused.param) == (400, "reason")


@fact("docs.stripe.com/api/account/reject")
def rejected(stripe: Side) -> None:
    """A rejected account says so in `requirements.disabled_reason`."""
    account = stripe.v1.accounts.reject(stripe.account(), params={"reason": "terms_of_service"})
    assert account.requirements.disabled_reason.startswith("rejected.")
    assert (account.charges_enabled, account.payouts_enabled) == (False, False)


@fact("docs.stripe.com/api/account_links/object")
def link_lives_minutes(stripe: Side) -> None:
    """An account link expires within ten minutes."""
    link = stripe.link(stripe.account())
    assert 0 < link.expires_at - link.created <= 600


@fact("docs.stripe.com/api/account_links/create")
def update_link(stripe: Side) -> None:
    """A link of the type `account_update` is refused where Stripe collects the requirements."""
    account = stripe.account()
    assert refusal(lambda: stripe.link(account, type="account_update")).status == 400


@fact("docs.stripe.com/error-codes#url-invalid")
def link_needs_addresses(stripe: Side) -> None:
    """An account link needs complete addresses to return to."""
    account = stripe.account()
    assert refusal(lambda: stripe.link(account, return_url="nowhere")).code == "url_invalid"


@fact("docs.stripe.com/api/accounts/login_link")
def login_needs_onboarding(stripe: Side) -> None:
    """A login link is refused before onboarding is complete."""
    account = stripe.account()
    assert refusal(lambda: stripe.v1.accounts.login_links.create(account)).status == 400


@fact("docs.stripe.com/api/accounts/login_link")
def login_is_for_express(stripe: Side) -> None:
    """A login link is refused for an account without the Express Dashboard."""
    account = stripe.v1.accounts.create(params={"type": "standard"}).id
    assert refusal(lambda: stripe.v1.accounts.login_links.create(account)).status == 400


def with_bank(stripe: Side) -> str:
    return stripe.v1.accounts.create(
        params={
            "type": "custom",
            "country": "US",
            "capabilities": EXPRESS["capabilities"],
            "external_account": "btok_us_verified",
        }
    ).id


@fact(f"{BANK}/create")
def first_bank_account(stripe: Side) -> None:
    """The first bank account in a currency is its default."""
    account = stripe.v1.accounts.retrieve(with_bank(stripe))
    assert [one.default_for_currency for one in account.external_accounts.data] == [True]


@fact(f"{BANK}/create")
def second_bank_account(stripe: Side) -> None:
    """A second bank account in a currency is not its default unless asked for."""
    account = with_bank(stripe)
    banks = stripe.v1.accounts.external_accounts
    params = {"external_account": "btok_us_verified_account_closed"}
    assert banks.create(account, params=params).default_for_currency is False


@fact("OpenAPI: PostAccountsAccount.external_account")
def update_replaces_bank_account(stripe: Side) -> None:
    """`external_account` in an update becomes the default, and the old default is deleted."""
    account = with_bank(stripe)
    params = {"external_account": "btok_us_verified_account_closed"}
    after = stripe.v1.accounts.update(account, params=params).external_accounts.data
    assert [(one.last4, one.default_for_currency) for one in after] == [("1113", True)]


@fact(f"{BANK}/delete")
def default_bank_account_stays(stripe: Side) -> None:
    """The default bank account of the default currency cannot be deleted."""
    account = with_bank(stripe)
    (bank,) = stripe.v1.accounts.external_accounts.list(account).data
    assert refusal(lambda: stripe.v1.accounts.external_accounts.delete(account, bank.id)).status == 400


@fact("docs.stripe.com/connect/handling-api-verification", emulator_only=CONTROL)
def deadline_disables_nothing(stripe: Side) -> None:
    """Until its deadline, a new requirement disables nothing."""
    account_id = stripe.ready_account()
    stripe.emulator.require(account_id, ["individual.verification.document"], deadline=1_900_000_000)
    account = stripe.v1.accounts.retrieve(account_id)
    assert account.requirements.current_deadline == 1_900_000_000
    assert (account.charges_enabled, account.capabilities.transfers) == (True, "active")


@fact("docs.stripe.com/api/events/types#event_types-account.application.deauthorized", emulator_only=CONTROL)
def disconnected(stripe: Side) -> None:
    """An account whose holder disconnects is answered with 403 from then on."""
    account = stripe.ready_account()
    stripe.emulator.deauthorize(account)
    assert refusal(lambda: stripe.v1.accounts.retrieve(account)).status == 403
