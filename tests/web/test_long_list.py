"""A list longer than one read has sums and rows that miss nothing: other reads are begun for them, once."""

from __future__ import annotations

from tests.web.node import evaluate

WATCH = """(() => {
  const told = [], begun = [], ended = [], hear = {};
  const read = (name) => (take) => { begun.push(name); hear[name] = take; return () => ended.push(name); };
  const others = { owed: read('owed'), back: read('back') };
  const end = m.watchLong(read('newest'), others, (lists) => told.push(lists));
  const short = ([name, list]) => [name, list && [...list.found, list.isComplete]];
  const summed = () => told.map((one) => Object.fromEntries(Object.entries(one).map(short)));
  %s
  return { told: summed(), begun, ended };
})()"""


def watch(steps):
    return evaluate("long-list.js", WATCH % steps)


def test_while_the_newest_are_all_they_stand_for_the_others_and_nothing_more_is_read():
    seen = watch("hear.newest(['a'], true);")

    assert seen["told"] == [{"newest": ["a", True], "owed": ["a", True], "back": ["a", True]}]
    assert seen["begun"] == ["newest"]


def test_of_a_longer_list_the_others_are_unknown_until_they_are_read_for_themselves():
    seen = watch("hear.newest(['b'], false); hear.owed(['old'], true); hear.back(['c'], false);")

    assert seen["told"] == [
        {"newest": ["b", False], "owed": None, "back": None},
        {"newest": ["b", False], "owed": ["old", True], "back": None},
        {"newest": ["b", False], "owed": ["old", True], "back": ["c", False]},
    ]


def test_the_others_are_begun_once_and_all_reads_end_together():
    seen = watch("hear.newest(['a'], true); hear.newest(['b'], false); hear.newest(['c'], false); end();")

    assert seen["begun"] == ["newest", "owed", "back"]
    assert sorted(seen["ended"]) == ["back", "newest", "owed"]


def test_a_document_of_two_lists_is_merged_once_the_newest_first():
    a, b, c = "{ id: 'a', createdAt: 3 }", "{ id: 'b', createdAt: 2 }", "{ id: 'c', createdAt: 5 }"
    merged = evaluate("long-list.js", f"m.merged({{ found: [{a}, {b}] }}, {{ found: [{b}, {c}] }})")

    assert [one["id"] for one in merged] == ["c", "a", "b"]
