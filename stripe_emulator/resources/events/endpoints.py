"""The endpoints of events: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.events import event_destinations, event_log, thin_log, webhook_endpoints

_HOOK = "/v1/webhook_endpoints"
_DESTINATION = "/v2/core/event_destinations/{id}"

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/events", "EventListParams", event_log.list_all),
    ("GET", "/v1/events/{id}", "EventRetrieveParams", event_log.retrieve),
    ("GET", _HOOK, "WebhookEndpointListParams", webhook_endpoints.list_all),
    ("POST", _HOOK, "WebhookEndpointCreateParams", webhook_endpoints.create),
    ("GET", f"{_HOOK}/{{id}}", "WebhookEndpointRetrieveParams", webhook_endpoints.retrieve),
    ("POST", f"{_HOOK}/{{id}}", "WebhookEndpointUpdateParams", webhook_endpoints.update),
    ("DELETE", f"{_HOOK}/{{id}}", "WebhookEndpointDeleteParams", webhook_endpoints.delete),
    ("GET", thin_log.URL, "v2.core.EventListParams", thin_log.list_all),
    ("GET", f"{thin_log.URL}/{{id}}", "v2.core.EventRetrieveParams", thin_log.retrieve),
    ("GET", event_destinations.URL, "v2.core.EventDestinationListParams", event_destinations.list_all),
    ("POST", event_destinations.URL, "v2.core.EventDestinationCreateParams", event_destinations.create),
    ("GET", _DESTINATION, "v2.core.EventDestinationRetrieveParams", event_destinations.retrieve),
    ("POST", _DESTINATION, "v2.core.EventDestinationUpdateParams", event_destinations.update),
    ("DELETE", _DESTINATION, "v2.core.EventDestinationDeleteParams", event_destinations.delete),
    ("POST", f"{_DESTINATION}/enable", "v2.core.EventDestinationEnableParams", event_destinations.enable),
    ("POST", f"{_DESTINATION}/disable", "v2.core.EventDestinationDisableParams", event_destinations.disable),
    ("POST", f"{_DESTINATION}/ping", "v2.core.EventDestinationPingParams", event_destinations.ping),
]
