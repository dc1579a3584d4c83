"""Measures the Stripe emulator: `functions/venv/bin/python bench/stripe_emulator.py`.

Prints the CPU time of an in-process transfer through the whole SDK, and how much of it the SDK takes alone;
the memory of 100,000 transfers; the requests per second of the HTTP server's CPU time; the time of its start.
`stripe_side_by_side.py` compares it with others.
"""

import http.client
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import stripe  # noqa: E402

from stripe_emulator import Emulator  # noqa: E402
from stripe_emulator.in_process import EmulatorHTTPClient  # noqa: E402
from stripe_emulator.in_process import client as client_of  # noqa: E402

TRANSFERS = 100_000
ROUNDS, IN_A_ROUND = 7, 1_000
REQUESTS = 3_000


def ready_account(emulator: Emulator, client: stripe.StripeClient) -> str:
    account = client.v1.accounts.create(
        params={
            "type": "express",
            "country": "US",
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        }
    )
    emulator.complete_onboarding(account.id)
    emulator.set_balance("usd", 90_000_000)
    return account.id


def in_process() -> None:
    emulator = Emulator(clock=lambda: 1_800_000_000.0)
    client = client_of(emulator)
    account = ready_account(emulator, client)
    before, alone = _megabytes(), stripe.StripeClient("sk_test_bench", http_client=Kept(emulator))
    transfer(client, account, 0)
    transfer(alone, account, 0)
    firsts = range(1, 1 + ROUNDS * IN_A_ROUND, IN_A_ROUND)
    pairs = [[_cpu_ms(one, account, number) for one in (client, alone)] for number in firsts]
    whole, sdk = (statistics.median(part) for part in zip(*pairs, strict=True))
    print(f"in-process transfer: {whole:.3f} ms CPU, {sdk:.3f} of it the SDK alone (medians of {ROUNDS})")
    for number in range(1 + ROUNDS * IN_A_ROUND, TRANSFERS):
        transfer(client, account, number)
    print(f"{TRANSFERS:,} transfers: {_megabytes() - before:.0f} MB")
    started = time.process_time()
    found = client.v1.transfers.list(params={"transfer_group": "prize_500", "destination": account})
    looked_up = (time.process_time() - started) * 1000
    print(f"look-up by transfer_group among them: {looked_up:.2f} ms, {len(found.data)} found")
    emulator.self_check()


class Kept(EmulatorHTTPClient):
    """Gives the first answer again and again: what is left is the work of the SDK."""

    kept: tuple | None = None

    def request(self, *given: object, **more: object) -> tuple:
        self.kept = self.kept or super().request(*given, **more)
        return self.kept


def transfer(client: stripe.StripeClient, account: str, number: int) -> None:
    client.v1.transfers.create(
        params={
            "amount": 100,
            "currency": "usd",
            "destination": account,
            "transfer_group": f"prize_{number}",
            "metadata": {"prize_record_id": f"record_{number}", "generation": "1"},
        },
        options={"idempotency_key": f"prize:{number}:g1"},
    )


def _cpu_ms(client: stripe.StripeClient, account: str, first: int) -> float:
    started = time.process_time()
    for number in range(first, first + IN_A_ROUND):
        transfer(client, account, number)
    return (time.process_time() - started) / IN_A_ROUND * 1000


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def over_http() -> None:
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "stripe_emulator", "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        url = server.stdout.readline().split()[-1]
        print(f"start: {time.perf_counter() - started:.2f} s")
        _requests(server.pid, url.removeprefix("http://"))
    finally:
        server.terminate()
        server.wait()


def _requests(pid: int, address: str) -> None:
    client = stripe.StripeClient("sk_test_bench", base_addresses={"api": f"http://{address}"})
    account = client.v1.accounts.create(
        params={
            "type": "express",
            "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        }
    )
    connection = http.client.HTTPConnection(address)
    _post(connection, "/_emulator/accounts/onboard", f'{{"account": "{account.id}"}}')
    _post(connection, "/_emulator/balance", '{"amount": 90000000, "currency": "usd"}')
    cpu, wall = _cpu_seconds(pid), time.perf_counter()
    for number in range(REQUESTS):
        body = {"amount": 100, "currency": "usd", "destination": account.id, "transfer_group": f"g{number}"}
        _post(connection, "/v1/transfers", urlencode(body))
    cpu, wall = _cpu_seconds(pid) - cpu, time.perf_counter() - wall
    print(f"HTTP transfers: {REQUESTS / cpu:.0f} a second of server CPU, {REQUESTS / wall:.0f} on the clock")


def _post(connection: http.client.HTTPConnection, path: str, body: str) -> None:
    connection.request("POST", path, body, {"Authorization": "Bearer sk_test_bench"})
    response = connection.getresponse()
    answered = response.read()
    if response.status != http.HTTPStatus.OK:
        raise SystemExit(answered)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


if __name__ == "__main__":
    over_http()
    in_process()
