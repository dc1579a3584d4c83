"""Accounts by `/v2/core/accounts`: what they show, what changes them, and what v1 says of them."""

from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.resources.v2_accounts.agreement import ViewsDisagree
from stripe_emulator.world.state import PLATFORM
from tests.emulator.conftest import EXPRESS, V2_INCLUDABLE, V2_RECIPIENT
from tests.emulator.v2 import opened, read, refused, told

TRANSFERS_ONLY = {"recipient": V2_RECIPIENT["configuration"]["recipient"]}
AUSTRALIAN = {"identity": {"country": "AU", "entity_type": "individual"}, "configuration": TRANSFERS_ONLY}
ACTIVE = ("active", None, None)
CHECKED = ("pending", "requirements_pending_verification", "no_resolution")
LATE = ("restricted", "requirements_past_due", "provide_info")
REJECTED = ("rejected", "rejected_other", "no_resolution")
ENTRY_OF_ALL = {
    "external_account",
    "defaults.profile.business_url",
    "identity.attestations.terms_of_service.account.date",
    "identity.attestations.terms_of_service.account.ip",
}


def test_what_is_not_included_is_null(client: stripe.StripeClient) -> None:
    account = client.v2.core.accounts.create(params=V2_RECIPIENT)
    for one in (account, client.v2.core.accounts.retrieve(account.id)):
        nulls = {name for name, value in one.to_dict().items() if value is None}
        assert nulls >= {"configuration", "defaults", "future_requirements", "identity", "requirements"}
        assert one.applied_configurations == ["recipient", "merchant"]


@pytest.mark.parametrize("part", V2_INCLUDABLE)
def test_each_part_comes_when_it_is_included_and_alone(client: stripe.StripeClient, part: str) -> None:
    params = {
        **V2_RECIPIENT,
        "include": [part],
        "configuration": {**V2_RECIPIENT["configuration"], "customer": {}},
    }
    account = client.v2.core.accounts.create(params=params).to_dict()
    top, _, inner = part.partition(".")
    assert account[top] is not None
    others = {one.partition(".")[0] for one in V2_INCLUDABLE} - {top}
    assert all(account[one] is None for one in others)
    if inner:
        assert [name for name, one in account["configuration"].items() if one is not None] == [inner]


def test_update_and_close_answer_without_what_is_not_included(client: stripe.StripeClient) -> None:
    account = opened(client)
    updated = client.v2.core.accounts.update(account.id, params={"display_name": "J"})
    closed = client.v2.core.accounts.close(
        account.id, params={"applied_configurations": ["merchant", "recipient"]}
    )
    assert (updated.requirements, updated.configuration, updated.display_name) == (None, None, "J")
    assert (closed.requirements, closed.closed) == (None, True)


def test_a_fresh_account_is_restricted_until_everything_past_due_is_there(
    client: stripe.StripeClient,
) -> None:
    account = opened(client)
    balance = account.configuration.recipient.capabilities.stripe_balance
    for one in (
        balance.stripe_transfers,
        balance.payouts,
        account.configuration.merchant.capabilities.card_payments,
    ):
        assert told(one) == ("restricted", "requirements_past_due", "provide_info")
    assert {one.minimum_deadline.status for one in account.requirements.entries} == {"past_due"}
    assert account.requirements.summary.minimum_deadline.to_dict() == {"status": "past_due", "time": None}


@pytest.mark.parametrize(
    ("more", "count", "among"),
    [
        (AUSTRALIAN, 13, "identity.individual.address.postal_code"),
        ({"identity": {"country": "US"}}, 13, "identity.entity_type"),
        ({"defaults": {**V2_RECIPIENT["defaults"], "profile": {"business_url": "https://pulse.example.com"}}},
         17, "identity.individual.id_numbers.us_ssn_last_4"),
    ],
)  # fmt: skip
def test_what_is_asked_depends_on_country_entity_and_capabilities(
    emulator: Emulator, client: stripe.StripeClient, more: dict[str, Any], count: int, among: str
) -> None:
    emulator.configure(transfers_only_allowed=True)
    entries = opened(client, **more).requirements.entries
    names = {one.description for one in entries}
    assert len(entries) == count
    assert among in names
    assert names >= ENTRY_OF_ALL - {"defaults.profile.business_url"}


def test_only_payouts_wait_for_a_bank_account(client: stripe.StripeClient) -> None:
    blocked = {
        one.description: {(two.configuration, two.capability) for two in one.impact.restricts_capabilities}
        for one in opened(client).requirements.entries
    }
    payouts = {("merchant", "stripe_balance.payouts"), ("recipient", "stripe_balance.payouts")}
    assert blocked["external_account"] == payouts
    others = {*payouts, ("merchant", "card_payments"), ("recipient", "stripe_balance.stripe_transfers")}
    assert blocked["identity.individual.surname"] == others
    assert {one[0] for one in blocked["configuration.merchant.mcc"]} == {"merchant"}


def test_what_the_platform_gives_is_not_asked_again(client: stripe.StripeClient) -> None:
    account = opened(client)
    individual = {"given_name": "Ada", "date_of_birth": {"day": 1, "month": 2, "year": 1990}}
    client.v2.core.accounts.update(account.id, params={"identity": {"individual": individual}})
    after = read(client, account.id)
    gone = {one.description for one in account.requirements.entries} - {
        one.description for one in after.requirements.entries
    }
    born = {f"identity.individual.date_of_birth.{one}" for one in ("day", "month", "year")}
    assert gone == {"identity.individual.given_name", *born}
    assert after.identity.individual.given_name == "Ada"


@pytest.mark.parametrize(
    ("outcome", "transfers", "payouts", "entries"),
    [
        ("active", ACTIVE, ACTIVE, []),
        ("pending", CHECKED, CHECKED, [("stripe", "currently_due")]),
        ("restricted", LATE, LATE, [("user", "past_due")]),
        ("rejected", REJECTED, REJECTED, []),
        ("no_bank_account", ACTIVE, LATE, [("user", "past_due")]),
    ],
)
def test_onboarding_ends_in_a_status_with_its_reason(
    emulator: Emulator, client: stripe.StripeClient, outcome: str, transfers: Any, payouts: Any, entries: Any
) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id, outcome)
    after = read(client, account.id)
    balance = after.configuration.recipient.capabilities.stripe_balance
    assert (told(balance.stripe_transfers), told(balance.payouts)) == (transfers, payouts)
    found = [(one.awaiting_action_from, one.minimum_deadline.status) for one in after.requirements.entries]
    assert found == entries
    assert (after.requirements.summary is None) == (entries == [])


def test_rejected_has_its_own_status_only_from_the_version_that_brought_it(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id, "rejected")
    older = {"stripe_version": "2026-08-26.dahlia"}
    before = client.v2.core.accounts.retrieve(
        account.id, params={"include": list(V2_INCLUDABLE)}, options=older
    )
    transfers = before.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers) == ("restricted", "restricted_other", "no_resolution")


def test_a_deadline_is_told_until_it_passes_and_afterwards(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id)
    deadline = int(emulator.clock.now()) + 86_400
    emulator.require(account.id, ["individual.verification.document"], deadline=deadline)
    due = read(client, account.id)
    transfers = due.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    (entry,) = due.requirements.entries
    assert told(transfers) == ("active", None, None)
    assert entry.description == "identity.individual.documents.primary_verification"
    assert entry.reference.to_dict() == {
        "inquiry": None, "resource": due.identity.individual.id, "type": "person",
    }  # fmt: skip
    assert due.requirements.summary.minimum_deadline.time == "2027-01-16T08:00:00.000Z"
    emulator.advance(86_400)
    late = read(client, account.id)
    assert late.requirements.summary.minimum_deadline.to_dict() == {
        "status": "past_due", "time": "2027-01-16T08:00:00.000Z",
    }  # fmt: skip
    transfers = late.configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers) == ("restricted", "requirements_past_due", "provide_info")


def test_both_apis_read_and_change_one_account(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client, metadata={"user": "u_1"})
    client.v1.accounts.update(account.id, params={"email": "new@example.com", "metadata": {"more": "2"}})
    v2 = read(client, account.id)
    v1 = client.v1.accounts.retrieve(account.id)
    assert (v2.contact_email, v2.metadata.to_dict()) == ("new@example.com", {"user": "u_1", "more": "2"})
    assert (v1.type, v1.email, v1.country) == ("none", "new@example.com", "US")
    assert v1.controller.to_dict() == {
        "fees": {"payer": "application"}, "is_controller": True, "losses": {"payments": "application"},
        "requirement_collection": "stripe", "stripe_dashboard": {"type": "express"}, "type": "application",
    }  # fmt: skip
    assert v1.capabilities.to_dict() == {"transfers": "inactive", "card_payments": "inactive"}
    assert "individual.ssn_last_4" in v1.requirements.past_due
    emulator.complete_onboarding(account.id)
    v1 = client.v1.accounts.retrieve(account.id)
    assert (v1.charges_enabled, v1.payouts_enabled, v1.details_submitted) == (True, True, True)


def test_v2_reads_an_account_that_v1_made(emulator: Emulator, client: stripe.StripeClient) -> None:
    made = client.v1.accounts.create(params={**EXPRESS, "business_type": "individual"})
    account = read(client, made.id)
    assert account.applied_configurations == ["recipient", "merchant"]
    assert (account.dashboard, account.identity.entity_type) == ("express", "individual")
    assert account.defaults.responsibilities.to_dict() == {
        "fees_collector": "application",
        "losses_collector": "application",
        "requirements_collector": "stripe",
    }
    emulator.complete_onboarding(made.id)
    transfers = read(client, made.id).configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers) == ("active", None, None)


def test_money_reaches_an_account_of_v2(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    emulator.set_balance("usd", 1_000)
    send = {"amount": 970, "currency": "usd", "destination": account.id}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create(params=send)
    emulator.complete_onboarding(account.id)
    client.v1.transfers.create(params=send)
    assert emulator.balance_of(account.id)["available"][0]["amount"] == 970
    emulator.self_check()


def test_an_account_that_only_receives_never_charges(emulator: Emulator, client: stripe.StripeClient) -> None:
    emulator.configure(transfers_only_allowed=True)
    account = opened(client, configuration=TRANSFERS_ONLY)
    emulator.complete_onboarding(account.id)
    v1 = client.v1.accounts.retrieve(account.id)
    assert (v1.charges_enabled, v1.payouts_enabled, v1.capabilities.transfers) == (False, True, "active")


def test_v1_calls_transfers_active_where_v2_has_no_recipient(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    merchant = {"merchant": V2_RECIPIENT["configuration"]["merchant"]}
    account = opened(client, configuration=merchant)
    emulator.complete_onboarding(account.id)
    emulator.set_balance("usd", 1_000)
    assert client.v1.accounts.retrieve(account.id).capabilities.transfers == "active"
    assert read(client, account.id).configuration.recipient is None
    send = {"amount": 100, "currency": "usd", "destination": account.id}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create(params=send)


def test_metadata_is_merged_and_null_removes_a_key(client: stripe.StripeClient) -> None:
    account = opened(client, metadata={"a": "1", "b": "2"})
    changed = client.v2.core.accounts.update(account.id, params={"metadata": {"a": None, "c": "3"}})
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_a_capability_that_is_no_longer_requested_is_gone(client: stripe.StripeClient) -> None:
    account = opened(client)
    merchant = {"capabilities": {"card_payments": {"requested": False}}}
    client.v2.core.accounts.update(account.id, params={"configuration": {"merchant": merchant}})
    assert "card_payments" not in read(client, account.id).configuration.merchant.capabilities.to_dict()


def test_a_deactivated_configuration_loses_its_capabilities(client: stripe.StripeClient) -> None:
    account = opened(client)
    params = {"configuration": {"recipient": {"applied": False}}}
    client.v2.core.accounts.update(account.id, params=params)
    after = read(client, account.id)
    assert after.applied_configurations == ["merchant"]
    assert after.configuration.recipient.to_dict() == {"applied": False, "capabilities": {}}
    assert "transfers" not in emulated_capabilities(client, account.id)


def emulated_capabilities(client: stripe.StripeClient, account: str) -> set[str]:
    return {one.id for one in client.v1.accounts.capabilities.list(account).data}


def test_closing_names_every_configuration_and_needs_an_empty_balance(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id)
    close = client.v2.core.accounts.close
    both = {"applied_configurations": ["merchant", "recipient"]}
    only = {"applied_configurations": ["recipient"]}
    assert refused(lambda: close(account.id, params=only)) == (400, "configs_must_match_to_close")
    emulator.set_balance("usd", 1, account=account.id)
    assert refused(lambda: close(account.id, params=both)) == (400, "cannot_delete_account_with_balance")
    emulator.set_balance("usd", 0, account=account.id)
    close(account.id, params=both)
    after = client.v2.core.accounts.retrieve(account.id, params={"include": list(V2_INCLUDABLE)})
    assert (after.closed, after.configuration, after.requirements) == (True, None, None)
    with pytest.raises(stripe.PermissionError):
        client.v1.accounts.retrieve(account.id)
    assert client.v2.core.accounts.list().data == []
    assert [one.id for one in client.v2.core.accounts.list(params={"closed": True}).data] == [account.id]


def test_persons_are_kept_with_their_account(client: stripe.StripeClient) -> None:
    account = opened(client, identity={"country": "US", "entity_type": "company"})
    number = {"type": "us_ssn_last_4", "value": "0000"}
    params = {
        "given_name": "Ada",
        "relationship": {"owner": True, "percent_ownership": "12.5"},
        "id_numbers": [number],
    }
    persons = client.v2.core.accounts.persons
    ada = persons.create(account.id, params=params)
    assert ada.id.startswith("person_")
    assert ada.to_dict()["id_numbers"] == [{"type": "us_ssn_last_4"}]
    persons.update(account.id, ada.id, params={"surname": "Lovelace"})
    again = persons.retrieve(account.id, ada.id)
    assert (again.given_name, again.surname, str(again.relationship.percent_ownership)) == (
        "Ada",
        "Lovelace",
        "12.5",
    )
    assert [one.id for one in persons.list(account.id).data] == [ada.id]
    assert persons.delete(account.id, ada.id).to_dict()["deleted"] is True
    assert refused(lambda: persons.retrieve(account.id, ada.id)) == (404, "not_found")


def test_stripe_tells_a_code_and_a_resolution(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    emulator.complete_onboarding(account.id)
    set_to = {"account": account.id, "capability": "transfers"}
    emulator.control("accounts/capability", **set_to, status="restricted")
    assert transfers_of(client, account.id) == ("restricted", "restricted_other", "contact_stripe")
    unsupported = {"status": "unsupported", "code": "unsupported_country"}
    emulator.control("accounts/capability", **set_to, **unsupported)
    assert transfers_of(client, account.id) == ("unsupported", "unsupported_country", "no_resolution")
    assert client.v1.accounts.retrieve(account.id).capabilities.transfers == "inactive"
    emulator.control("accounts/capability", **set_to, status="active")
    assert transfers_of(client, account.id) == ("active", None, None)
    emulator.control("accounts/capability", account=account.id, capability="payouts", status="inactive")
    payouts = read(client, account.id).configuration.recipient.capabilities.stripe_balance.payouts
    assert told(payouts) == ("restricted", "restricted_other", "contact_stripe")


def transfers_of(client: stripe.StripeClient, account: str) -> tuple[str, str | None, str | None]:
    return told(read(client, account).configuration.recipient.capabilities.stripe_balance.stripe_transfers)


@pytest.mark.parametrize(
    "wrong",
    [{"status": "x"}, {"status": "restricted", "code": "x"}, {"status": "restricted", "resolution": "x"},
     {"status": "active", "code": "restricted_other"}, {"status": "active", "capability": "x"}],
)  # fmt: skip
def test_the_control_refuses_statuses_that_do_not_exist(
    emulator: Emulator, client: stripe.StripeClient, wrong: dict[str, str]
) -> None:
    given = {"account": opened(client).id, "capability": "transfers", **wrong}
    with pytest.raises(ValueError, match=r"capability|code"):
        emulator.control("accounts/capability", **given)


def test_a_missing_bank_account_stops_payouts_alone(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client).id
    emulator.complete_onboarding(account)
    deadline = int(emulator.clock.now()) + 60
    emulator.control("accounts/require", account=account, fields=["external_account"], deadline=deadline)
    emulator.advance(60)
    assert transfers_of(client, account) == ("active", None, None)
    v1 = client.v1.accounts.retrieve(account)
    assert (v1.payouts_enabled, v1.capabilities.transfers) == (False, "active")


def test_the_self_check_finds_two_apis_that_disagree(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    emulator.self_check()
    emulator.store.known(PLATFORM, "account", account.id)["_told_v2"] = {
        "transfers": {"status": "active", "code": "", "resolution": ""}
    }
    with pytest.raises(ViewsDisagree, match="active in one API only"):
        emulator.self_check()


def test_what_the_platform_rejects_is_told_apart(client: stripe.StripeClient) -> None:
    account = opened(client).id
    client.v1.accounts.reject(account, params={"reason": "fraud_other"})
    assert transfers_of(client, account) == ("rejected", "rejected_platform_fraud", "no_resolution")


def test_a_closed_account_and_its_events_are_read_in_its_context(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client).id
    client.v2.core.accounts.close(account, params={"applied_configurations": ["merchant", "recipient"]})
    scope = {"stripe_context": account}
    assert client.v2.core.accounts.retrieve(account, options=scope).closed is True
    params = {"types": ["v2.core.account.closed"]}
    (event,) = client.v2.core.events.list(params=params, options=scope).data
    assert event.related_object.id == account
    named = {"metadata": {"a": "1"}}
    assert refused(lambda: client.v2.core.accounts.update(account, params=named, options=scope))[0] == 403
    assert refused(lambda: client.v2.core.accounts.update(account, params=named)) == (400, "account_closed")
