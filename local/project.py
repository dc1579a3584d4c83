"""The Firebase project that the emulators run: links to the repository's files, and the world's settings.

firebase-tools reads `.env.local` and `.secret.local` from the folder of the functions. A separate folder of
links for each world keeps generated secrets out of the deployed folder and lets two worlds of a clone run at
the same time. Edits of the real files still have an effect at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.places import FUNCTIONS, ROOT, Home
from local.ports import HOST, WorldPorts

OWN_FILES = (".env.local", ".secret.local", "__pycache__")
LINKED = ("firestore.rules", "firestore.indexes.json", "web")


def write(home: Home, ports: WorldPorts, *, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
    functions = home.project / "functions"
    functions.mkdir(parents=True, exist_ok=True)
    for entry in FUNCTIONS.iterdir():
        if entry.name not in OWN_FILES:
            _link(functions / entry.name, entry)
    for name in LINKED:
        _link(home.project / name, ROOT / name)
    (functions / ".env.local").write_text(_dotenv(settings))
    secret_file = functions / ".secret.local"
    secret_file.touch(mode=0o600)
    secret_file.write_text(_dotenv(secrets))
    (home.project / "firebase.json").write_text(json.dumps(configuration(ports), indent=2))


def configuration(ports: WorldPorts) -> dict[str, Any]:
    """The deployed configuration with the ports of this world and the Python version of the venv."""
    deployed: dict[str, Any] = json.loads((ROOT / "firebase.json").read_text())
    deployed["functions"]["runtime"] = f"python{sys.version_info.major}{sys.version_info.minor}"
    emulators: dict[str, Any] = {
        name: {"host": HOST, "port": port}
        for name, port in ports.named()
        if name not in ("stripe", "firestore_websocket")
    }
    emulators["firestore"]["websocketPort"] = ports.firestore_websocket
    return {**deployed, "emulators": {**emulators, "ui": {"enabled": False}, "singleProjectMode": True}}


def _dotenv(values: Mapping[str, str]) -> str:
    return "".join(f'{name}="{value}"\n' for name, value in values.items())


def _link(link: Path, target: Path) -> None:
    if link.is_symlink():
        link.unlink()
    link.symlink_to(target)
