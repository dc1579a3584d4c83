"""What the tests expect of each operation. A new operation gets its row in the file of its noun."""

from __future__ import annotations

from tests.doors.operations import (
    accounts,
    approvals,
    console,
    contests,
    earnings,
    histories,
    inbox,
    interventions,
    people,
    pools,
    privacy,
    prizes,
    refunds,
    sales,
    support,
)

EXPECTED = {
    **accounts.EXPECTED,
    **earnings.EXPECTED,
    **sales.EXPECTED,
    **pools.EXPECTED,
    **prizes.EXPECTED,
    **contests.EXPECTED,
    **refunds.EXPECTED,
    **interventions.EXPECTED,
    **people.EXPECTED,
    **approvals.EXPECTED,
    **privacy.EXPECTED,
    **support.EXPECTED,
    **console.EXPECTED,
    **histories.EXPECTED,
    **inbox.EXPECTED,
}
