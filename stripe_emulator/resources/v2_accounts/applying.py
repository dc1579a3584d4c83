"""Writes what v2 parameters say into an account, where v1 keeps the same facts under its own names."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from stripe_emulator.errors_v2 import V2Error, invalid_fields, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources import addresses
from stripe_emulator.resources.accounts.shapes import ACCOUNT_SETTINGS, BUSINESS_PROFILE
from stripe_emulator.resources.accounts.v2_view import person
from stripe_emulator.resources.v2_merging import merged, merged_metadata
from stripe_emulator.world import World

TOP = {"contact_email": "email", "contact_phone": "_contact_phone", "display_name": "_display_name"}
PROFILE = {"business_url": "url", "doing_business_as": "name", "product_description": "product_description"}
MERCHANT_ONLY = (
    "bacs_debit_payments",
    "konbini_payments",
    "script_statement_descriptor",
    "sepa_debit_payments",
)
"""Settings of a merchant for which v1 has no place that the emulator keeps."""


def check(params: Obj) -> None:
    """Refuse values that no account can have, before anything changes."""
    defaults = params.get("defaults") or {}
    if defaults.get("payout_methods"):
        message = "Payout methods of Accounts v2 are not modelled; a bank account comes from onboarding."
        raise refused("payout_method_incompatible_type", message)
    url = (defaults.get("profile") or {}).get("business_url")
    if url is not None and not _is_public(url):
        raise V2Error(400, "url_invalid", f"'{url}' is not a URL that Stripe can reach.")
    terms = _terms(params.get("identity") or {})
    if terms is not None:
        _accepted(terms)


def _is_public(url: str) -> bool:
    """Recorded: Stripe refuses a URL on localhost."""
    host = urlsplit(url).hostname if addresses.is_web(url) else None
    return host is not None and "." in host and host != "127.0.0.1"


def _terms(identity: Obj) -> Obj | None:
    """Stripe's terms, as accepted for the account."""
    attestations = identity.get("attestations") or {}
    return (attestations.get("terms_of_service") or {}).get("account") or None


def apply(world: World, account: Obj, params: Obj) -> None:
    """Change an account; capabilities are requested apart from this."""
    for theirs, ours in TOP.items():
        if theirs in params:
            account[ours] = params[theirs]
    if params.get("metadata") is not None:
        account["metadata"] = merged_metadata(account.get("metadata", {}), params["metadata"])
    configuration = params.get("configuration") or {}
    _apply_defaults(account, params.get("defaults") or {})
    _apply_identity(world, account, params.get("identity") or {})
    _apply_merchant(account, configuration.get("merchant") or {})
    _apply_customer(account, configuration.get("customer") or {})


def _apply_defaults(account: Obj, given: Obj) -> None:
    if given.get("currency"):
        account["default_currency"] = given["currency"].lower()
    if "locales" in given:
        account["_locales"] = given["locales"] or []
    _set(account, "business_profile", BUSINESS_PROFILE, _renamed(given.get("profile"), PROFILE))


def _renamed(given: Obj | None, names: dict[str, str]) -> Obj:
    return {names[name]: value for name, value in (given or {}).items() if name in names}


def _set(account: Obj, name: str, template: Obj, change: Obj) -> None:
    """Merge a change into a part of an account, which may still be as its template."""
    if change:
        account[name] = merged(account.get(name, template), change)


def _apply_identity(world: World, account: Obj, given: Obj) -> None:
    known = dict(account.get("_identity", {}))
    if given.get("country"):
        account["country"] = given["country"].upper()
    if "entity_type" in given:
        account["business_type"] = given["entity_type"]
    if given.get("business_details") is not None:
        known["business_details"] = _company(merged(known.get("business_details"), given["business_details"]))
    if given.get("individual") is not None:
        before = known.get("individual") or person.new(world, account["id"])
        known["individual"] = person.tell(world, before, given["individual"])
        account["_person"] = before["id"]
    attestations = {**(given.get("attestations") or {})}
    attestations.pop("terms_of_service", None)
    terms = _terms(given)
    if terms is not None:
        account["tos_acceptance"] = _accepted(terms)
    if attestations:
        known["attestations"] = merged(known.get("attestations", {}), attestations)
    if known:
        account["_identity"] = known


def _company(details: Obj) -> Obj:
    """Without the values of identification numbers."""
    if details.get("id_numbers"):
        numbers = [{"registrar": one.get("registrar"), "type": one["type"]} for one in details["id_numbers"]]
        return {**details, "id_numbers": numbers}
    return details


def _accepted(terms: Obj) -> Obj:
    try:
        date = datetime.fromisoformat(str(terms.get("date"))).timestamp()
    except (ValueError, OverflowError) as error:
        where = "identity.attestations.terms_of_service.account.date"
        raise invalid_fields(f"Field '{where}' must be an RFC 3339 date and time.") from error
    return {"date": int(date), "ip": terms.get("ip"), "user_agent": terms.get("user_agent")}


def _apply_merchant(account: Obj, given: Obj) -> None:
    profile: Obj = {f"support_{name}": value for name, value in (given.get("support") or {}).items()}
    if "mcc" in given:
        profile["mcc"] = given["mcc"]
    _set(account, "business_profile", BUSINESS_PROFILE, profile)
    _set(account, "settings", ACCOUNT_SETTINGS, _settings(given))
    own = {name: given[name] for name in MERCHANT_ONLY if name in given}
    _set(account, "_merchant", dict.fromkeys(own), own)


def _settings(given: Obj) -> Obj:
    settings: Obj = {}
    descriptor: Any = given.get("statement_descriptor") or {}
    if given.get("branding"):
        settings["branding"] = given["branding"]
    if "descriptor" in descriptor:
        settings["payments"] = {"statement_descriptor": descriptor["descriptor"]}
    card: Obj = {}
    if "prefix" in descriptor:
        card["statement_descriptor_prefix"] = descriptor["prefix"]
    decline_on = (given.get("card_payments") or {}).get("decline_on")
    if decline_on:
        card["decline_on"] = {name: bool(value) for name, value in decline_on.items()}
    return {**settings, "card_payments": card} if card else settings


def _apply_customer(account: Obj, given: Obj) -> None:
    own = {name: value for name, value in given.items() if name not in ("applied", "capabilities")}
    _set(account, "_customer", {}, own)
