"""Different things never share a document, whatever their ids are joined to."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.ports.joined_ids import IdTaken, JoinedId
from pulse.ports.paths import is_id, is_segment
from pulse.ports.store import Document

IDS = st.one_of(
    st.text(alphabet="ab_|~", min_size=1, max_size=5),
    st.text(min_size=1, max_size=128),
    st.text(alphabet="a_", min_size=126, max_size=128),
).filter(is_id)
PAIRS = st.tuples(IDS, IDS)


def purchase(challenge_id, buyer_id, known=None):
    own = {"challengeId": challenge_id, "buyerId": buyer_id}
    return JoinedId("purchases", (challenge_id, buyer_id), own, known)


def create(found, one):
    place = one.place({where: found[where] for where in one.paths if where in found})
    if place.document is None:
        found[place.path] = Document(place.path, dict(one.own), 1)
    return place.path


@given(st.lists(PAIRS, min_size=2, max_size=6, unique=True))
@example([("a_b", "c"), ("a", "b_c")])
@example([("a", "b_c_d"), ("a_b", "c_d"), ("a_b_c", "d")])
def test_no_two_pairs_share_a_document_in_whatever_order_they_come(pairs):
    found: dict[str, Document] = {}

    first = [create(found, purchase(*pair)) for pair in pairs]
    again = [create(found, purchase(*pair)) for pair in reversed(pairs)]

    assert len(set(first)) == len(pairs)
    assert again == first[::-1]


@given(PAIRS)
def test_the_documented_id_is_used_while_it_is_free(pair):
    documented = "_".join(pair)

    assert create({}, purchase(*pair)) == f"purchases/{documented}" or not is_segment(documented)


def test_a_documented_id_that_firestore_reserves_is_not_used():
    assert create({}, purchase("__a", "b__")).startswith("purchases/__a_b__~")


def test_a_document_that_says_nothing_of_its_parts_is_not_ours():
    where = "purchases/a_b"
    found = {where: Document(where, {}, 1)}

    assert create(found, purchase("a", "b")).startswith("purchases/a_b~")


def test_a_document_stays_where_it_is_when_the_documented_id_becomes_free():
    found = {}
    create(found, purchase("a_b", "c"))
    ours = create(found, purchase("a", "b_c"))

    del found["purchases/a_b_c"]

    assert create(found, purchase("a", "b_c")) == ours


def test_an_id_that_was_chosen_before_comes_first():
    one = purchase("a", "b", known="of the first system")

    assert create({}, one) == "purchases/of the first system"
    assert len(one.paths) == 3


def test_two_ids_that_belong_to_others_are_refused():
    one = purchase("a", "b")
    found = {where: Document(where, {"challengeId": "x"}, 1) for where in one.paths}

    with pytest.raises(IdTaken):
        one.place(found)
