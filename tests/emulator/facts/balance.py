"""Balances and balance transactions."""

from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/balance/balance_object"
TRANSACTIONS = "docs.stripe.com/api/balance_transactions"
TYPES = "docs.stripe.com/reports/balance-transaction-types"


@fact(API)
def per_currency(stripe: Side) -> None:
    """A balance has an available and a pending amount for each currency, by kind of source."""
    stripe.fund()
    balance = stripe.v1.balance.retrieve()
    usd = next(one for one in balance.available if one.currency == "usd")
    assert usd.source_types["card"] <= usd.amount
    assert [one.currency for one in balance.pending]


@fact(API)
def platform_reserve(stripe: Side) -> None:
    """The balance of a platform says what is reserved for its connected accounts."""
    assert all(one.amount >= 0 for one in stripe.v1.balance.retrieve().connect_reserved)


@fact("docs.stripe.com/payouts#payout-speed")
def pending_first(stripe: Side) -> None:
    """Money from a card is pending first."""
    transaction = stripe.pay(1_000).latest_charge.balance_transaction
    assert transaction.status == "pending"
    assert transaction.available_on > transaction.created


@fact("docs.stripe.com/testing#available-balance")
def bypasses_pending(stripe: Side) -> None:
    """Money from the test card 4000 0000 0000 0077 is available at once."""
    assert stripe.pay(1_000, "pm_card_bypassPending").latest_charge.balance_transaction.status == "available"


@fact("docs.stripe.com/payouts#payout-speed", emulator_only=TIME)
def available_later(stripe: Side) -> None:
    """Money from a card of a US business is available two days later."""
    stripe.pay(1_000)
    stripe.emulator.advance(2 * 86_400)
    (usd,) = stripe.v1.balance.retrieve().available
    assert usd.amount == 941


@fact(f"{TRANSACTIONS}/object")
def net(stripe: Side) -> None:
    """The net amount of a transaction is its amount less its fee, and the fee's details add up to it."""
    transaction = stripe.pay(10_000).latest_charge.balance_transaction
    assert transaction.net == transaction.amount - transaction.fee
    assert sum(one.amount for one in transaction.fee_details) == transaction.fee
    assert [one.type for one in transaction.fee_details] == ["stripe_fee"]


@fact(f"{TRANSACTIONS}/list")
def by_source(stripe: Side) -> None:
    """Transactions can be listed by what caused them."""
    charge = stripe.pay(1_000).latest_charge
    (transaction,) = stripe.v1.balance_transactions.list(params={"source": charge.id}).data
    assert transaction.id == charge.balance_transaction.id


@fact(TYPES)
def charge_type(stripe: Side) -> None:
    """A card payment is a transaction of the type `charge`."""
    transaction = stripe.pay(1_000).latest_charge.balance_transaction
    assert (transaction.type, transaction.reporting_category) == ("charge", "charge")


@fact(TYPES)
def transfer_type(stripe: Side) -> None:
    """A transfer is a transaction of the type `transfer` with a negative amount."""
    transfer = stripe.transfer(1_000)
    transaction = stripe.v1.balance_transactions.retrieve(transfer.balance_transaction)
    assert (transaction.type, transaction.amount, transaction.fee) == ("transfer", -1_000, 0)


@fact(TYPES)
def payment_type(stripe: Side) -> None:
    """In the connected account a transfer is a transaction of the type `payment`."""
    transfer = stripe.transfer(1_000)
    params = {"source": transfer.destination_payment}
    options = {"stripe_account": transfer.destination}
    (transaction,) = stripe.v1.balance_transactions.list(params=params, options=options).data
    assert (transaction.type, transaction.amount) == ("payment", 1_000)


@fact("docs.stripe.com/connect/destination-charges")
def fee_of_trainer(stripe: Side) -> None:
    """In the connected account a destination charge arrives less the application fee."""
    transfer = stripe.sell(10_000, 300).latest_charge.transfer
    params = {"source": transfer.destination_payment}
    options = {"stripe_account": transfer.destination}
    (transaction,) = stripe.v1.balance_transactions.list(params=params, options=options).data
    assert (transaction.amount, transaction.fee, transaction.net) == (10_000, 300, 9_700)
    assert [one.type for one in transaction.fee_details] == ["application_fee"]


@fact("docs.stripe.com/connect/account-balances#negative-balances", emulator_only=CONTROL)
def reserved_for_negative(stripe: Side) -> None:
    """For a connected account below zero the platform holds as much in reserve."""
    stripe.emulator.set_balance("usd", -500, account=stripe.ready_account())
    (usd,) = stripe.v1.balance.retrieve().connect_reserved
    assert usd.amount == 500


@fact(TYPES)
def refund_type(stripe: Side) -> None:
    """A refund is a transaction of the type `refund`, and its source is the refund."""
    stripe.fund(1_000)
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000).id})
    transaction = stripe.v1.balance_transactions.retrieve(refund.balance_transaction)
    assert (transaction.type, transaction.source, transaction.net) == ("refund", refund.id, -1_000)


@fact(f"{TRANSACTIONS}/list")
def by_type(stripe: Side) -> None:
    """Transactions can be listed by type."""
    stripe.transfer(1_000)
    listed = stripe.v1.balance_transactions.list(params={"type": "transfer"}).data
    assert {one.type for one in listed} == {"transfer"}


@fact("docs.stripe.com/api/expanding_objects")
def source_expands(stripe: Side) -> None:
    """The source of a transaction can be expanded to the object that caused it."""
    transfer = stripe.transfer(1_000)
    params = {"source": transfer.id, "expand": ["data.source"]}
    (transaction,) = stripe.v1.balance_transactions.list(params=params).data
    assert transaction.source.object == "transfer"


@fact(f"{API}#balance_object-instant_available")
def instant(stripe: Side) -> None:
    """The balance of a connected account says what can be paid out at once, and to which bank."""
    options = {"stripe_account": stripe.transfer(1_000).destination}
    balance = stripe.v1.balance.retrieve(options=options)
    usd = next(one for one in balance.instant_available if one.currency == "usd")
    assert usd.amount >= 0


@fact("docs.stripe.com/api/balance_settings")
def schedule(stripe: Side) -> None:
    """The schedule of an account's payouts can be read and set."""
    options = {"stripe_account": stripe.ready_account()}
    payments = {"payouts": {"schedule": {"interval": "manual"}}}
    after = stripe.v1.balance_settings.update(params={"payments": payments}, options=options)
    read = stripe.v1.balance_settings.retrieve(options=options)
    assert after.payments.payouts.schedule.interval == read.payments.payouts.schedule.interval == "manual"


@fact("docs.stripe.com/connect/top-ups", emulator_only=TIME)
def top_up(stripe: Side) -> None:
    """A top-up brings money from the platform's bank into its available balance."""
    topup = stripe.v1.topups.create(params={"amount": 5_000, "currency": "usd"})
    (usd,) = stripe.v1.balance.retrieve().available
    assert (topup.status, usd.amount) == ("succeeded", 5_000)
    transaction = stripe.v1.balance_transactions.retrieve(topup.balance_transaction)
    assert (transaction.type, transaction.amount, transaction.fee) == ("topup", 5_000, 0)


@fact("docs.stripe.com/api/topups/cancel", emulator_only=TIME)
def top_up_canceled(stripe: Side) -> None:
    """A top-up can be canceled while it is pending, and not afterwards."""
    stripe.emulator.control("settings", topup_seconds=3_600.0)
    create = stripe.v1.topups.create
    early, late = (create(params={"amount": 5_000, "currency": "usd"}).id for _ in range(2))
    assert stripe.v1.topups.cancel(early).status == "canceled"
    stripe.emulator.advance(3_600)
    assert refusal(lambda: stripe.v1.topups.cancel(late)).status == 400


@fact("docs.stripe.com/connect/account-balances", emulator_only=CONTROL)
def money_is_in_one_place(stripe: Side) -> None:
    """What a transfer takes from the platform's balance is in the connected account's."""
    stripe.emulator.set_balance("usd", 5_000)
    params = {"amount": 2_000, "currency": "usd", "destination": stripe.ready_account()}
    transfer = stripe.v1.transfers.create(params=params)
    (here,) = stripe.v1.balance.retrieve().available
    options = {"stripe_account": transfer.destination}
    (there,) = stripe.v1.balance.retrieve(options=options).available
    assert (here.amount, there.amount) == (3_000, 2_000)
