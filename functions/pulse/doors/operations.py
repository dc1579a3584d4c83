"""The table of operations: of it are made the routes, the callables, the OpenAPI document and the tests."""

from __future__ import annotations

from pulse.doors.administration import ADMINISTRATION
from pulse.doors.documented import DOCUMENTED

OPERATIONS = (*DOCUMENTED, *ADMINISTRATION)
BY_NAME = {name: operation for operation in OPERATIONS for name in (operation.name, *operation.aliases)}
