"""The calls that `make up` prints run in any shell: zsh takes an unquoted `?` for a file's name."""

from __future__ import annotations

import shlex
from pathlib import Path

from local.curls import curls
from local.endpoints import of
from local.places import Home
from local.ports import WorldPorts


def test_every_address_and_every_file_is_quoted():
    home = Home(Path("/a folder/with spaces/.local"))
    where = of(WorldPorts(), stripe="", webhook_secrets={})
    for _, call in curls(where, home):
        address = shlex.split(call)[2]
        assert address.startswith("http://127.0.0.1:5002/.netlify/functions/")
        assert f'"{address}"' in call
        assert '$(cat "/a folder/with spaces/.local/tokens/' in call
