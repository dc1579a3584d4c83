"""Every fact about accounts holds by both of Stripe's APIs."""

from __future__ import annotations

import pytest

from tests.world import TEST_SETTINGS, World


@pytest.fixture(params=["v1", "v2"])
def world(request):
    return World(TEST_SETTINGS.model_copy(update={"stripe_accounts": request.param}))
