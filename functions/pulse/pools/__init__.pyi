from pulse.pools.accept_funding import accept_funding, read_funding, require_held
from pulse.pools.apply_funding import (
    apply_fraud_warning,
    apply_funding,
    apply_funding_charge,
    apply_funding_dispute,
    apply_funding_refund,
)
from pulse.pools.asked import FundPrizePool
from pulse.pools.cancel_funding import (
    cancel_pool_funding,
    find_open_fundings,
    revoke_fundings,
)
from pulse.pools.close_pool import Closing, close_pool, closing_writes, why_closed
from pulse.pools.complete_pool_funding import CompletePoolFunding, complete_pool_funding
from pulse.pools.cover import Claim, Cover, Use, cover
from pulse.pools.cover_loss import cover_writes, uncover_writes
from pulse.pools.decided_returns import decided_return_writes, decided_shares, why_never_awarded
from pulse.pools.fund_prize_pool import UnpaidFunding, fund_prize_pool
from pulse.pools.funding_entries import RETURN_ID
from pulse.pools.lines import Line, Term, lines_of, sums_by_term
from pulse.pools.losses import Loss, cover_shares, excess_shares, loss_of
from pulse.pools.own_money import (
    Claims,
    Overtaken,
    OwnFigures,
    OwnMoney,
    figures_of,
    own_money_path,
    read_missing,
    read_overdrawn,
)
from pulse.pools.pool_writes import pool_writes, reopened_phase
from pulse.pools.postings import (
    OWN_MONEY,
    claim_resolved,
    prizes_of,
    returning_of,
    set_unclaimed,
    unclaimed_of,
)
from pulse.pools.prize_money import (
    DISTRIBUTIONS,
    PrizeMoney,
    place_amounts,
    prize_money,
    refuse_other_currency,
)
from pulse.pools.processing import FundingQuote, Price, ProcessingPayer, funding_quote
from pulse.pools.raise_limit import raise_limit, read_pool, require_raise
from pulse.pools.read_prize_pool import PrizePool, read_prize_pool
from pulse.pools.read_statement import read_pool_statement
from pulse.pools.records import (
    SPONSOR_ID,
    Contest,
    Funding,
    Pool,
    PoolReturn,
    Taking,
    contest_of,
    contest_path,
    funding_of,
    funding_path,
    pool_path,
    return_path,
)
from pulse.pools.refresh_fundings import refresh_fundings
from pulse.pools.refusals import (
    CurrencyNotPaid,
    DistributionUnknown,
    FundedTooLate,
    FundingNotHeld,
    FundingNotPaid,
    FundingPaid,
    FundingUnderWay,
    FundingVanished,
    LimitNotRaised,
    LimitReached,
    OwnMoneyShort,
    PaidEntryRefused,
    PoolChanged,
    PoolClosed,
    PoolCurrency,
    PoolUnreadable,
    PrizePoolInvalid,
    PrizesNotApproved,
    PromiseInvalid,
    SplitFrozen,
    StatementMismatched,
    TooManyFundings,
)
from pulse.pools.reserve_returns import reserve_returns
from pulse.pools.return_split import Returnable, split_return
from pulse.pools.returns import carry_out_returns, new_return, read_returns
from pulse.pools.rules import TRANSITIONS
from pulse.pools.scene import Scene, read_scene
from pulse.pools.sponsoring import Sponsoring, opening_writes, quote_sponsoring, sponsoring_writes
from pulse.pools.statement import FundingLine, Statement, balances, statement_of
from pulse.pools.states import (
    SYSTEM_ACTOR,
    ContestStatus,
    FundingKind,
    FundingStatus,
    HeldFor,
    PoolPhase,
    PoolStatus,
    ReturnKind,
    ReturnStatus,
    TakingKind,
    UnclaimedRule,
)
from pulse.pools.status import Standing, available, pool_status
from pulse.pools.sums import Maturity, Sums, is_mature, mature_at, sums_of

__all__ = [
    "SYSTEM_ACTOR",
    "OwnMoney", "OwnFigures", "Overtaken", "Claims", "figures_of", "own_money_path",
    "read_overdrawn", "read_missing",
    "Sponsoring", "quote_sponsoring", "opening_writes", "sponsoring_writes", "SPONSOR_ID",
    "Pool", "Funding", "Taking", "PoolReturn", "Contest",
    "pool_path", "funding_path", "return_path", "contest_path", "funding_of", "contest_of",
    "PoolPhase", "PoolStatus", "FundingKind", "FundingStatus", "HeldFor", "TakingKind",
    "ReturnKind", "ReturnStatus", "UnclaimedRule", "ContestStatus", "TRANSITIONS",
    "DISTRIBUTIONS", "PrizeMoney", "place_amounts", "prize_money", "refuse_other_currency",
    "FundingQuote", "Price", "ProcessingPayer", "funding_quote",
    "Sums", "sums_of", "Maturity", "mature_at", "is_mature",
    "Claim", "Cover", "Use", "cover", "Returnable", "split_return",
    "Standing", "pool_status", "available",
    "Statement", "FundingLine", "statement_of", "balances", "read_pool_statement", "StatementMismatched",
    "Line", "Term", "lines_of", "sums_by_term", "OWN_MONEY", "prizes_of", "returning_of", "unclaimed_of",
    "FundPrizePool", "fund_prize_pool", "UnpaidFunding", "CompletePoolFunding", "complete_pool_funding",
    "cancel_pool_funding", "PrizePool", "read_prize_pool",
    "apply_funding", "apply_funding_charge", "apply_funding_refund", "apply_funding_dispute",
    "apply_fraud_warning", "refresh_fundings", "find_open_fundings", "revoke_fundings",
    "accept_funding", "read_funding", "require_held", "raise_limit", "read_pool", "require_raise",
    "LimitNotRaised",
    "claim_resolved", "set_unclaimed",
    "Loss", "loss_of", "cover_shares", "excess_shares", "cover_writes", "uncover_writes",
    "decided_shares", "decided_return_writes", "why_never_awarded", "closing_writes",
    "Scene", "read_scene", "pool_writes", "reopened_phase", "new_return", "read_returns", "carry_out_returns",
    "RETURN_ID", "reserve_returns", "close_pool", "Closing", "why_closed",
    "PrizesNotApproved", "PaidEntryRefused", "PoolClosed", "SplitFrozen", "PoolCurrency", "LimitReached",
    "TooManyFundings", "FundingUnderWay", "FundingNotPaid", "FundedTooLate", "FundingPaid", "FundingVanished",
    "FundingNotHeld", "OwnMoneyShort", "PoolUnreadable", "PoolChanged",
    "CurrencyNotPaid", "DistributionUnknown", "PrizePoolInvalid", "PromiseInvalid",
]  # fmt: skip
