"""Compares the Stripe emulator with others, side by side in one run.

`functions/venv/bin/python -m bench.stripe_side_by_side [--earlier COMMIT]`

The servers take turns, round after round: create a customer, retrieve it, list ten. The table has medians of
the rounds: milliseconds of the server's CPU a request, and requests a second on the clock. localstripe (PyPI)
and emulate (npm) are installed under `.local/bench/` the first time; one that cannot be had is left out and
named.
"""

import argparse
import base64
import contextlib
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RIVALS = ROOT / ".local" / "bench"
LOCALSTRIPE, EMULATE = "localstripe==1.15.10", "emulate@0.11.2"
ROUNDS, REQUESTS, STORED = 7, 200, 500
START_SECONDS = 30
ACTS = ("create", "retrieve", "list of ten")


@dataclass
class Side:
    """One server; `figures` has (CPU milliseconds, requests a second) of each round by act."""

    name: str
    command: list[str]
    folder: Path
    key: str = "sk_test_bench"
    requests: int = REQUESTS
    port: int = 0
    pid: int = 0
    last: str = ""
    figures: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def connect(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def ask(self, connection: http.client.HTTPConnection, act: str) -> None:
        user = base64.b64encode(f"{self.key}:".encode()).decode()
        headers = {"Authorization": f"Basic {user}"}
        if act == "create":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", "/v1/customers", "name=Ada&email=ada%40example.com", headers)
        else:
            path = f"/v1/customers/{self.last}" if act == "retrieve" else "/v1/customers?limit=10"
            connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise SystemExit(f"{self.name}: {act}: {response.status} {body[:300]!r}")
        if act == "create":
            self.last = json.loads(body)["id"]

    def cpu_ms(self) -> float:
        """What all threads of the server have used, to the nanosecond."""
        used = 0
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                used += int((task / "schedstat").read_text().split()[0])
        return used / 1e6

    def measure(self, act: str) -> None:
        connection = self.connect()
        self.ask(connection, act)
        cpu, wall = self.cpu_ms(), time.perf_counter()
        for _ in range(self.requests):
            self.ask(connection, act)
        cpu, wall = self.cpu_ms() - cpu, time.perf_counter() - wall
        connection.close()
        self.figures.setdefault(act, []).append((cpu / self.requests, self.requests / wall))


@contextlib.contextmanager
def running(side: Side) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        side.port = free.getsockname()[1]
    command = [part.replace("PORT", str(side.port)) for part in side.command]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=side.folder, env={**os.environ, "PYTHONPATH": ""}, **quiet)
    side.pid = server.pid
    try:
        _wait(side, server)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(side: Side, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", side.port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"{side.name} did not start: {' '.join(side.command)}")


def sides(earlier: str | None) -> list[Side]:
    ours = [sys.executable, "-m", "stripe_emulator", "--port", "PORT"]
    found = [Side("this emulator", ours, ROOT)]
    if earlier:
        found.append(Side(f"this emulator at {earlier}", ours, _checked_out(earlier)))
    for make in (_localstripe, _emulate):
        try:
            found.append(make())
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"Left out, for it could not be installed: {error}")
    return found


def _checked_out(commit: str) -> Path:
    folder = RIVALS / f"at-{commit}"
    if not folder.exists():
        folder.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "archive", commit, "stripe_emulator"], cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    return folder


def _localstripe() -> Side:
    folder = RIVALS / "localstripe"
    if not (folder / "bin" / "localstripe").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", LOCALSTRIPE], check=True)
    command = [str(folder / "bin" / "localstripe"), "--port", "PORT", "--from-scratch"]
    return Side("localstripe", command, folder, requests=REQUESTS // 10)


def _emulate() -> Side:
    folder = RIVALS / "emulate"
    program = folder / "node_modules" / ".bin" / "emulate"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--prefix", ".", EMULATE], cwd=folder, check=True
        )
    command = ["node", str(program.resolve()), "start", "--service", "stripe", "--port", "PORT"]
    return Side("emulate (npm)", command, folder)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--earlier", help="a commit of this repository to compare with")
    every = sides(options.parse_args().earlier)
    with contextlib.ExitStack() as stack:
        for side in every:
            stack.enter_context(running(side))
            connection = side.connect()
            for _ in range(STORED if side.requests == REQUESTS else STORED // 10):
                side.ask(connection, "create")
        for _ in range(ROUNDS):
            for act in ACTS:
                for side in every:
                    side.measure(act)
    _print(every)


def _print(every: list[Side]) -> None:
    print(f"| | {' | '.join(ACTS)} |\n|---|{'---|' * len(ACTS)}")
    for side in every:
        cells = []
        for act in ACTS:
            cpu, rate = (statistics.median(part) for part in zip(*side.figures[act], strict=True))
            cells.append(f"{cpu:.3f} ms, {rate:,.0f} a second")
        print(f"| {side.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
