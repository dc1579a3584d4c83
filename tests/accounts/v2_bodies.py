"""Accounts as API v2 answers them, in eight states, and how a test changes one."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from pulse.accounts.readiness_v2 import readiness_of_v2
from pulse.ports.stripe_accounts_v2 import AccountV2

BODIES = json.loads(Path(__file__).with_name("v2_accounts.json").read_text())
"""All with every `include`; `closed` as a read without any."""


def body(state, **fields):
    return {**copy.deepcopy(BODIES[state]), **fields}


def capability(name, of):
    """The capability of a body: `stripe_transfers`, `payouts` (the recipient's) or `card_payments`."""
    if name == "card_payments":
        return of["configuration"]["merchant"]["capabilities"][name]
    return of["configuration"]["recipient"]["capabilities"]["stripe_balance"][name]


def read(of):
    return readiness_of_v2(AccountV2.model_validate(of))
