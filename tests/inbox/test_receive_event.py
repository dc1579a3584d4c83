"""Events from Stripe are verified, stored with one write and answered; all others are refused."""

import json
from datetime import UTC, datetime

import pytest

from pulse.errors import InvalidRequest, NotFound, OutcomeUnknown, StoreUnavailable
from pulse.inbox import EventStatus, PayloadTooLarge, Receipt, handle_event, receive_event
from pulse.ports.store import Query
from stripe_emulator.world.webhooks import signature
from tests.inbox.scene import SECRETS, made_up, received, row
from tests.world import START

NOW = int(START.timestamp())
EVENT = made_up("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})


def stored(world):
    return world.store.query(Query("stripeEvents"))


def offered(world, payload, header, secrets=(SECRETS["platform"],), endpoint="platform"):
    return receive_event(endpoint, payload, header, secrets=secrets, ports=world.ports)


def test_an_event_is_stored_whole_and_queued(world):
    assert received(world, EVENT) is Receipt.STORED
    event = row(world, EVENT.event_id)
    assert (event.type, event.object_id, event.account) == ("payment_intent.succeeded", "pi_1", None)
    assert event.raw.encode() == EVENT.payload
    assert event.status == "received"
    assert (event.expire_at - event.received_at).days == 30
    assert [(task.queue, task.payload) for task in world.queue.tasks] == [
        ("handleevent", {"eventId": EVENT.event_id})
    ]


def test_an_event_that_comes_again_is_answered_and_kept_once(world):
    received(world, EVENT)
    assert received(world, EVENT) is Receipt.DUPLICATE
    assert len(stored(world)) == 1


class CountedStore:
    """A store that counts reads and writes."""

    def __init__(self, store):
        self._store = store
        self.writes = self.reads = 0

    def commit(self, writes):
        self.writes += len(writes)
        return self._store.commit(writes)

    def __getattr__(self, name):
        self.reads += 1
        return getattr(self._store, name)


def test_one_write_and_no_read_before_the_answer(world):
    counted = CountedStore(world.store)
    ports = world.ports.__class__(**{**world.ports.__dict__, "store": counted})
    header = signature(EVENT.payload, SECRETS["platform"], NOW)
    receive_event("platform", EVENT.payload, header, secrets=[SECRETS["platform"]], ports=ports)
    assert (counted.writes, counted.reads) == (1, 0)


def test_a_burst_of_a_thousand_events_is_stored_without_a_loss(world):
    events = [made_up("charge.updated", {"id": f"ch_{n}"}, event_id=f"evt_{n}") for n in range(1_000)]
    receipts = [received(world, event) for event in events + events[:100]]
    assert receipts.count(Receipt.STORED) == 1_000
    assert receipts.count(Receipt.DUPLICATE) == 100
    assert {document.id for document in stored(world)} == {event.event_id for event in events}
    assert {task.payload["eventId"] for task in world.queue.tasks} == {event.event_id for event in events}


class SilentQueue:
    def enqueue(self, *_, **__):
        raise OutcomeUnknown("the queue does not answer")


class SilentStore:
    def commit(self, _):
        raise StoreUnavailable("no answer")


def test_without_the_queue_the_event_is_still_stored(world):
    ports = world.ports.__class__(**{**world.ports.__dict__, "queue": SilentQueue()})
    header = signature(EVENT.payload, SECRETS["platform"], NOW)
    receive_event("platform", EVENT.payload, header, secrets=[SECRETS["platform"]], ports=ports)
    assert len(stored(world)) == 1


def test_without_the_store_stripe_sends_the_event_again(world):
    ports = world.ports.__class__(**{**world.ports.__dict__, "store": SilentStore()})
    header = signature(EVENT.payload, SECRETS["platform"], NOW)
    with pytest.raises(StoreUnavailable):
        receive_event("platform", EVENT.payload, header, secrets=[SECRETS["platform"]], ports=ports)


def test_an_endpoint_without_a_secret_does_not_exist(world):
    with pytest.raises(NotFound):
        offered(world, EVENT.payload, signature(EVENT.payload, "", NOW), secrets=())


def test_while_a_secret_is_rotated_both_are_believed(world):
    header = signature(EVENT.payload, "whsec_old", NOW)
    assert offered(world, EVENT.payload, header, secrets=("whsec_new", "whsec_old")) is Receipt.STORED


def test_two_signatures_in_one_header_are_tried_in_turn(world):
    good = signature(EVENT.payload, SECRETS["platform"], NOW).partition(",")[2]
    header = f"t={NOW},v1={'0' * 64},{good}"
    assert offered(world, EVENT.payload, header) is Receipt.STORED


ATTACKS = {
    "another secret": lambda p: (p, signature(p, "whsec_wrong", NOW)),
    "the other endpoint's secret": lambda p: (p, signature(p, SECRETS["connect"], NOW)),
    "too old": lambda p: (p, signature(p, SECRETS["platform"], NOW - 301)),
    "from the future": lambda p: (p, signature(p, SECRETS["platform"], NOW + 301)),
    "one byte changed": lambda p: (p.replace(b"pi_1", b"pi_2"), signature(p, SECRETS["platform"], NOW)),
    "one byte more": lambda p: (p + b" ", signature(p, SECRETS["platform"], NOW)),
    "serialised again": lambda p: (
        json.dumps(json.loads(p), indent=1).encode(),
        signature(p, SECRETS["platform"], NOW),
    ),
    "no header": lambda p: (p, ""),
    "a garbled header": lambda p: (p, "v1=;;t=,,"),
    "no signature": lambda p: (p, f"t={NOW}"),
    "an old scheme only": lambda p: (p, signature(p, SECRETS["platform"], NOW).replace("v1=", "v0=")),
    "a time that is no number": lambda p: (p, "t=now,v1=00"),
    "a time in other digits": lambda p: (p, signature(p, SECRETS["platform"], NOW).replace("1", "\u0661", 1)),
    "bad UTF-8": lambda _: (b"\xff\xfe", signature(b"\xff\xfe", SECRETS["platform"], NOW)),
    "a byte order mark": lambda p: (
        b"\xef\xbb\xbf" + p,
        signature(b"\xef\xbb\xbf" + p, "whsec_platform", NOW),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_stripe_did_not_sign_is_refused_and_nothing_stored(world, attack):
    payload, header = ATTACKS[attack](EVENT.payload)
    with pytest.raises(InvalidRequest):
        offered(world, payload, header)
    assert stored(world) == []
    assert not world.queue.tasks


@pytest.mark.parametrize("age", [-300, -1, 0, 1, 300])
def test_an_event_within_the_tolerance_is_stored(world, age):
    header = signature(EVENT.payload, SECRETS["platform"], NOW - age)
    assert offered(world, EVENT.payload, header) is Receipt.STORED


def test_a_replay_within_the_tolerance_changes_nothing(world):
    header = signature(EVENT.payload, SECRETS["platform"], NOW)
    offered(world, EVENT.payload, header)
    before, tasks = world.store.version, list(world.queue.tasks)
    assert offered(world, EVENT.payload, header) is Receipt.DUPLICATE
    assert len(stored(world)) == 1
    assert world.store.version == before
    assert list(world.queue.tasks) == tasks


def test_the_limit_is_256_kilobytes(world):
    fitting = made_up("charge.updated", {"id": "ch_1"}, filling="")
    room = 256 * 1024 - len(fitting.payload)
    full = made_up("charge.updated", {"id": "ch_1"}, filling="x" * room)
    assert received(world, full) is Receipt.STORED
    with pytest.raises(PayloadTooLarge) as refused:
        received(world, made_up("charge.updated", {"id": "ch_1"}, filling="x" * (room + 1)))
    assert refused.value.status == 413


ACCOUNTS = made_up("account.updated", {"id": "acct_1", "object": "account"}, account="acct_1")


@pytest.mark.parametrize(
    ("event", "endpoint", "belongs_to"), [(ACCOUNTS, "platform", "connect"), (EVENT, "connect", "platform")]
)
def test_an_event_of_the_other_endpoint_is_stored_with_a_warning(world, event, endpoint, belongs_to, capsys):
    receipt = received(world, event, endpoint=endpoint, secret=SECRETS[endpoint])

    assert receipt is Receipt.STORED
    assert row(world, event.event_id).endpoint == belongs_to
    assert [task.payload for task in world.queue.tasks] == [{"eventId": event.event_id}]
    (line,) = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert (line["event"], line["severity"], line["endpoint"]) == (
        "inbox.wrong_endpoint",
        "WARNING",
        endpoint,
    )


THIN = {
    "id": "evt_test_65Abc",
    "object": "v2.core.event",
    "type": "v2.core.account[configuration.recipient].capability_status_updated",
    "created": "2026-11-27T10:20:00.123Z",
    "livemode": False,
    "context": "acct_1",
    "related_object": {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"},
}


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"context": None},
        {"context": "org_1/acct_1"},
        {"related_object": None},
        {"related_object": {"type": "balance", "url": "/v1/balance"}},
        {"type": "v1.transfer.created", "related_object": {"id": "tr_1", "type": "transfer", "url": "/x"}},
        {"reason": None, "changes": None, "data": None},
    ],
    ids=str,
)
def test_a_signed_thin_event_is_stored_and_never_refused(world, endpoint, changes):
    payload = json.dumps({**THIN, **changes}).encode()

    receipt = offered(
        world, payload, signature(payload, SECRETS[endpoint], NOW), (SECRETS[endpoint],), endpoint
    )

    event = row(world, THIN["id"])
    assert receipt is Receipt.STORED
    assert event.created == datetime(2026, 11, 27, 10, 20, tzinfo=UTC)
    assert event.account == "acct_1"
    assert (event.thin, event.context) == (True, {**THIN, **changes}["context"])
    assert handle_event(event.event_id, ports=world.ports) is EventStatus.IGNORED_UNKNOWN


@pytest.mark.parametrize("created", [None, 7, "soon", "", [], "0001-01-01T00:00:00+23:59"])
def test_a_thin_body_without_a_time_is_a_bad_request(world, created):
    payload = json.dumps({**THIN, "created": created}).encode()
    with pytest.raises(InvalidRequest):
        offered(world, payload, signature(payload, SECRETS["platform"], NOW))
    assert stored(world) == []


def test_an_event_of_the_other_mode_is_answered_and_not_kept(world):
    assert received(world, made_up("charge.updated", {"id": "ch_1"}, livemode=True)) is Receipt.WRONG_MODE
    assert stored(world) == []
    assert not world.queue.tasks


SHAPES = [
    {"id": None},
    {"id": 7},
    {"id": "evt/../users/me"},
    {"id": ""},
    {"type": None},
    {"created": None},
    {"created": "soon"},
    {"created": 10**20},
    {"livemode": "perhaps"},
    {"data": ["pi_1"]},
    {"data": {"object": "pi_1"}},
    {"data": {"object": {"id": {"id": "pi_1"}}}},
    {"data": {"object": {"id": 7}}},
    {"type": "half of a surrogate pair \ud800"},
    {"api_version": "\ud800"},
    {"data": {"object": {"id": "pi_\ud800"}}},
]


@pytest.mark.parametrize("fields", SHAPES, ids=str)
def test_a_signed_body_that_is_not_an_event_is_a_bad_request(world, fields):
    event = made_up("charge.updated", {"id": "ch_1"}, **fields)
    with pytest.raises(InvalidRequest):
        received(world, event)
    assert stored(world) == []


@pytest.mark.parametrize(
    "fields", [{"data": None}, {"data": []}, {"data": {}}, {"data": {"object": None}}, {"livemode": None}]
)
def test_a_signed_event_with_less_in_it_is_refused_or_stored_but_no_bug(world, fields):
    event = made_up("charge.updated", {"id": "ch_1"}, **fields)
    try:
        assert received(world, event) is Receipt.STORED
    except InvalidRequest:
        assert stored(world) == []


@pytest.mark.parametrize("name", ["description", "metadata"])
def test_half_a_surrogate_pair_in_what_is_not_read_refuses_no_event(world, name):
    """It may stand in a text that a buyer wrote at Stripe."""
    assert received(world, made_up("charge.updated", {"id": "ch_1", name: {"x": "\ud800"}})) is Receipt.STORED


_DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "payload",
    [b"", b"null", b"[]", b'"evt"', b"{}", b"7", b"{", b"\x00", _DEEP],
    ids=lambda payload: repr(payload[:6]),
)
def test_signed_nonsense_is_a_bad_request(world, payload):
    with pytest.raises(InvalidRequest):
        offered(world, payload, signature(payload, SECRETS["platform"], NOW))
