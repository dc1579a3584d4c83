"""The steps of the story in order. Each returns the sentence that the demo shows, or raises *Unexpected*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from local.people import CUSTOMER, SECOND_WINNER, TRAINER, WINNER, Person
from local.seed import CHALLENGE, PRIZE_CENTS, ROUND_CENTS
from local.story import onboarding_form
from local.story.amounts import PLATFORM_FEE_CENTS, RECIPIENT_CENTS
from local.story.caller import succeeded
from local.story.earnings_steps import reads, trainer_reads_earnings, winner_reads_earnings
from local.story.expect import eventually, expect, expect_fields
from local.story.pool_steps import (
    contest_is_upheld,
    pool_is_funded,
    rest_is_returned,
    result_is_contested,
)
from local.story.stage import Document, Stage


@dataclass(frozen=True)
class Step:
    title: str
    play: Callable[[Stage], str]


def people_exist(stage: Stage) -> str:
    for person in (TRAINER, WINNER):
        expect(bool(stage.apps[person.uid].token), f"{person.uid} has no ID token")
        expect_fields(f"users/{person.uid}", stage.document(f"users/{person.uid}"), username=person.username)
    return f"{TRAINER.username} {TRAINER.uid} and {WINNER.username} {WINNER.uid}: ID tokens and documents"


def trainer_onboards(stage: Stage) -> str:
    return _onboard(stage, TRAINER, "create-connected-account", role="creator")


def winner_onboards(stage: Stage) -> str:
    return _onboard(stage, WINNER, "create-winner-connected-account", role="winner")


def customer_pays(stage: Stage) -> str:
    order = succeeded(
        stage.apps[CUSTOMER.uid].post("create-payment-intent", challengeId=CHALLENGE, amount=ROUND_CENTS)
    )
    expect_fields(
        "create-payment-intent",
        order,
        amount=ROUND_CENTS,
        platformFee=PLATFORM_FEE_CENTS,
        ownerAmount=RECIPIENT_CENTS,
    )
    payment = order["paymentIntentId"]
    confirmed = stage.stripe.v1.payment_intents.confirm(
        payment, {"payment_method": "pm_card_visa", "return_url": stage.where.hosting}
    )
    expect(confirmed.status == "succeeded", f"Stripe says the PaymentIntent is {confirmed.status}")
    stage.ids["payment"] = payment
    event = _wait_until_handled(stage, "payment_intent.succeeded", payment)
    return f"{CUSTOMER.uid} pays $100.00 with pm_card_visa: {payment}; {event} arrived"


def payment_is_booked(stage: Stage) -> str:
    payment = stage.ids["payment"]
    answer = succeeded(
        stage.apps[CUSTOMER.uid].post("complete-payment", challengeId=CHALLENGE, paymentId=payment)
    )
    entry = answer["paymentDetails"]["userChallengeId"]
    expect_fields(
        f"payments/{payment}",
        stage.document(f"payments/{payment}"),
        amount=ROUND_CENTS,
        platformFee=PLATFORM_FEE_CENTS,
        ownerAmount=RECIPIENT_CENTS,
        status="completed",
    )
    return f"payments/{payment}: 10000 = 300 fee + 9700 to the trainer; {CUSTOMER.uid} is enrolled as {entry}"


def challenge_completes(stage: Stage) -> str:
    ended = {"status": "completed", "endDate": datetime.now(UTC)}
    stage.store.document(f"challenges/{CHALLENGE}").update(ended)
    records = eventually(
        "awarding two prizes",
        lambda: stage.find("prizeRecords", challengeId=CHALLENGE),
        lambda found: len(found) == 2,
    )
    written = ", ".join(sorted(record["_id"] for record in records))
    reasons = {record["reason"] for record in records}
    expect(reasons == {"in_review"}, f"the prizes wait for {reasons}, not for their review")
    return f"{CHALLENGE} is completed; the trigger wrote {written}; both wait: in_review"


def prize_is_paid(stage: Stage) -> str:
    record = _wait_until_paid(stage, WINNER)
    return f"prizeRecords/{record['_id']} is paid: 10000 = 300 fee + 9700, {record['stripeTransferId']}"


def transfer_event_changes_nothing(stage: Stage) -> str:
    before = stage.prize_record(WINNER.uid)
    transfer = before["stripeTransferId"]
    event = _wait_until_handled(stage, "transfer.created", transfer)
    after = stage.prize_record(WINNER.uid)
    for field in ("status", "winnerAmount", "platformFee", "stripeTransferId", "paidAt"):
        expect(after[field] == before[field], f"transfer.created changed {field} to {after[field]!r}")
    _expect_one_transfer(stage, WINNER, transfer)
    return (
        f"{event} arrived for {transfer} and changed nothing; Stripe has exactly one transfer for this prize"
    )


def second_winner_waits(stage: Stage) -> str:
    record = eventually(
        f"telling {SECOND_WINNER.uid} to onboard",
        lambda: stage.prize_record(SECOND_WINNER.uid),
        lambda seen: seen.get("reason") == "awaiting_account",
    )
    expect_fields("prizeRecord", record, status="pending", prizeAmount=PRIZE_CENTS)
    told = reads(stage, SECOND_WINNER)
    return f"prizeRecords/{record['_id']} waits: {record['reason']}; {SECOND_WINNER.uid} reads: {told}"


def second_winner_onboards(stage: Stage) -> str:
    return _onboard(stage, SECOND_WINNER, "create-winner-connected-account", role="winner")


def second_winner_is_paid(stage: Stage) -> str:
    record = _wait_until_paid(stage, SECOND_WINNER)
    _expect_one_transfer(stage, SECOND_WINNER, record["stripeTransferId"])
    return f"prizeRecords/{record['_id']} is paid without a further call: {record['stripeTransferId']}"


STEPS = (
    Step("1 People", people_exist),
    Step("2 Trainer onboards", trainer_onboards),
    Step("2 Winner onboards", winner_onboards),
    Step("3 A round is sold", customer_pays),
    Step("3 The sale is booked", payment_is_booked),
    Step("4 The pool is funded", pool_is_funded),
    Step("5 The challenge ends", challenge_completes),
    Step("5 The result is contested", result_is_contested),
    Step("5 The contest is upheld", contest_is_upheld),
    Step("6 The prize is paid", prize_is_paid),
    Step("6 Stripe agrees", transfer_event_changes_nothing),
    Step("6 The rest is returned", rest_is_returned),
    Step("7 Trainer's earnings", trainer_reads_earnings),
    Step("7 Winner's earnings", winner_reads_earnings),
    Step("8 No account yet", second_winner_waits),
    Step("8 Then onboards", second_winner_onboards),
    Step("8 And is paid", second_winner_is_paid),
)


def _onboard(stage: Stage, person: Person, operation: str, *, role: str) -> str:
    account = succeeded(stage.apps[person.uid].post(operation, userId=person.uid))
    arrived = onboarding_form.submit(account["accountLink"])
    event = _wait_until_handled(stage, "account.updated", account["accountId"])
    eventually(
        f"users/{person.uid}.{role}.onboardingStatus becoming complete",
        lambda: stage.document(f"users/{person.uid}").get(role, {}).get("onboardingStatus"),
        lambda status: status == "complete",
    )
    stage.ids[f"{role} account of {person.uid}"] = account["accountId"]
    return f"{person.uid} has {account['accountId']}, complete; {event} arrived; the person is at {arrived}"


def _wait_until_paid(stage: Stage, person: Person) -> Document:
    record = eventually(
        f"paying the prize of {person.uid}",
        lambda: stage.prize_record(person.uid),
        lambda seen: seen.get("status") == "paid",
    )
    expect_fields(
        f"prizeRecords/{record['_id']}",
        record,
        prizeAmount=PRIZE_CENTS,
        platformFee=PLATFORM_FEE_CENTS,
        winnerAmount=RECIPIENT_CENTS,
    )
    return record


def _expect_one_transfer(stage: Stage, person: Person, transfer: str) -> None:
    destination = stage.ids[f"winner account of {person.uid}"]
    listed = [item.id for item in stage.stripe.v1.transfers.list({"destination": destination}).data]
    expect(listed == [transfer], f"Stripe lists {listed} to {destination}, not {[transfer]}")


def _wait_until_handled(stage: Stage, event_type: str, about: str) -> str:
    """Returns the type and id of the signed event once it is stored and handled."""
    events = eventually(
        f"handling {event_type} about {about}",
        lambda: stage.find("stripeEvents", type=event_type, objectId=about),
        lambda found: any(event.get("status") == "done" for event in found),
    )
    return f"{event_type} ({events[0]['_id']})"
