"""What must never be committed: found by the exact detectors of Yelp's detect-secrets, and by ours.

Detectors that guess (entropy, the word "password") are left out, so there are no false alarms or exceptions.
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
    """The place and the kind of a secret, never the secret."""

    file: str
    """In the history with the commit in front: `a1b2c3d:settings.py`."""
    line: int
    """0 in the history, where lines have moved since."""
    kind: str


def committed(root: Path) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    return [root / name for name in listed.stdout.split("\0") if name]


def finds(files: Iterable[Path], root: Path) -> list[Find]:
    with transient_settings(_SETTINGS):
        return [found for file in files for found in _in_file(file, str(file.relative_to(root)))]


def finds_in_history(root: Path) -> list[Find]:
    """In every line that a commit ever added: a secret that was removed can still be read there."""
    log = ["git", "log", "--patch", "--unified=0", "--no-color", "--no-ext-diff", "--format=commit %h"]
    written = subprocess.run(log, cwd=root, capture_output=True, check=True).stdout.decode(errors="ignore")
    with transient_settings(_SETTINGS):
        return list(_in_patches(written.splitlines()))


def _in_patches(lines: Iterable[str]) -> Iterator[Find]:
    commit = file = ""
    seen: set[str] = set()
    for line in lines:
        if line.startswith("commit "):
            commit = line.removeprefix("commit ")
        elif line.startswith("+++ b/"):
            file = line.removeprefix("+++ b/")
        elif line.startswith("+") and line not in seen:
            seen.add(line)
            yield from (Find(f"{commit}:{file}", 0, kind) for kind in _in_line(line[1:]))


def _in_file(file: Path, name: str) -> Iterator[Find]:
    if not file.is_file() or file.stat().st_size > LARGEST_BYTES:
        return
    for number, line in enumerate(file.read_text(errors="ignore").splitlines(), 1):
        yield from (Find(name, number, kind) for kind in _in_line(line))


def _in_line(line: str) -> Iterator[str]:
    yield from (secret.type for secret in scan_line(line))
    yield from (kind for kind, pattern in OWN.items() if pattern.search(line))
