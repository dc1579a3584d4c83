"""Google's side of sign-in: keys, Identity Toolkit and App Check, on the wire. firebase-admin is real."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import firebase_admin
import google.auth.crypt
import google.auth.jwt
import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from firebase_admin import app_check, auth, credentials
from google.auth.credentials import AnonymousCredentials

PROJECT = "demo-pulse"
KEY_ID = "key-1"


class SigningKey:
    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
        self.pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
        self.public_pem = (
            self._key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )
        self.signer = google.auth.crypt.RSASigner.from_string(self.pem, key_id=KEY_ID)

    def jwk(self) -> dict[str, Any]:
        described = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {**described, "kid": KEY_ID, "use": "sig", "alg": "RS256"}


GOOGLE_KEY = SigningKey()
FOREIGN_KEY = SigningKey()


class NoCredentials(credentials.Base):
    def get_credential(self):
        return AnonymousCredentials()


class GoogleSide(requests.adapters.BaseAdapter):
    """Answers firebase-admin's requests, and signs tokens as Google would."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []
        self.revoked_at: dict[str, int] = {}
        self.disabled: set[str] = set()
        self.deleted: set[str] = set()
        self.down = False
        self.undeletable = False
        self.app = firebase_admin.initialize_app(
            NoCredentials(), {"projectId": PROJECT}, name=f"test-{uuid.uuid4().hex}"
        )
        client = auth._get_client(self.app)
        for session, address in (
            (client._token_verifier.request.session, "https://www.googleapis.com"),
            (client._user_manager.http_client.session, "https://identitytoolkit.googleapis.com"),
        ):
            session.mount(address, self)
            session.trust_env = False  # it would look for a proxy in the environment at each call
        service = app_check._get_app_check_service(self.app)
        service._jwks_client.jwk_set_cache.put({"keys": [GOOGLE_KEY.jwk()]})

    def send(self, request, **_: Any) -> requests.Response:
        self.requests.append(request.url)
        if self.down:
            raise requests.ConnectionError("Google cannot be reached")
        if request.url.endswith("accounts:delete") and self.undeletable:
            raise requests.ConnectionError("Google cannot be reached")
        if request.url.endswith("accounts:delete"):
            self.deleted.add(json.loads(request.body)["localId"])
            return _answered(request, {"kind": "identitytoolkit#DeleteAccountResponse"})
        if "identitytoolkit" in request.url:
            return _answered(request, self._users(json.loads(request.body)["localId"]))
        return _answered(request, {KEY_ID: GOOGLE_KEY.public_pem})

    def close(self) -> None:
        pass

    def _users(self, user_ids: list[str]) -> dict[str, Any]:
        known = [user_id for user_id in user_ids if user_id not in self.deleted]
        return {
            "users": [
                {
                    "localId": user_id,
                    "disabled": user_id in self.disabled,
                    "validSince": str(self.revoked_at.get(user_id, 0)),
                }
                for user_id in known
            ]
        }

    def id_token(
        self,
        user_id: str,
        *,
        key: SigningKey = GOOGLE_KEY,
        project: str = PROJECT,
        age: int = 10,
        **claims: Any,
    ) -> str:
        """As Firebase signs it (firebase.google.com/docs/auth/admin/verify-id-tokens)."""
        now = int(time.time())
        payload = {
            "iss": f"https://securetoken.google.com/{project}",
            "aud": project,
            "auth_time": now - age,
            "user_id": user_id,
            "sub": user_id,
            "iat": now - age,
            "exp": now - age + 3_600,
            "firebase": {"identities": {}, "sign_in_provider": "password"},
            **claims,
        }
        return google.auth.jwt.encode(key.signer, payload).decode()

    def app_check_token(self, *, key: SigningKey = GOOGLE_KEY, age: int = 10, **claims: Any) -> str:
        now = int(time.time())
        payload = {
            "iss": "https://firebaseappcheck.googleapis.com/1",
            "aud": ["projects/1", f"projects/{PROJECT}"],
            "sub": "1:1:web:1",
            "iat": now - age,
            "exp": now - age + 3_600,
            **claims,
        }
        return jwt.encode(payload, key.pem, algorithm="RS256", headers={"kid": KEY_ID, "typ": "JWT"})

    def revoke(self, user_id: str) -> None:
        self.revoked_at[user_id] = int(time.time()) + 60


def _answered(request: requests.PreparedRequest, body: Any) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = 200, request.url, request
    response.headers["Content-Type"] = "application/json"
    response._content = json.dumps(body).encode()
    response._content_consumed = True
    return response
