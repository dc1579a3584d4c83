"""The secrets in Secret Manager: their places, the values that were given, who may read them, and the key's
mode.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy import manifest
from deploy.clients import Clients
from deploy.errors import CannotDeploy
from deploy.google import Json
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.accounts import ACCOUNTS, granted, missing_grants
from deploy.steps.agreeing import OURS, ask, is_ours
from deploy.steps.sending import Sent, send, send_all, some_of
from deploy.wanted import Wanted
from pulse.settings import SECRETS

HOST = "secretmanager.googleapis.com/v1"
READER = "roles/secretmanager.secretAccessor"
KEY = "STRIPE_SECRET_KEY"
FROM_STRIPE = ("STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS")
"""Their values come from Stripe, when the endpoints are made."""
OPTIONAL = ("SLACK_WEBHOOK_URL", "SMTP_PASSWORD")
_WOULD = "It would be read by our functions, and get our values."
NONE = " "
"""What stands for "none": Secret Manager takes no empty value."""


@dataclass(frozen=True, slots=True)
class Secret:
    exists: bool
    has_value: bool
    policy: Json
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_others(self) -> bool:
        return self.exists and not is_ours(self.labels)


@dataclass(frozen=True, slots=True)
class Found:
    secrets: Mapping[str, Secret]
    given: frozenset[str]
    """Whose values were given to this run."""
    mode: str
    """`live` or `test`, of the given key or else of the stored one; empty: there is none."""


def place(name: str, wanted: Wanted) -> str:
    return f"{HOST}/projects/{wanted.project}/secrets/{name}"


def look_at_secrets(clients: Clients, wanted: Wanted) -> Found:
    found = {name: _look(name, clients, wanted) for name in SECRETS}
    given = clients.given
    key = given.get(KEY) or (read(KEY, clients, wanted) if found[KEY].has_value else "")
    return Found(found, frozenset(name for name in SECRETS if given.get(name)), mode_of(key))


def _look(name: str, clients: Clients, wanted: Wanted) -> Secret:
    url = place(name, wanted)
    secret = clients.google.get(url)
    if secret is None:
        return Secret(exists=False, has_value=False, policy={})
    latest = clients.google.get(f"{url}/versions/latest")
    return Secret(
        exists=True,
        has_value=latest is not None and latest.get("state") == "ENABLED",
        policy=clients.google.policy(url, by="GET"),
        labels=secret.get("labels", {}),
    )


def mode_of(key: str) -> str:
    """Raises *CannotDeploy* for what is no key of a server."""
    if not key.strip():
        return ""
    kind, _, rest = key.strip().partition("_")
    mode = rest.partition("_")[0]
    if kind not in ("sk", "rk") or mode not in ("live", "test"):
        raise CannotDeploy(f"{KEY} is not a secret or restricted key: it must begin with rk_ or sk_.")
    return mode


def require_mode(key: str, wanted: Wanted) -> None:
    """Raises *CannotDeploy* for a key of test mode where the money is real, and the other way round."""
    mode = "live" if wanted.live else "test"
    if mode_of(key) != mode:
        raise CannotDeploy(
            f"STRIPE_SETUP_KEY is a {mode_of(key)} key, and this project takes only {mode} keys."
        )


def plan_secrets(found: Found, wanted: Wanted) -> Plan:
    theirs = [name for name, secret in found.secrets.items() if secret.of_others]
    if asked := ask("secret", theirs, _WOULD, "Give the app's another name.", wanted):
        return Plan(decisions=asked)
    mode = "live" if wanted.live else "test"
    if found.mode and found.mode != mode:
        wrong = f"{KEY} is a {found.mode} key, and this project takes only {mode} keys."
        instead = f"Give a {mode} key, or set STRIPE_MODE={found.mode} in {wanted.own_file}."
        return Plan(decisions=(Decision(wrong, instead),))
    changes = [*_places(found, wanted), *_values(found, wanted), *_readers(found, wanted)]
    changes += _notes(theirs, found, wanted)
    stored = sum(one.has_value for one in found.secrets.values())
    right = [*some_of("secrets have a value", stored, len(SECRETS))]
    if found.mode:
        right.append(f"{KEY} is a {mode} key, as this project wants.")
    return Plan(tuple(right), tuple(changes), _without_key(found, mode, wanted))


def _without_key(found: Found, mode: str, wanted: Wanted) -> tuple[Decision, ...]:
    if found.secrets[KEY].has_value or KEY in found.given:
        return ()
    instead = (
        f"Make a restricted {mode} key with the rights of docs/runbook/secrets.md, and give it once:"
        f" {KEY}=rk_{mode}_... make deploy PROJECT={wanted.project} APPLY=1"
    )
    return (Decision(f"{KEY} has no value: only you have it.", instead),)


def _places(found: Found, wanted: Wanted) -> list[Change]:
    missing = [name for name, secret in found.secrets.items() if not secret.exists]
    body = {"replication": {"automatic": {}}, "labels": OURS}
    url = f"{HOST}/projects/{wanted.project}/secrets?secretId="
    requests = [Sent("POST", f"{url}{name}", body) for name in missing]
    return [send_all(Kind.CREATE, f"Make the secrets {', '.join(missing)}.", requests)] if missing else []


def _values(found: Found, wanted: Wanted) -> list[Change]:
    changes = []
    for name, secret in found.secrets.items():
        if name in found.given and name not in FROM_STRIPE:
            changes.append(_keep_given(name, secret, wanted))
        elif name in OPTIONAL and not secret.has_value:
            changes.append(_keep(name, f"Store that there is no {name}.", NONE, wanted))
    return changes


def _readers(found: Found, wanted: Wanted) -> list[Change]:
    """Each part reads the secrets of its functions."""
    requests = []
    for name, secret in found.secrets.items():
        parts = [one for one in ACCOUNTS if name in manifest.secrets_of(one, wanted.root)]
        grants = {(READER, f"serviceAccount:{wanted.account(one)}") for one in parts}
        if missing := missing_grants(secret.policy, grants):
            policy = {"policy": granted(secret.policy, missing)}
            requests.append(Sent("POST", f"{place(name, wanted)}:setIamPolicy", policy))
    said = f"Let each part read the secrets that its functions use ({len(requests)})."
    return [send_all(Kind.CHANGE, said, requests)] if requests else []


def _keep_given(name: str, secret: Secret, wanted: Wanted) -> Change:
    """A value that is stored already is not stored again."""

    def do(clients: Clients) -> None:
        value = clients.given[name]
        if not secret.has_value or read(name, clients, wanted) != value:
            add(name, value, clients, wanted)

    if secret.has_value and secret.of_others:
        said = f"Overwrite the app's {name} with the one that was given, as REPLACES says."
        return Change(Kind.REPLACE, said, do)
    kind = Kind.REFRESH if secret.has_value else Kind.CREATE
    return Change(kind, f"Store the {name} that was given.", do)


def _notes(theirs: list[str], found: Found, wanted: Wanted) -> list[Change]:
    """What was agreed to is ours from then on."""
    return [
        send(
            Kind.CHANGE,
            f"Note that the secret {name} is of this backend, as REPLACES says.",
            "PATCH",
            place(name, wanted),
            {"labels": {**found.secrets[name].labels, **OURS}},
            updateMask="labels",
        )
        for name in theirs
    ]


def _keep(name: str, sentence: str, value: str, wanted: Wanted) -> Change:
    return Change(Kind.CREATE, sentence, lambda clients: add(name, value, clients, wanted))


def add(name: str, value: str, clients: Clients, wanted: Wanted) -> None:
    """A new version, which functions read from their next deployment on."""
    payload = {"payload": {"data": base64.b64encode(value.encode()).decode()}}
    clients.google.send("POST", f"{place(name, wanted)}:addVersion", payload)


def read(name: str, clients: Clients, wanted: Wanted) -> str:
    """The newest value; empty if there is none."""
    found = clients.google.get(f"{place(name, wanted)}/versions/latest:access")
    return base64.b64decode(found["payload"]["data"]).decode() if found else ""
