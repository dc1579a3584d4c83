from pulse.outside.cloud_tasks import CloudTasksQueue
from pulse.outside.cloud_tasks import connect as connect_queue
from pulse.outside.fcm import connect as connect_push
from pulse.outside.firebase_sign_ins import FirebaseSignIns, firebase_app
from pulse.outside.slack import connect as connect_slack
from pulse.outside.smtp import SmtpChannel
from pulse.outside.stripe_client import StripeClient

__all__ = [
    "CloudTasksQueue",
    "FirebaseSignIns",
    "SmtpChannel",
    "StripeClient",
    "connect_push",
    "connect_queue",
    "connect_slack",
    "firebase_app",
]
