"""Twenty tasks of winners, trainers, operators and administrators, with the pages alone, and what they take.

`docs/tried.md` has the same table: its counts of clicks and typed fields are those that are asserted here.
"""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from local.endpoints import Endpoints
from local.people import Person
from local.story import onboarding_form
from local.story.expect import eventually
from local.story.onboarding_form import ANSWERS
from tests.e2e.js.scene import Scene
from tests.e2e.pages.hand import Hand, at
from tests.named import ROOT

PAGE = ROOT / "docs" / "tried.md"
SUPPORT_PHONE = "+15555570009"


@pytest.fixture
def sit(browser: Browser, where: Endpoints):
    """A person at a page of the world that runs."""
    return partial(at, browser, where)


@pytest.fixture(scope="module")
def support(scene: Scene) -> Person:
    return scene.person("support", phone=SUPPORT_PHONE, support=True)


def costs(hand: Hand, task: str) -> None:
    """The page of tasks says so many clicks and fields."""
    row = next(line for line in PAGE.read_text().splitlines() if line.startswith(f"| {task} |"))
    _, clicks, typed, *_ = (cell.strip() for cell in row.strip("| ").split("|"))
    assert (hand.clicks, hand.typed) == (int(clicks), int(typed)), task


class TestAWinner:
    def test_reads_why_the_prize_is_not_paid_and_what_to_do(self, sit, scene: Scene) -> None:
        winner = scene.person("winner")
        scene.prize(winner)
        with sit(winner, "/winner/dashboard", "task-winner-1") as hand:
            hand.reads("USD 97.00 wait for you")
            expect(hand.page.get_by_role("link", name="Set up my payout account")).to_be_visible()
            costs(hand, "why am I not paid, and what do I do?")

    def test_is_paid_although_the_link_of_the_mail_is_old(self, sit, scene: Scene) -> None:
        winner = scene.person("winner")
        scene.prize(winner)
        with sit(winner, "/winner/connect-account?retry=true", "task-winner-2") as hand:
            hand.press("Set up my account")
            hand.visitor.fill_in_onboarding(ANSWERS)
            hand.page.wait_for_url("**/winner/dashboard?complete=true")
            expect(hand.page.locator("#situation")).to_have_text(
                "Every prize is paid. You need not do anything."
            )
            costs(hand, "the link in my mail no longer works")

    def test_sees_what_reached_the_bank_and_the_years_total(self, sit, scene: Scene) -> None:
        winner = scene.winner()
        _pay(scene, winner)
        with sit(winner, "/winner/dashboard", "task-winner-3") as hand:
            hand.reads("Paid", "USD 97.00", "Payouts to your bank", "Paid to you in")
            costs(hand, "when is it at my bank, and how much was it this year?")

    def test_is_written_to_in_german_and_without_e_mail(self, sit, scene: Scene) -> None:
        winner = scene.person("winner")
        with sit(winner, "/winner/dashboard", "task-winner-4") as hand:
            hand.click(hand.page.get_by_text("How Pulse reaches me"))
            hand.click(hand.page.get_by_label("By e-mail"))
            hand.page.get_by_label("Written in").select_option("de")
            hand.clicks += 1
            hand.press("Save")
            hand.reads("Saved.")
            assert scene.there(f"users/{winner.uid}")["notify"]["email"] is False
            costs(hand, "write to me in German, and send no e-mail")

    def test_takes_their_data_home(self, sit, scene: Scene) -> None:
        winner = scene.person("winner")
        scene.prize(winner)
        with sit(winner, "/winner/dashboard", "task-winner-5") as hand:
            with hand.page.expect_download() as saved:
                hand.press("Download everything Pulse knows about me")
            known = json.loads(saved.value.path().read_text())
            assert known["prizes"]
            costs(hand, "what does Pulse know about me?")


def _pay(scene: Scene, winner: Person) -> None:
    """The queue does, once the review is over."""
    owner = scene.person()
    awarded = scene.does(owner, "calculateWinners", challengeId=scene.ended(owner, winner))
    path = f"prizeRecords/{awarded['prizeRecords'][0]['id']}"
    eventually(f"{path} paid", lambda: scene.there(path), lambda seen: seen["status"] == "paid")


class TestATrainer:
    def test_becomes_able_to_sell(self, sit, scene: Scene) -> None:
        with sit(scene.person("trainer"), "/trainer/dashboard", "task-trainer-1") as hand:
            hand.press("Set up my payout account")
            hand.press("Set up my account")
            hand.visitor.fill_in_onboarding(ANSWERS)
            hand.page.wait_for_url("**/dashboard?complete=true")
            expect(hand.page.locator(".badge.ready")).to_be_visible()
            costs(hand, "may I sell?")

    def test_sees_what_is_left_of_a_sale(self, sit, scene: Scene) -> None:
        with sit(scene.sale().trainer, "/trainer/dashboard", "task-trainer-2") as hand:
            hand.reads("USD 97.00 after fees", "USD 3.00")
            costs(hand, "what did I keep, and of what?")

    def test_takes_a_statement_that_adds_up(self, sit, scene: Scene) -> None:
        with sit(scene.sale().trainer, "/trainer/dashboard", "task-trainer-3") as hand:
            with hand.page.expect_download() as saved:
                hand.press("Download the month")
            assert "97.00" in saved.value.path().read_text()
            costs(hand, "a statement of the month for my books")

    def test_fills_a_prize_pool(self, sit, scene: Scene) -> None:
        trainer = scene.trainer()
        scene.challenge(trainer)
        with sit(trainer, "/trainer/dashboard", "task-trainer-4") as hand:
            hand.press("Pay in")
            hand.type("Amount for the prizes", "100")
            hand.press("Pay by card")
            hand.visitor.type_card()
            hand.click(hand.page.get_by_role("button", name=re.compile("^Pay USD")))
            hand.reads("The money is in the prize pool of Evening Stretch.")
            costs(hand, "put 100.00 into the prize pool")

    def test_asks_for_a_refund_of_a_buyer(self, sit, scene: Scene) -> None:
        sale = scene.sale()
        with sit(sale.trainer, "/trainer/dashboard", "task-trainer-5") as hand:
            hand.click(hand.page.locator("summary", has_text="Each sale"))
            hand.press("Ask for a refund")
            hand.type("Why should the buyer get it back?", "the buyer is ill")
            hand.press("Ask for it")
            hand.reads("Asked. You get a message when it is answered.")
            assert scene.there(f"refundRequests/{sale.payment_id}")["status"] == "open"
            costs(hand, "give a buyer who is ill their money back")


class TestAnOperatorAtThreeInTheMorning:
    def test_reads_what_is_wrong_first(self, sit, scene: Scene, support) -> None:
        with sit(support, "/operator", "task-operator-1") as hand:
            hand.reads("Books and Stripe", "What waits for someone, oldest first")
            costs(hand, "what is wrong right now?")

    def test_answers_a_winner_who_was_not_paid(self, sit, scene: Scene, support) -> None:
        winner = scene.person("winner")
        prize = scene.prize(winner)
        with sit(support, "/operator", "task-operator-2") as hand:
            hand.find(winner.email)
            line = hand.page.get_by_role("listitem").filter(has_text=prize)
            hand.press("Explain", within=line)
            hand.reads("97.00 USD wait: awaiting_account", "prize.awarded")
            costs(hand, "a winner writes that she was not paid")

    def test_sees_in_words_what_an_account_lacks(self, sit, scene: Scene, support) -> None:
        trainer = scene.person()
        link = scene.does(trainer, "createConnectedAccount")["accountLink"]
        onboarding_form.submit(link, ssn="111111111")
        scene.does(trainer, "completeStripeOnboarding")
        with sit(support, "/operator", "task-operator-3") as hand:
            hand.find(trainer.uid)
            line = hand.page.get_by_role("listitem").filter(has_text="acct_").first
            hand.press("Explain", within=line)
            hand.reads("a photo of an identity document", "Cannot receive money")
            costs(hand, "a trainer cannot sell: what does Stripe want?")

    def test_follows_a_charge_of_a_bank_statement_to_its_sale(self, sit, scene: Scene, support) -> None:
        sale = scene.sale()
        charge = scene.there(f"payments/{sale.payment_id}")["chargeId"]
        with sit(support, "/operator", "task-operator-4") as hand:
            hand.find(charge)
            hand.press(
                "Explain", within=hand.page.get_by_role("listitem").filter(has_text=sale.payment_id).first
            )
            hand.reads("payment.recorded", "payment_intent.succeeded", "The trainer keeps")
            costs(hand, "whose is this charge, and what became of it?")

    def test_sees_what_stripe_told_us_and_nobody_handled(self, sit, scene: Scene, support) -> None:
        with sit(support, "/operator", "task-operator-5") as hand:
            hand.press("Show them")
            hand.press("Measure")
            hand.reads("that wait or failed", "error_rate", "Audit trail")
            costs(hand, "does anything wait that Stripe told us, and how many calls fail?")


class TestAnAdministrator:
    def test_keeps_a_prize_from_being_paid(self, sit, scene: Scene) -> None:
        prize = scene.prize(scene.person("winner"))
        with sit(scene.administrator(), "/operator", "task-administrator-1") as hand:
            hand.find(prize)
            hand.press("Explain", within=hand.found(prize))
            hand.act("Hold this prize")
            hand.reads(f"Done. Audit: prizeRecords_{prize}_")
            costs(hand, "keep this prize until two of us have looked")

    def test_makes_the_refund_that_a_trainer_asked_for(self, sit, scene: Scene) -> None:
        sale = scene.sale()
        scene.does(
            sale.trainer, "requestRefund", paymentId=sale.payment_id, amount=4_000, reason="she is ill"
        )
        with sit(scene.administrator(), "/operator", "task-administrator-2") as hand:
            hand.find(sale.payment_id)
            hand.press("Explain", within=hand.found(sale.payment_id))
            hand.reads("The trainer asks for a refund of USD 40.00")
            hand.act("Refund", why=None, **{"Amount in USD (empty: all of it)": "40"})
            hand.reads("refund.reserved")
            assert scene.there(f"payments/{sale.payment_id}")["refundedAmount"] == 4_000
            costs(hand, "make the refund that a trainer asked for")

    def test_stops_a_person_and_two_let_them_go_on(self, sit, scene: Scene) -> None:
        trainer = scene.trainer()
        with sit(scene.administrator(), "/operator", "task-administrator-3") as hand:
            hand.find(trainer.uid)
            hand.act("Put this person on hold")
            hand.reads(f"Done. Audit: personHolds_{trainer.uid}_1")
            hand.find(trainer.uid)
            hand.act("Request to release this person")
            costs(hand, "stop a person, and ask for their release")
        with sit(scene.administrator(), "/operator", "task-administrator-3b") as other:
            request = other.page.get_by_role("article", name=f"release_person personHolds/{trainer.uid}")
            other.press("Approve and do it", within=request)
            box = other.page.get_by_role("dialog")
            other.type("Why? It stays in the audit trail.", "we have talked", within=box)
            other.press("Do it", within=box)
            path = f"personHolds/{trainer.uid}"
            eventually(f"{path} ended", lambda: scene.there(path), lambda seen: seen["held"] is False)
            costs(other, "approve what another asks for")

    def test_has_an_event_handled_again(self, sit, scene: Scene) -> None:
        event_id = scene.event_about(scene.trainer())
        with sit(scene.administrator(), "/operator", "task-administrator-4") as hand:
            hand.find(event_id)
            hand.act("Replay")
            hand.reads(f"Done. Audit: replays_{event_id}_1")
            costs(hand, "an event of Stripe's was handled while a right was missing")
