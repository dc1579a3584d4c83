"""English."""

from __future__ import annotations

from pulse.notices.said import Said
from pulse.notices.texts.language import Language, Text

_TEXTS = {
    Said.PRIZE_WON: Text(
        "You won a prize",
        "The result{of_title}: you are number {placement}. The prize of this place is {amount}, less our "
        "fee. It can be contested for {lasts}.",
    ),
    Said.RESULT_RECORDED: Text(
        "Your result",
        "The result{of_title}: you are number {placement}. It can be contested for {lasts}.",
    ),
    Said.RESULT_CHANGED_PRIZE_WON: Text(
        "A result was changed: you won a prize",
        "The result{of_title} was changed: you are number {placement}. The prize of this place is {amount}, "
        "less our fee. It can be contested for {lasts}.",
    ),
    Said.RESULT_CHANGED: Text(
        "A result was changed",
        "The result{of_title} was changed: you are number {placement}. It can be contested for {lasts}.",
    ),
    Said.CONTEST_OPENED: Text(
        "A result is contested",
        "Place {placement} of the result{of_title} was contested. Pulse decides within days. Until then the "
        "prize of this place and those below it are not paid.",
    ),
    Said.PLACE_CONTESTED: Text(
        "Your place is contested",
        "Your place {placement} of the result{of_title} was contested. Pulse decides within days. Until then "
        "the prize of this place and those below it are not paid. You need not do anything.",
    ),
    Said.CONTEST_WITHDRAWN: Text(
        "A contest was withdrawn",
        "The contest of place {placement} of the result{of_title} was withdrawn.",
    ),
    Said.CONTEST_UPHELD: Text(
        "A contest was decided",
        "The contest of place {placement} of the result{of_title} was decided: the result stays as it is.",
    ),
    Said.CONTEST_CHANGED_RESULT: Text(
        "A contest was decided",
        "The contest of place {placement} of the result{of_title} was decided: a person was taken out, and "
        "the next places move up. All who are ranked are told their place again.",
    ),
    Said.DISQUALIFIED: Text(
        "You were taken out of a result",
        "After a contest of place {placement} you were taken out of the result{of_title}, so you win no "
        "prize in it. Please contact Pulse support if you do not know why.",
    ),
    Said.PRIZE_AWAITS_ACCOUNT: Text(
        "Your prize waits for your payout account",
        "You won {amount}. It is paid to your payout account with Stripe once that is ready. This page "
        "shows what it needs.",
    ),
    Said.PRIZE_ACCOUNT_RESTRICTED: Text(
        "Stripe needs more information from you",
        "You won {amount}. Stripe asked for more information before it pays you. This page shows what is "
        "missing.",
    ),
    Said.PRIZE_ACCOUNT_REJECTED: Text(
        "Stripe did not accept your payout account",
        "You won {amount}. Stripe did not accept your payout account. If you have not talked to Pulse "
        "support about it, please do.",
    ),
    Said.PRIZE_CLAIM_REMINDED: Text(
        "Your prize waits for you",
        "You won {amount}{of_title}. It is paid once your payout account with Stripe is ready. Please set it "
        "up before {due}: after that Pulse decides what becomes of the prize.",
    ),
    Said.PRIZE_UNCLAIMED: Text(
        "You did not claim your prize in time",
        "You won {amount}{of_title}, and your payout account was not ready before {due}. Pulse decides what "
        "becomes of the prize. If you still want it, please contact Pulse support.",
    ),
    Said.PRIZE_LOST: Text(
        "Your prize cannot be paid",
        "A bank took back money that was paid in for the prizes{of_title}, so your prize of {amount} cannot "
        "be paid. We are sorry. Please contact Pulse support if you have questions.",
    ),
    Said.PRIZE_REDUCED: Text(
        "Your prize is smaller than announced",
        "A bank took back money that was paid in for the prizes{of_title}, so the prizes share what is left. "
        "Yours is {amount}. We are sorry. Please contact Pulse support if you have questions.",
    ),
    Said.PRIZE_PAID: Text(
        "Your prize was paid",
        "Your prize{of_title} was paid: {amount} went to your Stripe account. From there Stripe "
        "pays it out to your bank.",
    ),
    Said.PAYOUT_FAILED: Text(
        "A payout did not reach your bank",
        "{amount} did not reach your bank because {why}. The money is in your Stripe account again. Please "
        "update the bank details in the Stripe dashboard.",
    ),
    Said.BANK_CHANGED: Text(
        "Your bank account was changed",
        "The bank account for your payouts was changed. If you did not change it, contact Pulse support at "
        "once.",
    ),
    Said.BANK_CHANGED_PRIZES_WAIT: Text(
        "Your bank account was changed",
        "The bank account for your payouts was changed. Prizes are sent to it from {due} on. If you did not "
        "change it, contact Pulse support at once.",
    ),
    Said.REFUND_MADE: Text(
        "You get money back",
        "You get back {amount} of what you paid for the round{title}; your bank may need some days to show "
        "it.",
    ),
    Said.ROUND_CANCELLED: Text(
        "Your round was cancelled",
        "The round{title} was cancelled. You get back {amount}; your bank may need some days to show it.",
    ),
    Said.ROUND_NOT_SOLD: Text(
        "You get your money back",
        "The round{title} is not sold any more. You get back {amount}; your bank may need some days to show "
        "it.",
    ),
    Said.REFUND_REQUEST_DONE: Text(
        "The refund was made",
        "The refund of {amount} that you asked for was made.",
    ),
    Said.REFUND_REQUEST_DECLINED: Text(
        "The refund was declined",
        "The refund of {amount} that you asked for is not made: {why_declined}",
    ),
    Said.POOL_PAID_TOO_LATE: Text(
        "You get your money back",
        "The prize pool{of_title} took no more money when you paid. You get back everything, {amount}; your "
        "bank may need some days to show it.",
    ),
    Said.POOL_CLOSED: Text(
        "You get money back from a prize pool",
        "The prize pool{of_title} is closed, because nobody can win it any more. You get back {amount}; "
        "your bank may need some days to show it.",
    ),
    Said.POOL_TOO_LARGE: Text(
        "You get money back from a prize pool",
        "The prize pool{of_title} has more money than its prizes take. You get back {amount}; your bank may "
        "need some days to show it.",
    ),
    Said.ERASED: Text(
        "Your data at Pulse is deleted",
        "Your profile, your links, your notices and your devices are deleted. Records of payments stay "
        "without your name, because the law requires it. If you did not ask for this, contact Pulse support "
        "at once.",
    ),
}

_BANK_FAILURES = {
    "account_closed": "the bank account has been closed",
    "account_frozen": "the bank account is frozen",
    "bank_account_restricted": "the bank account does not take this kind of payment",
    "bank_account_unusable": "the bank account cannot be used",
    "bank_ownership_changed": "the bank account has moved to another bank",
    "could_not_process": "the bank could not process the payment",
    "debit_not_authorized": "the bank account does not allow debits",
    "declined": "the bank declined the payment",
    "incorrect_account_address": "the bank knows the account's holder under another address",
    "incorrect_account_holder_address": "the bank knows the account's holder under another address",
    "incorrect_account_holder_name": "the name does not match the bank account's holder",
    "incorrect_account_holder_tax_id": "the tax number does not match the bank account's holder",
    "incorrect_account_type": "the bank account is of another kind than was given",
    "insufficient_funds": "the balance at Stripe did not cover the payment",
    "invalid_account_number": "the bank account number is not right",
    "invalid_account_number_length": "the bank account number has the wrong length",
    "invalid_currency": "the bank account does not take this currency",
    "no_account": "the bank does not find this account",
    "other": "the bank sent the money back",
    "unsupported_card": "this card cannot receive money",
}

ENGLISH = Language(
    code="en",
    name="English",
    texts=_TEXTS,
    bank_failures=_BANK_FAILURES,
    title=' "{}"',
    of_title=' of "{}"',
    everything="everything, {}",
    rest="what was left, {}",
    decimal_sign=".",
    moment="%Y-%m-%d %H:%M UTC",
    hours="{} hours",
    seconds="{} seconds",
    greeting="Hello,",
    link="See more in Pulse, where you sign in:",
    footer="You get this e-mail because you have an account at Pulse. You choose in the app which notices "
    "reach you by e-mail.",
    footer_always="You get this e-mail because you have an account at Pulse. It is about the safety of your "
    "account, so it is always sent.",
)
