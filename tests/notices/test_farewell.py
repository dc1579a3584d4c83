"""Who is erased is told so once by e-mail, by the address that the erasure deletes."""

from __future__ import annotations

import pytest

from pulse.backoffice.privacy import delete_my_data
from pulse.notices import send_farewell
from pulse.ports import Medium, Outcome, Sending, SignIn
from tests.notices.conftest import ADA, ADDRESS
from tests.world import START

FAILED = Outcome(Sending.FAILED, "smtp_421")


def erased(post):
    delete_my_data(ADA, ports=post.ports)


def delivered(post, payload):
    send_farewell(
        payload["userId"], payload["address"], payload["language"], payload["tries"], ports=post.ports
    )


def test_the_address_is_in_the_task_and_nowhere_else(post):
    post.chooses(language="de", notify={"email": False})
    erased(post)

    (task,) = post.tasks()
    assert task == {"userId": ADA, "address": ADDRESS, "language": "de", "tries": 1}
    stored = [dict(one.fields) for held in post.world.store._documents.values() for one in held.values()]
    assert ADDRESS not in repr(stored)
    assert post.devices() == []


def test_it_arrives_in_their_language_after_everything_is_gone(post):
    post.chooses(language="de")
    erased(post)
    delivered(post, post.tasks()[0])

    (mail,) = post.mail.sent
    assert (mail.to, mail.title) == (ADDRESS, "Deine Daten bei Pulse sind gelöscht")
    assert "Dein Profil, deine Links" in mail.body
    assert post.push.tried == []


def test_it_is_tried_eight_times_and_operators_hear_of_the_last(post):
    post.mail.answers.extend([FAILED] * 20)
    erased(post)
    for number in range(8):
        delivered(post, post.tasks()[number])

    assert [task["tries"] for task in post.tasks()] == list(range(1, 9))
    (alert,) = post.world.alerts.raised
    assert (alert.cause, alert.subject, alert.user_id) == ("notice.undelivered", f"erasures/{ADA}", None)


def test_a_refused_address_is_not_tried_again(post):
    post.mail.refused.add(ADDRESS)
    erased(post)
    delivered(post, post.tasks()[0])

    assert len(post.tasks()) == 1
    assert post.world.alerts.causes() == ["notice.undelivered"]
    assert post.world.store.get(f"mailRefusals/{ADA}") is None


def test_firebase_auth_silent_delays_no_erasure(post):
    post.world.sign_ins.silent = True
    erased(post)

    assert post.world.store.get(f"users/{ADA}") is None
    assert post.tasks() == []


@pytest.mark.parametrize("sign_in", [None, SignIn(START), SignIn(START, email=ADDRESS)])
def test_without_a_confirmed_address_nothing_is_queued(post, sign_in):
    post.world.sign_ins.known = {ADA: sign_in} if sign_in else {}
    erased(post)

    assert post.tasks() == []


def test_an_erasure_ends_what_a_refused_address_and_the_devices_left(post):
    post.mail.refused.add(ADDRESS)
    post.told()
    post.sent()
    assert post.world.store.get(f"mailRefusals/{ADA}") is not None
    erased(post)

    left = [path for held in post.world.store._documents.values() for path in held if ADA in path]
    assert sorted({path.split("/")[0] for path in left}) == ["auditLog", "erasures"]
    assert Medium.EMAIL in post.ports.channels
