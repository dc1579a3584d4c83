"""The capabilities of an account as v2 shows them: status, and the code and resolution behind it.

docs.stripe.com/api/v2/core/accounts/object. One state serves both APIs: `transfers` of v1 is
`stripe_balance.stripe_transfers` of the recipient, and `payouts_enabled` is `stripe_balance.payouts` of both.
"""

from collections.abc import Iterator
from typing import NamedTuple

from stripe_emulator.messages import Obj

ENDIVE = "2026-09-30"
"""Before it `rejected` was told as `restricted`: docs.stripe.com/changelog/endive/2026-09-30."""

PAYOUTS, TRANSFERS = "stripe_balance.payouts", "stripe_balance.stripe_transfers"
OF_V1 = {"transfers": ("recipient", TRANSFERS)}
"""Capabilities of v1 that v2 has elsewhere; any other belongs to the merchant under its own name."""

STATUSES = ("active", "pending", "rejected", "restricted", "unsupported")
RESOLUTIONS = ("contact_stripe", "no_resolution", "provide_info")
CODES = (
    "determining_status",
    "rejected_fraud",
    "rejected_incomplete_verification",
    "rejected_listed",
    "rejected_other",
    "rejected_platform_fraud",
    "rejected_platform_other",
    "rejected_platform_terms_of_service",
    "rejected_terms_of_service",
    "requirements_past_due",
    "requirements_pending_verification",
    "restricted_other",
    "unsupported_business",
    "unsupported_country",
    "unsupported_entity_type",
)


class Capability(NamedTuple):
    """One capability of one configuration; `v1_name` is `payouts` where v1 has no capability."""

    configuration: str
    name: str
    v1_name: str


def applied(account: Obj) -> list[str]:
    """The configurations of an account, in the order in which they were applied."""
    if "_applied" in account:
        return list(account["_applied"])
    requested = account.get("_requested_at", {})
    found = ["recipient"] if "transfers" in requested else []
    return [*found, "merchant"] if requested.keys() - {"transfers"} else found


def requested(account: Obj) -> Iterator[Capability]:
    """The capabilities that an account has asked for, and those that come with its configurations."""
    configurations = applied(account)
    for v1_name in account.get("_requested_at", {}):
        configuration, name = OF_V1.get(v1_name, ("merchant", v1_name))
        if configuration in configurations:
            yield Capability(configuration, name, v1_name)
    for configuration in ("merchant", "recipient"):
        if configuration in configurations:
            yield Capability(configuration, PAYOUTS, "payouts")


def shown(account: Obj, configuration: str, version: str) -> Obj:
    """The capabilities of one configuration, nested as in v2."""
    nested: Obj = {}
    for one in sorted(requested(account)):
        if one.configuration == configuration:
            group, dot, name = one.name.rpartition(".")
            place = nested.setdefault(group, {}) if dot else nested
            place[name] = status(account, one.v1_name, version)
    return nested


def status(account: Obj, v1_name: str, version: str) -> Obj:
    """Status and details of one capability."""
    code, told, resolution = _told(account, v1_name)
    if told == "active":
        return {"status": told, "status_details": []}
    if told == "rejected" and version and version < ENDIVE:
        code, told = "restricted_other", "restricted"
    return {"status": told, "status_details": [{"code": code, "resolution": resolution}]}


def _told(account: Obj, v1_name: str) -> tuple[str, str, str]:
    """Code, status and resolution."""
    reason = str(account.get("requirements", {}).get("disabled_reason") or "")
    if reason.startswith("rejected."):
        return reason.replace(".", "_"), "rejected", "no_resolution"
    if v1_name in account.get("_told_v2", {}):
        given = account["_told_v2"][v1_name]
        return given["code"], given["status"], given["resolution"]
    in_v1 = _in_v1(account, v1_name)
    if in_v1 == "active":
        return "", "active", ""
    if in_v1 == "pending" or reason == "requirements.pending_verification":
        return "requirements_pending_verification", "pending", "no_resolution"
    if account.get("requirements", {}).get("past_due"):
        return "requirements_past_due", "restricted", "provide_info"
    return "restricted_other", "restricted", "contact_stripe"


def _in_v1(account: Obj, v1_name: str) -> str:
    if v1_name == "payouts":
        return "active" if account.get("payouts_enabled") else "inactive"
    return str(account["capabilities"].get(v1_name, "inactive"))
