"""`python -m local.openapi` writes `docs/openapi.json` and what clients are made of it."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO

from local.places import FUNCTIONS, ROOT


def main() -> None:
    sys.path.insert(0, str(FUNCTIONS))
    document = import_module("local.openapi.document")
    with redirect_stdout(StringIO()):  # the doors write a log
        examples = import_module("tests.doors.examples").examples()
    document.DOCUMENT.write_text(document.written(examples), encoding="utf-8")
    typescript, kotlin = import_module("local.openapi.typescript"), import_module("local.openapi.kotlin")
    typescript.write()
    kotlin.TYPES.write_text(kotlin.written(document.document()), encoding="utf-8")
    for file in (document.DOCUMENT, typescript.SCHEMA, kotlin.TYPES):
        sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
