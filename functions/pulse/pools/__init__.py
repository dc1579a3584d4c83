"""Prize pools: money is paid in, held for winners, and returned where nobody wins it."""

from pulse.pools.cover import Claim, Cover, Use, cover
from pulse.pools.postings import covered, left_unclaimed, sponsored
from pulse.pools.prize_money import (
    DISTRIBUTIONS,
    PrizeMoney,
    place_amounts,
    prize_money,
    refuse_other_currency,
)
from pulse.pools.processing import FundingQuote, Price, ProcessingPayer, funding_quote
from pulse.pools.records import (
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
from pulse.pools.refusals import CurrencyNotPaid, DistributionUnknown, PrizePoolInvalid, PromiseInvalid
from pulse.pools.return_split import Returnable, split_return
from pulse.pools.rules import PHASES, TRANSITIONS
from pulse.pools.states import (
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
    "Pool", "Funding", "Taking", "PoolReturn", "Contest",
    "pool_path", "funding_path", "return_path", "contest_path", "funding_of", "contest_of",
    "PoolPhase", "PoolStatus", "FundingKind", "FundingStatus", "HeldFor", "TakingKind",
    "ReturnKind", "ReturnStatus", "UnclaimedRule", "ContestStatus", "PHASES", "TRANSITIONS",
    "DISTRIBUTIONS", "PrizeMoney", "place_amounts", "prize_money", "refuse_other_currency",
    "FundingQuote", "Price", "ProcessingPayer", "funding_quote",
    "Sums", "sums_of", "Maturity", "mature_at", "is_mature",
    "Claim", "Cover", "Use", "cover", "Returnable", "split_return",
    "Standing", "pool_status", "available",
    "sponsored", "covered", "left_unclaimed",
    "CurrencyNotPaid", "DistributionUnknown", "PrizePoolInvalid", "PromiseInvalid",
]  # fmt: skip
