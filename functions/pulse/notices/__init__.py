"""What a person is told: recorded below their document, shown by the app, sent by push and e-mail."""

from pulse.notices.build import notice, notice_path
from pulse.notices.said import Said
from pulse.notices.texts import DEFAULT, LANGUAGES
from pulse.notices.words import Amount, BankFailure, Lasting, Rest, in_words

__all__ = [
    "DEFAULT",
    "LANGUAGES",
    "Amount",
    "BankFailure",
    "Lasting",
    "Rest",
    "Said",
    "in_words",
    "notice",
    "notice_path",
]
