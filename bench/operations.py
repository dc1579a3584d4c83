"""Each operation beside the bare calls that it makes, in one process, which prints a line for each.

    python -m bench.operations 5 get-earnings refund-payment    # five rounds, in the environment of `world`

A round begins a story of the tests in the process that answers (`bench.floor.world`), asks the operation
once, and has a plain function make the same calls. The first round warms both and is not counted.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Client, Connection
from typing import Any, TypeVar

from bench.functions import id_token
from bench.process import NotDeployed, cpu_ms

T = TypeVar("T")
SECOND_FACTOR = {"sign_in_provider": "password", "sign_in_second_factor": "phone"}


def main(rounds: int, names: list[str]) -> None:
    sys.meta_path.insert(0, NotDeployed(os.environ.pop("BENCH_NOT_DEPLOYED")))
    import functions_framework  # noqa: PLC0415 - after what is not deployed is hidden

    ours = functions_framework.create_app("api", "functions/main.py", "http").test_client()
    plain = functions_framework.create_app("bare", "bench/floor/bare.py", "http").test_client()
    with Client(("127.0.0.1", int(os.environ["BENCH_CONTROL"]))) as control:
        for name in names:
            measured = [_round(name, ours, plain, control) for _ in range(rounds + 1)][1:]
            cpu, bare, calls = zip(*measured, strict=True)
            print(
                json.dumps({"operation": name, "cpu_ms": cpu, "bare_ms": bare, "calls": calls[-1]}),
                flush=True,
            )
    os._exit(0)  # the clients' threads are not waited for


def _round(name: str, ours: Any, plain: Any, control: Connection) -> tuple[float, float, int]:
    from pulse.doors import clients  # noqa: PLC0415 - as above
    from pulse.doors.operations import BY_NAME  # noqa: PLC0415 - as above

    clients._build.cache_clear()  # noqa: SLF001 - a new instance has counted nobody
    control.send(name)
    asked = control.recv()
    claims = {"admin": True, "firebase": SECOND_FACTOR} if asked["admin"] else {}
    headers = {"Authorization": f"Bearer {id_token(asked['owner'], **claims)}"}
    posts = "POST" in BY_NAME[name].methods
    sent = {"json" if posts else "query_string": asked["fields"], "method": "POST" if posts else "GET"}

    answer, cpu = _costing(lambda: ours.open(f"/api/{name}", headers=headers, **sent))
    if answer.status_code >= 300:
        raise RuntimeError(f"{name} answered {answer.status_code}: {answer.text[:500]}")
    control.send(None)
    calls = control.recv()
    given = {"bench.calls": calls, "bench.answer": answer.get_json(silent=True)}
    repeated, bare = _costing(lambda: plain.open("/", headers=headers, environ_overrides=given))
    if repeated.status_code >= 300:
        raise RuntimeError(f"the bare calls of {name} answered {repeated.status_code}")
    return cpu, bare, len(calls)


def _costing(act: Callable[[], T]) -> tuple[T, float]:
    before = cpu_ms()
    return act(), cpu_ms() - before


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
