"""Which channels a deployment has, and which settings about them are refused."""

from __future__ import annotations

import pytest

from pulse.errors import Misconfigured
from pulse.outside.build import channels
from pulse.ports import Medium
from pulse.settings import Settings

MAIL = {"SMTP_HOST": "mail.example.com", "MAIL_FROM": "Pulse <notices@example.com>"}


def read(environment: str = "production", **variables: str) -> Settings:
    return Settings.from_environment({"PULSE_ENVIRONMENT": environment, **variables})


@pytest.mark.parametrize(
    ("variables", "media"),
    [
        ({}, set()),
        (MAIL, {Medium.EMAIL}),
        ({"PUSH": "fcm"}, {Medium.PUSH}),
        ({**MAIL, "PUSH": "fcm"}, {Medium.EMAIL, Medium.PUSH}),
    ],
)
def test_only_what_is_set_up_sends(variables, media):
    assert set(channels(read(**variables))) == media


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SMTP_HOST": "mail.example.com"}, "MAIL_FROM: must be an address"),
        ({**MAIL, "MAIL_FROM": "Pulse"}, "MAIL_FROM: must be an address"),
        ({**MAIL, "SMTP_SECURITY": "none"}, "SMTP_SECURITY: must be starttls or tls in production"),
        ({**MAIL, "SMTP_SECURITY": "ssl"}, "SMTP_SECURITY: Input should be 'starttls', 'tls' or 'none'"),
        ({**MAIL, "SMTP_PORT": "0"}, "SMTP_PORT: "),
        ({"PUSH": "apns"}, "PUSH: Input should be 'off' or 'fcm'"),
        ({"FCM_BASE": "http://127.0.0.1:1"}, "FCM_BASE would send notices to another server"),
        ({"NOTICE_TRIES_MAX": "0"}, "NOTICE_TRIES_MAX: "),
    ],
)
def test_what_could_not_be_sent_or_would_be_sent_elsewhere_does_not_start(variables, sentence):
    with pytest.raises(Misconfigured, match=sentence):
        read(**variables)


def test_the_local_world_may_send_in_the_clear_to_its_own_servers():
    local = read("local", **MAIL, SMTP_SECURITY="none", FCM_BASE="http://127.0.0.1:1", PUSH="fcm")
    assert local.smtp_security == "none"
