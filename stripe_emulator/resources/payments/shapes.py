"""What payment intents, charges, refunds and disputes look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.resources.customers.shapes import NO_BILLING
from stripe_emulator.world.rendering import Renderer, Shape

_EVIDENCE_FIELDS = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
]

NO_EVIDENCE: Obj = {**dict.fromkeys(_EVIDENCE_FIELDS), "enhanced_evidence": {}}

_PAYMENT_INTENT: Obj = {
    "id": None,
    "object": "payment_intent",
    "amount": 0,
    "amount_capturable": 0,
    "amount_details": {"tip": {}},
    "amount_received": 0,
    "application": None,
    "application_fee_amount": None,
    "automatic_payment_methods": None,
    "canceled_at": None,
    "cancellation_reason": None,
    "capture_method": "automatic_async",
    "client_secret": None,
    "confirmation_method": "automatic",
    "created": 0,
    "currency": None,
    "customer": None,
    "customer_account": None,
    "description": None,
    "excluded_payment_method_types": None,
    "last_payment_error": None,
    "latest_charge": None,
    "livemode": False,
    "managed_payments": None,
    "metadata": {},
    "next_action": None,
    "on_behalf_of": None,
    "payment_method": None,
    "payment_method_configuration_details": None,
    "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    "payment_method_types": ["card"],
    "processing": None,
    "receipt_email": None,
    "review": None,
    "setup_future_usage": None,
    "shipping": None,
    "source": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "status": "requires_payment_method",
    "transfer_data": None,
    "transfer_group": None,
}

_CHARGE: Obj = {
    "id": None,
    "object": "charge",
    "amount": 0,
    "amount_captured": 0,
    "amount_refunded": 0,
    "application": None,
    "application_fee": None,
    "application_fee_amount": None,
    "balance_transaction": None,
    "billing_details": NO_BILLING,
    "calculated_statement_descriptor": None,
    "captured": True,
    "created": 0,
    "currency": None,
    "customer": None,
    "description": None,
    "disputed": False,
    "failure_balance_transaction": None,
    "failure_code": None,
    "failure_message": None,
    "fraud_details": {},
    "livemode": False,
    "metadata": {},
    "on_behalf_of": None,
    "outcome": None,
    "paid": True,
    "payment_intent": None,
    "payment_method": None,
    "payment_method_details": None,
    "receipt_email": None,
    "receipt_number": None,
    "receipt_url": None,
    "refunded": False,
    "review": None,
    "shipping": None,
    "source": None,
    "source_transfer": None,
    "statement_descriptor": None,
    "statement_descriptor_suffix": None,
    "status": "succeeded",
    "transfer_data": None,
    "transfer_group": None,
}

_REFUND: Obj = {
    "id": None,
    "object": "refund",
    "amount": 0,
    "balance_transaction": None,
    "charge": None,
    "created": 0,
    "currency": None,
    "customer": None,
    "customer_account": None,
    "destination_details": {"card": {"type": "refund"}, "type": "card"},
    "metadata": {},
    "payment_intent": None,
    "payment_method": None,
    "reason": None,
    "receipt_number": None,
    "source_transfer_reversal": None,
    "status": "succeeded",
    "transfer_reversal": None,
}

_DISPUTE: Obj = {
    "id": None,
    "object": "dispute",
    "amount": 0,
    "balance_transactions": [],
    "charge": None,
    "created": 0,
    "currency": None,
    "enhanced_eligibility_types": [],
    "evidence": NO_EVIDENCE,
    "evidence_details": None,
    "is_charge_refundable": False,
    "livemode": False,
    "metadata": {},
    "payment_intent": None,
    "payment_method_details": {
        "card": {"brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "83"},
        "type": "card",
    },
    "reason": "fraudulent",
    "status": "needs_response",
}


def _complete_dispute(renderer: Renderer, owner: str, out: Obj) -> None:
    """Embed the balance transactions."""
    out["balance_transactions"] = renderer.render_each(owner, "balance_transaction", out["_transactions"])


_EARLY_FRAUD_WARNING: Obj = {
    "id": None,
    "object": "radar.early_fraud_warning",
    "actionable": True,
    "charge": None,
    "created": 0,
    "fraud_type": "misc",
    "livemode": False,
    "payment_intent": None,
}


def _complete_warning(renderer: Renderer, owner: str, out: Obj) -> None:
    """Actionable until the charge is disputed or wholly refunded."""
    charge = renderer.store.known(owner, "charge", out["charge"])
    out["actionable"] = not (charge.get("disputed") or charge.get("refunded"))


SHAPES = {
    "early_fraud_warning": Shape(_EARLY_FRAUD_WARNING, _complete_warning),
    "charge": Shape(_CHARGE),
    "dispute": Shape(_DISPUTE, _complete_dispute),
    "payment_intent": Shape(_PAYMENT_INTENT),
    "refund": Shape(_REFUND),
}
