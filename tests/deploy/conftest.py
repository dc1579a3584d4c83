from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.scene import BESIDE, Scene, root_in


@pytest.fixture(scope="session")
def root(tmp_path_factory) -> Path:
    return root_in(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def root_beside(tmp_path_factory) -> Path:
    """With the prefix that keeps our names apart from an app's."""
    return root_in(tmp_path_factory.mktemp("beside"), BESIDE)


@pytest.fixture
def scene(root) -> Scene:
    return Scene(root)
