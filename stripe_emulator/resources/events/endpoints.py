"""The endpoints of events: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.events import event_log, webhook_endpoints

_HOOK = "/v1/webhook_endpoints"

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/events", "EventListParams", event_log.list_all),
    ("GET", "/v1/events/{id}", "EventRetrieveParams", event_log.retrieve),
    ("GET", _HOOK, "WebhookEndpointListParams", webhook_endpoints.list_all),
    ("POST", _HOOK, "WebhookEndpointCreateParams", webhook_endpoints.create),
    ("GET", f"{_HOOK}/{{id}}", "WebhookEndpointRetrieveParams", webhook_endpoints.retrieve),
    ("POST", f"{_HOOK}/{{id}}", "WebhookEndpointUpdateParams", webhook_endpoints.update),
    ("DELETE", f"{_HOOK}/{{id}}", "WebhookEndpointDeleteParams", webhook_endpoints.delete),
]
