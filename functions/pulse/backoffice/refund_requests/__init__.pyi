from pulse.backoffice.refund_requests.close import DeclineRefund, close_refunded, decline_refund
from pulse.backoffice.refund_requests.open import RequestRefund, request_refund
from pulse.backoffice.refund_requests.records import RefundRequest, RefundRequestStatus, refund_request_path

__all__ = [
    "DeclineRefund",
    "RefundRequest",
    "RefundRequestStatus",
    "RequestRefund",
    "close_refunded",
    "decline_refund",
    "refund_request_path",
    "request_refund",
]
