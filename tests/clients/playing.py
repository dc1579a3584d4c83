"""Plays the TypeScript client's story in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from local.openapi import typescript

STORY_SECONDS_MAX = 900


def played(given: Mapping[str, Any]) -> str:
    """The story's last line. *given* is the `Given` of `clients/typescript/test/story.ts`."""
    typescript.build()
    command = [shutil.which("node") or "node", "dist/test/story.js", json.dumps(given)]
    told = subprocess.run(
        command,
        cwd=typescript.PACKAGE,
        capture_output=True,
        text=True,
        timeout=STORY_SECONDS_MAX,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()[-1]
