"""Looks for what must not be committed: Yelp's detect-secrets with its exact detectors, and a few of our own.

Guesses (entropy, the word "password") are left out: what remains has no false alarms and no exceptions.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

DETECTORS = (
    "ArtifactoryDetector", "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector",
    "CloudantDetector", "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "JwtTokenDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector",
    "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SquareOAuthDetector", "StripeDetector",
    "TelegramBotTokenDetector", "TwilioKeyDetector",
)  # fmt: skip
OWN = {
    "Stripe key of any mode": re.compile(r"\b[sr]k_(?:test|live)_[A-Za-z0-9]{24,}"),
    "Stripe signing secret": re.compile(r"\bwhsec_[A-Za-z0-9]{24,}"),
    "Google API key": re.compile(r"\bAIza[A-Za-z0-9_-]{35}"),
    "Google service account": re.compile(r'"type":\s*"service_account"'),
}
LARGEST_BYTES = 2_000_000
_SETTINGS = {"plugins_used": [{"name": name} for name in DETECTORS], "filters_used": []}


@dataclass(frozen=True, slots=True)
class Find:
    """Where, and what kind; never the secret itself."""

    file: str
    line: int
    kind: str


def committed(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [root / name for name in listed.stdout.split("\0") if name]


def finds(files: Iterable[Path], root: Path) -> list[Find]:
    with transient_settings(_SETTINGS):
        return [found for file in files for found in _in_file(file, str(file.relative_to(root)))]


def _in_file(file: Path, name: str) -> Iterator[Find]:
    if not file.is_file() or file.stat().st_size > LARGEST_BYTES:
        return
    for number, line in enumerate(file.read_text(errors="ignore").splitlines(), 1):
        for secret in scan_line(line):
            yield Find(name, number, secret.type)
        for kind, pattern in OWN.items():
            if pattern.search(line):
                yield Find(name, number, kind)
