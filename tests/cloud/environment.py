"""The environment in which the real Firebase CLI speaks to the stand-in alone, under Google's own host
names."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "node_modules" / "firebase-tools" / "lib"
_ORIGIN = re.compile(r'envOverride\("([A-Z_0-9]+)",\s*"https://([\w.-]+)"')
_NOT_ORIGINS = {"FIREBASE_TOKEN_URL"}


@cache
def origins() -> dict[str, str]:
    """Variable -> the origin without TLS, of everything that the CLI lets be named."""
    source = (TOOLS / "api.js").read_text()
    return {name: f"http://{host}" for name, host in _ORIGIN.findall(source) if name not in _NOT_ORIGINS}


def of_the_cli(proxy: str, home: Path) -> dict[str, str]:
    """*home* is new for each run: the CLI remembers there which APIs are enabled."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        **origins(),
        "FIREBASE_TOKEN_URL": "http://www.googleapis.com",
        "FIREBASE_TOKEN": "stand-in",
        "HTTP_PROXY": proxy,
        "HTTPS_PROXY": proxy,
        "NO_PROXY": "127.0.0.1,localhost",
        "XDG_CONFIG_HOME": str(home),
        "CI": "1",
        "NO_UPDATE_NOTIFIER": "1",
    }
