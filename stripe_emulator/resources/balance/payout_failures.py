"""Why a bank refuses a payout (docs.stripe.com/api/payouts/failures)."""

MESSAGES = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "debit_not_authorized": "Debit transactions are not approved on the bank account.",
    "insufficient_funds": "Your Stripe account has insufficient funds to cover the payout.",
    "invalid_currency": "The bank was unable to process this payout because of its currency.",
    "no_account": "No bank account could be located: its details on file are probably incorrect.",
}
