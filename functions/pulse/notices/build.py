"""The one place where notices are made: each is a document below its person's, in every language we have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pulse.notices.said import ALWAYS, IN_APP_ONLY, Said
from pulse.notices.texts import DEFAULT, LANGUAGES
from pulse.notices.words import Word, rendered
from pulse.ports.paths import path
from pulse.ports.store import Merge
from pulse.settings import Settings


def notice_path(user_id: str, notice_id: str) -> str:
    return path("users", user_id, "notices", notice_id)


def notice(  # noqa: PLR0913 - what a notice is made of
    user_id: str,
    notice_id: str,
    said: Said,
    *,
    reason: str,
    settings: Settings,
    at: datetime,
    page: str = "",
    about: Mapping[str, str] | None = None,
    title: str | None = None,
    **words: Word,
) -> Merge:
    """For the commit of what it tells. Its id makes repeats harmless: what is sent already is not sent again.

    *reason* is the stored word that apps read, *about* the ids of what it is about, *page* where its link
    leads on our own site. A notice holds no link of Stripe's: those work for anyone who has them (decision
    0008); our page asks who reads it, and makes a fresh one.
    """
    texts = {code: rendered(said, language, title, **words) for code, language in LANGUAGES.items()}
    fields = {
        **(about or {}),
        "reason": reason,
        "said": said.value,
        "text": texts[DEFAULT].text,
        "texts": {code: {"title": one.title, "text": one.text} for code, one in texts.items()},
        "url": f"{settings.site_url}{page}",
        "createdAt": at,
        "expireAt": at + timedelta(seconds=settings.notice_retention_seconds),
        **({} if said in IN_APP_ONLY else {"sendAt": at, "always": said in ALWAYS}),
    }
    return Merge(notice_path(user_id, notice_id), fields)
