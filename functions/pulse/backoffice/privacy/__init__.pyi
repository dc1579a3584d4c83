from pulse.backoffice.privacy.disclosures import record_disclosure
from pulse.backoffice.privacy.erase import (
    EraseUser,
    MoneyOnItsWay,
    delete_my_data,
    erase_user,
)
from pulse.backoffice.privacy.export import export_my_data
from pulse.backoffice.privacy.mark import Erasure, is_erased
from pulse.backoffice.privacy.money import find_obstacles

__all__ = [
    "EraseUser",
    "Erasure",
    "MoneyOnItsWay",
    "delete_my_data",
    "erase_user",
    "export_my_data",
    "find_obstacles",
    "is_erased",
    "record_disclosure",
]
