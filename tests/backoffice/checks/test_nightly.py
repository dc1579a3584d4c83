"""Nightly the heads are written, the trails and invariants checked: one alert for each kind of trouble."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import Role, account_path
from pulse.backoffice import check, reconcile, run_nightly
from pulse.prizes import PrizeAct, apply_transfer, project_winner, reissue_prize
from tests.backoffice.disturbed import AwayFor, posted, shifted, tamper
from tests.prizes import scene


def paid_prizes(world, *people):
    scene.funds(world, 50_000)
    scene.awarded(world, *people)
    for user_id in people:
        scene.winner_account(world, user_id)
        scene.pay(world, scene.record_of(world, user_id))


def test_a_quiet_night_writes_the_days_heads_and_alerts_nobody(world):
    paid_prizes(world, "ada")
    world.clock.advance(days=1)
    report = run_nightly(ports=world.ports)
    assert (report.clean, report.days, world.alerts.raised) == (True, 1, [])


def test_there_is_one_alert_an_invariant_and_one_for_all_trails(world):
    paid_prizes(world, "ada", "bob")
    for user_id in ("ada", "bob"):
        record = scene.record_of(world, user_id)
        tamper(world, record.path, platformFee=record.platform_fee + 1)
        tamper(world, f"auditLog/{record.path.replace('/', '_')}_1", actor="nobody")
    report = run_nightly(ports=world.ports)
    assert len(report.flaws) == 2
    assert world.alerts.causes() == [
        "audit.tampered",
        "invariant.I10_broken",
        "invariant.I4_broken",
        "invariant.I7_broken",
    ]


def test_work_under_way_in_the_night_is_no_trouble(world):
    scene.awarded(world, "ada")
    assert run_nightly(ports=world.ports).clean


class PaysMeanwhile:
    """Stripe, taking its time over the list of transfers: each time it is asked, another worker continues."""

    def __init__(self, stripe, *work):
        self._stripe, self._work = stripe, iter(work)

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def list_transfers(self, params):
        if not params:
            next(self._work, lambda: None)()
        return self._stripe.list_transfers(params)


class MovesMeanwhile(PaysMeanwhile):
    """Another worker continues after the balance was read, before its movements are."""

    def list_transfers(self, params):
        return self._stripe.list_transfers(params)

    def list_balance_transactions(self, params, **options):
        next(self._work, lambda: None)()
        return self._stripe.list_balance_transactions(params, **options)


class HoldsMore:
    """Stripe, whose balance is some cents above what its movements add up to."""

    def __init__(self, stripe, cents):
        self._stripe, self._cents = stripe, cents

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def retrieve_balance(self):
        balance = self._stripe.retrieve_balance()
        first, *others = balance.available
        more = first.model_copy(update={"amount": first.amount + self._cents})
        return balance.model_copy(update={"available": [more, *others]})


def awarded_and_paid(world, user_id, challenge_id):
    scene.awarded(world, user_id, challenge_id=challenge_id)
    assert scene.pay(world, scene.record_of(world, user_id, challenge_id)).record.paid_at


@pytest.mark.parametrize("times", [1, 2])
def test_prizes_that_are_awarded_and_paid_while_it_reads_are_no_trouble(world, times):
    paid_prizes(world, "ada")
    waiting = [scene.awarded(world, "ada", challenge_id=f"waiting{time}")[0] for time in range(times)]

    def work(time):
        assert scene.pay(world, waiting[time]).record.paid_at
        awarded_and_paid(world, "ada", f"new{time}")

    stripe = PaysMeanwhile(world.stripe, *(lambda time=time: work(time) for time in range(times)))
    report = run_nightly(ports=replace(world.ports, stripe=stripe))
    assert (report.violations, world.alerts.raised) == ((), [])
    assert next(stripe._work, None) is None  # all of it was done meanwhile


def test_what_is_reversed_while_it_reads_is_no_trouble(world):
    paid_prizes(world, "ada")
    paid = scene.record_of(world, "ada")

    def reverse():
        world.stripe.create_transfer_reversal(paid.stripe_transfer_id, {}, idempotency_key="r")
        apply_transfer(paid.stripe_transfer_id, ports=world.ports)
        reissue_prize(PrizeAct(paid.id, "admin", "again"), ports=world.ports)
        world.clock.advance(hours=1)
        assert scene.pay(world, paid).record.paid_at

    report = run_nightly(ports=replace(world.ports, stripe=PaysMeanwhile(world.stripe, reverse)))
    assert (report.violations, world.alerts.causes()) == ((), ["prize.reversed"])


def test_what_is_broken_is_told_the_same_night_whatever_is_paid_while_it_reads(world):
    paid_prizes(world, "ada")
    record = scene.record_of(world, "ada")
    tamper(world, record.path, attempt=None)
    waiting = scene.awarded(world, "ada", challenge_id="waiting")[0]
    stripe = PaysMeanwhile(world.stripe, lambda: scene.pay(world, waiting))
    report = run_nightly(ports=replace(world.ports, stripe=stripe))
    assert {(one.invariant, one.subject) for one in report.violations} >= {("I11", record.path)}
    assert waiting.path not in {one.subject for one in report.violations}
    assert "invariant.I11_broken" in world.alerts.causes()


def paid_again(world, record, key):
    params = {"amount": record.winner_amount, "currency": "usd", "destination": record.attempt.destination}
    world.stripe.create_transfer({**params, "transfer_group": record.transfer_group}, idempotency_key=key)


def test_a_prize_that_is_paid_once_more_between_the_readings_is_told(world):
    paid_prizes(world, "ada")
    record = scene.record_of(world, "ada")
    paid_again(world, record, "second")
    stripe = PaysMeanwhile(world.stripe, lambda: None, lambda: paid_again(world, record, "third"))
    report = run_nightly(ports=replace(world.ports, stripe=stripe))
    ids = ", ".join(one.id for one in scene.transfers(world, record))
    assert ids.count("tr_") == 3
    assert f"I1 {record.path}: is paid more than once: {ids}" in map(str, report.violations)


def test_a_cent_that_stripe_holds_too_much_is_told_whatever_moves_between_the_readings(world):
    paid_prizes(world, "ada")
    waiting = scene.awarded(world, "ada", challenge_id="waiting")[0]
    stripe = PaysMeanwhile(HoldsMore(world.stripe, 1), lambda: None, lambda: scene.pay(world, waiting))
    report = run_nightly(ports=replace(world.ports, stripe=stripe))
    assert scene.read(world, waiting.id).paid_at
    assert [(one.invariant, one.subject) for one in report.violations] == [("I7", "balance")]
    assert world.alerts.causes() == ["invariant.I7_broken"]


@pytest.mark.parametrize("pools", [[10_000], [10_000, 5_000]])
def test_money_that_moves_between_the_balance_and_its_movements_is_no_trouble(world, pools):
    paid_prizes(world, "ada")
    waiting = [scene.awarded(world, "ada", challenge_id=f"w{pool}", pool=pool)[0] for pool in pools]
    stripe = MovesMeanwhile(world.stripe, *(lambda one=one: scene.pay(world, one) for one in waiting))
    report = run_nightly(ports=replace(world.ports, stripe=stripe))
    assert (report.violations, world.alerts.raised) == ((), [])
    assert all(scene.read(world, one.id).paid_at for one in waiting)


def test_it_asks_for_no_connected_accounts_money_however_many_there_are(world):
    paid_prizes(world, "ada", "bob")
    forbidden = AwayFor(world.stripe, AssertionError("asked"), ["acct_"], "list_balance_transactions")
    assert run_nightly(ports=replace(world.ports, stripe=forbidden)).clean


def test_an_account_of_which_a_cent_is_missing_is_found_where_all_is_settled(world):
    paid_prizes(world, "ada")
    reconcile(ports=world.ports, full=True)
    entry = posted(world, scene.record_of(world, "ada").stripe_transfer_id)
    shifted(world, entry, 1, "winner:ada")
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    said = [one.sentence for one in found if (one.invariant, one.subject) == ("I7", "winner:ada")]
    assert "the books say 97.01 USD, Stripe says 97.00 USD" in said


def test_books_that_are_wrong_two_nights_in_a_row_are_told(world):
    paid_prizes(world, "ada")
    project_winner("ada", ports=world.ports)
    right = world.store.get("users/ada").fields["winner"]
    tamper(world, "users/ada", winner={**right, "totalEarnings": 1})
    first = run_nightly(ports=world.ports)
    world.clock.advance(days=1)
    second = run_nightly(ports=world.ports)
    assert first.clean
    assert [(one.invariant, one.subject) for one in second.violations] == [("I7", "users/ada")]
    assert world.alerts.causes() == ["invariant.I7_broken"]


def test_what_came_to_rest_by_the_second_night_is_told_to_nobody(world):
    paid_prizes(world, "ada")
    project_winner("ada", ports=world.ports)
    right = world.store.get("users/ada").fields["winner"]
    tamper(world, "users/ada", winner={**right, "totalEarnings": 1})
    run_nightly(ports=world.ports)
    tamper(world, "users/ada", winner=right)
    world.clock.advance(days=1)
    assert run_nightly(ports=world.ports).clean
    assert world.alerts.raised == []


def test_an_account_that_left_unheard_keeps_nobody_from_looking_at_the_rest(world):
    paid_prizes(world, "ada", "bob")
    account_id = world.store.get(account_path(Role.WINNER, "ada")).fields["stripeAccountId"]
    world.emulator.deauthorize(account_id)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert {one.subject for one in found if one.invariant == "I7"} == {"users/ada", "users/bob"}
    report = reconcile(ports=world.ports, full=True)
    assert (report.clean, report.accounts) == (True, 2)
