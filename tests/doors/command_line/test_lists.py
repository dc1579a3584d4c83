"""Lists at the terminal: an operator who has a person or a challenge finds the prize, and why it waits."""

from __future__ import annotations

import pytest

from pulse.backoffice import HoldPerson, hold_person, list_people, list_prizes
from pulse.backoffice.support.lists import LISTED_MAX
from pulse.ports.store import Create, Update
from tests.doors.command_line.terminal import everything, run
from tests.prizes import scene


def of_status(world, record, status: str, reason: str | None) -> str:
    fields = dict(world.store.get(record.path).fields)
    world.store.commit([
        Create(f"prizeRecords/{status}", {**fields, "id": status, "status": status, "reason": reason})
    ])  # fmt: skip
    return status


@pytest.mark.parametrize(
    "option", [["--user", "ada"], ["--challenge", "ch"], ["--reason", "awaiting_account"]]
)
def test_a_prize_is_listed_by_person_challenge_and_reason_with_why_and_its_id(option, world, waiting):
    told = run(world, "prizes", *option)

    assert told.code == 0
    assert f"prize {waiting.id}" in told.text
    assert "97.00 USD, pending, awaiting_account" in told.text
    assert "The winner has to set up a payout account" in told.text


@pytest.mark.parametrize(
    "option", [["--user", "bob"], ["--challenge", "other"], ["--reason", "needs_review"], ["--user", ""]]
)
def test_a_prize_of_others_is_not(option, world, waiting):
    assert run(world, "prizes", *option).text == "There are none."


def test_what_is_wrong_comes_first_and_a_reversed_prize_is_listed(world, waiting):
    for status, reason in (("failed", "needs_review"), ("reversed", "needs_review"), ("paid", None)):
        of_status(world, waiting, status, reason)

    unpaid = [one.id for one in list_prizes(ports=world.ports).matches]
    of_ada = [one.id for one in list_prizes(user_id="ada", ports=world.ports).matches]
    assert unpaid == ["failed", "reversed", waiting.id]
    assert of_ada == [*unpaid, "paid"]


def test_a_damaged_prize_is_the_first(world, waiting):
    world.store.commit([Create("prizeRecords/odd", {"status": "pending", "winnerAmount": "much"})])

    assert run(world, "prizes").text.startswith("damaged prizeRecords/odd")


@pytest.mark.parametrize("count", [LISTED_MAX, LISTED_MAX + 1])
def test_a_list_that_is_cut_says_so(count, world, waiting):
    fields = dict(world.store.get(waiting.path).fields)
    for number in range(count - 1):
        world.store.commit([Create(f"prizeRecords/p{number}", {**fields, "id": f"p{number}"})])

    listed = list_prizes(ports=world.ports)
    assert (len(listed.matches), listed.more) == (LISTED_MAX, count > LISTED_MAX)


def test_the_worst_ones_are_listed_though_there_are_more_than_are_shown(world, waiting):
    fields = dict(world.store.get(waiting.path).fields)
    for number in range(LISTED_MAX + 1):
        world.store.commit([Create(f"prizeRecords/p{number:03}", {**fields, "id": f"p{number:03}"})])
    of_status(world, waiting, "reversed", "needs_review")
    of_status(world, waiting, "failed", "needs_review")

    listed = list_prizes(ports=world.ports)

    assert [str(one.status) for one in listed.matches[:3]] == ["failed", "reversed", "pending"]
    assert listed.more


def test_the_worst_accounts_are_listed_though_there_are_more_than_are_shown(world, waiting):
    fields = dict(world.store.get("winnerStripeConnect/ada").fields)
    for number in range(LISTED_MAX + 1):
        name = f"a{number:03}"
        account = {"userId": name, "state": "pending", "stripeAccountId": f"acct_{name}"}
        world.store.commit([Create(f"winnerStripeConnect/{name}", {**fields, **account})])
    rejected = {"userId": "zz", "state": "rejected", "stripeAccountId": "acct_zz"}
    world.store.commit([Create("winnerStripeConnect/zz", {**fields, **rejected})])

    listed = list_people(ports=world.ports)

    assert [str(one.status) for one in listed.matches[:2]] == ["rejected", "pending"]
    assert (len(listed.matches), listed.more) == (LISTED_MAX, True)


def test_people_on_hold_come_before_accounts_that_cannot_be_paid(world, waiting):
    scene.user(world, "bob")
    hold_person(HoldPerson("bob", "admin", "two accounts"), ports=world.ports)
    told = run(world, "people").text

    assert "person bob admin put them on hold on" in told
    assert "winner_account acct_" in told
    assert told.index("person bob") < told.index("winner_account")


def test_accounts_are_listed_the_worst_first(world, waiting):
    fields = dict(world.store.get("winnerStripeConnect/ada").fields)
    for state in ("pending", "rejected", "restricted", "disconnected"):
        changed = {"userId": state, "state": state, "stripeAccountId": f"acct_{state}"}
        world.store.commit([Create(f"winnerStripeConnect/{state}", {**fields, **changed})])

    assert [one.status for one in list_people(ports=world.ports).matches] == [
        "rejected", "disconnected", "restricted", "pending", "created",
    ]  # fmt: skip


def test_ready_accounts_are_listed_only_when_asked_for(world, paid):
    assert run(world, "people").text == "There are none."
    assert "see: person ada" in run(world, "people", "--state", "active").text


def test_challenges_are_listed_by_owner_and_status_unreadable_ones_first(world, waiting):
    fields = dict(world.store.get("challenges/ch").fields)
    world.store.commit([Create("challenges/zz", {**fields, "pricingInfo": "free"})])
    told = run(world, "challenges", "--status", fields["status"]).text

    assert told.startswith("challenge zz")
    assert "pricingInfo" in told
    assert "challenge ch" in told
    assert run(world, "challenges", "--owner", "nobody").text == "There are none."


def test_owners_in_a_list_are_found_too(world, waiting):
    world.store.commit([Update("challenges/ch", {"ownerId": ["one", "two"]})])

    assert "challenge ch" in run(world, "challenges", "--owner", "two").text


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["prizes", "--reason", "lost"], "reason"),
        (["people", "--state", "lost"], "state"),
        (["challenges", "--status", "lost"], "status"),
    ],
)
def test_an_unknown_word_is_refused_with_those_there_are(arguments, name, world):
    told = run(world, *arguments)

    assert (told.code, f"{name} must be one of " in told.text) == (3, True)


def test_lists_write_nothing(world, waiting):
    before = everything(world)
    for command in ("prizes", "people", "challenges"):
        run(world, command)

    assert everything(world) == before
