from pulse.documents.cancelling import mark_cancel_asked, mark_cancelled
from pulse.documents.challenges import FIELDS as CHALLENGE_FIELDS
from pulse.documents.challenges import STATUS as CHALLENGE_STATUS
from pulse.documents.challenges import (
    Challenge,
    ChallengeStatus,
    Price,
    is_cancelled,
    is_completed,
    is_sold_otherwise,
)
from pulse.documents.devices import Device, fetch_devices
from pulse.documents.ended import mark_completed, read_ended, read_not_completed
from pulse.documents.fetch import (
    Found,
    fetch,
    fetch_challenge,
    fetch_owned,
    fetch_participants,
    known_challenge,
    known_user,
    read_users,
    require_user,
)
from pulse.documents.first_profiles import PROFILES, account_named, part_of, wins_of
from pulse.documents.first_system import (
    is_first_systems,
    is_first_systems_fee,
    rate,
    read_strictly,
)
from pulse.documents.left_aside import read_left_aside, without_left_aside
from pulse.documents.misfit import (
    Checked,
    CurrencyMisfit,
    DistributionMisfit,
    DocumentMisfit,
    PrizePoolMisfit,
)
from pulse.documents.paid_entry import WITH_PAID_ENTRY
from pulse.documents.participants import Enrolment, EntryPlace, Participant
from pulse.documents.promises import CUSTOM, NO_PROMISE, Promise, promise_of
from pulse.documents.readers import (
    AMOUNT,
    CURRENCY,
    END,
    FLAG,
    MOMENT,
    NAME_LENGTH_MAX,
    NUMBER,
    PERSON,
    Reader,
    Unfit,
    cleaned,
)
from pulse.documents.terms import THAWED_AFTER, bind_terms, freeze_terms
from pulse.documents.users import FIELDS as USER_FIELDS
from pulse.documents.users import Projected, User

__all__ = [
    "Device", "fetch_devices",
    "Challenge", "ChallengeStatus", "CHALLENGE_STATUS", "CHALLENGE_FIELDS", "Price",
    "is_completed", "is_cancelled", "is_sold_otherwise",
    "Participant", "Enrolment", "EntryPlace", "User", "Projected", "USER_FIELDS",
    "Promise", "NO_PROMISE", "CUSTOM", "promise_of",
    "Found", "fetch", "fetch_challenge", "fetch_owned", "fetch_participants", "known_challenge",
    "known_user", "require_user", "read_users", "read_ended",
    "read_not_completed", "WITH_PAID_ENTRY", "mark_completed", "mark_cancel_asked", "mark_cancelled",
    "Checked", "CurrencyMisfit", "DistributionMisfit", "DocumentMisfit", "PrizePoolMisfit",
    "Reader", "Unfit", "MOMENT", "END", "AMOUNT", "NUMBER", "FLAG", "CURRENCY", "PERSON",
    "cleaned", "NAME_LENGTH_MAX",
    "PROFILES", "account_named", "part_of", "wins_of",
    "read_left_aside", "without_left_aside",
    "is_first_systems", "is_first_systems_fee", "rate", "read_strictly",
    "freeze_terms", "bind_terms", "THAWED_AFTER",
]  # fmt: skip
