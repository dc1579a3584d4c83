"""Run the story with every version and print a table; 1 if it does not hold with one of them."""

import sys
import time

from tests.emulator.sdks.installed import SDKS, RegistryUnreachableError, Sdk
from tests.emulator.sdks.run import HOLDS, tell


def row(sdk: Sdk) -> tuple[bool, str]:
    begun = time.monotonic()
    try:
        told = tell(sdk)
    except RegistryUnreachableError as error:
        told = str(error)
    holds = HOLDS in told
    result = "holds" if holds else (told.strip().splitlines() or ["no output"])[-1]
    return holds, f"| {sdk.language} | {sdk.version} | {result} | {time.monotonic() - begun:.1f} s |"


def main() -> int:
    sys.stdout.write(
        "| language | version of `stripe` | the story | with its installation |\n|---|---|---|---|\n"
    )
    rows = []
    for sdk in SDKS:
        rows.append(row(sdk))
        sys.stdout.write(f"{rows[-1][1]}\n")
        sys.stdout.flush()
    return 0 if all(holds for holds, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
