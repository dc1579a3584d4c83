"""The fields of the onboarding form: what they may hold, and how they look.

The test values decide the outcome; they are listed in the README and below the fields.
"""

import re
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import parse_qsl

from stripe_emulator.messages import Obj, Request, Response
from stripe_emulator.pages import layout
from stripe_emulator.resources.accounts.bank_accounts import (
    GOOD_ACCOUNT_NUMBER,
    GOOD_ROUTING_NUMBER,
    PAYOUT_FAILURES,
)

OUTCOME_BY_SSN = {
    "000000000": "active",
    "222222222": "pending",
    "111111111": "restricted",
    "333333333": "rejected",
}
WITH_HYPHENS = re.compile(r"^(\d{3})[- ](\d{2})[- ](\d{4})$")
"""People write 000-00-0000, and Stripe's own test data is written so (docs.stripe.com/connect/testing)."""

ADULT_YEARS = 13
"""docs.stripe.com/connect/required-verification-information: account holders are at least 13."""


@dataclass(frozen=True)
class Field:
    """One input."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    autocomplete: str = "off"
    digits: int | None = None


PERSON = (
    Field("first_name", "First name", autocomplete="given-name"),
    Field("last_name", "Last name", autocomplete="family-name"),
    Field("dob", "Date of birth", kind="date", autocomplete="bday"),
    Field(
        "ssn",
        "Social Security number",
        "000-00-0000 verified at once, 222222222 verified a minute later, 111111111 a document is wanted, "
        "333333333 rejected.",
        digits=9,
    ),
)
ADDRESS = (
    Field("line1", "Street address", autocomplete="address-line1"),
    Field("city", "City", autocomplete="address-level2"),
    Field("state", "State", "Two letters.", autocomplete="address-level1"),
    Field("postal_code", "ZIP code", autocomplete="postal-code", digits=5),
)
BANK = (
    Field("routing_number", "Routing number", f"{GOOD_ROUTING_NUMBER} is the test bank.", digits=9),
    Field(
        "account_number",
        "Account number",
        f"{GOOD_ACCOUNT_NUMBER} works; payouts fail for {', '.join(PAYOUT_FAILURES)}.",
        digits=12,
    ),
)
SECTIONS = (("About you", PERSON), ("Home address", ADDRESS), ("Bank account", BANK))
FIELDS = PERSON + ADDRESS + BANK
LEAVE = "leave"
"""The person goes back without finishing the form."""

PRIVATE = ("ssn", "routing_number", "account_number")
"""A refused value of these fields may be a real number, so it is not sent back."""


def given_in(request: Request) -> dict[str, str]:
    """What the person typed."""
    given = {name: value.strip() for name, value in parse_qsl(request.body, keep_blank_values=True)}
    given["ssn"] = WITH_HYPHENS.sub(r"\1\2\3", given.get("ssn", ""))
    return given


def problems(given: dict[str, str], today: date) -> dict[str, str]:
    """What is wrong with each field, in a sentence for the person who fills in the form."""
    wrong = {one.name: f"Enter your {one.label.lower()}." for one in FIELDS if not given.get(one.name)}
    for one in FIELDS:
        value = given.get(one.name, "")
        if one.digits and value and not (value.isdigit() and len(value) == one.digits):
            wrong[one.name] = f"{one.label} has {one.digits} digits."
    if "ssn" not in wrong and given["ssn"] not in OUTCOME_BY_SSN:
        wrong["ssn"] = "Use one of the test numbers below, never a real one."
    if "dob" not in wrong and not _is_old_enough(given["dob"], today):
        wrong["dob"] = f"Enter a date at least {ADULT_YEARS} years ago, as YYYY-MM-DD."
    if "routing_number" not in wrong and given["routing_number"] != GOOD_ROUTING_NUMBER:
        wrong["routing_number"] = f"Use the test bank: {GOOD_ROUTING_NUMBER}."
    if "account_number" not in wrong and given["account_number"] not in (
        GOOD_ACCOUNT_NUMBER,
        *PAYOUT_FAILURES,
    ):
        wrong["account_number"] = "Use one of the test accounts below, never a real one."
    if "state" not in wrong and not (given["state"].isalpha() and len(given["state"]) == 2):
        wrong["state"] = "Enter the two letters of the state, such as CA."
    return wrong


def _is_old_enough(text: str, today: date) -> bool:
    try:
        born = date.fromisoformat(text)
    except ValueError:
        return False
    return (today.year - born.year, today.month, today.day) >= (ADULT_YEARS, born.month, born.day)


def individual(given: dict[str, str]) -> Obj:
    """What the form says of the person, in v2's words."""
    born = date.fromisoformat(given["dob"])
    return {
        "given_name": given["first_name"],
        "surname": given["last_name"],
        "date_of_birth": {"day": born.day, "month": born.month, "year": born.year},
        "address": {name: given[name] for name in ("line1", "city", "state", "postal_code")},
        "id_numbers": [{"type": "us_ssn"}],
    }


def shown(
    path: str,
    given: dict[str, str],
    wrong: dict[str, str],
    *,
    status: int = 200,
    may_leave: bool = False,
) -> Response:
    """The page with the form: what was typed, and what is wrong with it."""
    summary = '<p class="error" role="alert">Some answers need another look.</p>' if wrong else ""
    leave = f'<button type="submit" name="{LEAVE}" value="1">Save for later</button>\n' if may_leave else ""
    sections = "\n".join(_section(title, fields, given, wrong) for title, fields in SECTIONS)
    body = (
        "<p>Tell the emulated Stripe who you are, to be paid.</p>\n"
        f'{summary}<form method="post" action="{escape(path)}" novalidate>\n{sections}\n'
        f'<button type="submit">Agree and submit</button>\n{leave}</form>'
    )
    return layout.page("Get paid with Stripe", body, status=status)


def _section(title: str, fields: tuple[Field, ...], given: dict[str, str], wrong: dict[str, str]) -> str:
    inputs = "\n".join(_input(one, given.get(one.name, ""), wrong.get(one.name)) for one in fields)
    return f"<fieldset>\n<legend>{escape(title)}</legend>\n{inputs}\n</fieldset>"


def _input(field: Field, value: str, problem: str | None) -> str:
    notes, described = "", []
    if problem and field.name in PRIVATE:
        value = ""
    if problem:
        notes += f'<p class="error" id="{field.name}-error">{escape(problem)}</p>'
        described.append(f"{field.name}-error")
    if field.hint:
        notes += f'<p class="hint" id="{field.name}-hint">{escape(field.hint)}</p>'
        described.append(f"{field.name}-hint")
    mode = ' inputmode="numeric"' if field.digits else ""
    state = ' aria-invalid="true"' if problem else ""
    about = f' aria-describedby="{" ".join(described)}"' if described else ""
    return (
        f'<label for="{field.name}">{escape(field.label)}</label>\n'
        f'<input id="{field.name}" name="{field.name}" type="{field.kind}" value="{escape(value)}" '
        f'autocomplete="{field.autocomplete}" required{mode}{state}{about}>\n{notes}'
    )
