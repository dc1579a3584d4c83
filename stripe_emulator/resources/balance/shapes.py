"""What balance transactions, payouts and top-ups look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.world.rendering import Renderer, Shape

CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
    "application_fee": "platform_earning",
    "application_fee_refund": "platform_earning_refund",
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
    "adjustment": "other_adjustment",
    "payment_failure_refund": "charge_failure",
    "reserve_transaction": "risk_reserved_funds",
    "reserved_funds": "risk_reserved_funds",
    "stripe_fee": "fee",
    "stripe_fx_fee": "fee",
    "tax_fee": "tax",
    "transfer_cancel": "transfer_reversal",
    "transfer_failure": "transfer_reversal",
}
"""`reporting_category` where it differs from the type (docs.stripe.com/reports/reporting-categories)."""

_BALANCE_TRANSACTION: Obj = {
    "id": None,
    "object": "balance_transaction",
    "amount": 0,
    "available_on": None,
    "balance_type": "payments",
    "created": 0,
    "currency": None,
    "description": None,
    "exchange_rate": None,
    "fee": 0,
    "fee_details": [],
    "net": 0,
    "reporting_category": None,
    "source": None,
    "status": None,
    "type": None,
}

_PAYOUT: Obj = {
    "id": None,
    "object": "payout",
    "amount": 0,
    "application_fee": None,
    "application_fee_amount": None,
    "arrival_date": 0,
    "automatic": False,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "description": None,
    "destination": None,
    "failure_balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "livemode": False,
    "metadata": {},
    "method": "standard",
    "original_payout": None,
    "payout_method": None,
    "reconciliation_status": "not_applicable",
    "reversed_by": None,
    "source_type": "card",
    "statement_descriptor": None,
    "status": "pending",
    "trace_id": None,
    "type": "bank_account",
}

_TOPUP: Obj = {
    "id": None,
    "object": "topup",
    "amount": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "description": None,
    "expected_availability_date": None,
    "failure_code": None,
    "failure_message": None,
    "initiated_by": "user",
    "livemode": False,
    "metadata": {},
    "source": None,
    "statement_descriptor": None,
    "status": "pending",
    "transfer_group": None,
}


def _complete_transaction(renderer: Renderer, _owner: str, out: Obj) -> None:
    """Fill in what follows from the stored movement: fee, net, status and reporting category."""
    kind, amount = out.pop("_fee", ("", 0))
    out["fee"] = amount
    if amount:
        out["fee_details"] = [_fee_detail(kind, amount, out["currency"])]
    out["net"] = out["amount"] - amount
    matures = out["available_on"] or 0
    out["status"] = "pending" if matures > renderer.clock.now() else "available"
    out["available_on"] = int(matures or out["created"])
    if out["reporting_category"] is None:
        out["reporting_category"] = CATEGORIES.get(out["type"], out["type"])


def _fee_detail(kind: str, amount: int, currency: str) -> Obj:
    description = "Stripe processing fees" if kind == "stripe_fee" else "Application fee"
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": description,
        "type": kind,
    }


SHAPES = {
    "balance_transaction": Shape(_BALANCE_TRANSACTION, _complete_transaction),
    "payout": Shape(_PAYOUT),
    "topup": Shape(_TOPUP),
}
