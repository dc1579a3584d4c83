"""One version of a library tells its story to an emulator of its own."""

import subprocess

from tests.emulator.sdks.installed import Sdk
from tests.emulator.test_http import start

HOLDS = "the story holds"
STORY_SECONDS_MAX = 120


def tell(sdk: Sdk, story: str = "story") -> str:
    """What a story prints with this version; it ends with `HOLDS` when nothing is wrong."""
    sdk.install()
    process, url = start()
    try:
        told = subprocess.run(
            [*sdk.story(story), url],
            cwd=sdk.folder,
            capture_output=True,
            text=True,
            timeout=STORY_SECONDS_MAX,
            check=False,
        )
    finally:
        process.terminate()
        process.wait(timeout=20)
    return told.stdout + told.stderr
