"""The calls in the README work as written, at the addresses of the world under test."""

import json
import re
import subprocess
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
CALLS = re.findall(r"^curl (?:.*\\\n)*.*$", README.read_text(), re.MULTILINE)


def test_the_readme_shows_the_guides_calls():
    assert len(CALLS) == 4


@pytest.mark.parametrize("call", CALLS, ids=lambda call: re.findall(r"functions/([\w-]+)", call)[0])
def test_a_call_of_the_readme_works_as_it_is(where, home, call):
    here = call.replace("http://127.0.0.1:5002", where.hosting).replace(".local/tokens", str(home.tokens))

    ran = subprocess.run(["sh", "-c", here], capture_output=True, text=True, check=True, timeout=60)

    assert json.loads(ran.stdout)["success"] is True, ran.stdout
