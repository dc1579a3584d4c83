"""A plain function that makes the calls which an operation made, one after another, and answers as it did.

`bench.calls` and `bench.answer` of the request's environment say which (`bench.floor.world` has heard them).
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import parse_qsl

import firebase_admin
import flask
import stripe
from firebase_admin import auth
from google.cloud import firestore
from google.cloud.firestore_v1 import FieldFilter

from bench.floor.tasks import enqueue
from pulse.ports.store import DELETE_FIELD, Create, Delete, Merge, Query, Update, Write

APP = firebase_admin.initialize_app(options={"projectId": os.environ["GCLOUD_PROJECT"]}, name="bare")
store = firestore.Client(project=os.environ["GCLOUD_PROJECT"])
sdk = stripe.StripeClient(
    os.environ["STRIPE_SECRET_KEY"], base_addresses={"api": os.environ["STRIPE_API_BASE"]}
)


def bare(request: flask.Request) -> flask.Response:
    auth.verify_id_token(request.headers["Authorization"].removeprefix("Bearer "), app=APP)
    for whom, *asked in request.environ["bench.calls"]:
        _MAKE[whom](*asked)
    return flask.Response(json.dumps(request.environ["bench.answer"]), mimetype="application/json")


def _ask_store(what: str, *asked: Any) -> None:
    match what, asked:
        case "get_all", [[path], masks]:
            store.document(path).get(_mask(masks)).to_dict()
        case "get_all", [paths, masks]:
            for found in store.get_all([store.document(path) for path in paths], _mask(masks)):
                found.to_dict()
        case "query", [query]:
            for found in _built(query).stream():
                found.to_dict()
        case "totals", [query, sums]:
            counted = _built(query).count()
            for number, name in enumerate(sums):
                counted = counted.sum(name, alias=f"sum{number}")
            counted.get()
        case "commit", [writes]:
            batch = store.batch()
            for write in writes:
                _add(batch, write)
            batch.commit()


def _mask(masks: Any) -> Any:
    return next(iter(masks.values())) if masks else None


def _built(query: Query) -> Any:
    built: Any = (store.collection_group if query.group else store.collection)(query.collection)
    for field, operator, value in query.where:
        built = built.where(filter=FieldFilter(field, operator, value))
    for field, direction in query.order_by:
        built = built.order_by(field, direction="DESCENDING" if direction == "desc" else "ASCENDING")
    if query.fields is not None:
        built = built.select(query.fields)
    return built if query.limit is None else built.limit(query.limit)


def _add(batch: Any, write: Write) -> None:
    """What only requires another document unchanged has no name in the client, and is left out."""
    document = store.document(write.path)
    match write:
        case Create():
            batch.create(document, write.fields)
        case Update():
            batch.update(document, _deleted(write.fields))
        case Merge():
            batch.set(document, _deleted(write.fields), merge=True)
        case Delete():
            batch.delete(document)


def _deleted(fields: Any) -> dict[str, Any]:
    return {
        name: firestore.DELETE_FIELD if value is DELETE_FIELD else value for name, value in fields.items()
    }


def _ask_stripe(method: str, path: str, headers: Any, body: str) -> None:
    lowered = {name.lower(): value for name, value in headers.items()}
    options = {
        "idempotency_key": lowered.get("idempotency-key"),
        "stripe_account": lowered.get("stripe-account"),
    }
    in_json = lowered.get("content-type", "").startswith("application/json")
    fields = json.loads(body) if in_json and body else dict(parse_qsl(body))
    options = {name: value for name, value in options.items() if value}
    sdk.deserialize(sdk.raw_request(method.lower(), path, **fields, **options), api_mode="V1")


def _ask_people(asked: Any) -> None:
    auth.get_users([auth.UidIdentifier(one) for one in asked.get("localId", [])], app=APP)


_MAKE = {"store": _ask_store, "stripe": _ask_stripe, "tasks": enqueue, "people": _ask_people}
