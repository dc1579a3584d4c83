"""What is not kept for good says until when, by a setting, and Firestore is told to delete it then."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pulse.backoffice.migration import Kind, take_step
from pulse.doors.access.rate_limits import Limit, RateLimits
from pulse.notices import send_notice
from pulse.outside.alerting import GroupedAlerts
from pulse.outside.memory_messages import MemoryChannel
from pulse.ports import Alert, Medium, Severity, SignIn
from pulse.ports.store import Query
from tests.backoffice.migration import first_system
from tests.inbox import scene as inbox_scene
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

INDEXES = Path(__file__).parents[1] / "firestore.indexes.json"
KEPT_SECONDS = {
    "alerts": TEST_SETTINGS.alert_retention_seconds,
    "subjects": TEST_SETTINGS.alert_retention_seconds,
    "stripeErrors": TEST_SETTINGS.alert_retention_seconds,
    "notices": TEST_SETTINGS.notice_retention_seconds,
    "stripeEvents": TEST_SETTINGS.event_retention_seconds,
    "rateLimits": 60,
    "mailRefusals": 30 * 86_400,
    "migrationImages": TEST_SETTINGS.migration_undo_seconds,
}


def of_everything(world: World) -> dict[str, timedelta]:
    """How long each kind of document is kept, after one of every kind that ends was written."""
    ports = world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    alerts.raise_alert(Alert("x", Severity.ERROR, "text", subject="prizeRecords/p", user_id="ada"))
    RateLimits(ports.store, ports.clock).count_person("ada", "act", Limit(5, shared=True))
    inbox_scene.received(world, inbox_scene.made_up("payment_intent.succeeded"))
    scene.pay(world, scene.awarded(world, "ada")[0])  # without an account: there is a notice
    _refuse_mail(world)
    _adopt_account(world)
    return {
        path.split("/")[-2]: document.fields["expireAt"] - world.clock.now()
        for documents in world.store._documents.values()
        for path, document in documents.items()
        if "expireAt" in document.fields
    }


def _adopt_account(world: World) -> None:
    first_system.person(world, "wilma")
    take_step(Kind.ACCOUNTS, "operator:test", ports=world.ports)


def _refuse_mail(world: World) -> None:
    """Ada's notice meets a mail server that knows no such address."""
    mail = MemoryChannel()
    mail.refused.add("ada@example.com")
    world.sign_ins.known["ada"] = SignIn(world.clock.now(), email="ada@example.com", email_verified=True)
    (notice,) = world.store.query(Query("users/ada/notices", where=[("reason", "==", "awaiting_account")]))
    send_notice("ada", notice.id, ports=replace(world.ports, channels={Medium.EMAIL: mail}))


def test_each_kind_is_kept_as_long_as_its_setting_says(world):
    kept = {kind: round(time.total_seconds()) for kind, time in of_everything(world).items()}
    assert kept == KEPT_SECONDS


def test_firestore_deletes_what_has_expired_and_nothing_else():
    overrides = json.loads(INDEXES.read_text())["fieldOverrides"]
    deleted = {one["collectionGroup"]: one["fieldPath"] for one in overrides if one.get("ttl")}
    assert deleted == dict.fromkeys(KEPT_SECONDS, "expireAt")
