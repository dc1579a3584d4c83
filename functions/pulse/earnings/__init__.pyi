from pulse.earnings.bank_payouts import BankPayouts, bank_payouts
from pulse.earnings.holdings import balance_path
from pulse.earnings.statement import AskStatement, Statement, statement
from pulse.earnings.trainer_earnings import trainer_earnings
from pulse.earnings.trainer_response import TrainerEarnings
from pulse.earnings.winner_earnings import WinnerEarnings, winner_earnings

__all__ = [
    "AskStatement",
    "BankPayouts",
    "Statement",
    "TrainerEarnings",
    "WinnerEarnings",
    "balance_path",
    "bank_payouts",
    "statement",
    "trainer_earnings",
    "winner_earnings",
]
