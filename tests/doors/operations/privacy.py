"""What the tests expect of the operations on personal data."""

from __future__ import annotations

from tests.doors.cast import ADMIN, QUITTER, TRAINER
from tests.doors.expected import GET_OR_POST, POST, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import naming_another, naming_another_even_as_administrator, unless_administrator
from tests.e2e.js.scene import Scene


def erase_user(scene: Scene) -> May:
    admin, person = scene.administrator(), scene.person()
    entry = f"{scene.ended(scene.person(), person)}_{person.uid}"
    return May(
        admin,
        {"userId": person.uid, "reason": "asked by letter"},
        {"userId": person.uid, "status": "done"},
        lambda _answer: {
            f"users/{person.uid}": None,
            f"user-challenge/{entry}": {"username": "Former member"},
            f"erasures/{person.uid}": {"status": "done", "requestedBy": admin.uid},
        },
    )


def delete_my_data(scene: Scene) -> May:
    person = scene.person()
    entry = f"{scene.ended(scene.person(), person)}_{person.uid}"
    return May(
        person,
        {},
        {"userId": person.uid, "status": "done"},
        lambda _answer: {
            f"users/{person.uid}": None,
            f"user-challenge/{entry}": {"username": "Former member"},
            f"erasures/{person.uid}": {"status": "done", "requestedBy": person.uid},
        },
    )


def export_my_data(scene: Scene) -> May:
    sale = scene.sale()
    known = {
        "export.userId": sale.trainer.uid,
        "export.profile.email": sale.trainer.email,
        "export.challenges.0.id": sale.challenge_id,
        "export.sales.0.id": sale.payment_id,
        "export.purchases": [],
    }
    return May(sale.trainer, {}, known)


EXPECTED = {
    "erase-user": Expected(
        methods=POST,
        sample=lambda _story: Sample({"userId": QUITTER, "reason": "asked by letter"}, ADMIN),
        may=erase_user,
        may_not=unless_administrator(lambda reached: {"userId": reached.owner.uid, "reason": "a letter"}),
    ),
    "delete-my-data": Expected(
        methods=POST,
        sample=lambda _story: Sample({"userId": QUITTER}, QUITTER),
        may=delete_my_data,
        may_not=naming_another_even_as_administrator(),
    ),
    "export-my-data": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER}, TRAINER),
        may=export_my_data,
        may_not=naming_another(),
        secrets=frozenset(),
        stripe_calls_max=0,
    ),
}
