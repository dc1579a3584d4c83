"""Lists: order, cursors, filters, expansion, metadata (docs.stripe.com/api/pagination)."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator


@pytest.fixture
def made(emulator: Emulator, client: stripe.StripeClient, trainer: str) -> list[str]:
    """Ids of 25 transfers, oldest first, one a minute."""
    emulator.set_balance("usd", 10_000)
    ids = []
    for number in range(25):
        params = {"amount": 1 + number, "currency": "usd", "destination": trainer, "metadata": {"n": number}}
        ids.append(client.v1.transfers.create(params=params).id)
        emulator.advance(60)
    return ids


def test_lists_are_newest_first_ten_at_a_time(client: stripe.StripeClient, made: list[str]) -> None:
    page = client.v1.transfers.list()
    assert [one.id for one in page.data] == made[:-11:-1]
    assert page.has_more


def test_paging_through_visits_everything_once(client: stripe.StripeClient, made: list[str]) -> None:
    seen = [one.id for one in client.v1.transfers.list(params={"limit": 7}).auto_paging_iter()]
    assert seen == made[::-1]


def test_ending_before_goes_back_a_page(client: stripe.StripeClient, made: list[str]) -> None:
    page = client.v1.transfers.list(params={"limit": 3, "ending_before": made[10]})
    assert [one.id for one in page.data] == [made[13], made[12], made[11]]
    assert page.has_more


@pytest.mark.parametrize("limit", [0, 101])
def test_a_limit_is_between_1_and_100(client: stripe.StripeClient, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.list(params={"limit": limit})
    assert refused.value.param == "limit"


def test_two_cursors_exclude_each_other(client: stripe.StripeClient, made: list[str]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.list(params={"starting_after": made[1], "ending_before": made[3]})
    assert refused.value.code == "parameters_exclusive"


def test_a_cursor_that_is_no_object_is_refused(client: stripe.StripeClient, made: list[str]) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.list(params={"starting_after": "tr_none"})
    assert (refused.value.code, refused.value.param) == ("resource_missing", "starting_after")


def test_created_filters_by_range(client: stripe.StripeClient, made: list[str]) -> None:
    third = client.v1.transfers.retrieve(made[2]).created
    found = client.v1.transfers.list(params={"created": {"gte": third, "lt": third + 120}})
    assert [one.id for one in found.data] == [made[3], made[2]]


def test_there_is_no_filter_by_metadata(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.list(params={"metadata": {"n": "1"}})
    assert refused.value.code == "parameter_unknown"


def test_expansion_replaces_ids_by_objects(client: stripe.StripeClient, sell: Callable, trainer: str) -> None:
    intent = sell(expand=["latest_charge.transfer.destination_payment", "latest_charge.application_fee"])
    transfer = intent.latest_charge.transfer
    assert transfer.destination_payment.source_transfer == transfer.id
    assert intent.latest_charge.application_fee.amount == 300
    listed = client.v1.charges.list(params={"expand": ["data.balance_transaction"]})
    assert listed.data[0].balance_transaction.type == "charge"


@pytest.mark.parametrize("path", ["amount", "nothing", "id"])
def test_what_is_no_reference_cannot_be_expanded(
    client: stripe.StripeClient, made: list[str], path: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.transfers.retrieve(made[0], params={"expand": [path]})


@pytest.mark.parametrize("path", ["nothing", "customer.customer.customer.customer.customer"])
def test_a_wrong_expansion_is_refused_before_anything_happens(client: stripe.StripeClient, path: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.customers.create(params={"expand": [path]})
    assert client.v1.customers.list().data == []


def test_metadata_is_merged_and_an_empty_value_removes_a_key(
    client: stripe.StripeClient, made: list[str]
) -> None:
    client.v1.transfers.update(made[0], params={"metadata": {"a": "1", "n": ""}})
    assert client.v1.transfers.retrieve(made[0]).metadata.to_dict() == {"a": "1"}
    client.v1.transfers.update(made[0], params={"metadata": ""})
    assert client.v1.transfers.retrieve(made[0]).metadata.to_dict() == {}


def test_balance_transactions_are_found_by_source_and_type(
    client: stripe.StripeClient, made: list[str], trainer: str
) -> None:
    found = client.v1.balance_transactions.list(params={"source": made[0]})
    assert [(one.amount, one.type) for one in found.data] == [(-1, "transfer")]
    theirs = client.v1.balance_transactions.list(
        params={"type": "payment", "limit": 100}, options={"stripe_account": trainer}
    )
    assert sum(one.net for one in theirs.data) == sum(range(1, 26))
