"""The address a call comes from, as far as it cannot be made up.

Google's front end appends the address of whoever connected to it to `X-Forwarded-For`
(cloud.google.com/load-balancing/docs/https#x-forwarded-for_header); everything before was sent by the
client and may say anything. So only the last hop counts. Behind Hosting that is Hosting's own edge, shared by
many people: the limit per address is wide, and administrators behind an allow-list call the function itself.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Request

_IPV6_CUSTOMER_BITS = 64
"""One customer's network: within it addresses are free to change."""


def client_address(request: Request) -> str | None:
    """The last hop, or the peer where there is no front end; None for what is no address."""
    hops = request.headers.getlist("X-Forwarded-For")
    last = hops[-1].rpartition(",")[2] if hops else request.remote_addr or ""
    try:
        return str(ip_address(last.strip()))
    except ValueError:
        return None


def limited_as(address: str | None) -> str:
    """What a limit per address counts on: the address, for IPv6 its network."""
    if address is None:
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_CUSTOMER_BITS), strict=False))
    return str(parsed)
