from pulse.backoffice.people.hold_person import (
    HoldPerson,
    PersonNotHeld,
    ReleasePerson,
    hold_person,
    read_person_hold,
    release_person,
)

__all__ = [
    "HoldPerson",
    "PersonNotHeld",
    "ReleasePerson",
    "hold_person",
    "read_person_hold",
    "release_person",
]
