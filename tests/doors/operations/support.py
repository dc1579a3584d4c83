"""What the tests expect of the operations by which staff find records."""

from __future__ import annotations

from tests.doors.cast import ADMIN
from tests.doors.expected import GET_OR_POST, POST, SLACK, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import Attempts, MayNot
from tests.e2e.js.scene import Scene


def find(scene: Scene) -> May:
    sale, admin = scene.sale(), scene.administrator()
    found = {
        "matches.0.kind": "payment",
        "matches.0.id": sale.payment_id,
        "matches.0.userId": sale.buyer.uid,
        "matches.0.status": "completed",
        "matches.0.amount": 10_000,
    }
    return May(
        admin,
        {"query": sale.payment_id},
        found,
        lambda _answer: {f"disclosures/{sale.buyer.uid}": {"operation": "find", "shownTo": admin.uid}},
    )


def unless_staff(**fields: str) -> Attempts:
    """Support without a second factor is refused as well."""
    return lambda reached: [
        MayNot(reached.other, fields),
        MayNot(reached.owner, fields),
        MayNot(reached.support, fields, "second_factor_required"),
    ]


def list_work(scene: Scene) -> May:
    """Of one kind, of which no page of older work stands before it."""
    administrator = scene.administrator()
    scene.does(
        administrator,
        "requestApproval",
        act="pay-prize",
        subjectId=scene.prize(scene.person()),
        reason="known",
    )
    return May(administrator, {"kind": "approval"}, {"items.0.kind": "approval"})


EXPECTED = {
    "find": Expected(
        methods=POST,
        sample=lambda story: Sample({"query": story.paid}, ADMIN),
        may=find,
        may_not=unless_staff(query="trainer_1"),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
    "list-work": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({}, ADMIN),
        may=list_work,
        may_not=unless_staff(),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
}
