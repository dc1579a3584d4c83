"""What the story uses: the app of each person, the customer's card at Stripe, and the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import stripe
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from local.endpoints import Endpoints
from local.people import ALL_PEOPLE, Person
from local.story.caller import Caller
from local.stripe_side import StripeSide

Document = Mapping[str, Any]


@dataclass
class Stage:
    where: Endpoints
    store: firestore.Client
    stripe: stripe.StripeClient
    apps: dict[str, Caller]
    """By uid."""
    ids: dict[str, str] = field(default_factory=dict)
    """What earlier steps created and later steps need, for example the id of the PaymentIntent."""

    @classmethod
    def of(cls, where: Endpoints, side: StripeSide) -> Stage:
        """Signs in every person. Needs `FIRESTORE_EMULATOR_HOST`."""
        return cls(
            where=where,
            store=firestore.Client(project=where.project, credentials=AnonymousCredentials()),  # type: ignore[no-untyped-call]
            stripe=stripe.StripeClient(side.secret_key, base_addresses={"api": where.stripe}),
            apps={person.uid: Caller.of(where, person) for person in ALL_PEOPLE},
        )

    def signs_in_anew(self, person: Person) -> Caller:
        """For acts that ask for a recent sign-in: the story may have begun long ago on a slow machine."""
        return Caller.of(self.where, person)

    def document(self, path: str) -> Document:
        """Empty if there is none."""
        return self.store.document(path).get().to_dict() or {}

    def find(self, collection: str, **fields: Any) -> list[Document]:
        """Every document with these values. A name with `__` reaches into a map: `data__object`."""
        query: Any = self.store.collection(collection)
        for name, value in fields.items():
            query = query.where(filter=FieldFilter(name.replace("__", "."), "==", value))
        return [{**found.to_dict(), "_id": found.id} for found in query.stream()]

    def prize_record(self, uid: str) -> Document:
        """The person's only record; empty if there is none."""
        return next(iter(self.find("prizeRecords", userId=uid)), {})
