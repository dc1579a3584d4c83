"""An object that is built when it is first used, once, whatever number of threads use it first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Lazy:
    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._building = threading.Lock()
        self._built: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._built is None:
            with self._building:
                if self._built is None:
                    self._built = self._build()
        return getattr(self._built, name)
