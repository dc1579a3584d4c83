"""The documents of strangers in the local world harm nobody, and are named where they promise prizes."""

from datetime import UTC, datetime

import pytest

from local import hostile, seed
from pulse.documents import Challenge
from pulse.documents.misfit import DocumentMisfit
from pulse.ports import Document
from pulse.ports.store import Create
from pulse.prizes import AwardPrizes, award_prizes
from tests.world import World

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_strangers_write_no_document_of_the_story():
    strange, ours = hostile.documents(NOW), seed.documents(NOW)
    assert set(strange) & set(ours) == set()
    challenges = [path.partition("/")[2] for path in ours if path.startswith("challenges/")]
    assert not [one for one in strange.values() if one.get("challengeId") in challenges]


@pytest.mark.parametrize("name", ["odd_amount", "odd_flag", "odd_end", "odd_entry"])
def test_what_promises_prizes_and_cannot_be_read_is_named_and_pays_nobody(name):
    world = World()
    world.store.commit(_creations())
    with pytest.raises(DocumentMisfit):
        award_prizes(AwardPrizes(name, "system:test"), ports=world.ports)
    assert [(one.cause, one.subject) for one in world.alerts.raised] == [
        ("award.stopped", f"challenges/{name}")
    ]
    assert world.store.get(f"awards/{name}") is None


def test_what_promises_nothing_is_nobodys_matter():
    path = "challenges/!noise~1"
    assert Challenge.of(Document(path, hostile.documents(NOW)[path], None)).promises_nothing


def _creations():
    return [Create(path, fields) for path, fields in hostile.documents(NOW).items()]
