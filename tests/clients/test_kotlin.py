"""The Kotlin types are made from the document and compile, and so does the Kotlin of docs/clients.md."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from local import java
from local.openapi import kotlin, npm
from local.openapi.document import document
from tests.clients.page import blocks

FOLDER = Path(__file__).parent / "kotlin"
COMPILER = FOLDER / "node_modules" / "kotlin-compiler"
MAIN = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"


def compiled(sources: list[Path], target: Path) -> str:
    """What the compiler says; empty if it finds nothing wrong."""
    with npm.alone(FOLDER):
        npm.install(FOLDER)
    jars = os.pathsep.join(
        str(COMPILER / "lib" / f"{name}.jar") for name in ("kotlin-compiler", "kotlin-stdlib")
    )
    command = [
        str(java.find().binary),
        "-Xmx700m",
        "-cp",
        f"{jars}{os.pathsep}{COMPILER / 'lib' / '*'}",
        MAIN,
    ]
    options = ["-kotlin-home", str(COMPILER), "-no-reflect", "-nowarn", "-d", str(target)]
    ran = subprocess.run(
        [*command, *options, *map(str, sources)], capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr if ran.returncode else ""


def test_the_types_are_those_of_the_document():
    assert kotlin.TYPES.read_text() == kotlin.written(document()), (
        "run: functions/venv/bin/python -m local.openapi"
    )


@pytest.mark.thorough
def test_the_types_and_the_page_compile(tmp_path):
    pages = []
    for number, code in enumerate(blocks("kotlin").values()):
        pages.append(tmp_path / f"Section{number}.kt")
        pages[-1].write_text(code)

    said = compiled([kotlin.TYPES, *sorted((FOLDER / "libraries").glob("*.kt")), *pages], tmp_path / "out")

    assert said == ""


@pytest.mark.thorough
def test_a_field_that_no_answer_has_does_not_compile(tmp_path):
    wrong = tmp_path / "Wrong.kt"
    wrong.write_text("fun wrong(one: pulse.payments.Prize) = one.prizeAmout\n")

    assert "prizeAmout" in compiled([kotlin.TYPES, wrong], tmp_path / "out")


def test_the_lock_file_names_no_registry():
    lock = (FOLDER / "package-lock.json").read_text()
    assert "integrity" in lock
    assert "resolved" not in lock
