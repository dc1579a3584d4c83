"""What Stripe allows and sends in a seed, besides faults: by which API accounts are made, and how news comes.

Drawn apart from the faults, so that a seed of API v1 is not changed by what platforms of API v2 are.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from stripe_emulator import Emulator
from stripe_emulator.world import thin
from tests.simulation.faults import DAY, HOUR, MINUTE, Profile, way_of

LISTS_LATE_SECONDS_MAX = 20 * MINUTE
"""With a request that is executed half an hour late: less than the hour after which lists are believed."""
KEY_SECONDS = {"v1": round(23 * HOUR), "v2": round(29 * DAY)}
SHORT_KEY_SECONDS = round(4 * HOUR)
"""No seed lasts 29 days: in some, keys of API v2 are old after this long."""
ADDRESS = "https://pulse.example"


@dataclass(frozen=True)
class Platform:
    accounts: str
    """`v1` or `v2`: by which API accounts are made."""
    refuses_v1: bool = False
    """As platforms that were opened since August 2026."""
    tells_in_v1: bool = True
    """Accounts of API v2 send `account.updated` too; if not, only thin events tell of them, or nothing."""
    lists_late_seconds: float = 0
    page_size: int = 0
    """How many accounts a page of a list of API v2 holds, where it is not Stripe's usual number."""
    key_seconds: int | None = None
    thin_endpoint: str | None = None
    """Where thin events go: to `connect`, or by a mistake in the Dashboard to `platform` or nowhere."""

    def settings(self) -> dict[str, Any]:
        """What our settings say of it."""
        keys = KEY_SECONDS if self.key_seconds is None else {**KEY_SECONDS, "v2": self.key_seconds}
        return {"stripe_accounts": self.accounts, "account_key_reuse_seconds": tuple(keys.items())}

    def set_up(self, emulator: Emulator) -> str | None:
        """Set what Stripe allows; returns the signing secret of thin events, if there are any."""
        emulator.configure(
            v1_accounts_refused=self.refuses_v1,
            account_updated_for_v2=self.tells_in_v1,
            v2_lists_lag_seconds=self.lists_late_seconds,
            v2_page_size=self.page_size,
        )
        if self.thin_endpoint is None:
            return None
        made = emulator.control(
            "event_destinations",
            url=f"{ADDRESS}/{self.thin_endpoint}",
            secret="whsec_thin",
            events_from=["@accounts"],
            enabled_events=[name for name in sorted(thin.types()) if name.startswith("v2.core.account")],
        )
        return str(made["webhook_endpoint"]["signing_secret"])

    def notes(self) -> list[str]:
        """What is odd about it, as kinds of faults."""
        odd = {
            "v1_refused": self.refuses_v1,
            "not_told_in_v1": not self.tells_in_v1,
            "lists_late": self.lists_late_seconds > 0,
            "short_pages": self.page_size > 0,
            "thin_at_the_wrong_endpoint": self.thin_endpoint == "platform",
            "no_thin_events": self.accounts == "v2" and self.thin_endpoint is None,
            "short_keys": self.key_seconds is not None,
        }
        return [name for name, so in odd.items() if so]


def platform_of(seed: int, profile: Profile, accounts: str | None) -> Platform:
    """*accounts* says the API; without it the seed does."""
    accounts = accounts or way_of(seed)
    if accounts == "v1":
        return Platform(accounts)
    chance = Random(f"{seed}:platform")
    return Platform(
        accounts,
        refuses_v1=chance.random() < 0.5,
        tells_in_v1=chance.random() < 0.5,
        lists_late_seconds=chance.choice((0.0, chance.random() * LISTS_LATE_SECONDS_MAX)),
        key_seconds=SHORT_KEY_SECONDS if profile.openings and chance.random() < 0.5 else None,
        thin_endpoint=chance.choices(("connect", "platform", None), weights=(6, 1, 2))[0],
        page_size=chance.choice((0, 1)),
    )
