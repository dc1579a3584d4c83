"""What trainers and winners have earned: totals from our books, balances from Stripe."""

from pulse.earnings.holdings import balance_path
from pulse.earnings.trainer_earnings import trainer_earnings
from pulse.earnings.trainer_response import TrainerEarnings
from pulse.earnings.winner_earnings import WinnerEarnings, winner_earnings

__all__ = ["TrainerEarnings", "WinnerEarnings", "balance_path", "trainer_earnings", "winner_earnings"]
