"""The local world's people: two administrators who sign in, and tokens that stay of use."""

from __future__ import annotations

import stat
from dataclasses import dataclass

from local import cli, seed
from local.people import ADMIN, ALL_PEOPLE, SECOND_ADMIN, Person
from local.places import Home
from pulse.settings import Settings


@dataclass
class SignIns:
    """Gives a token of its own for each sign-in."""

    count: int = 0

    def id_token(self, person: Person) -> str:
        self.count += 1
        return f"{person.uid} {self.count}"


def test_everybody_has_the_token_of_their_newest_sign_in_which_nobody_else_reads(tmp_path):
    home, auth = Home(tmp_path), SignIns()
    home.prepare()
    seed.write_tokens(auth, home)
    old = {one.name: one.read_text() for one in home.tokens.iterdir()}
    seed.write_tokens(auth, home)
    new = {one.name: one.read_text() for one in home.tokens.iterdir()}

    assert old.keys() == new.keys() == {person.uid for person in ALL_PEOPLE}
    assert [uid for uid, token in new.items() if token == old[uid]] == []
    assert {stat.S_IMODE(one.stat().st_mode) for one in home.tokens.iterdir()} == {0o600}


def test_a_token_is_new_before_an_administrators_sign_in_is_too_old():
    seconds_max = Settings.model_fields["admin_session_seconds"].default

    assert seconds_max > cli.TOKENS_RENEWED_SECONDS


def test_there_are_two_administrators_each_with_a_second_factor():
    administrators = [person for person in ALL_PEOPLE if person.claims.get("admin")]

    assert administrators == [ADMIN, SECOND_ADMIN]
    assert ADMIN.phone
    assert SECOND_ADMIN.phone not in {"", ADMIN.phone}
