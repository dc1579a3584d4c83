"""The address a call comes from: the part of it that a client cannot forge.

Google's front end appends the address of its peer to `X-Forwarded-For`
(cloud.google.com/load-balancing/docs/https#x-forwarded-for_header). The client sent everything before it and
may have made it up, so only the last hop counts. Behind Hosting the last hop is one of Hosting's edges, which
many people share: the limit per address is high, and with an allow-list administrators call the function.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from flask import Request

_IPV6_CUSTOMER_BITS = 64
"""One customer's network, within which addresses change freely."""


def client_address(request: Request) -> str | None:
    """The last hop, or the peer if there is no front end; None if that is not an address."""
    hops = request.headers.getlist("X-Forwarded-For")
    last = hops[-1].rpartition(",")[2] if hops else request.remote_addr or ""
    try:
        return str(ip_address(last.strip()))
    except ValueError:
        return None


def limited_as(address: str | None) -> str:
    """What a limit per address counts: the address, or for IPv6 its network."""
    if address is None:
        return "unknown"
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, _IPV6_CUSTOMER_BITS), strict=False))
    return str(parsed)
