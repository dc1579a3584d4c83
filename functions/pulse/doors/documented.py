"""The operations that the first system's clients know, and the limits they have."""

from __future__ import annotations

from pulse.doors import answers, inputs
from pulse.doors.deployment import SLACK, STRIPE
from pulse.doors.handlers import accounts, earnings, prizes, sales
from pulse.doors.operation import Operation
from pulse.doors.rate_limits import Limit
from pulse.doors.roles import Access
from pulse.earnings import WinnerEarnings

READ_OR_WRITE = ("GET", "POST")
WRITE = ("POST",)

LOOKS = Limit(60)
"""Pages that a person keeps open and reloads."""
LINKS = Limit(20, shared=True)
"""Each makes an object or a link at Stripe."""
MONEY = Limit(20, shared=True)
ACTS = Limit(60, shared=True)
"""One at a time by hand; whoever pays hundreds uses the queue."""

DOCUMENTED = (
    Operation(
        "create-connected-account",
        "Start or continue a trainer's onboarding at Stripe",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LINKS,
        accounts.create_connected_account,
        answers.AccountLinkAnswer,
    ),
    Operation(
        "create-winner-connected-account",
        "Start or continue a winner's onboarding at Stripe",
        WRITE,
        inputs.OpenWinnerAccount,
        Access.PERSON,
        LINKS,
        accounts.create_winner_connected_account,
        answers.AccountLinkAnswer,
    ),
    Operation(
        "complete-stripe-onboarding",
        "What Stripe says of a trainer's account now",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LOOKS,
        accounts.complete_stripe_onboarding,
        answers.OnboardingAnswer,
        check_revoked=False,
    ),
    Operation(
        "complete-winner-stripe-onboarding",
        "What Stripe says of a winner's account now",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LOOKS,
        accounts.complete_winner_stripe_onboarding,
        answers.WinnerOnboardingAnswer,
        check_revoked=False,
    ),
    Operation(
        "reset-onboarding",
        "For testing: forget a trainer's account",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LINKS,
        accounts.reset_trainer_onboarding,
        answers.MessageAnswer,
    ),
    Operation(
        "reset-winner-onboarding",
        "For testing: forget a winner's account",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LINKS,
        accounts.reset_winner_onboarding,
        answers.MessageAnswer,
    ),
    Operation(
        "get-dashboard-link",
        "A way into Stripe's dashboard, by `accountType` the trainer's or the winner's",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LINKS,
        accounts.get_dashboard_link,
        answers.UrlAnswer,
    ),
    Operation(
        "get-winner-dashboard-link",
        "A way into Stripe's dashboard of the winner's account",
        READ_OR_WRITE,
        inputs.ForPerson,
        Access.PERSON,
        LINKS,
        accounts.get_winner_dashboard_link,
        answers.UrlAnswer,
    ),
    Operation(
        "get-earnings",
        "What a trainer has earned, and what Stripe holds for them",
        READ_OR_WRITE,
        inputs.PageOfPerson,
        Access.PERSON,
        LOOKS,
        earnings.get_earnings,
        answers.EarningsAnswer,
        check_revoked=False,
        secrets=(STRIPE,),
    ),
    Operation(
        "get-winner-earnings",
        "What a winner has won, each prize with its state",
        READ_OR_WRITE,
        inputs.PageOfPerson,
        Access.PERSON,
        LOOKS,
        earnings.get_winner_earnings,
        WinnerEarnings,
        check_revoked=False,
        secrets=(),
        aliases=("get-winner-prize-history",),
    ),
    Operation(
        "create-payment-intent",
        "Buy a round: a PaymentIntent at the server's price",
        WRITE,
        inputs.BuyRound,
        Access.ONESELF,
        MONEY,
        sales.buy_round,
        answers.PaymentIntentAnswer,
    ),
    Operation(
        "complete-payment",
        "The payment was confirmed: Stripe is asked, and the buyer enrolled",
        WRITE,
        inputs.Purchase,
        Access.PERSON,
        MONEY,
        sales.confirm_payment,
        answers.CompletePaymentAnswer,
    ),
    Operation(
        "calculate-winners",
        "Award a challenge that has ended; a second call returns the first result. 409: settled before",
        WRITE,
        inputs.ChallengeOnly,
        Access.CHALLENGE_OWNER,
        MONEY,
        prizes.calculate_winners,
        answers.WinnersAnswer,
        secrets=(SLACK,),
    ),
    Operation(
        "payout-prize-money",
        "Transfer a prize to its winner, or say why not yet (202)",
        WRITE,
        inputs.PrizeRecordOnly,
        Access.ADMIN,
        ACTS,
        prizes.payout_prize_money,
        answers.PayoutAnswer,
        refusals=(202, 404, 409),
    ),
    Operation(
        "get-winner-prize-info",
        "What a place in a challenge is worth",
        ("GET",),
        inputs.PrizePlace,
        Access.PERSON,
        LOOKS,
        prizes.get_winner_prize_info,
        answers.PrizeInfoAnswer,
        check_revoked=False,
        secrets=(),
    ),
)
