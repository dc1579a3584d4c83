"""Operation x caller, generated from the table: every combination is called, over HTTP and as a callable."""

from __future__ import annotations

import pytest

from pulse.doors.access.roles import Access
from pulse.doors.operation import Operation
from pulse.doors.operations import every_operation
from pulse.ports.store import Query
from tests.doors.callers import CallerKind, promised, token_of
from tests.doors.story import ADMIN, WINNER, Story
from tests.world import TEST_SETTINGS

OPERATIONS = every_operation()

pytestmark = pytest.mark.thorough

CELLS = [(operation, kind) for operation in OPERATIONS for kind in CallerKind]
IDS = [f"{operation.name}: {kind}" for operation, kind in CELLS]


ALLOW_LIST = TEST_SETTINGS.model_copy(update={"admin_ip_allowlist": ("203.0.113.0/24",)})


def asked(operation: Operation, story: Story, token: str | None, **options):
    fields = story.samples()[operation.name].fields
    if "POST" in operation.methods:
        return story.post(operation.name, fields, token=token, **options)
    return story.get(operation.name, query_string=fields, token=token, **options)


@pytest.mark.parametrize(("operation", "kind"), CELLS, ids=IDS)
def test_http_lets_in_exactly_whom_the_table_says(operation, kind, story):
    owner = story.samples()[operation.name].owner
    token, before = token_of(kind, story, owner), story.documents()

    answer = asked(operation, story, token)

    expected = promised(operation, kind, owner)
    assert answer.status_code == expected, answer.json
    assert answer.json["success"] is (expected == 200)
    if expected != 200:
        assert answer.json["error"]
        assert story.documents() == before


@pytest.mark.parametrize(("operation", "kind"), CELLS, ids=IDS)
def test_callables_let_in_exactly_whom_the_table_says(operation, kind, story):
    owner = story.samples()[operation.name].owner
    token, before = token_of(kind, story, owner), story.documents()

    answer = story.callable(operation.name, story.samples()[operation.name].fields, token=token)

    expected = promised(operation, kind, owner)
    assert answer.status_code == expected, answer.json
    if expected == 200:
        assert set(answer.json) == {"result"}
    else:
        assert answer.json["error"]["status"] in {"UNAUTHENTICATED", "PERMISSION_DENIED"}
        assert story.documents() == before


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_administrator_at_a_strange_address_is_nobody_special(operation):
    story = Story(settings=ALLOW_LIST)
    strange = {"X-Forwarded-For": "203.0.113.9, 198.51.100.1"}

    answer = asked(operation, story, story.admin_token(), headers=strange)

    assert answer.status_code == 403, answer.json


def test_the_same_administrator_is_let_in_at_an_allowed_address():
    story = Story(settings=ALLOW_LIST)
    allowed = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}

    fields = {"prizeRecordId": story.prize_record_id}
    answer = story.post("payout-prize-money", fields, token=story.admin_token(), headers=allowed)

    assert answer.status_code == 200, answer.json


def test_somebody_elses_buyer_id_is_refused_even_to_an_administrator(story):
    for token in (story.token("other_1"), story.admin_token()):
        claim = {"challengeId": "round_1", "buyerId": "buyer_1"}
        answer = story.post("create-payment-intent", claim, token=token)
        assert answer.status_code == 403


NOT_ADMIN_ENOUGH = {
    CallerKind.ANONYMOUS: 401,
    CallerKind.OTHER: 403,
    CallerKind.TRAINER: 403,
    CallerKind.SUPPORT: 403,
    CallerKind.ADMIN_ONE_FACTOR: 403,
    CallerKind.ADMIN_LONG_SIGNED_IN: 401,
    CallerKind.ADMIN_REVOKED: 401,
}


@pytest.mark.parametrize(("kind", "status"), NOT_ADMIN_ENOUGH.items(), ids=NOT_ADMIN_ENOUGH)
@pytest.mark.parametrize("name", ["payout-prize-money", "calculate-winners"])
def test_naming_somebody_else_takes_all_of_an_administrators_power(name, kind, status, story):
    sample = story.samples()[name]
    token, before = token_of(kind, story, sample.owner), story.documents()

    answer = story.post(name, {**sample.fields, "userId": WINNER}, token=token)

    assert answer.status_code == status, answer.json
    assert story.documents() == before


@pytest.mark.parametrize("name", ["payout-prize-money", "calculate-winners"])
def test_an_administrator_may_name_somebody_else(name, story):
    named = {**story.samples()[name].fields, "userId": WINNER}

    answer = story.post(name, named, token=story.admin_token())

    assert answer.status_code == 200, answer.json


def test_an_old_panel_may_name_the_winner_of_the_prize_it_pays(story):
    paid = {"prizeRecordId": story.prize_record_id, "userId": WINNER}

    answer = story.post("payout-prize-money", paid, token=story.admin_token(ADMIN))

    assert (answer.status_code, answer.json["recipient"]) == (200, WINNER), answer.json
    subject = f"prizeRecords/{story.prize_record_id}"
    claimed = Query("auditLog", where=[("subject", "==", subject), ("act", "==", "prize.claimed")])
    assert [row.fields["actor"] for row in story.world.store.query(claimed)] == [ADMIN]


def test_every_access_is_used_by_some_operation():
    assert {operation.access for operation in OPERATIONS} == set(Access)
