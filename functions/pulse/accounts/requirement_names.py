"""The names of API v2's requirements in the words of API v1, which clients know. Others stay as they are."""

from __future__ import annotations

_PREFIXES = {
    "configuration.merchant.mcc": "business_profile.mcc",
    "configuration.merchant.support.email": "business_profile.support_email",
    "configuration.merchant.support.phone": "business_profile.support_phone",
    "configuration.merchant.support.url": "business_profile.support_url",
    "configuration.merchant.statement_descriptor.descriptor": "settings.payments.statement_descriptor",
    "contact_email": "email",
    "contact_phone": "individual.phone",
    "defaults.profile.business_url": "business_profile.url",
    "defaults.profile.doing_business_as": "business_profile.name",
    "defaults.profile.product_description": "business_profile.product_description",
    "identity.attestations.directorship_declaration": "company.directorship_declaration",
    "identity.attestations.ownership_declaration": "company.ownership_declaration",
    "identity.attestations.persons_provided.directors": "company.directors_provided",
    "identity.attestations.persons_provided.executives": "company.executives_provided",
    "identity.attestations.persons_provided.owners": "company.owners_provided",
    "identity.attestations.terms_of_service.account": "tos_acceptance",
    "identity.business_details.address": "company.address",
    "identity.business_details.documents.company_license": "documents.company_license",
    "identity.business_details.documents.primary_verification": "company.verification.document",
    "identity.business_details.id_numbers.us_ein": "company.tax_id",
    "identity.business_details.phone": "company.phone",
    "identity.business_details.registered_name": "company.name",
    "identity.business_details.structure": "company.structure",
    "identity.country": "country",
    "identity.entity_type": "business_type",
    "identity.individual.date_of_birth": "individual.dob",
    "identity.individual.documents.primary_verification": "individual.verification.document",
    "identity.individual.documents.secondary_verification": "individual.verification.additional_document",
    "identity.individual.given_name": "individual.first_name",
    "identity.individual.id_numbers.us_ssn": "individual.id_number",
    "identity.individual.id_numbers.us_ssn_last_4": "individual.ssn_last_4",
    "identity.individual.nationalities": "individual.nationality",
    "identity.individual.surname": "individual.last_name",
    "identity.individual": "individual",
}
TERMS = "tos_acceptance."
"""Only the owner can agree to Stripe's terms, at the end of the form."""


def name_in_v1(name: str) -> str:
    """`identity.individual.date_of_birth.day` -> `individual.dob.day`, by the longest prefix that fits."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if known := _PREFIXES.get(".".join(parts[:length])):
            return ".".join([known, *parts[length:]])
    return name
