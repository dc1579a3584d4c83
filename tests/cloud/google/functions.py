"""Functions, and the Cloud Run services that they run on."""

from __future__ import annotations

import re

from tests.cloud.standin import NUMBER, Answer, Body, Cloud, Request, done, exists, missing

Match = re.Match[str]
_FUNCTIONS = "cloudfunctions.googleapis.com"
_RUN = "run.googleapis.com"
_LOCATION = r"projects/[^/]+/locations/[^/]+"
_FN = rf"{_LOCATION}/functions"


def _functions_v1(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"functions": []}


def _functions(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"{_FUNCTIONS}/{match['name']}")
    return 200, {"functions": [cloud.things[name] for name in names]}


def _upload_url(cloud: Cloud, request: Request, match: Match) -> Answer:
    number = cloud.next_number()
    source = {"bucket": "gcf-v2-uploads", "object": f"{number}.zip", "generation": "1"}
    return 200, {"uploadUrl": f"http://storage.googleapis.com/upload/{number}.zip", "storageSource": source}


def _upload(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {}


def deployed(name: str, body: Body) -> Body:
    """A function as Google describes it after *body* was deployed."""
    parent, _, function_id = name.rpartition("/functions/")
    service = f"{parent}/services/{function_id.lower()}"
    config = {
        **body.get("serviceConfig", {}),
        "service": service,
        "uri": f"https://{function_id.lower()}-x.a.run.app",
    }
    return {**body, "name": name, "state": "ACTIVE", "environment": "GEN_2", "serviceConfig": config,
            "url": f"https://us-central1-demo.cloudfunctions.net/{function_id}"}  # fmt: skip


def _create_function(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"{match['name']}/{request.query['functionId']}"
    if f"{_FUNCTIONS}/{name}" in cloud.things:
        return exists(name)
    return _put_function(cloud, name, request.body)


def _change_function(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_FUNCTIONS}/{match['name']}" not in cloud.things:
        return missing(match["name"])
    return _put_function(cloud, match["name"], request.body)


def _put_function(cloud: Cloud, name: str, body: Body) -> Answer:
    function = deployed(name, body)
    cloud.things[f"{_FUNCTIONS}/{name}"] = function
    cloud.things[f"{_RUN}/{function['serviceConfig']['service']}"] = {
        "name": function["serviceConfig"]["service"]
    }
    return done(name.replace("/", "-"), function)


def _delete_function(cloud: Cloud, request: Request, match: Match) -> Answer:
    if cloud.things.pop(f"{_FUNCTIONS}/{match['name']}", None) is None:
        return missing(match["name"])
    return done(match["name"].replace("/", "-"), {})


def _read_policy(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_RUN}/{match['name']}" not in cloud.things:
        return missing(match["name"])
    return 200, cloud.policies.get(f"{_RUN}/{match['name']}", {"etag": "ACAB", "bindings": []})


def _write_policy(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_RUN}/{match['name']}" not in cloud.things:
        return missing(match["name"])
    cloud.policies[f"{_RUN}/{match['name']}"] = {"etag": "ACAB", **request.body["policy"]}
    return 200, cloud.policies[f"{_RUN}/{match['name']}"]


def queue(cloud: Cloud, name: str, body: Body) -> Body:
    return {"state": "RUNNING", **body}


def job(cloud: Cloud, name: str, body: Body) -> Body:
    return {"state": "ENABLED", **body}


def sink(cloud: Cloud, name: str, body: Body) -> Body:
    return {
        **body,
        "writerIdentity": f"serviceAccount:service-{NUMBER}@gcp-sa-logging.iam.gserviceaccount.com",
    }


ROUTES = [
    ("GET", _FUNCTIONS, f"/v1/{_FN}", _functions_v1),
    ("GET", _FUNCTIONS, f"/v2/(?P<name>{_FN})", _functions),
    ("POST", _FUNCTIONS, f"/v2/{_FN}:generateUploadUrl", _upload_url),
    ("PUT", "storage.googleapis.com", "/upload/.*", _upload),
    ("POST", _FUNCTIONS, f"/v2/(?P<name>{_FN})", _create_function),
    ("PATCH", _FUNCTIONS, f"/v2/(?P<name>{_FN}/[^/:]+)", _change_function),
    ("DELETE", _FUNCTIONS, f"/v2/(?P<name>{_FN}/[^/:]+)", _delete_function),
    ("GET", _RUN, rf"/v[12]/(?P<name>{_LOCATION}/services/[^/:]+):getIamPolicy", _read_policy),
    ("POST", _RUN, rf"/v[12]/(?P<name>{_LOCATION}/services/[^/:]+):setIamPolicy", _write_policy),
    ("POST", "upload-firebasehosting.googleapis.com", "/upload/.*", _upload),
]  # fmt: skip
