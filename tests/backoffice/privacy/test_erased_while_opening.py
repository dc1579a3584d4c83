"""A person opens an account and is erased at the same moment: nothing is left, whichever step comes first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from pulse.accounts import (
    AccountCreationRefused,
    OpenAccount,
    Role,
    UserNotFound,
    account_path,
    apply_account,
    open_account,
)
from pulse.backoffice.checks.audit_trail import verify_all
from pulse.backoffice.privacy.erase import EraseUser, ErasureStatus, erase_user
from pulse.errors import OutcomeUnknown, StoreUnavailable, StripeUnavailable
from pulse.ports.store import Query, Update
from tests.backoffice.privacy.scene import WINNER, person
from tests.backoffice.privacy.test_erase import left
from tests.world import TEST_SETTINGS, World


class Killed(Exception):
    """The worker is gone: nobody catches this."""


class Between:
    """A port that calls *act* once, right before or right after its call number *number*."""

    def __init__(self, port, number, act, *, after, names):
        self._port, self._number, self._act, self._after, self._names = port, number, act, after, names
        self.calls = 0

    def __getattr__(self, name):
        call = getattr(self._port, name)
        return (lambda *given, **named: self._around(call, given, named)) if name in self._names else call

    @property
    def was_there(self):
        return self.calls >= self._number

    def _around(self, call, given, named):
        self.calls += 1
        here = self.calls == self._number
        if here and not self._after:
            self._act()
        answer = call(*given, **named)
        if here and self._after:
            self._act()
        return answer


COMMITS = ("commit",)
CREATION = ("create_account", "create_account_v2")
AT_EACH_COMMIT = pytest.mark.parametrize(
    ("number", "after"), [(number, after) for number in (1, 2, 3) for after in (False, True)]
)
"""Of the opening: reserved, recorded, link stored. Of the erasure: begun, profile deleted, done."""


@pytest.fixture(params=["v1", "v2"])
def world(request):
    """A profile that already shows what a reservation would show: the reservation alone is committed."""
    world = World(TEST_SETTINGS.model_copy(update={"stripe_accounts": request.param}))
    person(world, WINNER)
    shown = {"onboardingStatus": "notStarted", "onboardingPayoutState": "notStarted"}
    world.store.commit([Update(f"users/{WINNER}", {"winner": shown})])
    return world


def opens(world, ports=None):
    """Past the door, which asked before the erasure began."""
    try:
        open_account(OpenAccount(WINNER, Role.WINNER, WINNER), ports=ports or world.ports)
    except (UserNotFound, AccountCreationRefused, OutcomeUnknown) as refused:
        return refused
    return None


def erases(world, ports=None):
    return erase_user(EraseUser(user_id=WINNER, actor=WINNER, reason="asked"), ports=ports or world.ports)


def at_stripe(world):
    """The ids of the person's accounts there."""
    listed = world.sdk.v1.accounts.list({"limit": 100}).data
    return [one.id for one in listed if one.metadata.to_dict().get("user_id") == WINNER]


def events_arrive(world):
    for account_id in at_stripe(world):
        apply_account(account_id, ports=world.ports)


def nothing_is_left(world):
    """Of the person no word, of their account the ids, and of one that nobody will use an alert."""
    assert erases(world).status is ErasureStatus.DONE
    events_arrive(world)
    assert left(world) == []
    assert world.store.get(f"users/{WINNER}") is None
    stored = world.store.get(account_path(Role.WINNER, WINNER))
    accounts = at_stripe(world)
    assert len(accounts) <= 1
    owners = [document.id for document in world.store.query(Query("stripeAccounts"))]
    assert owners == accounts
    if stored is not None:
        assert stored.fields.get("email") is None
        assert stored.fields["creation"]["params"] == {}
        assert stored.fields["erasedAt"] is not None
        assert [stored.fields.get("stripeAccountId")] == (accounts or [None])
    assert verify_all(store=world.store) == []
    assert isinstance(opens(world), UserNotFound)
    assert at_stripe(world) == accounts


@AT_EACH_COMMIT
def test_erased_at_each_commit_of_the_opening(world, number, after):
    store = Between(world.store, number, lambda: erases(world), after=after, names=COMMITS)

    opens(world, replace(world.ports, store=store))

    assert store.was_there
    assert left(world) == []
    assert world.store.get(f"users/{WINNER}") is None
    nothing_is_left(world)


@AT_EACH_COMMIT
def test_opened_at_each_commit_of_the_erasure(world, number, after):
    store = Between(world.store, number, lambda: opens(world), after=after, names=COMMITS)

    erases(world, replace(world.ports, store=store))

    assert store.was_there
    assert left(world) == []
    assert world.store.get(f"users/{WINNER}") is None
    nothing_is_left(world)


@pytest.mark.parametrize("after", [False, True])
def test_erased_while_stripe_opens_it_operators_are_told_to_reject_it(world, after):
    stripe = Between(world.stripe, 1, lambda: erases(world), after=after, names=CREATION)

    assert isinstance(opens(world, replace(world.ports, stripe=stripe)), UserNotFound)

    (account_id,) = at_stripe(world)
    (alert,) = [one for one in world.alerts.raised if one.cause == "account.orphaned"]
    assert alert.facts == {"stripe_account_id": account_id}
    nothing_is_left(world)


@pytest.mark.parametrize("after", [False, True])
def test_erased_while_stripe_opens_it_and_the_worker_dies_the_first_event_tells_it(world, after):
    def dies():
        erases(world)
        if after:
            raise Killed

    stripe = Between(world.stripe, 1, dies, after=after, names=CREATION)
    lost = replace(world.ports, stripe=stripe)
    if after:
        with pytest.raises(Killed):
            opens(world, lost)
        events_arrive(world)
    else:
        opens(world, lost)

    assert world.alerts.causes().count("account.orphaned") == 1
    nothing_is_left(world)


def dies():
    raise Killed


@AT_EACH_COMMIT
def test_an_opening_that_dies_at_any_commit_leaves_nothing_that_an_erasure_does_not_end(world, number, after):
    store = Between(world.store, number, dies, after=after, names=COMMITS)
    with suppress(Killed):
        opens(world, replace(world.ports, store=store))
    nothing_is_left(world)


@AT_EACH_COMMIT
@pytest.mark.parametrize("dies_at", [1, 2])
def test_an_opening_that_dies_within_an_erasure_leaves_nothing(world, number, after, dies_at):
    def opens_and_dies():
        store = Between(world.store, dies_at, dies, after=True, names=COMMITS)
        with suppress(Killed):
            opens(world, replace(world.ports, store=store))

    store = Between(world.store, number, opens_and_dies, after=after, names=COMMITS)

    erases(world, replace(world.ports, store=store))

    assert left(world) == []
    nothing_is_left(world)


def test_once_the_record_is_marked_nothing_is_opened_although_the_profile_is_still_there(world):
    with suppress(Killed):
        opens(world, replace(world.ports, store=Between(world.store, 1, dies, after=True, names=COMMITS)))
    refused = []
    store = Between(world.store, 2, lambda: refused.append(opens(world)), after=True, names=COMMITS)

    erases(world, replace(world.ports, store=store))

    assert [type(one) for one in refused] == [UserNotFound]
    assert at_stripe(world) == []
    nothing_is_left(world)


@AT_EACH_COMMIT
def test_an_erasure_that_dies_at_any_commit_beside_an_opening_is_finished_by_the_next(world, number, after):
    store = Between(world.store, number, dies, after=after, names=COMMITS)
    with suppress(Killed):
        erases(world, replace(world.ports, store=store))
    opens(world)  # its call had passed the door before
    nothing_is_left(world)


@pytest.mark.parametrize("error", [StripeUnavailable("no answer"), StoreUnavailable("no answer")])
def test_erased_while_stripe_or_the_store_is_silent(world, error):
    def silent():
        erases(world)
        raise error

    stripe = Between(world.stripe, 1, silent, after=True, names=CREATION)
    assert opens(world, replace(world.ports, stripe=stripe)) is error
    nothing_is_left(world)


def test_stripes_later_news_bring_no_bank_account_back():
    world = World(
        TEST_SETTINGS.model_copy(update={"fingerprint_checks": "always", "bank_change_wait_seconds": 1})
    )
    person(world, WINNER)
    opens(world)
    (account_id,) = at_stripe(world)
    world.emulator.complete_onboarding(account_id, "active")
    known = apply_account(account_id, ports=world.ports)
    assert known.bank_fingerprints
    assert known.bank_mark

    erases(world)
    after = apply_account(account_id, ports=world.ports)

    assert (after.bank_fingerprints, after.bank_mark, after.state) == ((), None, known.state)
    nothing_is_left(world)
