from __future__ import annotations

import pytest


@pytest.fixture
def served():
    from tests.doors.served import Served  # noqa: PLC0415 - not every test here needs a world

    return Served()


@pytest.fixture
def story():
    from tests.doors.story import Story  # noqa: PLC0415 - same

    return Story()
