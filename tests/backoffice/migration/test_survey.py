"""The report names every document of the first system, what Stripe says, and what a person has to do."""

from __future__ import annotations

import pytest

from pulse.accounts import Role
from pulse.backoffice.migration import REASONS, Choice, DecideDoubt, Verdict, Why, decide_doubt, survey
from pulse.errors import InvalidRequest, NotFound, Refusal, StripeUnavailable
from pulse.ports.store import Create, Delete, Query
from tests.backoffice.migration import first_system as first
from tests.doors.command_line.terminal import everything, run
from tests.people import audit_rows, onboarded
from tests.prizes import scene
from tests.sales.scene import dispute_opened


@pytest.fixture
def pulse(world):
    """One trainer with a sale, and one winner with a paid prize."""
    scene.funds(world, 10**8)
    world.trainer = first.person(world, "tom", Role.CREATOR)
    world.winner = first.person(world, "wilma")
    return world


def found(world, path):
    """Verdict and reason of one subject."""
    (finding,) = [one for one in survey(ports=world.ports).findings if one.subject == path]
    return finding.verdict.value, finding.why and finding.why.value


def seen(world):
    return {one.subject: one.verdict.value for one in survey(ports=world.ports).findings}


def test_what_stripe_confirms_is_adopted(pulse):
    sale = first.sale(pulse, "tom", pulse.trainer)
    prize = first.prize(pulse, "wilma", pulse.winner)
    assert seen(pulse) == {
        "stripeConnect/tom": "adopt",
        "winnerStripeConnect/wilma": "adopt",
        "users/tom.creator": "nothing",
        "users/wilma.winner": "nothing",
        sale: "adopt",
        prize: "adopt",
    }


def test_the_report_writes_nothing(pulse):
    first.sale(pulse, "tom", pulse.trainer)
    first.prize(pulse, "wilma")
    before = everything(pulse)
    survey(ports=pulse.ports)
    assert everything(pulse) == before


def test_what_this_system_wrote_is_ours(world):
    onboarded(world, "una", Role.WINNER)
    assert seen(world) == {"winnerStripeConnect/una": "ours", "users/una.winner": "nothing"}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"ownerAmount": 99_700}, "sums_differ"),
        ({"ownerAmount": 9_701}, "sums_differ"),
        ({"ownerAmount": 9_380}, "fee_differs"),
        ({"amount": "much"}, "unreadable"),
        ({"amount": -1}, "unreadable"),
        ({"currency": "dollars"}, "unreadable"),
        ({"status": "paid"}, "unreadable"),
        ({"createdAt": "yesterday"}, "unreadable"),
        ({"buyerId": None}, "unreadable"),
        ({"paymentId": "pi_unknown"}, "intent_unknown"),
        ({"paymentId": "../transfers"}, "intent_unknown"),
        ({"amount": 20_000, "platformFee": 600, "ownerAmount": 19_400}, "intent_differs"),
        ({"currency": "eur"}, "intent_differs"),
        ({"status": "failed"}, "paid_after_all"),
        ({"stripeAccountId": "acct_other"}, "destination_differs"),
        ({"platformFee": 200}, "rate_differs"),
        ({"ownerNetAmount": 10**9}, "fields_of_ours"),
        ({"refundedAmount": 0}, "fields_of_ours"),
    ],
)
def test_a_payment_that_does_not_fit_is_doubtful_for_its_reason(pulse, fields, why):
    path = first.sale(pulse, "tom", pulse.trainer, **fields)
    assert found(pulse, path) == ("doubt", why)


@pytest.mark.parametrize("fields", [{"currency": "USD"}, {"amount": 10_000.0}, {"createdAt": 1_705_320_000}])
def test_a_payment_in_another_form_of_the_same_meaning_is_adopted(pulse, fields):
    assert found(pulse, first.sale(pulse, "tom", pulse.trainer, **fields)) == ("adopt", None)


def test_a_payment_that_nobody_paid_is_doubtful(pulse):
    path = first.sale(pulse, "tom", pulse.trainer)
    intent = pulse.sdk.v1.payment_intents.create(
        {
            "amount": 10_000,
            "currency": "usd",
            "application_fee_amount": 300,
            "transfer_data": {"destination": pulse.trainer},
        }
    )
    first.change(pulse, path, paymentId=intent.id)
    assert found(pulse, path) == ("doubt", "not_paid")


def test_a_payment_of_which_money_went_back_is_doubtful_and_a_person_may_adopt_it(pulse):
    path = first.sale(pulse, "tom", pulse.trainer)
    pulse.sdk.v1.refunds.create({"payment_intent": path.partition("/")[2], "amount": 2_500})
    (doubt,) = survey(ports=pulse.ports).doubtful
    assert (doubt.why, doubt.detail) == (Why.TAKEN_BACK, "refunded: 25.00 USD")
    first.accept(pulse, path)
    assert found(pulse, path) == ("adopt", "taken_back")


def test_a_disputed_payment_is_doubtful(pulse):
    path = first.sale(pulse, "tom", pulse.trainer)
    dispute_opened(pulse, path.partition("/")[2])
    (doubt,) = survey(ports=pulse.ports).doubtful
    assert (doubt.why, doubt.detail) == (Why.TAKEN_BACK, "disputed")


def test_a_payment_whose_trainer_lost_their_share_is_doubtful(pulse):
    path = first.sale(pulse, "tom", pulse.trainer)
    charge = pulse.sdk.v1.charges.list({"payment_intent": path.partition("/")[2]}).data[0]
    pulse.sdk.v1.transfers.reversals.create(charge.transfer, {"amount": 9_700})
    (doubt,) = survey(ports=pulse.ports).doubtful
    assert (doubt.why, doubt.detail) == (Why.TAKEN_BACK, "reversed: 97.00 USD")


@pytest.mark.parametrize("status", ["refunded", "partially_refunded", "disputed"])
def test_a_payment_that_says_it_went_back_while_stripe_has_it_is_doubtful(pulse, status):
    path = first.sale(pulse, "tom", pulse.trainer, status=status)
    assert found(pulse, path) == ("doubt", "not_taken_back")


def test_two_payments_of_one_intent_are_both_doubtful(pulse):
    path = first.sale(pulse, "tom", pulse.trainer)
    pulse.store.commit([Create("payments/copy", pulse.store.get(path).fields)])
    assert [found(pulse, one) for one in (path, "payments/copy")] == [("doubt", "named_twice")] * 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"winnerAmount": 10_000}, "sums_differ"),
        ({"winnerAmount": None}, "unreadable"),
        ({"status": "won"}, "unreadable"),
        ({"id": "another"}, "misplaced"),
        ({"requestedBy": "eve"}, "fields_of_ours"),
        ({"attempt": {}}, "fields_of_ours"),
        ({"status": "paid"}, "paid_unnamed"),
        ({"stripeTransferId": "tr_unknown"}, "transfer_unknown"),
        ({"platformFee": 100, "winnerAmount": 9_900}, "rate_differs"),
    ],
)
def test_a_prize_that_does_not_fit_is_doubtful_for_its_reason(pulse, fields, why):
    assert found(pulse, first.prize(pulse, "wilma", **fields)) == ("doubt", why)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"prizeAmount": 20_000, "winnerAmount": 19_400, "platformFee": 600}, "transfer_differs"),
        ({"currency": "eur"}, "transfer_differs"),
    ],
)
def test_a_paid_prize_is_compared_with_its_transfer(pulse, fields, why):
    assert found(pulse, first.prize(pulse, "wilma", pulse.winner, **fields)) == ("doubt", why)


def test_a_transfer_to_another_persons_account_is_doubtful(pulse):
    assert found(pulse, first.prize(pulse, "wilma", pulse.trainer)) == ("doubt", "transfer_of_another")


def test_a_transfer_to_an_account_that_nobody_has_is_doubtful(pulse):
    stray = first.account(pulse, "nobody", Role.WINNER)
    assert found(pulse, first.prize(pulse, "wilma", stray)) == ("doubt", "recipient_unknown")


def test_a_transfer_that_was_taken_back_is_doubtful(pulse):
    path = first.prize(pulse, "wilma", pulse.winner)
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    pulse.sdk.v1.transfers.reversals.create(transfer_id, {"amount": 100})
    assert found(pulse, path) == ("doubt", "transfer_reversed")


def test_two_prizes_by_one_transfer_are_both_doubtful(pulse):
    path = first.prize(pulse, "wilma", pulse.winner)
    transfer_id = pulse.store.get(path).fields["stripeTransferId"]
    other = first.prize(pulse, "wilma", challengeId="other", stripeTransferId=transfer_id)
    assert [found(pulse, one) for one in (path, other)] == [("doubt", "named_twice")] * 2


def test_an_unpaid_prize_that_a_lost_transfer_may_have_paid_is_held(pulse):
    path = first.prize(pulse, "wilma")
    assert found(pulse, path) == ("adopt", None)
    first.sent(pulse, pulse.winner, 9_700)
    assert found(pulse, path) == ("hold", "may_be_paid")


def test_an_unpaid_prize_that_the_profile_shows_as_paid_is_held(pulse):
    path = first.prize(pulse, "wilma")
    wins = [{"challengeId": first.CHALLENGE, "prizeAmount": 10_000, "status": "paid"}]
    first.change(pulse, "users/wilma", winner={"challengeWins": wins})
    assert found(pulse, path) == ("hold", "shown_as_paid")


def test_two_prizes_of_one_person_in_one_challenge_are_doubtful(pulse):
    path = first.prize(pulse, "wilma")
    again = pulse.store.get(path).fields | {"id": "again"}
    pulse.store.commit([Create("prizeRecords/again", again)])
    assert [found(pulse, one) for one in (path, "prizeRecords/again")] == [("doubt", "prize_twice")] * 2


def test_a_prize_of_a_challenge_that_was_awarded_here_is_doubtful(pulse):
    path = first.prize(pulse, "wilma")
    pulse.store.commit([Create(f"awards/{first.CHALLENGE}", {})])
    assert found(pulse, path) == ("doubt", "awarded_here")


def test_an_account_known_from_a_profile_alone_is_found(pulse):
    pulse.store.commit([Delete("winnerStripeConnect/wilma")])
    assert found(pulse, "users/wilma.winner") == ("adopt", None)


@pytest.mark.parametrize(
    ("account_id", "why"),
    [("acct_unknown", "account_unknown"), (17, "unreadable"), ("a/b", "unreadable"), (["x"], "unreadable")],
)
def test_an_account_that_the_profile_names_oddly_is_doubtful(pulse, account_id, why):
    first.profile(pulse, "petra", creator={"stripeAccountId": account_id})
    assert found(pulse, "users/petra.creator") == ("doubt", why)


@pytest.mark.parametrize(
    "nothing", [None, "", {}, {"stripeAccountId": None}, {"stripeAccountId": ""}, {"challengeWins": None}]
)
def test_a_profile_without_an_account_is_nothing(world, nothing):
    first.profile(world, "petra", winner=nothing)
    assert set(seen(world).values()) == {"nothing"}


@pytest.mark.parametrize(
    ("winner", "told"),
    [
        *((odd, "winner must be a map or absent") for odd in ("acct_1", 5, False, ["x"])),
        ({"challengeWins": {"0": {}}}, "winner.challengeWins must be a list of maps or absent"),
        ({"challengeWins": [{}, 5]}, "winner.challengeWins must be a list of maps or absent"),
    ],
)
def test_a_profile_of_an_odd_form_is_doubtful(pulse, winner, told):
    first.profile(pulse, "petra", winner=winner)
    (doubt,) = survey(ports=pulse.ports).doubtful
    assert (doubt.subject, doubt.why, doubt.detail) == ("users/petra.winner", Why.UNREADABLE, told)


def test_an_account_of_another_country_than_its_record_says_is_doubtful_and_may_be_adopted(world):
    account = first.account(world, "petra", Role.WINNER)
    path = first.record(world, "petra", Role.WINNER, account, country="DE")
    assert found(world, path) == ("doubt", "account_differs")
    first.accept(world, path)
    assert found(world, path) == ("adopt", "account_differs")


@pytest.mark.parametrize("kind", ["standard", "custom"])
def test_an_account_of_another_type_than_the_first_system_made_is_doubtful(world, kind):
    account = first.account(world, "petra", Role.WINNER, kind=kind)
    first.profile(world, "petra", winner={"stripeAccountId": account})
    assert found(world, "users/petra.winner") == ("doubt", "account_differs")


def test_a_profile_and_a_record_with_two_accounts_are_doubtful(pulse):
    other = first.account(pulse, "wilma", Role.WINNER)
    first.change(pulse, "users/wilma", winner={"stripeAccountId": other})
    both = ("winnerStripeConnect/wilma", "users/wilma.winner")
    assert [found(pulse, one) for one in both] == [("doubt", "accounts_differ")] * 2


def test_a_profile_that_names_an_account_of_the_past_changes_nothing(pulse):
    first.change(pulse, "users/wilma", winner={"stripeAccountId": "acct_deleted"})
    assert found(pulse, "users/wilma.winner") == ("nothing", None)
    assert found(pulse, "winnerStripeConnect/wilma") == ("adopt", None)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"stripeAccountId": 5}, "unreadable"),
        ({"email": 5}, "unreadable"),
        ({"createdAt": "soon"}, "unreadable"),
        ({"userId": "another"}, "misplaced"),
        ({"accountType": "trainer"}, "misplaced"),
        ({"stripeAccountId": "acct_unknown"}, "account_unknown"),
    ],
)
def test_a_record_of_an_account_that_does_not_fit_is_doubtful(world, fields, why):
    first.person(world, "tom", Role.CREATOR)
    path = first.record(world, "wilma", Role.WINNER, first.account(world, "wilma", Role.WINNER), **fields)
    assert found(world, path) == ("doubt", why)


def test_an_account_that_two_people_claim_is_doubtful_for_both(pulse):
    first.profile(pulse, "eve")
    path = first.record(pulse, "eve", Role.WINNER, pulse.winner)
    both = ("winnerStripeConnect/wilma", path)
    assert [found(pulse, one) for one in both] == [("doubt", "account_claimed_twice")] * 2


def test_an_account_with_the_metadata_of_another_is_doubtful(pulse):
    pulse.sdk.v1.accounts.update(pulse.winner, {"metadata": {"user_id": "eve"}})
    assert found(pulse, "winnerStripeConnect/wilma") == ("doubt", "account_of_another")


def test_an_account_with_the_page_of_another_person_is_doubtful_and_a_former_name_is_not(pulse):
    first.profile(pulse, "wilma", username="wilma_the_second")
    assert found(pulse, "winnerStripeConnect/wilma") == ("adopt", None)
    first.profile(pulse, "eve", username="wilma")
    assert found(pulse, "winnerStripeConnect/wilma") == ("doubt", "profile_of_another")


def test_a_win_without_a_record_is_named_before_it_is_lost(pulse):
    wins = [{"challengeId": "by_hand", "prizeAmount": 10_000, "status": "paid"}]
    first.change(pulse, "users/wilma", winner={"challengeWins": wins})
    assert found(pulse, "users/wilma.winner") == ("doubt", "win_without_record")


def decide(world, subject, choice, reason="looked at it"):
    command = DecideDoubt(subject=subject, choice=choice, reason=reason, actor="operator:ada")
    return decide_doubt(command, ports=world.ports)


def test_what_a_person_leaves_is_doubtful_no_more_and_counts_for_nothing_else(pulse):
    first.profile(pulse, "eve")
    path = first.record(pulse, "eve", Role.WINNER, pulse.winner)
    decide(pulse, path, Choice.LEAVE)
    assert found(pulse, path) == ("left", None)
    assert found(pulse, "winnerStripeConnect/wilma") == ("adopt", None)


def test_a_person_adopts_what_stripe_does_not_contradict_and_an_unpaid_prize_stays_held(pulse):
    odd = {"platformFee": 100, "winnerAmount": 9_900}
    prize = first.prize(pulse, "wilma", **odd)
    unknown = first.prize(pulse, "wilma", challengeId="other", stripeTransferId="tr_unknown")
    decide(pulse, prize, Choice.ADOPT)
    with pytest.raises(Refusal, match="Stripe does not know the transfer"):
        decide(pulse, unknown, Choice.ADOPT)
    assert found(pulse, prize) == ("hold", "rate_differs")
    assert found(pulse, unknown) == ("doubt", "transfer_unknown")


def test_a_decision_is_in_the_audit_trail_and_the_last_one_counts(pulse):
    path = first.prize(pulse, "wilma", platformFee=100, winnerAmount=9_900)
    decided = [decide(pulse, path, Choice.ADOPT), decide(pulse, path, Choice.LEAVE)][1]
    assert found(pulse, path) == ("left", None)
    assert audit_rows(pulse, decided.path) == ["first_system.decided"] * 2


@pytest.mark.parametrize(
    "subject", ["users/wilma", "journal/x", "users/wilma.owner", "x", "users/a/b.winner"]
)
def test_a_decision_about_anything_else_is_refused(pulse, subject):
    with pytest.raises(InvalidRequest):
        decide(pulse, subject, Choice.LEAVE)


def test_a_decision_needs_a_reason_and_a_document(pulse):
    with pytest.raises(InvalidRequest, match="reason"):
        decide(pulse, "stripeConnect/tom", Choice.LEAVE, " ")
    with pytest.raises(NotFound):
        decide(pulse, "payments/typo", Choice.LEAVE)


def test_nothing_is_said_of_any_document_while_stripe_is_away(pulse):
    first.prize(pulse, "wilma", pulse.winner)

    def away(*_: object) -> None:
        raise StripeUnavailable("no answer")

    pulse.stripe.retrieve_account = away
    pulse.stripe.retrieve_transfer = away
    with pytest.raises(StripeUnavailable):
        survey(ports=pulse.ports)


def test_the_command_lists_what_is_doubtful_and_exits_1_until_a_person_has_decided(pulse):
    path = first.prize(pulse, "wilma", stripeTransferId="tr_unknown")
    first.sale(pulse, "tom", pulse.trainer)
    told = run(pulse, "migrate", "report")
    assert told.code == 1
    assert f"{path}: transfer_unknown. Stripe does not know the transfer." in told.text
    assert "payments │ adopt │ 1 │ 100.00 USD │ 97.00 USD │ 3.00 USD" in told.text
    asked = ("migrate", "decide", path, "leave", "--reason", "paid by hand")
    assert "Would note" in run(pulse, *asked).text
    assert run(pulse, "migrate", "report").code == 1
    assert run(pulse, *asked, "--yes").code == 0
    assert run(pulse, "migrate", "report").code == 0


def test_every_reason_has_a_sentence_and_every_verdict_is_one_of_the_table(pulse):
    assert set(REASONS) == set(Why)
    assert {one.verdict for one in survey(ports=pulse.ports).findings} <= set(Verdict)
    assert list(pulse.store.query(Query("migrationDecisions"))) == []


def twin(pulse, path, **fields):
    """Another record of the same prize, without the transfer."""
    same = pulse.store.get(path).fields | {"id": "again", "status": "pending", **fields}
    kept = {name: one for name, one in same.items() if name not in {"stripeTransferId", "paidAt"}}
    pulse.store.commit([Create("prizeRecords/again", kept)])
    return "prizeRecords/again"


def test_leaving_a_paid_record_does_not_make_its_twin_payable(pulse):
    paid = first.prize(pulse, "wilma", pulse.winner)
    first.change(pulse, paid, winnerAmount=9_600, platformFee=400)
    other = twin(pulse, paid, winnerAmount=9_700, platformFee=300)
    decide(pulse, paid, Choice.LEAVE)
    assert found(pulse, other) == ("doubt", "prize_twice")


def test_a_transfer_that_another_record_names_wrongly_is_still_a_suspicion(pulse):
    bob = first.person(pulse, "bob")
    prize = first.prize(pulse, "bob")
    sent = first.sent(pulse, bob, 9_700)
    first.prize(pulse, "wilma", challengeId="x", stripeTransferId=sent, status="paid")
    assert found(pulse, prize) == ("hold", "may_be_paid")


def test_a_transfer_that_its_own_record_names_is_no_suspicion_for_another_prize(pulse):
    first.prize(pulse, "wilma", pulse.winner)
    assert found(pulse, first.prize(pulse, "wilma", challengeId="other")) == ("adopt", None)


@pytest.mark.parametrize("amount", [10_000, 19_400, 5_000])
def test_any_transfer_to_the_winner_that_no_record_names_holds_the_prize(pulse, amount):
    prize = first.prize(pulse, "wilma")
    first.sent(pulse, pulse.winner, amount)
    assert found(pulse, prize) == ("hold", "sent_to_winner")


@pytest.mark.parametrize("group", ["prizes_january", "payout"])
def test_a_transfer_with_a_group_of_somebody_elses_is_a_suspicion(pulse, group):
    sent = {"amount": 9_700, "currency": "usd", "destination": pulse.winner, "transfer_group": group}
    pulse.sdk.v1.transfers.create(sent)
    assert found(pulse, first.prize(pulse, "wilma")) == ("hold", "may_be_paid")


def test_a_later_time_in_the_record_hides_no_transfer(pulse):
    first.sent(pulse, pulse.winner, 9_700)
    pulse.clock.advance(days=2)
    assert found(pulse, first.prize(pulse, "wilma", createdAt=pulse.clock.now())) == ("hold", "may_be_paid")


def test_what_a_person_accepted_covers_no_other_doubt(pulse):
    stray = first.account(pulse, "nobody", Role.WINNER)
    path = first.prize(pulse, "wilma", stray)
    decide(pulse, path, Choice.ADOPT)
    assert found(pulse, path) == ("adopt", "recipient_unknown")
    pulse.sdk.v1.transfers.reversals.create(pulse.store.get(path).fields["stripeTransferId"], {})
    assert found(pulse, path) == ("doubt", "transfer_reversed")
    decide(pulse, path, Choice.ADOPT)
    assert found(pulse, path) == ("adopt", "transfer_reversed")


@pytest.mark.parametrize("rate", [None, 300])
def test_a_rate_that_was_typed_by_hand_makes_no_document_ours(pulse, rate):
    prize = first.prize(pulse, "wilma", feeBps=rate)
    sale = first.sale(pulse, "tom", pulse.trainer, feeBps=rate)
    assert [found(pulse, one) for one in (prize, sale)] == [("doubt", "unaudited")] * 2


def test_a_key_by_which_stripe_knows_nothing_is_no_proof_of_absence(world):
    first.profile(world, "wilma", winner={"stripeAccountId": "acct_unknown"})
    with pytest.raises(Refusal, match="the right key"):
        survey(ports=world.ports)
    first.person(world, "tom", Role.CREATOR)
    assert found(world, "users/wilma.winner") == ("doubt", "account_unknown")
