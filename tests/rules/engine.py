"""Firestore's REST interface as an app uses it, with the rules engine and the emulator's unsigned tokens."""

from __future__ import annotations

import base64
import json
import math
import time
from datetime import datetime
from typing import Any

import httpx

PROJECT = "demo-rules"
DOCUMENTS = f"projects/{PROJECT}/databases/(default)/documents"
OWNER = "owner"
"""The emulator's password for the Admin SDK: rules do not apply."""

FORBIDDEN = 403


class Engine:
    def __init__(self, address: str, project: str = PROJECT) -> None:
        self._project = project
        self._http = httpx.Client(base_url=f"http://{address}", timeout=120)

    def seed(self, documents: dict[str, dict[str, Any]]) -> None:
        writes = [{"update": _document(path, fields)} for path, fields in documents.items()]
        self._http.post(
            f"/v1/{DOCUMENTS}:commit", json={"writes": writes}, headers=_bearer(OWNER)
        ).raise_for_status()

    def clear(self) -> None:
        self._http.delete(f"/emulator/v1/{DOCUMENTS}").raise_for_status()

    def get(self, token: str | None, path: str) -> bool:
        return _allowed(
            self._http.get(f"/v1/{DOCUMENTS}/{path}", headers=_bearer(token)), absent_is_fine=True
        )

    def list(self, token: str | None, query: dict[str, Any], parent: str = "") -> bool:
        url = f"/v1/{DOCUMENTS}{parent and '/' + parent}:runQuery"
        return _allowed(self._http.post(url, json={"structuredQuery": query}, headers=_bearer(token)))

    def write(self, token: str | None, write: dict[str, Any]) -> bool:
        """*write* is named for the usual project, whichever this engine's is."""
        body = json.dumps({"writes": [write]}).replace(f"projects/{PROJECT}/", f"projects/{self._project}/")
        url = f"/v1/projects/{self._project}/databases/(default)/documents:commit"
        return _allowed(self._http.post(url, content=body, headers=_bearer(token)))

    def use(self, rules: str) -> None:
        """Replace the rules of this engine's project."""
        files = [{"name": "firestore.rules", "content": rules}]
        url = f"/emulator/v1/projects/{self._project}:securityRules"
        self._http.put(url, json={"rules": {"files": files}}).raise_for_status()

    def coverage(self) -> dict[str, Any]:
        return self._http.get(f"/emulator/v1/projects/{PROJECT}:ruleCoverage").raise_for_status().json()


def token(uid: str, **claims: Any) -> str:
    """What the Auth emulator would sign: nothing. Only an emulator believes it."""
    payload = {"iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "sub": uid, "user_id": uid}
    payload |= {"iat": 1, "auth_time": 1, "firebase": {"sign_in_provider": "custom"}, **claims}
    return ".".join([_part({"alg": "none", "typ": "JWT"}), _part(payload), ""])


def staff(uid: str, *, minutes_ago: int = 5, **claims: Any) -> str:
    """Of someone who signed in with a second factor, *minutes_ago*."""
    at = int(time.time()) - 60 * minutes_ago
    firebase = {"sign_in_provider": "password", "sign_in_second_factor": "phone"}
    return token(uid, **{"auth_time": at, "firebase": firebase, **claims})


def creation(path: str, fields: dict[str, Any], *, stamped: str | None = None) -> dict[str, Any]:
    """*stamped*: a field that the server sets to its own time."""
    write = {"update": _document(path, fields), "currentDocument": {"exists": False}}
    return {**write, **_transforms(stamped)}


def change(path: str, fields: dict[str, Any], *, stamped: str | None = None) -> dict[str, Any]:
    return {
        "update": _document(path, fields),
        "updateMask": {"fieldPaths": [f"`{name}`" for name in fields]},
        "currentDocument": {"exists": True},
        **_transforms(stamped),
    }


def removal(path: str) -> dict[str, Any]:
    return {"delete": f"{DOCUMENTS}/{path}"}


def query(
    collection: str, *where: tuple[str, str, Any], limit: int | None = 10, group: bool = False
) -> dict[str, Any]:
    """`where`: (field, `EQUAL` or another of Firestore's operators, value)."""
    built: dict[str, Any] = {"from": [{"collectionId": collection, "allDescendants": group}]}
    filters = [
        {"fieldFilter": {"field": {"fieldPath": field}, "op": operator, "value": _value(value)}}
        for field, operator, value in where
    ]
    if filters:
        built["where"] = {"compositeFilter": {"op": "AND", "filters": filters}}
    return built if limit is None else {**built, "limit": limit}


def _allowed(response: httpx.Response, *, absent_is_fine: bool = False) -> bool:
    if response.status_code == FORBIDDEN:
        return False
    if absent_is_fine and response.status_code == 404:
        return True
    response.raise_for_status()
    return True


def _bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _transforms(stamped: str | None) -> dict[str, Any]:
    transform = {"fieldPath": stamped, "setToServerValue": "REQUEST_TIME"}
    return {"updateTransforms": [transform]} if stamped else {}


def _document(path: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"name": f"{DOCUMENTS}/{path}", "fields": {name: _value(value) for name, value in fields.items()}}


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(one) for one in value]}}
    if isinstance(value, dict):
        return {"mapValue": {"fields": {name: _value(inner) for name, inner in value.items()}}}
    return _plain_value(value)


def _plain_value(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"timestampValue": value.isoformat().replace("+00:00", "Z")}
    if isinstance(value, float) and math.isnan(value):
        return {"doubleValue": "NaN"}
    kinds = {bool: "booleanValue", float: "doubleValue", str: "stringValue", type(None): "nullValue"}
    return {"integerValue": str(value)} if type(value) is int else {kinds[type(value)]: value}
