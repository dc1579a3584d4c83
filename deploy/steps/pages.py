"""The pages, on a hosting site of their own: the last deployment to a site replaces it whole."""

from __future__ import annotations

from dataclasses import dataclass

from deploy.clients import Clients
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.sending import send
from deploy.wanted import Wanted

HOST = "firebasehosting.googleapis.com/v1beta1"


@dataclass(frozen=True, slots=True)
class Site:
    exists: bool
    default: bool = False
    """Whether it is the project's first site, which an app usually has its pages on."""
    releases: int = 0


def look_at_pages(clients: Clients, wanted: Wanted) -> Site:
    place = f"{HOST}/projects/{wanted.project}/sites/{wanted.hosting_site}"
    site = clients.google.get(place)
    if site is None:
        return Site(exists=False)
    releases = clients.google.all(f"{place}/releases", "releases")
    return Site(exists=True, default=site.get("type") == "DEFAULT_SITE", releases=len(releases))


def plan_pages(found: Site, wanted: Wanted) -> Plan:
    site, url = wanted.hosting_site, f"https://{wanted.hosting_site}.web.app"
    changes: list[Change] = []
    if not found.exists:
        place = f"{HOST}/projects/{wanted.project}/sites"
        said = f"Make the hosting site {site} (HOSTING_SITE), at {url}."
        changes.append(send(Kind.CREATE, said, "POST", place, {}, siteId=site))
    if found.default and found.releases:
        said = f"Replace all pages of the project's first site {site}, as HOSTING_SITE says."
        changes.append(_deploy(Kind.REFRESH, f"{said} They are overwritten."))
    elif found.releases:
        changes.append(_deploy(Kind.REFRESH, f"Deploy the pages that have changed to {site}."))
    else:
        changes.append(_deploy(Kind.CREATE, f"Deploy the pages to {site}."))
    right = (f"The site {site} has pages.",) if found.releases else ()
    return Plan(right, tuple(changes), _address(wanted))


def _address(wanted: Wanted) -> tuple[Decision, ...]:
    """Stripe's form returns to SITE_URL, so the pages have to be there."""
    if "SITE_URL" in wanted.own:
        return ()
    wrong = (
        f"SITE_URL is {wanted.settings.site_url}, and the pages are at https://{wanted.hosting_site}.web.app."
    )
    instead = f"Set SITE_URL in {wanted.own_file} to that address, or to your domain once it leads there."
    return (Decision(wrong, instead, blocks=False),)


def _deploy(kind: Kind, sentence: str) -> Change:
    return Change(kind, sentence, lambda clients: clients.cli.deploy("hosting"))
