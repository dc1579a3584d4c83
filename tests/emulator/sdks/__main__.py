"""Run the stories with every version and print a table; 1 if one does not hold with one of them."""

import sys
import time

from tests.emulator.sdks.installed import SDKS, WITH_V2, RegistryUnreachableError, Sdk
from tests.emulator.sdks.run import HOLDS, tell


def row(sdk: Sdk, story: str) -> tuple[bool, str]:
    begun = time.monotonic()
    try:
        told = tell(sdk, story)
    except RegistryUnreachableError as error:
        told = str(error)
    holds = HOLDS in told
    result = "holds" if holds else (told.strip().splitlines() or ["no output"])[-1]
    return holds, f"| {sdk.language} | {sdk.version} | {story} {result} | {time.monotonic() - begun:.1f} s |"


def main() -> int:
    sys.stdout.write(
        "| language | version of `stripe` | the story | with its installation |\n|---|---|---|---|\n"
    )
    rows = []
    for sdk, story in [*((one, "story") for one in SDKS), *((one, "story_v2") for one in WITH_V2)]:
        rows.append(row(sdk, story))
        sys.stdout.write(f"{rows[-1][1]}\n")
        sys.stdout.flush()
    return 0 if all(holds for holds, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
