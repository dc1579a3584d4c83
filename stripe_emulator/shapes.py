"""What every object looks like before anything is known about it.

The fields and their types are those of Stripe's published fixtures
(github.com/stripe/openapi, fixtures3.json); the tests compare them.
"""

from stripe_emulator.messages import Obj

NO_ADDRESS: Obj = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))

NO_REQUIREMENTS: Obj = {
    "alternatives": [],
    "current_deadline": None,
    "currently_due": [],
    "disabled_reason": None,
    "errors": [],
    "eventually_due": [],
    "past_due": [],
    "pending_verification": [],
}

BUSINESS_PROFILE: Obj = {
    "annual_revenue": None,
    "estimated_worker_count": None,
    "mcc": None,
    "minority_owned_business_designation": None,
    "name": None,
    "product_description": None,
    "support_address": None,
    "support_email": None,
    "support_phone": None,
    "support_url": None,
    "url": None,
}

ACCOUNT_SETTINGS: Obj = {
    "bacs_debit_payments": {"display_name": None, "service_user_number": None},
    "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
    "card_issuing": {"tos_acceptance": {"date": None, "ip": None}},
    "card_payments": {
        "decline_on": {"avs_failure": False, "cvc_failure": False},
        "statement_descriptor_prefix": None,
        "statement_descriptor_prefix_kana": None,
        "statement_descriptor_prefix_kanji": None,
    },
    "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
    "invoices": {"default_account_tax_ids": None, "hosted_payment_method_save": None},
    "payments": {
        "statement_descriptor": None,
        "statement_descriptor_kana": None,
        "statement_descriptor_kanji": None,
        "statement_descriptor_prefix_kana": None,
        "statement_descriptor_prefix_kanji": None,
    },
    "payouts": {
        "debit_negative_balances": True,
        "schedule": {"delay_days": 2, "interval": "daily"},
        "statement_descriptor": None,
    },
    "sepa_debit_payments": {},
}

_ACCOUNT: Obj = {
    "id": None,
    "object": "account",
    "business_profile": BUSINESS_PROFILE,
    "business_type": None,
    "capabilities": {},
    "charges_enabled": False,
    "controller": None,
    "country": "US",
    "created": 0,
    "default_currency": "usd",
    "details_submitted": False,
    "email": None,
    "external_accounts": None,
    "future_requirements": NO_REQUIREMENTS,
    "metadata": {},
    "payouts_enabled": False,
    "requirements": NO_REQUIREMENTS,
    "settings": ACCOUNT_SETTINGS,
    "tos_acceptance": {"date": None, "ip": None, "user_agent": None},
    "type": "none",
}

_CAPABILITY: Obj = {
    "id": None,
    "object": "capability",
    "account": None,
    "future_requirements": NO_REQUIREMENTS,
    "requested": True,
    "requested_at": None,
    "requirements": NO_REQUIREMENTS,
    "status": "inactive",
}

_BANK_ACCOUNT: Obj = {
    "id": None,
    "object": "bank_account",
    "account": None,
    "account_holder_name": None,
    "account_holder_type": None,
    "account_type": None,
    "available_payout_methods": ["standard"],
    "bank_name": "STRIPE TEST BANK",
    "country": "US",
    "currency": "usd",
    "customer": None,
    "default_for_currency": False,
    "fingerprint": None,
    "future_requirements": None,
    "last4": None,
    "metadata": {},
    "requirements": None,
    "routing_number": None,
    "status": "new",
}

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

_TRANSFER: Obj = {
    "id": None,
    "object": "transfer",
    "amount": 0,
    "amount_reversed": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "description": None,
    "destination": None,
    "destination_payment": None,
    "livemode": False,
    "metadata": {},
    "reversals": None,
    "reversed": False,
    "source_transaction": None,
    "source_type": "card",
    "transfer_group": None,
}

_TRANSFER_REVERSAL: Obj = {
    "id": None,
    "object": "transfer_reversal",
    "amount": 0,
    "balance_transaction": None,
    "created": 0,
    "currency": None,
    "destination_payment_refund": None,
    "metadata": {},
    "source_refund": None,
    "transfer": None,
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

_EVENT: Obj = {
    "id": None,
    "object": "event",
    "api_version": "2026-10-28.endive",
    "created": 0,
    "data": None,
    "livemode": False,
    "pending_webhooks": 0,
    "request": None,
    "type": None,
}

_WEBHOOK_ENDPOINT: Obj = {
    "id": None,
    "object": "webhook_endpoint",
    "api_version": None,
    "application": None,
    "created": 0,
    "description": None,
    "enabled_events": [],
    "livemode": False,
    "metadata": {},
    "status": "enabled",
    "url": None,
}

_CUSTOMER: Obj = {
    "id": None,
    "object": "customer",
    "address": None,
    "balance": 0,
    "created": 0,
    "currency": None,
    "customer_account": None,
    "default_source": None,
    "delinquent": False,
    "description": None,
    "discount": None,
    "email": None,
    "invoice_prefix": None,
    "invoice_settings": {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    "livemode": False,
    "metadata": {},
    "name": None,
    "next_invoice_sequence": 1,
    "phone": None,
    "preferred_locales": [],
    "shipping": None,
    "tax_exempt": "none",
    "test_clock": None,
}

TEMPLATES: dict[str, Obj] = {
    "account": _ACCOUNT,
    "balance_transaction": _BALANCE_TRANSACTION,
    "bank_account": _BANK_ACCOUNT,
    "capability": _CAPABILITY,
    "customer": _CUSTOMER,
    "event": _EVENT,
    "payout": _PAYOUT,
    "topup": _TOPUP,
    "transfer": _TRANSFER,
    "transfer_reversal": _TRANSFER_REVERSAL,
    "webhook_endpoint": _WEBHOOK_ENDPOINT,
}
