"""What the steps speak to, and what the person who runs them gives for this run alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.firebase_cli import FirebaseCli
from deploy.google import Google
from deploy.stripe_side import StripeSide


@dataclass(frozen=True)
class Clients:
    google: Google
    stripe: StripeSide
    cli: FirebaseCli
    given: Mapping[str, str] = field(default_factory=dict)
    """Secret -> the value from the environment of this run."""
