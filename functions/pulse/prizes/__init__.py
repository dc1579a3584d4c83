"""A challenge ends: the award, the prize records, and transfers that pay each at most once, and surely."""

from pulse.prizes.acts import (
    PayoutControl,
    PrizeAct,
    approve_prize,
    cancel_prize,
    hold_prize,
    pause_payouts,
    reissue_prize,
    release_prize,
)
from pulse.prizes.ask import awarded_records, require_challenge_owner
from pulse.prizes.award_prizes import AwardedBefore, AwardPrizes, award_prizes
from pulse.prizes.compare_award import compare_award
from pulse.prizes.fan_out import fan_out_prizes
from pulse.prizes.pay_prize import PaymentOutcome, PayPrize, pay_prize
from pulse.prizes.project_winner import challenge_wins, earned, project_winner
from pulse.prizes.record_transfer import apply_transfer, prize_record_id_of
from pulse.prizes.records import (
    NEXT_ACTION,
    Award,
    PrizeRecord,
    PrizeStatus,
    Reason,
    Winner,
    award_path,
    prize_path,
    prize_record_id,
)
from pulse.prizes.rules import ALLOWED, fits, standing
from pulse.prizes.standings import standings
from pulse.prizes.wake import queue_due, wake_funds, wake_paused, wake_winner
from pulse.prizes.winner_prize_info import WinnerPrizeInfo, winner_prize_info

__all__ = [
    "Award", "AwardedBefore", "AwardPrizes", "award_path", "award_prizes", "compare_award",
    "standings", "Winner",
    "PayPrize", "PaymentOutcome", "pay_prize", "fan_out_prizes",
    "PrizeRecord", "PrizeStatus", "Reason", "NEXT_ACTION", "prize_path", "prize_record_id",
    "PrizeAct", "approve_prize", "cancel_prize", "hold_prize", "reissue_prize", "release_prize",
    "PayoutControl", "pause_payouts",
    "apply_transfer", "prize_record_id_of", "project_winner", "challenge_wins",
    "queue_due", "wake_funds", "wake_paused", "wake_winner",
    "ALLOWED", "earned", "fits", "standing",
    "WinnerPrizeInfo", "winner_prize_info", "awarded_records", "require_challenge_owner",
]  # fmt: skip
