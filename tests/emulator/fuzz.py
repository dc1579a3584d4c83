"""Seeded nonsense for every endpoint: `python -m tests.emulator.fuzz --calls 100000 --seed 1`.

Half of the calls are what a platform sends, changed in places; the rest is drawn from the parameter tables.
A call fails when the emulator reports a fault of its own, or when `self_check` finds that money is lost.
"""

import argparse
import contextlib
import io
import random
import re
import sys
from collections import Counter

from stripe_emulator import Emulator, Request
from stripe_emulator.http_server import answer
from tests.emulator.conftest import EXPRESS, START
from tests.emulator.fuzz_requests import Requests, form

CALLS_PER_WORLD = 250
BAD = 400
KEY = {"authorization": "Bearer sk_test_x"}

NO_SENTENCE = re.compile(
    "not supported between|unhashable|NoneType|positional argument|keyword argument|multiple values|"
    "invalid literal|could not convert|object is not|has no attribute|too large to convert|indices must be"
)
"""What Python says of a value that nobody checked."""


class Fuzz:
    """One world after another, each with a few hundred calls; `failures` counts by what went wrong."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.statuses: Counter[int] = Counter()
        self.failures: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def run(self, calls: int) -> None:
        """Make that many calls."""
        for number in range(calls):
            if number % CALLS_PER_WORLD == 0:
                self.begin(number)
            self.call(self.requests.next_request())

    def begin(self, number: int) -> None:
        """Start a new world with two accounts that can receive money."""
        self.emulator = Emulator(clock=lambda: START, seed=self.seed + number)
        self.requests = Requests(self.random)
        self.emulator.set_balance("usd", 1_000_000)
        for _ in range(2):
            self.call(Request("POST", "/v1/accounts", headers=KEY, body=form(EXPRESS)))
            self.emulator.complete_onboarding(self.requests.ids["acct"][-1])

    def call(self, request: Request) -> None:
        """Send one request and look for a fault."""
        printed = io.StringIO()
        with contextlib.redirect_stderr(printed):
            response = answer(self.emulator, request)
        self.statuses[response.status] += 1
        if printed.getvalue():
            self.fail(where(printed.getvalue()), request)
        elif response.status >= BAD and (found := NO_SENTENCE.search(response.body)):
            self.fail(f"{response.status} without a sentence: {found[0]}", request)
        else:
            self.requests.remember(response.body)
        self.check_money(request)

    def check_money(self, request: Request) -> None:
        """Note when balances and transactions disagree, and leave that world."""
        try:
            self.emulator.self_check()
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what we look for
            self.fail(re.sub(r"\d+|acct_\w+", "#", f"self_check: {error!r}"), request)
            self.begin(self.random.randrange(10**6))

    def fail(self, what: str, request: Request) -> None:
        """Count a failure; keep the first request that showed it."""
        self.failures[what] += 1
        self.examples.setdefault(what, f"{request.method} {request.path}?{request.query} {request.body}")


def where(traceback_text: str) -> str:
    """The line that raised, and the exception."""
    lines = traceback_text.strip().splitlines()
    places = [line.strip() for line in lines if "stripe_emulator" in line and line.strip().startswith("File")]
    place = (
        re.sub(r'.*stripe_emulator/(.*)", line (\d+), in (\w+)', r"\1:\2 \3", places[-1]) if places else ""
    )
    return f"{place}: {re.sub(r'[a-z]+_[A-Za-z0-9]{12,}', '#', lines[-1])[:90]}"


def main() -> int:
    """Print what was found; 1 if anything was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    fuzz = Fuzz(options.seed)
    fuzz.run(options.calls)
    sys.stdout.write(f"{fuzz.statuses.total()} calls, by status {sorted(fuzz.statuses.items())}\n")
    for what, count in fuzz.failures.most_common():
        sys.stdout.write(f"{count:6} {what}\n       {fuzz.examples[what][:300]}\n")
    return 1 if fuzz.failures else 0


if __name__ == "__main__":
    sys.exit(main())
