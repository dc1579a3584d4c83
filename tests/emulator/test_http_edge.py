"""Nothing that arrives over a socket drops the connection: odd HTTP, CORS, chunks, faults."""

import http.client
import json
import socket
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from stripe_emulator import Emulator
from stripe_emulator.http_server import EmulatorServer
from stripe_emulator.world.state import PLATFORM
from tests.emulator.test_http import serve

KEY = "Authorization: Bearer sk_test_x\r\n"


@pytest.fixture
def url(emulator: Emulator) -> Iterator[str]:
    yield from serve(EmulatorServer(emulator, 0))


def send(url: str, text: str) -> tuple[int, dict[str, str], bytes]:
    """Send text as it is and read the one answer."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(text.encode("latin-1"))
        connection.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(connection, method=text.partition(" ")[0])
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def test_health_is_told_without_a_key(url: str) -> None:
    status, _, body = send(url, "GET /health HTTP/1.1\r\n\r\n")
    assert (status, json.loads(body)) == (200, {"status": "ok"})


@pytest.mark.parametrize("chunks", ["9\r\nemail=a@b\r\n", "6;x=y\r\nemail=\r\n3\r\na@b\r\n"])
def test_a_body_in_chunks_is_read(url: str, chunks: str) -> None:
    """RFC 9112, section 7.1."""
    head = f"POST /v1/customers HTTP/1.1\r\n{KEY}Transfer-Encoding: chunked\r\n\r\n"
    status, _, body = send(url, f"{head}{chunks}0\r\nTrailer: t\r\n\r\n")
    assert (status, json.loads(body)["email"]) == (200, "a@b")


@pytest.mark.parametrize(
    "text",
    [
        f"POST /v1/customers HTTP/1.1\r\n{KEY}Content-Length: many\r\n\r\n",
        f"POST /v1/customers HTTP/1.1\r\n{KEY}Content-Length: -1\r\n\r\n",
        f"POST /v1/customers HTTP/1.1\r\n{KEY}Content-Length: 99999999999\r\n\r\n",
        f"POST /v1/customers HTTP/1.1\r\n{KEY}Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        f"GET http://[ HTTP/1.1\r\n{KEY}\r\n",
        "nonsense\r\n\r\n",
    ],
)
def test_what_is_not_http_is_a_400_in_stripes_form(url: str, text: str) -> None:
    status, _, body = send(url, text)
    assert (status, json.loads(body)["error"]["type"]) == (400, "invalid_request_error")


POST = f"POST /v1/customers HTTP/1.1\r\n{KEY}"
CHUNKED = f"{POST}Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{POST}Content-Length: 100\r\n\r\nname=Ada",
        f"{POST}Content-Length: +8\r\n\r\nname=Ada",
        f"{POST}Content-Length: 1_0\r\n\r\nname=Adaaa",
        f"{POST}Content-Length: 8\r\nContent-Length: 6\r\n\r\nname=Ada",
        f"{POST}A: b\r\n c\r\nContent-Length: 8\r\nContent-Length: 6\r\n\r\nname=Ada",
        f"{POST}Transfer-Encoding: gzip\r\n\r\nname=Ada",
        f"{POST}Content-Length: 8\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        f"{CHUNKED}8\r\nname=",
        f"{CHUNKED}8\r\nname=Ada\r\n",
        f"{CHUNKED}8\r\nname=Ada\r\n0\r\n",
        f"{CHUNKED}6\r\nname=Ada\r\n0\r\n\r\n",
        f"{CHUNKED}0x8\r\nname=Ada\r\n0\r\n\r\n",
        f"{CHUNKED}-0\r\n\r\n",
    ],
)
def test_a_body_that_is_cut_off_or_whose_end_is_unclear_is_not_executed(
    emulator: Emulator, url: str, text: str
) -> None:
    """RFC 9112, section 6.3. Half an amount would be another amount."""
    status, _, body = send(url, text)
    assert (status, json.loads(body)["error"]["type"]) == (400, "invalid_request_error")
    assert emulator.store.all(PLATFORM, "customer") == {}


def test_empty_lines_before_a_request_are_ignored(url: str) -> None:
    """RFC 9112, section 2.2."""
    assert send(url, f"\r\n\r\nGET /v1/customers HTTP/1.1\r\n{KEY}\r\n")[0] == 200


@pytest.mark.parametrize(("method", "status"), [("PATCH", 404), ("PUT", 404), ("BREW", 501)])
def test_a_method_that_stripe_does_not_know_is_refused_with_a_sentence(
    url: str, method: str, status: int
) -> None:
    found, _, body = send(url, f"{method} /v1/customers HTTP/1.1\r\n{KEY}\r\n")
    assert (found, json.loads(body)["error"]["type"]) == (status, "invalid_request_error")


def test_head_is_answered_without_a_body(url: str) -> None:
    status, headers, body = send(url, f"HEAD /v1/balance HTTP/1.1\r\n{KEY}\r\n")
    assert (status, body) == (404, b"")
    assert headers["request-id"]


def test_a_header_cannot_add_headers_to_the_answer(url: str) -> None:
    text = f"GET /v1/balance HTTP/1.1\r\n{KEY}Idempotency-Key: a\r\n Evil: b\r\n\r\n"
    status, headers, _ = send(url, text)
    assert (status, "evil" in headers) == (200, False)


@pytest.mark.parametrize("path", ["/v1/customers", "/_emulator/self_check", "/setup/s/acct_x/y"])
def test_an_unforeseen_exception_is_answered_wherever_it_happens(
    emulator: Emulator, url: str, path: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of the emulator")

    for part, name in (
        (emulator.ledger, "self_check"),
        (emulator.store, "iterate_newest"),
        (emulator.store, "get"),
        (emulator.store, "all"),
    ):
        monkeypatch.setattr(part, name, fail)
    status, _, body = send(url, f"GET {path} HTTP/1.1\r\n{KEY}\r\n")
    assert (status, json.loads(body)["error"]["type"]) == (500, "api_error")
    assert "RuntimeError: a fault of the emulator" in capsys.readouterr().err


def test_a_browser_may_ask_before_it_calls(url: str) -> None:
    """A page may send its key to the API from anywhere, as to Stripe's own (fetch.spec.whatwg.org)."""
    text = (
        "OPTIONS /v1/payment_intents/pi_x HTTP/1.1\r\nOrigin: https://shop.test\r\n"
        "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
    )
    status, headers, body = send(url, text)
    assert (status, body, headers["access-control-allow-origin"]) == (204, b"", "*")
    assert headers["access-control-allow-headers"] == "authorization"
    assert "POST" in headers["access-control-allow-methods"]


@pytest.mark.parametrize(("path", "status"), [("/v1/balance", 401), ("/v1/payment_intents/pi_x", 400)])
def test_a_browser_may_read_the_answer(url: str, path: str, status: int) -> None:
    text = f"GET {path} HTTP/1.1\r\nOrigin: https://shop.test\r\nAuthorization: Bearer pk_test_x\r\n\r\n"
    found, headers, _ = send(url, text)
    assert (found, headers["access-control-allow-origin"]) == (status, "*")


@pytest.mark.parametrize("scheme", ["Bearer sk_test_x", "Bearer rk_test_x", "Basic c2tfdGVzdF94Og=="])
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://shop.test", 403),
        ("null", 403),
        ("http://127.0.0.1.shop.test", 403),
        ("http://localhost:5000", 200),
    ],
)
def test_a_foreign_page_cannot_guess_a_secret_key(url: str, scheme: str, origin: str, status: int) -> None:
    """Every secret key opens the emulator, so a page of any site could use one."""
    if scheme.startswith("Bearer rk"):
        restricted = b'{"name": "x", "rights": {"balance": "read"}}'
        urllib.request.urlopen(f"{url}/_emulator/restricted_keys", restricted).close()
    text = f"GET /v1/balance HTTP/1.1\r\nOrigin: {origin}\r\nAuthorization: {scheme}\r\n\r\n"
    found, headers, body = send(url, text)
    assert (found, headers["access-control-allow-origin"]) == (status, "*")
    assert ("error" in json.loads(body)) == (status == 403)


def test_a_browser_reads_nothing_of_the_control(url: str) -> None:
    text = "GET /_emulator/state HTTP/1.1\r\nOrigin: https://shop.test\r\n\r\n"
    status, headers, _ = send(url, text)
    assert (status, "access-control-allow-origin" in headers) == (403, False)


@pytest.mark.parametrize(
    "headers",
    [
        "authorization:Bearer sk_test_x\r\n",
        "AUTHORIZATION: \t Bearer sk_test_x \t\r\n",
        "Authorization: Bearer sk_test_x\n",
        "Authorization: Bearer sk_test_wrong\r\nAuthorization: Bearer sk_test_x\r\n",
        "X-Odd: ü\r\nAuthorization: Bearer sk_test_x\r\n",
        "Authorization: Bearer sk_test_x\r\nConnection: close\r\n",
    ],
)
def test_a_header_is_read_however_it_is_written(url: str, headers: str) -> None:
    """RFC 9110, section 5."""
    status, found, _ = send(url, f"GET /v1/customers HTTP/1.1\r\n{headers}\r\n")
    assert status == 200
    assert found["request-id"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("GET /v1/customers HTTP/1.1\r\n" + "A: b\r\n" * 98 + KEY + "\r\n", 200),
        ("GET /v1/customers HTTP/1.1\r\n" + "A: b\r\n" * 99 + KEY + "\r\n", 431),
        (f"GET /v1/customers HTTP/1.1\r\n{KEY}A: {'b' * 70_000}\r\n\r\n", 431),
        (f"GET /v1/customers HTTP/1.0\r\n{KEY}\r\n", 200),
        (f"GET //v1/customers HTTP/1.1\r\n{KEY}\r\n", 200),
        (f"GET /v1/customers HTTP/9.9\r\n{KEY}\r\n", 505),
    ],
)
def test_an_unusual_head_gets_what_the_standard_library_answers(url: str, text: str, status: int) -> None:
    assert send(url, text)[0] == status


def test_a_caller_may_ask_before_it_sends_a_body(url: str) -> None:
    """RFC 9110, section 10.1.1: curl does so for large bodies."""
    parts = urlsplit(url)
    head = f"POST /v1/customers HTTP/1.1\r\n{KEY}Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port), timeout=20) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"email=a@b")
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert json.loads(answer.read())["email"] == "a@b"
