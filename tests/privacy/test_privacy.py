"""A person is forgotten: nothing of them is left, every row about money is, and only when the money rests."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.backoffice.checks.audit_trail import verify_all
from pulse.backoffice.privacy.erase import EraseUser, ErasureStatus, MoneyOnItsWay, delete_my_data, erase_user
from pulse.backoffice.privacy.export import export_my_data
from pulse.errors import InvalidRequest, NotFound, StripeUnavailable
from pulse.ports import Alert, Severity
from pulse.ports.store import Delete, Merge, Query, Update
from pulse.prizes import AwardPrizes, PrizeStatus, award_prizes, project_winner
from pulse.sales import (
    RefundPayment,
    RefundReason,
    apply_dispute,
    apply_payment_intent,
    payment_path,
    refund_payment,
)
from tests.inbox import scene as inbox_scene
from tests.prizes import scene
from tests.sales import scene as sales_scene
from tests.world import START, World

WINNER, OTHER, BUYER = "user_456", "user_789", sales_scene.BUYER
NAME, MAIL, LINK = "canaryname", "canary@canary-mail.example", "https://connect.stripe.com/setup/canary"
CANARIES = (NAME, MAIL, LINK, "canary")


def everything(world: World) -> dict[str, dict]:
    return {
        path: dict(document.fields)
        for documents in world.store._documents.values()
        for path, document in documents.items()
    }


def left(world: World) -> list[str]:
    """Paths of what still tells of the person."""
    return [
        path for path, fields in everything(world).items() if any(word in str(fields) for word in CANARIES)
    ]


def person(world: World, user_id: str) -> None:
    profile = {"id": user_id, "username": NAME, "email": MAIL, "winner": {"onboardingLink": LINK}}
    world.store.commit([Merge(f"users/{user_id}", profile)])


def event(world: World, name: str, **fields) -> None:
    stored = {"raw": json.dumps({"email": MAIL, "name": NAME}), "status": "done", **fields}
    world.store.commit([Merge(f"stripeEvents/{name}", stored)])


def paid_out(world: World) -> None:
    """Stripe's daily payout brings every balance to the bank."""
    world.clock.advance(days=10)
    world.emulator.run_due()


@pytest.fixture
def winner(world):
    """A prize was won, paid, and has arrived at the bank; the person shows in every place there is."""
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    scene.user(world, OTHER)
    account_id = scene.winner_account(world, WINNER)
    scene.winner_account(world, OTHER)
    scene.challenge(world, distributionType="top_three_equal")
    for place, user_id in enumerate((WINNER, OTHER)):
        scene.takes_part(world, user_id, 100 - place)
    words = {"username": NAME, "my.motto (`)": NAME, "contact": {"email": MAIL}}
    world.store.commit([Merge(f"user-challenge/ch_{WINNER}", words)])
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    for user_id in (WINNER, OTHER):
        scene.pay(world, scene.record_of(world, user_id))
        project_winner(user_id, ports=world.ports)
    event(world, "evt_account", account=account_id, objectId=account_id)
    event(world, "evt_of_another", account="acct_other", objectId="acct_other", raw="{}")
    world.store.commit(
        [
            Merge(f"users/{WINNER}/notices/one", {"text": f"Dear {NAME}"}),
            Merge(f"users/{WINNER}/stripeErrors/one", {"message": MAIL}),
            Merge(f"users/{WINNER}", {"winner": {"onboardingLink": LINK}}),
        ]
    )
    paid_out(world)
    return WINNER


@pytest.fixture
def buyer(world):
    payment_id = sales_scene.sold(world)
    person(world, BUYER)
    world.store.commit([Update(f"user-challenge/{sales_scene.CHALLENGE}_{BUYER}", {"username": NAME})])
    event(world, "evt_payment", objectId=payment_id)
    event(world, "evt_charge", objectId=world.store.get(payment_path(payment_id)).fields["chargeId"])
    return payment_id


def test_nothing_of_the_person_is_left_anywhere(world, winner):
    assert len(left(world)) >= 6
    erasure = delete_my_data(winner, ports=world.ports)
    assert erasure.status is ErasureStatus.DONE
    assert left(world) == []
    assert world.store.get(f"users/{winner}") is None


def test_nothing_of_a_buyer_is_left_anywhere(world, buyer):
    assert left(world)
    delete_my_data(BUYER, ports=world.ports)
    assert left(world) == []
    assert world.store.get(payment_path(buyer)).fields["buyerId"] == BUYER


def test_what_a_buyer_s_bank_wrote_of_them_in_a_dispute_is_taken_out(world, buyer):
    dispute_id = sales_scene.dispute_opened(world, buyer)
    apply_dispute(dispute_id, ports=world.ports)
    sales_scene.dispute_settled(world, dispute_id, "lost")
    apply_dispute(dispute_id, ports=world.ports)
    event(world, "evt_dispute", objectId=dispute_id)
    delete_my_data(BUYER, ports=world.ports)
    assert left(world) == []


def test_a_bank_account_s_fingerprint_alone_is_taken_out_too(world, winner):
    where = f"winnerStripeConnect/{winner}"
    world.store.commit([Update(where, {"email": None, "creation": None, "bankFingerprints": ["canary"]})])
    delete_my_data(winner, ports=world.ports)
    assert left(world) == []


def test_every_row_about_money_stays_as_it_was(world, winner):
    money = ("journal", "prizeRecords", "payments", "awards")
    before = {path: fields for path, fields in everything(world).items() if path.split("/")[0] in money}
    delete_my_data(winner, ports=world.ports)
    after = everything(world)
    changed = {path for path, fields in before.items() if after.get(path) != fields}
    assert all("/standings/" in path for path in changed)
    assert after[scene.record_of(world, winner).path]["userId"] == winner


def test_the_others_of_the_challenge_keep_their_names_and_places(world, winner):
    delete_my_data(winner, ports=world.ports)
    page = next(fields for path, fields in everything(world).items() if "/standings/" in path)
    assert [entry["username"] for entry in page["entries"]] == ["Former member", OTHER]
    assert [entry["placement"] for entry in page["entries"]] == [1, 2]
    assert world.store.get(f"users/{OTHER}").fields["email"] == f"{OTHER}@example.com"
    assert world.store.get("stripeEvents/evt_of_another").fields["raw"] == "{}"


def test_a_name_that_is_taken_out_makes_no_award_look_edited(world, winner):
    delete_my_data(winner, ports=world.ports)
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    assert "award.edited_after" not in world.alerts.causes()


def test_twice_is_harmless(world, winner):
    first = delete_my_data(winner, ports=world.ports)
    stands = everything(world)
    second = delete_my_data(winner, ports=world.ports)
    assert second == first
    assert everything(world) == stands


def test_an_interrupted_erasure_is_finished_by_the_next(world, winner):
    delete_my_data(winner, ports=world.ports)
    world.store.commit(
        [
            Update(f"erasures/{winner}", {"status": "started"}),
            Merge(f"users/{winner}/notices/late", {"text": NAME}),
        ]
    )
    assert erase_user(EraseUser(user_id=winner, actor="ada", reason="finish"), ports=world.ports).done_at
    assert left(world) == []


def test_it_is_in_the_audit_trail_with_who_and_why_and_the_chain_holds(world, winner):
    erase_user(EraseUser(user_id=winner, actor="ada", reason="letter of 23 November"), ports=world.ports)
    rows = world.store.query(Query("auditLog", where=[("subject", "==", f"erasures/{winner}")]))
    assert sorted((row.fields["act"], row.fields["actor"], row.fields["reason"]) for row in rows) == [
        ("erasure.done", "ada", "letter of 23 November"),
        ("erasure.started", "ada", "letter of 23 November"),
    ]
    assert verify_all(store=world.store) == []


def test_late_news_from_stripe_bring_nothing_back(world, winner):
    account_id = world.store.get(f"winnerStripeConnect/{winner}").fields["stripeAccountId"]
    delete_my_data(winner, ports=world.ports)
    world.emulator.complete_onboarding(account_id, "restricted")
    apply_account(account_id, ports=world.ports)
    project_winner(winner, ports=world.ports)
    assert left(world) == []
    assert world.store.get(f"users/{winner}") is None


def test_a_late_event_leaves_nothing_of_somebody_forgotten(world, winner):
    account_id = world.store.get(f"winnerStripeConnect/{winner}").fields["stripeAccountId"]
    delete_my_data(winner, ports=world.ports)
    about = {"id": account_id, "object": "account", "email": MAIL}
    inbox_scene.handled(world, inbox_scene.made_up("account.updated", about, account=account_id))
    assert left(world) == []


def test_an_alert_about_somebody_forgotten_tells_of_nobody(world, winner):
    delete_my_data(winner, ports=world.ports)
    world.ports.alerts.raise_alert(Alert(cause="x", severity=Severity.INFO, message="late", user_id=winner))
    assert left(world) == []


@pytest.mark.parametrize("state", ["waiting for an account", "in the account and not yet at the bank"])
def test_a_prize_that_has_not_arrived_stands_against_it(world, state):
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    if state != "waiting for an account":
        scene.winner_account(world, WINNER)
    (record,) = scene.awarded(world, WINNER)
    scene.pay(world, record)
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(WINNER, ports=world.ports)
    expected = "prize_pending" if state == "waiting for an account" else "balance_not_empty"
    assert [one.partition(":")[0] for one in refused.value.facts["obstacles"]] == [expected]
    assert world.store.get(f"users/{WINNER}").fields["email"] == MAIL


def test_money_between_stripe_and_the_bank_stands_against_it(world):
    scene.funds(world, 1_000_000)
    person(world, WINNER)
    account_id = scene.winner_account(world, WINNER)
    scene.pay(world, scene.awarded(world, WINNER)[0])
    while any(funds.amount for funds in balance_of(world, account_id)):
        world.clock.advance(hours=1)
        world.emulator.run_due()
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(WINNER, ports=world.ports)
    assert refused.value.facts["obstacles"] == [f"payout_on_its_way: winnerStripeConnect/{WINNER}"]
    paid_out(world)
    assert delete_my_data(WINNER, ports=world.ports).status is ErasureStatus.DONE


def balance_of(world, account_id):
    balance = world.stripe.retrieve_balance(account=account_id)
    return [*balance.available, *balance.pending]


@pytest.mark.parametrize("status", [PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED])
def test_every_open_status_of_a_prize_stands_against_it(world, winner, status):
    world.store.commit([Update(scene.record_of(world, winner).path, {"status": status.value})])
    with pytest.raises(MoneyOnItsWay):
        delete_my_data(winner, ports=world.ports)


def test_a_refund_that_is_under_way_stands_against_it(world, buyer):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/refunds", count=1)
    command = RefundPayment(payment_id=buyer, actor="ada", reason=RefundReason.DUPLICATE, amount=100)
    with pytest.raises(StripeUnavailable):
        refund_payment(command, ports=world.ports)
    with pytest.raises(MoneyOnItsWay):
        delete_my_data(BUYER, ports=world.ports)
    refund_payment(command, ports=world.ports)
    apply_payment_intent(buyer, ports=world.ports)
    delete_my_data(BUYER, ports=world.ports)


def test_a_trainer_whose_rounds_are_on_sale_closes_them_first(world, buyer):
    trainer = sales_scene.TRAINER
    paid_out(world)
    with pytest.raises(MoneyOnItsWay) as refused:
        delete_my_data(trainer, ports=world.ports)
    assert refused.value.facts["obstacles"] == [f"challenge_published: challenges/{sales_scene.CHALLENGE}"]
    world.store.commit([Update(f"challenges/{sales_scene.CHALLENGE}", {"status": "completed"})])
    delete_my_data(trainer, ports=world.ports)
    assert world.store.get(f"users/{trainer}") is None


def test_when_stripe_cannot_say_nobody_is_forgotten(world, winner):
    world.emulator.faults.add("timeout_before", method="GET", path="/v1/balance", count=1)
    with pytest.raises(StripeUnavailable):
        delete_my_data(winner, ports=world.ports)
    assert world.store.get(f"users/{winner}") is not None


def test_nobody_unknown_is_forgotten(world):
    with pytest.raises(NotFound):
        delete_my_data("nobody", ports=world.ports)


def test_an_administrator_gives_a_reason(world, winner):
    with pytest.raises(InvalidRequest):
        erase_user(EraseUser(user_id=winner, actor="ada", reason="  "), ports=world.ports)


def test_an_unfinished_account_is_forgotten_with_the_address_it_was_asked_for_with(world):
    person(world, WINNER)
    command = OpenAccount(user_id=WINNER, role=Role.WINNER, actor=WINNER)
    open_account(command, ports=world.ports)
    assert any("winnerStripeConnect" in path for path in left(world))
    delete_my_data(WINNER, ports=world.ports)
    assert left(world) == []


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
