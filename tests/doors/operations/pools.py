"""What the tests expect of the operations on prize pools."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.doors.cast import PAID_IN, POOL, TRAINER, UNPAID
from tests.doors.expected import GET_OR_POST, POST, Expected, Sample
from tests.e2e.js.may import Like, May
from tests.e2e.js.may_not import MayNot, Reached
from tests.e2e.js.scene import Scene

CENTS, FEE_CENTS = 10_000, 330
"""What the pool gets, and what its payer pays on top for the payment."""


def _funded(scene: Scene) -> tuple[Person, dict[str, Any]]:
    """An owner, and the fields by which they confirm or cancel what they began to pay."""
    owner = scene.person()
    challenge_id = scene.challenge(owner)
    unpaid = scene.does(owner, "fundPrizePool", challengeId=challenge_id, amount=CENTS)
    return owner, {"challengeId": challenge_id, "paymentId": unpaid["paymentIntentId"]}


def fund_prize_pool(scene: Scene) -> May:
    owner = scene.person()
    challenge_id = scene.challenge(owner)
    money = {"amount": CENTS, "processingFee": FEE_CENTS, "total": CENTS + FEE_CENTS, "currency": "usd"}
    return May(
        owner,
        {"challengeId": challenge_id, "amount": CENTS, "distributionType": "winner_takes_all"},
        {**money, "clientSecret": Like(r"pi_\w+_secret_\w+")},
        lambda answer: {
            f"poolFundings/{challenge_id}_{owner.uid}_1": {
                "amount": CENTS,
                "status": "requires_payment",
                "paymentIntentId": answer["paymentIntentId"],
            },
            f"/v1/payment_intents/{answer['paymentIntentId']}": {
                "amount": CENTS + FEE_CENTS,
                "transfer_group": f"pool_{challenge_id}",
                "status": "requires_payment_method",
            },
        },
    )


def fund_prize_pool_refused(reached: Reached) -> list[MayNot]:
    asked = {"challengeId": reached.sale.challenge_id, "amount": CENTS}
    named = {**asked, "userId": reached.owner.uid}
    return [MayNot(reached.other, asked), MayNot(reached.other, named), MayNot(reached.asking_admin, asked)]


def complete_pool_funding(scene: Scene) -> May:
    owner, payment = _funded(scene)
    card = {"payment_method": "pm_card_visa", "return_url": scene.stage.where.hosting}
    scene.stage.stripe.v1.payment_intents.confirm(payment["paymentId"], card)
    challenge_id = payment["challengeId"]
    return May(
        owner,
        payment,
        {"pool.funded": CENTS, "pool.status": "funded", "pool.available": CENTS},
        lambda _answer: {
            f"poolFundings/{challenge_id}_{owner.uid}_1": {"status": "succeeded"},
            f"challenges/{challenge_id}": {"prizeMoney.totalAmount": CENTS},
        },
    )


def cancel_pool_funding(scene: Scene) -> May:
    owner, payment = _funded(scene)
    return May(
        owner,
        payment,
        {"pool.funded": 0, "pool.status": "open"},
        lambda _answer: {
            f"poolFundings/{payment['challengeId']}_{owner.uid}_1": {"status": "canceled"},
            f"/v1/payment_intents/{payment['paymentId']}": {"status": "canceled"},
        },
    )


def anothers_funding_refused(reached: Reached) -> list[MayNot]:
    """A sale's payment pays into no pool; nobody learns more than that."""
    theirs = {"challengeId": reached.sale.challenge_id, "paymentId": reached.sale.payment_id}
    return [
        MayNot(reached.other, theirs, "not_found", "not-found"),
        MayNot(reached.other, {**theirs, "userId": reached.owner.uid}),
    ]


def get_prize_pool(scene: Scene) -> May:
    owner, payment = _funded(scene)
    return May(
        owner,
        {"challengeId": payment["challengeId"]},
        {
            "pool.funded": 0,
            "pool.ownFundings.0.amount": CENTS,
            "pool.ownFundings.0.status": "requires_payment",
        },
    )


def get_prize_pool_refused(reached: Reached) -> list[MayNot]:
    return [
        MayNot(reached.other, {"challengeId": reached.sale.challenge_id, "userId": reached.owner.uid}),
        MayNot(reached.other, {"challengeId": "nothing"}, "challenge_not_found", "not-found"),
    ]


def get_pool_statement(scene: Scene) -> May:
    owner, payment = _funded(scene)
    card = {"payment_method": "pm_card_visa", "return_url": scene.stage.where.hosting}
    scene.stage.stripe.v1.payment_intents.confirm(payment["paymentId"], card)
    scene.does(owner, "completePoolFunding", **payment)
    return May(
        owner,
        {"challengeId": payment["challengeId"], "format": "csv"},
        {
            "statement.total": CENTS,
            "statement.addsUp": True,
            "statement.isWhole": False,
            "statement.lines.0.what": "paid_in",
            "csv": Like(r"at,what,amount[\s\S]+,100\.00,100\.00,usd,[\s\S]+"),
        },
    )


def get_pool_statement_refused(reached: Reached) -> list[MayNot]:
    sale = reached.sale.challenge_id
    return [
        MayNot(reached.other, {"challengeId": sale, "userId": reached.owner.uid}),
        MayNot(reached.other, {"challengeId": sale}, "funding_not_found", "not-found"),
    ]


EXPECTED = {
    "fund-prize-pool": Expected(
        methods=POST,
        sample=lambda _story: Sample({"challengeId": POOL, "amount": CENTS}, TRAINER),
        may=fund_prize_pool,
        may_not=fund_prize_pool_refused,
        stripe_calls_max=2,
    ),
    "complete-pool-funding": Expected(
        methods=POST,
        sample=lambda story: Sample({"challengeId": PAID_IN, "paymentId": story.funding(PAID_IN)}, TRAINER),
        may=complete_pool_funding,
        may_not=anothers_funding_refused,
    ),
    "cancel-pool-funding": Expected(
        methods=POST,
        sample=lambda story: Sample({"challengeId": UNPAID, "paymentId": story.funding(UNPAID)}, TRAINER),
        may=cancel_pool_funding,
        may_not=anothers_funding_refused,
    ),
    "get-pool-statement": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER, "challengeId": UNPAID}, TRAINER),
        may=get_pool_statement,
        may_not=get_pool_statement_refused,
        costly=False,
    ),
    "get-prize-pool": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER, "challengeId": POOL}, TRAINER),
        may=get_prize_pool,
        may_not=get_prize_pool_refused,
        costly=False,
    ),
}
