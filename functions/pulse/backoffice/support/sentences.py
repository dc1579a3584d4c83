"""What each reader is told of a state: accounts, sales, refunds, prize pools and payouts to the bank.

Beside the sentences of prizes (`pulse.prizes.SENTENCES`), whose rules they follow (decision 0036). *winner*
is the person whose money it is: who owns the account, buys the round, or pays into the pool.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from pulse.accounts import AccountState
from pulse.pools import FundingStatus, ReturnStatus
from pulse.prizes import SENTENCES as PRIZE
from pulse.prizes import Sentences
from pulse.sales import CorrectionStatus, PaymentStatus

_NOTHING = "You need not do anything."


class BankPayoutStatus(StrEnum):
    """Stripe's words for a payout from a connected account to its bank."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"


ACCOUNT: Mapping[AccountState, Sentences] = {
    AccountState.CREATED: Sentences(
        winner="Your payout account is begun. Open it and finish the form of Stripe.",
        trainer="Your account is begun. Open it and finish the form of Stripe to sell rounds.",
        operator="The person has not finished Stripe's form. They open it by a fresh link on their page.",
        log="waits until its owner has finished the form",
    ),
    AccountState.PENDING: Sentences(
        winner=f"Stripe is checking your details. That takes minutes, at times days. {_NOTHING}",
        trainer=f"Stripe is checking your details. You can sell rounds after that. {_NOTHING}",
        operator="Stripe is checking the details. Act if it stays so for a week: ask Stripe's support.",
        log="waits until Stripe has checked the details",
    ),
    AccountState.RESTRICTED: Sentences(
        winner="Stripe needs more information before it can pay you. Open your account: it says what.",
        trainer="Stripe needs more information from you. Until then money may be held back.",
        operator="Stripe asks the person for more. `people` and the account's page list what is due.",
        log="is restricted until its owner has given what Stripe asks for",
    ),
    AccountState.ACTIVE: Sentences(
        winner=f"Your payout account is ready. {_NOTHING}",
        trainer=f"Your account is ready: you can sell rounds. {_NOTHING}",
        operator="The account is ready. Nothing is to be done.",
        log="is ready",
    ),
    AccountState.REJECTED: Sentences(
        winner="Stripe does not accept your payout account. Please contact Pulse support.",
        trainer="Stripe does not accept your account, so you cannot sell. Please contact Pulse support.",
        operator="Stripe closed the account for good. The runbook page account.rejected says what to do.",
        log="was closed by Stripe for good",
    ),
    AccountState.DISCONNECTED: Sentences(
        winner="Your payout account is no longer connected to Pulse. Open a new one to be paid.",
        trainer="Your account is no longer connected to Pulse. Open a new one to sell rounds.",
        operator="Access was taken away. The runbook page account.disconnected says what to do.",
        log="is no longer connected",
    ),
}

SALE: Mapping[PaymentStatus, Sentences] = {
    PaymentStatus.REQUIRES_PAYMENT: Sentences(
        winner="The round is not paid. Finish the payment to take part.",
        trainer=f"The buyer has not paid. {_NOTHING}",
        operator="Nobody has paid. It is cancelled automatically after a week.",
        log="waits until its buyer pays",
    ),
    PaymentStatus.PROCESSING: Sentences(
        winner=f"Your bank decides about the payment. You take part once it has arrived. {_NOTHING}",
        trainer=f"The buyer's bank decides about the payment. {_NOTHING}",
        operator="The bank decides; money may move at any moment. Nothing is to be done.",
        log="waits for the buyer's bank",
    ),
    PaymentStatus.COMPLETED: Sentences(
        winner=f"The round is paid. {_NOTHING}",
        trainer=f"The round is paid, and your share is in your Stripe account. {_NOTHING}",
        operator="The money is here, and the trainer has their share. Nothing is to be done.",
        log="is paid",
    ),
    PaymentStatus.FAILED: Sentences(
        winner="Your bank declined the payment. Try again, or pay by another card.",
        trainer=f"The buyer's bank declined the payment. {_NOTHING}",
        operator="The last try was declined. The buyer may try again; nothing is to be done.",
        log="was declined by the buyer's bank",
    ),
    PaymentStatus.CANCELED: Sentences(
        winner="This payment was ended, and you were charged nothing. Begin anew if the round is sold.",
        trainer=f"This payment was ended before it was paid. {_NOTHING}",
        operator="It can never be paid, and nobody was charged. Nothing is to be done.",
        log="was ended before it was paid",
    ),
    PaymentStatus.PARTIALLY_REFUNDED: Sentences(
        winner="You got a part of your money back. Your bank may need some days to show it.",
        trainer="A part went back to the buyer. Your earnings show what that took of your share.",
        operator="A part went back to the buyer. The rest can be refunded by `refund-payment`.",
        log="was refunded in part",
    ),
    PaymentStatus.REFUNDED: Sentences(
        winner="You got all your money back. Your bank may need some days to show it.",
        trainer="All of it went back to the buyer. Your earnings show what that took of your share.",
        operator="All of it went back to the buyer. Nothing is to be done.",
        log="was refunded in full",
    ),
    PaymentStatus.DISPUTED: Sentences(
        winner="Your bank took the payment back at your wish, and decides about it. Ask your bank.",
        trainer="The buyer's bank took the payment back and decides. Your share is held until then.",
        operator="The bank holds the money until it decides. Answer in Stripe's dashboard before its date.",
        log="is disputed by the buyer's bank",
    ),
    PaymentStatus.LOST: Sentences(
        winner="Your bank decided for you, and you have your money. Pulse owes you nothing more.",
        trainer="The buyer's bank decided for the buyer. Your share of this sale went back.",
        operator="The dispute was decided for the buyer. Nothing can be refunded any more.",
        log="was lost in a dispute",
    ),
}
"""*winner*: the buyer."""

REFUND: Mapping[CorrectionStatus, Sentences] = {
    CorrectionStatus.OPEN: Sentences(
        winner=f"Your refund is being made. {_NOTHING}",
        trainer=f"The refund to the buyer is being made. {_NOTHING}",
        operator="It may have happened at Stripe. The sweep looks there and finishes it.",
        log="is sent, or waits for its next try",
    ),
    CorrectionStatus.DONE: Sentences(
        winner="Your refund was made. Your bank may need some days to show it.",
        trainer=f"The refund to the buyer was made. {_NOTHING}",
        operator="Stripe has made it. Act if the alert refund.failed comes later.",
        log="was made",
    ),
    CorrectionStatus.REFUSED: Sentences(
        winner="Your refund was not made. Please contact Pulse support.",
        trainer="The refund to the buyer was not made. Pulse support has the details.",
        operator="Stripe refused it, and no money moved. The runbook page correction.refused says more.",
        log="was refused by Stripe",
    ),
    CorrectionStatus.DROPPED: Sentences(
        winner=f"Your refund was made in another way. {_NOTHING}",
        trainer=f"The buyer was refunded in another way. {_NOTHING}",
        operator="It is no longer owed, and did not happen at Stripe. Nothing is to be done.",
        log="is no longer owed",
    ),
}

FUNDING: Mapping[FundingStatus, Sentences] = {
    FundingStatus.REQUIRES_PAYMENT: Sentences(
        winner="Your payment into the prize pool is not finished. Finish it or let it go.",
        trainer=f"The payment into the prize pool is not finished. {_NOTHING}",
        operator="Nobody has paid. It is cancelled automatically.",
        log="waits until its payer pays",
    ),
    FundingStatus.PROCESSING: Sentences(
        winner=f"Your bank decides about the payment into the prize pool. {_NOTHING}",
        trainer=f"The payer's bank decides about the payment into the prize pool. {_NOTHING}",
        operator="The bank decides; money may move at any moment. Nothing is to be done.",
        log="waits for the payer's bank",
    ),
    FundingStatus.FAILED: Sentences(
        winner="Your bank declined the payment into the prize pool. Try again, or use another card.",
        trainer=f"The payer's bank declined the payment into the prize pool. {_NOTHING}",
        operator="The last try was declined. The payer may try again; nothing is to be done.",
        log="was declined by the payer's bank",
    ),
    FundingStatus.CANCELED: Sentences(
        winner="This payment into the prize pool was ended, and you were charged nothing.",
        trainer=f"This payment into the prize pool was ended before it was paid. {_NOTHING}",
        operator="It can never be paid, and nobody was charged. Nothing is to be done.",
        log="was ended before it was paid",
    ),
    FundingStatus.SUCCEEDED: Sentences(
        winner=f"Your money is in the prize pool. What no prize takes comes back to you. {_NOTHING}",
        trainer=f"The money is in the prize pool. {_NOTHING}",
        operator="The money belongs to the pool. If it is held, two administrators may accept it.",
        log="is in the pool",
    ),
    FundingStatus.LATE: Sentences(
        winner=f"The prize pool took no more money when you paid. You get everything back. {_NOTHING}",
        trainer=f"A payment came too late for the prize pool and goes back. {_NOTHING}",
        operator="It was charged too late, and all of it goes back. The sweep finishes that.",
        log="came too late and goes back",
    ),
}
"""*winner*: the payer."""

POOL_RETURN: Mapping[ReturnStatus, Sentences] = {
    ReturnStatus.OPEN: Sentences(
        winner=f"Your money is on its way back to you. {_NOTHING}",
        trainer=f"Money of the prize pool is on its way back to its payer. {_NOTHING}",
        operator="It may have happened at Stripe. The sweep looks there and finishes it.",
        log="is sent, or waits for its next try",
    ),
    ReturnStatus.DONE: Sentences(
        winner="Your money went back to you. Your bank may need some days to show it.",
        trainer=f"Money of the prize pool went back to its payer. {_NOTHING}",
        operator="Stripe has made it. Nothing is to be done.",
        log="went back",
    ),
    ReturnStatus.REFUSED: Sentences(
        winner="Your money could not be sent back. Please contact Pulse support.",
        trainer="Money of the prize pool could not be sent back. Pulse support has the details.",
        operator="Stripe refused it, and no money moved. The runbook page return.failed says more.",
        log="was refused by Stripe",
    ),
    ReturnStatus.FAILED: Sentences(
        winner="Your bank sent the money back to Pulse. Please contact Pulse support.",
        trainer="The payer's bank sent the money back to Pulse. Pulse support has the details.",
        operator="The payer's bank sent it back. The runbook page return.failed says what to do.",
        log="was sent back by the payer's bank",
    ),
}

BANK_PAYOUT: Mapping[BankPayoutStatus, Sentences] = {
    BankPayoutStatus.PENDING: Sentences(
        winner=f"Stripe prepares the payout to your bank. {_NOTHING}",
        trainer=f"Stripe prepares the payout to your bank. {_NOTHING}",
        operator="Stripe prepares it. Nothing is to be done.",
        log="is prepared by Stripe",
    ),
    BankPayoutStatus.IN_TRANSIT: Sentences(
        winner=f"The money is on its way to your bank. {_NOTHING}",
        trainer=f"The money is on its way to your bank. {_NOTHING}",
        operator="It is on its way to the bank. Nothing is to be done.",
        log="is on its way to the bank",
    ),
    BankPayoutStatus.PAID: Sentences(
        winner="The money arrived at your bank. Ask your bank if you do not see it.",
        trainer="The money arrived at your bank. Ask your bank if you do not see it.",
        operator="It arrived, as far as Stripe knows. A bank can still send it back within days.",
        log="arrived at the bank",
    ),
    BankPayoutStatus.FAILED: Sentences(
        winner="Your bank sent the money back to your Stripe account. Update the bank details there.",
        trainer="Your bank sent the money back to your Stripe account. Update the bank details there.",
        operator="The bank sent it back, and the person was told. The runbook page payout.failed says more.",
        log="was sent back by the bank",
    ),
    BankPayoutStatus.CANCELED: Sentences(
        winner=f"The payout was cancelled, and the money is in your Stripe account. {_NOTHING}",
        trainer=f"The payout was cancelled, and the money is in your Stripe account. {_NOTHING}",
        operator="It was cancelled at Stripe, and the money stayed in the account. Nothing is to be done.",
        log="was cancelled at Stripe",
    ),
}

EVERYTHING: Final[Mapping[str, Mapping[Any, Sentences]]] = {
    "A prize that is not paid": PRIZE,
    "An account at Stripe": ACCOUNT,
    "A sale": SALE,
    "A refund of a sale": REFUND,
    "A payment into a prize pool": FUNDING,
    "Money that goes back from a prize pool": POOL_RETURN,
    "A payout to the bank": BANK_PAYOUT,
}
"""For the page `docs/sentences.md`, and the test that every state has a sentence for every reader."""
