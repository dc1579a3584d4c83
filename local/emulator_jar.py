"""The jar of the Firestore emulator: from the variable, the cache, the Cloud SDK, or a download."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from local.errors import CannotStart
from local.places import FIREBASE, ROOT, Home

VARIABLE = "FIRESTORE_EMULATOR_BINARY_PATH"
MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
SDK_JAR = Path("platform", "cloud-firestore-emulator", "cloud-firestore-emulator.jar")
MANIFEST = "META-INF/MANIFEST.MF"
MANIFEST_LINE_BYTES_MAX = 72


@dataclass(frozen=True)
class EmulatorJar:
    """A jar that `java -jar` can run, and where it came from."""

    path: Path
    source: str


def find(home: Home) -> EmulatorJar:
    """The first jar that is found, made runnable. If there is none, firebase-tools downloads one."""
    found = _find_named() or _find_cached() or _find_in_cloud_sdk() or _download()
    return EmulatorJar(make_runnable(found.path, home.path / "firestore-emulator.jar"), found.source)


def _find_named() -> EmulatorJar | None:
    value = os.environ.get(VARIABLE)
    if not value:
        return None
    if not Path(value).is_file():
        raise CannotStart(f"{VARIABLE} names {value}, which is not a file: correct it or unset it")
    return EmulatorJar(Path(value).resolve(), f"named by {VARIABLE}")


def _find_cached() -> EmulatorJar | None:
    path = _cache_folder() / read_cached_name()
    return EmulatorJar(path, "firebase-tools' cache") if path.is_file() else None


def _cache_folder() -> Path:
    return Path(
        os.environ.get("FIREBASE_EMULATORS_PATH") or Path.home() / ".cache" / "firebase" / "emulators"
    )


def read_cached_name() -> str:
    """The name of the version that the installed firebase-tools downloads."""
    versions = ROOT / "node_modules" / "firebase-tools" / "lib" / "emulator" / "downloadableEmulatorInfo.json"
    return str(json.loads(versions.read_text())["firestore"]["downloadPathRelativeToCacheDir"])


def _find_in_cloud_sdk() -> EmulatorJar | None:
    for root in _find_sdk_roots():
        if (root / SDK_JAR).is_file():
            return EmulatorJar(root / SDK_JAR, "the Google Cloud SDK's")
    return None


def _find_sdk_roots() -> Iterator[Path]:
    if named := os.environ.get("CLOUDSDK_ROOT_DIR"):
        yield Path(named)
    if gcloud := shutil.which("gcloud"):
        yield Path(gcloud).resolve().parent.parent
    for folder in ("/usr/lib", "/usr/share", "/usr/local", "/usr/local/share", "/opt", "/opt/homebrew/share"):
        yield Path(folder) / "google-cloud-sdk"
    yield Path.home() / "google-cloud-sdk"


def _download() -> EmulatorJar:
    print("Downloading the Firestore emulator (once, about 130 MB).", flush=True)
    subprocess.run([FIREBASE, "setup:emulators:firestore"], cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
    if jar := _find_cached():
        return EmulatorJar(jar.path, "downloaded by firebase-tools")
    raise CannotStart(
        "the Firestore emulator could not be downloaded: go online for the first start, install the "
        f"Google Cloud SDK's component cloud-firestore-emulator, or name a jar with {VARIABLE}=<path>"
    )


def make_runnable(jar: Path, wrapper: Path) -> Path:
    """*jar* itself, or a *wrapper* around it: the manifest of the Cloud SDK's jar names no main class."""
    with zipfile.ZipFile(jar) as archive:
        if b"Main-Class:" in archive.read(MANIFEST):
            return jar
    wrapper.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wrapper, "w") as archive:
        archive.writestr(MANIFEST, _manifest(jar))
    return wrapper


def _manifest(jar: Path) -> str:
    lines = ("Manifest-Version: 1.0", f"Main-Class: {MAIN_CLASS}", f"Class-Path: {jar.resolve().as_uri()}")
    return "".join(folded(line) for line in lines) + "\r\n"


def folded(line: str) -> str:
    """A manifest line has at most 72 bytes. A longer one continues after a line break and a space."""
    head, rest = line[:MANIFEST_LINE_BYTES_MAX], line[MANIFEST_LINE_BYTES_MAX:]
    step = MANIFEST_LINE_BYTES_MAX - 1
    return "\r\n ".join([head, *(rest[at : at + step] for at in range(0, len(rest), step))]) + "\r\n"
