"""Where the messages of a local world arrive: a mail server and a stand-in for FCM, which write files.

It is a separate process: `python -m local.messages MAILS PUSHES SMTP_PORT FCM_PORT`. FCM
has no emulator: the stand-in takes what Google's client sends, and was not compared with the real service.
"""

from __future__ import annotations

import itertools
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import typer
from aiosmtpd.controller import Controller

from local.ports import HOST

DEAD = "dead"
"""A device whose token begins like this is gone: FCM says UNREGISTERED."""
_NO_MAILBOX = re.compile(r"^nobody@")
_SEND = re.compile(r"/v1/projects/[^/]+/messages:send")


class Mailbox:
    """aiosmtpd's handler: each mail is a readable file. There is no mailbox for `nobody@...`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if _NO_MAILBOX.match(address):
            return "550 5.1.1 there is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        names = ("From", "To", "Subject", "Date", "Message-ID")
        head = "\n".join(f"{name}: {mail[name]}" for name in names)
        body = mail.get_body(("plain",))
        text = body.get_content() if body else ""
        name = re.sub(r"[^\w@.-]+", "-", f"{next(self._numbers):03}-{mail['To']}-{mail['Subject']}")
        (self._folder / f"{name[:120]}.txt").write_text(f"{head}\n\n{text}")
        return "250 OK"


class FcmStandIn(ThreadingHTTPServer):
    """Takes messages as `projects.messages.send` does, and writes each into a file."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__((HOST, port), _FcmHandler)
        self.folder = folder
        self.numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"


class _FcmHandler(BaseHTTPRequestHandler):
    server: FcmStandIn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not _SEND.fullmatch(self.path):
            self._answer(404, {"error": {"code": 404, "status": "NOT_FOUND"}})
            return
        message = json.loads(body)["message"]
        if message["token"].startswith(DEAD):
            detail = {
                "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                "errorCode": "UNREGISTERED",
            }
            self._answer(404, {"error": {"code": 404, "status": "NOT_FOUND", "details": [detail]}})
            return
        number = next(self.server.numbers)
        name = re.sub(r"[^\w-]+", "-", message["token"])[:60]
        (self.server.folder / f"{number:03}-{name}.json").write_bytes(body)
        self._answer(200, {"name": f"projects/local/messages/{number}"})

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def mail_server(folder: Path, port: int) -> Iterator[Controller]:
    controller = Controller(Mailbox(folder), hostname=HOST, port=port)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def main(mails: Path, pushes: Path, smtp: int, fcm: int) -> None:
    for folder in (mails, pushes):
        folder.mkdir(parents=True, exist_ok=True)
    with mail_server(mails, smtp), FcmStandIn(pushes, fcm) as stand_in:
        thread = threading.Thread(target=stand_in.serve_forever, daemon=True)
        thread.start()
        thread.join()


if __name__ == "__main__":
    typer.run(main)
