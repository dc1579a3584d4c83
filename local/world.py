"""A whole local world: started in order, ready when it is yielded, and ended completely afterwards."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from local import emulator_jar, endpoints, java, project, seed
from local.endpoints import Endpoints
from local.errors import CannotStart
from local.firestore import emulator_host
from local.people import Auth
from local.places import FIREBASE, FUNCTIONS, PROJECT, PYTHON, REGION, ROOT, Home
from local.ports import HOST, WorldPorts, is_taken
from local.processes import LOG_LINES_SHOWN, Family, end_leftovers, find_supervisor, undisturbed
from local.screen import Screen
from local.stripe_side import PLATFORM_BALANCE_CENTS, STRIPE_API, EmulatorControl, StripeSide

FIREBASE_SECONDS = 180
"""Eleven on two idle cores. The first start after a boot is much slower."""
STRIPE_SECONDS = 60
PATIENCE_SECONDS = 10
TICK_SECONDS = 5
EMULATORS = "auth,firestore,functions,hosting,tasks"
CALLS_AT_ONCE = 4
"""A call without an idle worker starts a process; without a limit, a burst of webhooks starts dozens."""
ONE_CONNECTION_A_CALL = ROOT / "local" / "one_connection_a_call.cjs"
READY = "All emulators ready!"
BROKEN = "Failed to load function definition"


@contextlib.contextmanager
def running(
    home: Home, ports: WorldPorts, stripe: StripeSide, screen: Screen
) -> Iterator[tuple[Endpoints, Family]]:
    """Yields the endpoints and the processes of a seeded world. Inside, `FIRESTORE_EMULATOR_HOST` is set.

    Raises *CannotStart*: before anything starts when a port is taken or something is missing; after
    everything has been stopped when a part does not start.
    """
    _claim(home, ports, screen)
    home.prepare()
    family = Family(home)
    stripe_url = endpoints.url(ports.stripe) if stripe.emulated else STRIPE_API
    where = endpoints.of(
        ports,
        stripe=stripe_url,
        webhook_secrets=stripe.webhook_secrets,
        prefix=project.function_prefix(os.environ),
    )
    try:
        _start(family, ports, where, stripe, screen)
        with emulator_host(f"{HOST}:{ports.firestore}"):
            _seed(home, where, stripe, screen)
            where = replace(where, pids=family.pids)
            where.write(home)
            yield where, family
    finally:
        with undisturbed(), screen.waiting("Everything is stopped"):
            home.endpoints.unlink(missing_ok=True)
            family.stop()


def _claim(home: Home, ports: WorldPorts, screen: Screen) -> None:
    """Only one world runs in a home. What a killed world left behind is ended first."""
    if ended := end_leftovers():
        screen.say(f"Ended {ended} processes that an earlier local world had left behind.")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while supervisor := find_supervisor(home):
        if time.monotonic() > deadline:
            raise CannotStart(
                f"a local world is running already (process {supervisor}): stop it with Ctrl-C first"
            )
        time.sleep(0.5)
    ports.refuse_taken()
    home.endpoints.unlink(missing_ok=True)


def _start(family: Family, ports: WorldPorts, where: Endpoints, stripe: StripeSide, screen: Screen) -> None:
    settings = _settings(where, stripe, ports)
    project.write(
        family.home,
        ports,
        settings=settings,
        secrets=stripe.function_secrets,
        prefix=where.prefix,
        stripe_emulated=stripe.emulated,
    )
    runtime = java.find()
    jar = emulator_jar.find(family.home)
    screen.say(f"Firestore emulator: {jar.source}; {runtime.described}; Stripe: {stripe.described}.")
    if stripe.emulated:
        _start_stripe(family, ports)
    _start_messages(family, ports)
    _start_firebase(family, runtime, jar.path)
    with screen.waiting("Firebase emulators") as waiting:
        family.wait_until("firebase", lambda: _firebase_ready(family, waiting.note), seconds=FIREBASE_SECONDS)
        waiting.result = f"{EMULATORS}, Hosting at {where.hosting}"
    if stripe.emulated:
        with screen.waiting("Stripe emulator") as waiting:
            family.wait_until("stripe", lambda: is_taken(ports.stripe), seconds=STRIPE_SECONDS)
            waiting.result = where.stripe
    with screen.waiting("Mail server and stand-in for FCM") as waiting:
        family.wait_until("messages", lambda: is_taken(ports.fcm), seconds=STRIPE_SECONDS)
        waiting.result = f"messages arrive in {family.home.path}"
    _start_ticker(family, ports, {**settings, **stripe.function_secrets})


def _start_stripe(family: Family, ports: WorldPorts) -> None:
    """Charges are available at once: prizes are paid from them in the same minute."""
    program: list[str | Path] = [PYTHON, "-m", "stripe_emulator", "--port", str(ports.stripe)]
    command = [*program, "--charges-available-at-once"]
    family.start("stripe", command, cwd=ROOT, env={"PYTHONUNBUFFERED": "1"})


def _start_messages(family: Family, ports: WorldPorts) -> None:
    home = family.home
    program: list[str | Path] = [PYTHON, "-m", "local.messages", home.mails, home.pushes]
    family.start(
        "messages", [*program, str(ports.smtp), str(ports.fcm)], cwd=ROOT, env={"PYTHONUNBUFFERED": "1"}
    )


def _start_firebase(family: Family, runtime: java.Java, jar: Path) -> None:
    home = family.home
    family.start(
        "firebase",
        [FIREBASE, "emulators:start", "--project", PROJECT, "--only", EMULATORS],
        cwd=home.project,
        env={
            **runtime.environment,
            emulator_jar.VARIABLE: str(jar),
            "FUNCTIONS_DISCOVERY_TIMEOUT": "60",  # seconds; the default of 10 is short for a cold disk
            "FUNCTIONS_EMULATOR_PARALLEL": str(CALLS_AT_ONCE),
            "NODE_OPTIONS": f'{os.environ.get("NODE_OPTIONS", "")} --require "{ONE_CONNECTION_A_CALL}"',
            "TMPDIR": str(home.scratch),
            "XDG_CONFIG_HOME": str(home.scratch),
            "NO_UPDATE_NOTIFIER": "1",
            "NO_COLOR": "1",
        },
    )


def _firebase_ready(family: Family, note: Callable[[str], None]) -> bool:
    log = family.log("firebase").read_text(errors="replace")
    if BROKEN in log:
        raise CannotStart(f"the functions cannot be loaded:\n{_last_python_lines(log)}")
    lines = [line for line in log.splitlines() if line.startswith(("✔", "i "))]
    if lines:
        note(lines[-1][1:].strip())
    return READY in log


def _last_python_lines(log: str) -> str:
    """The traceback stands before the sentence of firebase-tools."""
    said = [line for line in log.partition(BROKEN)[0].splitlines() if line.strip()]
    return "\n".join("    " + line for line in said[-LOG_LINES_SHOWN:])


def _start_ticker(family: Family, ports: WorldPorts, settings: dict[str, str]) -> None:
    """The emulators do not run schedules."""
    family.start(
        "ticker",
        [PYTHON, "-m", "local.ticker", "--seconds", str(TICK_SECONDS)],
        cwd=ROOT,
        env={
            **settings,
            "PYTHONPATH": str(FUNCTIONS),
            "PYTHONUNBUFFERED": "1",
            **emulators(ports),
        },
    )


def emulators(ports: WorldPorts) -> dict[str, str]:
    """What a program beside the functions needs to reach this world."""
    return {
        "GCLOUD_PROJECT": PROJECT,
        "FUNCTIONS_EMULATOR": "true",
        "FIRESTORE_EMULATOR_HOST": f"{HOST}:{ports.firestore}",
        "FIREBASE_AUTH_EMULATOR_HOST": f"{HOST}:{ports.auth}",
        "CLOUD_TASKS_EMULATOR_HOST": f"{HOST}:{ports.tasks}",
    }


def _settings(where: Endpoints, stripe: StripeSide, ports: WorldPorts) -> dict[str, str]:
    """The settings of the functions, by the names in `pulse.settings`."""
    return {
        "PULSE_ENVIRONMENT": "local",
        "GOOGLE_CLOUD_REGION": REGION,
        "SITE_URL": where.hosting,
        "STRIPE_API_BASE": where.stripe if stripe.emulated else "",
        "TASK_FUNCTIONS_URL": where.own_functions,  # the Tasks emulator calls the URL in the task
        "FUNCTION_PREFIX": where.prefix,
        "STRIPE_ACCOUNTS": _accounts_api(),
        "ADMIN_SECOND_FACTOR_REQUIRED": "true",  # both sign in with a code
        "APP_CHECK": "off",  # there is no App Check emulator
        # Messages arrive in files.
        "SMTP_HOST": HOST,
        "SMTP_PORT": str(ports.smtp),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "Pulse <notices@pulse.example>",
        "PUSH": "fcm",
        "FCM_BASE": endpoints.url(ports.fcm),
        **limits(os.environ),
    }


_EASED = {
    # Everybody in this world is new, and few take part.
    "PRIZE_PARTICIPANTS_MIN": "2",
    "WINNER_SIGN_UP_SECONDS_MIN": "0",
    "STAFF_PRIZES": "pay",
    "TRAINER_TRIAL_SECONDS": "0",
    "BANK_CHANGE_WAIT_SECONDS": "0",
    "POOL_MATURITY_DAYS": "0",
    "POOL_MATURITY_FIRST_DAYS": "0",
    "POOL_MATURITY_LARGE_DAYS": "0",
    "POOL_FUNDING_ATTEMPTS_PER_HOUR_MAX": "1000",
    "POOL_FUNDING_ATTEMPTS_PER_DAY_MAX": "1000",
    # A review lasts a moment, above $150.00 as long as a contest takes. What nobody paid in for is paid.
    "AWARD_REVIEW_SECONDS": "5",
    "AWARD_REVIEW_LARGE_SECONDS": "15",
    "AWARD_REVIEW_LARGE_CENTS": "usd=15000",
    "REVIEW_SKEW_SECONDS": "1",
    "POOL_REST_SECONDS": "5",
    # An event whose task was lost is queued again while one watches.
    "OUTBOX_AGE_SECONDS": "20",
    "UNFUNDED_POOLS": "allow",
}


def limits(environment: Mapping[str, str]) -> Mapping[str, str]:
    """`PULSE_LIMITS=production make up` starts with production's limits and waits, and compares fingerprints.

    Raises *CannotStart* for another value than that, `local` or none.
    """
    chosen = environment.get("PULSE_LIMITS") or "local"
    if chosen not in {"local", "production"}:
        raise CannotStart(f"PULSE_LIMITS must be local or production, not {chosen[:40]!r}")
    return _EASED if chosen == "local" else {"FINGERPRINT_CHECKS": "always"}


def _accounts_api() -> str:
    """`STRIPE_ACCOUNTS=v1 make demo` plays with accounts of API v1; otherwise creating those is refused."""
    return os.environ.get("STRIPE_ACCOUNTS", "v2")


def _seed(home: Home, where: Endpoints, stripe: StripeSide, screen: Screen) -> None:
    with screen.waiting("Seeded") as waiting:
        auth = Auth(where.auth)
        seed.seed(auth)
        seed.write_tokens(auth, home)
        if stripe.emulated:
            emulator = EmulatorControl(where.stripe)
            emulator.register_webhooks(where)
            emulator.fund_platform(PLATFORM_BALANCE_CENTS)
            if _accounts_api() == "v2":
                emulator.refuse_v1_accounts()
        waiting.result = "users, challenges, ID tokens" + (", Stripe's webhooks" if stripe.emulated else "")
