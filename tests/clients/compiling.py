"""Compiles files against the built TypeScript package and its libraries, as strictly as the package."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping

from local.openapi import typescript


def said_of(name: str, files: Mapping[str, str]) -> str:
    """What the compiler says of *files*, which lie in a folder *name*; empty if it finds nothing wrong."""
    typescript.build()
    folder = typescript.PACKAGE / "dist" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, code in files.items():
        (folder / file).write_text(code)
    options = {"rootDir": ".", "noEmit": True, "skipLibCheck": True}
    chosen = {"include": ["."], "exclude": []}  # what is built is left out otherwise
    config = {"extends": "../../tsconfig.json", "compilerOptions": options, **chosen}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    ran = subprocess.run(
        [typescript.tool("tsc"), "--project", str(folder)],
        cwd=typescript.PACKAGE, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr
