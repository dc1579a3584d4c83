"""An erased person leaves no trace, and every row about money stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.backoffice.checks.audit_trail import verify_all
from pulse.backoffice.privacy.erase import (
    EraseUser,
    ErasureStatus,
    MoneyOnItsWay,
    delete_my_data,
    erase_user,
)
from pulse.backoffice.privacy.traces import collect_event_writes
from pulse.charges import note_card
from pulse.errors import InvalidRequest, NotFound
from pulse.ports import Alert, Severity
from pulse.ports.store import Merge, Query, Update
from pulse.prizes import (
    AwardPrizes,
    ContestAward,
    PrizeAct,
    WithdrawContest,
    award_prizes,
    cancel_prize,
    contest_award,
    project_winner,
    withdraw_contest,
)
from pulse.sales import (
    apply_dispute,
    payment_path,
)
from tests.backoffice.privacy.scene import BUYER, LINK, MAIL, NAME, OTHER, WINNER, event, person
from tests.inbox import scene as inbox_scene
from tests.prizes import scene
from tests.sales import scene as sales_scene
from tests.world import World

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


def test_nothing_of_the_person_is_left_anywhere(world, winner):
    assert len(left(world)) >= 6
    erasure = delete_my_data(winner, ports=world.ports)
    assert erasure.status is ErasureStatus.DONE
    assert left(world) == []
    assert world.store.get(f"users/{winner}") is None


def test_a_payment_that_an_erased_buyer_left_open_can_not_be_paid_any_more(world):
    sales_scene.round_on_sale(world)
    payment_id = sales_scene.bought(world).payment_intent_id

    delete_my_data(sales_scene.BUYER, ports=world.ports)

    assert world.stripe.retrieve_payment_intent(payment_id).status == "canceled"
    assert sales_scene.payment_of(world, payment_id).revoked_why == "buyer_erased"


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


def test_events_of_what_a_person_paid_into_pools_are_taken_out(world):
    person(world, "payer")
    takings = [{"reference": "dp_1", "kind": "dispute"}, "odd"]
    fields = {"payerId": "payer", "paymentIntentId": "pi_1", "chargeId": "ch_1", "takings": takings}
    ids = ["pi_1", "ch_1", "dp_1"]
    world.store.commit([Merge("poolFundings/one", fields)])
    for object_id in ids:
        event(world, f"evt_{object_id}", objectId=object_id)

    for writes in collect_event_writes("payer", ports=world.ports):
        world.store.commit(writes)

    assert [world.store.get(f"stripeEvents/evt_{one}").fields["raw"] for one in ids] == ["", "", ""]


def test_a_bank_account_s_fingerprint_alone_is_taken_out_too(world, winner):
    where = f"winnerStripeConnect/{winner}"
    world.store.commit([Update(where, {"email": None, "creation": None, "bankFingerprints": ["canary"]})])
    delete_my_data(winner, ports=world.ports)
    assert left(world) == []


def test_the_cards_they_paid_by_are_deleted_and_those_of_others_stay(world, winner):
    for user_id in (winner, OTHER):
        world.store.commit([note_card(f"pi_{user_id}", user_id, "canary card", world.clock.now())])

    delete_my_data(winner, ports=world.ports)

    assert [one.fields["userId"] for one in world.store.query(Query("paidCards"))] == [OTHER]


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
    assert "award.edited" not in world.alerts.causes()


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


def contest_of_two(world):
    """The person contests the place of another, in words of their own; the review is not over."""
    for name in (OTHER, WINNER):
        scene.user(world, name)
    scene.awarded(world, OTHER, WINNER, pool=10_000)
    later = {"reviewUntil": world.clock.now() + timedelta(hours=1)}
    world.store.commit([Update("prizePools/ch", later)])
    command = ContestAward(
        challenge_id="ch",
        user_id=WINNER,
        placement=1,
        reason="canary ran twice",
        evidence=("canary.example",),
    )
    return contest_award(command, ports=world.ports).contest


@pytest.mark.parametrize("erased", [WINNER, OTHER])
def test_the_words_of_a_contest_go_with_who_wrote_them_and_with_whom_they_are_about(world, erased):
    contest = contest_of_two(world)
    withdraw_contest(WithdrawContest(contest.contest_id, WINNER), ports=world.ports)
    for record in scene.records(world):
        cancel_prize(PrizeAct(record["id"], "admin", "ended"), ports=world.ports)

    erase_user(EraseUser(user_id=erased, actor="admin", reason="asked"), ports=world.ports)

    fields = world.store.get(contest.path).fields
    assert (fields["reason"], fields["evidence"], fields["evidenceHash"]) == ("", [], contest.evidence_hash)
    assert (fields["status"], fields["placement"]) == ("withdrawn", 1)
    assert verify_all(store=world.store) == []


def test_who_has_an_open_contest_withdraws_it_before_they_are_erased(world):
    contest = contest_of_two(world)
    for record in scene.records(world):
        cancel_prize(PrizeAct(record["id"], "admin", "ended"), ports=world.ports)

    with pytest.raises(MoneyOnItsWay) as refused:
        erase_user(EraseUser(user_id=WINNER, actor="admin", reason="asked"), ports=world.ports)

    assert refused.value.facts["obstacles"] == [f"contest_open: {contest.path}"]
    assert world.store.get(contest.path).fields["reason"] == "canary ran twice"
