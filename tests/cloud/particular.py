"""What of Google's APIs is like no other: tokens, projects, functions, services, indexes, fields, secrets,
pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from tests.cloud.standin import NUMBER, Answer, Body, Cloud, Request, done, error, exists, missing

Match = re.Match[str]
_FUNCTIONS, _RUN = "cloudfunctions.googleapis.com", "run.googleapis.com"
_FIRESTORE, _SECRETS = "firestore.googleapis.com", "secretmanager.googleapis.com"
_RULES, _HOSTING = "firebaserules.googleapis.com", "firebasehosting.googleapis.com"
_IAM, _LOGGING = "iam.googleapis.com", "logging.googleapis.com"
_IDENTITY, _APP_CHECK = "identitytoolkit.googleapis.com", "firebaseappcheck.googleapis.com"


def _token(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"access_token": "token", "expires_in": 3600, "scope": "x", "token_type": "Bearer"}


def _project(cloud: Cloud, request: Request, match: Match) -> Answer:
    project = match["project"]
    return 200, {"projectId": project, "projectNumber": NUMBER, "lifecycleState": "ACTIVE"}


def _firebase_project(cloud: Cloud, request: Request, match: Match) -> Answer:
    site = {"hostingSite": match["project"]}
    return 200, {"projectId": match["project"], "projectNumber": NUMBER, "resources": site, "state": "ACTIVE"}


def _admin_config(cloud: Cloud, request: Request, match: Match) -> Answer:
    project = match["project"]
    return 200, {"projectId": project, "storageBucket": f"{project}.firebasestorage.app"}


def _compute_project(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"defaultServiceAccount": f"{NUMBER}-compute@developer.gserviceaccount.com"}


def _billing(cloud: Cloud, request: Request, match: Match) -> Answer:
    account = {"billingAccountName": "billingAccounts/000000-000000-000000"} if cloud.billing else {}
    return 200, {"billingEnabled": cloud.billing, **account}


def _api(cloud: Cloud, request: Request, match: Match) -> Answer:
    state = "ENABLED" if match["api"] in cloud.apis else "DISABLED"
    return 200, {"name": f"projects/{NUMBER}/services/{match['api']}", "state": state}


def _apis(cloud: Cloud, request: Request, match: Match) -> Answer:
    services = [{"config": {"name": name}, "state": "ENABLED"} for name in sorted(cloud.apis)]
    return 200, {"services": services}


def _enable(cloud: Cloud, request: Request, match: Match) -> Answer:
    """Google refuses most APIs without a billing account."""
    if not cloud.billing:
        message = f"Billing account for project '{NUMBER}' is not found."
        return 400, error(400, message, "FAILED_PRECONDITION")
    cloud.apis.add(match["api"])
    return done(f"enable-{match['api']}", {"service": {"state": "ENABLED"}})


def _enable_many(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = request.body["serviceIds"]
    if len(names) > 20:
        return 400, error(400, "A maximum of 20 services can be enabled at once.", "INVALID_ARGUMENT")
    if not cloud.billing:
        message = f"Billing account for project '{NUMBER}' is not found."
        return 400, error(400, message, "FAILED_PRECONDITION")
    cloud.apis.update(names)
    return done("enable-many", {})


def _identity(cloud: Cloud, request: Request, match: Match) -> Answer:
    return done(f"identity-{match['api']}", {"email": f"service-{NUMBER}@{match['api']}"})


def _operation(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.operations.get(match["operation"])
    return (200, found) if found else missing(match["operation"])


def _nothing(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {}


def _default_bucket(cloud: Cloud, request: Request, match: Match) -> Answer:
    return missing("defaultBucket")


# ---- Functions, and the Cloud Run services they run on


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


# ---- Firestore


def _indexes(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_FIRESTORE}/{match['db']}" not in cloud.things:
        return missing(match["db"])
    names = cloud.named(f"{_FIRESTORE}/{match['db']}/collectionGroups/-/indexes")
    return 200, {"indexes": [cloud.things[name] for name in names]}


def _create_index(cloud: Cloud, request: Request, match: Match) -> Answer:
    same = [
        cloud.things[name]
        for name in cloud.named(f"{_FIRESTORE}/{match['name']}")
        if _shape(cloud.things[name]) == _shape(request.body)
    ]
    if same:
        return exists("index")
    name = f"{match['name']}/index{cloud.next_number()}"
    fields = [
        *request.body["fields"],
        {"fieldPath": "__name__", "order": _last_order(request.body["fields"])},
    ]
    cloud.things[f"{_FIRESTORE}/{name}"] = {
        "name": name, "queryScope": request.body["queryScope"], "fields": fields, "state": "READY",
    }  # fmt: skip
    return done(name.replace("/", "-"), {"name": name})


def _last_order(fields: list[Body]) -> str:
    return next((field["order"] for field in reversed(fields) if "order" in field), "ASCENDING")


def _shape(index: Body) -> tuple[Any, ...]:
    fields = [field for field in index["fields"] if field["fieldPath"] != "__name__"]
    return index["queryScope"], tuple(tuple(sorted(field.items())) for field in fields)


def _delete_index(cloud: Cloud, request: Request, match: Match) -> Answer:
    if cloud.things.pop(f"{_FIRESTORE}/{match['name']}", None) is None:
        return missing(match["name"])
    return 200, {}


def _fields(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"{_FIRESTORE}/{match['db']}/collectionGroups/-/fields")
    return 200, {"fields": [cloud.things[name] for name in names]}


def _change_field(cloud: Cloud, request: Request, match: Match) -> Answer:
    """An empty body takes the override away: that is how the CLI deletes one."""
    key = f"{_FIRESTORE}/{match['name']}"
    if not request.body:
        cloud.things.pop(key, None)
        return done(match["name"].replace("/", "-"), {})
    made = {**cloud.things.get(key, {}), **request.body, "name": match["name"]}
    if "ttlConfig" in made:
        made["ttlConfig"] = {"state": "ACTIVE"}
    cloud.things[key] = made
    return done(match["name"].replace("/", "-"), made)


# ---- Rules


def _test_rules(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"issues": []}


def _releases(cloud: Cloud, request: Request, match: Match) -> Answer:
    start = f"{_RULES}/projects/{match['project']}/releases/"
    return 200, {
        "releases": [thing for name, thing in sorted(cloud.things.items()) if name.startswith(start)]
    }


def _create_release(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = request.body["name"]
    if f"{_RULES}/{name}" in cloud.things:
        return exists(name)
    cloud.things[f"{_RULES}/{name}"] = dict(request.body)
    return 200, request.body


def _change_release(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = match["name"]
    if f"{_RULES}/{name}" not in cloud.things:
        return missing(name)
    cloud.things[f"{_RULES}/{name}"] = dict(request.body.get("release", request.body))
    return 200, cloud.things[f"{_RULES}/{name}"]


def _release(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_RULES}/{match['name']}")
    return (200, found) if found else missing(match["name"])


# ---- Pages


def _create_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"{match['name']}/versions/v{cloud.next_number()}"
    cloud.things[f"{_HOSTING}/{name}"] = {**request.body, "name": name, "status": "CREATED"}
    return 200, cloud.things[f"{_HOSTING}/{name}"]


def _populate(cloud: Cloud, request: Request, match: Match) -> Answer:
    wanted = sorted(set(request.body.get("files", {}).values()))
    url = f"http://upload-firebasehosting.googleapis.com/upload/{match['name']}/files"
    return 200, {"uploadRequiredHashes": wanted, "uploadUrl": url}


def _change_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_HOSTING}/{match['name']}")
    if found is None:
        return missing(match["name"])
    found.update(request.body)
    return 200, found


def _release_site(cloud: Cloud, request: Request, match: Match) -> Answer:
    name = f"{match['name']}/releases/r{cloud.next_number()}"
    version = {"name": request.query.get("versionName", "")}
    cloud.things[f"{_HOSTING}/{name}"] = {"name": name, "version": version, "type": "DEPLOY"}
    return 200, cloud.things[f"{_HOSTING}/{name}"]


def _site_releases(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"{_HOSTING}/{match['name']}/releases")
    return 200, {"releases": [cloud.things[name] for name in names]}


def _domains(cloud: Cloud, request: Request, match: Match) -> Answer:
    return 200, {"domains": []}


# ---- Secrets


def _add_version(cloud: Cloud, request: Request, match: Match) -> Answer:
    if f"{_SECRETS}/{match['name']}" not in cloud.things:
        return missing(match["name"])
    number = len(cloud.named(f"{_SECRETS}/{match['name']}/versions")) + 1
    name = f"{match['name']}/versions/{number}"
    cloud.things[f"{_SECRETS}/{name}"] = {
        "name": name,
        "state": "ENABLED",
        "payload": request.body["payload"],
    }
    return 200, _shown(cloud.things[f"{_SECRETS}/{name}"])


def _shown(version: Body) -> Body:
    return {"name": version["name"].replace("demo-pulse", NUMBER), "state": version["state"]}


def _latest(cloud: Cloud, match: Match) -> Body | None:
    names = cloud.named(f"{_SECRETS}/{match['name']}/versions")
    if match["version"] == "latest":
        newest = max(names, key=lambda name: int(name.rsplit("/", 1)[-1]), default=None)
        return cloud.things[newest] if newest else None
    return cloud.things.get(f"{_SECRETS}/{match['name']}/versions/{match['version']}")


def _version(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = _latest(cloud, match)
    return (200, _shown(found)) if found else missing(f"{match['name']}/versions/{match['version']}")


def _access(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = _latest(cloud, match)
    if found is None:
        return missing(f"{match['name']}/versions/{match['version']}")
    return 200, {"name": found["name"], "payload": found["payload"]}


# ---- Accounts, logs, sign-in, App Check


def _service_account(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_IAM}/{match['name']}")
    return (200, found) if found else missing(match["name"])


def _create_account(cloud: Cloud, request: Request, match: Match) -> Answer:
    project = match["name"].split("/")[1]
    email = f"{request.body['accountId']}@{project}.iam.gserviceaccount.com"
    name = f"{match['name']}/{email}"
    if f"{_IAM}/{name}" in cloud.things:
        return exists(name)
    cloud.things[f"{_IAM}/{name}"] = {**request.body.get("serviceAccount", {}), "name": name, "email": email}
    return 200, cloud.things[f"{_IAM}/{name}"]


def _metric_key(name: str) -> str:
    return f"{_LOGGING}/metric:{unquote(name)}"


def _metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(_metric_key(match["metric"]))
    return (200, found) if found else missing(match["metric"])


def _metrics(cloud: Cloud, request: Request, match: Match) -> Answer:
    start = f"{_LOGGING}/metric:"
    return 200, {"metrics": [thing for name, thing in sorted(cloud.things.items()) if name.startswith(start)]}


def _create_metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    key = _metric_key(request.body["name"])
    if key in cloud.things:
        return exists(request.body["name"])
    cloud.things[key] = dict(request.body)
    return 200, request.body


def _put_metric(cloud: Cloud, request: Request, match: Match) -> Answer:
    cloud.things[_metric_key(match["metric"])] = dict(request.body)
    return 200, request.body


def _kept(host: str, default: Body) -> Any:
    """A configuration that is always there, and changed by PATCH."""

    def read(cloud: Cloud, request: Request, match: Match) -> Answer:
        return 200, cloud.things.get(f"{host}/{match['name']}", {**default, "name": match["name"]})

    def write(cloud: Cloud, request: Request, match: Match) -> Answer:
        before = cloud.things.get(f"{host}/{match['name']}", {**default, "name": match["name"]})
        cloud.things[f"{host}/{match['name']}"] = {**before, **request.body}
        return 200, cloud.things[f"{host}/{match['name']}"]

    return read, write


_sign_in_read, _sign_in_write = _kept(
    _IDENTITY, {"mfa": {"state": "DISABLED"}, "signIn": {"email": {"enabled": True}}}
)


def _web_apps(cloud: Cloud, request: Request, match: Match) -> Answer:
    names = cloud.named(f"firebase.googleapis.com/projects/{match['project']}/{match['kind']}")
    return 200, {"apps": [cloud.things[name] for name in names]}


def _app_check(cloud: Cloud, request: Request, match: Match) -> Answer:
    found = cloud.things.get(f"{_APP_CHECK}/{match['name']}")
    return (200, found) if found else missing(match["name"])


def _people(cloud: Cloud, request: Request, match: Match) -> Answer:
    people = [thing for name, thing in sorted(cloud.things.items()) if name.startswith(f"{_IDENTITY}/users/")]
    return 200, {"users": people}


_P = r"projects/(?P<project>[^/:]+)"
_LOCATION = r"projects/[^/]+/locations/[^/]+"
_DB = r"projects/[^/]+/databases/[^/]+"
_FN, _GROUP = rf"{_LOCATION}/functions", rf"{_DB}/collectionGroups/[^/]+"
_SECRET = r"(?P<name>projects/[^/]+/secrets/[^/]+)"
_SITE = r"(?P<name>projects/[^/]+/sites/[^/]+)"
_VERSION = r"(?P<name>projects/[^/]+/sites/[^/]+/versions/[^/:]+)"

ROUTES = [
    ("POST", "www.googleapis.com", "/oauth2/v3/token", _token),
    ("GET", "cloudresourcemanager.googleapis.com", f"/v[13]/{_P}", _project),
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}", _firebase_project),
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}/adminSdkConfig", _admin_config),
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}/(?P<kind>webApps|iosApps|androidApps)", _web_apps),
    ("GET", "firebasestorage.googleapis.com", f"/v1alpha/{_P}/defaultBucket", _default_bucket),
    ("GET", "compute.googleapis.com", f"/compute/v1/{_P}", _compute_project),
    ("GET", "cloudbilling.googleapis.com", f"/v1/{_P}/billingInfo", _billing),
    ("GET", "serviceusage.googleapis.com", f"/v1/{_P}/services", _apis),
    ("GET", "serviceusage.googleapis.com", f"/v1/{_P}/services/(?P<api>[^/:]+)", _api),
    ("POST", "serviceusage.googleapis.com", f"/v1/{_P}/services/(?P<api>[^/:]+):enable", _enable),
    ("POST", "serviceusage.googleapis.com", f"/v1/{_P}/services:batchEnable", _enable_many),
    ("POST", "serviceusage.googleapis.com",
     f"/v1beta1/{_P}/services/(?P<api>[^/:]+):generateServiceIdentity", _identity),
    ("GET", "runtimeconfig.googleapis.com", f"/v1beta1/{_P}/configs", _nothing),
    *(("GET", f"{name}.googleapis.com", r"/v\w+/(?P<operation>operations/.+)", _operation)
      for name in ("cloudfunctions", "firestore", "serviceusage")),
    ("GET", _FUNCTIONS, f"/v1/{_FN}", _functions_v1),
    ("GET", _FUNCTIONS, f"/v2/(?P<name>{_FN})", _functions),
    ("POST", _FUNCTIONS, f"/v2/{_FN}:generateUploadUrl", _upload_url),
    ("PUT", "storage.googleapis.com", "/upload/.*", _upload),
    ("POST", _FUNCTIONS, f"/v2/(?P<name>{_FN})", _create_function),
    ("PATCH", _FUNCTIONS, f"/v2/(?P<name>{_FN}/[^/:]+)", _change_function),
    ("DELETE", _FUNCTIONS, f"/v2/(?P<name>{_FN}/[^/:]+)", _delete_function),
    ("GET", _RUN, rf"/v[12]/(?P<name>{_LOCATION}/services/[^/:]+):getIamPolicy", _read_policy),
    ("POST", _RUN, rf"/v[12]/(?P<name>{_LOCATION}/services/[^/:]+):setIamPolicy", _write_policy),
    ("GET", _FIRESTORE, rf"/v1/(?P<db>{_DB})/collectionGroups/-/indexes", _indexes),
    ("POST", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/indexes)", _create_index),
    ("DELETE", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/indexes/[^/]+)", _delete_index),
    ("GET", _FIRESTORE, rf"/v1/(?P<db>{_DB})/collectionGroups/-/fields", _fields),
    ("PATCH", _FIRESTORE, rf"/v1/(?P<name>{_GROUP}/fields/[^/]+)", _change_field),
    ("POST", _RULES, f"/v1/{_P}:test", _test_rules),
    ("GET", _RULES, f"/v1/{_P}/releases", _releases),
    ("POST", _RULES, f"/v1/{_P}/releases", _create_release),
    ("GET", _RULES, r"/v1/(?P<name>projects/[^/]+/releases/.+)", _release),
    ("PATCH", _RULES, r"/v1/(?P<name>projects/[^/]+/releases/.+)", _change_release),
    ("POST", _HOSTING, f"/v1beta1/{_SITE}/versions", _create_version),
    ("POST", _HOSTING, f"/v1beta1/{_VERSION}:populateFiles", _populate),
    ("PATCH", _HOSTING, f"/v1beta1/{_VERSION}", _change_version),
    ("POST", _HOSTING, f"/v1beta1/{_SITE}/channels/live/releases", _release_site),
    ("GET", _HOSTING, f"/v1beta1/{_SITE}/releases", _site_releases),
    ("GET", _HOSTING, f"/v1beta1/{_SITE}/domains", _domains),
    ("POST", "upload-firebasehosting.googleapis.com", "/upload/.*", _upload),
    ("POST", _SECRETS, f"/v1/{_SECRET}:addVersion", _add_version),
    ("GET", _SECRETS, f"/v1/{_SECRET}/versions/(?P<version>[^/:]+)", _version),
    ("GET", _SECRETS, f"/v1/{_SECRET}/versions/(?P<version>[^/:]+):access", _access),
    ("GET", _IAM, r"/v1/(?P<name>projects/[^/]+/serviceAccounts/[^/:]+)", _service_account),
    ("POST", _IAM, r"/v1/(?P<name>projects/[^/]+/serviceAccounts)", _create_account),
    ("GET", _LOGGING, f"/v2/{_P}/metrics", _metrics),
    ("POST", _LOGGING, f"/v2/{_P}/metrics", _create_metric),
    ("GET", _LOGGING, f"/v2/{_P}/metrics/(?P<metric>[^/]+)", _metric),
    ("PUT", _LOGGING, f"/v2/{_P}/metrics/(?P<metric>[^/]+)", _put_metric),
    ("GET", _IDENTITY, r"/admin/v2/(?P<name>projects/[^/]+/config)", _sign_in_read),
    ("PATCH", _IDENTITY, r"/admin/v2/(?P<name>projects/[^/]+/config)", _sign_in_write),
    ("GET", _IDENTITY, f"/v1/{_P}/accounts:batchGet", _people),
    ("GET", _APP_CHECK, r"/v1/(?P<name>projects/[^/]+/apps/[^/]+/\w+Config)", _app_check),
]  # fmt: skip
