"""The ports of a local world. `PULSE_PORT_<NAME>` replaces a default; a start checks them first."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Self

import psutil

from local.errors import CannotStart

HOST = "127.0.0.1"
FREE_RANGE = range(20_000, 30_000)
"""Above the well-known ports, below those that operating systems use for outgoing connections."""


@dataclass(frozen=True)
class WorldPorts:
    """The defaults of firebase-tools, except for hosting: macOS uses 5000 itself."""

    hub: int = 4400
    logging: int = 4500
    hosting: int = 5002
    functions: int = 5001
    auth: int = 9099
    firestore: int = 8080
    firestore_websocket: int = 9150
    tasks: int = 9499
    eventarc: int = 9299
    stripe: int = 12111
    smtp: int = 2525
    """Where the world's e-mails arrive."""
    fcm: int = 9098
    """The stand-in for FCM, where its push messages arrive."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Raises *CannotStart* for a value that is not a port, or a port that is given twice."""
        named = cls(
            **{
                field.name: _port(variable(field.name), environment[variable(field.name)])
                for field in fields(cls)
                if variable(field.name) in environment
            }
        )
        _refuse_twins(named)
        return named

    @classmethod
    def free(cls) -> Self:
        """Ports that are free at this moment."""
        names = [field.name for field in fields(cls)]
        candidates = random.sample(FREE_RANGE, len(FREE_RANGE))
        free = (port for port in candidates if not is_taken(port))
        return cls(**dict(zip(names, free, strict=False)))

    def named(self) -> Iterator[tuple[str, int]]:
        for field in fields(self):
            yield field.name, getattr(self, field.name)

    def refuse_taken(self) -> None:
        """Raises *CannotStart* with every taken port, the process that holds it, and what to do."""
        taken = [
            f"port {port} ({name}) is taken{_find_holder(port)}: stop it, "
            f"or choose another with {variable(name)}=<port>"
            for name, port in self.named()
            if is_taken(port)
        ]
        if taken:
            raise CannotStart("\n".join(taken))


def variable(name: str) -> str:
    return f"PULSE_PORT_{name.upper()}"


def is_taken(port: int) -> bool:
    """Both checks are necessary: macOS lets a second server bind a port that one on 0.0.0.0 holds."""
    with socket.socket() as caller:
        caller.settimeout(0.5)
        if caller.connect_ex((HOST, port)) == 0:
            return True
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((HOST, port))
        except OSError:
            return True
    return False


def _port(name: str, value: str) -> int:
    if value.isdecimal() and 1024 <= int(value) <= 65_535:
        return int(value)
    raise CannotStart(f"{name} is {value!r}: give a port from 1024 to 65535")


def _refuse_twins(ports: WorldPorts) -> None:
    seen: dict[int, str] = {}
    for name, port in ports.named():
        if port in seen:
            raise CannotStart(
                f"port {port} is given to {seen[port]} and to {name}: "
                f"choose another with {variable(name)}=<port>"
            )
        seen[port] = name


def _find_holder(port: int) -> str:
    """The process that listens on the port, if the operating system tells."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.pid
            if listens and connection.laddr and connection.laddr.port == port:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
