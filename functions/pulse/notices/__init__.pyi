from pulse.notices.build import notice, notice_path
from pulse.notices.farewell import queue_farewell, send_farewell
from pulse.notices.queue_notices import queue_notices
from pulse.notices.recipients import mail_refusal_path
from pulse.notices.rules import STALE
from pulse.notices.said import Said
from pulse.notices.send_notice import queue_notice, send_notice
from pulse.notices.texts import DEFAULT, LANGUAGES
from pulse.notices.words import Amount, BankFailure, Lasting, Rest, in_words

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "STALE",
    "Amount",
    "BankFailure",
    "Lasting",
    "Rest",
    "Said",
    "in_words",
    "mail_refusal_path",
    "notice",
    "notice_path",
    "queue_farewell",
    "queue_notice",
    "queue_notices",
    "send_farewell",
    "send_notice",
]
