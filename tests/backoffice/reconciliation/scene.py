"""What the tests of the reconciliation share."""

from __future__ import annotations

from pulse.backoffice import reconcile
from tests.prizes import scene


def reconciled(world, **options):
    return reconcile(ports=world.ports, **options)


def paid_prize(world, user_id="ada"):
    scene.funds(world, 50_000)
    record = scene.awarded(world, user_id)[0]
    scene.winner_account(world, user_id)
    return scene.pay(world, record).record


def named(report):
    return {(one.subject, one.amount_cents, one.cause) for one in report.differences}
