"""Every operation accepts people and challenges with any id that Firebase allows; others get a clear 400."""

from datetime import timedelta

import pytest

from pulse.doors.operations import BY_NAME
from pulse.ports.store import Merge
from tests.doors.served import Served
from tests.people import seed_user

ODD = ["google-oauth2|1", "a_b", "ü🙂", "o'brien %2F", "x" * 128, "日" * 128]
NAMES = ["bar", "underscore", "unicode", "quote", "long", "long unicode"]
BAD = ["a/b", "", ".", "..", "__x__", "x" * 129, "\ud800"]


class Odd(Served):
    """Every person and challenge has an odd id."""

    def __init__(self, way: str, odd: str) -> None:
        super().__init__()
        self.way = way
        self.trainer, self.buyer, self.winner = (self._person(odd, kind) for kind in "tbw")
        self.round, self.contest = f"r{odd}"[:128], f"c{odd}"[:128]
        self.world.emulator.set_balance("usd", 1_000_000)

    def _person(self, odd: str, kind: str) -> str:
        return seed_user(self.world, f"{kind}{odd}"[:128])

    def does(self, who: str, name: str, *, admin: bool = False, **fields):
        """The answer's fields."""
        token = self.admin_token(who) if admin else self.token(who)
        if self.way == "callable":
            answer = self.callable(name, fields, token=token)
            assert answer.status_code in {200, 202}, answer.json
            return answer.json["result"]
        answer = self.post(name, fields, token=token)
        if BY_NAME[name].methods == ("GET",):
            answer = self.get(name, query_string=fields, token=token)
        assert answer.status_code in {200, 202}, answer.json
        return answer.json

    def finishes_the_form(self, account_id: str) -> None:
        self.world.emulator.complete_onboarding(account_id)

    def pays(self, payment_id: str) -> None:
        back = {"payment_method": "pm_card_visa", "return_url": "https://pulse.example/paid"}
        self.world.sdk.v1.payment_intents.confirm(payment_id, back)

    def seeds_challenges(self) -> None:
        now = self.world.clock.now()
        on_sale = {
            "title": "Summer Round",
            "ownerId": self.trainer,
            "status": "published",
            "pricingInfo": {"isEnabled": True, "amount": 10_000, "currency": "usd"},
        }
        contest = {
            "title": "Morning Mobility",
            "ownerId": [self.trainer],
            "status": "completed",
            "endDate": now - timedelta(days=1),
            "prizeMoney": {
                "isEnabled": True,
                "totalAmount": 30_000,
                "currency": "usd",
                "distributionType": "top_three_equal",
            },
        }
        writes = [Merge(f"challenges/{self.round}", on_sale), Merge(f"challenges/{self.contest}", contest)]
        for number, user_id in enumerate((self.winner, self.buyer, "plain")):
            entry = {
                "challengeId": self.contest,
                "userId": user_id,
                "pulsePoints": {"totalPoints": 100 - number},
            }
            writes.append(Merge(f"user-challenge/entry{number}", entry))
        self.world.store.commit(writes)


@pytest.mark.parametrize("way", ["http", "callable"])
@pytest.mark.parametrize("odd", ODD, ids=NAMES)
def test_a_person_with_such_an_id_sells_buys_wins_and_is_refunded(way, odd):
    odd = Odd(way, odd)
    trainer, buyer, winner = odd.trainer, odd.buyer, odd.winner
    odd.seeds_challenges()

    odd.finishes_the_form(odd.does(trainer, "create-connected-account", userId=trainer)["accountId"])
    assert odd.does(trainer, "complete-stripe-onboarding", userId=trainer)["onboardingStatus"] == "complete"
    odd.does(trainer, "get-dashboard-link", userId=trainer)
    order = odd.does(buyer, "create-payment-intent", challengeId=odd.round, buyerId=buyer, ownerId=trainer)
    odd.pays(order["paymentIntentId"])
    paid = odd.does(buyer, "complete-payment", challengeId=odd.round, paymentId=order["paymentIntentId"])
    assert paid["paymentDetails"]["userChallengeId"] == f"{odd.round}_{buyer}"
    assert odd.does(trainer, "get-earnings", userId=trainer)["earnings"]["totalEarnedCents"] == 9_700

    form = odd.does(winner, "create-winner-connected-account", userId=winner, challengeId=odd.contest)
    odd.finishes_the_form(form["accountId"])
    odd.does(winner, "complete-winner-stripe-onboarding", userId=winner)
    odd.does(winner, "get-winner-dashboard-link", userId=winner)
    award = odd.does(trainer, "calculate-winners", challengeId=odd.contest)
    assert [one["userId"] for one in award["winners"]][:2] == [winner, buyer]
    odd.does(winner, "get-winner-prize-info", challengeId=odd.contest, placement=1)
    first, second, _ = (record["id"] for record in award["prizeRecords"])
    transfer = odd.does("admin", "payout-prize-money", admin=True, prizeRecordId=first, userId=winner)
    assert transfer["transferId"].startswith("tr_")
    odd.does("admin", "hold-prize", admin=True, prizeRecordId=second, reason="looked at")
    odd.does("admin", "request-approval", admin=True, act="pay-prize", subjectId=second, reason="known")
    odd.does("admin2", "approve-request", admin=True, act="pay-prize", subjectId=second, reason="agreed")
    assert odd.does(winner, "get-winner-earnings", userId=winner)["prizeRecords"][0]["id"] == first
    odd.does(
        "admin", "refund-payment", admin=True, paymentId=order["paymentIntentId"], refundReason="duplicate"
    )

    odd.does(buyer, "export-my-data", userId=buyer)
    odd.does(winner, "export-my-data", userId=winner)
    assert odd.world.alerts.causes() == []


IDS = [
    ("get-winner-earnings", "userId"),
    ("create-payment-intent", "challengeId"),
    ("create-payment-intent", "ownerId"),
    ("payout-prize-money", "prizeRecordId"),
]


@pytest.mark.parametrize(("operation", "name"), IDS)
@pytest.mark.parametrize("bad", BAD, ids=["path", "empty", "dot", "dots", "reserved", "long", "surrogate"])
def test_what_firestore_refuses_is_a_400_that_names_the_field_and_the_rule(operation, name, bad):
    if name == "prizeRecordId" and bad == "x" * 129:
        return  # a record's id is joined of two ids
    if name in {"userId", "ownerId"} and bad == "":
        return  # it claims nothing (decision 1144)
    served = Served()

    answer = served.callable(operation, {name: bad}, token=served.admin_token())

    assert answer.status_code == 400, answer.json
    assert answer.json["error"]["message"].startswith(name), answer.json
    assert "without /" in answer.json["error"]["message"]
