"""What is still wanted of an account as v2 lists it: an entry for each, with who acts and what it blocks.

docs.stripe.com/api/v2/core/accounts/object. `past_due` entries must be resolved to enable the account,
`currently_due` ones to keep it enabled.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.shapes import NO_REQUIREMENTS
from stripe_emulator.resources.accounts.v2_view.capabilities import PAYOUTS, Capability, requested
from stripe_emulator.resources.accounts.v2_view.names import in_v2
from stripe_emulator.world.values import rfc3339

STRICTEST_FIRST = ("past_due", "currently_due", "eventually_due")
ONLY_MERCHANT = "configuration.merchant."


def current(account: Obj) -> Obj:
    """`requirements` of v2."""
    return _shown(account, account.get("requirements", NO_REQUIREMENTS))


def future(account: Obj) -> Obj:
    """`future_requirements` of v2."""
    wanted = account.get("future_requirements", NO_REQUIREMENTS)
    begins = wanted.get("current_deadline")
    return {**_shown(account, wanted), "minimum_transition_date": None if begins is None else rfc3339(begins)}


def _shown(account: Obj, wanted: Obj) -> Obj:
    capabilities = sorted(requested(account))
    due = {name: kind for kind in reversed(STRICTEST_FIRST) for name in wanted[kind]}
    found = [_entry(account, wanted, capabilities, name, kind, "user") for name, kind in sorted(due.items())]
    checked = [one for one in wanted["pending_verification"] if one not in due]
    found += [_entry(account, wanted, capabilities, one, "currently_due", "stripe") for one in checked]
    return {"alternatives": [], "entries": found, "summary": _summary(account, wanted, found)}


def _summary(account: Obj, wanted: Obj, entries: list[Obj]) -> Obj | None:
    """The strictest deadline and its date; null when nothing is wanted."""
    if not entries:
        return None
    kinds = {one["minimum_deadline"]["status"] for one in entries}
    status = next(one for one in STRICTEST_FIRST if one in kinds)
    deadline = wanted.get("current_deadline")
    if deadline is None and status == "past_due":
        deadline = account.get("_deadline_missed")
    return {"minimum_deadline": {"status": status, "time": None if deadline is None else rfc3339(deadline)}}


def _entry(account: Obj, wanted: Obj, capabilities: list[Capability], name: str, kind: str, who: str) -> Obj:
    errors = [
        {"code": one["code"], "description": one["reason"]}
        for one in wanted["errors"]
        if one["requirement"] == name
    ]
    routine = account.get("details_submitted") and name != "external_account"
    return {
        "awaiting_action_from": who,
        "description": in_v2(name),
        "errors": errors,
        "impact": {"restricts_capabilities": _restricted(capabilities, name, kind)},
        "minimum_deadline": {"status": kind},
        "reference": _reference(account, name),
        "requested_reasons": [{"code": "routine_verification" if routine else "routine_onboarding"}],
    }


def _restricted(capabilities: list[Capability], name: str, kind: str) -> list[Obj]:
    """A bank account is needed for payouts alone, what the merchant lacks by the merchant alone."""
    of_merchant = in_v2(name).startswith(ONLY_MERCHANT)
    return [
        {"capability": one.name, "configuration": one.configuration, "deadline": {"status": kind}}
        for one in capabilities
        if (name != "external_account" or one.name == PAYOUTS)
        and (not of_merchant or one.configuration == "merchant")
    ]


def _reference(account: Obj, name: str) -> Obj | None:
    """The person whose document or number is wanted."""
    person = account.get("_person")
    about = name.startswith("individual.") and account.get("details_submitted")
    return {"inquiry": None, "resource": person, "type": "person"} if about and person else None
