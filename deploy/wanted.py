"""What a project is to look like: the parameters of `functions/.env` and `functions/.env.<project>`, checked.

The second file is the deployer's: it holds every decision that is not the same for all projects.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from deploy.errors import CannotDeploy
from pulse.errors import Misconfigured
from pulse.settings import REGION_DEFAULT, Settings

ROOT = Path(__file__).resolve().parent.parent
CODEBASE = "payments"
_OF_A_PROJECT = ("AWARDS_FROM", "STRIPE_PRIZE_APPROVAL", "STRIPE_MODE")
"""What is decided for each project: in the common file it would hold for staging and production alike."""
_PROJECT = re.compile(r"[a-z][a-z0-9-]{4,28}[a-z0-9]")
_LINE = re.compile(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*(.*?)\s*$")
SETTINGS_OF_PAGES = "web/settings.json"
OURS = ("DATABASE_LOCATION", "HOSTING_SITE", "ALERT_EMAILS", "REPLACES", "PUBLISHABLE_KEY", "SUPPORT_EMAIL")
"""Parameters of the deployment alone: the functions do not read them."""
REPLACED = ("account", "bucket", "endpoint", "field", "metric", "secret", "sink", "site")
"""Of what REPLACES may name one thing, such as site:my-app."""


@dataclass(frozen=True)
class Wanted:
    project: str
    settings: Settings
    parameters: Mapping[str, str]
    own: frozenset[str] = frozenset()
    """The parameters that the project's own file sets."""
    root: Path = ROOT
    region: str = REGION_DEFAULT
    database_location: str = "nam5"
    hosting_site: str = ""
    alert_emails: tuple[str, ...] = field(default=())
    publishable_key: str = ""
    """Stripe's key for browsers, which is no secret; empty: the pages take no cards themselves."""
    support_email: str = ""
    replaces: frozenset[str] = frozenset()
    """What others made and the deployer agrees to overwrite, such as `secret:STRIPE_SECRET_KEY`."""

    @classmethod
    def of(cls, project: str, root: Path = ROOT) -> Self:
        """Raises *CannotDeploy* that names the file and the parameter."""
        if not _PROJECT.fullmatch(project):
            raise CannotDeploy(
                f"PROJECT={project!r} is no project id: 6 to 30 lower-case letters, digits and hyphens."
            )
        own = _read(root / "functions" / f".env.{project}")
        common = _read(root / "functions" / ".env")
        if named := [name for name in _OF_A_PROJECT if name in common]:
            raise CannotDeploy(
                f"functions/.env: {named[0]} is another in each project, so its one place is"
                f" functions/.env.{project}."
            )
        parameters = {**common, **own}
        try:
            settings = Settings.from_environment({**parameters, "GCLOUD_PROJECT": project})
        except Misconfigured as error:
            raise CannotDeploy(f"functions/.env.{project}: {error}") from error
        emails, replaces = _list(parameters, "ALERT_EMAILS"), _list(parameters, "REPLACES")
        if bad := [one for one in emails if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", one)]:
            raise CannotDeploy(f"functions/.env.{project}: ALERT_EMAILS: {bad[0]!r} is no e-mail address.")
        if bad := [one for one in replaces if not _names_one(one)]:
            raise CannotDeploy(
                f"functions/.env.{project}: REPLACES: {bad[0]!r} names nothing: it must be one of"
                f" {', '.join(REPLACED)}, a colon and a name, such as site:my-app."
            )
        told = _told_to_pages(root)
        own_key = parameters.get("PUBLISHABLE_KEY")
        key, file = (
            (own_key, f"functions/.env.{project}") if own_key else (told["publishableKey"], SETTINGS_OF_PAGES)
        )
        mode = "test" if settings.stripe_mode == "test" else "live"
        if key and not re.fullmatch(rf"pk_{mode}_\w+", key):
            raise CannotDeploy(f"{file}: PUBLISHABLE_KEY must begin with pk_{mode}_, as STRIPE_MODE says.")
        return cls(
            project=project,
            settings=settings,
            parameters=parameters,
            own=frozenset(own),
            root=root,
            database_location=parameters.get("DATABASE_LOCATION", "nam5"),
            hosting_site=parameters.get("HOSTING_SITE") or f"{project}-pulse",
            alert_emails=emails,
            publishable_key=key,
            support_email=parameters.get("SUPPORT_EMAIL") or told["supportEmail"],
            replaces=frozenset(replaces),
        )

    @property
    def own_file(self) -> str:
        return f"functions/.env.{self.project}"

    @property
    def prefix(self) -> str:
        return self.settings.function_prefix

    @property
    def live(self) -> bool:
        """Whether this project takes a live key, and so moves real money."""
        return self.settings.stripe_mode != "test"

    @property
    def database(self) -> str:
        return f"projects/{self.project}/databases/(default)"

    def account(self, name: str) -> str:
        """The e-mail address of one of our service accounts: doors, workers or schedules."""
        return f"pulse-{name}@{self.project}.iam.gserviceaccount.com"

    def function(self, name: str) -> str:
        return self.settings.function_name(name)

    def function_url(self, name: str) -> str:
        """Known before the function is there."""
        return f"https://{self.region}-{self.project}.cloudfunctions.net/{self.function(name)}"


def _told_to_pages(root: Path) -> dict[str, str]:
    """What the pages of every project are told; the project's own file goes before it."""
    told: dict[str, str] = json.loads((root / SETTINGS_OF_PAGES).read_text())
    return told


def _list(parameters: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in parameters.get(name, "").split(",") if one.strip())


def _names_one(replaced: str) -> bool:
    kind, _, name = replaced.partition(":")
    return kind in REPLACED and bool(name)


def _read(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    found = (_LINE.match(line) for line in file.read_text().splitlines() if not line.lstrip().startswith("#"))
    return {match[1]: match[2].strip("\"'") for match in found if match}
