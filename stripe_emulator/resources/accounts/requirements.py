"""What Stripe still requires from an account (docs.stripe.com/connect/handling-api-verification)."""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts.shapes import CAPABILITY, NO_REQUIREMENTS

FIELDS_OF_ALL = (
    "business_profile.mcc",
    "business_profile.url",
    "external_account",
    "tos_acceptance.date",
    "tos_acceptance.ip",
)
FIELDS_OF_PEOPLE = (
    "individual.address.city",
    "individual.address.line1",
    "individual.address.postal_code",
    "individual.address.state",
    "individual.dob.day",
    "individual.dob.month",
    "individual.dob.year",
    "individual.email",
    "individual.first_name",
    "individual.id_number",
    "individual.last_name",
    "individual.phone",
)
EXTERNAL_ACCOUNT = "external_account"
DOCUMENT = "individual.verification.document"


def _requirements(**fields: object) -> Obj:
    return {**NO_REQUIREMENTS, **fields}


def before_onboarding(business_type: str | None) -> Obj:
    """A new account: everything is due."""
    first = () if business_type else ("business_type",)
    return all_due(sorted((*first, *FIELDS_OF_ALL, *FIELDS_OF_PEOPLE)))


def all_due(due: list[str]) -> Obj:
    """An account that needs all of these before it can do anything."""
    wanted = _requirements(
        currently_due=due, eventually_due=due, past_due=due, disabled_reason="requirements.past_due"
    )
    return {
        "requirements": wanted,
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": False,
    }


def open_for_business() -> Obj:
    """Nothing is due."""
    return {
        "requirements": NO_REQUIREMENTS,
        "charges_enabled": True,
        "payouts_enabled": True,
        "details_submitted": True,
    }


def being_verified() -> Obj:
    """The form is finished and Stripe is checking it."""
    wanted = _requirements(
        pending_verification=["individual.id_number"], disabled_reason="requirements.pending_verification"
    )
    return {
        "requirements": wanted,
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": True,
    }


def document_wanted() -> Obj:
    """The identity could not be verified: more information is needed."""
    error = {
        "code": "verification_failed_keyed_identity",
        "reason": "The person's keyed-in identity information could not be verified.",
        "requirement": DOCUMENT,
    }
    wanted = _requirements(
        currently_due=[DOCUMENT],
        eventually_due=[DOCUMENT],
        past_due=[DOCUMENT],
        errors=[error],
        disabled_reason="requirements.past_due",
    )
    return {
        "requirements": wanted,
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": True,
    }


def wanted_by(account: Obj, fields: list[str], deadline: int | None, *, future: bool) -> Obj:
    """More is due by a deadline: now, or under rules that begin later (`future_requirements`)."""
    name = "future_requirements" if future else "requirements"
    before: Obj = account.get(name, NO_REQUIREMENTS)
    due = sorted({*before["currently_due"], *fields})
    eventually = sorted({*before["eventually_due"], *fields})
    return {
        name: {**before, "currently_due": due, "eventually_due": eventually, "current_deadline": deadline}
    }


def no_longer_future(account: Obj) -> Obj:
    """What was required in the future is required now."""
    future = account["future_requirements"]
    now = wanted_by(account, future["currently_due"], None, future=False)
    return {**now, "future_requirements": NO_REQUIREMENTS}


def past_due(account: Obj) -> Obj:
    """The deadline is over: the account is disabled until what is past due is there."""
    due = account["requirements"]["currently_due"]
    wanted = {"past_due": due, "current_deadline": None, "disabled_reason": "requirements.past_due"}
    missed: Obj = {
        "requirements": {**account["requirements"], **wanted},
        "payouts_enabled": False,
        "_deadline_missed": account["requirements"]["current_deadline"],
    }
    if due == [EXTERNAL_ACCOUNT]:
        return missed
    capabilities = dict.fromkeys(account["capabilities"], "inactive")
    return {**missed, "charges_enabled": False, "capabilities": capabilities}


def bank_account_wanted() -> Obj:
    """Money can come in, and cannot go out to a bank."""
    due = [EXTERNAL_ACCOUNT]
    wanted = _requirements(
        currently_due=due, eventually_due=due, past_due=due, disabled_reason="requirements.past_due"
    )
    return {
        "requirements": wanted,
        "charges_enabled": True,
        "payouts_enabled": False,
        "details_submitted": True,
    }


def closed(reason: str) -> Obj:
    """The account is rejected permanently."""
    return {
        "requirements": _requirements(disabled_reason=reason),
        "charges_enabled": False,
        "payouts_enabled": False,
    }


def capability(account: Obj, name: str) -> Obj:
    """One capability in its public shape."""
    requested_at = account.get("_requested_at", {}).get(name)
    status = account["capabilities"].get(name, "unrequested")
    of_account = account.get("requirements", NO_REQUIREMENTS)
    wanted = NO_REQUIREMENTS if status == "active" else {**of_account, "disabled_reason": _reason(of_account)}
    return {
        **CAPABILITY,
        "id": name,
        "account": account["id"],
        "requested": requested_at is not None,
        "requested_at": requested_at,
        "requirements": wanted,
        "status": status,
    }


def _reason(of_account: Obj) -> str | None:
    """What a capability calls the account's reason (docs.stripe.com/api/capabilities/object)."""
    reason = of_account["disabled_reason"] or ""
    if reason.startswith("rejected."):
        return "rejected.other"
    if reason == "requirements.pending_verification":
        return "pending.review"
    return "requirements.fields_needed" if reason else None
