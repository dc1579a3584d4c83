"""The product's functions and their floors, each in a new process that measures itself.

Python starts, the functions framework loads the source, requests are answered. Firestore and Cloud Tasks are
`bench.floor.world`; what is installed here and not where the functions run is hidden.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.deployed import not_deployed
from bench.floor import settings

ROOT = Path(__file__).parents[1]
PROJECT = "demo-bench"
_SECRET = "whsec_bench"
_FLOOR = "bench/floor/plain.py"
_OURS = "functions/main.py"


@dataclass(frozen=True)
class Case:
    """*source* and *target*: the function; *request*: what it is asked."""

    name: str
    source: str
    target: str
    request: str


CASES = (
    Case("empty function", "bench/floor/empty.py", "empty", "empty"),
    Case("plain api", _FLOOR, "api", "earnings"),
    Case("api", _OURS, "api", "earnings"),
    Case("plain webhook", _FLOOR, "stripewebhook", "event"),
    Case("stripewebhook", _OURS, "stripewebhook", "event"),
)
FLOORS = {"api": "plain api", "stripewebhook": "plain webhook"}
"""What each is measured against."""


def request(kind: str, number: int) -> dict[str, Any]:
    """What a function is asked. Each call is of another person, so that no limit is met."""
    match kind:
        case "earnings":
            headers = {"Authorization": f"Bearer {id_token(f'winner_{number}')}"}
            return {"path": "/api/get-winner-earnings", "method": "GET", "headers": headers}
        case "event":
            return event_request(f"evt_{number}")
        case _:
            return {"path": "/", "method": "GET"}


def id_token(user_id: str, **claims: Any) -> str:
    """Unsigned: firebase-admin takes it where it is told that an Auth emulator runs."""
    now = int(time.time())
    said = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "sub": user_id,
        "iat": now,
        "exp": now + 3_600,
        "auth_time": now,
        "firebase": {"sign_in_provider": "password"},
        **claims,
    }
    parts = [{"alg": "none", "typ": "JWT"}, said]
    return ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts), ""]
    )


def event_request(event_id: str) -> dict[str, Any]:
    event = {
        "id": event_id,
        "object": "event",
        "type": "payment_intent.succeeded",
        "api_version": "2026-10-28.endive",
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": {"id": "pi_1", "object": "payment_intent"}},
        "pending_webhooks": 1,
        "request": None,
    }
    body, at = json.dumps(event), int(time.time())
    signature = hmac.new(_SECRET.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signature}", "Content-Type": "application/json"}
    return {"path": "/", "method": "POST", "headers": headers, "data": body}


@contextmanager
def world() -> Iterator[dict[str, str]]:
    """The environment of a function, with what answers it on sockets of this machine."""
    command = [sys.executable, "-m", "bench.floor.world"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    ports = json.loads(process.stdout.readline())
    try:
        yield {
            **settings.environment(),
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "GCLOUD_PROJECT": PROJECT,
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "FIRESTORE_EMULATOR_HOST": f"127.0.0.1:{ports['firestore']}",
            "CLOUD_TASKS_EMULATOR_HOST": f"127.0.0.1:{ports['http']}",
            "FIREBASE_AUTH_EMULATOR_HOST": f"127.0.0.1:{ports['http']}",
            "STRIPE_API_BASE": f"http://127.0.0.1:{ports['http']}",
            "BENCH_CONTROL": str(ports["control"]),
            "STRIPE_SECRET_KEY": "sk_test_bench",
            "STRIPE_WEBHOOK_SECRETS": _SECRET,
            "PULSE_ENVIRONMENT": "local",
            "APP_CHECK": "off",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
            "PYTHONPYCACHEPREFIX": str(ROOT / ".bench" / "bytecode"),
            "BENCH_NOT_DEPLOYED": ",".join(not_deployed()),
        }
    finally:
        process.stdin.close()
        process.terminate()


def operations_measured(
    names: Sequence[str], rounds: int, environment: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Each of the named operations, one after another in one process, as `bench.operations` says it."""
    command = [sys.executable, "-m", "bench.operations", str(rounds), *names]
    said = {**environment, "FUNCTION_TARGET": "api", "PYTHONPATH": "functions:."}
    with subprocess.Popen(command, cwd=ROOT, env=said, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith('{"operation"'):
                yield json.loads(line)
    if process.returncode:
        raise RuntimeError(f"an operation failed: {' '.join(command)}")


def measure(case: Case, environment: Mapping[str, str], *, warm: int = 0, threads: int = 1) -> dict[str, Any]:
    """One new process: its first answer, then *warm* answers more by *threads*. Raises if one is not 200."""
    asked = {"warm": [request(case.request, number) for number in range(warm + 1)], "threads": threads}
    done = subprocess.run(
        [sys.executable, "-m", "bench.process", str(ROOT / case.source), case.target],
        cwd=ROOT,
        env={**environment, "FUNCTION_TARGET": case.target},
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{case.name}: {done.stderr[-2_000:]}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if measured["statuses"] != [200]:
        raise RuntimeError(f"{case.name} answered {measured['statuses']}: {done.stdout[-2_000:]}")
    return measured
