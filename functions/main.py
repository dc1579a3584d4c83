"""The deployed Cloud Functions, one line each. `docs/openapi.json` describes the operations."""

from pulse.doors.api import api
from pulse.doors.callables import callable_function
from pulse.doors.queues import fanoutprizes, handleevent, payprize, sendnotice
from pulse.doors.schedules import nightly, reconcile, sweep
from pulse.doors.triggers import onchallengewritten, onnoticecreated, onprizerecordwritten
from pulse.doors.webhooks import stripeconnectwebhook, stripewebhook

createConnectedAccount = callable_function("create-connected-account")
createWinnerConnectedAccount = callable_function("create-winner-connected-account")
completeStripeOnboarding = callable_function("complete-stripe-onboarding")
completeWinnerStripeOnboarding = callable_function("complete-winner-stripe-onboarding")
resetOnboarding = callable_function("reset-onboarding")
resetWinnerOnboarding = callable_function("reset-winner-onboarding")
getDashboardLink = callable_function("get-dashboard-link")
getWinnerDashboardLink = callable_function("get-winner-dashboard-link")
createAccountSession = callable_function("create-account-session")
getEarnings = callable_function("get-earnings")
getWinnerEarnings = callable_function("get-winner-earnings")
getPayouts = callable_function("get-payouts")
getStatement = callable_function("get-statement")
getOverview = callable_function("get-overview")
getMetrics = callable_function("get-metrics")
explainPrize = callable_function("explain-prize")
explainPayment = callable_function("explain-payment")
explainAccount = callable_function("explain-account")
replayEvent = callable_function("replay-event")
createPaymentIntent = callable_function("create-payment-intent")
completePayment = callable_function("complete-payment")
fundPrizePool = callable_function("fund-prize-pool")
completePoolFunding = callable_function("complete-pool-funding")
cancelPoolFunding = callable_function("cancel-pool-funding")
getPrizePool = callable_function("get-prize-pool")
getPoolStatement = callable_function("get-pool-statement")
calculateWinners = callable_function("calculate-winners")
payoutPrizeMoney = callable_function("payout-prize-money")
contestAward = callable_function("contest-award")
withdrawContest = callable_function("withdraw-contest")
getWinnerPrizeInfo = callable_function("get-winner-prize-info")
refundPayment = callable_function("refund-payment")
requestRefund = callable_function("request-refund")
declineRefund = callable_function("decline-refund")
cancelPrize = callable_function("cancel-prize")
holdPrize = callable_function("hold-prize")
releasePrize = callable_function("release-prize")
pausePayouts = callable_function("pause-payouts")
holdPerson = callable_function("hold-person")
requestApproval = callable_function("request-approval")
approveRequest = callable_function("approve-request")
eraseUser = callable_function("erase-user")
deleteMyData = callable_function("delete-my-data")
exportMyData = callable_function("export-my-data")
find = callable_function("find")
listWork = callable_function("list-work")

__all__ = [
    "api",
    "fanoutprizes",
    "handleevent",
    "nightly",
    "onchallengewritten",
    "onnoticecreated",
    "onprizerecordwritten",
    "payprize",
    "reconcile",
    "sendnotice",
    "stripeconnectwebhook",
    "stripewebhook",
    "sweep",
]
