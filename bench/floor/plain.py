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
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore, tasks_v2
from google.cloud.firestore_v1 import FieldFilter
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksRestTransport

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
    queue().create_task(parent=PARENT, task=task_of(event.id))
    return https_fn.Response(json.dumps({"received": True}), mimetype="application/json")


PARENT = f"projects/{os.environ['GCLOUD_PROJECT']}/locations/us-central1/queues/handleevent"


def task_of(event_id: str) -> tasks_v2.Task:
    return tasks_v2.Task(
        http_request=tasks_v2.HttpRequest(
            http_method=tasks_v2.HttpMethod.POST,
            url="https://example.com/handleevent",
            headers={"Content-Type": "application/json"},
            body=json.dumps({"data": {"eventId": event_id}}).encode(),
            oidc_token=tasks_v2.OidcToken(
                service_account_email="a@example.com", audience="https://example.com"
            ),
        )
    )


clients: list[tasks_v2.CloudTasksClient] = []


def queue() -> tasks_v2.CloudTasksClient:
    if not clients:
        host = os.environ["CLOUD_TASKS_EMULATOR_HOST"]
        credentials = AnonymousCredentials()
        transport = CloudTasksRestTransport(host=host, url_scheme="http", credentials=credentials)
        clients.append(tasks_v2.CloudTasksClient(transport=transport))
    return clients[0]
