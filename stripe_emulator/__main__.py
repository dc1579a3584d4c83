"""`stripe-emulator --port 0 [--state FILE]`: serve until a signal; keep the state in a file."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from stripe_emulator.core import Emulator
from stripe_emulator.http_server import EmulatorServer
from stripe_emulator.webhook_sender import WebhookSender


def main() -> None:
    """Serve until a signal comes, then write the state file."""
    options = _options()
    emulator = Emulator(
        seed=options.seed,
        transfers_only_allowed=options.transfers_only_allowed,
        v1_accounts_refused=options.v1_accounts_refused,
        charges_available_at_once=options.charges_available_at_once,
    )
    if options.state and options.state.exists():
        emulator.load(options.state.read_text())
    server = _listen(emulator, options.port)
    sender = WebhookSender(emulator)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    sender.start()
    print(f"Stripe emulator ready on {server.url}", flush=True)  # noqa: T201 -- the ready line
    server.serve_forever(poll_interval=0.1)
    sender.stop()
    if options.state:
        _save(emulator, options.state)


def _listen(emulator: Emulator, port: int) -> EmulatorServer:
    try:
        return EmulatorServer(emulator, port)
    except (OSError, OverflowError) as error:
        sys.exit(f"Cannot listen on port {port}: {error}. Choose another with --port; 0 takes any free one.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stripe-emulator", description=sys.modules[__name__].__doc__)
    parser.add_argument("--port", type=int, default=12111, help="0 takes any free port")
    parser.add_argument("--state", type=Path, help="read at start if it exists, written at the end")
    parser.add_argument("--seed", type=int, default=0, help="decides every id")
    parser.add_argument("--transfers-only-allowed", action="store_true", help="as for an approved platform")
    parser.add_argument("--v1-accounts-refused", action="store_true", help="as for a new platform")
    parser.add_argument("--charges-available-at-once", action="store_true", help="not after two days")
    return parser.parse_args()


def _save(emulator: Emulator, file: Path) -> None:
    """Replace the file in one step, so that it is never half written."""
    new = file.with_suffix(".new")
    new.write_text(emulator.dump())
    new.replace(file)


if __name__ == "__main__":
    main()
