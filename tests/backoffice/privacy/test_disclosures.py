"""Whoever is shown another person's data is named in the audit trail, each time."""

from __future__ import annotations

from pulse.backoffice.checks.audit_trail import verify_all
from pulse.backoffice.privacy import record_disclosure
from pulse.ports.store import Query


def test_each_time_is_a_row_of_one_whole_chain(world):
    for operation in ("get-earnings", "export-my-data"):
        record_disclosure("ada", operation, actor="bob", ports=world.ports)

    rows = world.store.query(Query("auditLog", where=[("subject", "==", "disclosures/ada")]))
    told = [(row.fields["number"], row.fields["act"], row.fields["actor"]) for row in rows]
    assert sorted(told) == [(1, "data.disclosed", "bob"), (2, "data.disclosed", "bob")]
    assert {row.fields["reason"] for row in rows} == {"get-earnings", "export-my-data"}
    assert world.store.get("disclosures/ada").fields["count"] == 2
    assert verify_all(store=world.store) == []
