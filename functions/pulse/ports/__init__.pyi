from pulse.ports.alerts import Alert, Alerts, Severity
from pulse.ports.clock import Clock
from pulse.ports.messages import Channel, Medium, Message, Outcome, Sending
from pulse.ports.ports import Ports
from pulse.ports.queue import TaskQueue
from pulse.ports.sign_ins import SignIn, SignIns, StaffRole
from pulse.ports.store import Document, Store
from pulse.ports.stripe import Stripe
from pulse.ports.stripe_accounts_v2 import INCLUDE as ACCOUNT_V2_INCLUDE
from pulse.ports.stripe_accounts_v2 import AccountLinkV2, AccountPage, AccountV2

__all__ = [
    "ACCOUNT_V2_INCLUDE",
    "AccountLinkV2",
    "AccountPage",
    "AccountV2",
    "Alert",
    "Alerts",
    "Channel",
    "Clock",
    "Document",
    "Medium",
    "Message",
    "Outcome",
    "Ports",
    "Sending",
    "Severity",
    "SignIn",
    "SignIns",
    "StaffRole",
    "Store",
    "Stripe",
    "TaskQueue",
]
