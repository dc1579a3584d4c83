"""Two stories side by side that never meet: documents of the `bad` one are spoiled, the `good` one goes on.

Every kind of work is left undone in both, so that each loop has something to do for the good story.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pulse.accounts import Role
from pulse.alerts import causes, notify_error
from pulse.backoffice import Act, Difference, Suspicion, Where, run_nightly
from pulse.batches import CURSORS_PATH
from pulse.errors import StripeRefused
from pulse.inbox import catch_up
from pulse.outside.alerting import GroupedAlerts
from pulse.ports import Document
from pulse.prizes import project_winner
from tests.backoffice.approvals.scene import ABOVE_CAP, agree, ask
from tests.backoffice.disturbed import put, remove
from tests.earnings.test_first_system import UNPAID, seed_payment, seed_prize
from tests.people import onboarded, opened, record_fields, seed_challenge, seed_participant, seed_user
from tests.prizes import scene as prizes
from tests.sales import scene as sales
from tests.world import START, TEST_SETTINGS, World

GOOD, BAD = "good", "bad"
SETTINGS = TEST_SETTINGS.model_copy(update={"payout_cap_cents": 150_000})
_OF_STRIPE = re.compile(r"\b(?:acct|ch|cus|dp|du|evt|fee|fr|in|pi|po|py|pyr|re|seti|tr|trr|txn)_\w+")
_CHANGING = frozenset({"audit", "lease", "raw", "hash", "previousHash", "hashBefore", "hashAfter", "digest"})


def begun() -> World:
    """Both stories, up to where the loops are to do what is left."""
    world = World(SETTINGS)
    prizes.funds(world, 10**8)
    for story in (BAD, GOOD):
        _sell(world, story)
        _award(world, story)
        _leave_prizes(world, story)
    put(world, "control/payouts", {"paused": False, "actor": "admin", "reason": "over", "changedAt": START})
    world.emulator.run_due()
    world.clock.advance(days=1, hours=1)
    run_nightly(ports=world.ports)
    catch_up(since=START, ports=world.ports)
    for story in (BAD, GOOD):
        _leave_undone(world, story)
    world.clock.advance(hours=2)
    for story in (BAD, GOOD):
        halfway = record_fields(world, f"{story}-halfway", Role.WINNER)["stripeAccountId"]
        world.emulator.complete_onboarding(halfway, "active")
    world.queue.tasks.clear()
    world.alerts.raised.clear()
    return world


def _sell(world: World, story: str) -> None:
    """A sale that is refunded in part, one that is disputed, one that nobody recorded, and an open one."""
    trainer = f"{story}-trainer"
    onboarded(world, trainer)
    for number in range(2):
        sales.priced(world, 10_000, challenge_id=f"{story}-round-{number}", ownerId=trainer)
    for buyer in ("refunded", "disputed", "unseen", "open"):
        seed_user(world, f"{story}-{buyer}")
        challenge_id = f"{story}-round-1" if buyer == "open" else f"{story}-round-0"
        payment_id = sales.bought(world, f"{story}-{buyer}", challenge_id).payment_intent_id
        if buyer != "open":
            sales.pays(world, payment_id)
        if buyer in {"refunded", "disputed"}:
            sales.completed(world, payment_id, f"{story}-{buyer}", challenge_id)
        if buyer == "refunded":
            sales.refunded(world, payment_id, 2_500)
        if buyer == "disputed":
            sales.dispute_opened(world, payment_id)


def _award(world: World, story: str) -> None:
    """One prize paid, one without an account, one that waits for two administrators, one for funds."""
    for winner in ("paid", "poor", "capped"):
        seed_user(world, f"{story}-{winner}", winner=None)
        onboarded(world, f"{story}-{winner}", Role.WINNER)
    seed_user(world, f"{story}-homeless", winner=None)
    _challenge(world, story, "won", ("paid", "homeless", "poor"), distributionType="top_three_equal")
    _challenge(world, story, "large", ("capped",), totalAmount=ABOVE_CAP)
    for challenge_id in (f"{story}-won", f"{story}-large"):
        prizes.award(world, challenge_id)
    for winner, challenge in (("paid", "won"), ("homeless", "won"), ("capped", "large")):
        prizes.pay(world, prizes.record_of(world, f"{story}-{winner}", f"{story}-{challenge}"))
    prizes.funds(world, 0)
    prizes.pay(world, prizes.record_of(world, f"{story}-poor", f"{story}-won"))
    prizes.funds(world, 10**8)
    opened(world, seed_user(world, f"{story}-halfway"), Role.WINNER)
    ask(world, Act.PAY_PRIZE, prizes.record_of(world, f"{story}-capped", f"{story}-large").id)


def _leave_prizes(world: World, story: str) -> None:
    for winner in ("paid", "homeless", "poor", "capped"):
        project_winner(f"{story}-{winner}", ports=world.ports)


def _leave_undone(world: World, story: str) -> None:
    """What triggers, tasks and webhooks lost."""
    sales.priced(world, 10_000, challenge_id=f"{story}-withdrawn", ownerId=f"{story}-trainer")
    ask(world, Act.CANCEL_CHALLENGE, f"{story}-withdrawn")
    agree(world, Act.CANCEL_CHALLENGE, f"{story}-withdrawn")
    _challenge(world, story, "missed", ("paid",))
    _challenge(world, story, "forgotten", ("poor",), status="active")
    prizes.pay(world, prizes.record_of(world, f"{story}-homeless", f"{story}-won"))
    for name, status in (("waiting", "received"), ("failed", "failed")):
        event = {
            "eventId": f"evt_{story}_{name}", "type": "transfer.created", "endpoint": "platform",
            "objectId": f"tr_{story}", "created": world.clock.now(), "raw": "{}", "status": status,
            "receivedAt": world.clock.now(), "expireAt": world.clock.now() + timedelta(days=30),
            "errorClass": "StripeUnavailable" if status == "failed" else None,
        }  # fmt: skip
        put(world, f"stripeEvents/evt_{story}_{name}", event)
    subject = f"winner:{story}-paid"
    difference = Difference(
        id=f"{subject}_usd", subject=subject, currency="usd", amount_cents=5, our_cents=0, stripe_cents=5,
        where=Where.STRIPE, cause=Suspicion.NOT_BOOKED, what_to_do="Nothing yet.",
        first_seen=world.clock.now(), last_seen=world.clock.now(),
    )  # fmt: skip
    put(world, f"differences/{difference.id}", difference.fields())
    alerts = GroupedAlerts(world.store, world.clock, world.ports.settings, None)
    alerts.raise_alert(causes.SWEEP_STEP_FAILED.of(story).alert("A part failed.", subject=f"users/{story}"))
    refused = StripeRefused("no", http_status=402, stripe_type="card_error", stripe_code="x")
    notify_error(refused, operation="x", user_id=f"{story}-open", ports=world.ports)


def _challenge(world: World, story: str, name: str, winners: tuple[str, ...], **fields: Any) -> None:
    status = fields.pop("status", "completed")
    promised = {
        "isEnabled": True, "totalAmount": 9_000, "currency": "usd", "distributionType": "winner_takes_all",
        **fields,
    }  # fmt: skip
    owner = f"{story}-trainer"
    seed_challenge(world, f"{story}-{name}", ownerId=owner, status=status, prizeMoney=promised)
    for place, winner in enumerate(winners):
        seed_participant(world, f"{story}-{winner}", f"{story}-{name}", score=100 - place)


def is_of(story: str, path: str, fields: Mapping[str, Any], at_stripe: Mapping[str, str]) -> bool:
    """Whether a document is about this story, by the names in it or by what Stripe's ids in it belong to."""
    text = f"{path} {fields}"
    return story in text or any(at_stripe.get(one) == story for one in _OF_STRIPE.findall(text))


def whose(world: World) -> dict[str, str]:
    """By Stripe's id: the story that it belongs to."""
    found: dict[str, str] = {}
    for document in _all(world):
        for story in (GOOD, BAD):
            if story in f"{document.path} {document.fields}":
                ids = _OF_STRIPE.findall(f"{document.path} {document.fields}")
                found |= {one: story for one in ids if one not in found}
    return found


def _all(world: World) -> list[Document]:
    """But for the cursors: what the last night found names records of every story, and belongs to none."""
    found = [document for held in world.store._documents.values() for document in held.values()]
    return [document for document in found if document.path != CURSORS_PATH]


def result_for(story: str, world: World, at_stripe: Mapping[str, str]) -> dict[str, Any]:
    """What is stored and queued for *story*, apart from ids and hashes that a world hands out in turn."""
    documents: dict[str, Any] = defaultdict(list)
    for document in _all(world):
        if is_of(story, document.path, document.fields, at_stripe):
            documents[_masked(document.path)].append(repr(_plain(document.fields)))
    tasks = sorted(
        f"{task.queue} {_masked(str(task.payload))}"
        for task in world.queue.tasks
        if is_of(story, "", task.payload, at_stripe)
    )
    return {**{where: sorted(fields) for where, fields in documents.items()}, "tasks": tasks}


def _masked(text: str) -> str:
    return _OF_STRIPE.sub("*", text)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(value[name]) for name in sorted(value) if name not in _CHANGING}
        case list():
            return [_plain(inner) for inner in value]
        case str():
            return _masked(value)
    return value


def of_before() -> World:
    """What the first system left: for each story an account, a sale, a paid and an unpaid prize."""
    world = World(SETTINGS)
    prizes.funds(world, 10**8)
    for story in (BAD, GOOD):
        person, at = f"{story}-u1", "2024-01-15T10:00:00Z"
        account_id = onboarded(world, person, Role.WINNER)
        remove(world, f"stripeAccounts/{account_id}")
        of = {"challengeId": f"{story}-round"}
        seed_payment(world, **of, paymentId=f"pi_{story}", ownerId=f"{story}-t", buyerId=f"{story}-b")
        transfer = world.stripe.create_transfer(
            {"amount": 9_700, "currency": "usd", "destination": account_id}, idempotency_key=story
        )
        paid = {"id": f"{story}-round_{person}_1", "userId": person, "stripeTransferId": transfer.id}
        seed_prize(world, **of, **paid, createdAt=at)
        other = {"id": f"{story}-other_{person}_1", "userId": person, "prizeAmount": len(story) * 1_000}
        terms = {"platformFee": len(story) * 30, "winnerAmount": len(story) * 970}
        seed_prize(world, UNPAID, **of, **other, **terms)
    return world
