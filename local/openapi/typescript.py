"""The types of the TypeScript client, made from `docs/openapi.json` by `openapi-typescript`."""

from __future__ import annotations

from pathlib import Path

from local.openapi import npm
from local.openapi.document import DOCUMENT
from local.places import ROOT

PACKAGE = ROOT / "clients" / "typescript"
SCHEMA = PACKAGE / "src" / "schema.ts"
_BUILT = PACKAGE / "dist" / "built"


def write(target: Path = SCHEMA) -> None:
    with npm.alone(PACKAGE):
        npm.install(PACKAGE)
        options = ["--output", str(target), "--default-non-nullable=false"]
        npm.run([tool("openapi-typescript"), str(DOCUMENT), *options], PACKAGE)


def build() -> None:
    """The package and its test, unless that was done since they changed."""
    with npm.alone(PACKAGE):
        npm.install(PACKAGE)
        sources = [*(PACKAGE / "src").glob("*.ts"), *(PACKAGE / "test").glob("*.ts")]
        if not _BUILT.exists() or _BUILT.stat().st_mtime < max(one.stat().st_mtime for one in sources):
            for project in (".", "test"):
                npm.run([tool("tsc"), "--project", project], PACKAGE)
            _BUILT.touch()


def tool(name: str) -> str:
    return str(PACKAGE / "node_modules" / ".bin" / name)
