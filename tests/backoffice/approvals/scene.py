"""Administrators who request and approve."""

from __future__ import annotations

from pulse.backoffice.approvals.acts import (
    ApproveAct,
    RequestAct,
    approve_act,
    request_act,
)
from pulse.backoffice.approvals.requests import Approval, approval_path
from pulse.prizes import apply_transfer
from tests.prizes import scene

ABOVE_CAP = 200_000


def reverse(world, record):
    transfer_id = scene.read(world, record.id).stripe_transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {}, idempotency_key=f"by-hand-{transfer_id}")
    apply_transfer(transfer_id, ports=world.ports)
    return scene.read(world, record.id)


def ask(world, act, subject_id, actor="ada", reason="checked by telephone", **terms):
    command = RequestAct(act=act, subject_id=subject_id, actor=actor, reason=reason, **terms)
    return request_act(command, ports=world.ports)


def agree(world, act, subject_id, actor="bob", reason="agreed"):
    command = ApproveAct(act=act, subject_id=subject_id, actor=actor, reason=reason)
    return approve_act(command, ports=world.ports)


def approval(world, act, subject) -> Approval:
    return Approval.of(world.store.get(approval_path(act, subject)))
