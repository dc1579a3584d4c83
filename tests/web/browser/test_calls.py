"""A call to an operation gives its answer, or fails with a sentence and a code."""

from __future__ import annotations

import pytest

from tests.web.browser.site import SIGNED_IN, SITE, Site

pytestmark = pytest.mark.thorough

CALL = """const { call } = await import('/app/api.js');
return call('get-overview').then(
  (answer) => ({ answer }),
  ({ status, code, message }) => ({ status, code, message }),
);"""
NO_CONNECTION = "There is no connection to Pulse. Nothing was lost: please try again."
REFUSED = {"success": False, "code": "party_to_it", "error": "you are a party"}
INTERNAL = "Something went wrong at Pulse. Please try again in a few minutes."


def test_an_answer_is_the_operations_fields(site: Site) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.answer("get-overview", json={"success": True, "paused": False})

    assert site.evaluate(CALL) == {"answer": {"success": True, "paused": False}}


@pytest.mark.parametrize("body", ["", "<h1>Welcome to the hotel's network</h1>", "null", '"fine"'])
def test_an_answer_that_is_no_object_is_no_success(body: str, site: Site) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.answer("get-overview", body=body, content_type="text/html")

    assert site.evaluate(CALL) == {"status": 200, "code": "unknown", "message": INTERNAL}


def test_a_refusal_has_its_code_and_its_sentence(site: Site) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.answer("get-overview", status=409, json=REFUSED)

    assert site.evaluate(CALL) == {"status": 409, "code": "party_to_it", "message": "you are a party"}


def test_no_answer_is_told_as_such(site: Site) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.page.route(f"{SITE}/api/**", lambda route: route.abort())

    assert site.evaluate(CALL) == {"status": 0, "code": "no_answer", "message": NO_CONNECTION}


@pytest.mark.parametrize(
    ("firebase", "code"),
    [
        ("auth/user-disabled", "not_signed_in"),
        ("auth/user-token-expired", "not_signed_in"),
        ("auth/network-request-failed", "no_answer"),
    ],
)
def test_a_sign_in_that_firebase_does_not_renew_is_told(firebase: str, code: str, site: Site) -> None:
    error = f"Object.assign(new Error(), {{ code: '{firebase}' }})"
    site.stand_in(
        "session.js", f"export const idToken = async () => {{ throw {error}; }}, uid = () => 'ada';"
    )

    assert site.evaluate(CALL)["code"] == code
