"""The endpoints of transfers: method, path, parameters in Stripe's specification, function."""

from stripe_emulator.resources.call import Endpoint
from stripe_emulator.resources.transfers import application_fees, reversals, transfers

_FEE_REFUND = "/v1/application_fees/{id}/refunds"
_REVERSAL = "/v1/transfers/{id}/reversals"

ENDPOINTS: list[Endpoint] = [
    ("GET", "/v1/application_fees", "ApplicationFeeListParams", application_fees.list_all),
    ("GET", "/v1/application_fees/{id}", "ApplicationFeeRetrieveParams", application_fees.retrieve),
    ("GET", _FEE_REFUND, "ApplicationFeeRefundListParams", application_fees.list_refunds),
    ("POST", _FEE_REFUND, "ApplicationFeeRefundCreateParams", application_fees.create_refund),
    (
        "GET",
        f"{_FEE_REFUND}/{{refund}}",
        "ApplicationFeeRefundRetrieveParams",
        application_fees.retrieve_refund,
    ),
    ("POST", f"{_FEE_REFUND}/{{refund}}", "ApplicationFeeRefundUpdateParams", application_fees.update_refund),
    ("GET", "/v1/transfers", "TransferListParams", transfers.list_all),
    ("POST", "/v1/transfers", "TransferCreateParams", transfers.create),
    ("GET", "/v1/transfers/{id}", "TransferRetrieveParams", transfers.retrieve),
    ("POST", "/v1/transfers/{id}", "TransferUpdateParams", transfers.update),
    ("GET", _REVERSAL, "TransferReversalListParams", reversals.list_all),
    ("POST", _REVERSAL, "TransferReversalCreateParams", reversals.create),
    ("GET", f"{_REVERSAL}/{{reversal}}", "TransferReversalRetrieveParams", reversals.retrieve),
    ("POST", f"{_REVERSAL}/{{reversal}}", "TransferReversalUpdateParams", reversals.update),
]
