"""Runs a module of the pages that needs no browser in Node, and reads what it says."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.named import ROOT

APP = ROOT / "web" / "app"


def evaluate(module: str, expression: str) -> Any:
    """*expression* over the exports of `web/app/{module}`, as `m`."""
    source = f"const m = await import({json.dumps((APP / module).as_uri())}); const value = {expression};"
    program = ["node", "--input-type=module", "--eval", f"{source} console.log(JSON.stringify(value));"]
    ran = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
