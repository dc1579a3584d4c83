from pulse.backoffice.administrators.grant import ChangeRole, grant_role, require_sign_in, revoke_role
from pulse.backoffice.administrators.records import (
    AddressNotConfirmed,
    Administrator,
    NotAnAdministrator,
    administrator_path,
)
from pulse.backoffice.administrators.staff import (
    Staff,
    identify_administrator,
    list_staff,
    require_administrator,
)

__all__ = [
    "AddressNotConfirmed",
    "Administrator",
    "ChangeRole",
    "NotAnAdministrator",
    "Staff",
    "administrator_path",
    "grant_role",
    "identify_administrator",
    "list_staff",
    "require_administrator",
    "require_sign_in",
    "revoke_role",
]
