"""Accounts of the v2 API, and what v1 says of the same account."""

from typing import Any

from tests.emulator.conftest import EXPRESS, REFRESH, V2_INCLUDABLE, V2_RECIPIENT
from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal
from tests.emulator.v2 import told

API = "docs.stripe.com/api/v2/core/accounts"
CREATION = "docs.stripe.com/connect/accounts-v2/account-creation"
MIGRATE = "docs.stripe.com/connect/accounts-v2/migrate-integration"
ENDIVE = "docs.stripe.com/changelog/endive/2026-09-30"
INCLUDE = "docs.stripe.com/api/include_dependent_response_values"
LINKS = "docs.stripe.com/api/v2/core/account-links"
OLDER = {"stripe_version": "2026-08-26.dahlia"}
DEFAULTS = V2_RECIPIENT["defaults"]
PLATFORM_DECIDES = "whether a platform may do it is decided by Stripe, and here by a setting"


def code_of(stripe: Side, **change: Any) -> tuple[int | None, str | None]:
    """How Stripe refuses an account."""
    refused = refusal(lambda: stripe.v2.accounts.create(params={**V2_RECIPIENT, **change}))
    return refused.status, refused.code


@fact(INCLUDE)
def null_unless_included(stripe: Side) -> None:
    """The answer of a creation has no configuration, identity, defaults or requirements unless it asks."""
    account = stripe.v2.accounts.create(params=V2_RECIPIENT)
    parts = (account.configuration, account.identity, account.defaults, account.requirements)
    assert parts == (None,) * 4


@fact(INCLUDE)
def null_in_retrieve(stripe: Side) -> None:
    """A retrieve has only the parts that `include` names; in `configuration` the others are null."""
    account = stripe.v2_account()
    shown = stripe.v2.accounts.retrieve(account, params={"include": ["configuration.recipient"]})
    assert shown.configuration.recipient is not None
    assert (shown.configuration.merchant, shown.requirements) == (None, None)


@fact(INCLUDE)
def null_in_update(stripe: Side) -> None:
    """The answer of an update has no requirements unless it asks."""
    account = stripe.v2_account()
    assert stripe.v2.accounts.update(account, params={"display_name": "J"}).requirements is None


@fact(f"{API}/object")
def applied_configurations(stripe: Side) -> None:
    """An account names the configurations that are applied to it, also when they are not included."""
    account = stripe.v2.accounts.create(params=V2_RECIPIENT)
    assert sorted(account.applied_configurations) == ["merchant", "recipient"]


@fact(f"{API}/object")
def country_in_capitals(stripe: Side) -> None:
    """A country may be given in small letters and is shown in capitals."""
    identity = {"country": "us", "entity_type": "individual"}
    params: Any = {**V2_RECIPIENT, "identity": identity, "include": ["identity"]}
    assert stripe.v2.accounts.create(params=params).identity.country == "US"


@fact(f"{API}/object")
def restricted_at_first(stripe: Side) -> None:
    """A new account's capabilities are restricted, since information is past due that it can provide."""
    balance = stripe.v2_read(stripe.v2_account()).configuration.recipient.capabilities.stripe_balance
    assert told(balance.stripe_transfers) == ("restricted", "requirements_past_due", "provide_info")
    assert told(balance.payouts) == ("restricted", "requirements_past_due", "provide_info")


@fact("typed parameters: v2.core.AccountCreateParams")
def payouts_of_both(stripe: Side) -> None:
    """Payouts are not requested: they come with the recipient and with the merchant configuration."""
    configuration = stripe.v2_read(stripe.v2_account()).configuration
    assert configuration.merchant.capabilities.stripe_balance.payouts.status
    assert configuration.recipient.capabilities.stripe_balance.payouts.status
    payouts = {"stripe_balance": {"payouts": {"requested": True}}}
    asked = {"recipient": {"capabilities": payouts}}
    assert code_of(stripe, configuration=asked) == (400, "invalid_fields")


@fact(f"{API}/object")
def entries_past_due(stripe: Side) -> None:
    """Everything that a new account must provide is past due, and no date is named."""
    wanted = stripe.v2_read(stripe.v2_account()).requirements
    assert {one.minimum_deadline.status for one in wanted.entries} == {"past_due"}
    assert wanted.summary.minimum_deadline.time is None


@fact(f"{API}/object")
def bank_account_blocks_payouts(stripe: Side) -> None:
    """A missing bank account restricts payouts and no other capability."""
    entries = stripe.v2_read(stripe.v2_account()).requirements.entries
    (entry,) = [one for one in entries if one.description == "external_account"]
    assert {one.capability for one in entry.impact.restricts_capabilities} == {"stripe_balance.payouts"}


@fact(f"{API}/object")
def user_acts(stripe: Side) -> None:
    """Each entry says who must act: the user, for everything that a new account lacks."""
    entries = stripe.v2_read(stripe.v2_account()).requirements.entries
    assert {one.awaiting_action_from for one in entries} == {"user"}


@fact(f"{API}/object", emulator_only=CONTROL)
def stripe_acts(stripe: Side) -> None:
    """While Stripe verifies what was submitted, the entry awaits action from Stripe."""
    account = stripe.v2_account()
    stripe.emulator.complete_onboarding(account, "pending")
    (entry,) = stripe.v2_read(account).requirements.entries
    assert entry.awaiting_action_from == "stripe"


@fact(f"{API}/object")
def active_has_no_details(stripe: Side) -> None:
    """An active capability has no details, and an account without due entries has no summary."""
    shown = stripe.v2_read(stripe.ready_account())
    transfers = shown.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers) == ("active", None, None)
    assert (shown.requirements.entries, shown.requirements.summary) == ([], None)


@fact(f"{ENDIVE}/rejected-accounts-v2-capabilities", emulator_only=CONTROL)
def rejected_status(stripe: Side) -> None:
    """A rejected account's capabilities are `rejected` since 2026-09-30, and `restricted` before."""
    account = stripe.v2_account()
    stripe.emulator.complete_onboarding(account, "rejected")
    params: Any = {"include": ["configuration.recipient"]}
    now = stripe.v2.accounts.retrieve(account, params=params)
    before = stripe.v2.accounts.retrieve(account, params=params, options=OLDER)
    status = [
        one.configuration.recipient.capabilities.stripe_balance.stripe_transfers for one in (now, before)
    ]
    assert [told(one)[:2] for one in status] == [
        ("rejected", "rejected_other"),
        ("restricted", "restricted_other"),
    ]


@fact(f"{API}/create")
def country_is_required(stripe: Side) -> None:
    """An account that receives or takes money needs a country."""
    assert code_of(stripe, identity={"entity_type": "individual"}) == (400, "identity_country_required")


@fact(f"{API}/create")
def country_without_transfers(stripe: Side) -> None:
    """Transfers are refused in a country where they do not exist."""
    assert code_of(stripe, identity={"country": "JM"}) == (400, "capability_not_available_in_country")


@fact("docs.stripe.com/connect/account-capabilities", emulator_only=PLATFORM_DECIDES)
def transfers_alone(stripe: Side) -> None:
    """Without an approval `stripe_transfers` is refused unless `card_payments` is requested too."""
    alone = {"recipient": V2_RECIPIENT["configuration"]["recipient"]}
    code = "capability_not_available_without_other_capability"
    assert code_of(stripe, configuration=alone) == (400, code)


@fact(f"{API}/create")
def express_needs_the_platform(stripe: Side) -> None:
    """The Express Dashboard needs the platform as collector of fees and of losses."""
    pays = {"responsibilities": {"fees_collector": "stripe", "losses_collector": "stripe"}}
    code = "account_controller_express_dash_without_application_losses_or_fees"
    assert code_of(stripe, defaults=pays) == (400, code)


@fact(f"{API}/create")
def losses_need_fees(stripe: Side) -> None:
    """A platform that carries the losses must collect the fees."""
    mixed = {"responsibilities": {"fees_collector": "stripe", "losses_collector": "application"}}
    code = "account_controller_stripe_pricing_platform_liable"
    assert code_of(stripe, defaults=mixed, dashboard="none") == (400, code)


@fact("typed parameters: v2.core.AccountCreateParams")
def requirements_collector_is_told(stripe: Side) -> None:
    """Who collects requirements is told and not asked: Stripe, for an account with the Express Dashboard."""
    shown = stripe.v2_read(stripe.v2_account())
    assert shown.defaults.responsibilities.requirements_collector == "stripe"
    asked = {"responsibilities": {**DEFAULTS["responsibilities"], "requirements_collector": "stripe"}}
    assert code_of(stripe, defaults=asked) == (400, "invalid_fields")


@fact(f"{API}/create")
def terms_are_the_holders(stripe: Side) -> None:
    """A platform cannot accept Stripe's terms for somebody whom Stripe asks."""
    accepted = {"account": {"date": "2026-11-27T10:00:00.000Z", "ip": "203.0.113.7"}}
    identity = {"country": "US", "attestations": {"terms_of_service": accepted}}
    assert code_of(stripe, identity=identity) == (400, "tos_acceptance_on_behalf_not_allowed")


@fact("docs.stripe.com/api-v2-overview")
def null_removes_metadata(stripe: Side) -> None:
    """Metadata is merged, and null removes a key."""
    account = stripe.v2_account(metadata={"a": "1", "b": "2"})
    changed = stripe.v2.accounts.update(account, params={"metadata": {"a": None, "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


@fact(f"{API}/update")
def country_stays(stripe: Side) -> None:
    """The country of an account cannot change."""
    account = stripe.v2_account()
    change: Any = {"identity": {"country": "DE"}}
    refused = refusal(lambda: stripe.v2.accounts.update(account, params=change))
    assert (refused.status, refused.code) == (400, "immutable_identity_param")


@fact(f"{API}/close")
def closing_names_all(stripe: Side) -> None:
    """An account is closed by naming every configuration that is applied to it."""
    account = stripe.v2_account()
    some: Any = {"applied_configurations": ["recipient"]}
    refused = refusal(lambda: stripe.v2.accounts.close(account, params=some))
    assert (refused.status, refused.code) == (400, "configs_must_match_to_close")
    both: Any = {"applied_configurations": ["merchant", "recipient"]}
    assert stripe.v2.accounts.close(account, params=both).closed is True


@fact(f"{API}/close")
def closed_can_be_read(stripe: Side) -> None:
    """A closed account can still be read, and lists leave it out unless they ask for it."""
    account = stripe.v2_account()
    stripe.v2.accounts.close(account, params={"applied_configurations": ["merchant", "recipient"]})
    assert stripe.v2.accounts.retrieve(account).closed is True
    assert account not in [one.id for one in stripe.v2.accounts.list().data]


@fact(MIGRATE)
def one_account_two_apis(stripe: Side) -> None:
    """An account of v2 is read and changed by v1 under the same id; its type is "none"."""
    account = stripe.v2_account()
    stripe.v1.accounts.update(account, params={"metadata": {"by": "v1"}})
    shown = stripe.v1.accounts.retrieve(account)
    assert (shown.id, shown.type) == (account, "none")
    assert stripe.v2.accounts.retrieve(account).metadata.to_dict() == {"by": "v1"}


@fact(MIGRATE, emulator_only="in test mode v2 knows an account of v1 some minutes later")
def v1_account_in_v2(stripe: Side) -> None:
    """An account of v1 is read by v2, with the configurations that its capabilities mean."""
    account = stripe.account()
    assert stripe.v2_read(account).applied_configurations == ["recipient", "merchant"]


@fact(MIGRATE, emulator_only="how long it takes is a setting here")
def v1_account_takes_time(stripe: Side) -> None:
    """An account that v1 made is refused by v2 until it is ready for v2."""
    stripe.emulator.configure(v1_accounts_reach_v2_after_seconds=600)
    account = stripe.account()
    refused = refusal(lambda: stripe.v2.accounts.retrieve(account))
    assert (refused.status, refused.code) == (400, "account_not_yet_compatible_with_v2")


@fact(f"{MIGRATE} (the value was recorded)", emulator_only=CONTROL)
def recipients_never_charge(stripe: Side) -> None:
    """An account that only receives transfers never has `charges_enabled` in v1."""
    stripe.emulator.configure(transfers_only_allowed=True)
    recipient = {"recipient": V2_RECIPIENT["configuration"]["recipient"]}
    account = stripe.v2_account(configuration=recipient)
    stripe.emulator.complete_onboarding(account)
    shown = stripe.v1.accounts.retrieve(account)
    assert (shown.charges_enabled, shown.payouts_enabled) == (False, True)


@fact(CREATION, emulator_only=PLATFORM_DECIDES)
def v1_creation_refused(stripe: Side) -> None:
    """A platform opened since August 2026 may not create accounts by v1: 400 with a sentence and no code."""
    stripe.emulator.configure(v1_accounts_refused=True)
    refused = refusal(lambda: stripe.v1.accounts.create(params=EXPRESS))
    assert refused == (400, "invalid_request_error", None, None)


@fact(f"{LINKS}/object")
def link_has_no_id(stripe: Side) -> None:
    """An account link of v2 has no id; it names its account and says when it expires."""
    link = stripe.v2_link(stripe.v2_account()).to_dict()
    assert "id" not in link
    assert link["expires_at"] > link["created"]


@fact(f"{LINKS}/object")
def link_echoes_its_use(stripe: Side) -> None:
    """An account link of v2 repeats its use, and null for the uses that it does not have."""
    link = stripe.v2_link(stripe.v2_account())
    assert link.use_case.account_onboarding.refresh_url == REFRESH
    assert (link.use_case.type, link.use_case.account_update) == ("account_onboarding", None)


@fact(f"{ENDIVE}/removes-configurations-parameter-from-v2-core-account-links-api")
def links_name_no_configurations(stripe: Side) -> None:
    """`configurations` of an account link is refused since 2026-09-30, and taken before."""
    account = stripe.v2_account()
    named: Any = {"configurations": ["merchant", "recipient"]}
    assert refusal(lambda: stripe.v2_link(account, named)).status == 400
    assert stripe.v2_link(account, named, **OLDER).account == account


@fact(f"{LINKS}/create")
def link_of_nobody(stripe: Side) -> None:
    """An account link for an account that does not exist is 404 `not_found`."""
    refused = refusal(lambda: stripe.v2_link("acct_1none"))
    assert (refused.status, refused.code) == (404, "not_found")


@fact("docs.stripe.com/api/v2/core/persons")
def number_is_secret(stripe: Side) -> None:
    """The value of an identification number is never returned."""
    account = stripe.v2_account(identity={"country": "US", "entity_type": "company"})
    number: Any = {"id_numbers": [{"type": "us_ssn_last_4", "value": "0000"}]}
    person = stripe.v2.accounts.persons.create(account, params={"given_name": "Ada", **number})
    assert person.to_dict()["id_numbers"] == [{"type": "us_ssn_last_4"}]


@fact(f"{API}/object")
def seven_parts(stripe: Side) -> None:
    """Seven parts of an account can be included."""
    params: Any = {"include": list(V2_INCLUDABLE)}
    assert stripe.v2.accounts.retrieve(stripe.v2_account(), params=params).future_requirements is not None
    wrong: Any = {"include": ["persons"]}
    account = stripe.v2_account()
    assert refusal(lambda: stripe.v2.accounts.retrieve(account, params=wrong)).status == 400


@fact(
    "docs.stripe.com/api/accounts/login_link",
    emulator_only="in test mode only a person can finish onboarding",
)
def login_link_of_v1(stripe: Side) -> None:
    """The Express Dashboard of a v2 account opens by a login link of v1, once it is onboarded."""
    account = stripe.v2_account()
    assert refusal(lambda: stripe.v1.accounts.login_links.create(account)).status == 400
    stripe.emulator.complete_onboarding(account)
    assert stripe.v1.accounts.login_links.create(account).url.startswith("http")
