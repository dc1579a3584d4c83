"""What the use cases make breaks no invariant."""

from __future__ import annotations

import pytest

from pulse.backoffice import reconcile, sweep
from pulse.sales import FeePayer, RefundPolicy
from tests.backoffice.checks.invariants.scene import broken, busy
from tests.backoffice.disturbed import events_handled
from tests.sales import scene as sales


def test_what_the_use_cases_make_breaks_nothing(busy_world):
    assert broken(busy_world) == {}
    assert broken(busy_world, settled=False) == {}


@pytest.mark.parametrize("payer", FeePayer)
@pytest.mark.parametrize("policy", RefundPolicy)
def test_whoever_bears_the_processing_and_the_refund_nothing_is_broken(payer, policy):
    world = busy(sales.world_where(payer))
    (payment,) = sales.documents(world, "payments")
    sales.refunded(world, payment.id, 1_111, policy=policy, request_id="another part")
    sweep(ports=world.ports)
    events_handled(world)
    reconcile(ports=world.ports, full=True)
    assert broken(world) == {}
    assert world.alerts.raised == []
