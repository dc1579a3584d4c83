"""A person's export holds everything about them, and nothing about others."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pulse.backoffice.privacy import delete_my_data, record_disclosure
from pulse.backoffice.privacy.export import export_my_data
from pulse.backoffice.privacy.parts import NOT_SHOWN, PARTS, SHOWN_FIRST
from pulse.earnings import trainer_earnings
from pulse.errors import NotFound
from pulse.ports.store import Delete, Merge
from pulse.sales import RefundPayment, RefundReason, refund_payment
from tests.backoffice.privacy.scene import BUYER, LINK, MAIL, NAME, OTHER, person
from tests.rules.table import TABLE
from tests.sales import scene as sales_scene
from tests.world import START


def test_the_export_has_everything_and_is_json(world, winner):
    exported = export_my_data(winner, ports=world.ports)
    assert json.loads(json.dumps(exported)) == exported
    assert exported["profile"]["email"] == MAIL
    assert [prize["winnerAmount"] for prize in exported["prizes"]] == [3_234]
    assert [entry["username"] for entry in exported["participations"]] == [NAME]
    assert f"Dear {NAME}" in [notice["text"] for notice in exported["notices"]]
    assert exported["accounts"]["winnerStripeConnect"]["state"] == "active"
    assert exported["exportedAt"] == (START + timedelta(days=10)).isoformat().replace("+00:00", "Z")


def test_the_export_holds_no_link_and_nothing_of_others(world, winner):
    exported = str(export_my_data(winner, ports=world.ports))
    assert LINK not in exported
    assert f"{OTHER}@example.com" not in exported


def test_a_buyer_s_export_shows_the_purchase_and_a_trainer_s_the_sale(world, buyer):
    bought = export_my_data(BUYER, ports=world.ports)
    assert [payment["id"] for payment in bought["purchases"]] == [buyer]
    sold = export_my_data(sales_scene.TRAINER, ports=world.ports)
    assert [payment["id"] for payment in sold["sales"]] == [buyer]


def test_an_owner_among_several_finds_the_challenge_in_their_export(world, buyer):
    world.store.commit([Merge("challenges/shared", {"ownerId": ["somebody", BUYER], "title": "Ours"})])
    exported = export_my_data(BUYER, ports=world.ports)
    assert [challenge["title"] for challenge in exported["challenges"]] == ["Ours"]


def test_there_is_no_export_of_nobody(world):
    world.store.commit([Merge("users/gone", {"a": 1}), Delete("users/gone")])
    with pytest.raises(NotFound):
        export_my_data("gone", ports=world.ports)


def test_every_collection_is_exported_or_has_a_reason_why_not():
    listed = {row.name.replace("/{id}", "") for row in TABLE} - {"anythingElse"}
    parts = {name for part in PARTS for name in part.collections}

    assert parts | set(SHOWN_FIRST) | set(NOT_SHOWN) == listed
    assert not parts & set(NOT_SHOWN)
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_what_a_winner_finds_includes_errors_results_entries_and_events(world, winner):
    exported = export_my_data(winner, ports=world.ports)

    assert [error["message"] for error in exported["errors"]] == [MAIL]
    assert [line["placement"] for line in exported["standings"]] == [1]
    assert [one["userId"] for one in exported["stripeAccounts"]] == [winner]
    assert {entry["kind"] for entry in exported["entries"]} >= {"transfer"}
    assert "evt_account" in {event["id"] for event in exported["events"]}
    assert "evt_of_another" not in {event["id"] for event in exported["events"]}
    assert OTHER not in {line["userId"] for line in exported["standings"]}


def test_what_a_buyer_finds_includes_the_customer_the_reservation_and_corrections(world):
    sales_scene.round_on_sale(world)
    payment_id = sales_scene.bought(world, payment_sheet=True).payment_intent_id
    sales_scene.pays(world, payment_id)
    sales_scene.completed(world, payment_id)
    refund = RefundPayment(payment_id=payment_id, actor="ada", reason=RefundReason.DUPLICATE, amount=100)
    refund_payment(refund, ports=world.ports)
    person(world, BUYER)

    exported = export_my_data(BUYER, ports=world.ports)

    assert [one["stripeCustomerId"][:4] for one in exported["customers"]] == ["cus_"]
    assert [one["paymentId"] for one in exported["reservations"]] == [payment_id]
    assert [one["amount"] for one in exported["corrections"]] == [100]
    assert not [one for one in exported["corrections"] if "actor" in one]
    assert {entry["kind"] for entry in exported["entries"]} >= {"refund"}


def test_a_trainer_finds_the_balance_that_was_last_known(world, buyer):
    trainer_earnings(sales_scene.TRAINER, page=None, ports=world.ports)

    exported = export_my_data(sales_scene.TRAINER, ports=world.ports)

    assert [balance["id"] for balance in exported["balances"]] == [f"creator_{sales_scene.TRAINER}"]


def test_a_person_finds_how_often_others_were_shown_their_data_and_not_who(world, buyer):
    record_disclosure(BUYER, "get-earnings", actor="ada", ports=world.ports)

    exported = export_my_data(BUYER, ports=world.ports)

    assert [(one["count"], one["operation"]) for one in exported["disclosures"]] == [(1, "get-earnings")]
    assert "ada" not in str(exported["disclosures"])


def test_no_client_secret_of_a_stored_event_is_in_it(world, buyer):
    secret = "pi_1_secret_canary"
    world.store.commit([Merge("stripeEvents/evt_payment", {"raw": f'{{"client_secret": "{secret}"}}'})])

    exported = json.dumps(export_my_data(BUYER, ports=world.ports))

    assert "evt_payment" in exported
    assert secret not in exported


def test_values_that_json_does_not_know_are_written_as_text(world, winner):
    world.store.commit([Merge(f"users/{winner}", {"avatar": b"\x00\x01"})])

    assert json.dumps(export_my_data(winner, ports=world.ports))


@pytest.mark.parametrize("odd", [None, 7, "a/b", "", ["ch"], {"a": 1}, "x" * 2_000])
def test_an_entry_that_names_no_challenge_stops_neither_export_nor_erasure(world, winner, odd):
    world.store.commit([Merge("user-challenge/odd", {"userId": winner, "challengeId": odd})])

    exported = export_my_data(winner, ports=world.ports)
    delete_my_data(winner, ports=world.ports)

    assert "odd" in {entry["id"] for entry in exported["participations"]}
    assert [line["placement"] for line in exported["standings"]] == [1]
    assert world.store.get("user-challenge/odd").fields["username"] == "Former member"
