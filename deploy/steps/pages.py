"""The pages, on a hosting site of their own: the last deployment to a site replaces it whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.clients import Clients
from deploy.step import Change, Decision, Kind, Plan
from deploy.steps.agreeing import OURS, ask, is_ours, not_agreed
from deploy.steps.sending import send
from deploy.wanted import Wanted

HOST = "firebasehosting.googleapis.com/v1beta1"


@dataclass(frozen=True, slots=True)
class Site:
    exists: bool
    ours: bool = False
    """Whether this backend made it, or was agreed to have it."""
    releases: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    app_id: str = ""
    """The web app that it is linked to."""


def look_at_pages(clients: Clients, wanted: Wanted) -> Site:
    place = _place(wanted)
    site = clients.google.get(place)
    if site is None:
        return Site(exists=False)
    releases = clients.google.all(f"{place}/releases", "releases")
    labels = site.get("labels", {})
    return Site(
        exists=True,
        ours=is_ours(labels),
        releases=len(releases),
        labels=labels,
        app_id=site.get("appId", ""),
    )


def plan_pages(found: Site, wanted: Wanted) -> Plan:
    """The pages that others have on a site go only where the deployer has named it."""
    site, url = wanted.hosting_site, f"https://{wanted.hosting_site}.web.app"
    of_others = found.releases > 0 and not found.ours
    if of_others and not_agreed("site", [site], wanted):
        would = f"All of its pages would be replaced by ours (HOSTING_SITE is {site})."
        otherwise = f"Set HOSTING_SITE in {wanted.own_file} to a name that no site has, and ours is made."
        return Plan(decisions=(*ask("site", [site], would, otherwise, wanted), *_open(found, wanted)))
    changes: list[Change] = []
    if not found.exists:
        place = f"{HOST}/projects/{wanted.project}/sites"
        said = f"Make the hosting site {site} (HOSTING_SITE), at {url}."
        changes.append(send(Kind.CREATE, said, "POST", place, {"labels": OURS}, siteId=site))
    if of_others:
        changes.append(_deploy(Kind.REPLACE, f"Replace all pages of the site {site}, as REPLACES says."))
    elif found.releases:
        changes.append(_deploy(Kind.REFRESH, f"Deploy the pages that have changed to {site}."))
    else:
        changes.append(_deploy(Kind.CREATE, f"Deploy the pages to {site}."))
    if found.exists and not found.ours:
        body = {"labels": {**found.labels, **OURS}}
        said = f"Note that the site {site} is for these pages."
        changes.append(send(Kind.CHANGE, said, "PATCH", _place(wanted), body, updateMask="labels"))
    right = (f"The site {site} has pages.",) if found.releases and found.ours else ()
    return Plan(right, tuple(changes), _open(found, wanted))


def _place(wanted: Wanted) -> str:
    return f"{HOST}/projects/{wanted.project}/sites/{wanted.hosting_site}"


def _open(found: Site, wanted: Wanted) -> tuple[Decision, ...]:
    """What the pages need and no command can know: none of it keeps the backend from working."""
    site = wanted.hosting_site
    said = []
    if "SITE_URL" not in wanted.own:  # Stripe's form returns to it, so the pages have to be there
        wrong = f"SITE_URL is {wanted.settings.site_url}, and the pages are at https://{site}.web.app."
        said.append((wrong, "Set it to that address, or to your domain once it leads there, in"))
    if not wanted.publishable_key:
        wrong = "PUBLISHABLE_KEY is not set: the pages take no cards, and offer Stripe's form instead."
        said.append((wrong, "Set Stripe's key for browsers, pk_..., which is no secret, in"))
    if not wanted.support_email:
        wrong = "SUPPORT_EMAIL is not set: no page says where people reach you."
        said.append((wrong, "Set the address of your support in"))
    asked = [Decision(wrong, f"{instead} {wanted.own_file}.", blocks=False) for wrong, instead in said]
    if not found.app_id:
        wrong = f"The site {site} is linked to no web app, from which its pages learn how to sign in."
        console = f"https://console.firebase.google.com/project/{wanted.project}/settings/general"
        asked.append(Decision(wrong, f"Add a web app, and link the site to it: {console}", blocks=False))
    return tuple(asked)


def _deploy(kind: Kind, sentence: str) -> Change:
    return Change(kind, sentence, lambda clients: clients.cli.deploy("hosting"))
