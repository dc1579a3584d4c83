"""Where the Firestore emulator comes from, and the wrapper that makes the jar of the Cloud SDK runnable."""

import zipfile

import pytest

from local import emulator_jar
from local.errors import CannotStart
from local.places import Home


def jar(path, manifest):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", manifest)
    return path


def runnable_jar(path):
    return jar(path, "Manifest-Version: 1.0\r\nMain-Class: some.Class\r\n\r\n")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Nothing preinstalled: an empty cache, no Cloud SDK on the path, no variable."""
    monkeypatch.delenv("FIRESTORE_EMULATOR_BINARY_PATH", raising=False)
    monkeypatch.setenv("FIREBASE_EMULATORS_PATH", str(tmp_path / "cache"))
    monkeypatch.setenv("CLOUDSDK_ROOT_DIR", str(tmp_path / "sdk"))
    return tmp_path


def test_the_variable_comes_first(machine, monkeypatch):
    named = runnable_jar(machine / "mine.jar")
    runnable_jar(machine / "cache" / emulator_jar.read_cached_name())
    monkeypatch.setenv("FIRESTORE_EMULATOR_BINARY_PATH", str(named))
    found = emulator_jar.find(Home(machine / "home"))
    assert (found.path, found.source) == (named, "named by FIRESTORE_EMULATOR_BINARY_PATH")


def test_a_variable_that_names_no_file_is_refused(machine, monkeypatch):
    monkeypatch.setenv("FIRESTORE_EMULATOR_BINARY_PATH", str(machine / "nowhere.jar"))
    with pytest.raises(CannotStart, match="is not a file"):
        emulator_jar.find(Home(machine / "home"))


def test_the_cache_comes_before_the_cloud_sdk(machine):
    cached = runnable_jar(machine / "cache" / emulator_jar.read_cached_name())
    runnable_jar(machine / "sdk" / emulator_jar.SDK_JAR)
    found = emulator_jar.find(Home(machine / "home"))
    assert (found.path, found.source) == (cached, "firebase-tools' cache")


def test_the_cloud_sdk_s_jar_gets_a_wrapper_that_names_the_main_class(machine):
    bare = jar(machine / "sdk" / emulator_jar.SDK_JAR, "Manifest-Version: 1.0\r\n\r\n")
    found = emulator_jar.find(Home(machine / "home"))
    assert found.source == "the Google Cloud SDK's"
    with zipfile.ZipFile(found.path) as wrapper:
        manifest = wrapper.read("META-INF/MANIFEST.MF").decode().replace("\r\n ", "")
    assert f"Main-Class: {emulator_jar.MAIN_CLASS}\r\n" in manifest
    assert f"Class-Path: {bare.resolve().as_uri()}\r\n" in manifest


@pytest.mark.parametrize("length", [1, 71, 72, 73, 142, 143, 144, 500])
def test_a_manifest_line_is_folded_and_reads_the_same(length):
    line = "x" * length
    folded = emulator_jar.folded(line)
    assert folded.replace("\r\n ", "") == f"{line}\r\n"
    assert all(len(part) <= 72 for part in folded.removesuffix("\r\n").split("\r\n"))
