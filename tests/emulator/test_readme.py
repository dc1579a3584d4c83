"""The README is true: its rows name tests that exist, its controls exist and its example runs."""

import re
from pathlib import Path

from stripe_emulator import Emulator, Request, control
from stripe_emulator.http_server import answer

HERE = Path(__file__).parent
README = (HERE.parents[1] / "stripe_emulator" / "README.md").read_text()


def test_every_row_names_tests_that_exist() -> None:
    named = re.findall(r"`((?:\w+/)?test_\w+\.py)::(\w+)`", README)
    assert len(named) > 20
    for file, test in named:
        assert re.search(rf"^(def )?{test}\b", (HERE / file).read_text(), flags=re.MULTILINE), (file, test)


def test_every_control_is_in_the_readme() -> None:
    table = README.partition("### Control")[2].partition("### Faults")[0]
    named = re.findall(r"`(?:\w+ )?([\w/]+)`", table)
    for method, path in control.ACTIONS:
        assert method in table
        assert path in named


def test_the_example_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    (example,) = [one for one in blocks if "Emulator(" in one]
    exec(example, {})


def test_the_first_command_succeeds(emulator: Emulator) -> None:
    """The curl of the first screen, as the request that curl sends."""
    commands = re.findall(r"^curl http://127.0.0.1:12111(/v1\S+)(.*)$", README, flags=re.MULTILINE)
    assert commands
    for path, options in commands:
        assert "-u sk_test_x:" in options
        fields = re.findall(r"-d (\S+)", options)
        headers = {"authorization": "Basic c2tfdGVzdF94Og=="}
        request = Request("POST" if fields else "GET", path, headers=headers, body="&".join(fields))
        assert answer(emulator, request).status == 200, (path, options)
