"""The endpoints of customers: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.customers import customer_sessions, customers, payment_methods

ENDPOINTS: list[Endpoint] = [
    ("POST", "/v1/customer_sessions", "CustomerSessionCreateParams", customer_sessions.create),
    ("GET", "/v1/customers", "CustomerListParams", customers.list_all),
    ("POST", "/v1/customers", "CustomerCreateParams", customers.create),
    ("GET", "/v1/customers/{id}", "CustomerRetrieveParams", customers.retrieve),
    ("POST", "/v1/customers/{id}", "CustomerUpdateParams", customers.update),
    ("DELETE", "/v1/customers/{id}", "CustomerDeleteParams", customers.delete),
    (
        "GET",
        "/v1/customers/{id}/payment_methods",
        "CustomerPaymentMethodListParams",
        payment_methods.list_of_customer,
    ),
    ("POST", "/v1/ephemeral_keys", "EphemeralKeyCreateParams", customers.create_ephemeral_key),
    ("DELETE", "/v1/ephemeral_keys/{id}", "EphemeralKeyDeleteParams", customers.delete_ephemeral_key),
    ("GET", "/v1/payment_methods", "PaymentMethodListParams", payment_methods.list_all),
    ("POST", "/v1/payment_methods", "PaymentMethodCreateParams", payment_methods.create),
    ("GET", "/v1/payment_methods/{id}", "PaymentMethodRetrieveParams", payment_methods.retrieve),
    ("POST", "/v1/payment_methods/{id}", "PaymentMethodUpdateParams", payment_methods.update),
    ("POST", "/v1/payment_methods/{id}/attach", "PaymentMethodAttachParams", payment_methods.attach),
    ("POST", "/v1/payment_methods/{id}/detach", "PaymentMethodDetachParams", payment_methods.detach),
]
