"""All that the rooms of `resources/` offer: every endpoint, and what every kind of object looks like."""

from collections.abc import Mapping

from stripe_emulator.resources.accounts import endpoints as of_accounts
from stripe_emulator.resources.accounts import shapes as account_shapes
from stripe_emulator.resources.balance import endpoints as of_balance
from stripe_emulator.resources.balance import shapes as balance_shapes
from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.customers import endpoints as of_customers
from stripe_emulator.resources.customers import shapes as customer_shapes
from stripe_emulator.resources.events import endpoints as of_events
from stripe_emulator.resources.events import shapes as event_shapes
from stripe_emulator.resources.payments import endpoints as of_payments
from stripe_emulator.resources.payments import shapes as payment_shapes
from stripe_emulator.resources.transfers import endpoints as of_transfers
from stripe_emulator.resources.transfers import shapes as transfer_shapes
from stripe_emulator.resources.v2_accounts import endpoints as of_v2_accounts
from stripe_emulator.world.rendering import Shape

ENDPOINTS: list[Endpoint] = [
    *of_accounts.ENDPOINTS,
    *of_customers.ENDPOINTS,
    *of_payments.ENDPOINTS,
    *of_transfers.ENDPOINTS,
    *of_balance.ENDPOINTS,
    *of_events.ENDPOINTS,
    *of_v2_accounts.ENDPOINTS,
]

SHAPES: Mapping[str, Shape] = {
    **account_shapes.SHAPES,
    **customer_shapes.SHAPES,
    **payment_shapes.SHAPES,
    **transfer_shapes.SHAPES,
    **balance_shapes.SHAPES,
    **event_shapes.SHAPES,
}
