"""Lists, cursors and expansion."""

import stripe as sdk

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal, refused_card

PAGING = "docs.stripe.com/api/pagination"
EXPAND = "docs.stripe.com/api/expanding_objects"


def three(stripe: Side) -> list[sdk.Customer]:
    """Three customers, the newest first."""
    return [stripe.v1.customers.create() for _ in range(3)][::-1]


@fact(PAGING)
def newest_first(stripe: Side) -> None:
    """A list is newest first."""
    made = [one.id for one in three(stripe)]
    assert [one.id for one in stripe.v1.customers.list(params={"limit": 3}).data] == made


@fact(PAGING)
def envelope(stripe: Side) -> None:
    """A list says what it is, where it is and whether it goes on."""
    three(stripe)
    page = stripe.v1.customers.list(params={"limit": 2})
    assert (page.object, page.url, page.has_more) == ("list", "/v1/customers", True)


@fact(PAGING)
def ten(stripe: Side) -> None:
    """A page has ten objects unless another number is asked for."""
    for _ in range(11):
        stripe.v1.customers.create()
    assert len(stripe.v1.customers.list().data) == 10


@fact(PAGING)
def limits(stripe: Side) -> None:
    """A page has 1 to 100 objects."""
    for limit in (0, 101):
        refused = refusal(lambda limit=limit: stripe.v1.customers.list(params={"limit": limit}))
        assert (refused.status, refused.param) == (400, "limit")
    assert stripe.v1.customers.list(params={"limit": 100}).object == "list"


@fact(PAGING)
def after(stripe: Side) -> None:
    """`starting_after` goes on with what is older than an object."""
    newest, middle, oldest = three(stripe)
    page = stripe.v1.customers.list(params={"starting_after": newest.id, "limit": 2})
    assert [one.id for one in page.data] == [middle.id, oldest.id]


@fact(PAGING)
def before(stripe: Side) -> None:
    """`ending_before` gives what is newer than an object, still newest first."""
    newest, middle, oldest = three(stripe)
    page = stripe.v1.customers.list(params={"ending_before": oldest.id, "limit": 2})
    assert [one.id for one in page.data] == [newest.id, middle.id]


@fact(PAGING)
def one_cursor(stripe: Side) -> None:
    """The two cursors exclude each other."""
    newest, _, oldest = three(stripe)
    params = {"starting_after": newest.id, "ending_before": oldest.id}
    assert refusal(lambda: stripe.v1.customers.list(params=params)).status == 400


@fact("docs.stripe.com/error-codes#resource-missing")
def unknown_cursor(stripe: Side) -> None:
    """A cursor that does not exist is refused by name."""
    refused = refusal(lambda: stripe.v1.customers.list(params={"starting_after": "cus_none"}))
    assert (refused.code, refused.param) == ("resource_missing", "starting_after")


@fact("docs.stripe.com/api/customers/list")
def created(stripe: Side) -> None:
    """A list can be limited to a range of creation times."""
    (newest, *_) = three(stripe)
    later = {"created": {"gt": newest.created + 3_600}}
    assert stripe.v1.customers.list(params=later).data == []
    since = {"created": {"gte": newest.created}, "limit": 1}
    assert [one.id for one in stripe.v1.customers.list(params=since).data] == [newest.id]


@fact(PAGING)
def every_page_once(stripe: Side) -> None:
    """Following the cursor visits everything once."""
    account = {"stripe_account": stripe.account()}
    made = {stripe.v1.customers.create(options=account).id for _ in range(5)}
    page = stripe.v1.customers.list(params={"limit": 2}, options=account)
    visited = [one.id for one in page.auto_paging_iter()]
    assert (len(visited), set(visited)) == (5, made)


@fact(EXPAND)
def expanded(stripe: Side) -> None:
    """Expansion puts an object in the place of its id."""
    intent = stripe.pay(1_000, expand=[])
    assert isinstance(intent.latest_charge, str)
    params = {"expand": ["latest_charge"]}
    assert stripe.v1.payment_intents.retrieve(intent.id, params=params).latest_charge.object == "charge"


@fact(EXPAND)
def expanded_in_lists(stripe: Side) -> None:
    """In a list the expanded field begins with `data.`."""
    stripe.pay(1_000)
    params = {"limit": 1, "expand": ["data.latest_charge.balance_transaction"]}
    (intent,) = stripe.v1.payment_intents.list(params=params).data
    assert intent.latest_charge.balance_transaction.object == "balance_transaction"


@fact(EXPAND)
def four_levels(stripe: Side) -> None:
    """Expansion goes four levels deep at most."""
    params = {"expand": ["a.b.c.d.e"]}
    assert refusal(lambda: stripe.v1.payment_intents.list(params=params)).status == 400


@fact(EXPAND)
def unknown_field(stripe: Side) -> None:
    """A field that cannot be expanded is refused."""
    customer = stripe.v1.customers.create()
    refused = refusal(lambda: stripe.v1.customers.retrieve(customer.id, params={"expand": ["email"]}))
    assert refused.status == 400


@fact(PAGING)
def end(stripe: Side) -> None:
    """The last page says that nothing follows."""
    account = {"stripe_account": stripe.account()}
    for _ in range(2):
        stripe.v1.customers.create(options=account)
    assert stripe.v1.customers.list(params={"limit": 2}, options=account).has_more is False


@fact("docs.stripe.com/api/charges/list#list_charges-transfer_group")
def charges_by_group(stripe: Side) -> None:
    """Charges can be listed by their transfer group."""
    group = f"pool:{stripe.v1.customers.create().id}"
    charge = stripe.pay(1_000, transfer_group=group).latest_charge
    listed = stripe.v1.charges.list(params={"transfer_group": group}).data
    assert [one.id for one in listed] == [charge.id]


@fact("docs.stripe.com/api/charges/list")
def charges_by_customer(stripe: Side) -> None:
    """Charges can be listed by their customer, the failed ones too."""
    customer = stripe.v1.customers.create().id
    refused_card(stripe, "pm_card_visa_chargeDeclined", customer=customer)
    stripe.pay(1_000, customer=customer)
    listed = stripe.v1.charges.list(params={"customer": customer}).data
    assert [one.status for one in listed] == ["succeeded", "failed"]


@fact(EXPAND)
def several(stripe: Side) -> None:
    """Several fields can be expanded at once, each with its own path."""
    charge = stripe.sell().latest_charge.id
    paths = ["balance_transaction", "transfer.destination", "application_fee"]
    expanded_charge = stripe.v1.charges.retrieve(charge, params={"expand": paths})
    assert expanded_charge.balance_transaction.object == "balance_transaction"
    assert expanded_charge.transfer.destination.object == "account"
    assert expanded_charge.application_fee.object == "application_fee"


@fact(EXPAND)
def data_is_a_level(stripe: Side) -> None:
    """In a list `data` is one of the four levels."""
    deepest = ["data.payment_intent.customer.default_source"]
    assert stripe.v1.charges.list(params={"expand": deepest}).object == "list"
    deeper = ["data.payment_intent.latest_charge.customer.default_source"]
    assert refusal(lambda: stripe.v1.charges.list(params={"expand": deeper})).status == 400


@fact("docs.stripe.com/api/charges/object#charge_object-refunds")
def included(stripe: Side) -> None:
    """The refunds of a charge are not part of it unless they are asked for."""
    charge = stripe.pay(1_000, "pm_card_bypassPending").latest_charge.id
    stripe.v1.refunds.create(params={"charge": charge, "amount": 100})
    retrieve = stripe.v1.charges.retrieve
    assert "refunds" not in retrieve(charge)
    asked = retrieve(charge, params={"expand": ["refunds"]})
    assert [one.amount for one in asked.refunds.data] == [100]
