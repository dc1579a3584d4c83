"""A webhook endpoint that answers nonsense is a failed attempt, and the program says what it cannot do."""

import socket
import subprocess
import sys
import threading

import pytest

from stripe_emulator.webhook_sender import post
from stripe_emulator.world.webhooks import Delivery


def delivery_to(url: str) -> Delivery:
    return Delivery("dlv_x", url, b"{}", "t=1,v1=x", "evt_x", "charge.succeeded", None, 1)


@pytest.mark.parametrize(
    "nonsense", [b"nonsense\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nA"]
)
def test_an_answer_that_is_not_http_is_a_failed_attempt(nonsense: bytes) -> None:
    """An exception would leave the attempt due at once, again and again."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(nonsense)

        answering = threading.Thread(target=answer)
        answering.start()
        status = post(delivery_to(f"http://127.0.0.1:{listening.getsockname()[1]}"))
        answering.join()
    assert status in (0, 200)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.0.0.1:99999", "http://a:x", "http://[", "x"]
)
def test_an_address_that_leads_nowhere_is_a_failed_attempt(url: str) -> None:
    assert post(delivery_to(url)) == 0


@pytest.mark.parametrize("port", ["taken", "99999"])
def test_the_program_says_when_it_cannot_listen(port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1]) if port == "taken" else port
        command = [sys.executable, "-m", "stripe_emulator", "--port", number]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Cannot listen on port {number}: ")
    assert len(ended.stderr.splitlines()) == 1
