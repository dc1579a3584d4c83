"""Stripe's requirement codes in plain words, and the sentence that says what to do next.

Codes: docs.stripe.com/connect/required-verification-information, docs.stripe.com/api/accounts/object.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pulse.accounts.readiness import NOT_REQUESTED
from pulse.accounts.records import ConnectedAccount, Due
from pulse.accounts.states import AccountState, WaitsFor

_WORDS = {
    "external_account": "a bank account or debit card for payouts",
    "tos_acceptance": "your agreement to Stripe's terms",
    "business_type": "whether you are an individual or a company",
    "business_profile.mcc": "what kind of business you are in",
    "business_profile.url": "a website or profile page",
    "business_profile.product_description": "a description of what you offer",
    "business_profile.support_phone": "a phone number for customers",
    "business_profile.support_email": "an e-mail address for customers",
    "business_profile.name": "the name of the business",
    "settings.payments.statement_descriptor": "the text on your customers' card statements",
    "first_name": "first name",
    "last_name": "last name",
    "full_name_aliases": "other names you are known by",
    "email": "e-mail address",
    "phone": "phone number",
    "dob": "date of birth",
    "address": "home address",
    "registered_address": "registered address",
    "id_number": "Social Security Number",
    "id_number_secondary": "second identification number",
    "ssn_last_4": "last four digits of the Social Security Number",
    "nationality": "nationality",
    "political_exposure": "whether you hold a public office",
    "relationship": "your role in the company",
    "relationship.title": "your title in the company",
    "relationship.owner": "whether you own part of the company",
    "relationship.executive": "whether you manage the company",
    "verification.document": "a photo of an identity document",
    "verification.additional_document": "a document that shows the home address",
    "verification.proof_of_liveness": "a selfie that shows it is you",
    "company.name": "the company's legal name",
    "company.tax_id": "the company's tax number (EIN)",
    "company.phone": "the company's phone number",
    "company.address": "the company's address",
    "company.structure": "the company's legal form",
    "company.verification.document": "a document that proves the company's registration",
    "company.owners_provided": "confirmation that all owners are listed",
    "company.directors_provided": "confirmation that all directors are listed",
    "company.executives_provided": "confirmation that all executives are listed",
    "company.ownership_declaration": "confirmation that the ownership details are true",
    "interv": "an answer to a question of Stripe's, in the Stripe form",
    "bank_account.verification": "a check of the bank account",
    "documents.bank_account_ownership_verification": "a bank statement or voided check",
    "documents.proof_of_registration": "a document that proves the registration",
    "documents.company_license": "a business license",
}
"""The longest prefix that fits decides, so `dob.day`, `dob.month` and `dob.year` are one date of birth."""

_PERSON = re.compile(r"^(individual|representative|owners|directors|executives|person_\w+)\.")
_DISABLED = {
    "platform_paused": "we have paused this account",
    "listed": "Stripe is comparing the details with a public list",
    "under_review": "Stripe is reviewing this account",
    "requirements.pending_verification": "Stripe is checking the details",
    "requirements.past_due": "details that Stripe asked for are overdue",
    "action_required.requested_capabilities": "Stripe needs more details for payouts",
    "requirements_past_due": "details that Stripe asked for are overdue",
    "requirements_pending_verification": "Stripe is checking the details",
    "determining_status": "Stripe is checking the details",
    "unsupported_business": "Stripe does not pay this kind of business",
    "unsupported_country": "Stripe does not pay to this country in this way",
    "unsupported_entity_type": "Stripe does not pay this kind of person or company",
    NOT_REQUESTED: "the account was not set up to be paid",
}
_FORM_HELPS = frozenset({None, WaitsFor.USER})
"""None: records from before `waits_for`."""
_BANK_COMES_FIRST = frozenset({AccountState.ACTIVE, AccountState.PENDING})
"""Stripe requires nothing right now, so a bank that returns money is what the owner must fix first."""
_CONTACT = "contact our support"
_FINISH_FORM = "Open the onboarding link and finish the form at Stripe."
_NEXT = {
    AccountState.PENDING: "Nothing to do just now: Stripe is checking your details, "
    "which can take one or two days.",
    AccountState.REJECTED: "Stripe has closed this account. Please contact our support.",
    AccountState.DISCONNECTED: "This account is no longer connected. Please start onboarding again.",
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that Stripe requires: its code, and what a person would call it."""

    code: str
    words: str


def in_words(codes: Sequence[str]) -> tuple[Requirement, ...]:
    """In Stripe's order; codes that ask for the same thing (day, month and year of birth) appear once."""
    unique = {words_of(code): code for code in reversed(codes)}
    return tuple(reversed([Requirement(code, words) for words, code in unique.items()]))


def words_of(code: str) -> str:
    """`individual.dob.day` -> `date of birth`. An unknown code is made readable and shown too."""
    about = _PERSON.sub("", code)
    parts = about.split(".")
    for length in range(len(parts), 0, -1):
        if words := _WORDS.get(".".join(parts[:length])):
            return words
    if parts[0].startswith("interv"):
        return _WORDS["interv"]
    readable = " ".join(part for part in re.split(r"[._\s]+", about) if part)
    return readable or "something that Stripe explains in its form"


def next_action(account: ConnectedAccount | None) -> str:
    """What the owner should do now, in one or two sentences, even when that is nothing."""
    if account is None or account.stripe_account_id is None:
        return "Start onboarding to open your Stripe account."
    if account.state is AccountState.RESTRICTED:
        return _restricted(account.requirements, account.waits_for)
    if account.payouts_problem is not None and account.state in _BANK_COMES_FIRST:
        return account.payouts_problem.sentence
    if account.state is AccountState.ACTIVE:
        return _active(account.requirements)
    return _NEXT.get(account.state, _FINISH_FORM) if account.state else _FINISH_FORM


def _restricted(due: Due, waits_for: WaitsFor | None) -> str:
    wanted = _listed((*due.past_due, *due.currently_due))
    if wanted:
        return f"Stripe needs from you{_by(due)}: {wanted}. Please open the onboarding link."
    why = _DISABLED.get(due.disabled_reason or "", "Stripe has limited this account")
    then = "open the onboarding link or contact our support" if waits_for in _FORM_HELPS else _CONTACT
    return f"Payments to you are on hold: {why}. Please {then}."


def _active(due: Due) -> str:
    wanted = _listed((*due.currently_due, *due.future_due))
    if wanted:
        return (
            f"You can be paid. To keep it so, Stripe needs from you{_by(due)}: {wanted}. "
            "Please give it in the Stripe dashboard."
        )
    return "Nothing to do: you can be paid."


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(requirement.words for requirement in in_words(codes))


def _by(due: Due) -> str:
    return f" by {due.deadline:%Y-%m-%d}" if due.deadline else ""
