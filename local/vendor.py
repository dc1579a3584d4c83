"""`make vendor`: the libraries of the pages, as files of our own site.

Installs the packages below into a temporary folder, bundles what `local/vendored/` names, and writes
`web/vendor/` with a file of names, versions, licences and sums. The pages themselves need no build.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from local.places import ROOT

PACKAGES = {"firebase": "12.19.0", "lit": "3.3.3", "uqr": "0.1.3"}
TOOLS = {"esbuild": "0.28.2"}
SOURCES = ROOT / "local" / "vendored"
VENDOR = ROOT / "web" / "vendor"
LIST = VENDOR / "vendored.json"
LICENCES = VENDOR / "licences.txt"
OPTIONS = (
    "--bundle",
    "--format=esm",
    "--minify",
    "--target=es2022",
    "--legal-comments=none",
    "--log-level=warning",
)


def install(folder: Path) -> None:
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PACKAGES | TOOLS}))
    _run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder)


def bundle(folder: Path, name: str) -> list[Path]:
    """Write `web/vendor/{name}.js`; returns the folders of the packages that it is made of."""
    entry, meta = folder / f"{name}.js", folder / f"{name}.meta.json"
    for source in SOURCES.glob("*.js"):
        (folder / source.name).write_text(source.read_text())
    program = folder / "node_modules" / ".bin" / "esbuild"
    out = VENDOR / f"{name}.js"
    _run(
        [
            program,
            entry.name,
            *OPTIONS,
            "--alias:re2js=./no-re2.js",
            f"--outfile={out}",
            f"--metafile={meta}",
        ],
        cwd=folder,
    )
    inputs = json.loads(meta.read_text())["inputs"]
    return sorted({folder / _package(path) for path in inputs if path.startswith("node_modules/")})


def _package(path: str) -> str:
    """`node_modules/@firebase/auth/dist/index.js` -> `node_modules/@firebase/auth`."""
    names = path.split("/")
    return "/".join(names[: 3 if names[1].startswith("@") else 2])


def described(package: Path) -> dict[str, str]:
    found: dict[str, Any] = json.loads((package / "package.json").read_text())
    return {"name": found["name"], "version": found["version"], "licence": found["license"]}


def contents(name: str, packages: list[Path]) -> dict[str, Any]:
    return {"sha256": digest(VENDOR / name), "packages": [described(one) for one in packages]}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def licence_text(package: Path) -> str:
    """Several packages of one project have no text of their own: their package.json names the licence."""
    found = next((one for one in sorted(package.glob("*")) if one.name.lower().startswith("licen")), None)
    about = described(package)
    said = found.read_text().strip() if found else f"Licensed under {about['licence']}."
    return f"{about['name']} {about['version']}\n\n{said}\n"


def main() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        install(folder)
        made = {name: bundle(folder, name) for name in PACKAGES}
        files = {f"{name}.js": contents(f"{name}.js", packages) for name, packages in made.items()}
        LIST.write_text(json.dumps({"madeWith": TOOLS, "files": files}, indent=1) + "\n")
        every = sorted({one for packages in made.values() for one in packages})
        LICENCES.write_text(f"\n{'=' * 78}\n\n".join(licence_text(one) for one in every))


def _run(command: list[str | Path], *, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True)


if __name__ == "__main__":
    main()
