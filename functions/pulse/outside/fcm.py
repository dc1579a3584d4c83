"""Push messages by Firebase Cloud Messaging, through firebase-admin.

FCM has no emulator. The local world and the tests name a server of their own for the same client.
"""

from __future__ import annotations

import hashlib
import threading
from typing import Any

import firebase_admin
from firebase_admin import credentials, exceptions, messaging
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError

from pulse import log
from pulse.ports import Message, Outcome, Sending
from pulse.settings import Settings

_APP = "notices"
"""An app of firebase-admin's with a time limit of its own: the default is two minutes for each try."""
_SECONDS = 10
_TEXT_LENGTH_MAX = 500
"""FCM takes 4096 bytes in all."""
_connecting = threading.Lock()


class _NoCredential(credentials.Base):
    def get_credential(self) -> Any:
        return AnonymousCredentials()  # type: ignore[no-untyped-call]


class FcmChannel:
    def __init__(self, app: firebase_admin.App) -> None:
        self._app = app

    def send(self, message: Message) -> Outcome:
        """The SDK repeats a 503 four times, within some seconds: send from a task alone."""
        try:
            messaging.send(pushed(message), app=self._app)
        except (messaging.UnregisteredError, messaging.SenderIdMismatchError) as error:
            return Outcome(Sending.REFUSED, error.code)
        except exceptions.InvalidArgumentError as error:
            # Only where FCM names the token: another fault would be ours, and end every device.
            dead = "registration token" in str(error).lower()
            return Outcome(Sending.REFUSED if dead else Sending.FAILED, error.code)
        except exceptions.FirebaseError as error:
            return Outcome(Sending.FAILED, error.code)
        except (GoogleAuthError, ValueError, OSError) as error:
            log.write("fcm.failed", severity="ERROR", error=type(error).__name__)
            return Outcome(Sending.FAILED, type(error).__name__)
        return Outcome(Sending.SENT)


def pushed(message: Message) -> messaging.Message:
    """The tag makes a repeat replace what is shown already."""
    tag = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    link = message.url if message.url.startswith("https://") else None
    return messaging.Message(
        token=message.to,
        notification=messaging.Notification(  # type: ignore[no-untyped-call]
            title=message.title, body=message.text[:_TEXT_LENGTH_MAX]
        ),
        data={"url": message.url, "tag": tag},
        android=messaging.AndroidConfig(
            notification=messaging.AndroidNotification(tag=tag)  # type: ignore[no-untyped-call]
        ),
        apns=messaging.APNSConfig(headers={"apns-collapse-id": tag}),  # type: ignore[no-untyped-call]
        webpush=messaging.WebpushConfig(  # type: ignore[no-untyped-call]
            notification=messaging.WebpushNotification(tag=tag),  # type: ignore[no-untyped-call]
            fcm_options=messaging.WebpushFCMOptions(link=link) if link else None,  # type: ignore[no-untyped-call]
        ),
    )


def connect(settings: Settings) -> FcmChannel:
    """For Google's service, or for the server that `fcm_base` names, which only the local world may."""
    options = {"projectId": settings.project, "httpTimeout": _SECONDS}
    with _connecting:
        try:
            return FcmChannel(firebase_admin.get_app(_APP))  # type: ignore[no-untyped-call]
        except ValueError:
            pass
        if not settings.fcm_base:
            return FcmChannel(firebase_admin.initialize_app(options=options, name=_APP))  # type: ignore[no-untyped-call]
        app = firebase_admin.initialize_app(_NoCredential(), options, _APP)  # type: ignore[no-untyped-call]
        # A private name, and the only way: a test says that it is still there.
        messaging._MessagingService.FCM_URL = f"{settings.fcm_base}/v1/projects/{{0}}/messages:send"  # noqa: SLF001
        return FcmChannel(app)
