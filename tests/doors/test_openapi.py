"""`docs/openapi.json` says what the code says, leaves nothing out, and is a valid OpenAPI 3.1 document."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from pydantic import create_model
from pydantic.alias_generators import to_camel

from local.openapi import errors, values
from local.openapi.codes import BY_OPERATION, COMMON
from local.openapi.document import DOCUMENT, document, written
from local.openapi.facts import FACTS
from local.openapi.glossary import FIELDS
from local.openapi.meanings import MEANINGS
from local.openapi.tags import TAGS
from pulse.doors.operations import every_operation
from tests.code_facts import trees
from tests.doors.examples import REFUSED, examples
from tests.doors.operations import EXPECTED
from tests.doors.reached import reached_errors

CONSTRUCTORS_OWN = {"code", "where", "retry_after_seconds"}
"""What an error class takes that is no fact."""
NAMED_AND_NOT_ANSWERED = {
    "refused", "not_found",  # general classes, whose raisers name their own code
    "prize_pool_invalid", "currency_invalid", "distribution_invalid",  # raised on use
    "id_taken",  # of records whose ids these operations do not join
}  # fmt: skip
"""Reached by name where it is not listed. Where it is answered all the same, `documented.py` fails."""
NO_FACTS = {"StripeRefused", "StripeNotPermitted", "StripeUnavailable"}
"""What Stripe said stays in the log."""

OPERATIONS = every_operation()


@cache
def made() -> dict[str, Any]:
    return document(examples=examples())


def fields() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Schema, name and description of every field, at whatever depth."""
    for name, schema in made()["components"]["schemas"].items():
        for part in (schema, *schema.get("allOf", [])):
            yield from ((name, field, told) for field, told in part.get("properties", {}).items())


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in made()["paths"].items():
        yield from ((path, method, operation) for method, operation in item.items())


def test_the_checked_in_document_is_the_one_that_the_table_makes():
    assert DOCUMENT.read_text() == written(examples()), "run: functions/venv/bin/python -m local.openapi"


def test_the_document_is_valid():
    validate(made())


def test_every_documented_operation_is_there_with_its_methods():
    paths = dict(made()["paths"])

    for name, expected in EXPECTED.items():
        for path in (name, *expected.aliases):
            assert set(paths.pop(f"/.netlify/functions/{path}")) == expected.methods
    assert paths == {}


def test_every_reference_leads_somewhere():
    text = DOCUMENT.read_text()
    components = json.loads(text)["components"]

    references = {part.split('"')[0] for part in text.split('"$ref": "#/components/')[1:]}

    assert references
    for reference in references:
        kind, _, name = reference.partition("/")
        assert name in components[kind]


def test_every_operation_says_who_may_call_it_and_how_it_may_be_refused():
    for _, _, operation in described():
        assert operation["description"]
        assert operation["tags"][0] in {name for name, _ in TAGS.values()}
        assert {"200", "400", "401", "403", "429", "500", "503"} <= set(operation["responses"])


def test_every_field_and_every_parameter_is_described_in_a_sentence():
    bare = [
        (schema, name) for schema, name, told in fields() if not told.get("description", "").endswith(".")
    ]
    bare += [
        (path, one["name"])
        for path, _, operation in described()
        for one in operation.get("parameters", [])
        if not one["description"].endswith(".")
    ]
    assert bare == []


def test_every_text_of_an_answer_has_its_values_or_its_form_or_may_be_anything():
    assert sorted(set(texts_without_form())) == []


def texts_without_form() -> Iterator[str]:
    answers = {name for name in made()["components"]["schemas"] if not name.endswith(("Input", "Failure"))}
    for schema, name, told in fields():
        if schema not in answers or {name, f"{schema}.{name}"} & values.FREE:
            continue
        owner = next((one.answer.__name__ for one in OPERATIONS if schema == answer_name(one)), schema)
        options = [told, *told.get("anyOf", []), told.get("items", {})]
        plain = any(
            one.get("type") == "string" and not one.keys() & {"format", "pattern", "enum"} for one in options
        )
        if plain and f"{owner}.{name}" not in values.FREE:
            yield f"{owner}.{name}"


def answer_name(operation: Any) -> str:
    return operation.callable_name[0].upper() + operation.callable_name[1:] + "Answer"


def test_no_table_has_a_row_for_nothing():
    names = {name for _, name, _ in fields()}
    owned = {*values.ENUMS, *values.FORMS, *values.FREE, *values.DEPRECATED_ANSWERS}

    assert set(FIELDS) - names == set()
    unused = {key for key in owned if key.rpartition(".")[2] not in names}
    assert unused == set()
    assert names >= values.DEPRECATED_INPUTS
    assert EXPECTED.keys() >= values.TAKES_ACCOUNT_TYPE
    assert FACTS.keys() - errors.classes().keys() == set()


def test_old_names_are_marked_as_deprecated():
    paths = made()["paths"]
    schemas = made()["components"]["schemas"]

    assert paths["/.netlify/functions/get-winner-prize-history"]["get"]["deprecated"]
    assert "deprecated" not in paths["/.netlify/functions/get-winner-earnings"]["get"]
    assert schemas["CreatePaymentIntentInput"]["properties"]["connectedAccountId"]["deprecated"]
    assert schemas["TrainerEarnings"]["properties"]["totalEarned"]["deprecated"]
    assert "deprecated" not in schemas["TrainerEarnings"]["properties"]["totalEarnedCents"]


def shown() -> Iterator[Any]:
    """Every example with the schema that is beside it."""
    responses = made()["components"]["responses"]
    for path, method, operation in described():
        bodies = [operation["requestBody"]["content"]] if "requestBody" in operation else []
        for response in operation["responses"].values():
            name = response.get("$ref", "").rpartition("/")[2]
            bodies.append((responses[name] if name else response)["content"])
        for content in bodies:
            told = content["application/json"]
            for value in [told.get("example"), *(one["value"] for one in told.get("examples", {}).values())]:
                if value is not None:
                    yield pytest.param(told["schema"], value, id=f"{method} {path}: {str(value)[:60]}")


def test_every_example_fits_its_schema():
    faults = []
    for case in shown():
        schema, value = case.values
        validator = Draft202012Validator({**schema, "components": made()["components"]})
        faults += [(case.id, fault.message[:200]) for fault in validator.iter_errors(value)]
    assert faults == []


def test_every_operation_has_an_example_of_what_it_takes_and_answers():
    for _, method, operation in described():
        assert operation["responses"]["200"]["content"]["application/json"]["examples"]
        assert method == "get" or "example" in operation["requestBody"]["content"]["application/json"]
    later = made()["paths"]["/.netlify/functions/payout-prize-money"]["post"]["responses"]["202"]
    assert "nextAction" in later["description"]
    assert later["content"]["application/json"]["examples"]


def test_the_examples_of_refusals_stand_beside_their_code():
    responses = made()["components"]["responses"]
    for call in REFUSED:
        content = responses[f"{call.operation}-{call.status}"]["content"]["application/json"]
        assert content["examples"][call.code]["value"]["code"] == call.code


def test_every_operation_has_its_codes_and_every_code_exists():
    listed = {code for codes in (*BY_OPERATION.values(), *COMMON.values()) for code in codes}
    raised = {
        keyword.value.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "code" and isinstance(keyword.value, ast.Constant)
    }
    assert BY_OPERATION.keys() == EXPECTED.keys()
    assert listed - raised - errors.classes().keys() == set()
    assert MEANINGS.keys() - listed - {"not_json"} == set()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_refusal_that_an_operation_can_reach_is_listed(operation):
    reached = {kind.code for kind in reached_errors(operation.handler) if kind.status != 500}
    common = {code for codes in COMMON.values() for code in codes}

    unlisted = reached - common - set(BY_OPERATION[operation.name]) - NAMED_AND_NOT_ANSWERED
    assert unlisted == set()


@pytest.mark.parametrize("code", sorted({code for codes in BY_OPERATION.values() for code in codes}))
def test_every_code_has_one_meaning_and_its_statuses(code):
    assert errors.meaning(code).endswith(".")
    assert errors.statuses(code)


def test_every_fact_that_the_code_gives_to_an_error_is_documented():
    missing = set()
    for call in (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).rpartition(".")[2]
        codes = [code for code, kinds in errors.classes().items() if name in {one.__name__ for one in kinds}]
        for fact in {one.arg for one in call.keywords if one.arg} - CONSTRUCTORS_OWN:
            if name not in NO_FACTS:
                missing |= {(code, fact) for code in codes if to_camel(fact) not in FACTS.get(code, {})}
    assert missing == set()


def test_two_parts_of_one_name_are_refused():
    first, second = (
        replace(
            operation, answer=create_model("Answer", pool=(create_model("Part", **{field: (int, ...)}), ...))
        )
        for operation, field in zip(OPERATIONS, ("total", "paid"), strict=False)
    )
    with pytest.raises(ValueError, match="named Part"):
        document([first, second])
    assert "Part" in document([first])["components"]["schemas"]


def test_a_field_without_a_description_is_refused():
    nameless = replace(OPERATIONS[0], answer=create_model("Answer", unheardOf=(int, ...)))
    with pytest.raises(ValueError, match="unheardOf"):
        document([nameless])
