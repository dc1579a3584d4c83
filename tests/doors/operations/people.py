"""What the tests expect of the operation that stops a person."""

from __future__ import annotations

from tests.doors.cast import ADMIN, TRAINER
from tests.doors.expected import POST, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import unless_administrator
from tests.e2e.js.scene import Scene


def hold_person(scene: Scene) -> May:
    person, admin = scene.person(), scene.administrator()
    held = {"userId": person.uid, "held": True}
    return May(
        admin,
        {"userId": person.uid, "reason": "a chargeback ring"},
        held,
        lambda _answer: {
            f"personHolds/{person.uid}": {**held, "by": admin.uid, "reason": "a chargeback ring"}
        },
    )


EXPECTED = {
    "hold-person": Expected(
        methods=POST,
        sample=lambda _story: Sample({"userId": TRAINER, "reason": "odd"}, ADMIN),
        may=hold_person,
        may_not=unless_administrator(lambda reached: {"userId": reached.owner.uid, "reason": "odd"}),
    ),
}
