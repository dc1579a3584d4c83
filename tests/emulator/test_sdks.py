"""Several versions of Stripe's own libraries run one story against the emulator unchanged."""

import pytest

from tests.emulator.sdks.installed import SDKS, WITH_V2, RegistryUnreachableError, Sdk
from tests.emulator.sdks.run import HOLDS, tell


@pytest.mark.thorough
@pytest.mark.parametrize("sdk", SDKS, ids=lambda one: one.name)
def test_it_onboards_sells_transfers_refunds_and_verifies_webhooks(sdk: Sdk) -> None:
    try:
        told = tell(sdk)
    except RegistryUnreachableError as error:
        pytest.skip(str(error))
    assert HOLDS in told, told


@pytest.mark.thorough
@pytest.mark.parametrize("sdk", WITH_V2, ids=lambda one: one.name)
def test_it_opens_an_account_by_v2_and_fetches_thin_events(sdk: Sdk) -> None:
    try:
        told = tell(sdk, "story_v2")
    except RegistryUnreachableError as error:
        pytest.skip(str(error))
    assert HOLDS in told, told


def test_old_and_new_versions_are_among_them() -> None:
    majors = {(one.language, one.version.partition(".")[0]) for one in SDKS}
    assert majors >= {("python", "11"), ("python", "12"), ("python", "16"), ("node", "18")}
    assert len(majors) == len(SDKS)
