"""A local world uses the emulator or Stripe's test mode. A live key is refused."""

import pytest

from local.endpoints import of
from local.errors import CannotStart
from local.ports import WorldPorts
from local.stripe_side import StripeSide


def test_without_a_key_the_emulator_is_used_with_a_generated_one():
    side = StripeSide.from_environment({})
    assert side.emulated
    assert side.secret_key.startswith("sk_test_")
    assert side.secret_key != StripeSide.from_environment({}).secret_key


@pytest.mark.parametrize("key", ["sk_test_abc", "rk_test_abc"])
def test_a_test_key_means_stripe_s_test_mode(key):
    side = StripeSide.from_environment({"STRIPE_SECRET_KEY": key})
    assert not side.emulated
    assert side.secret_key == key
    assert "test mode" in side.described


@pytest.mark.parametrize("key", ["sk_live_abc", "rk_live_abc", "pk_test_abc", "nonsense"])
def test_any_other_key_is_refused_without_repeating_it(key):
    with pytest.raises(CannotStart, match="sk_test_") as refusal:
        StripeSide.from_environment({"STRIPE_SECRET_KEY": key})
    assert key not in str(refusal.value)


def test_webhook_secrets_of_test_mode_can_be_given():
    given = {"STRIPE_SECRET_KEY": "sk_test_abc", "STRIPE_WEBHOOK_SECRETS": "whsec_1"}
    side = StripeSide.from_environment(given)
    assert side.webhook_secrets["platform"] == "whsec_1"
    assert side.webhook_secrets["connect"].startswith("whsec_")


def test_the_command_that_forwards_webhooks_names_both_functions():
    hint = StripeSide.emulator().listen_hint(of(WorldPorts(), stripe="", webhook_secrets={}))
    assert "--forward-to http://127.0.0.1:5001/demo-pulse/us-central1/stripewebhook" in hint
    assert "--forward-connect-to http://127.0.0.1:5001/demo-pulse/us-central1/stripeconnectwebhook" in hint
