"""A person's export holds everything about them, and nothing about others."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pulse.backoffice.privacy.export import export_my_data
from pulse.errors import NotFound
from pulse.ports.store import Delete, Merge
from tests.backoffice.privacy.scene import BUYER, LINK, MAIL, NAME, OTHER
from tests.sales import scene as sales_scene
from tests.world import START


def test_the_export_has_everything_and_is_json(world, winner):
    exported = export_my_data(winner, ports=world.ports)
    assert json.loads(json.dumps(exported)) == exported
    assert exported["profile"]["email"] == MAIL
    assert [prize["winnerAmount"] for prize in exported["prizes"]] == [3_234]
    assert [entry["username"] for entry in exported["participations"]] == [NAME]
    assert exported["notices"][0]["text"] == f"Dear {NAME}"
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
