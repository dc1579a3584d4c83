"""Finds the endpoint of a method and path."""

from dataclasses import dataclass

from stripe_emulator.errors import StripeError
from stripe_emulator.resources.call import Handler
from stripe_emulator.resources.catalog import ENDPOINTS


@dataclass(frozen=True)
class Route:
    """One endpoint; `params` names its parameters in Stripe's specification."""

    method: str
    path: str
    params: str
    handler: Handler


ROUTES = [Route(*endpoint) for endpoint in ENDPOINTS]


class _Node:
    """One level of the tree of path parts."""

    def __init__(self) -> None:
        self.parts: dict[str, _Node] = {}
        self.value: tuple[str, _Node] | None = None
        self.routes: dict[str, Route] = {}


def _tree(routes: list[Route]) -> _Node:
    root = _Node()
    for route in routes:
        node = root
        for part in route.path.strip("/").split("/"):
            node = _child(node, part)
        node.routes[route.method] = route
    return root


def _child(node: _Node, part: str) -> _Node:
    if not part.startswith("{"):
        return node.parts.setdefault(part, _Node())
    if node.value is None:
        node.value = (part.strip("{}"), _Node())
    return node.value[1]


_ROOT = _tree(ROUTES)


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """The route and the values in its path, or Stripe's 404 for an unknown address."""
    node, values = _ROOT, {}
    for part in path.strip("/").split("/"):
        if part in node.parts:
            node = node.parts[part]
        elif node.value is not None:
            name, node = node.value
            values[name] = part
        else:
            raise _unrecognized(method, path)
    if method not in node.routes:
        raise _unrecognized(method, path)
    return node.routes[method], values


def _unrecognized(method: str, path: str) -> StripeError:
    message = (
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can "
        "help at https://support.stripe.com/."
    )
    return StripeError(404, "invalid_request_error", message, kept=False)
