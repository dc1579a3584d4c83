"""Webhook endpoints; the secret is shown once (docs.stripe.com/api/webhook_endpoints)."""

from stripe_emulator.errors import invalid
from stripe_emulator.messages import Obj
from stripe_emulator.resources import addresses
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.listing import page
from stripe_emulator.resources.metadata import merged_metadata


def create(call: Call) -> Obj:
    """POST /v1/webhook_endpoints; `connect=true` for what happens in connected accounts."""
    return make(call)


def make(call: Call, secret: str | None = None) -> Obj:
    """A new endpoint, with a chosen secret for scripts."""
    params = call.params
    check_url(params["url"])
    endpoint = call.add(
        "webhook_endpoint",
        "we",
        url=params["url"],
        enabled_events=params["enabled_events"],
        status="enabled",
        api_version=params.get("api_version"),
        description=params.get("description") or None,
        metadata=merged_metadata({}, params.get("metadata", {})),
        _connect=params.get("connect", False),
        _secret=secret or f"whsec_{call.world.state.new_id('s', 32)[2:]}",
    )
    return {**call.render("webhook_endpoint", endpoint), "secret": endpoint["_secret"]}


def check_url(url: str) -> None:
    """Refuse what no webhook can be sent to."""
    if not url.startswith(("http://", "https://")):
        message = "Invalid URL: An explicit scheme (such as https) must be provided."
        raise invalid(message, code="url_invalid", param="url")
    if not addresses.is_web(url):
        raise addresses.not_valid("url")


def retrieve(call: Call) -> Obj:
    """GET /v1/webhook_endpoints/{id}."""
    return call.render("webhook_endpoint", call.find("webhook_endpoint", noun="webhook endpoint"))


def update(call: Call) -> Obj:
    """POST /v1/webhook_endpoints/{id}."""
    endpoint = call.find("webhook_endpoint", noun="webhook endpoint")
    if "url" in call.params:
        check_url(call.params["url"])
    for name in ("url", "enabled_events", "description"):
        if name in call.params:
            endpoint[name] = call.params[name]
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    if "metadata" in call.params:
        endpoint["metadata"] = merged_metadata(endpoint["metadata"], call.params["metadata"])
    return call.render("webhook_endpoint", endpoint)


def delete(call: Call) -> Obj:
    """DELETE /v1/webhook_endpoints/{id}."""
    endpoint = call.find("webhook_endpoint", noun="webhook endpoint")
    call.world.webhooks.forget_endpoint(endpoint["id"])
    call.world.store.remove(call.owner, "webhook_endpoint", endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def list_all(call: Call) -> Obj:
    """GET /v1/webhook_endpoints."""
    return page(call, "webhook_endpoint", "/v1/webhook_endpoints")
