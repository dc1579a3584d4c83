"""Plain functions, as a tutorial writes them, with the clients and the bare calls of the product's own.

`api` is `get-winner-earnings` of a person without prizes: the token, the calls to Firestore one after the
other, the answer. `stripewebhook` verifies an event, creates its document and enqueues its task.
"""

from __future__ import annotations

import json
import os

import firebase_admin
import stripe
from firebase_admin import auth
from firebase_functions import https_fn
from google.cloud import firestore
from google.cloud.firestore_v1 import FieldFilter

from bench.floor.tasks import enqueue

WON = ("paid", "pending", "processing", "failed", "reversed")

firebase_admin.initialize_app(options={"projectId": os.environ["GCLOUD_PROJECT"]})
store = firestore.Client(project=os.environ["GCLOUD_PROJECT"])


@https_fn.on_request()
def api(request: https_fn.Request) -> https_fn.Response:
    token = request.headers["Authorization"].removeprefix("Bearer ")
    uid = auth.verify_id_token(token)["uid"]
    store.document(f"erasures/{uid}").get()
    list(store.get_all([store.document(f"winnerStripeConnect/{uid}")]))
    list(store.get_all([store.document(f"users/{uid}")], field_paths=["__name__"]))
    prizes = store.collection("prizeRecords").where(filter=FieldFilter("userId", "==", uid))
    newest = list(prizes.order_by("createdAt", direction="DESCENDING").limit(51).stream())
    paid = prizes.where(filter=FieldFilter("status", "in", ["paid"]))
    last = list(paid.order_by("paidAt", direction="DESCENDING").limit(1).stream())
    totals = [
        paid.where(filter=FieldFilter("currency", "==", "usd")).count().sum("winnerAmount").get(),
        prizes.where(filter=FieldFilter("status", "in", WON[1:4])).count().sum("winnerAmount").get(),
        prizes.where(filter=FieldFilter("status", "in", WON)).count().get(),
        prizes.where(filter=FieldFilter("status", "in", WON[:4])).count().get(),
    ]
    body = {"prizes": len(newest), "last": len(last), "totals": [row[0][0].value for row in totals]}
    return https_fn.Response(json.dumps(body), mimetype="application/json")


@https_fn.on_request()
def stripewebhook(request: https_fn.Request) -> https_fn.Response:
    secret = os.environ["STRIPE_WEBHOOK_SECRETS"]
    event = stripe.Webhook.construct_event(request.get_data(), request.headers["Stripe-Signature"], secret)
    store.document(f"stripeEvents/{event.id}").create({"type": event.type, "livemode": event.livemode})
    enqueue({"eventId": event.id})
    return https_fn.Response(json.dumps({"received": True}), mimetype="application/json")
