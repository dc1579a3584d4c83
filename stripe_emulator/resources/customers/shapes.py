"""What customers and payment methods look like before anything is known about them.

Fields and types are those of Stripe's published fixtures (github.com/stripe/openapi, fixtures3.json);
the tests compare them.
"""

from stripe_emulator.messages import Obj
from stripe_emulator.world.rendering import Shape

NO_ADDRESS: Obj = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))

NO_BILLING: Obj = {"address": NO_ADDRESS, "email": None, "name": None, "phone": None, "tax_id": None}

NO_INVOICE_SETTINGS: Obj = dict.fromkeys(
    ("custom_fields", "default_payment_method", "footer", "rendering_options")
)

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
    "invoice_settings": NO_INVOICE_SETTINGS,
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

_PAYMENT_METHOD: Obj = {
    "id": None,
    "object": "payment_method",
    "allow_redisplay": "unspecified",
    "billing_details": NO_BILLING,
    "card": None,
    "created": 0,
    "customer": None,
    "customer_account": None,
    "livemode": False,
    "metadata": {},
    "type": "card",
}

SHAPES = {
    "customer": Shape(_CUSTOMER),
    "deleted_customer": Shape({"id": None, "object": "customer", "deleted": True}),
    "payment_method": Shape(_PAYMENT_METHOD),
}
