"""Sign-in with a second factor, App Check, and who administers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Decision, Kind, Plan
from deploy.steps.sending import send
from deploy.wanted import Wanted

IDENTITY = "identitytoolkit.googleapis.com"
APP_CHECK = "firebaseappcheck.googleapis.com/v1"
FIREBASE = "firebase.googleapis.com/v1beta1"
FACTOR: Json = {"state": "ENABLED", "totpProviderConfig": {"adjacentIntervals": 5}}
"""Codes of an authenticator app, of this minute and the two and a half around it."""
PROVIDERS = {
    "webApps": ("recaptchaEnterpriseConfig", "recaptchaV3Config"),
    "iosApps": ("appAttestConfig", "deviceCheckConfig"),
    "androidApps": ("playIntegrityConfig",),
}
ADMINISTRATORS_MIN = 2
"""One asks and another agrees."""


def look_at_sign_in(clients: Clients, wanted: Wanted) -> Json | None:
    """None: sign-in was never set up, so nobody can sign in."""
    return clients.google.get(f"{IDENTITY}/admin/v2/projects/{wanted.project}/config")


def plan_sign_in(found: Json | None, wanted: Wanted) -> Plan:
    """Other factors and ways to sign in that the app has stay."""
    if found is None:
        start = f"{IDENTITY}/v2/projects/{wanted.project}/identityPlatform:initializeAuth"
        return Plan(changes=(send(Kind.CREATE, "Set sign-in up (Identity Platform).", "POST", start, {}),))
    url = f"{IDENTITY}/admin/v2/projects/{wanted.project}/config"
    changes = []
    if not _has_codes(found.get("mfa", {})):
        others = [
            one for one in found.get("mfa", {}).get("providerConfigs", []) if "totpProviderConfig" not in one
        ]
        mfa = {**found.get("mfa", {}), "state": "ENABLED", "providerConfigs": [*others, FACTOR]}
        said = "Let people add an authenticator app as second factor; staff need one."
        changes.append(send(Kind.CHANGE, said, "PATCH", url, {"mfa": mfa}, updateMask="mfa"))
    if not found.get("signIn", {}).get("email", {}).get("enabled"):
        said = "Let people sign in by e-mail and password, as the pages ask them to."
        body = {"signIn": {"email": {"enabled": True, "passwordRequired": True}}}
        changes.append(send(Kind.CHANGE, said, "PATCH", url, body, updateMask="signIn.email"))
    return Plan(() if changes else ("People can sign in with a second factor.",), tuple(changes))


def _has_codes(mfa: Mapping[str, Any]) -> bool:
    return mfa.get("state") == "ENABLED" and any(
        one.get("state") == "ENABLED" and "totpProviderConfig" in one
        for one in mfa.get("providerConfigs", ())
    )


@dataclass(frozen=True, slots=True)
class App:
    name: str
    attested: bool
    """Whether App Check knows how the app proves that it is genuine."""


def look_at_app_check(clients: Clients, wanted: Wanted) -> list[App]:
    found = []
    for kind, providers in PROVIDERS.items():
        for app in clients.google.all(f"{FIREBASE}/projects/{wanted.project}/{kind}", "apps"):
            place = f"{APP_CHECK}/projects/{wanted.project}/apps/{app['appId']}"
            attested = any(clients.google.get(f"{place}/{provider}") for provider in providers)
            found.append(App(app.get("displayName") or app["appId"], attested))
    return found


def plan_app_check(found: list[App], wanted: Wanted) -> Plan:
    """With `enforce`, an app that cannot prove itself is refused."""
    step = wanted.settings.app_check
    bare = [app.name for app in found if not app.attested]
    right: tuple[str, ...] = (
        f"APP_CHECK is {step}; {len(found) - len(bare)} of {len(found)} apps can prove that they are ours.",
    )
    if not found and step != "enforce":
        return Plan((f"APP_CHECK is {step}; no app is registered yet.",))
    if step == "off" or (found and not bare):
        return Plan(right)
    wrong = (
        f"App Check knows no provider of {', '.join(bare)}."
        if bare
        else "No app is registered for App Check."
    )
    if step == "enforce":
        wrong += " With APP_CHECK=enforce it would be refused."
    instead = f"Register it: https://console.firebase.google.com/project/{wanted.project}/appcheck"
    return Plan(right, decisions=(Decision(wrong, instead, blocks=step == "enforce"),))


def look_at_administrators(clients: Clients, wanted: Wanted) -> list[Json]:
    """Everybody who signs in with the power of an administrator."""
    url = f"{IDENTITY}/v1/projects/{wanted.project}/accounts:batchGet"
    people = clients.google.all(url, "users", maxResults="1000")
    return [
        person for person in people if '"admin":true' in person.get("customAttributes", "").replace(" ", "")
    ]


def plan_administrators(found: list[Json], wanted: Wanted) -> Plan:
    ready = [person for person in found if person.get("mfaInfo")]
    if len(ready) >= ADMINISTRATORS_MIN:
        return Plan((f"{len(ready)} administrators have a second factor.",))
    wrong = f"{len(ready)} administrators have a second factor; some acts take {ADMINISTRATORS_MIN}."
    instead = (
        "They sign up, confirm their address and add the factor; then:"
        f" make operate PROJECT={wanted.project} ARGS='admins grant UID --reason \"...\" --yes'"
    )
    return Plan(decisions=(Decision(wrong, instead, blocks=False),))
