"""The Firebase project that the emulators run: links to the repository's files, and the world's settings.

firebase-tools reads `.env.local` and `.secret.local` from the folder of the functions. A separate folder of
links for each world keeps generated secrets out of the deployed folder and lets two worlds of a clone run at
the same time. Edits of the real files still have an effect at once.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.endpoints import prefixed
from local.places import FUNCTIONS, ROOT, Home
from local.ports import HOST, WorldPorts

OWN_FILES = (".env.local", ".secret.local", "__pycache__")
LINKED = ("firestore.rules", "firestore.indexes.json")
POLICY = "Content-Security-Policy"
SETTINGS_OF_PAGES = "settings.json"
PUBLISHABLE_KEY = "pk_test_local"
"""The Stripe emulator takes any."""


def write(
    home: Home,
    ports: WorldPorts,
    *,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    prefix: str = "",
    stripe_emulated: bool = True,
) -> None:
    functions = home.project / "functions"
    functions.mkdir(parents=True, exist_ok=True)
    for entry in FUNCTIONS.iterdir():
        if entry.name not in OWN_FILES:
            _link(functions / entry.name, entry)
    for name in LINKED:
        _link(home.project / name, ROOT / name)
    _write_pages(home.project / "web", ports, stripe_emulated=stripe_emulated)
    (functions / ".env.local").write_text(_dotenv(settings))
    secret_file = functions / ".secret.local"
    secret_file.touch(mode=0o600)
    secret_file.write_text(_dotenv(secrets))
    (home.project / "firebase.json").write_text(json.dumps(configuration(ports, prefix), indent=2))


def function_prefix(environment: Mapping[str, str]) -> str:
    """FUNCTION_PREFIX of the environment, or else of `functions/.env`, as a deployment has it."""
    stored = re.search(r"^FUNCTION_PREFIX=[\"']?([a-z0-9-]*)", (FUNCTIONS / ".env").read_text(), re.MULTILINE)
    return environment.get("FUNCTION_PREFIX", stored[1] if stored else "")


def configuration(ports: WorldPorts, prefix: str = "") -> dict[str, Any]:
    """The deployed configuration with the ports of this world, the Python of the venv and *prefix*."""
    deployed: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text())
    deployed["functions"]["runtime"] = f"python{sys.version_info.major}{sys.version_info.minor}"
    if prefix:
        deployed["functions"]["prefix"] = prefix
        for function in (rewrite["function"] for rewrite in deployed["hosting"]["rewrites"]):
            function["functionId"] = prefixed(function["functionId"], prefix)
    emulators: dict[str, Any] = {
        name: {"host": HOST, "port": port}
        for name, port in ports.named()
        if name not in ("stripe", "firestore_websocket", "smtp", "fcm")
    }
    emulators["firestore"]["websocketPort"] = ports.firestore_websocket
    _open_policies(deployed["hosting"], ports)
    return {**deployed, "emulators": {**emulators, "ui": {"enabled": False}, "singleProjectMode": True}}


def _open_policies(hosting: dict[str, Any], ports: WorldPorts) -> None:
    """Pages may talk to the emulators, and those that load Stripe's scripts to the Stripe emulator."""
    firebase = f"{_url(ports.auth)} {_url(ports.firestore)}"
    for header in (header for rule in hosting["headers"] for header in rule["headers"]):
        if header["key"] == POLICY:
            policy = header["value"].replace("connect-src 'self'", f"connect-src 'self' {firebase}")
            for directive in ("script-src 'self' https://js", "frame-src https://js"):
                start = directive.removesuffix("https://js")
                policy = policy.replace(directive, f"{start}{_url(ports.stripe)} https://js")
            header["value"] = policy


def _write_pages(web: Path, ports: WorldPorts, *, stripe_emulated: bool) -> None:
    """Links to the pages, so that edits have an effect at once; and what this site's pages are told."""
    if web.is_symlink():
        web.unlink()
    web.mkdir(exist_ok=True)
    for entry in (ROOT / "web").iterdir():
        if entry.name != SETTINGS_OF_PAGES:
            _link(web / entry.name, entry)
    told: dict[str, Any] = json.loads((ROOT / "web" / SETTINGS_OF_PAGES).read_text())
    told["emulators"] = {"auth": _url(ports.auth), "firestore": _url(ports.firestore)}
    told["publishableKey"] = os.environ.get("STRIPE_PUBLISHABLE_KEY", "")
    if stripe_emulated:
        told["publishableKey"] = PUBLISHABLE_KEY
        told["stripeJs"] = f"{_url(ports.stripe)}/v3/"
        told["connectJs"] = f"{_url(ports.stripe)}/v1.0/connect.js"
    (web / SETTINGS_OF_PAGES).write_text(json.dumps(told, indent=2))


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def _dotenv(values: Mapping[str, str]) -> str:
    return "".join(f'{name}="{value}"\n' for name, value in values.items())


def _link(link: Path, target: Path) -> None:
    if link.is_symlink():
        link.unlink()
    link.symlink_to(target)
