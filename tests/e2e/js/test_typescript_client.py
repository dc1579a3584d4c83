"""The typed client plays its story against the local world, through Hosting."""

from __future__ import annotations

from collections.abc import Callable

from local.people import Auth
from local.story import onboarding_form
from local.story.caller import Caller, succeeded
from tests.clients.playing import played
from tests.clients.serving import entrance
from tests.e2e.js.scene import Scene


def test_people_onboard_buy_fund_win_and_are_paid_by_the_typed_client(scene):
    trainer, winner, where = scene.person(), scene.person(), scene.stage.where
    others = {"buyer": scene.person(), "admin": scene.administrator()}
    auth, people = Auth(where.auth), {"newcomer": trainer, "trainer": trainer, "winner": winner, **others}
    given = {
        "site": where.hosting,
        "tokens": {name: auth.id_token(person) for name, person in people.items()},
        "canBeBusy": False,
        "round": scene.challenge(trainer),
        "pool": scene.challenge(trainer),
        "ended": scene.ended(trainer, winner),
    }

    with entrance(at_stripe(scene)) as address:
        assert played({**given, "atStripe": address}) == "the story holds"

    (prize,) = scene.stage.find("prizeRecords", challengeId=given["ended"])
    (transfer,) = scene.there(f"/v1/transfers?transfer_group=prize_{prize['_id']}")["data"]
    assert (prize["status"], transfer["id"], transfer["amount"]) == ("paid", prize["stripeTransferId"], 9_700)
    seen = Caller.of(where, trainer).post("get-prize-pool", challengeId=given["pool"])
    assert succeeded(seen)["pool"]["funded"] == 10_000
    (payment,) = scene.stage.find("payments", challengeId=given["round"])
    assert (payment["amount"], payment["refundedAmount"]) == (10_000, 1_000)


def at_stripe(scene: Scene) -> Callable[[str, str], None]:
    """The form of Stripe's pages, and a card."""

    def act(act: str, subject: str) -> None:
        if act == "onboard":
            onboarding_form.submit(subject)
        else:
            card = {"payment_method": "pm_card_visa", "return_url": scene.stage.where.hosting}
            scene.stage.stripe.v1.payment_intents.confirm(subject, card)

    return act
