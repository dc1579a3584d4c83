"""The steps adopt each document once: totals count it, no prize is paid twice, and undo undoes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import OpenAccount, Role, open_account, owner_path, read_account
from pulse.backoffice import check, reconcile, verify_all
from pulse.backoffice.migration import (
    Choice,
    DecideDoubt,
    Kind,
    begin,
    compare_sums,
    decide_doubt,
    survey,
    take_step,
    undo,
)
from pulse.earnings import trainer_earnings, winner_earnings
from pulse.errors import Conflict, NotFound, Refusal
from pulse.ledger import HEAD
from pulse.ports.store import Create, Delete, Query
from pulse.prizes import (
    NotAdopted,
    PayPrize,
    PrizeAct,
    apply_transfer,
    approve_prize,
    cancel_prize,
    hold_prize,
    pay_prize,
    prize_path,
    project_winner,
)
from tests.backoffice.migration import first_system as first
from tests.backoffice.migration.first_system import adopt_all
from tests.doors.command_line.terminal import run
from tests.people import audit_rows
from tests.prizes import scene

WINNER = "wilma"
COLLECTIONS = ("users", "stripeConnect", "winnerStripeConnect", "stripeAccounts", "payments", "prizeRecords")


@pytest.fixture
def pulse(world):
    """One trainer with a sale, and one winner."""
    scene.funds(world, 10**8)
    world.trainer = first.person(world, "tom", Role.CREATOR)
    world.winner = first.person(world, "wilma")
    first.sale(world, "tom", world.trainer)
    return world


class Raced:
    """Another writer is always first at one document."""

    def __init__(self, store, path):
        self._store, self._path = store, path

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, writes):
        if any(write.path == self._path for write in writes):
            raise Conflict(self._path)
        return self._store.commit(writes)


def stored(world, *collections):
    """Every document without its place in the audit trail, which no undo takes back."""
    return {
        document.path: {name: value for name, value in document.fields.items() if name != HEAD}
        for name in collections or (*COLLECTIONS, "holds")
        for document in world.store.query(Query(name))
    }


def pay(world, path, **how):
    return pay_prize(PayPrize(path.partition("/")[2], "admin", **how), ports=world.ports).record


def undone(world, **what):
    return undo("operator:test", ports=world.ports, **what)


def test_totals_count_what_was_adopted(pulse):
    first.prize(pulse, "wilma", pulse.winner)
    adopt_all(pulse)
    assert trainer_earnings("tom", ports=pulse.ports).total_earned_cents == 9_700
    assert winner_earnings("wilma", None, ports=pulse.ports).summary.total_earnings == 9_700
    assert verify_all(store=pulse.store) == []


def test_a_second_run_adopts_nothing_and_changes_nothing(pulse):
    first.prize(pulse, "wilma", pulse.winner)
    assert sum(one.adopted for one in adopt_all(pulse)) == 4
    before = stored(pulse, *COLLECTIONS, "journal", "auditLog", "migrationImages", "holds")
    assert sum(one.adopted for one in adopt_all(pulse)) == 0
    assert stored(pulse, *COLLECTIONS, "journal", "auditLog", "migrationImages", "holds") == before


def test_an_account_gets_its_state_and_the_way_back_to_its_owner(pulse):
    adopt_all(pulse)
    account = read_account("wilma", Role.WINNER, ports=pulse.ports)
    assert (account.state, account.ready_for_transfers, account.email) == (
        "active",
        True,
        "wilma@example.com",
    )
    owner = {"userId": "wilma", "role": "winner", "api": "v1"}
    assert pulse.store.get(f"stripeAccounts/{pulse.winner}").fields == owner


def test_an_account_known_from_a_profile_alone_gets_a_record_and_no_second_account(pulse):
    pulse.store.commit([Delete("winnerStripeConnect/wilma")])
    adopt_all(pulse)
    account = read_account("wilma", Role.WINNER, ports=pulse.ports)
    assert (account.stripe_account_id, account.state) == (pulse.winner, "active")
    assert survey(ports=pulse.ports).doubtful == []


def test_an_account_that_a_person_left_for_that_of_the_profile_becomes_a_previous_one(pulse):
    other = first.account(pulse, "wilma", Role.WINNER)
    first.change(pulse, "users/wilma", winner={"stripeAccountId": other})
    leave(pulse, "winnerStripeConnect/wilma")
    adopt_all(pulse)
    account = read_account("wilma", Role.WINNER, ports=pulse.ports)
    assert account.stripe_account_id == other
    assert [one.stripe_account_id for one in account.previous_accounts] == [pulse.winner]


def leave(world, subject):
    command = DecideDoubt(subject=subject, choice=Choice.LEAVE, reason="seen", actor="operator:test")
    decide_doubt(command, ports=world.ports)


def test_an_unpaid_prize_is_paid_once_and_only_when_an_administrator_asks(pulse):
    path = first.prize(pulse, "wilma")
    adopt_all(pulse)
    assert pay(pulse, path).reason == "pool_unfunded"
    assert [pay(pulse, path, by_admin=True).status, pay(pulse, path).status] == ["paid", "paid"]
    assert [one.amount for one in prizes_sent(pulse)] == [9_700]


def prizes_sent(world):
    """Transfers without those that a sale makes."""
    return [one for one in world.stripe.list_transfers({}) if one.source_transaction is None]


def test_before_it_is_adopted_nothing_is_sent_or_written_and_nobody_decides_on_it(pulse):
    path = first.prize(pulse, "wilma")
    before = stored(pulse)
    assert pay(pulse, path, by_admin=True).reason == "needs_review"
    for act in (approve_prize, cancel_prize, hold_prize):
        with pytest.raises(NotAdopted):
            act(PrizeAct(path.partition("/")[2], "admin", "test"), ports=pulse.ports)
    assert prizes_sent(pulse) == []
    assert stored(pulse) == before


def test_what_this_system_sells_between_begin_and_check_is_no_difference(pulse):
    begin("operator:test", ports=pulse.ports)
    adopt_all(pulse)
    pulse.clock.advance(hours=1)
    sold = pulse.store.get(first.sale(pulse, "tom", pulse.trainer, name="old")).fields
    pulse.store.commit([Delete("payments/old")])
    assert compare_sums(ports=pulse.ports).agrees
    later = {**sold, "feeBps": 300, HEAD: {"number": 1}, "createdAt": pulse.clock.now()}
    pulse.store.commit([Create("payments/new", later)])
    assert compare_sums(ports=pulse.ports).agrees
    pulse.store.commit([Create("payments/older", {**later, "createdAt": first.AT})])
    assert not compare_sums(ports=pulse.ports).agrees


def test_no_field_of_a_first_system_document_lets_it_be_paid(pulse):
    path = first.prize(pulse, "wilma", held=False, approvedBy="eve", requestedBy="eve", reason="retrying")
    for _ in range(2):
        assert pay(pulse, path, by_admin=True).status == "pending"
        adopt_all(pulse)
    assert prizes_sent(pulse) == []


def test_a_prize_that_a_transfer_may_have_paid_takes_two_administrators_who_read_why(pulse):
    path = first.prize(pulse, "wilma")
    first.sent(pulse, pulse.winner, 9_700)
    adopt_all(pulse)
    assert pay(pulse, path, by_admin=True).reason == "held_for_approval"
    assert [one.amount for one in prizes_sent(pulse)] == [9_700]
    (sentence,) = pulse.store.get(path.replace("prizeRecords", "holds")).fields["sentences"]
    assert sentence.startswith("A transfer of this amount belongs to no record")


@pytest.mark.parametrize("fields", [{"winnerAmount": 10_000}, {"prizeAmount": 1}, {"platformFee": -300}])
def test_a_prize_whose_amounts_do_not_add_up_is_never_paid(pulse, fields):
    path = first.prize(pulse, "wilma", **fields)
    adopt_all(pulse)
    with pytest.raises(Exception, match="cannot be read"):
        pay(pulse, path, by_admin=True)
    assert prizes_sent(pulse) == []


def test_a_paid_prize_is_in_the_books_under_its_transfer_and_never_paid_again(pulse):
    path = first.prize(pulse, "wilma", pulse.winner, status="pending")
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    adopt_all(pulse)
    assert pay(pulse, path, by_admin=True).status == "paid"
    (entry,) = pulse.store.query(Query("journal"))
    assert entry.id == f"{transfer_id}_transfer"
    assert [one.id for one in prizes_sent(pulse)] == [transfer_id]


def test_the_invariants_have_nothing_to_say_of_what_was_adopted_undone_and_adopted_again(pulse):
    first.prize(pulse, "wilma", pulse.winner, status="processing")
    first.prize(pulse, "wilma", challengeId="other")
    for act in (adopt_all, undone, adopt_all):
        act(pulse)
    project_winner("wilma", ports=pulse.ports)
    reconcile(ports=pulse.ports, full=True)
    assert check(store=pulse.store, stripe=pulse.stripe, now=pulse.clock.now(), settled=False) == []
    assert verify_all(store=pulse.store) == []


def test_a_step_that_is_interrupted_continues_where_it_ended(pulse):
    for number in range(5):
        first.prize(pulse, "wilma", challengeId=f"ch{number}")
    seen = [take_step(Kind.PRIZES, "operator:test", most=2, ports=pulse.ports) for _ in range(3)]
    assert [(one.adopted, one.finished) for one in seen] == [(2, False), (2, False), (1, True)]


def test_a_step_in_parts_is_not_done_before_what_could_not_be_adopted_was_taken_again(pulse):
    path = first.prize(pulse, "wilma", challengeId="ch0")
    first.prize(pulse, "wilma", challengeId="ch1")
    raced = replace(pulse.ports, store=Raced(pulse.store, path))
    done = take_step(Kind.PRIZES, "operator:test", most=1, ports=raced)
    assert (done.adopted, done.problems, done.finished) == (0, (f"{path}: Conflict",), False)
    seen = [take_step(Kind.PRIZES, "operator:test", most=1, ports=pulse.ports) for _ in range(4)]
    assert [(one.adopted, one.finished) for one in seen[:2]] == [(1, False), (0, False)]
    assert "feeBps" in pulse.store.get(path).fields
    assert take_step(Kind.PRIZES, "operator:test", ports=pulse.ports).finished


def test_one_document_that_changes_meanwhile_stops_no_other(pulse):
    path = first.prize(pulse, "wilma")
    other = first.prize(pulse, "wilma", challengeId="other")
    ports = replace(pulse.ports, store=Raced(pulse.store, path))
    done = take_step(Kind.PRIZES, "operator:test", ports=ports)
    assert (done.adopted, done.problems) == (1, (f"{path}: Conflict",))
    assert "feeBps" in pulse.store.get(other).fields


def test_undo_makes_every_document_what_it_was(pulse):
    first.prize(pulse, "wilma", pulse.winner, currency="USD")
    first.prize(pulse, "wilma", challengeId="other")
    first.sent(pulse, pulse.winner, 9_700)
    pulse.store.commit([Delete("stripeConnect/tom")])
    before = stored(pulse)
    adopt_all(pulse)
    assert stored(pulse) != before
    assert undone(pulse).problems == ()
    assert stored(pulse) == before
    assert verify_all(store=pulse.store) == []


def test_undo_of_one_document_touches_no_other(pulse):
    path = first.prize(pulse, "wilma")
    adopt_all(pulse)
    before = stored(pulse)
    undone(pulse, subject=path)
    after = stored(pulse)
    assert {name for name in before if before[name] != after.get(name)} == {path}
    assert audit_rows(pulse, path) == ["first_system.adopted", "first_system.restored"]
    with pytest.raises(NotFound):
        undone(pulse, subject=path)


def test_an_account_of_a_profile_is_undone_by_the_name_that_the_report_gives_it(pulse):
    pulse.store.commit([Delete("winnerStripeConnect/wilma")])
    adopt_all(pulse)
    assert undone(pulse, subject="users/wilma.winner").done == 1
    assert pulse.store.get("winnerStripeConnect/wilma") is None
    with pytest.raises(NotFound):
        undone(pulse, subject="users/wilma.winner")


def test_undo_leaves_what_was_changed_since_and_names_it(pulse):
    path = first.prize(pulse, "wilma")
    adopt_all(pulse)
    pay(pulse, path, by_admin=True)
    assert undone(pulse).problems == (f"{path}: Conflict",)
    assert pulse.store.get(path).fields["status"] == "paid"


def test_the_sums_before_and_after_are_compared(pulse):
    path = first.prize(pulse, "wilma", pulse.winner)
    first.prize(pulse, "wilma", challengeId="other", stripeTransferId="tr_unknown")
    begin("operator:test", ports=pulse.ports)
    assert compare_sums(ports=pulse.ports).waiting == 4
    adopt_all(pulse)
    assert compare_sums(ports=pulse.ports).agrees
    first.change(pulse, path, winnerAmount=9_701)
    compared = compare_sums(ports=pulse.ports)
    assert [(one.kind, one.what) for one in compared.lines if not one.agrees] == [
        ("prizes", "all"),
    ]


def test_what_the_first_system_writes_after_the_beginning_waits(pulse):
    begin("operator:test", ports=pulse.ports)
    adopt_all(pulse)
    pulse.clock.advance(hours=1)
    later = pulse.clock.now()
    first.prize(pulse, "wilma", createdAt=later)
    assert compare_sums(ports=pulse.ports).waiting == 1
    first.prize(pulse, "wilma", challengeId="odd", stripeTransferId="tr_unknown", createdAt=later)
    assert compare_sums(ports=pulse.ports).waiting == 2


def test_a_step_that_is_repeated_keeps_what_was_there_before_the_first(pulse):
    account = f"winnerStripeConnect/{WINNER}"
    before = pulse.store.get(account).fields
    adopt_all(pulse)
    pulse.store.commit([Delete(owner_path(pulse.winner))])
    begin("operator:test", ports=pulse.ports)
    adopt_all(pulse)
    assert pulse.store.get(owner_path(pulse.winner)) is not None
    undone(pulse, subject=account)
    after = pulse.store.get(account).fields
    assert {name: after.get(name) for name in before} == before
    assert "state" not in after


def test_the_commands_begin_take_steps_check_and_undo(pulse):
    first.prize(pulse, "wilma", pulse.winner)
    assert run(pulse, "migrate", "step", "accounts", "--yes").code == 3
    assert run(pulse, "migrate", "begin", "--yes").code == 0
    before = stored(pulse)
    assert "Would adopt the accounts" in run(pulse, "migrate", "step", "accounts").text
    assert stored(pulse) == before
    assert run(pulse, "migrate", "check").code == 1
    told = [run(pulse, "migrate", "step", kind.value, "--yes") for kind in Kind]
    assert [one.code for one in told] == [0, 0, 0]
    assert "2 accounts adopted, 0 doubtful and left alone. This step is done." in told[0].text
    assert run(pulse, "migrate", "check").code == 0
    assert "Would make 4 documents what they were" in run(pulse, "migrate", "undo").text
    assert "4 documents are what they were." in run(pulse, "migrate", "undo", "--yes").text
    assert stored(pulse) == before


def test_a_record_that_lacks_only_the_way_back_gets_it(pulse):
    adopt_all(pulse)
    pulse.store.commit([Delete(f"stripeAccounts/{pulse.winner}")])
    adopt_all(pulse)
    assert pulse.store.get(f"stripeAccounts/{pulse.winner}").fields["userId"] == "wilma"


def test_an_image_ends_by_itself(pulse):
    adopt_all(pulse)
    for image in pulse.store.query(Query("migrationImages")):
        kept = image.fields["expireAt"] - pulse.clock.now()
        assert kept.total_seconds() == pulse.ports.settings.migration_undo_seconds


def test_the_paths_of_prizes_are_those_of_their_records(pulse):
    path = first.prize(pulse, "wilma")
    assert prize_path(path.partition("/")[2]) == path
    pulse.store.commit([Create("prizeRecords/odd", {})])
    assert [one.subject for one in survey(ports=pulse.ports).doubtful] == ["prizeRecords/odd"]


@pytest.mark.parametrize(("amount", "status", "kept"), [(9_700, "reversed", 0), (100, "paid", 9_600)])
def test_a_transfer_that_was_taken_back_is_booked_as_stripe_has_it(pulse, amount, status, kept):
    path = first.prize(pulse, "wilma", pulse.winner)
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    pulse.sdk.v1.transfers.reversals.create(transfer_id, {"amount": amount})
    adopt = DecideDoubt(subject=path, choice=Choice.ADOPT, reason="seen", actor="operator:test")
    decide_doubt(adopt, ports=pulse.ports)
    adopt_all(pulse)
    fields = pulse.store.get(path).fields
    assert (fields["status"], fields["amountReversed"]) == (status, amount)
    assert winner_earnings("wilma", None, ports=pulse.ports).summary.total_earnings == kept
    assert len(list(pulse.store.query(Query("journal")))) == 2


def test_what_is_taken_back_of_an_adopted_prize_later_is_recorded_once(pulse):
    path = first.prize(pulse, "wilma", pulse.winner)
    adopt_all(pulse)
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    pulse.sdk.v1.transfers.reversals.create(transfer_id, {})
    for _ in range(2):
        assert apply_transfer(transfer_id, ports=pulse.ports).status == "reversed"
    assert winner_earnings("wilma", None, ports=pulse.ports).summary.total_earnings == 0
    assert len(list(pulse.store.query(Query("journal")))) == 2
    assert verify_all(store=pulse.store) == []


def test_what_is_taken_back_before_a_prize_is_adopted_changes_no_record(pulse):
    path = first.prize(pulse, "wilma", pulse.winner)
    before = stored(pulse)
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    pulse.sdk.v1.transfers.reversals.create(transfer_id, {})
    assert apply_transfer(transfer_id, ports=pulse.ports) is None
    assert stored(pulse) == before


def test_no_second_account_is_opened_before_that_of_the_profile_is_adopted(pulse):
    pulse.store.commit([Delete("winnerStripeConnect/wilma")])
    before = stored(pulse)
    with pytest.raises(Refusal, match="being moved to our new system"):
        open_account(OpenAccount("wilma", Role.WINNER, "wilma"), ports=pulse.ports)
    assert stored(pulse) == before
    adopt_all(pulse)
    open_account(OpenAccount("wilma", Role.WINNER, "wilma"), ports=pulse.ports)
    assert read_account("wilma", Role.WINNER, ports=pulse.ports).stripe_account_id == pulse.winner
