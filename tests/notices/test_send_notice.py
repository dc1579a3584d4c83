"""A recorded notice reaches its person once by each way they want, and one bad address stops no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.errors import Busy, OutcomeUnknown, RecordDamaged
from pulse.notices import Said, queue_notices, send_notice
from pulse.notices.recipients import language_of
from pulse.ports import Medium, Outcome, Sending, SignIn
from pulse.ports.store import Create, Merge, Update
from tests.notices.conftest import ADA, ADDRESS
from tests.world import START

FAILED = Outcome(Sending.FAILED, "smtp_421")
ALL_SENT = {"email": "sent", "push_phone": "sent", "push_tablet": "sent"}


def test_a_notice_goes_to_the_address_and_to_every_device(post):
    post.told()
    post.sent()

    (mail,) = post.mail.sent
    assert (mail.to, mail.title, mail.language) == (ADDRESS, "Your prize was paid", "en")
    assert mail.body.startswith("Hello,\n\nYour prize was paid: 97.00 USD went to your Stripe account.")
    assert f"\n{post.ports.settings.site_url}/winner\n" in mail.body
    assert sorted(one.to for one in post.push.sent) == ["token-phone", "token-tablet"]
    assert {one.text for one in post.push.sent} == {mail.text}
    assert post.states() == ALL_SENT
    assert "sendAt" not in post.stored()


def test_it_is_sent_once_however_often_its_task_and_its_use_case_are_repeated(post):
    post.told()
    for _ in range(3):
        post.sent()
        post.told()

    post.sent()
    assert (len(post.mail.tried), len(post.push.tried)) == (1, 2)
    assert "sendAt" not in post.stored()


def test_each_send_is_noted_before_it_happens(post):
    post.told()
    noted = []
    post.mail.send = lambda message: noted.append(post.states()["email"]) or Outcome(Sending.SENT)

    post.sent()

    assert noted == ["sending"]


def test_a_worker_that_died_after_its_send_leaves_it_to_another_who_sends_the_same_key(post):
    class Died(Exception):
        pass

    post.told()
    sent = post.mail.send

    def dies(message):
        sent(message)
        raise Died

    post.mail.send = dies
    with pytest.raises(Died):
        post.sent()
    post.mail.send = sent
    post.sent()
    assert len(post.mail.sent) == 1  # the first worker may still be at it

    post.world.clock.advance(seconds=post.ports.settings.lease_seconds + 1)
    post.sent()

    first, second = post.mail.sent
    assert first.key == second.key
    assert post.states() == ALL_SENT


def test_two_workers_at_once_send_once(post):
    post.told()
    real = post.ports.store

    class Overtaken:
        def __getattr__(self, name):
            return getattr(real, name)

        def commit(self, writes):
            real.commit([Update(f"users/{ADA}/notices/one", {"seen": True})])
            return real.commit(writes)

    with pytest.raises(Busy):
        send_notice(ADA, "one", ports=replace(post.ports, store=Overtaken()))
    assert post.mail.tried == post.push.tried == []


@pytest.mark.parametrize(
    ("chosen", "mails", "pushes"),
    [
        ({"email": False}, 0, 2),
        ({"push": False}, 1, 0),
        ({"email": False, "push": False}, 0, 0),
        ("no", 1, 2),
    ],
)
def test_a_person_chooses_by_which_ways_they_are_told(post, chosen, mails, pushes):
    post.chooses(notify=chosen)
    post.told()
    post.sent()

    assert (len(post.mail.sent), len(post.push.sent)) == (mails, pushes)
    assert "sendAt" not in post.stored()


def test_a_changed_bank_account_is_told_by_e_mail_whatever_was_chosen(post):
    post.chooses(notify={"email": False, "push": False})
    post.told(said=Said.BANK_CHANGED)
    post.sent()

    assert [one.title for one in post.mail.sent] == ["Your bank account was changed"]
    assert "so it is always sent" in post.mail.sent[0].body
    assert post.push.sent == []


def test_each_person_is_told_in_their_language(post):
    post.chooses(language="de-AT")
    post.told()
    post.sent()

    (mail,) = post.mail.sent
    assert (mail.title, mail.language) == ("Dein Preis wurde gezahlt", "de")
    assert "97,00 USD" in mail.body
    assert mail.body.startswith("Hallo,")


@pytest.mark.parametrize(
    ("chosen", "language"),
    [("de", "de"), ("DE_ch", "de"), ("fr", "en"), ("", "en"), (None, "en"), ("x" * 400, "en")],
)
def test_who_speaks_none_of_our_languages_is_told_in_english(chosen, language):
    assert language_of(chosen) == language


def test_no_e_mail_goes_to_an_address_that_may_be_a_strangers(post):
    post.world.sign_ins.known[ADA] = SignIn(START, email="stranger@example.com", email_verified=False)
    post.chooses(email="stranger@example.com")
    post.told()
    post.sent()
    assert post.mail.tried == []

    post.told("two")
    trusting = post.ports.settings.model_copy(update={"mail_unverified": True})
    send_notice(ADA, "two", ports=replace(post.ports, settings=trusting))
    assert [one.to for one in post.mail.sent] == ["stranger@example.com"]


def test_a_dead_token_ends_its_device_alone(post):
    post.push.refused.add("token-phone")
    post.told()
    post.sent()

    assert post.devices() == ["tablet"]
    assert post.states() == {"email": "sent", "push_phone": "refused", "push_tablet": "sent"}
    assert post.world.alerts.raised == []


def test_a_device_with_a_new_token_outlives_its_old_one(post):
    def renewed(message):
        if message.to == "token-phone":
            post.world.store.commit([Update(f"users/{ADA}/devices/phone", {"token": "new"})])
            return Outcome(Sending.REFUSED, "NOT_FOUND")
        return Outcome(Sending.SENT)

    post.push.send = renewed
    post.told()
    post.sent()

    assert post.devices() == ["phone", "tablet"]


def test_a_refused_address_is_told_to_operators_and_not_tried_again_until_it_changes(post):
    post.mail.refused.add(ADDRESS)
    post.told()
    post.sent()
    post.told("two")
    post.sent("two")

    assert len(post.mail.tried) == 1
    (alert,) = post.world.alerts.raised
    assert (alert.cause, alert.user_id, alert.subject) == ("address.refused", ADA, f"users/{ADA}/notices/one")
    assert ADDRESS not in repr(alert) + repr(post.world.store.get(f"mailRefusals/{ADA}").fields)
    assert post.states("two") == {"push_phone": "sent", "push_tablet": "sent"}

    post.world.sign_ins.known[ADA] = SignIn(START, email="new@example.com", email_verified=True)
    post.told("three")
    post.sent("three")
    assert [one.to for one in post.mail.sent] == ["new@example.com"]


def test_a_refused_address_is_tried_again_after_a_month(post):
    post.mail.refused.add(ADDRESS)
    post.told()
    post.sent()
    post.mail.refused.clear()
    post.world.clock.advance(days=31)

    post.told("two")
    post.sent("two")
    assert len(post.mail.sent) == 1


def test_what_fails_is_tried_again_later_and_nothing_else_is_sent_twice(post):
    post.mail.answers.append(FAILED)
    post.told()
    post.sent()
    assert post.states() == {"email": "waiting", "push_phone": "sent", "push_tablet": "sent"}
    (again,) = post.tasks()
    assert again == {"userId": ADA, "noticeId": "one"}

    post.sent()  # too early
    assert len(post.mail.tried) == 1
    post.world.clock.advance(minutes=1)
    post.sent()

    assert post.states() == ALL_SENT
    assert (len(post.mail.tried), len(post.push.tried)) == (2, 2)
    assert post.stored()["deliveries"]["email"]["tries"] == 2


def test_tries_are_bounded_and_operators_hear_of_the_third_and_of_the_last(post):
    post.mail.answers.extend([FAILED] * 50)
    post.told()
    for _ in range(20):
        post.sent()
        post.world.clock.advance(hours=6)

    assert len(post.mail.tried) == post.ports.settings.notice_tries_max == 8
    assert post.states()["email"] == "given_up"
    assert "sendAt" not in post.stored()
    assert [one.cause for one in post.world.alerts.raised] == ["notice.delayed", "notice.undelivered"]


def test_an_address_that_is_gone_ends_the_waiting(post):
    post.mail.answers.append(FAILED)
    post.told()
    post.sent()
    post.chooses(notify={"email": False})
    post.world.clock.advance(minutes=1)
    post.sent()

    assert len(post.mail.tried) == 1
    assert post.stored()["deliveries"]["email"]["code"] == "gone"
    assert "sendAt" not in post.stored()


def test_nothing_is_sent_to_a_person_who_was_erased_and_the_notice_goes_too(post):
    path = post.told()
    post.world.store.commit([Create(f"erasures/{ADA}", {})])
    post.sent()

    assert post.mail.tried == post.push.tried == []
    assert post.world.store.get(path) is None


def test_an_erasure_during_a_send_is_not_undone_by_its_record(post):
    path = post.told()

    def erased(message):
        post.world.store._documents.get(f"users/{ADA}/notices").pop(path, None)
        return Outcome(Sending.REFUSED, "smtp_550")

    post.mail.send = erased
    post.sent()

    assert post.world.store.get(path) is None
    assert post.world.store.get(f"mailRefusals/{ADA}") is None


def test_firebase_auth_silent_sends_nothing_and_is_tried_again(post):
    post.world.sign_ins.silent = True
    post.told()
    with pytest.raises(OutcomeUnknown):
        post.sent()

    assert post.mail.tried == post.push.tried == []
    assert "deliveries" not in post.stored()


def test_news_of_last_week_is_not_sent_once_e_mail_is_set_up(post):
    post.told()
    post.world.clock.advance(days=4)
    post.sent()

    assert post.mail.tried == post.push.tried == []
    assert "sendAt" not in post.stored()


def test_the_result_without_a_prize_stays_in_the_app(post):
    path = f"users/{ADA}/notices/result"
    assert "sendAt" not in post.world.store.get(post.told("result", Said.RESULT_RECORDED)).fields
    post.sent("result")

    assert post.world.store.get(path).fields.get("deliveries") is None
    assert post.mail.tried == post.push.tried == []


def test_only_the_five_newest_devices_are_told(post):
    for number in range(8):
        fields = {"token": f"t{number}", "updatedAt": START + timedelta(days=10 + number)}
        post.world.store.commit([Create(f"users/{ADA}/devices/d{number}", fields)])
    post.told()
    post.sent()

    assert [one.to for one in post.push.sent] == ["t7", "t6", "t5", "t4", "t3"]


@pytest.mark.parametrize("token", [None, 7, "", "  ", {"a": 1}])
def test_a_malformed_device_stops_no_other(post, token):
    post.world.store.commit([Merge(f"users/{ADA}/devices/phone", {"token": token})])
    post.told()
    post.sent()

    assert [one.to for one in post.push.sent] == ["token-tablet"]


class TestSweep:
    def test_queues_what_was_never_sent_and_nothing_that_is_fresh(self, post):
        post.told()
        assert queue_notices(ports=post.ports).done == 0
        post.world.clock.advance(seconds=post.ports.settings.outbox_age_seconds)
        post.told("fresh")

        assert queue_notices(ports=post.ports).done == 1
        assert post.tasks() == [{"userId": ADA, "noticeId": "one"}]

    def test_queues_nothing_where_no_channel_is_set_up(self, post):
        post.told()
        post.world.clock.advance(hours=1)

        assert queue_notices(ports=post.world.ports).done == 0
        assert post.tasks() == []

    def test_a_damaged_notice_stops_no_other(self, post):
        post.told()
        post.told("two")
        post.world.store.commit([Merge(f"users/{ADA}/notices/one", {"texts": {"en": 7}})])
        post.world.clock.advance(hours=1)
        assert queue_notices(ports=post.ports).done == 2

        with pytest.raises(RecordDamaged):
            post.sent("one")
        post.sent("two")
        assert post.states("two") == ALL_SENT


def test_one_persons_bad_address_never_stops_the_others(post):
    post.world.sign_ins.known["bob"] = SignIn(START, email="bob@example.com", email_verified=True)
    post.mail.refused.add(ADDRESS)
    post.told()
    post.told(to="bob")
    post.sent()
    post.sent(to="bob")

    assert [one.to for one in post.mail.sent] == ["bob@example.com"]


def test_a_worker_begins_no_send_that_it_could_not_finish(post):
    post.told()
    real = post.mail.send

    def slow(message):
        post.world.clock.advance(seconds=61)
        return real(message)

    post.mail.send = slow
    post.sent()

    assert post.push.tried == []
    assert post.states() == {"email": "sent", "push_phone": "waiting", "push_tablet": "waiting"}
    assert Medium.PUSH in post.ports.channels
