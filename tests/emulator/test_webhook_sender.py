"""The sender lives through every endpoint and fault, and the program says what it cannot do."""

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import Queue

import pytest

from stripe_emulator import Emulator
from stripe_emulator.in_process import client as client_of
from stripe_emulator.webhook_sender import SENDERS, WAITING_MAX, WebhookSender, post
from stripe_emulator.world.state import PLATFORM
from stripe_emulator.world.webhooks import Delivery

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


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


@contextlib.contextmanager
def listening_to(answer: bytes) -> Iterator[tuple[str, Queue[socket.socket]]]:
    """An address whose requests are put into a queue, with `answer` sent and, if there is one, hung up."""
    seen: Queue[socket.socket] = Queue()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                connection.recv(100_000)
                if answer:
                    connection.sendall(answer)
                    connection.close()
                seen.put(connection)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", seen
        listening.shutdown(socket.SHUT_RDWR)
    while not seen.empty():
        seen.get().close()


@pytest.fixture
def sender(emulator: Emulator) -> Iterator[WebhookSender]:
    one = WebhookSender(emulator)
    one.start()
    yield one
    one.stop()
    one.join()


def add_endpoint(emulator: Emulator, url: str) -> str:
    return str(emulator.control("webhook_endpoints", url=url)["id"])


@pytest.mark.usefixtures("sender")
def test_an_endpoint_that_hangs_holds_up_no_other(emulator: Emulator) -> None:
    with listening_to(b"") as (silent, left_waiting), listening_to(OK) as (good, answered):
        add_endpoint(emulator, silent)
        add_endpoint(emulator, good)
        customers = 3 * SENDERS
        for _ in range(customers):
            client_of(emulator).v1.customers.create(params={})
        for _ in range(customers):
            answered.get(timeout=20)
        assert left_waiting.qsize() <= SENDERS


def test_an_answer_that_drips_is_a_failed_attempt_when_the_time_is_over() -> None:
    """Each byte would begin the socket's own timeout anew, and the thread would wait for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nA: ")
                while not over.wait(0.02):
                    connection.sendall(b"a")

        over = threading.Event()
        dripping = threading.Thread(target=drip)
        dripping.start()
        status = post(delivery_to(f"http://127.0.0.1:{listening.getsockname()[1]}"), timeout=0.3)
        over.set()
        dripping.join()
    assert status == 0


@pytest.mark.usefixtures("sender")
def test_the_sender_outlives_a_fault_of_the_emulator(
    emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    with listening_to(OK) as (good, answered):
        add_endpoint(emulator, good)
        with emulator.lock:
            client_of(emulator).v1.customers.create(params={})
            lost = dict(emulator.store.all(PLATFORM, "event"))
            emulator.store.all(PLATFORM, "event").clear()
        printed = ""
        while "KeyError" not in printed:
            printed += capsys.readouterr().err
        emulator.store.all(PLATFORM, "event").update(lost)
        answered.get(timeout=20)


def test_an_endpoint_has_no_more_at_once_than_its_share(emulator: Emulator) -> None:
    add_endpoint(emulator, "http://127.0.0.1:1")
    other = add_endpoint(emulator, "http://127.0.0.1:2")
    for _ in range(5):
        client_of(emulator).v1.customers.create(params={})
    first = emulator.due_deliveries(each=3)
    assert sorted(one.url[-1] for one in first) == ["1"] * 3 + ["2"] * 3
    under_way = {one.id for one in first if one.url.endswith("1")}
    assert {one.url[-1] for one in emulator.due_deliveries(each=3, skip=under_way)} == {"2"}
    assert len(emulator.due_deliveries(each=WAITING_MAX)) == 10
    emulator.webhooks.forget_endpoint(other)
    assert len(emulator.due_deliveries(each=3, skip=under_way)) == 0


@pytest.mark.parametrize("port", ["taken", "99999"])
def test_the_program_says_when_it_cannot_listen(port: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = str(taken.getsockname()[1]) if port == "taken" else port
        command = [sys.executable, "-m", "stripe_emulator", "--port", number]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"Cannot listen on port {number}: ")
    assert len(ended.stderr.splitlines()) == 1
