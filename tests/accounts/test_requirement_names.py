"""Names of API v2 in the words of API v1 that clients know, and in plain words."""

from __future__ import annotations

import pytest

from pulse.accounts.requirement_names import name_in_v1
from pulse.accounts.requirements import words_of


@pytest.mark.parametrize(
    ("in_v2", "in_v1", "words"),
    [
        ("defaults.profile.business_url", "business_profile.url", "a website or profile page"),
        ("external_account", "external_account", "a bank account or debit card for payouts"),
        (
            "identity.attestations.terms_of_service.account.ip",
            "tos_acceptance.ip",
            "your agreement to Stripe's terms",
        ),
        ("identity.individual.address.postal_code", "individual.address.postal_code", "home address"),
        ("identity.individual.date_of_birth.day", "individual.dob.day", "date of birth"),
        ("identity.individual.given_name", "individual.first_name", "first name"),
        ("identity.individual.surname", "individual.last_name", "last name"),
        ("identity.individual.email", "individual.email", "e-mail address"),
        (
            "identity.individual.documents.primary_verification",
            "individual.verification.document",
            "a photo of an identity document",
        ),
        (
            "identity.individual.id_numbers.us_ssn_last_4",
            "individual.ssn_last_4",
            "last four digits of the Social Security Number",
        ),
        ("identity.individual.shoe_size", "individual.shoe_size", "shoe size"),
        ("something.new", "something.new", "something new"),
    ],
)
def test_a_requirement_has_its_name_of_api_v1_and_the_same_words(in_v2, in_v1, words):
    assert name_in_v1(in_v2) == in_v1
    assert words_of(in_v1) == words
