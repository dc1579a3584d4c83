"""What Stripe asks a new v2 account for: it depends on country, entity and capabilities, less what is known.

The lists follow two recordings: 13 names for an Australian individual that only receives transfers; in the
United States, with card payments, 13 before the kind of entity is known and 17 for an individual with a URL.
The names of the American ones beyond those in the first list are inferred.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import requirements
from stripe_emulator.resources.accounts.v2_view.capabilities import applied
from stripe_emulator.world import World

OF_ALL = ("business_profile.url", "external_account", "tos_acceptance.date", "tos_acceptance.ip")
OF_MERCHANTS = ("business_profile.mcc", "settings.payments.statement_descriptor")
BIRTH = ("individual.dob.day", "individual.dob.month", "individual.dob.year")
NAME = ("individual.first_name", "individual.last_name")
ADDRESS = (
    "individual.address.city",
    "individual.address.line1",
    "individual.address.postal_code",
    "individual.address.state",
)
AMERICAN = ("individual.email", "individual.phone", "individual.ssn_last_4")
UNDECIDED = ("business_type", "individual.email", *BIRTH, *NAME)
"""Before the kind of entity is known."""

COMPANY = (
    "company.address.city",
    "company.address.line1",
    "company.address.postal_code",
    "company.address.state",
    "company.name",
    "company.phone",
    "company.tax_id",
)


def ask(world: World, account: Obj) -> Obj:
    """The requirements of an account that has not been through onboarding, as v1 stores them."""
    known = _known(world, account)
    names = [*OF_ALL, *_of_entity(account)]
    if "merchant" in applied(account):
        names += OF_MERCHANTS
    return requirements.all_due(sorted(one for one in names if one not in known))


def _of_entity(account: Obj) -> tuple[str, ...]:
    kind = account.get("business_type")
    if kind is None:
        return UNDECIDED
    if kind == "individual":
        return (*NAME, *BIRTH, *ADDRESS, *(AMERICAN if account["country"] == "US" else ()))
    return (*COMPANY, *NAME, *BIRTH)


def _known(world: World, account: Obj) -> set[str]:
    """What the platform has given already, by v1's names."""
    identity, profile = account.get("_identity", {}), account.get("business_profile", {})
    known = {f"business_profile.{name}" for name in ("url", "mcc") if profile.get(name)}
    if account.get("settings", {}).get("payments", {}).get("statement_descriptor"):
        known.add("settings.payments.statement_descriptor")
    if world.store.all(account["id"], "bank_account"):
        known.add("external_account")
    if (account.get("tos_acceptance") or {}).get("date"):
        known |= {"tos_acceptance.date", "tos_acceptance.ip"}
    known |= _of_person("individual", identity.get("individual") or {})
    return known | _of_company(identity.get("business_details") or {})


def _of_person(beginning: str, person: Obj) -> set[str]:
    named = {"first_name": "given_name", "last_name": "surname", "email": "email", "phone": "phone"}
    known = {f"{beginning}.{ours}" for ours, theirs in named.items() if person.get(theirs)}
    known |= {f"{beginning}.dob.{name}" for name in person.get("date_of_birth") or {}}
    if person.get("id_numbers"):
        known |= {f"{beginning}.ssn_last_4", f"{beginning}.id_number"}
    return known | _of_address(beginning, person)


def _of_company(details: Obj) -> set[str]:
    known = {"company.name"} if details.get("registered_name") else set()
    known |= {"company.phone"} if details.get("phone") else set()
    known |= {"company.tax_id"} if details.get("id_numbers") else set()
    return known | _of_address("company", details)


def _of_address(beginning: str, of: Obj) -> set[str]:
    return {f"{beginning}.address.{name}" for name, value in (of.get("address") or {}).items() if value}
