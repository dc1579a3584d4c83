"""A rehearsal loads an export into an emulator, runs every command there, and changes nothing else."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from rich.console import Console

from local import firestore, rehearsal
from local.errors import CannotStart
from local.screen import Screen
from pulse.accounts import Role
from pulse.outside.firestore_store import FirestoreStore
from pulse.ports.store import Delete
from pulse.settings import Settings
from tests.backoffice.migration import first_system as first
from tests.indexes import IndexedStore
from tests.world import World

SOURCE = "demo-first-system"


def messy(world):
    """What the first system left: documents that fit, and one of each kind that does not."""
    world.emulator.set_balance("usd", 10**8)
    trainer = first.person(world, "tom", Role.CREATOR)
    winner = first.person(world, "wilma")
    first.sale(world, "tom", trainer)
    first.sale(world, "tom", trainer, ownerAmount=99_700)
    first.prize(world, "wilma", winner)
    first.prize(world, "wilma", challengeId="other")
    first.prize(world, "wilma", challengeId="third", stripeTransferId="tr_unknown")
    first.profile(world, "petra", winner={"stripeAccountId": first.account(world, "petra", Role.WINNER)})
    first.record(world, "broken", Role.WINNER, "acct_x", createdAt="soon")


@pytest.fixture
def screen():
    return Screen(Console(record=True, width=160))


def in_memory(world):
    return rehearsal.ports_of(world.store, world.stripe, Settings(project=rehearsal.PROJECT))


def test_a_rehearsal_runs_every_command_and_leaves_every_document_as_it_was(screen, capsys):
    world = World()
    messy(world)
    before = rehearsal.documents(world.store)
    at_stripe = world.stripe.list_transfers({})
    rehearsal.rehearse(in_memory(world), screen)
    assert rehearsal.documents(world.store) == before
    assert world.stripe.list_transfers({}) == at_stripe
    assert "The rehearsal holds: 11 documents are what they were." in screen.console.export_text()
    assert "Every sum is what it was" in capsys.readouterr().out


def test_a_rehearsal_can_send_nothing_to_stripe(screen):
    world = World()
    ports = in_memory(world)
    with pytest.raises(CannotStart, match="create_transfer is refused"):
        ports.stripe.create_transfer({}, idempotency_key="x")
    with pytest.raises(CannotStart, match="queues nothing"):
        ports.queue.enqueue("payprize", {})


def test_documents_that_the_undo_leaves_behind_end_the_rehearsal(screen):
    world = World()
    messy(world)

    class Forgetful:
        """Loses what would delete a document again."""

        def __getattr__(self, name):
            return getattr(world.store, name)

        def commit(self, writes):
            return world.store.commit([one for one in writes if not isinstance(one, Delete)])

    with pytest.raises(CannotStart, match="not what they were"):
        rehearsal.rehearse(replace(in_memory(world), store=Forgetful()), screen)


def test_a_document_that_the_undo_loses_ends_the_rehearsal(screen):
    world = World()
    messy(world)

    class Careless:
        """An undo that deletes what was there before."""

        def __getattr__(self, name):
            return getattr(world.store, name)

        def commit(self, writes):
            lost = next((one.path for one in writes if one.path == "winnerStripeConnect/wilma"), None)
            done = world.store.commit(writes)
            if lost and "state" not in world.store.get(lost).fields:
                world.store.commit([Delete(lost)])
            return done

    with pytest.raises(
        CannotStart, match=r"1 documents are not what they were: \['winnerStripeConnect/wilma'"
    ):
        rehearsal.rehearse(replace(in_memory(world), store=Careless()), screen)


def test_a_folder_without_an_export_is_refused(tmp_path, screen):
    with pytest.raises(CannotStart, match="must hold one file"), rehearsal.loaded(tmp_path):
        pass


def test_a_rehearsal_without_a_key_says_which_is_enough(tmp_path, screen, monkeypatch):
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)
    with pytest.raises(CannotStart, match="may only read"):
        rehearsal.run(tmp_path, screen)


@pytest.mark.emulators
def test_an_export_is_rehearsed_in_an_emulator(tmp_path, screen):
    from google.cloud import firestore as client  # noqa: PLC0415

    world = World()
    with firestore.running("export") as address:
        world.store = IndexedStore(FirestoreStore(client.Client(project=SOURCE), timeout_seconds=60))
        world.ports = replace(world.ports, store=world.store)
        messy(world)
        before = rehearsal.documents(world.store)
        answer = httpx.post(
            f"http://{address}/emulator/v1/projects/{SOURCE}:export",
            json={
                "database": f"projects/{SOURCE}/databases/(default)",
                "export_directory": str(tmp_path),
                "export_name": "firestore_export",
            },
            timeout=60,
        )
        answer.raise_for_status()
    with rehearsal.loaded(tmp_path) as store:
        assert rehearsal.documents(store) == before
        ports = rehearsal.ports_of(store, world.stripe, Settings(project=rehearsal.PROJECT))
        rehearsal.rehearse(ports, screen)
        assert rehearsal.documents(store) == before
    assert "The rehearsal holds: 11 documents" in screen.console.export_text()
