"""What v1 and v2 call the same requirement (docs.stripe.com/connect/accounts-v2/migrate-integration).

Recorded lists name the paths of an individual; those of companies follow the object's own paths.
"""

from functools import lru_cache

SAME = {
    "business_profile.mcc": "configuration.merchant.mcc",
    "business_profile.name": "defaults.profile.doing_business_as",
    "business_profile.product_description": "defaults.profile.product_description",
    "business_profile.support_email": "configuration.merchant.support.email",
    "business_profile.support_phone": "configuration.merchant.support.phone",
    "business_profile.support_url": "configuration.merchant.support.url",
    "business_profile.url": "defaults.profile.business_url",
    "business_type": "identity.entity_type",
    "external_account": "external_account",
    "individual.first_name": "identity.individual.given_name",
    "individual.id_number": "identity.individual.id_numbers.us_ssn",
    "individual.last_name": "identity.individual.surname",
    "individual.ssn_last_4": "identity.individual.id_numbers.us_ssn_last_4",
    "individual.verification.additional_document": "identity.individual.documents.secondary_verification",
    "individual.verification.document": "identity.individual.documents.primary_verification",
    "company.name": "identity.business_details.registered_name",
    "company.tax_id": "identity.business_details.id_numbers.us_ein",
    "company.verification.document": "identity.business_details.documents.primary_verification",
    "settings.payments.statement_descriptor": "configuration.merchant.statement_descriptor.descriptor",
}
"""Requirements by their names in v1 and in v2."""

BEGINNINGS = {
    "individual.dob.": "identity.individual.date_of_birth.",
    "individual.": "identity.individual.",
    "company.": "identity.business_details.",
    "tos_acceptance.": "identity.attestations.terms_of_service.account.",
}
"""How the names of the others begin in v1 and in v2."""

_BACK = {theirs: ours for ours, theirs in SAME.items()}


@lru_cache(1_000)
def in_v2(name: str) -> str:
    """The v2 name of a requirement; one without a twin keeps its name."""
    if name in SAME:
        return SAME[name]
    for ours, theirs in BEGINNINGS.items():
        if name.startswith(ours):
            return theirs + name.removeprefix(ours)
    return name


@lru_cache(1_000)
def in_v1(name: str) -> str:
    """The v1 name of a requirement; one without a twin keeps its name."""
    if name in _BACK:
        return _BACK[name]
    for ours, theirs in BEGINNINGS.items():
        if name.startswith(theirs):
            return ours + name.removeprefix(theirs)
    return name
