"""The folder that the Firebase CLI deploys: a copy of what is deployed, with the names of this project.

A copy, so that nothing that belongs to one project stays in the repository, and no Python is needed to read
the functions: its functions.yaml has what `main.py` declares.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from deploy import manifest
from deploy.wanted import CODEBASE, OURS, Wanted

LEFT_BEHIND = shutil.ignore_patterns(
    "venv", "__pycache__", ".env*", ".secret.local", "*.pyc", "functions.yaml"
)


def write(wanted: Wanted) -> Path:
    """Made anew each time; nothing but the Firebase CLI reads it."""
    folder = wanted.root / ".deploy" / wanted.project
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(wanted.root / "functions", folder / "functions", ignore=LEFT_BEHIND)
    shutil.copytree(wanted.root / "web", folder / "web")
    (folder / "web" / "settings.json").write_text(_settings(wanted))
    shutil.copy(wanted.root / "firestore.indexes.json", folder)
    (folder / "functions" / "functions.yaml").write_text(manifest.read_text(wanted.root))
    (folder / "functions" / ".env").write_text(_dotenv(wanted))
    (folder / "firebase.json").write_text(json.dumps(configuration(wanted), indent=2))
    return folder


def configuration(wanted: Wanted) -> dict[str, Any]:
    """firebase.json with the prefix in every function's name, the site, and no rules: `deploy/steps/rules.py`
    joins them to the app's.
    """
    found: dict[str, Any] = json.loads((wanted.root / "firebase.json").read_text())
    found["functions"]["codebase"] = CODEBASE
    if wanted.prefix:
        found["functions"]["prefix"] = wanted.prefix
    found["firestore"] = {"indexes": "firestore.indexes.json", "location": wanted.database_location}
    found["hosting"]["site"] = wanted.hosting_site
    for rewrite in found["hosting"]["rewrites"]:
        function = rewrite["function"]
        function["functionId"] = wanted.function(function["functionId"])
    return found


def _settings(wanted: Wanted) -> str:
    """What the pages are told: web/settings.json with what this project's file says."""
    told: dict[str, Any] = json.loads((wanted.root / "web" / "settings.json").read_text())
    given = {"publishableKey": wanted.publishable_key, "supportEmail": wanted.support_email}
    return json.dumps({**told, **{name: value for name, value in given.items() if value}}, indent=2)


def _dotenv(wanted: Wanted) -> str:
    values = {name: value for name, value in wanted.parameters.items() if name not in OURS}
    return "".join(f"{name}={json.dumps(value)}\n" for name, value in sorted(values.items()))
