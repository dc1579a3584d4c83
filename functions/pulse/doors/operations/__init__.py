"""The table of operations. Routes, callables, the OpenAPI document and tests are generated from it."""

from __future__ import annotations

from pulse.doors.operations import (
    accounts,
    approvals,
    console,
    contests,
    earnings,
    histories,
    inbox,
    interventions,
    people,
    pool_statements,
    pools,
    privacy,
    prizes,
    refunds,
    sales,
    support,
)

OPERATIONS = (
    *accounts.ROWS,
    *earnings.ROWS,
    *sales.ROWS,
    *pools.ROWS,
    *pool_statements.ROWS,
    *prizes.ROWS,
    *contests.ROWS,
    *refunds.ROWS,
    *interventions.ROWS,
    *people.ROWS,
    *approvals.ROWS,
    *privacy.ROWS,
    *support.ROWS,
    *console.ROWS,
    *histories.ROWS,
    *inbox.ROWS,
)
BY_NAME = {name: operation for operation in OPERATIONS for name in (operation.name, *operation.aliases)}
