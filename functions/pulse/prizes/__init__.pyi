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
from pulse.prizes.allot_own_money import allot_own_money
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.award_prizes import AwardPrizes, award_prizes
from pulse.prizes.challenge import fetch_prize_records, require_challenge_owner
from pulse.prizes.check_payout_schedule import (
    PAYOUT_SCHEDULE,
    PayoutSchedule,
    check_payout_schedule,
)
from pulse.prizes.compare_award import compare_award
from pulse.prizes.contest_award import ContestAward, ContestedAward, contest_award
from pulse.prizes.contests import read_contest, read_contests
from pulse.prizes.decide_contest import (
    ContestDecision,
    DecideContest,
    decide_contest,
    require_decidable,
)
from pulse.prizes.fan_out import fan_out_prizes
from pulse.prizes.fetch_winner_prize_info import WinnerPrizeInfo, fetch_winner_prize_info
from pulse.prizes.hold_cancelled import hold_prizes_of_cancelled
from pulse.prizes.holds import hold_path, manual_hold, read_known_reasons
from pulse.prizes.pay_prize import PaymentOutcome, PayPrize, pay_prize
from pulse.prizes.pay_when_asked import pay_when_asked
from pulse.prizes.pool_prizes import paid_out
from pulse.prizes.project_winner import challenge_wins, earned, project_winner
from pulse.prizes.read_own_money import read_own_money
from pulse.prizes.reasons import (
    NEXT_ACTION,
    PARTLY_REVERSED,
    REVERSED,
    SENTENCES,
    WAITS_FOR_ACCOUNT,
    Reader,
    Reason,
    Sentences,
)
from pulse.prizes.record_transfer import (
    apply_transfer,
    prize_record_id_of,
    reversal_entry,
    transfer_entry,
    with_own_transfer,
)
from pulse.prizes.records import (
    Award,
    PrizeRecord,
    PrizeStatus,
    Winner,
    award_path,
    is_paused,
    prize_path,
    prize_record_id,
    standings_collection,
    standings_path,
)
from pulse.prizes.refresh_own_money import refresh_own_money
from pulse.prizes.refusals import (
    AttemptMade,
    AwardedBefore,
    ChallengeCancelled,
    ChallengeNotEnded,
    ChangedMeanwhile,
    NotAdopted,
    NothingLost,
    NothingToReturn,
    PaymentInProgress,
    PoolNotFinal,
    PrizeNotAwaitingApproval,
    PrizeNotReversed,
    PrizeNotStopped,
    PrizeNotUnclaimed,
    PrizeSettled,
    SettledBefore,
)
from pulse.prizes.release_stopped import ReleaseStopped, find_stopped, release_stopped
from pulse.prizes.resolve_pool_loss import LossDecision, ResolvePoolLoss, loss_terms, resolve_pool_loss
from pulse.prizes.resolve_unclaimed import (
    ResolveUnclaimed,
    resolve_unclaimed,
    unclaimed_terms,
)
from pulse.prizes.return_pool import ReturnPool, return_pool, return_terms
from pulse.prizes.rules import ALLOWED, fits, unreversed
from pulse.prizes.sponsor_pool import SponsorPool, require_sponsoring, sponsor_pool
from pulse.prizes.standings import fetch_first_standings, fetch_standings
from pulse.prizes.undo_cancellation import undo_cancellation
from pulse.prizes.wake import queue_due, wake_paused, wake_person, wake_winner
from pulse.prizes.wake_funds import wake_funds
from pulse.prizes.wake_pools import wake_pools
from pulse.prizes.warn_of_contests import warn_of_contests
from pulse.prizes.warn_unapproved import warn_unapproved
from pulse.prizes.withdraw_contest import WithdrawContest, withdraw_contest

__all__ = [
    "Award", "AwardPrizes", "award_path", "award_prizes", "compare_award",
    "ContestAward", "ContestedAward", "contest_award", "WithdrawContest", "withdraw_contest",
    "ContestDecision", "DecideContest", "decide_contest", "require_decidable", "read_contest",
    "read_contests", "warn_of_contests", "warn_unapproved",
    "Winner", "fetch_first_standings", "fetch_standings", "standings_path", "standings_collection",
    "PayPrize", "PaymentOutcome", "pay_prize", "pay_when_asked", "allot_pool", "wake_pools", "fan_out_prizes",
    "SponsorPool", "sponsor_pool", "check_payout_schedule", "PAYOUT_SCHEDULE", "PayoutSchedule",
    "require_sponsoring",
    "allot_own_money", "refresh_own_money", "read_own_money",
    "PrizeRecord", "PrizeStatus", "Reason", "WAITS_FOR_ACCOUNT",
    "Reader", "Sentences", "SENTENCES", "REVERSED", "PARTLY_REVERSED", "NEXT_ACTION",
    "prize_path", "prize_record_id",
    "PrizeAct", "approve_prize", "cancel_prize", "hold_prize", "reissue_prize", "release_prize",
    "read_known_reasons", "hold_path", "manual_hold", "ReleaseStopped", "find_stopped", "release_stopped",
    "PayoutControl", "pause_payouts", "is_paused",
    "apply_transfer", "prize_record_id_of", "transfer_entry",
    "reversal_entry", "with_own_transfer", "project_winner", "challenge_wins",
    "queue_due", "wake_funds", "wake_paused", "wake_person", "wake_winner",
    "ALLOWED", "paid_out", "earned", "fits", "unreversed",
    "WinnerPrizeInfo", "fetch_winner_prize_info", "fetch_prize_records",
    "LossDecision", "ResolvePoolLoss", "loss_terms", "resolve_pool_loss",
    "ReturnPool", "return_pool", "return_terms", "NothingLost", "NothingToReturn", "PoolNotFinal",
    "ResolveUnclaimed", "resolve_unclaimed", "unclaimed_terms", "PrizeNotUnclaimed",
    "hold_prizes_of_cancelled", "require_challenge_owner", "undo_cancellation",
    "AttemptMade", "AwardedBefore", "ChallengeCancelled", "ChallengeNotEnded", "ChangedMeanwhile",
    "NotAdopted",
    "PaymentInProgress", "PrizeNotAwaitingApproval", "PrizeNotReversed", "PrizeNotStopped", "PrizeSettled",
    "SettledBefore",
]  # fmt: skip
