"""Tokens, projects, their APIs and the money for them."""

from __future__ import annotations

import re

from tests.cloud.standin import NUMBER, Answer, Cloud, Request, done, error, missing

Match = re.Match[str]
_P = r"projects/(?P<project>[^/:]+)"


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


ROUTES = [
    ("POST", "www.googleapis.com", "/oauth2/v3/token", _token),
    ("GET", "cloudresourcemanager.googleapis.com", f"/v[13]/{_P}", _project),
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}", _firebase_project),
    ("GET", "firebase.googleapis.com", f"/v1beta1/{_P}/adminSdkConfig", _admin_config),
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
]  # fmt: skip
