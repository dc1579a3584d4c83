"""The steps of the prize pool: paid in by card, contested and upheld, and the rest returned."""

from __future__ import annotations

from local.people import ADMIN, SECOND_ADMIN, SECOND_WINNER, TRAINER, WINNER
from local.seed import CHALLENGE, POOL_CENTS, REST_CENTS, SHARES
from local.story import bank_page
from local.story.amounts import dollars
from local.story.caller import succeeded
from local.story.earnings_steps import reads
from local.story.expect import eventually, expect, expect_fields
from local.story.stage import Stage

POOL_TOTAL_CENTS = 25_778
"""What the card pays for $250.00 in the pool: 25778 - 2.9 % - 30 leaves 25000 (decision 1702)."""
ASKING_CARD = "pm_card_threeDSecure2Required"
"""Its bank asks at each payment."""
FUNDING, RETURN = "payment into the pool", "return"


def pool_is_funded(stage: Stage) -> str:
    app = stage.apps[TRAINER.uid]
    asked = {"distributionType": "custom", "customDistribution": list(SHARES), "winnerCount": len(SHARES)}
    unpaid = succeeded(app.post("fund-prize-pool", challengeId=CHALLENGE, amount=POOL_CENTS, **asked))
    expect_fields("fund-prize-pool", unpaid, amount=POOL_CENTS, total=POOL_TOTAL_CENTS)
    payment = unpaid["paymentIntentId"]
    confirmed = stage.stripe.v1.payment_intents.confirm(
        payment, {"payment_method": ASKING_CARD, "return_url": stage.where.hosting}
    )
    expect(confirmed.status == "requires_action", f"the bank does not ask: {confirmed.status}")
    stored = stage.stripe.raw_request("get", f"/v1/payment_intents/{payment}").data
    bank_page.complete(stored["next_action"]["redirect_to_url"]["url"])
    pool = succeeded(app.post("complete-pool-funding", challengeId=CHALLENGE, paymentId=payment))["pool"]
    expect_fields("pool", pool, funded=POOL_CENTS, status="funded")
    promised = stage.document(f"challenges/{CHALLENGE}")["prizeMoney"]
    expect_fields("prizeMoney", promised, totalAmount=POOL_CENTS)
    stage.ids[FUNDING] = payment
    return (
        f"{TRAINER.uid} pays {dollars(POOL_TOTAL_CENTS)} after 3-D Secure: {dollars(POOL_CENTS)} for the "
        f"pool, {dollars(POOL_TOTAL_CENTS - POOL_CENTS)} for the card; {payment}"
    )


def result_is_contested(stage: Stage) -> str:
    """By the second winner, while the award is in review. Then nothing is paid at this place and below."""
    eventually(
        "telling everybody the result",
        lambda: stage.document(f"prizePools/{CHALLENGE}"),
        lambda pool: pool.get("reviewUntil") is not None,
    )
    told = "the winner's steps on Tuesday were counted twice"
    contest = succeeded(
        stage.apps[SECOND_WINNER.uid].post("contest-award", challengeId=CHALLENGE, placement=1, reason=told)
    )["contestId"]
    stage.ids["contest"] = contest
    eventually(
        "both prizes waiting for the contest after the review",
        lambda: stage.find("prizeRecords", challengeId=CHALLENGE),
        lambda found: {record["reason"] for record in found} == {"contested"},
    )
    seen = reads(stage, WINNER)
    return f"{SECOND_WINNER.uid} contests place 1; both prizes wait, and {WINNER.uid} reads: {seen}"


def contest_is_upheld(stage: Stage) -> str:
    """By two administrators, none of them a party: the award stays."""
    act = {"act": "decide_contest", "subjectId": stage.ids["contest"]}
    asked = succeeded(
        stage.signs_in_anew(ADMIN).post(
            "request-approval", **act, decision="uphold", reason="the device counted each step once"
        )
    )
    expect_fields("request-approval", asked, status="requested")
    done = succeeded(
        stage.signs_in_anew(SECOND_ADMIN).post("approve-request", **act, reason="I see the same")
    )
    expect_fields("approve-request", done, status="used")
    contest = stage.document(f"poolContests/{stage.ids['contest']}")
    expect_fields("contest", contest, status="upheld")
    return f"{ADMIN.uid} asks and {SECOND_ADMIN.uid} agrees: the award stays as it is"


def rest_is_returned(stage: Stage) -> str:
    """Nobody took the third place, so its share goes back to who paid it in."""
    returned = eventually(
        "returning what no prize takes",
        lambda: stage.find("poolReturns", challengeId=CHALLENGE),
        lambda found: found and all(one.get("status") == "done" for one in found),
    )
    expect(len(returned) == 1, f"there are {len(returned)} returns, not one")
    expect_fields("poolReturn", returned[0], amount=REST_CENTS, payerId=TRAINER.uid)
    stage.ids[RETURN] = returned[0]["stripeRefundId"]
    return f"nobody took place 3: {dollars(REST_CENTS)} go back to {TRAINER.uid}'s card; {stage.ids[RETURN]}"
