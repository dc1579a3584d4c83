"""Connected accounts and their links."""

from tests.emulator.conftest import EXPRESS
from tests.emulator.facts.fact import CONTROL, TIME, fact
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
    """An account that its platform rejects says so in `requirements.disabled_reason`."""
    account = stripe.v1.accounts.reject(stripe.account(), params={"reason": "terms_of_service"})
    assert account.requirements.disabled_reason.startswith("rejected.platform_")
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


@fact("docs.stripe.com/connect/account-capabilities#card-payments")
def cards_need_transfers(stripe: Side) -> None:
    """An account may not request `card_payments` without `transfers`."""
    only = {"card_payments": {"requested": True}}
    assert refusal(lambda: stripe.account(capabilities=only))[:2] == (400, "invalid_request_error")


@fact("docs.stripe.com/api/capabilities/object")
def capability_of_its_own(stripe: Side) -> None:
    """Each capability says whether it was requested, since when, and what it still needs."""
    account = stripe.account()
    one = stripe.v1.accounts.capabilities.retrieve(account, "transfers")
    assert (one.account, one.requested, one.status) == (account, True, "inactive")
    assert one.requested_at is not None
    assert "external_account" in one.requirements.currently_due


@fact("docs.stripe.com/api/accounts/object#account_object-controller")
def controller(stripe: Side) -> None:
    """An account that a platform opened says that the platform controls it, and in what."""
    shown = stripe.v1.accounts.retrieve(stripe.account()).controller
    assert (shown.type, shown.is_controller) == ("application", True)
    assert (shown.losses.payments, shown.fees.payer, shown.requirement_collection) == (
        "application",
        "application",
        "stripe",
    )


@fact("docs.stripe.com/api/accounts/list")
def listed(stripe: Side) -> None:
    """The accounts of a platform are listed newest first, its own not among them."""
    account = stripe.account()
    assert [one.id for one in stripe.v1.accounts.list(params={"limit": 1}).data] == [account]
    own = stripe.v1.accounts.retrieve_current().id
    assert own not in [one.id for one in stripe.v1.accounts.list(params={"limit": 100}).data]


@fact("docs.stripe.com/api/accounts/object#account_object-settings-payouts-schedule")
def payout_schedule(stripe: Side) -> None:
    """A platform sets when its accounts are paid out: daily unless it says otherwise."""
    account = stripe.account()
    before = stripe.v1.accounts.retrieve(account).settings.payouts.schedule.interval
    settings = {"payouts": {"schedule": {"interval": "manual"}}}
    after = stripe.v1.accounts.update(account, params={"settings": settings})
    assert (before, after.settings.payouts.schedule.interval) == ("daily", "manual")


@fact("docs.stripe.com/api/accounts/object#account_object-future_requirements", emulator_only=CONTROL)
def future_requirements(stripe: Side) -> None:
    """What will be required under later rules stands in `future_requirements` and disables nothing."""
    account_id = stripe.ready_account()
    stripe.emulator.require(account_id, ["individual.id_number"], deadline=1_900_000_000, future=True)
    account = stripe.v1.accounts.retrieve(account_id)
    assert account.future_requirements.currently_due == ["individual.id_number"]
    assert (account.requirements.currently_due, account.payouts_enabled) == ([], True)


@fact("docs.stripe.com/api/accounts/object#account_object-future_requirements", emulator_only=TIME)
def future_becomes_now(stripe: Side) -> None:
    """What was required in the future stands in `requirements` when its time has come."""
    account_id = stripe.ready_account()
    deadline = int(stripe.emulator.clock.now()) + 3_600
    stripe.emulator.require(account_id, ["individual.id_number"], deadline=deadline, future=True)
    stripe.emulator.advance(3_601)
    account = stripe.v1.accounts.retrieve(account_id)
    assert account.requirements.currently_due == ["individual.id_number"]
    assert account.future_requirements.currently_due == []


@fact("docs.stripe.com/connect/handling-api-verification", emulator_only=TIME)
def deadline_passes(stripe: Side) -> None:
    """After the deadline of a requirement the account is disabled for what is past due."""
    account_id = stripe.ready_account()
    now = int(stripe.emulator.clock.now())
    stripe.emulator.require(account_id, ["individual.verification.document"], deadline=now + 3_600)
    stripe.emulator.advance(3_601)
    account = stripe.v1.accounts.retrieve(account_id)
    assert account.requirements.past_due == ["individual.verification.document"]
    assert account.requirements.disabled_reason == "requirements.past_due"
    assert account.payouts_enabled is False


@fact("docs.stripe.com/connect/account-capabilities", emulator_only=CONTROL)
def inactive_receives_nothing(stripe: Side) -> None:
    """An account whose `transfers` became inactive receives no transfer any more."""
    account = stripe.ready_account()
    stripe.emulator.set_balance("usd", 5_000)
    stripe.emulator.set_capability(account, "transfers", "inactive")
    params = {"amount": 100, "currency": "usd", "destination": account}
    refused = refusal(lambda: stripe.v1.transfers.create(params=params))
    assert refused.code == "insufficient_capabilities_for_transfer"
