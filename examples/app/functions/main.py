"""An app that is there already: an API, a trigger and a schedule. Two of the names are ours as well."""
# ruff: noqa: INP001 - the folder is deployed as it is, and is no package

from __future__ import annotations

import logging

from firebase_functions import firestore_fn, https_fn, options, scheduler_fn

_LOG = logging.getLogger(__name__)
options.set_global_options(region="us-central1")


@https_fn.on_request()
def api(request: https_fn.Request) -> https_fn.Response:
    return https_fn.Response(f"workouts at {request.path}")


@firestore_fn.on_document_created(document="workouts/{id}")
def onworkoutcreated(event: firestore_fn.Event) -> None:
    _LOG.info("a workout: %s", event.document)


@scheduler_fn.on_schedule(schedule="every 24 hours")
def nightly(event: scheduler_fn.ScheduledEvent) -> None:
    _LOG.info("a night: %s", event.schedule_time)
