"""What every answer carries: ids, headers and the documented failure, but no internals."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pulse import log
from pulse.doors import api, callables
from pulse.doors.callables import _STATUSES
from pulse.doors.operations import BY_NAME, every_operation
from pulse.doors.wire.failures import failure_of
from pulse.errors import (
    Busy,
    InvalidRequest,
    Misconfigured,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    StripeRefused,
    StripeUnavailable,
    TooManyRequests,
)
from tests.doors.broken import Failing, without_store
from tests.doors.served import SITE, Served, wsgi
from tests.doors.story import ADMIN, TRAINER, WINNER
from tests.world import TEST_SETTINGS

OPERATIONS = every_operation()

CANARY = "canary-7f3a"
TRACE = "0af7651916cd43dd8448eb211c80319c"


class TestEveryAnswer:
    def answers(self, served: Served):
        yield served.get("get-earnings", token=served.token("nobody"))
        yield served.get("get-earnings")
        yield served.get("no-such-operation")
        yield served.call("DELETE", "get-earnings")
        yield served.call("OPTIONS", "get-earnings")
        yield served.callable("get-earnings", {})

    def test_has_an_id_of_its_own_and_is_kept_by_no_cache(self, served):
        ids = set()
        for answer in self.answers(served):
            assert answer.headers["Cache-Control"] == "no-store"
            ids.add(answer.headers["X-Request-Id"])
        assert len(ids) == 6

    def test_failures_tell_the_same_id_in_the_body(self, served):
        http = served.get("get-earnings")
        called = served.callable("get-earnings", {})

        assert http.json["requestId"] == http.headers["X-Request-Id"]
        assert called.json["error"]["details"]["requestId"] == called.headers["X-Request-Id"]

    def test_leaves_one_log_line_with_that_id_and_the_trace(self, served, capsys):
        header = {"X-Cloud-Trace-Context": f"{TRACE}/4;o=1"}
        answer = served.get("get-earnings", token=served.token("a"), headers=header)

        line = self.line(capsys)
        assert line["request_id"] == answer.headers["X-Request-Id"]
        assert line["operation"] == "get-earnings"
        assert line["status"] == 404
        assert line["logging.googleapis.com/trace"] == f"projects/demo-pulse/traces/{TRACE}"

    def test_the_line_tells_how_long_it_took_and_who_called_without_naming_them(self, served, capsys):
        served.post("payout-prize-money", {"prizeRecordId": "p"}, token=served.token("somebody"))

        line = self.line(capsys)
        assert line["status"] == 403
        assert line["user"] == log.uid_hash("somebody")
        assert 0 <= line["elapsed_seconds"] < 60

    @pytest.mark.parametrize("header", ["", "x", f"{TRACE}x", f"{TRACE} /1", TRACE[1:], "/" + TRACE])
    def test_what_is_no_trace_is_not_written(self, header, served, capsys):
        served.get("get-earnings", token=served.token("a"), headers={"X-Cloud-Trace-Context": header})

        assert "logging.googleapis.com/trace" not in self.line(capsys)

    def line(self, capsys):
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (found,) = [line for line in lines if line["event"] == "door.answered"]
        return found

    def test_a_token_never_reaches_the_log(self, served, capsys):
        token = served.token("a")
        served.get("get-earnings", token=token)
        served.get("get-earnings", token=token[:-10])

        assert token[:40] not in capsys.readouterr().out


@pytest.mark.parametrize("path", ["/.netlify/functions/get-earnings", "/api/get-earnings", "/get-earnings",
                                  "/.netlify/functions/get-earnings/", "/api/get-earnings/"])  # fmt: skip
def test_an_operation_is_found_under_each_of_its_paths(path, story):
    answer = story.http.get(path, headers={"Authorization": f"Bearer {story.token(TRAINER)}"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/", "/__/health", "/api", "/api/", "/.netlify/functions/", "/api/api/get-earnings",
     "/api/get-earnings/x", "/api/GET-EARNINGS", "/api/getEarnings", "/api/get-earnings%2f..", "/api/..",
     "/api/stripe-webhook",
     "/.netlify/functions/%00", "/api/" + "a" * 3_000],
)  # fmt: skip
def test_anything_else_is_found_nowhere(path, served):
    answer = served.http.get(path, headers={"Authorization": f"Bearer {served.token('a')}"})

    assert answer.status_code == 404
    assert answer.json["code"] == "unknown_operation"


def test_the_winners_history_is_their_earnings_by_another_name(story):
    token = story.token(WINNER)

    one, other = (
        story.get("get-winner-earnings", token=token),
        story.get("get-winner-prize-history", token=token),
    )

    assert one.json == other.json


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE"])
def test_other_methods_are_told_which_there_are(method, operation, served):
    if method in operation.methods:
        return
    before = served.documents()

    answer = served.call(method, operation.name, token=served.token(ADMIN))

    assert answer.status_code == 405
    assert answer.headers["Allow"] == ", ".join((*operation.methods, "OPTIONS"))
    assert served.documents() == before


class TestOtherOrigins:
    @pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
    def test_our_own_pages_may_call(self, operation, served):
        answer = served.call("OPTIONS", operation.name, headers={"Origin": SITE})

        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Origin"] == SITE
        assert answer.headers["Access-Control-Allow-Methods"] == ", ".join((*operation.methods, "OPTIONS"))
        allowed = answer.headers["Access-Control-Allow-Headers"]
        assert {"Authorization", "Content-Type", "X-Firebase-AppCheck"} <= set(allowed.split(", "))

    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "http://pulse.example", "https://pulse.example.evil.example", "null", "*",
         "https://pulse.example:444", "https://sub.pulse.example", "HTTPS://PULSE.EXAMPLE", ""],
    )  # fmt: skip
    def test_no_other_page_may_read(self, origin, served):
        for answer in (
            served.call("OPTIONS", "get-earnings", headers={"Origin": origin}),
            served.get("get-earnings", headers={"Origin": origin}),
        ):
            assert "Access-Control-Allow-Origin" not in answer.headers
            assert answer.headers["Vary"] == "Origin"

    def test_further_origins_are_configured(self):
        served = Served(TEST_SETTINGS.model_copy(update={"cors_origins": ("http://localhost:5173",)}))

        answer = served.get("get-earnings", headers={"Origin": "http://localhost:5173"})

        assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:5173"

    def test_failures_can_be_read_by_our_pages_too(self, served):
        for answer in (
            served.get("get-earnings", headers={"Origin": SITE}),
            served.callable("get-earnings", json={"data": {}}, headers={"Origin": SITE}),
        ):
            assert answer.status_code == 401
            assert answer.headers["Access-Control-Allow-Origin"] == SITE

    def test_callables_answer_a_preflight(self, served):
        answer = served.callable("get-earnings", method="OPTIONS", headers={"Origin": SITE})

        assert answer.status_code == 204
        assert answer.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"

    def test_no_answer_lets_cookies_along(self, served):
        for answer in (
            served.call("OPTIONS", "get-earnings", headers={"Origin": SITE}),
            served.get("get-earnings", headers={"Origin": SITE}),
            served.callable("get-earnings", method="OPTIONS", headers={"Origin": SITE}),
            served.callable("get-earnings", json={"data": {}}, headers={"Origin": SITE}),
        ):
            assert "Access-Control-Allow-Origin" in answer.headers
            assert "Access-Control-Allow-Credentials" not in answer.headers


FAILURES = [
    (InvalidRequest("x"), 400, "invalid_request"),
    (NotSignedIn("x"), 401, "not_signed_in"),
    (NotAllowed("x"), 403, "not_allowed"),
    (NotFound("x", code="user_not_found"), 404, "user_not_found"),
    (Refusal("x", code="onboarding_incomplete"), 409, "onboarding_incomplete"),
    (StripeRefused("No such account: acct_1", http_status=400), 409, "stripe_refused"),
    (TooManyRequests("x", retry_after_seconds=60), 429, "too_many_requests"),
    (StripeUnavailable("x"), 503, "stripe_unavailable"),
    (Busy("x"), 503, "busy"),
    (Misconfigured("the secret STRIPE_SECRET_KEY"), 500, "internal"),
    (RuntimeError(CANARY), 500, "internal"),
    (KeyError(CANARY), 500, "internal"),
]


@pytest.mark.parametrize(("error", "status", "code"), FAILURES, ids=lambda value: str(value)[:30])
def test_each_error_has_its_status_and_word(error, status, code):
    failure = failure_of(error)

    assert (failure.status, failure.code) == (status, code)


@pytest.mark.parametrize(
    "error", [RuntimeError(CANARY), KeyError(CANARY), Misconfigured(CANARY), RecursionError(CANARY)]
)
def test_a_fault_of_ours_is_logged_with_its_stack_and_told_without(error, story, capsys):
    token = story.token(TRAINER)
    clients = without_store(story.clients, error)
    http = wsgi(lambda request: api.serve(request, lambda: clients))
    call = wsgi(lambda request: callables.serve(BY_NAME["get-earnings"], request, lambda: clients))

    answer = http.get("/api/get-earnings", headers={"Authorization": f"Bearer {token}"})
    called = call.post("/", json={"data": {}}, headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == called.status_code == 500
    assert answer.json["code"] == "internal"
    assert called.json["error"]["status"] == "INTERNAL"
    assert CANARY not in answer.text + called.text
    assert '"stack_trace"' in capsys.readouterr().out


def test_a_process_that_lacks_its_settings_answers_500_and_says_nothing(served):
    def misconfigured():
        raise Misconfigured(CANARY)

    answer = wsgi(lambda request: api.serve(request, misconfigured)).get("/api/get-earnings")

    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert answer.headers["X-Request-Id"]


def test_what_stripe_says_in_a_refusal_is_not_repeated(story):
    refused = StripeRefused(f"No such account {CANARY}", http_status=400)
    story.clients = replace(story.clients, ports=replace(story.clients.ports, stripe=Failing(refused)))

    answer = story.get("complete-stripe-onboarding", token=story.token(TRAINER))

    assert answer.status_code == 409
    assert CANARY not in answer.text


def test_facts_stand_beside_the_documented_fields_and_never_in_their_place():
    in_their_place = {"success": True, "error": "y", "request_id": "id2"}
    failure = failure_of(Refusal("x", account_link="https://connect.example/setup", **in_their_place))

    body = json.loads(api.refusal(failure, "id1").data)

    assert body == {
        "accountLink": "https://connect.example/setup",
        "success": False,
        "error": "x",
        "code": "refused",
        "requestId": "id1",
    }


def test_every_status_of_ours_is_a_status_of_the_callable_protocol():
    assert set(_STATUSES) >= {status for _, status, _ in FAILURES} - {500}
    assert _STATUSES[409] == ("FAILED_PRECONDITION", 400)
